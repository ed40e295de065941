//! Feature `panic-test`, for a test of the build alone: does a panic reach the guard?

use super::guard::guard;
use super::status::Answer;

/// Panics behind the guard, so it gives EXOPORT_INTERNAL where panics unwind as they should. Not in
/// the header, and in no library that is shipped.
#[unsafe(no_mangle)]
pub extern "C" fn exoport_panic_test() -> i32 {
    guard("exoport_panic_test", || -> Answer {
        panic!("on purpose, to see that it ends here")
    })
}
