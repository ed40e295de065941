//! One golden record a service guards the shape. `EXOPORT_UPDATE_GOLDEN=1 cargo test --test integration golden`
//! writes them anew; what changed is then in the diff.

use std::path::PathBuf;

use serde_json::Value;

use super::{config_for, lab, probe};

/// Replaces what differs from run to run by a word for what it is.
fn settle(value: &mut Value) {
    let Value::Object(object) = value else {
        if let Value::Array(items) = value {
            items.iter_mut().for_each(settle);
        }
        return;
    };
    for (key, value) in object.iter_mut() {
        let stands_for = match key.as_str() {
            "duration_ms" | "start_ms" | "at_ms" | "started_at" | "not_before" | "not_after"
            | "days_left" | "received_bytes" | "port" => "a number",
            "sha256" | "sha1" | "serial" => "hexadecimal",
            "greeting" | "summary" | "detail" | "value" | "text" => "a text",
            _ => {
                settle(value);
                continue;
            }
        };
        let is_number = value.is_number();
        assert_eq!(is_number, stands_for == "a number", "{key}: {value}");
        *value = Value::String(stands_for.to_owned());
    }
}

#[tokio::test]
async fn records_keep_their_shape() {
    let lab = lab().await;
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let update = std::env::var_os("EXOPORT_UPDATE_GOLDEN").is_some();
    for name in [
        "healthy-smtp-mx",
        "healthy-submission",
        "healthy-imap",
        "healthy-pop",
        "healthy-web",
        "healthy-admin",
    ] {
        let mut config = config_for(&lab);
        config.transcript = true;
        let record = probe(config, &lab.case(name).target_spec()).await;
        let mut value = serde_json::to_value(&record).expect("JSON");
        settle(&mut value);
        let text = serde_json::to_string_pretty(&value).expect("JSON") + "\n";
        let file = folder.join(format!("{name}.json"));
        if update {
            std::fs::create_dir_all(&folder).expect("tests/golden");
            std::fs::write(&file, &text).expect("a golden record");
        }
        let golden = std::fs::read_to_string(&file).unwrap_or_default();
        assert!(
            golden == text,
            "{name} has another shape than {}; see the head of this test for how to renew it:\n{text}",
            file.display()
        );
    }
}
