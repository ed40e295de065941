//! What is different from what was recorded. Words of explanations may differ freely; results, codes,
//! severities and sides count.

use std::fmt;

use serde::Serialize;
use serde_json::{Value, json};

use crate::domain::{ItemName, ItemResult, Rule};
use crate::record::{Finding, Severity, VerdictResult};
use crate::scenario::{Confidence, Side};

/// The most characters of a code or rule that only a record has.
const CODE: usize = 80;

/// One difference between a record's own diagnosis and that of now.
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
    /// The cause of a scenario is on another side.
    Side {
        /// In the record.
        #[serde(skip_serializing_if = "Option::is_none")]
        recorded: Option<Side>,
        /// Now.
        #[serde(skip_serializing_if = "Option::is_none")]
        now: Option<Side>,
    },
    /// The side of a scenario's cause is known better or worse.
    Confidence {
        /// In the record.
        #[serde(skip_serializing_if = "Option::is_none")]
        recorded: Option<Confidence>,
        /// Now.
        #[serde(skip_serializing_if = "Option::is_none")]
        now: Option<Confidence>,
    },
    /// A rule about a domain that applies now and not in the record.
    RuleAdded {
        /// The item.
        item: ItemName,
        /// Its name in the DNS.
        name: String,
        /// The rule.
        rule: Rule,
        /// How the item is by it.
        result: ItemResult,
    },
    /// A rule about a domain that only the record has.
    RuleGone {
        /// The item.
        item: String,
        /// Its name in the DNS.
        name: String,
        /// The rule.
        rule: String,
    },
    /// A rule about a domain that now says something else of the item.
    RuleResult {
        /// The item.
        item: ItemName,
        /// Its name in the DNS.
        name: String,
        /// The rule.
        rule: Rule,
        /// In the record.
        recorded: String,
        /// Now.
        now: ItemResult,
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
            Self::Side { recorded, now } => {
                write!(f, "side {} in the record, ", word(*recorded))?;
                write!(f, "{} now", word(*now))
            }
            Self::Confidence { recorded, now } => {
                write!(f, "confidence {} in the record, ", word(*recorded))?;
                write!(f, "{} now", word(*now))
            }
            Self::RuleAdded {
                item,
                name,
                rule,
                result,
            } => write!(f, "{item} {name}: {rule} ({result}) is not in the record"),
            Self::RuleGone { item, name, rule } => {
                write!(f, "{item} {name}: {rule} is only in the record")
            }
            Self::RuleResult {
                item,
                name,
                rule,
                recorded,
                now,
            } => write!(
                f,
                "{item} {name}: {rule} is {recorded} in the record, {now} now"
            ),
        }
    }
}

fn word(word: Option<impl fmt::Display>) -> String {
    word.map_or_else(|| "none".to_owned(), |word| word.to_string())
}

/// A difference in JSON, with its sentence as `text`.
pub(super) fn json_of(difference: &(impl Serialize + fmt::Display)) -> Value {
    let mut value = json!(difference);
    value["text"] = difference.to_string().into();
    value
}

/// In what verdict and findings differ.
pub(super) fn differences(
    recorded: &[Finding],
    recorded_verdict: VerdictResult,
    now: &[Finding],
    verdict: VerdictResult,
) -> Vec<Difference> {
    let mut differences = Vec::new();
    if recorded_verdict != verdict {
        differences.push(Difference::Verdict {
            recorded: recorded_verdict,
            now: verdict,
        });
    }
    // A scenario repeats a code for each of its probes: the gravest counts.
    let gravest = |findings: &[Finding], code: &str| {
        let same = findings.iter().filter(|finding| finding.code == code);
        same.map(|finding| finding.severity).max()
    };
    let mut told: Vec<&str> = Vec::new();
    for code in now.iter().chain(recorded).map(|finding| &finding.code) {
        if told.contains(&code.as_str()) {
            continue;
        }
        told.push(code);
        let difference = match (gravest(recorded, code), gravest(now, code)) {
            (None, Some(severity)) => Difference::FindingAdded {
                code: code.clone(),
                severity,
            },
            (Some(severity), None) => Difference::FindingGone {
                code: short(code),
                severity,
            },
            (Some(recorded), Some(now)) if recorded != now => Difference::Severity {
                code: code.clone(),
                recorded,
                now,
            },
            _ => continue,
        };
        differences.push(difference);
    }
    differences
}

/// A word from a record, cut.
pub(super) fn short(word: &str) -> String {
    word.chars().take(CODE).collect()
}
