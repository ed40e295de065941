//! What a check gives.

use serde::{Deserialize, Serialize};

use super::facts::PathFacts;
use super::{CheckSpec, Confidence, Role, Scenario, Side};
use crate::clock::now_ms;
use crate::record::{Finding, OutcomeCode, Record, SCHEMA, VerdictResult};

/// The report of one check: a verdict for each scenario, and the records of the probes beneath.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct CheckReport {
    /// Version of this shape; 1.
    pub schema: u32,
    /// `check`.
    #[cfg_attr(test, schemars(extend("const" = "check")))]
    pub kind: String,
    /// Running number within a run.
    pub id: u64,
    /// The caller's own text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tag: Option<String>,
    /// The cloud whose hosts were probed.
    pub instance: String,
    /// The mail domain.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub domain: Option<String>,
    /// The unrelated mail server that was also probed on port 25 (see [`CheckSpec::second_host`]).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub second_host: Option<String>,
    /// When it began: milliseconds since 1970-01-01 00:00 UTC.
    pub started_at: i64,
    /// How long it took, in milliseconds.
    pub duration_ms: f64,
    /// `ok`, or `internal` when ExoPort itself failed.
    pub outcome: OutcomeCode,
    /// Why it failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// One verdict for each scenario, in the order of [`Scenario::ALL`].
    pub scenarios: Vec<ScenarioVerdict>,
    /// Facts about the path.
    pub path: PathFacts,
    /// The records of the probes; [`ScenarioProbe::probe`] is the place in this list, and the record's
    /// `id`.
    pub probes: Vec<Record>,
}

/// The answer to one scenario.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ScenarioVerdict {
    /// Which one.
    pub scenario: Scenario,
    /// The answer.
    pub result: VerdictResult,
    /// The cause, or what works, in one sentence.
    pub cause: String,
    /// Where the cause is; absent where everything works.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub side: Option<Side>,
    /// How certain the side is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<Confidence>,
    /// What was seen.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<String>,
    /// What to do; absent where there is nothing to do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remedy: Option<String>,
    /// What the probes say together, the cause first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Finding>,
    /// The probes beneath.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub probes: Vec<ScenarioProbe>,
}

/// A probe of a scenario.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ScenarioProbe {
    /// Its place in [`CheckReport::probes`], from 0.
    pub probe: u32,
    /// What it is for.
    pub role: Role,
    /// The host that is meant.
    pub host: String,
    /// The port that is meant, also where an override connects to another.
    pub port: u16,
    /// It is the unrelated mail server of the caller.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub second_host: bool,
}

impl CheckReport {
    pub(super) fn new(id: u64, spec: &CheckSpec, started_at: i64) -> Self {
        Self {
            schema: SCHEMA,
            kind: "check".into(),
            id,
            tag: spec.tag.clone(),
            instance: spec.instance_name().unwrap_or("Worldwide").to_owned(),
            domain: spec.domain.clone(),
            second_host: spec.second_host.clone(),
            started_at,
            duration_ms: 0.0,
            outcome: OutcomeCode::Ok,
            detail: None,
            scenarios: Vec::new(),
            path: PathFacts::default(),
            probes: Vec::new(),
        }
    }

    /// What stands for a check in which ExoPort itself failed.
    pub(crate) fn broken(id: u64, spec: &CheckSpec, panic: &str) -> Self {
        let short: String = panic.chars().take(200).collect();
        Self {
            outcome: OutcomeCode::Internal,
            detail: Some(format!(
                "ExoPort itself failed in this check; please report it with this text: {}",
                short.escape_debug()
            )),
            ..Self::new(id, spec, now_ms())
        }
    }
}
