//! Scenarios checked again and again against what is remembered of them: only changes are told.
//!
//! ```no_run
//! use exoport::watch::{Watch, WatchConfig, WatchEvent};
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let mut watch = Watch::start(WatchConfig::default(), &tokio::runtime::Handle::current())?;
//! while let Some(event) = watch.next().await {
//!     if let WatchEvent::Change(change) = event {
//!         println!("{}", change.text);
//!     }
//! }
//! # Ok(())
//! # }
//! ```
//!
//! `snapshot` takes out of a report what is compared, `reducer` compares it with the `memory` (pure:
//! `debounce` for scenarios, `server` and `values` for certificates and sites, `expiry`), `state_file` holds the file
//! and its lock, `run` is the loop.

mod config;
mod debounce;
mod deliver;
mod error;
mod event;
mod expiry;
mod folders;
mod memory;
mod messages;
mod reducer;
mod rules;
mod run;
mod server;
mod sinks;
mod snapshot;
mod state_file;
pub mod systemd;
#[cfg(test)]
mod tests;
mod values;
mod words;

pub use config::WatchConfig;
pub use error::{WatchConfigError, WatchError};
pub use event::{
    CertificateState, Change, Round, ScenarioState, WatchEnded, WatchEvent, WatchStarted,
};
pub use rules::WatchSettings;
pub use run::Watch;
pub use words::{ChangeKind, WatchEnd};
