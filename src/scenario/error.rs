//! Why a check does not start.

use crate::plan::TargetError;
use crate::text::short;

/// Why scenarios cannot be checked. The texts say what to write instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CheckError {
    /// `second_host` is none; why.
    #[error("second_host {0}")]
    SecondHost(String),
    /// `domain` is none; why.
    #[error("domain: {0}")]
    Domain(String),
    /// No hosts are known for this cloud.
    #[error("{0}")]
    Instance(String),
    /// Too many overrides.
    #[error("more than 256 overrides")]
    Overrides,
    /// An override that cannot be read.
    #[error("invalid override {:?}: {:?} (\"host:port\" or \"*:port\" to \"address:port\" or \":port\")", short(.from, 80), short(.to, 80))]
    Override {
        /// Its key.
        from: String,
        /// Its value.
        to: String,
    },
    /// The tag is too long.
    #[error("the tag is longer than 1024 bytes")]
    Tag,
    /// A host that cannot be probed.
    #[error(transparent)]
    Target(#[from] TargetError),
}
