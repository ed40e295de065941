//! The report of a domain, judged again by its observation.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::bounds::{check_length, read};
use super::difference::{Difference, json_of, short};
use crate::domain::{Item, Observation, Remark, Report, judge};
use crate::record::{OutcomeCode, SCHEMA, Verdict, VerdictResult};

/// The most answers of an observation; an audit asks 256 questions at most.
const MAX_ANSWERS: usize = 256;
/// The most records of an answer: no message of the DNS has room for more.
const MAX_RECORDS: usize = 4_096;
/// The most lines of a policy; an audit keeps 500.
const MAX_LINES: usize = 500;
/// The most items, and the most rules beside the gravest of an item.
const MAX_ITEMS: usize = 256;

/// A report that was judged again.
#[derive(Debug, Clone, PartialEq)]
pub struct DomainReplay {
    /// The report of now.
    pub report: Report,
    /// The verdict that stood in the report; an observation alone has none.
    pub recorded: Option<Verdict>,
    /// What is different now.
    pub differences: Vec<Difference>,
}

impl DomainReplay {
    pub(super) fn same(&self) -> Option<bool> {
        self.recorded.as_ref().map(|_| self.differences.is_empty())
    }

    /// `items` and `verdict` of now, `recorded_verdict`, `differences`.
    pub(super) fn to_json(&self) -> Value {
        let report = &self.report;
        let differences: Vec<Value> = self.differences.iter().map(json_of).collect();
        let mut value = json!({
            "schema": SCHEMA,
            "kind": "replay",
            "of": "domain",
            "id": report.id,
            "domain": report.domain,
            "started_at": report.started_at,
            "outcome": report.outcome,
            "items": report.items,
            "verdict": report.verdict,
            "differences": differences,
        });
        for (key, text) in [
            ("tag", &report.tag),
            ("instance", &report.instance),
            ("detail", &report.detail),
        ] {
            if let Some(text) = text {
                value[key] = text.as_str().into();
            }
        }
        if let Some(recorded) = &self.recorded {
            value["recorded_verdict"] = json!(recorded);
        }
        value
    }
}

/// What a report says. Words that later versions may add are read as texts.
#[derive(Debug, Deserialize)]
struct Recorded {
    #[serde(default)]
    id: u64,
    #[serde(default)]
    tag: Option<String>,
    #[serde(default)]
    outcome: Option<OutcomeCode>,
    #[serde(default)]
    detail: Option<String>,
    #[serde(default)]
    items: Vec<RecordedItem>,
    #[serde(default)]
    verdict: Option<Verdict>,
    observation: Observation,
}

#[derive(Debug, Deserialize)]
struct RecordedItem {
    item: String,
    name: String,
    #[serde(flatten)]
    remark: RecordedRemark,
    #[serde(default)]
    also: Vec<RecordedRemark>,
}

#[derive(Debug, Deserialize)]
struct RecordedRemark {
    rule: String,
    result: String,
}

/// Judges a report again.
pub(super) fn replay(object: Map<String, Value>) -> Result<DomainReplay, String> {
    check_bounds(&object)?;
    let recorded: Recorded = read(object)?;
    if recorded.outcome == Some(OutcomeCode::Internal) {
        return Ok(broken(recorded));
    }
    let report = Report {
        id: recorded.id,
        tag: recorded.tag.clone(),
        ..judge(&recorded.observation)
    };
    let differences = match &recorded.verdict {
        Some(before) => compare(before, &recorded.items, &report),
        // Nothing to compare with.
        None => Vec::new(),
    };
    Ok(DomainReplay {
        report,
        recorded: recorded.verdict,
        differences,
    })
}

fn check_bounds(object: &Map<String, Value>) -> Result<(), String> {
    fn objects<'a>(
        from: &'a Map<String, Value>,
        key: &str,
    ) -> impl Iterator<Item = &'a Map<String, Value>> {
        let list = from.get(key).and_then(Value::as_array);
        list.into_iter().flatten().filter_map(Value::as_object)
    }
    check_length(object, "items", MAX_ITEMS)?;
    for item in objects(object, "items") {
        check_length(item, "also", MAX_ITEMS)?;
    }
    let Some(observation) = object.get("observation").and_then(Value::as_object) else {
        return Err("it has no \"observation\", which it is judged by".to_owned());
    };
    check_length(observation, "answers", MAX_ANSWERS)?;
    for answer in objects(observation, "answers") {
        check_length(answer, "records", MAX_RECORDS)?;
        check_length(answer, "cname_chain", MAX_RECORDS)?;
    }
    if let Some(policy) = observation.get("policy").and_then(Value::as_object) {
        check_length(policy, "lines", MAX_LINES)?;
    }
    Ok(())
}

/// An audit in which ExoPort itself failed saw nothing that could be judged.
fn broken(recorded: Recorded) -> DomainReplay {
    let summary = "ExoPort itself failed in this audit, so there is nothing to judge again";
    let verdict = Verdict {
        result: VerdictResult::Unknown,
        summary: summary.to_owned(),
        finding: None,
    };
    let differences = match &recorded.verdict {
        Some(before) if before.result != verdict.result => vec![Difference::Verdict {
            recorded: before.result,
            now: verdict.result,
        }],
        _ => Vec::new(),
    };
    DomainReplay {
        report: Report {
            schema: SCHEMA,
            kind: "domain".to_owned(),
            id: recorded.id,
            domain: recorded.observation.domain.clone(),
            instance: None,
            tag: recorded.tag,
            started_at: recorded.observation.started_at,
            duration_ms: recorded.observation.duration_ms,
            outcome: OutcomeCode::Internal,
            detail: recorded.detail,
            items: Vec::new(),
            verdict,
            observation: recorded.observation,
        },
        recorded: recorded.verdict,
        differences,
    }
}

fn compare(verdict: &Verdict, before: &[RecordedItem], report: &Report) -> Vec<Difference> {
    let mut differences = Vec::new();
    if verdict.result != report.verdict.result {
        differences.push(Difference::Verdict {
            recorded: verdict.result,
            now: report.verdict.result,
        });
    }
    let remarks_now = |item: &Item| -> Vec<Remark> {
        std::iter::once(&item.remark)
            .chain(&item.also)
            .cloned()
            .collect()
    };
    for item in &report.items {
        let known = before
            .iter()
            .find(|known| known.item == item.item.as_str() && known.name == item.name);
        for remark in remarks_now(item) {
            let recorded = known.and_then(|known| {
                std::iter::once(&known.remark)
                    .chain(&known.also)
                    .find(|known| known.rule == remark.rule.as_str())
            });
            match recorded {
                None => differences.push(Difference::RuleAdded {
                    item: item.item,
                    name: item.name.clone(),
                    rule: remark.rule,
                    result: remark.result,
                }),
                Some(recorded) if recorded.result != remark.result.as_str() => {
                    differences.push(Difference::RuleResult {
                        item: item.item,
                        name: item.name.clone(),
                        rule: remark.rule,
                        recorded: short(&recorded.result),
                        now: remark.result,
                    });
                }
                Some(_) => {}
            }
        }
    }
    for known in before {
        let now = report
            .items
            .iter()
            .find(|item| known.item == item.item.as_str() && known.name == item.name);
        for remark in std::iter::once(&known.remark).chain(&known.also) {
            let there = now.is_some_and(|item| {
                remarks_now(item)
                    .iter()
                    .any(|other| other.rule.as_str() == remark.rule)
            });
            if !there {
                differences.push(Difference::RuleGone {
                    item: short(&known.item),
                    name: short(&known.name),
                    rule: short(&remark.rule),
                });
            }
        }
    }
    differences
}
