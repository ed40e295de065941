//! Why a run does not start, or does not take what is pushed.

use crate::config::ConfigError;
use crate::domain::DomainError;
use crate::endpoints::WrongUpdate;
use crate::listen::ListenError;
use crate::plan::TargetError;
use crate::probe::ProberError;
use crate::scenario::CheckError;
use crate::text::short;
use crate::watch::WatchError;

/// The jobs that a caller can name in `"job"`.
pub const JOB_NAMES: &[&str] = &["check", "domain", "endpoints-update"];

/// Why a run does not start.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// Its configuration cannot be used.
    #[error("configuration: {0}")]
    Config(#[from] ConfigError),
    /// Its configuration cannot be used on this machine.
    #[error("configuration: {0}")]
    Prober(#[from] ProberError),
    /// The listener does not start.
    #[error("listen: {0}")]
    Listen(#[from] ListenError),
    /// The watch does not start.
    #[error("watch: {0}")]
    Watch(#[from] WatchError),
    /// The operating system gives no threads; why.
    #[error("the probing threads could not start: {0}")]
    Threads(String),
}

/// Why a target or job was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PushError {
    /// It cannot be done.
    #[error("target: {0}")]
    Target(#[from] JobError),
    /// The run was finished or cancelled.
    #[error("the run takes no more targets: it was finished or cancelled")]
    Finished,
    /// The run is not for targets: what it does instead.
    #[error("this run {0} and takes no targets")]
    TakesNone(&'static str),
}

/// Why a job cannot be done. The texts say what to write instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum JobError {
    /// Not a JSON object with the known keys and their types.
    #[error("{}{why}", job.map(|job| format!("job {job}: ")).unwrap_or_default())]
    Malformed {
        /// The job; none where it is a target.
        job: Option<&'static str>,
        /// Why.
        why: String,
    },
    /// There is no such job: the JSON of its name.
    #[error("invalid job {} (one of: {})", short(.0, 60), JOB_NAMES.join(", "))]
    Unknown(String),
    /// A target that cannot be probed.
    #[error(transparent)]
    Target(#[from] TargetError),
    /// Scenarios that cannot be checked.
    #[error(transparent)]
    Check(#[from] CheckError),
    /// A domain that cannot be audited.
    #[error(transparent)]
    Domain(#[from] DomainError),
    /// An update of endpoint sets that cannot be begun.
    #[error(transparent)]
    EndpointsUpdate(#[from] WrongUpdate),
}
