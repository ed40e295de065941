//! The phases of a probe and their times.

use serde::{Deserialize, Serialize};

use super::OutcomeCode;
use crate::words::words;

words! {
    /// A phase of a probe.
    pub enum PhaseName: "phase" {
        /// Names to addresses.
        Dns = "dns",
        /// To and through a proxy.
        Proxy = "proxy",
        /// TCP.
        Connect = "connect",
        /// The server's first words.
        Greeting = "greeting",
        /// From the first command to the reply to STARTTLS or STLS.
        Starttls = "starttls",
        /// The TLS handshake.
        Tls = "tls",
        /// The dialogue inside TLS (or without TLS, where none was asked for), to its end.
        Application = "application",
    }
}

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
