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
//! `sighting` takes out of a report what is compared, `step` compares it with the `memory` (pure:
//! `confirm` for scenarios, `server` and `values` for certificates and sites, `expiry`), `keeper` holds the file
//! and its lock, `run` is the loop.

mod config;
mod confirm;
mod deliver;
mod error;
mod event;
mod expiry;
mod keeper;
mod memory;
mod rules;
mod run;
mod server;
mod sighting;
mod sinks;
mod step;
pub mod systemd;
mod tell;
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
