//! One run from its targets to its records: a thread feeds, the caller's thread takes.

use std::io;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use super::error::FeedError;
use super::progress::Progress;
use super::targets::{Entries, Entry};
use exoport::config::Settings;
use exoport::record::Record;
use exoport::run::{Job, Next, Push, PushError, Report, Run};

/// How long one call waits before it looks again whether the run was cancelled.
const WAIT: Duration = Duration::from_millis(500);

/// What the feeding thread did.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct FeedSummary {
    /// Targets that were taken.
    pub taken: u64,
    /// Targets that could not be read or expanded.
    pub bad: u64,
}

/// Probes every entry and gives each record to `each` as it completes.
///
/// Entries are pulled only as fast as the run takes them, so memory does not grow with their
/// number. Bad ones are told on standard error and counted.
///
/// # Errors
/// See [`FeedError`]; the run is cancelled then.
pub fn probe_all(
    settings: Settings,
    entries: Entries,
    progress: &Progress,
    mut each: impl FnMut(Record) -> io::Result<()>,
) -> Result<FeedSummary, FeedError> {
    let run = Arc::new(Run::start(settings).map_err(FeedError::Start)?);
    let feeder = thread::Builder::new()
        .name("exoport-targets".into())
        .spawn({
            let run = Arc::clone(&run);
            let progress = progress.clone();
            move || feed(&run, entries, &progress)
        })
        .map_err(|error| FeedError::Internal(format!("cannot start a thread: {error}")))?;
    loop {
        match run.next(WAIT) {
            Next::Record(record) => {
                if let Err(error) = each(*record) {
                    // The feeding thread may sit in a read that never ends: it is left behind.
                    run.cancel();
                    return Err(FeedError::Write(error));
                }
            }
            Next::Done => break,
            // Only targets are pushed here, so there is nothing else.
            _ => {}
        }
    }
    feeder
        .join()
        .map_err(|_| FeedError::Internal("reading the targets failed; please report this".into()))
}

/// Does every job in one run and gives each report to `each` as it completes.
///
/// # Errors
/// See [`FeedError`]; the run is cancelled then.
pub fn drive_jobs(
    settings: Settings,
    jobs: impl IntoIterator<Item = Job>,
    mut each: impl FnMut(Report) -> io::Result<()>,
) -> Result<(), FeedError> {
    let internal = |why: &str| FeedError::Internal(format!("{why}; please report this"));
    let run = Run::start(settings).map_err(FeedError::Start)?;
    // Takes one report, if one comes in time; false when no more will come.
    let mut take = || match run.next(WAIT) {
        Next::Report(report) => each(report).map(|()| true).map_err(FeedError::Write),
        Next::Pending => Ok(true),
        Next::Done => Ok(false),
        _ => Err(internal("a job returned a record instead of its report")),
    };
    for job in jobs {
        loop {
            match run.push_job(job.clone(), Duration::ZERO) {
                Ok(Push::Accepted(_)) => break,
                // Room comes where reports are taken.
                Ok(Push::Full) => {
                    take()?;
                }
                Err(PushError::Target(error)) => return Err(internal(&error.to_string())),
                Err(_) => return Err(internal("the run ended early")),
            }
        }
    }
    run.finish();
    while take()? {}
    Ok(())
}

/// Ends the input of a run whatever happens to the thread that feeds it.
struct FinishOnDrop<'a>(&'a Run);

impl Drop for FinishOnDrop<'_> {
    fn drop(&mut self) {
        self.0.finish();
    }
}

fn feed(run: &Run, entries: Entries, progress: &Progress) -> FeedSummary {
    let _finish = FinishOnDrop(run);
    let mut fed = FeedSummary::default();
    let mut bad_lines = progress.line_messages();
    for Entry { origin, spec } in entries {
        let spec = match spec {
            Ok(spec) => spec,
            Err(why) => {
                fed.bad += 1;
                bad_lines.message(&format!("{origin}{why}"));
                continue;
            }
        };
        loop {
            match run.push(&spec, WAIT) {
                Ok(Push::Accepted(probes)) => {
                    fed.taken += 1;
                    progress.asked(probes);
                    break;
                }
                Ok(Push::Full) => {}
                Err(PushError::Target(error)) => {
                    fed.bad += 1;
                    bad_lines.message(&format!("{origin}{error}"));
                    break;
                }
                Err(PushError::Finished | PushError::TakesNone(_)) => return fed,
            }
        }
    }
    fed
}
