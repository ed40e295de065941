//! The last error of each thread.

use std::cell::RefCell;

use crate::text::sanitize;

/// The most characters of a text. Texts quote what a caller wrote.
const MAX_CHARACTERS: usize = 2_000;

thread_local! {
    static LAST_ERROR: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Keeps a text for this thread, sanitized.
pub(super) fn set(text: &str) {
    put_back(sanitize(text.as_bytes(), MAX_CHARACTERS));
}

/// Keeps what [`get`] gave.
pub(super) fn put_back(text: String) {
    // A thread that is ending has no last error any more, and nobody to ask for it.
    let _ = LAST_ERROR.try_with(|last| last.replace(text));
}

/// Forgets it.
pub(super) fn clear() {
    let _ = LAST_ERROR.try_with(|last| last.borrow_mut().clear());
}

pub(super) fn get() -> String {
    LAST_ERROR
        .try_with(|last| last.borrow().clone())
        .unwrap_or_default()
}
