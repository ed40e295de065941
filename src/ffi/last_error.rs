//! The last error of each thread.

use std::cell::RefCell;

use super::buffer::{OutText, TextArguments};
use super::guard::guard_quietly;

thread_local! {
    static LAST_ERROR: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Keeps a text for this thread.
pub(super) fn set(text: String) {
    // A thread that is ending has no last error any more, and nobody to ask for it.
    let _ = LAST_ERROR.try_with(|last| last.replace(text));
}

/// Forgets it.
pub(super) fn clear() {
    let _ = LAST_ERROR.try_with(|last| last.borrow_mut().clear());
}

fn get() -> String {
    LAST_ERROR
        .try_with(|last| last.borrow().clone())
        .unwrap_or_default()
}

/// Why the last call on this thread failed, as one line for a person: what is wrong, where, and
/// what to do. Empty when it did not fail. Asking for it or for a status's name keeps it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exoport_last_error(
    buffer: *mut u8,
    capacity: u32,
    needed: *mut u32,
) -> i32 {
    let text = get();
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
    if status == super::status::EXOPORT_BUFFER_TOO_SMALL {
        // The caller asks for the size first: the text must still be there for the second call.
        set(text);
    }
    status
}
