//! ExoPort probes Exchange Online's ports and says what TCP, STARTTLS, TLS and the certificate
//! really do on this path.
//!
//! Data flows one way; each step is a module:
//!
//! [`config`] → [`targets`] → [`plan`] (pure) → [`probe`] (observes one target over the network) →
//! [`record::Observation`] → [`diagnosis`] (pure) → [`record::Record`] → sinks: the C ABI (`ffi`,
//! described by include/exoport.h) and the command (crates/exoport-cli).
//!
//! [`run`] streams many targets through [`probe`] with bounds on everything. [`scenario`] makes one
//! verdict of several probes.

#![warn(unreachable_pub)]

mod clock;
pub mod config;
#[doc(hidden)]
pub mod date;
pub mod diagnosis;
mod dns;
pub mod domain;
pub mod endpoint_update;
pub mod endpoints;
pub mod explain;
mod ffi;
mod files;
pub mod firewall;
mod host_name;
#[doc(hidden)]
pub mod json;
pub mod listen;
mod microsoft;
mod os;
pub mod plan;
pub mod probe;
pub mod proxy;
pub mod record;
pub mod replay;
pub mod run;
#[doc(hidden)]
pub mod runtime;
pub mod scenario;
pub mod schemas;
mod sources;
mod string_enum;
pub mod targets;
mod tcp;
#[doc(hidden)]
pub mod text;
pub mod watch;

pub use string_enum::UnknownValue;
