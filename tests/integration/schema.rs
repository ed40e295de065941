//! Real records and the schema that describes them.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use exoport::proxy::{ProxyKind, ProxySource};
use exoport::record::{OutcomeCode, PhaseName, ProxyAuthentication, Record, ResolutionSource};
use exoport::schemas::SchemaName;
use serde_json::Value;

use super::faults::all_cases;
use super::schemas::{self, Checked};

fn schema() -> Value {
    schemas::schema(SchemaName::Record)
}

/// Checks one record against the strict schema.
pub fn is_valid(record: &Record) {
    static RECORD: LazyLock<Checked> = LazyLock::new(|| Checked::against(SchemaName::Record));
    RECORD.is_valid(&serde_json::to_value(record).expect("JSON"));
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

/// What several schemas have in common is in each of them, since each stands alone.
/// `EXOPORT_UPDATE_SCHEMAS=1 cargo test --test integration schema` copies it from the record's.
#[test]
fn the_schemas_have_the_same_definitions() {
    let record = schema();
    let mut whole = record.as_object().expect("an object").clone();
    for key in ["$schema", "title", "$comment", "$defs"] {
        whole.remove(key);
    }
    for name in SchemaName::ALL {
        let mut other = schemas::schema(*name);
        let mut stale = Vec::new();
        for (key, definition) in other["$defs"].as_object_mut().expect("definitions") {
            let original = match key.as_str() {
                "Record" => Value::Object(whole.clone()),
                // Codes have a side of their own: one more can be to blame for a bounce.
                "Side" => continue,
                key => match record["$defs"].get(key) {
                    Some(original) => original.clone(),
                    None => continue,
                },
            };
            if *definition != original {
                stale.push(key.clone());
                *definition = original;
            }
        }
        if std::env::var_os("EXOPORT_UPDATE_SCHEMAS").is_some() && !stale.is_empty() {
            let file = format!("{}/docs/{name}.schema.json", env!("CARGO_MANIFEST_DIR"));
            let text = serde_json::to_string_pretty(&other).expect("JSON");
            std::fs::write(file, text + "\n").expect("the schema");
        }
        assert_eq!(stale, [""; 0], "docs/{name}.schema.json");
    }
}

#[test]
fn the_schemas_list_every_word_of_their_closed_sets() {
    use exoport::{domain, explain, listen, scenario};
    macro_rules! same_words {
        ($($schema:ident $definition:literal $set:ty,)+) => {$(
            let schema = schemas::schema(SchemaName::$schema);
            let words: Vec<&str> = schema["$defs"][$definition]["oneOf"]
                .as_array()
                .expect($definition)
                .iter()
                .map(|entry| entry["const"].as_str().expect($definition))
                .collect();
            let all: Vec<&str> = <$set>::ALL
                .iter()
                .map(|word| word.as_str())
                .filter(|word| *word != "all")
                .collect();
            assert_eq!(words, all, $definition);
        )+};
    }
    same_words! {
        Check "Scenario" scenario::Scenario,
        Check "Side" scenario::Side,
        Check "Confidence" scenario::Confidence,
        Check "Role" scenario::Role,
        Domain "ItemName" domain::ItemName,
        Domain "ItemResult" domain::ItemResult,
        Domain "RecordType" domain::RecordType,
        Domain "AnswerStatus" domain::AnswerStatus,
        Domain "FetchFailure" domain::FetchFailure,
        Visitor "VisitOutcome" listen::VisitOutcome,
        Visitor "SenderClass" listen::SenderClass,
        Visitor "EndReason" listen::EndReason,
        Explanation "Side" explain::Side,
        Explanation "Provenance" explain::Provenance,
    }
}

#[test]
fn explanations_are_what_their_schema_says() {
    let checked = Checked::against(SchemaName::Explanation);
    let text =
        "550 5.7.64 x\n2025-11-23T11:12:20Z said: 559 5.9.99 x\n250 2.0.0 ok\n550 5.1.1 no\n";
    let report = exoport::explain::explain(text.as_bytes()).expect("a text");
    assert!(report.explanations.len() >= 3);
    let mut value = serde_json::to_value(&report).expect("JSON");
    checked.is_valid(&value);
    value["input"] = "TEXT".into();
    checked.refuses_changes(&value, &["schema", "kind", "explanations", "omitted"]);
}
