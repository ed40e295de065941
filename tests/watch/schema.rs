//! Real events and the schema that describes them.

use std::collections::BTreeSet;
use std::fs;

use exoport::watch::{ChangeKind, WatchEvent};
use serde_json::Value;

use super::{FAULT, WELL, config, events, lab, start};

fn schema() -> Value {
    serde_json::from_str(include_str!("../../schemas/watch.schema.json")).expect("JSON")
}

/// The schema with every key that it does not name forbidden: readers must allow new keys, this test
/// must not.
fn strict() -> jsonschema::Validator {
    let mut schema = schema();
    for definition in schema["$defs"]
        .as_object_mut()
        .expect("definitions")
        .values_mut()
    {
        if definition.get("properties").is_some() {
            definition["additionalProperties"] = false.into();
        }
    }
    jsonschema::validator_for(&schema).expect("a schema")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_event_is_what_the_schema_says() {
    let (lab, folder) = (lab().await, tempfile::tempdir().expect("folder"));
    let mut all = Vec::new();
    for case in [WELL, "foreign-issuer", FAULT, WELL, "healthy-imap-starttls"] {
        let mut config = config(&lab, case, folder.path());
        config.expiry_days = vec![3_650];
        config.interval_seconds = Some(1);
        config.rounds = Some(1);
        all.extend(events(&config).await);
    }
    // One more that has not arrived, and a state that is damaged.
    let config = config(&lab, WELL, folder.path());
    let mut watch = start(&config);
    while !matches!(watch.next().await, Some(WatchEvent::Change(_)) | None) {}
    drop(watch);
    all.extend(events(&config).await);
    fs::write(folder.path().join("state.json"), "{").expect("written");
    all.extend(events(&config).await);
    let validator = strict();
    let mut keys = BTreeSet::new();
    for event in &all {
        let line = serde_json::to_value(event).expect("JSON");
        let faults: Vec<String> = validator
            .iter_errors(&line)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(faults.is_empty(), "{}: {line}", faults.join("\n"));
        let kind = line["kind"].as_str().expect("a kind").to_owned();
        let own = line.as_object().expect("an object").keys();
        keys.extend(own.map(|key| format!("{kind}.{key}")));
        // What is written can be read.
        let again: WatchEvent = serde_json::from_value(line).expect("an event");
        assert_eq!(again, *event);
    }
    for seen in [
        "change.repeated",
        "change.remedy",
        "change.host",
        "watch-started.warning",
        "round.certificates",
    ] {
        assert!(keys.contains(seen), "{seen} in {keys:?}");
    }
}

#[test]
fn the_guide_has_every_key_and_every_change() {
    let guide = include_str!("../../docs/watch.md");
    for kind in ChangeKind::ALL {
        assert!(guide.contains(&format!("| `{kind}` | ")), "{kind}");
    }
    // What an unknown key is answered with lists the known ones.
    let error =
        serde_json::from_str::<exoport::watch::WatchConfig>(r#"{"?":1}"#).expect_err("unknown");
    let text = error.to_string();
    let keys: Vec<&str> = text.split('`').skip(3).step_by(2).collect();
    assert_eq!(keys.len(), 11, "{text}");
    for key in keys {
        assert!(guide.contains(&format!("`{key}`")), "{key}");
    }
}
