//! Runs: start, push, finish, next, cancel, close.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::buffer::{OutNumber, OutText, TextArguments, read_text};
use super::guard::guard;
use super::handle::{EXOPORT_MAX_RUNS, Handles};
use super::status::{
    Answer, EXOPORT_BAD_ARGUMENT, EXOPORT_BAD_CONFIG, EXOPORT_BAD_HANDLE, EXOPORT_BAD_TARGET,
    EXOPORT_BUSY, EXOPORT_DONE, EXOPORT_FINISHED, EXOPORT_INTERNAL, EXOPORT_OK, EXOPORT_PENDING,
    EXOPORT_RECORD, EXOPORT_TOO_MANY_RUNS, Failure,
};
use crate::run::{Batch, Output, Push, PushError, Run, RunKind, StartError};
use crate::watch::WatchError;

/// What a run gives as one line of JSON.
type Line = Box<[u8]>;

struct OpenRun {
    run: Run<Line>,
    closed: AtomicBool,
}

static RUNS: Handles<OpenRun> = Handles::new(EXOPORT_MAX_RUNS);

fn line(output: Output) -> Line {
    let mut json = serde_json::to_vec(&output).expect("an output has string keys only");
    json.push(b'\n');
    json.into_boxed_slice()
}

/// Reads a configuration and starts what it asks for.
fn start(config: &str) -> Result<OpenRun, StartError> {
    #[cfg(windows)]
    crate::os::windows::keep_loaded().map_err(|error| StartError::Threads(error.to_string()))?;
    Ok(OpenRun {
        run: Run::start_as(RunKind::from_json(config)?, line)?,
        closed: AtomicBool::new(false),
    })
}

impl From<StartError> for Failure {
    fn from(error: StartError) -> Self {
        let status = match &error {
            StartError::Watch(WatchError::Busy(_)) => EXOPORT_BUSY,
            StartError::Watch(WatchError::Fault(_)) | StartError::Threads(_) => EXOPORT_INTERNAL,
            _ => EXOPORT_BAD_CONFIG,
        };
        Failure::new(status, error.to_string())
    }
}

impl From<PushError> for Failure {
    fn from(error: PushError) -> Self {
        let status = match &error {
            PushError::Target(_) => EXOPORT_BAD_TARGET,
            PushError::Finished | PushError::TakesNone(_) => EXOPORT_FINISHED,
        };
        Failure::new(status, error.to_string())
    }
}

fn bad_handle(handle: u64) -> Failure {
    Failure::new(
        EXOPORT_BAD_HANDLE,
        format!("{handle:#x} is not an open run; it was never started or has been closed"),
    )
}

fn open(handle: u64) -> Result<Arc<OpenRun>, Failure> {
    RUNS.get(handle).ok_or_else(|| bad_handle(handle))
}

impl OpenRun {
    /// Fails when the run was closed while a call was waiting in it.
    fn still_open(&self, handle: u64) -> Result<(), Failure> {
        if self.closed.load(Ordering::Acquire) {
            Err(bad_handle(handle))
        } else {
            Ok(())
        }
    }

    fn push(&self, handle: u64, target: &str, timeout: Duration) -> Answer {
        let pushed = self.run.push_json(target, timeout);
        self.still_open(handle)?;
        match pushed? {
            Push::Accepted(_) => Ok(EXOPORT_OK),
            Push::Full => Ok(EXOPORT_PENDING),
        }
    }

    fn next(
        &self,
        handle: u64,
        out: &mut OutText,
        count: &mut OutNumber<u32>,
        timeout: Duration,
    ) -> Answer {
        let batch = self
            .run
            .take_fitting(timeout, out.capacity(), |line| line.len());
        self.still_open(handle)?;
        match batch {
            Batch::Items(lines) => {
                out.write_pieces(&lines)?;
                count.set(u32::try_from(lines.len()).unwrap_or(u32::MAX));
                Ok(EXOPORT_RECORD)
            }
            Batch::TooLarge(length) => Err(out.too_small(length)),
            Batch::Pending => Ok(EXOPORT_PENDING),
            Batch::Done => Ok(EXOPORT_DONE),
        }
    }
}

/// Starts a run that probes nothing yet and writes its handle to *run.
///
/// config: one JSON object, see docs/c-abi.md; length 0 means all defaults. {"listen":{...}} starts a
/// listener instead: it takes no targets, and its records are its visitors (docs/listen.md).
/// {"watch":{...}} starts a watch: it takes no targets, and its records are what changes
/// (docs/watch.md). The run must be closed with exoport_run_close. EXOPORT_BAD_CONFIG,
/// EXOPORT_TOO_MANY_RUNS, EXOPORT_BUSY.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exoport_run_start(
    config: *const u8,
    config_length: u32,
    run: *mut u64,
) -> i32 {
    guard("exoport_run_start", || {
        // SAFETY: the caller's contract on pointers, see this folder's mod.rs.
        let mut handle = unsafe { OutNumber::new("run", run) }?;
        // SAFETY: the same.
        let config = unsafe { read_text("config", config, config_length) }?;
        let opened = RUNS.insert(start(config)?).ok_or_else(|| {
            Failure::new(
                EXOPORT_TOO_MANY_RUNS,
                format!("{EXOPORT_MAX_RUNS} runs are open; close one with exoport_run_close"),
            )
        })?;
        handle.set(opened);
        Ok(EXOPORT_OK)
    })
}

/// Adds one target and waits for room at most timeout_ms milliseconds (0: does not wait).
///
/// target: one JSON object, see docs/c-abi.md. A target may stand for several probes ({} stands for
/// every default service); each gives one record, and all of them are added or none. An object with
/// the key "job" is that job instead (such as {"job":"check"}) and gives one report. EXOPORT_OK;
/// EXOPORT_PENDING when there was no room: nothing was taken, take records and push it again;
/// EXOPORT_BAD_TARGET: the run goes on without it; EXOPORT_FINISHED.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exoport_run_push(
    run: u64,
    target: *const u8,
    target_length: u32,
    timeout_ms: u32,
) -> i32 {
    guard("exoport_run_push", || {
        let opened = open(run)?;
        if target.is_null() {
            return Err(Failure::new(EXOPORT_BAD_ARGUMENT, "target is NULL"));
        }
        // SAFETY: the caller's contract on pointers, see this folder's mod.rs.
        let target = unsafe { read_text("target", target, target_length) }?;
        opened.push(run, target, milliseconds(timeout_ms))
    })
}

/// Says that no more targets will come, so that exoport_run_next can say EXOPORT_DONE after the last
/// record. Harmless when repeated.
#[unsafe(no_mangle)]
pub extern "C" fn exoport_run_finish(run: u64) -> i32 {
    guard("exoport_run_finish", || {
        open(run)?.run.finish();
        Ok(EXOPORT_OK)
    })
}

/// Takes records as they complete and waits for the first at most timeout_ms milliseconds (0: does
/// not wait).
///
/// Writes as many whole records as are ready and fit, each as one line of JSON and a line feed;
/// *count says how many, *needed how many bytes. Records come in the order in which they complete;
/// "id" says which target they belong to: it counts the probes from 0 in the order of the pushes.
/// EXOPORT_RECORD; EXOPORT_PENDING; EXOPORT_DONE; EXOPORT_BUFFER_TOO_SMALL when the next record does
/// not fit: it stays, and *needed says how many bytes it has.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exoport_run_next(
    run: u64,
    buffer: *mut u8,
    capacity: u32,
    needed: *mut u32,
    count: *mut u32,
    timeout_ms: u32,
) -> i32 {
    guard("exoport_run_next", || {
        let arguments = TextArguments {
            buffer,
            capacity,
            needed,
        };
        // SAFETY: the caller's contract on pointers, see this folder's mod.rs.
        let mut out = unsafe { OutText::new(arguments) }?;
        // SAFETY: the same.
        let mut count = unsafe { OutNumber::new("count", count) }?;
        open(run)?.next(run, &mut out, &mut count, milliseconds(timeout_ms))
    })
}

/// Stops every probe of the run at once and closes its connections. Records that are complete can
/// still be taken; then exoport_run_next says EXOPORT_DONE. Wakes every call that waits in this run.
/// Harmless when repeated.
#[unsafe(no_mangle)]
pub extern "C" fn exoport_run_cancel(run: u64) -> i32 {
    guard("exoport_run_cancel", || {
        open(run)?.run.cancel();
        Ok(EXOPORT_OK)
    })
}

/// Cancels the run and frees everything of it; the handle is stale from now on. Never waits for the
/// network. Calls that wait in this run on other threads return EXOPORT_BAD_HANDLE. A second close is
/// EXOPORT_BAD_HANDLE and harmless.
#[unsafe(no_mangle)]
pub extern "C" fn exoport_run_close(run: u64) -> i32 {
    guard("exoport_run_close", || {
        let opened = RUNS.remove(run).ok_or_else(|| bad_handle(run))?;
        opened.closed.store(true, Ordering::Release);
        opened.run.cancel();
        Ok(EXOPORT_OK)
    })
}

fn milliseconds(timeout_ms: u32) -> Duration {
    Duration::from_millis(timeout_ms.into())
}
