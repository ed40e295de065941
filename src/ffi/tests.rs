//! The guard and the last error. The exports themselves are tested from C and C#.

use std::ptr::null_mut;

use super::guard::guard;
use super::last_error::exoport_last_error;
use super::status::{
    EXOPORT_BAD_ARGUMENT, EXOPORT_BUFFER_TOO_SMALL, EXOPORT_INTERNAL, EXOPORT_OK, Failure,
    exoport_status_name,
};

fn last_error() -> String {
    let mut needed = 0;
    // SAFETY: NULL with capacity 0 asks for the size; `needed` is a local variable.
    let status = unsafe { exoport_last_error(null_mut(), 0, &raw mut needed) };
    if needed == 0 {
        assert_eq!(status, EXOPORT_OK);
        return String::new();
    }
    assert_eq!(status, EXOPORT_BUFFER_TOO_SMALL);
    let mut text = vec![0; needed as usize];
    // SAFETY: the buffer has `needed` bytes.
    let status = unsafe { exoport_last_error(text.as_mut_ptr(), needed, &raw mut needed) };
    assert_eq!(status, EXOPORT_OK);
    String::from_utf8(text).expect("UTF-8")
}

#[test]
fn a_panic_is_a_status_and_a_text() {
    assert_eq!(
        guard("exoport_example", || panic!("broken on purpose")),
        EXOPORT_INTERNAL
    );
    assert_eq!(
        last_error(),
        "exoport_example: a fault of ExoPort, please report it: broken on purpose"
    );
    assert_eq!(guard("exoport_example", || Ok(EXOPORT_OK)), EXOPORT_OK);
    assert_eq!(last_error(), "");
}

#[test]
fn a_failure_stays_until_the_next_call_and_on_its_own_thread() {
    let failed = || Err(Failure::new(EXOPORT_BAD_ARGUMENT, "it is NULL"));
    assert_eq!(guard("exoport_example", failed), EXOPORT_BAD_ARGUMENT);
    let elsewhere = std::thread::spawn(last_error).join().expect("thread");
    assert_eq!(elsewhere, "");
    let mut name = [0; 12];
    let mut needed = 0;
    // SAFETY: the buffer has 12 bytes; `needed` is a local variable.
    let status = unsafe {
        exoport_status_name(EXOPORT_BAD_ARGUMENT, name.as_mut_ptr(), 12, &raw mut needed)
    };
    assert_eq!((status, needed, &name), (EXOPORT_OK, 12, b"BAD_ARGUMENT"));
    assert_eq!(last_error(), "exoport_example: it is NULL");
    assert_eq!(last_error(), "exoport_example: it is NULL");
}
