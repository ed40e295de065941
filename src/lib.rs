//! ExoPort probes Exchange Online's ports and says what TCP, STARTTLS, TLS and the certificate
//! really do on this path.
//!
//! Data flows one way; each step is a module:
//!
//! [`config`] → [`target`] → [`plan`] (pure) → [`probe`] (the only part that talks to the network) →
//! [`record::Observation`] → [`diagnosis`] (pure) → [`record::Record`] → sinks: the C ABI (`ffi`,
//! described by include/exoport.h) and the command (`cli`).
//!
//! [`run`] streams many targets through [`probe`] with bounds on everything. [`scenario`] makes one
//! verdict of several probes.

#![deny(unsafe_code)]
#![warn(missing_docs)]

pub mod catalogue;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod cli;
mod clock;
pub mod config;
#[doc(hidden)]
pub mod date;
pub mod diagnosis;
mod dns;
pub mod domain;
pub mod explain;
mod ffi;
mod files;
pub mod firewall;
mod json;
#[cfg(feature = "lab")]
pub mod lab;
pub mod listen;
pub mod plan;
pub mod probe;
pub mod proxy;
pub mod record;
pub mod run;
mod runtime;
pub mod scenario;
pub mod schemas;
pub mod target;
mod text;
pub mod watch;
mod words;

pub use words::UnknownWord;
