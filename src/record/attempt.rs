//! One address tried.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use super::OutcomeCode;

/// One TCP connection attempt.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Attempt {
    /// The address.
    pub address: IpAddr,
    /// Start, after the start of the probe.
    pub start_ms: f64,
    /// How long it took; for an attempt that was still waiting when the probe ended, how long it had waited.
    pub duration_ms: f64,
    /// `ok`, `timeout`, `refused`, `unreachable`, ... ; `cancelled` when the probe ended first.
    pub outcome: OutcomeCode,
    /// The dialogue went over this connection.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub used: bool,
    /// The operating system's words for a failure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// This machine's own address on the connection.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub local_address: Option<IpAddr>,
}
