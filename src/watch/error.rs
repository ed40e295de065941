//! Why a watch cannot start.

use std::path::PathBuf;

use crate::config::{ConfigError, OutOfRange};
use crate::probe::ProberError;
use crate::scenario::{CheckError, Scenario};
use crate::text::sanitize;

/// Why a watch cannot start. The texts say what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WatchError {
    /// The configuration cannot be used.
    #[error(transparent)]
    Config(#[from] WatchConfigError),
    /// Another watch holds this state, in this process or another one.
    #[error(
        "another watch is using the state {0}; wait until it ends, or give this one its own state"
    )]
    Busy(String),
    /// The state or another file cannot be read, written or locked; why.
    #[error("{0}")]
    Fault(String),
}

/// Why the configuration of a watch cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WatchConfigError {
    /// Not a JSON object with the known keys and their types; why.
    #[error("{0}")]
    Malformed(String),
    /// `check` cannot be checked.
    #[error("check: {0}")]
    Check(CheckError),
    /// This scenario needs a mail domain, and there is none.
    #[error("{0} needs a mail domain: give one, or leave the scenario out")]
    NoDomain(Scenario),
    /// `run` cannot be used.
    #[error("run: {0}")]
    Run(ConfigError),
    /// `run` cannot be used on this machine.
    #[error("run: {0}")]
    Prober(ProberError),
    /// A number out of range.
    #[error(transparent)]
    Range(#[from] OutOfRange),
    /// Several rounds without an interval.
    #[error("more than one round needs an interval; set interval_seconds")]
    NoInterval,
    /// Too many days, or too large ones.
    #[error("invalid expiry_days (at most 16 numbers, each 0-3650)")]
    ExpiryDays,
    /// A path that names no file.
    #[error("{key}: {:?} has no file name", sanitize(.path.to_string_lossy().as_bytes(), 200))]
    NoFile {
        /// Its key.
        key: &'static str,
        /// The path.
        path: PathBuf,
    },
    /// Two keys name the same file.
    #[error("{one} and {other} are the same file; each needs its own")]
    SameFile {
        /// One of them.
        one: &'static str,
        /// The other.
        other: &'static str,
    },
    /// No `state_path`, and no per-user data folder; why.
    #[error("state_path: {0}")]
    NoStatePath(String),
    /// There is no event log on this machine; what to use instead.
    #[error("{0}")]
    NoEventLog(String),
}
