//! Scenarios checked again and again against what is remembered of them: only changes are told.

mod config;
mod event;
mod words;

pub use config::WatchConfig;
pub use event::{CertificateState, Change, Round, ScenarioState, WatchEvent, Watched, Watching};
pub use words::{ChangeKind, WatchEnd};
