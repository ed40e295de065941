//! Recorded observations, judged again: what a record's evidence means to this version of ExoPort, and
//! where that differs from what the record says. No network, and a bound on everything.

use std::fmt;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::diagnosis::diagnose;
use crate::record::{Finding, Observation, Record, SCHEMA, Severity, Verdict, VerdictResult};
use crate::text::harmless;

/// Longest record that is read, in bytes. A real one with its transcript has less than 300,000.
pub const MAX_RECORD: usize = 4 * 1024 * 1024;

/// A record that was judged again.
#[derive(Debug, Clone, PartialEq)]
pub struct Replay {
    /// The observation with its diagnosis of now.
    pub record: Record,
    /// The verdict that stood in the record; an observation alone has none.
    pub recorded: Option<Verdict>,
    /// What is different now.
    pub differences: Vec<Difference>,
}

/// One difference between a record's own diagnosis and that of now. Words of explanations may differ
/// freely; results, codes and severities count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "difference")]
pub enum Difference {
    /// Another verdict.
    Verdict {
        /// In the record.
        recorded: VerdictResult,
        /// Now.
        now: VerdictResult,
    },
    /// A finding that the record does not have.
    FindingAdded {
        /// Its code.
        code: String,
        /// Its severity now.
        severity: Severity,
    },
    /// A finding that only the record has.
    FindingGone {
        /// Its code.
        code: String,
        /// Its severity in the record.
        severity: Severity,
    },
    /// A finding of another severity.
    Severity {
        /// Its code.
        code: String,
        /// In the record.
        recorded: Severity,
        /// Now.
        now: Severity,
    },
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Verdict { recorded, now } => {
                write!(f, "the record says {recorded}, this version {now}")
            }
            Self::FindingAdded { code, severity } => {
                write!(f, "{severity} {code} is not in the record")
            }
            Self::FindingGone { code, severity } => {
                write!(f, "{severity} {code} is only in the record")
            }
            Self::Severity {
                code,
                recorded,
                now,
            } => write!(f, "{code} is {recorded} in the record, {now} now"),
        }
    }
}

impl Replay {
    /// The replay as one JSON object of kind `replay`: `target`, `started_at`, `outcome` of the
    /// observation, `findings` and `verdict` of now, `recorded_verdict`, `differences`.
    pub fn to_json(&self) -> Value {
        let seen = &self.record.observation;
        let mut value = json!({
            "schema": SCHEMA,
            "kind": "replay",
            "id": seen.id,
            "target": seen.target,
            "started_at": seen.started_at,
            "outcome": seen.outcome,
            "findings": self.record.findings,
            "verdict": self.record.verdict,
            "differences": self.differences,
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

/// Judges a record again, or an observation alone.
///
/// # Errors
/// It is not one JSON object, longer than [`MAX_RECORD`], of another schema, not a probe's, or has
/// values that no probe writes. The text says what, and where serde knows it, at which column.
pub fn replay(json: &[u8]) -> Result<Replay, String> {
    if json.len() > MAX_RECORD {
        return Err(format!("longer than {MAX_RECORD} bytes, so no record"));
    }
    let object: Map<String, Value> =
        serde_json::from_slice(json).map_err(|error| format!("not a record in JSON: {error}"))?;
    replay_object(object)
}

/// The same for an object that was read already.
///
/// # Errors
/// As [`replay`].
pub fn replay_object(object: Map<String, Value>) -> Result<Replay, String> {
    if let Some(kind) = object.get("kind") {
        let kind: String = kind.to_string().chars().take(40).collect();
        // A check's probes are whole records, so there is a way for a user who has only its report.
        let hint = if object.get("probes").is_some_and(Value::is_array) {
            "; each entry of its \"probes\" is one"
        } else {
            ""
        };
        return Err(format!(
            "this is the record of another kind of work ({kind}), not of a probe{hint}"
        ));
    }
    match object.get("schema") {
        Some(schema) if schema.as_u64() == Some(u64::from(SCHEMA)) => {}
        Some(schema) => {
            let schema: String = schema.to_string().chars().take(40).collect();
            return Err(format!(
                "schema {schema} is not known to this version, which reads schema {SCHEMA}"
            ));
        }
        None => return Err("no record: it has no \"schema\"".to_owned()),
    }
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
        Some(before) => differences(&recorded.findings, before, &findings, &verdict),
        // Nothing to compare with.
        None => Vec::new(),
    };
    Ok(Replay {
        record: Record {
            observation,
            findings,
            verdict,
        },
        recorded: recorded.verdict,
        differences,
    })
}

/// Reads a part of a record; the error names the key.
fn read<T: DeserializeOwned>(object: Map<String, Value>) -> Result<T, String> {
    serde_path_to_error::deserialize(Value::Object(object)).map_err(|error| {
        // Keys and values that could not be taken are quoted in it, of any length.
        format!("no record: {}", harmless(error.to_string().as_bytes(), 300))
    })
}

fn differences(
    recorded: &[Finding],
    recorded_verdict: &Verdict,
    now: &[Finding],
    verdict: &Verdict,
) -> Vec<Difference> {
    let mut differences = Vec::new();
    if recorded_verdict.result != verdict.result {
        differences.push(Difference::Verdict {
            recorded: recorded_verdict.result,
            now: verdict.result,
        });
    }
    for finding in now {
        match recorded.iter().find(|other| other.code == finding.code) {
            None => differences.push(Difference::FindingAdded {
                code: finding.code.clone(),
                severity: finding.severity,
            }),
            Some(before) if before.severity != finding.severity => {
                differences.push(Difference::Severity {
                    code: finding.code.clone(),
                    recorded: before.severity,
                    now: finding.severity,
                });
            }
            Some(_) => {}
        }
    }
    for finding in recorded {
        if !now.iter().any(|other| other.code == finding.code) {
            differences.push(Difference::FindingGone {
                code: finding.code.chars().take(80).collect(),
                severity: finding.severity,
            });
        }
    }
    differences
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record() -> Value {
        json!({
            "schema": 1,
            "id": 0,
            "target": {"host": "smtp.office365.com", "port": 587, "service": "submission", "tls": "smtp", "family": "any"},
            "started_at": 1_763_896_340_000_i64,
            "duration_ms": 5000.0,
            "attempts": [{"address": "192.0.2.1", "start_ms": 0.0, "duration_ms": 5000.0, "outcome": "refused"}],
            "outcome": {"code": "refused", "phase": "connect", "address": "192.0.2.1"},
        })
    }

    fn judge(value: &Value) -> Result<Replay, String> {
        replay(value.to_string().as_bytes())
    }

    /// The record with the diagnosis of now.
    fn judged() -> Value {
        let mut value = record();
        let replay = judge(&value).expect("an observation");
        value["findings"] = json!(replay.record.findings);
        value["verdict"] = json!(replay.record.verdict);
        value
    }

    #[test]
    fn an_observation_alone_gets_its_diagnosis() {
        let replay = judge(&record()).expect("an observation");
        assert_eq!(replay.record.verdict.result, VerdictResult::Fail);
        assert_eq!(replay.record.findings[0].code, "connection-refused");
        assert_eq!((replay.recorded, replay.differences), (None, Vec::new()));
    }

    #[test]
    fn a_record_of_this_version_is_judged_the_same() {
        let replay = judge(&judged()).expect("a record");
        assert_eq!(replay.recorded, Some(replay.record.verdict.clone()));
        assert_eq!(replay.differences, Vec::new());
        let json = replay.to_json();
        assert_eq!(json["kind"], "replay");
        assert_eq!(json["verdict"], json["recorded_verdict"]);
        assert_eq!(json["differences"], json!([]));
    }

    #[test]
    fn what_differs_is_named() {
        let mut value = judged();
        value["verdict"]["result"] = json!("pass");
        value["findings"][0]["severity"] = json!("note");
        let gone = json!({"code": "old-rule", "severity": "warning", "explanation": "", "remedy": "", "source": ""});
        value["findings"]
            .as_array_mut()
            .expect("findings")
            .push(gone);
        let texts: Vec<String> = judge(&value)
            .expect("a record")
            .differences
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(
            texts,
            [
                "the record says pass, this version fail",
                "connection-refused is note in the record, error now",
                "warning old-rule is only in the record",
            ]
        );
        value["findings"] = json!([]);
        let differences = judge(&value).expect("a record").differences;
        assert_eq!(
            differences[1].to_string(),
            "error connection-refused is not in the record"
        );
    }

    #[test]
    fn what_is_no_record_is_refused_with_a_reason() {
        let with = |key: &str, value: Value| {
            let mut record = record();
            record[key] = value;
            record.to_string()
        };
        for (text, part) in [
            (String::new(), "EOF"),
            ("[]".to_owned(), "a map"),
            ("{}".to_owned(), "no \"schema\""),
            (with("schema", json!(2)), "schema 2 is not known"),
            (with("schema", json!("1")), "schema \"1\" is not known"),
            (
                with("kind", json!("check")),
                "another kind of work (\"check\")",
            ),
            (with("outcome", json!({"code": "fine"})), "unknown outcome"),
            (with("duration_ms", json!("long")), "duration_ms"),
            (with("certificates", json!({})), "invalid type"),
            (with("verdict", json!(true)), "invalid type"),
            (
                with(
                    "target",
                    json!({"host": "x".repeat(100_000), "port": "y".repeat(100_000)}),
                ),
                "no record",
            ),
            ("{\"a\":".repeat(100_000), "recursion limit"),
            (
                format!("{{\"schema\":1,\"a\":{}1", "[".repeat(100_000)),
                "recursion limit",
            ),
            (" ".repeat(MAX_RECORD + 1), "longer than"),
        ] {
            let error = replay(text.as_bytes()).expect_err(part);
            assert!(error.contains(part), "{part}: {error}");
            assert!(error.len() < 500, "{part}");
        }
    }

    #[test]
    fn extreme_values_are_judged_without_a_panic() {
        for (key, value) in [
            ("started_at", json!(i64::MIN)),
            ("duration_ms", json!(1e308)),
            ("duration_ms", json!(-1e308)),
            (
                "attempts",
                Value::Array(vec![record()["attempts"][0].clone(); 5_000]),
            ),
            (
                "phases",
                json!([{"phase": "greeting", "start_ms": 0.0, "duration_ms": 1e300, "outcome": "ok"}]),
            ),
            (
                "trust",
                json!({"system": {"verdict": "expired"}, "public": {"verdict": "expired"}, "name_matches": false, "name": "\u{1b}[31m",
                       "within_validity": false, "days_left": i64::MIN, "issuer_class": "unknown"}),
            ),
            (
                "certificates",
                json!([{"sha256": "", "sha1": "", "not_before": i64::MIN, "not_after": i64::MAX, "issuer_urls": vec!["x"; 1000]}]),
            ),
        ] {
            for outcome in [
                "ok",
                "certificate-expired",
                "certificate-unknown-issuer",
                "timeout",
            ] {
                let mut record = record();
                record[key] = value.clone();
                record["outcome"] = json!({"code": outcome, "phase": "tls"});
                assert!(judge(&record).is_ok(), "{key} {outcome}");
            }
        }
    }
}
