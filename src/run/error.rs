//! Why a run does not start, or does not take what is pushed.

use std::fmt;

use super::JOB_NAMES;
use crate::config::ConfigError;
use crate::domain::DomainError;
use crate::listen::ListenError;
use crate::plan::TargetError;
use crate::probe::ProberError;
use crate::scenario::CheckError;
use crate::watch::WatchError;

/// Why a run does not start.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum StartError {
    /// Its configuration cannot be used.
    Config(ConfigError),
    /// Its configuration cannot be used on this machine.
    Prober(ProberError),
    /// The listener does not start.
    Listen(ListenError),
    /// The watch does not start.
    Watch(WatchError),
    /// The operating system gives no threads; why.
    Threads(String),
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Config(error) => write!(f, "configuration: {error}"),
            Self::Prober(error) => write!(f, "configuration: {error}"),
            Self::Listen(error) => write!(f, "listen: {error}"),
            Self::Watch(error) => write!(f, "watch: {error}"),
            Self::Threads(why) => write!(f, "the probing threads could not start: {why}"),
        }
    }
}

impl std::error::Error for StartError {}

impl From<ConfigError> for StartError {
    fn from(error: ConfigError) -> Self {
        Self::Config(error)
    }
}

/// Why a target or job was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PushError {
    /// It cannot be done.
    Target(JobError),
    /// The run was finished or cancelled.
    Finished,
    /// The run is not for targets: what it does instead.
    TakesNone(&'static str),
}

impl fmt::Display for PushError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Target(error) => write!(f, "target: {error}"),
            Self::Finished => {
                f.write_str("the run takes no more targets: it was finished or cancelled")
            }
            Self::TakesNone(does) => write!(f, "this run {does} and takes no targets"),
        }
    }
}

impl std::error::Error for PushError {}

/// Why a job cannot be done. The texts say what to write instead.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum JobError {
    /// Not a JSON object with the known keys and their types.
    Malformed {
        /// The job; none where it is a target.
        job: Option<&'static str>,
        /// Why.
        why: String,
    },
    /// There is no such job: the JSON of its name.
    Unknown(String),
    /// A target that cannot be probed.
    Target(TargetError),
    /// Scenarios that cannot be checked.
    Check(CheckError),
    /// A domain that cannot be audited.
    Domain(DomainError),
}

impl fmt::Display for JobError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed { job: None, why } => f.write_str(why),
            Self::Malformed {
                job: Some(job),
                why,
            } => write!(f, "job {job}: {why}"),
            Self::Unknown(name) => write!(
                f,
                "unknown job {}; use one of: {}",
                name.chars().take(60).collect::<String>(),
                JOB_NAMES.join(", ")
            ),
            Self::Target(error) => error.fmt(f),
            Self::Check(error) => error.fmt(f),
            Self::Domain(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for JobError {}

impl From<TargetError> for JobError {
    fn from(error: TargetError) -> Self {
        Self::Target(error)
    }
}

impl From<CheckError> for JobError {
    fn from(error: CheckError) -> Self {
        Self::Check(error)
    }
}

impl From<DomainError> for JobError {
    fn from(error: DomainError) -> Self {
        Self::Domain(error)
    }
}
