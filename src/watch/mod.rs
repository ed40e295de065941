//! Scenarios checked again and again against what is remembered of them: only changes are told.

mod config;
mod event;
// Until the engine of the watch uses them.
#[allow(dead_code, unused_imports)]
mod sinks;
pub mod systemd;
mod words;

pub use config::WatchConfig;
pub use event::{CertificateState, Change, Round, ScenarioState, WatchEvent, Watched, Watching};
pub use words::{ChangeKind, WatchEnd};

#[cfg(windows)]
pub(crate) use sinks::EventType;
