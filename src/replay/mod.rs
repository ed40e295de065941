//! Records and reports judged again: what their evidence means to this version of ExoPort, and where
//! that differs from what they say. No network, and a bound on everything.
//!
//! A record of a probe is judged by its observation, the report of a check by its probes, the report
//! of a domain by its observation. Other lines of ExoPort hold no evidence; [`Refusal::Nothing`] says
//! what they are.

mod bounds;
mod check;
mod difference;
mod domain;
mod kinds;
mod probe;
pub mod records;
#[cfg(test)]
mod tests;

use std::fmt;

use serde_json::{Map, Value};

pub use bounds::MAX_RECORD;
use bounds::too_many_values;
pub use check::{CheckReplay, RecordedScenario, ScenarioDifference};
pub use difference::Difference;
pub use domain::DomainReplay;
pub use probe::ProbeReplay;

use crate::record::VerdictResult;

/// What was judged again.
#[derive(Debug, Clone, PartialEq)]
pub enum Replay {
    /// The record of a probe.
    Probe(Box<ProbeReplay>),
    /// The report of a check.
    Check(Box<CheckReplay>),
    /// The report of a domain.
    Domain(Box<DomainReplay>),
}

impl Replay {
    /// Whether everything is as recorded; none where there was no verdict to compare with.
    pub fn same(&self) -> Option<bool> {
        match self {
            Self::Probe(replay) => replay.same(),
            Self::Check(replay) => replay.same(),
            Self::Domain(replay) => replay.same(),
        }
    }

    /// The verdict of now: of a check the gravest of its scenarios.
    pub fn verdict(&self) -> VerdictResult {
        match self {
            Self::Probe(replay) => replay.record.verdict.result,
            Self::Check(replay) => replay.verdict(),
            Self::Domain(replay) => replay.report.verdict.result,
        }
    }

    /// Every difference as a sentence, with what it is about in front.
    pub fn difference_texts(&self) -> Vec<String> {
        match self {
            Self::Probe(replay) => replay.differences.iter().map(ToString::to_string).collect(),
            Self::Check(replay) => replay.difference_texts(),
            Self::Domain(replay) => replay.differences.iter().map(ToString::to_string).collect(),
        }
    }

    /// The replay as one JSON object: `kind` is `replay`, `of` is `probe`, `check` or `domain`,
    /// `same` says whether everything is as recorded (absent without a recorded verdict).
    pub fn to_json(&self) -> Value {
        let mut value = match self {
            Self::Probe(replay) => replay.to_json(),
            Self::Check(replay) => replay.to_json(),
            Self::Domain(replay) => replay.to_json(),
        };
        if let Some(same) = self.same() {
            value["same"] = same.into();
        }
        value
    }
}

/// Why something is not judged again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// It is a line of ExoPort that has no evidence in it; the text says which. No mistake of anybody.
    Nothing(String),
    /// It is nothing that ExoPort wrote, or was changed so that it cannot be read. The text says where.
    Malformed(String),
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nothing(why) | Self::Malformed(why) => f.write_str(why),
        }
    }
}

/// Judges a record or report again, or an observation alone.
///
/// # Errors
/// It is not one JSON object, longer than [`MAX_RECORD`], of another schema, of a kind without
/// evidence, or has values that ExoPort does not write. The text says what, and where serde knows it,
/// at which key.
pub fn replay(json: &[u8]) -> Result<Replay, Refusal> {
    if json.len() > MAX_RECORD {
        return Err(malformed(format!(
            "not a record: longer than {MAX_RECORD} bytes"
        )));
    }
    if let Some(why) = too_many_values(json) {
        return Err(malformed(why));
    }
    let object = crate::json::read_map(json)
        .map_err(|error| malformed(format!("not a record in JSON: {error}")))?;
    replay_object(object)
}

/// The same for an object that was read already.
///
/// # Errors
/// As [`replay`].
pub fn replay_object(object: Map<String, Value>) -> Result<Replay, Refusal> {
    let object = bounds::sanitized_object(kinds::unwrapped(object));
    let kind = kinds::kind(&object)?;
    kinds::check_schema(&object)?;
    match kind {
        kinds::Kind::Probe => probe::replay(object)
            .map(|replay| Replay::Probe(Box::new(replay)))
            .map_err(|why| malformed(format!("invalid record: {why}"))),
        kinds::Kind::Check => check::replay(object)
            .map(|replay| Replay::Check(Box::new(replay)))
            .map_err(|why| malformed(format!("invalid check report: {why}"))),
        kinds::Kind::Domain => domain::replay(object)
            .map(|replay| Replay::Domain(Box::new(replay)))
            .map_err(|why| malformed(format!("invalid domain report: {why}"))),
    }
}

fn malformed(why: String) -> Refusal {
    Refusal::Malformed(why)
}
