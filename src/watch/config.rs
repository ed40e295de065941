//! What a watch is to do.

use std::path::PathBuf;

use serde::Deserialize;

use crate::config::RunConfig;
use crate::scenario::CheckSpec;

/// A watch's configuration. Every key may be left out; an unknown key is an error.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WatchConfig {
    /// The scenarios that are checked in each round.
    pub check: CheckSpec,
    /// How their probes are made.
    pub run: RunConfig,
    /// The file that holds the state from one round and one process to the next. Default:
    /// `watch/default.json` in the per-user data folder.
    pub state_path: Option<PathBuf>,
    /// Seconds from the beginning of one round to that of the next, 1 to 86,400. Absent: one round.
    pub interval_seconds: Option<u32>,
    /// End after so many rounds, at least 1. Absent: only with an interval, and then never.
    pub rounds: Option<u64>,
    /// So many rounds in a row must see a worse result before it is told, 1 to 100. Default 2. A failure in the
    /// first round of a state is told at once.
    pub confirm_failure: u32,
    /// So many rounds in a row must see a better result before it is told, 1 to 100. Default 2.
    pub confirm_recovery: u32,
    /// Tell of a certificate when it has so many days left, again at each smaller number, and when it has
    /// ended, at most 16 numbers of 0 to 3,650. Default 30, 14, 7, 3, 1. Empty: never.
    pub expiry_days: Vec<u32>,
    /// Add each change to this file, one JSON object a line.
    pub json_lines: Option<PathBuf>,
    /// Write the state of each round to this file as Prometheus text (for the textfile collector).
    pub prometheus: Option<PathBuf>,
    /// Write each change to the Windows event log.
    pub event_log: bool,
}

impl Default for WatchConfig {
    fn default() -> Self {
        Self {
            check: CheckSpec::default(),
            run: RunConfig::default(),
            state_path: None,
            interval_seconds: None,
            rounds: None,
            confirm_failure: 2,
            confirm_recovery: 2,
            expiry_days: vec![30, 14, 7, 3, 1],
            json_lines: None,
            prometheus: None,
            event_log: false,
        }
    }
}
