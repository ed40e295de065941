//! The exports that put an error into words: a status's name, and what the last one was about.

use super::buffer::{OutText, TextArguments};
use super::guard::guard_quietly;
use super::last_error;
use super::status::*;

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

/// Why the last call on this thread failed, as one line for a person: what is wrong, where, and
/// what to do; about 2000 characters at most, no control characters. Empty when it did not fail. Asking for
/// it or for a status's name keeps it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exoport_last_error(
    buffer: *mut u8,
    capacity: u32,
    needed: *mut u32,
) -> i32 {
    let text = last_error::get();
    let status = guard_quietly("exoport_last_error", || {
        let arguments = TextArguments {
            buffer,
            capacity,
            needed,
        };
        // SAFETY: the caller's contract on (buffer, capacity, needed), see this folder's mod.rs.
        let mut out = unsafe { OutText::new(arguments) }?;
        out.write(&text)
    });
    if status == EXOPORT_BUFFER_TOO_SMALL {
        // The caller asks for the size first: the text must still be there for the second call.
        last_error::put_back(text);
    }
    status
}
