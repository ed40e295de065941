//! The statuses of the C ABI and their names.

use super::buffer::{OutText, TextArguments};
use super::guard::guard_quietly;

/// Done as asked.
pub const EXOPORT_OK: i32 = 0;
/// exoport_run_next: at least one record was written. The same number as EXOPORT_OK.
pub const EXOPORT_RECORD: i32 = 0;
/// Not within timeout_ms: no record is complete yet (exoport_run_next) or there is no room yet
/// (exoport_run_push: nothing was taken; take records, then push the same target again).
pub const EXOPORT_PENDING: i32 = 1;
/// exoport_run_next: every record was taken and no more will come.
pub const EXOPORT_DONE: i32 = 2;
/// A pointer is NULL that must not be, a text is not UTF-8 or longer than EXOPORT_MAX_TEXT bytes,
/// or a number is not one that the function knows.
pub const EXOPORT_BAD_ARGUMENT: i32 = -1;
/// The run is not open: never started, closed already, or closed while the call was waiting.
pub const EXOPORT_BAD_HANDLE: i32 = -2;
/// The buffer is too small. Nothing was written and nothing is lost: call again with *needed bytes.
pub const EXOPORT_BUFFER_TOO_SMALL: i32 = -3;
/// The configuration is not one JSON object, has a key that is not known, or a value of the wrong
/// type or out of range.
pub const EXOPORT_BAD_CONFIG: i32 = -4;
/// The target is not one JSON object, or cannot be probed.
pub const EXOPORT_BAD_TARGET: i32 = -5;
/// The question is not one JSON object, or asks for something that is not known.
pub const EXOPORT_BAD_QUERY: i32 = -6;
/// The run takes no more targets: it was finished or cancelled.
pub const EXOPORT_FINISHED: i32 = -7;
/// EXOPORT_MAX_RUNS runs are open. Close one.
pub const EXOPORT_TOO_MANY_RUNS: i32 = -8;
/// A fault of ExoPort, or the operating system gave no threads, or no access to the files of a watch;
/// the last error says which. Other runs go on.
pub const EXOPORT_INTERNAL: i32 = -9;
/// exoport_run_start: another watch holds the state, in this process or another one.
pub const EXOPORT_BUSY: i32 = -10;

/// Every status with its name.
const NAMES: [(i32, &str); 13] = [
    (EXOPORT_OK, "OK"),
    (EXOPORT_PENDING, "PENDING"),
    (EXOPORT_DONE, "DONE"),
    (EXOPORT_BAD_ARGUMENT, "BAD_ARGUMENT"),
    (EXOPORT_BAD_HANDLE, "BAD_HANDLE"),
    (EXOPORT_BUFFER_TOO_SMALL, "BUFFER_TOO_SMALL"),
    (EXOPORT_BAD_CONFIG, "BAD_CONFIG"),
    (EXOPORT_BAD_TARGET, "BAD_TARGET"),
    (EXOPORT_BAD_QUERY, "BAD_QUERY"),
    (EXOPORT_FINISHED, "FINISHED"),
    (EXOPORT_TOO_MANY_RUNS, "TOO_MANY_RUNS"),
    (EXOPORT_INTERNAL, "INTERNAL"),
    (EXOPORT_BUSY, "BUSY"),
];

/// A status below 0 with the text for exoport_last_error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Failure {
    pub status: i32,
    pub text: String,
}

impl Failure {
    pub(super) fn new(status: i32, text: impl Into<String>) -> Self {
        Self {
            status,
            text: text.into(),
        }
    }
}

/// What an export answers inside the guard.
pub(super) type Answer = Result<i32, Failure>;

/// The name of a status without its prefix, for example "BAD_HANDLE" for -2 ("OK" for 0).
/// EXOPORT_BAD_ARGUMENT for a number that is no status. Does not clear the last error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exoport_status_name(
    status: i32,
    buffer: *mut u8,
    capacity: u32,
    needed: *mut u32,
) -> i32 {
    guard_quietly("exoport_status_name", || {
        let arguments = TextArguments {
            buffer,
            capacity,
            needed,
        };
        // SAFETY: the caller's contract on (buffer, capacity, needed), see this folder's mod.rs.
        let mut out = unsafe { OutText::new(arguments) }?;
        let Some((_, name)) = NAMES.iter().find(|(number, _)| *number == status) else {
            return Err(Failure::new(
                EXOPORT_BAD_ARGUMENT,
                format!("{status} is not a status of ExoPort"),
            ));
        };
        out.write(name)
    })
}
