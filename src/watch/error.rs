//! Why a watch cannot start.

use std::fmt;

/// Why a watch cannot start. The texts say what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WatchError {
    /// The configuration cannot be used.
    Config(String),
    /// Another watch holds the state, in this process or another one.
    Busy(String),
    /// The state or another file cannot be read, written or locked.
    Fault(String),
}

impl fmt::Display for WatchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            WatchError::Config(text) | WatchError::Busy(text) | WatchError::Fault(text) => {
                f.write_str(text)
            }
        }
    }
}

impl std::error::Error for WatchError {}
