//! The record of one probe, judged again.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::bounds::{MAX_FINDINGS, check_length, read};
use super::difference::{Difference, differences, json_of};
use crate::diagnosis::diagnose;
use crate::record::{Finding, Observation, Record, SCHEMA, Verdict};

/// A record that was judged again.
#[derive(Debug, Clone, PartialEq)]
pub struct ProbeReplay {
    /// The observation with its diagnosis of now.
    pub record: Record,
    /// The verdict that stood in the record; an observation alone has none.
    pub recorded: Option<Verdict>,
    /// What is different now.
    pub differences: Vec<Difference>,
}

impl ProbeReplay {
    pub(super) fn same(&self) -> Option<bool> {
        self.recorded.as_ref().map(|_| self.differences.is_empty())
    }

    /// `target`, `started_at`, `outcome` of the observation, `findings` and `verdict` of now,
    /// `recorded_verdict`, `differences`.
    pub(super) fn to_json(&self) -> Value {
        let seen = &self.record.observation;
        let differences: Vec<Value> = self.differences.iter().map(json_of).collect();
        let mut value = json!({
            "schema": SCHEMA,
            "kind": "replay",
            "of": "probe",
            "id": seen.id,
            "target": seen.target,
            "started_at": seen.started_at,
            "outcome": seen.outcome,
            "findings": self.record.findings,
            "verdict": self.record.verdict,
            "differences": differences,
        });
        if let Some(recorded) = &self.recorded {
            value["recorded_verdict"] = json!(recorded);
        }
        value
    }
}

/// What a record says about itself.
#[derive(Debug, Default, Deserialize)]
struct Recorded {
    #[serde(default)]
    findings: Vec<Finding>,
    verdict: Option<Verdict>,
}

/// Judges a record again.
pub(super) fn replay(object: Map<String, Value>) -> Result<ProbeReplay, String> {
    check_length(&object, "findings", MAX_FINDINGS)?;
    let mut observation = Map::new();
    let mut recorded = Map::new();
    for (key, value) in object {
        match key.as_str() {
            "findings" | "verdict" => recorded.insert(key, value),
            _ => observation.insert(key, value),
        };
    }
    let observation: Observation = read(observation)?;
    let recorded: Recorded = read(recorded)?;
    let (findings, verdict) = diagnose(&observation);
    let differences = match &recorded.verdict {
        Some(before) => differences(&recorded.findings, before.result, &findings, verdict.result),
        // Nothing to compare with.
        None => Vec::new(),
    };
    Ok(ProbeReplay {
        record: Record {
            observation,
            findings,
            verdict,
        },
        recorded: recorded.verdict,
        differences,
    })
}
