//! The times of a probe's phases.

use serde::{Deserialize, Serialize};

use super::{OutcomeCode, PhaseName};

/// One phase that was entered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Phase {
    /// Which one.
    pub phase: PhaseName,
    /// Start, after the start of the probe.
    pub start_ms: f64,
    /// How long it took.
    pub duration_ms: f64,
    /// How it ended.
    pub outcome: OutcomeCode,
    /// Bytes that came from the peer meanwhile; absent when there were none.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub received_bytes: u64,
}

fn is_zero(count: &u64) -> bool {
    *count == 0
}
