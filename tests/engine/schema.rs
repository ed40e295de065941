//! Real records and the schema that describes them.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use exoport::proxy::ProxyKind;
use exoport::record::{
    OutcomeCode, PhaseName, ProxyAuthentication, ProxySource, Record, ResolutionSource,
};
use serde_json::Value;

use super::faults::all_cases;

const SCHEMA: &str = include_str!("../../docs/record.schema.json");

fn schema() -> Value {
    serde_json::from_str(SCHEMA).expect("docs/record.schema.json is JSON")
}

/// The schema with every key that it does not name forbidden: readers must allow new keys, this test
/// must not.
fn strict(mut schema: Value) -> Value {
    if let Value::Object(object) = &mut schema
        && object.contains_key("properties")
    {
        object.insert("additionalProperties".into(), Value::Bool(false));
    }
    match schema {
        Value::Object(object) => Value::Object(
            object
                .into_iter()
                .map(|(key, value)| (key, strict(value)))
                .collect(),
        ),
        Value::Array(items) => Value::Array(items.into_iter().map(strict).collect()),
        other => other,
    }
}

/// Checks one record against the strict schema.
pub fn is_valid(record: &Record) {
    static VALIDATOR: LazyLock<jsonschema::Validator> =
        LazyLock::new(|| jsonschema::validator_for(&strict(schema())).expect("a schema"));
    let record = serde_json::to_value(record).expect("JSON");
    let faults: Vec<String> = VALIDATOR
        .iter_errors(&record)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(faults.is_empty(), "{}: {record}", faults.join("\n"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_record_of_the_lab_is_what_the_schema_says() {
    let (_lab, records) = all_cases().await;
    records.iter().for_each(is_valid);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_record_read_back_is_the_same_record() {
    let (_lab, records) = all_cases().await;
    for record in records {
        let json = serde_json::to_string(&record).expect("JSON");
        let again: exoport::record::Record = serde_json::from_str(&json).expect("a record");
        assert_eq!(again, record);
        // Diagnosis needs nothing but the observation.
        let (findings, verdict) = exoport::diagnosis::diagnose(&again.observation);
        assert_eq!((findings, verdict), (record.findings, record.verdict));
    }
}

#[test]
fn the_schema_lists_every_word_of_the_closed_sets() {
    let schema = schema();
    let words = |name: &str| -> BTreeSet<String> {
        schema["$defs"][name]["oneOf"]
            .as_array()
            .expect(name)
            .iter()
            .map(|entry| entry["const"].as_str().expect(name).to_owned())
            .collect()
    };
    let all = |members: &[&str]| -> BTreeSet<String> {
        members.iter().map(|word| (*word).to_owned()).collect()
    };
    let outcomes: Vec<&str> = OutcomeCode::ALL.iter().map(|code| code.as_str()).collect();
    let phases: Vec<&str> = PhaseName::ALL.iter().map(|phase| phase.as_str()).collect();
    assert_eq!(words("OutcomeCode"), all(&outcomes));
    assert_eq!(words("PhaseName"), all(&phases));
    macro_rules! all_of {
        ($set:ty) => {
            all(&<$set>::ALL
                .iter()
                .map(|word| word.as_str())
                .collect::<Vec<_>>())
        };
    }
    assert_eq!(words("ResolutionSource"), all_of!(ResolutionSource));
    assert_eq!(words("ProxyKind"), all_of!(ProxyKind));
    assert_eq!(words("ProxySource"), all_of!(ProxySource));
    assert_eq!(words("ProxyAuthentication"), all_of!(ProxyAuthentication));
}
