//! The report of a check, judged again: each probe by its observation, then the scenarios by the probes.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::bounds::{MAX_FINDINGS, check_length, read};
use super::difference::{Difference, differences, json_of};
use super::probe::{self, ProbeReplay};
use crate::record::{Finding, OutcomeCode, Record, SCHEMA, VerdictResult};
use crate::scenario::{
    CheckReport, Confidence, PathFacts, Scenario, ScenarioProbe, ScenarioVerdict, Side, rejudge,
};

/// The most probes that a report may have. A check has about a dozen.
const MAX_PROBES: usize = 256;

/// A report that was judged again.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckReplay {
    /// The report with probes, scenarios and path of now.
    pub report: CheckReport,
    /// What stood in the report, in the order of [`CheckReport::scenarios`].
    pub recorded: Vec<RecordedScenario>,
    /// The probes, in the order of [`CheckReport::probes`].
    pub probes: Vec<ProbeReplay>,
    /// What is different in the scenarios now.
    pub differences: Vec<ScenarioDifference>,
}

/// A scenario as it stood in a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordedScenario {
    /// Which one.
    pub scenario: Scenario,
    /// Its verdict; absent where it was taken out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<VerdictResult>,
    /// Where the cause was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub side: Option<Side>,
    /// How sure that was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<Confidence>,
    /// The findings, which the JSON of a replay does not repeat.
    #[serde(default, skip_serializing)]
    pub findings: Vec<Finding>,
    /// The probes beneath.
    #[serde(default, skip_serializing)]
    pub probes: Vec<ScenarioProbe>,
}

/// A difference in one scenario.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ScenarioDifference {
    /// The scenario.
    pub scenario: Scenario,
    /// What is different in it.
    #[serde(flatten)]
    pub difference: Difference,
}

impl fmt::Display for ScenarioDifference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.scenario, self.difference)
    }
}

impl CheckReplay {
    pub(super) fn same(&self) -> Option<bool> {
        let has_verdicts = self.recorded.iter().any(|one| one.result.is_some());
        let same = |probe: &ProbeReplay| probe.differences.is_empty();
        has_verdicts.then(|| self.differences.is_empty() && self.probes.iter().all(same))
    }

    /// The gravest of the scenarios; unknown without any.
    pub(super) fn verdict(&self) -> VerdictResult {
        let worst = [
            VerdictResult::Fail,
            VerdictResult::Unknown,
            VerdictResult::Warn,
            VerdictResult::Pass,
        ];
        let has = |result| self.report.scenarios.iter().any(|one| one.result == result);
        worst
            .into_iter()
            .find(|result| has(*result))
            .unwrap_or(VerdictResult::Unknown)
    }

    pub(super) fn difference_texts(&self) -> Vec<String> {
        let of_probes = self.probes.iter().flat_map(|probe| {
            let target = &probe.record.observation.target;
            let texts = probe.differences.iter();
            texts.map(move |one| format!("probe {}:{}: {one}", target.host, target.port))
        });
        self.differences
            .iter()
            .map(ToString::to_string)
            .chain(of_probes)
            .collect()
    }

    /// `scenarios` and `path` of now, `recorded_scenarios`, `probes` (each a replay of its own),
    /// `differences` of the scenarios.
    pub(super) fn to_json(&self) -> Value {
        let report = &self.report;
        let probes: Vec<Value> = self.probes.iter().map(ProbeReplay::to_json).collect();
        let differences: Vec<Value> = self.differences.iter().map(json_of).collect();
        let mut value = json!({
            "schema": SCHEMA,
            "kind": "replay",
            "of": "check",
            "id": report.id,
            "instance": report.instance,
            "started_at": report.started_at,
            "outcome": report.outcome,
            "scenarios": report.scenarios,
            "recorded_scenarios": self.recorded,
            "path": report.path,
            "probes": probes,
            "differences": differences,
        });
        for (key, text) in [
            ("tag", &report.tag),
            ("domain", &report.domain),
            ("second_host", &report.second_host),
            ("detail", &report.detail),
        ] {
            if let Some(text) = text {
                value[key] = text.as_str().into();
            }
        }
        value
    }
}

/// A report without its probes.
#[derive(Debug, Deserialize)]
struct Recorded {
    id: u64,
    #[serde(default)]
    tag: Option<String>,
    instance: String,
    #[serde(default)]
    domain: Option<String>,
    #[serde(default)]
    second_host: Option<String>,
    started_at: i64,
    duration_ms: f64,
    outcome: OutcomeCode,
    #[serde(default)]
    detail: Option<String>,
    scenarios: Vec<RecordedScenario>,
}

/// Judges a report again.
pub(super) fn replay(mut object: Map<String, Value>) -> Result<CheckReplay, String> {
    check_length(&object, "probes", MAX_PROBES)?;
    check_length(&object, "scenarios", Scenario::ALL.len())?;
    for scenario in object
        .get("scenarios")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_object)
    {
        check_length(scenario, "probes", MAX_PROBES)?;
        check_length(scenario, "findings", MAX_FINDINGS)?;
    }
    let probes = match object.remove("probes") {
        Some(Value::Array(probes)) => probes,
        None => return Err("it has no \"probes\", which it is judged by".to_owned()),
        Some(_) => return Err("probes: not a list".to_owned()),
    };
    let recorded: Recorded = read(object)?;
    let probes = probes
        .into_iter()
        .enumerate()
        .map(|(place, probe)| {
            let replay = match probe {
                Value::Object(probe) => probe::replay(probe),
                _ => Err("not an object".to_owned()),
            };
            replay.map_err(|why| format!("probes[{place}]: {why}"))
        })
        .collect::<Result<Vec<ProbeReplay>, String>>()?;
    let records: Vec<Record> = probes.iter().map(|probe| probe.record.clone()).collect();
    let report = rejudge(report_of(&recorded, records))?;
    let differences = recorded
        .scenarios
        .iter()
        .zip(&report.scenarios)
        .flat_map(|(before, now)| compare(before, now))
        .collect();
    Ok(CheckReplay {
        report,
        recorded: recorded.scenarios,
        probes,
        differences,
    })
}

/// The report with its scenarios still to be judged.
fn report_of(recorded: &Recorded, probes: Vec<Record>) -> CheckReport {
    let open = |before: &RecordedScenario| ScenarioVerdict {
        scenario: before.scenario,
        result: VerdictResult::Unknown,
        cause: String::new(),
        side: None,
        confidence: None,
        evidence: Vec::new(),
        remedy: None,
        findings: Vec::new(),
        probes: before.probes.clone(),
    };
    CheckReport {
        schema: SCHEMA,
        kind: "check".to_owned(),
        id: recorded.id,
        tag: recorded.tag.clone(),
        instance: recorded.instance.clone(),
        domain: recorded.domain.clone(),
        second_host: recorded.second_host.clone(),
        started_at: recorded.started_at,
        duration_ms: recorded.duration_ms,
        outcome: recorded.outcome,
        detail: recorded.detail.clone(),
        scenarios: recorded.scenarios.iter().map(open).collect(),
        path: PathFacts::default(),
        probes,
    }
}

fn compare(before: &RecordedScenario, now: &ScenarioVerdict) -> Vec<ScenarioDifference> {
    // A verdict that was taken out is nothing to compare with.
    let Some(result) = before.result else {
        return Vec::new();
    };
    let mut found = differences(&before.findings, result, &now.findings, now.result);
    if before.side != now.side {
        found.push(Difference::Side {
            recorded: before.side,
            now: now.side,
        });
    }
    if before.confidence != now.confidence {
        found.push(Difference::Confidence {
            recorded: before.confidence,
            now: now.confidence,
        });
    }
    let scenario = now.scenario;
    found
        .into_iter()
        .map(|difference| ScenarioDifference {
            scenario,
            difference,
        })
        .collect()
}
