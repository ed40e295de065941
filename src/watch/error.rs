//! Why a watch cannot start.

use std::fmt;
use std::path::PathBuf;

use crate::config::{ConfigError, OutOfRange};
use crate::probe::ProberError;
use crate::scenario::{CheckError, Scenario};
use crate::text::harmless;

/// Why a watch cannot start. The texts say what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum WatchError {
    /// The configuration cannot be used.
    Config(WatchConfigError),
    /// Another watch holds this state, in this process or another one.
    Busy(String),
    /// The state or another file cannot be read, written or locked; why.
    Fault(String),
}

impl fmt::Display for WatchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Config(error) => error.fmt(f),
            Self::Busy(state) => write!(
                f,
                "another watch holds the state {state}; wait for its end, or give this one a state of its own"
            ),
            Self::Fault(why) => f.write_str(why),
        }
    }
}

impl std::error::Error for WatchError {}

impl From<WatchConfigError> for WatchError {
    fn from(error: WatchConfigError) -> Self {
        Self::Config(error)
    }
}

/// Why the configuration of a watch cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum WatchConfigError {
    /// Not a JSON object with the known keys and their types; why.
    Malformed(String),
    /// `check` cannot be checked.
    Check(CheckError),
    /// This scenario needs a mail domain, and there is none.
    NoDomain(Scenario),
    /// `run` cannot be used.
    Run(ConfigError),
    /// `run` cannot be used on this machine.
    Prober(ProberError),
    /// A number out of range.
    Range(OutOfRange),
    /// Several rounds without an interval.
    NoInterval,
    /// Too many days, or too large ones.
    ExpiryDays,
    /// A path that names no file.
    NoFile {
        /// Its key.
        key: &'static str,
        /// The path.
        path: PathBuf,
    },
    /// Two keys name the same file.
    SameFile {
        /// One of them.
        one: &'static str,
        /// The other.
        other: &'static str,
    },
    /// No `state_path`, and no per-user data folder; why.
    NoStatePath(String),
    /// There is no event log on this machine; what to use instead.
    NoEventLog(String),
}

impl From<OutOfRange> for WatchConfigError {
    fn from(error: OutOfRange) -> Self {
        Self::Range(error)
    }
}

impl fmt::Display for WatchConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(why) | Self::NoEventLog(why) => f.write_str(why),
            Self::Check(error) => write!(f, "check: {error}"),
            Self::NoDomain(scenario) => write!(
                f,
                "check: {scenario} needs a mail domain; give the domain, or leave the scenario out"
            ),
            Self::Run(error) => write!(f, "run: {error}"),
            Self::Prober(error) => write!(f, "run: {error}"),
            Self::Range(error) => error.fmt(f),
            Self::NoInterval => f.write_str("more than one round needs an interval between them"),
            Self::ExpiryDays => f.write_str("expiry_days: at most 16 numbers of 0 to 3650"),
            Self::NoFile { key, path } => write!(
                f,
                "{key}: {:?} names no file",
                harmless(path.to_string_lossy().as_bytes(), 200)
            ),
            Self::SameFile { one, other } => write!(
                f,
                "{one} and {other} are the same file; each needs one of its own"
            ),
            Self::NoStatePath(why) => write!(f, "state_path: {why}"),
        }
    }
}

impl std::error::Error for WatchConfigError {}
