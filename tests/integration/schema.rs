//! Real records and the schema that describes them.

use std::sync::LazyLock;

use exoport::record::Record;
use exoport::schemas::SchemaName;

use super::faults::all_cases;
use super::schemas::Checked;

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
