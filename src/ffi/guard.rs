//! What stands behind every export: no panic leaves it, every failure has a text.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::last_error;
use super::status::{Answer, EXOPORT_INTERNAL};
use crate::run::panic_message;

/// Runs the body of an export. The last error is empty afterwards, unless the body failed.
pub(super) fn guard(export: &str, body: impl FnOnce() -> Answer) -> i32 {
    last_error::clear();
    guard_quietly(export, body)
}

/// The same for exports that keep the last error when they succeed.
pub(super) fn guard_quietly(export: &str, body: impl FnOnce() -> Answer) -> i32 {
    // What the body leaves half done is not seen again: locks here guard single steps.
    match catch_unwind(AssertUnwindSafe(body)) {
        Ok(Ok(status)) => status,
        Ok(Err(failure)) => {
            last_error::set(&format!("{export}: {}", failure.text));
            failure.status
        }
        Err(panic) => {
            last_error::set(&format!(
                "{export}: internal error in ExoPort, please report it: {}",
                panic_message(panic.as_ref())
            ));
            EXOPORT_INTERNAL
        }
    }
}
