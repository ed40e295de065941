//! Versions.

use super::buffer::{OutText, TextArguments};
use super::guard::guard;

/// The version of this ABI: of the functions, of the statuses and of the meaning of their
/// arguments. A program compares it with exoport_abi_version() before anything else. New functions
/// and new keys in the JSON texts do not change it.
pub const EXOPORT_ABI_VERSION: u32 = 1;

/// The version of the ABI that the library speaks; compare it with EXOPORT_ABI_VERSION.
#[unsafe(no_mangle)]
pub extern "C" fn exoport_abi_version() -> u32 {
    EXOPORT_ABI_VERSION
}

/// The version of the library, for example "0.1.0".
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exoport_version(buffer: *mut u8, capacity: u32, needed: *mut u32) -> i32 {
    guard("exoport_version", || {
        let arguments = TextArguments {
            buffer,
            capacity,
            needed,
        };
        // SAFETY: the caller's contract on (buffer, capacity, needed), see this folder's mod.rs.
        let mut out = unsafe { OutText::new(arguments) }?;
        out.write(env!("CARGO_PKG_VERSION"))
    })
}
