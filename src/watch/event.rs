//! What a watch tells, in the order in which it happens: that it has started, the changes of each
//! round, the round itself, and why it has ended.

use serde::{Deserialize, Serialize};

use super::{ChangeKind, WatchEnd};
use crate::record::{Severity, VerdictResult};
use crate::scenario::Scenario;

/// One event of a watch: one line of JSON; `kind` says which.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum WatchEvent {
    /// The state has been read and locked.
    WatchStarted(WatchStarted),
    /// Something has changed.
    Change(Change),
    /// All probes of a round are done and judged; its changes came before.
    Round(Round),
    /// The watch has ended; no more events follow.
    WatchEnded(WatchEnded),
}

/// The beginning of a watch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct WatchStarted {
    /// Version of this shape; 1.
    pub schema: u32,
    /// The file that holds the state.
    pub state_path: String,
    /// Rounds that the state remembers; 0 when there was no state, and everything is assumed to work.
    pub rounds: u64,
    /// What was wrong with the state, where it was damaged, and the name it was kept under.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub warning: Option<String>,
}

/// One change, confirmed by as many rounds as were asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Change {
    /// Version of this shape; 1.
    pub schema: u32,
    /// Running number of the change within its state, from 1. The same number is the same change:
    /// after an interruption a change may be told again.
    #[cfg_attr(test, schemars(range(min = 1)))]
    pub sequence: u64,
    /// Whether it may have been told before an interruption.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(test, schemars(extend("const" = true)))]
    pub repeated: bool,
    /// When the round that confirmed it began: milliseconds since 1970-01-01 00:00 UTC.
    pub at: i64,
    /// What has changed.
    pub change: ChangeKind,
    /// How much it matters: `error` for a failure, `warning` for what needs attention, else `note`.
    pub severity: Severity,
    /// The scenario, where the change is one of a scenario.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scenario: Option<Scenario>,
    /// The host that is meant, where the change is one of a server.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
    /// The port that is meant, where the change is one of a server.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(range(min = 1)))]
    pub port: Option<u16>,
    /// What it was before: a verdict, a fingerprint, a site; absent where nothing is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// What it is now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub now: Option<String>,
    /// The code of the finding behind it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finding: Option<String>,
    /// One sentence for people.
    pub text: String,
    /// What was seen.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<String>,
    /// What to do; absent where there is nothing to do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remedy: Option<String>,
}

/// One round: the scenarios checked once.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Round {
    /// Version of this shape; 1.
    pub schema: u32,
    /// Running number of the round within its state, from 1.
    #[cfg_attr(test, schemars(range(min = 1)))]
    pub number: u64,
    /// When it began: milliseconds since 1970-01-01 00:00 UTC.
    pub started_at: i64,
    /// How long it took, in milliseconds.
    pub duration_ms: f64,
    /// The worst confirmed result of its scenarios.
    pub result: VerdictResult,
    /// Each scenario.
    pub scenarios: Vec<ScenarioState>,
    /// The certificates that its probes were shown.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub certificates: Vec<CertificateState>,
    /// How many changes it confirmed.
    pub changes: u32,
    /// What could not be written in this round. The watch goes on, and makes up for it in the next one;
    /// changes that are not in the state yet are not told before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
    /// When the next round begins: milliseconds since 1970-01-01 00:00 UTC; absent when there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_at: Option<i64>,
}

/// A scenario in a round.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ScenarioState {
    /// Which one.
    pub scenario: Scenario,
    /// The confirmed result.
    pub result: VerdictResult,
    /// What this round saw; another than `result` while it waits to be confirmed.
    pub seen: VerdictResult,
    /// When the confirmed result began: milliseconds since 1970-01-01 00:00 UTC.
    pub since: i64,
    /// How long the check of its probes took at most, in milliseconds.
    pub duration_ms: u64,
    /// The code of the finding behind what this round saw.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finding: Option<String>,
    /// What this round saw, in one sentence.
    pub cause: String,
}

/// A certificate in a round.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct CertificateState {
    /// The host that is meant.
    pub host: String,
    /// The port that is meant.
    #[cfg_attr(test, schemars(range(min = 1)))]
    pub port: u16,
    /// SHA-256 of the server's own certificate, lower-case hexadecimal.
    #[cfg_attr(test, schemars(regex(pattern = r"^[0-9a-f]{64}$")))]
    pub sha256: String,
    /// Its last moment: milliseconds since 1970-01-01 00:00 UTC.
    pub not_after: i64,
}

/// The end of a watch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct WatchEnded {
    /// Version of this shape; 1.
    pub schema: u32,
    /// Why it has ended.
    pub reason: WatchEnd,
    /// What went wrong and what to do, where it failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// Rounds of this watch.
    pub rounds: u64,
    /// Changes that it reported.
    pub changes: u64,
    /// The worst confirmed result of the last round; absent without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<VerdictResult>,
}
