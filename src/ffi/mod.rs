//! The C ABI, described by include/exoport.h, which build.rs generates from this folder.
//!
//! The only place that knows C types, and besides [`crate::os`] the only one with `unsafe` code. Rules of every export:
//!
//! - it does nothing but call [`guard::guard`], which turns a panic or a [`status::Failure`] into
//!   a status and a last-error text;
//! - pointers are read and written in [`buffer`] alone, after the NULL and length checks;
//! - fixed-width integers only: no `bool`, no enum, no `usize`, no structure crosses the boundary.
//!
//! What the exports ask of a caller (the safety contract) is on the header's front page: a pointer
//! is NULL or points to as many bytes as the length or capacity beside it says, for the duration
//! of the call.

#![allow(unsafe_code)]
// cbindgen reads `pub`; nothing outside of the crate sees these.
#![allow(unreachable_pub)]

mod buffer;
mod endpoint_queries;
mod guard;
mod handle;
mod last_error;
#[cfg(feature = "panic-test")]
mod panic_test;
mod replay;

// The exports, in the order of the header.
mod version;

mod status;

mod error_text;

mod query;

mod run;

#[cfg(test)]
mod tests;
