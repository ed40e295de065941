//! What a line of JSON of ExoPort is.

use serde_json::{Map, Value};

use super::Refusal;
use crate::record::SCHEMA;

/// What can be judged again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Probe,
    Check,
    Domain,
}

/// Lines of ExoPort without evidence, by `kind`, and what they are.
const WITHOUT_EVIDENCE: &[(&str, &str)] = &[
    ("listen-started", "the first line of exoport listen"),
    ("visitor", "a visitor of exoport listen"),
    ("listen-ended", "the last line of exoport listen"),
    ("watch-started", "the first line of exoport watch"),
    ("change", "a change that exoport watch reported"),
    ("round", "a round of exoport watch"),
    ("watch-ended", "the last line of exoport watch"),
    ("replay", "an answer of exoport explain"),
];

/// The record that a line of `exoport demo --json` carries; anything else as it is.
pub(super) fn unwrapped(mut object: Map<String, Value>) -> Map<String, Value> {
    if object.contains_key("case") && !object.contains_key("schema") {
        for key in ["record", "report"] {
            if let Some(Value::Object(inner)) = object.remove(key) {
                return inner;
            }
        }
    }
    object
}

/// What an object is.
///
/// # Errors
/// Nothing that can be judged again.
pub(super) fn kind(object: &Map<String, Value>) -> Result<Kind, Refusal> {
    let Some(kind) = object.get("kind") else {
        return Ok(Kind::Probe);
    };
    let word = kind.as_str().unwrap_or_default();
    match word {
        "check" => return Ok(Kind::Check),
        "domain" => return Ok(Kind::Domain),
        _ => {}
    }
    let known = WITHOUT_EVIDENCE.iter().find(|(known, _)| *known == word);
    Err(match known {
        Some((_, what)) => Refusal::Nothing(format!(
            "this is {what}{}; it contains no probe, so there is nothing to judge again",
            about(object)
        )),
        None => {
            let kind: String = kind.to_string().chars().take(40).collect();
            Refusal::Malformed(format!(
                "unknown kind of record ({kind}): this version cannot read it"
            ))
        }
    })
}

/// What a line of the listener or the watch is about, in brackets.
fn about(object: &Map<String, Value>) -> String {
    let text = |key: &str| object.get(key).and_then(Value::as_str);
    // A visitor's address, class and end; a change's or an answer's own words.
    let parts: Vec<String> = ["address", "sender", "outcome", "scenario", "text", "of"]
        .iter()
        .filter_map(|key| text(key))
        .map(|part| part.chars().take(120).collect())
        .collect();
    match parts.is_empty() {
        true => String::new(),
        false => format!(" ({})", parts.join(", ")),
    }
}

/// Refuses other schemas than the one that this version knows.
pub(super) fn check_schema(object: &Map<String, Value>) -> Result<(), Refusal> {
    let why = match object.get("schema") {
        Some(schema) if schema.as_u64() == Some(u64::from(SCHEMA)) => return Ok(()),
        Some(schema) => {
            let schema: String = schema.to_string().chars().take(40).collect();
            format!("unsupported schema {schema} (this version reads schema {SCHEMA})")
        }
        None => "not a record: it has no \"schema\"".to_owned(),
    };
    Err(Refusal::Malformed(why))
}
