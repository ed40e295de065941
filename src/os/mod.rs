//! What the portable crates cannot ask the kernel, one file a system. Besides [`crate::ffi`] the only
//! module with `unsafe` code; no pointer and no handle leaves it.

#![allow(unsafe_code)]

#[cfg(unix)]
pub(crate) mod unix;
#[cfg(windows)]
pub(crate) mod windows;
