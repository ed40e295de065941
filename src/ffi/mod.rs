//! The C ABI, described by include/exoport.h, which build.rs generates from this folder.
//!
//! The only place with `unsafe` code and the only one that knows C types. Rules of every export:
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

mod buffer;
mod endpoints;
#[cfg(windows)]
pub(crate) mod event_log;
mod guard;
mod handle;
#[cfg(feature = "panic-test")]
mod panic_test;
#[cfg(windows)]
mod pin;
mod replay;

// The exports, in the order of the header.
mod version;

mod status;

mod last_error;

mod query;

mod run;

#[cfg(test)]
mod tests;
