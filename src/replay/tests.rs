//! Records judged again; reports are in tests/integration/{replay,domain}.rs.

use serde_json::{Value, json};

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

fn judge(value: &Value) -> Result<ProbeReplay, Refusal> {
    replay(value.to_string().as_bytes()).map(|replay| match replay {
        Replay::Probe(replay) => *replay,
        other => panic!("{other:?}"),
    })
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
    let json = Replay::Probe(Box::new(replay)).to_json();
    assert_eq!(json["kind"], "replay");
    assert_eq!(
        (&json["of"], &json["same"]),
        (&json!("probe"), &json!(true))
    );
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
        (with("schema", json!(2)), "unsupported schema 2 "),
        (with("schema", json!("1")), "unsupported schema \"1\" "),
        (
            with("kind", json!("else")),
            "unknown kind of record (\"else\")",
        ),
        (with("outcome", json!({"code": "fine"})), "invalid outcome"),
        (with("duration_ms", json!("long")), "duration_ms"),
        (with("certificates", json!({})), "invalid type"),
        (with("verdict", json!(true)), "invalid type"),
        (
            with(
                "target",
                json!({"host": "x".repeat(100_000), "port": "y".repeat(100_000)}),
            ),
            "invalid record",
        ),
        ("{\"a\":".repeat(100_000), "recursion limit"),
        (
            format!("{{\"schema\":1,\"a\":{}1", "[".repeat(100_000)),
            "recursion limit",
        ),
        (" ".repeat(MAX_RECORD + 1), "longer than"),
    ] {
        let error = replay(text.as_bytes()).expect_err(part).to_string();
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
