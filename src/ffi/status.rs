//! The statuses of the C ABI.

/// Success.
pub const EXOPORT_OK: i32 = 0;
/// exoport_run_next: at least one record was written. The same number as EXOPORT_OK.
pub const EXOPORT_RECORD: i32 = 0;
/// Timeout: no record is complete yet (exoport_run_next) or there is no room yet
/// (exoport_run_push: nothing was taken; take records, then push the same target again).
pub const EXOPORT_PENDING: i32 = 1;
/// exoport_run_next: every record was taken and no more will come.
pub const EXOPORT_DONE: i32 = 2;
/// A required pointer is NULL, a text is not UTF-8 or is longer than EXOPORT_MAX_TEXT bytes, or a
/// number is not valid for the function.
pub const EXOPORT_BAD_ARGUMENT: i32 = -1;
/// The run is not open: never started, closed already, or closed while the call was waiting.
pub const EXOPORT_BAD_HANDLE: i32 = -2;
/// The buffer is too small. Nothing was written and nothing is lost: call again with *needed bytes.
pub const EXOPORT_BUFFER_TOO_SMALL: i32 = -3;
/// The configuration is not one JSON object, or has an unknown key or a value of the wrong type or
/// out of range.
pub const EXOPORT_BAD_CONFIG: i32 = -4;
/// The target is not one JSON object, or cannot be probed.
pub const EXOPORT_BAD_TARGET: i32 = -5;
/// The question is not one JSON object, or asks for something unknown.
pub const EXOPORT_BAD_QUERY: i32 = -6;
/// The run takes no more targets: it was finished or cancelled.
pub const EXOPORT_FINISHED: i32 = -7;
/// EXOPORT_MAX_RUNS runs are open. Close one.
pub const EXOPORT_TOO_MANY_RUNS: i32 = -8;
/// An internal error, no threads available, or no access to the files of a watch; the last error says
/// which. Other runs continue.
pub const EXOPORT_INTERNAL: i32 = -9;
/// exoport_run_start: another watch uses the state, in this process or another one.
pub const EXOPORT_BUSY: i32 = -10;

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
