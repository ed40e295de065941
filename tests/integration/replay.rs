//! Every fault of the lab in a check: report, JSON, second look, and all is as it was.

use std::sync::Arc;

use exoport::replay::{CheckReplay, Refusal, Replay, replay};
use exoport::scenario::{CheckReport, Scenario, check};
use exoport::schemas::SchemaName;
use exoport_lab::LabCase;
use serde_json::{Value, json};
use tokio::sync::Semaphore;

use super::scenarios::{patient_lab, prober, scenario_of, spec};
use super::schemas::Checked;

fn again(json: &Value) -> Result<CheckReplay, Refusal> {
    replay(json.to_string().as_bytes()).map(|replay| match replay {
        Replay::Check(replay) => *replay,
        other => panic!("{other:?}"),
    })
}

/// One check for each case that a scenario stands on, in all scenarios at once, with an unrelated mail
/// server beside; and one with the healthy servers.
async fn reports() -> Vec<(String, CheckReport)> {
    let lab = patient_lab().await;
    let prober = prober(&lab);
    // A few at once: what waits for a processor must not look like a server that stalls.
    let room = Arc::new(Semaphore::new(4));
    let mut checks = Vec::new();
    let mut begin = |name: &str, faults: &[(&str, &LabCase)]| {
        let mut spec = spec(&lab, &[], faults);
        let second = lab.case("healthy-smtp-mx").port;
        spec.second_host = Some("mail.example".into());
        spec.overrides
            .insert("mail.example:25".into(), format!("127.0.0.1:{second}"));
        let prober = prober.clone();
        let room = Arc::clone(&room);
        let check = tokio::spawn(async move {
            let _place = room.acquire().await.expect("never closed");
            check(7, &spec, &prober).await
        });
        checks.push((name.to_owned(), check));
    };
    begin("healthy", &[]);
    for case in lab.cases() {
        if let Some((_, places)) = scenario_of(case) {
            let faults: Vec<(&str, &LabCase)> = places.iter().map(|place| (*place, case)).collect();
            begin(case.name, &faults);
        }
    }
    let mut reports = Vec::new();
    for (name, check) in checks {
        reports.push((name, check.await.expect("no panic")));
    }
    reports
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_report_is_judged_the_same_again() {
    let reports = reports().await;
    assert!(reports.len() > 20, "{}", reports.len());
    let schema = Checked::against(SchemaName::Check);
    for (name, report) in &reports {
        let json = serde_json::to_value(report).expect("JSON");
        schema.is_valid(&json);
        let found = again(&json).unwrap_or_else(|why| panic!("{name}: {why}"));
        // Verdicts, sides, confidence, evidence, findings, probes, path: all of it.
        assert_eq!(&found.report, report, "{name}");
        let replay = Replay::Check(Box::new(found));
        assert_eq!(replay.difference_texts(), [""; 0], "{name}");
        assert_eq!(replay.same(), Some(true), "{name}");
        // A report from before the unrelated server was marked in it.
        let mut old = json.clone();
        old.as_object_mut().expect("object").remove("second_host");
        for scenario in old["scenarios"].as_array_mut().expect("scenarios") {
            for probe in scenario["probes"].as_array_mut().into_iter().flatten() {
                probe.as_object_mut().expect("object").remove("second_host");
            }
        }
        let found = again(&old).unwrap_or_else(|why| panic!("{name}: {why}"));
        let now: Vec<_> = found
            .report
            .scenarios
            .iter()
            .map(|one| (&one.findings, one.side))
            .collect();
        let before: Vec<_> = report
            .scenarios
            .iter()
            .map(|one| (&one.findings, one.side))
            .collect();
        assert_eq!(now, before, "{name}");
    }
    let healthy = serde_json::to_value(&reports[0].1).expect("JSON");
    schema.refuses_changes(
        &healthy,
        &["kind", "scenarios", "path", "probes", "outcome"],
    );
    let mut wrong = healthy;
    wrong["probes"][0]["outcome"]["code"] = json!("fine");
    schema.refuses(&wrong);
    what_was_changed_is_told(&reports[0].1);
    what_cannot_be_judged_is_refused(&reports[0].1);
}

fn what_was_changed_is_told(report: &CheckReport) {
    let mut json = serde_json::to_value(report).expect("JSON");
    json["scenarios"][0]["result"] = json!("fail");
    json["scenarios"][1]["side"] = json!("path");
    json["scenarios"][2]["confidence"] = json!("low");
    json["probes"][0]["outcome"] = json!({"code": "refused", "phase": "connect"});
    let found = again(&json).expect("a report");
    let replay = Replay::Check(Box::new(found));
    assert_eq!(replay.same(), Some(false));
    let texts = replay.difference_texts();
    for part in [
        "send-mail: the record says fail, this version warn",
        "receive-mail: side path in the record, none now",
        "outlook: confidence low in the record, none now",
        "probe smtp.office365.com",
    ] {
        assert!(
            texts.iter().any(|text| text.contains(part)),
            "{part}: {texts:#?}"
        );
    }
    let told = replay.to_json();
    assert_eq!(
        (&told["kind"], &told["of"], &told["same"]),
        (&json!("replay"), &json!("check"), &json!(false))
    );
    assert_eq!(told["recorded_scenarios"][0]["result"], "fail");
    assert_eq!(told["scenarios"][0]["result"], "warn");
    assert_eq!(told["differences"][0]["scenario"], "send-mail");
    assert!(told["probes"][0]["differences"][0]["text"].is_string());
    // Verdicts taken out: nothing to compare with, and judged all the same.
    for scenario in json["scenarios"].as_array_mut().expect("scenarios") {
        scenario.as_object_mut().expect("object").remove("result");
    }
    let found = Replay::Check(Box::new(again(&json).expect("a report")));
    assert_eq!(found.same(), None);
}

fn what_cannot_be_judged_is_refused(report: &CheckReport) {
    let good = serde_json::to_value(report).expect("JSON");
    let mut cases: Vec<(Value, &str)> = Vec::new();
    for (key, value, part) in [
        ("probes", json!(7), "probes: not a list"),
        ("probes", json!([7]), "probes[0]: not an object"),
        (
            "probes",
            json!([]),
            "refers to probe 0, and the report has 0",
        ),
        ("probes", json!(vec![json!({}); 100_000]), "100000 entries"),
        (
            "scenarios",
            json!(vec![json!({}); 100_000]),
            "100000 entries",
        ),
        (
            "scenarios",
            json!([{"scenario": "golf"}]),
            "invalid scenario",
        ),
        (
            "scenarios",
            json!([{"scenario": "imap", "probes": vec![json!({}); 1_000]}]),
            "1000 entries",
        ),
        (
            "scenarios",
            json!([{"scenario": "imap"}, {"scenario": "imap"}]),
            "imap appears twice",
        ),
        (
            "scenarios",
            json!([{"scenario": "imap", "probes": [{"probe": 99, "role": "needed", "host": "x", "port": 1}]}]),
            "refers to probe 99",
        ),
        ("scenarios", json!("all"), "scenarios"),
        ("started_at", json!("today"), "started_at"),
        ("schema", json!(2), "unsupported schema 2 "),
    ] {
        let mut bad = good.clone();
        bad[key] = value;
        cases.push((bad, part));
    }
    let mut cut = good.clone();
    cut.as_object_mut().expect("object").remove("probes");
    cases.push((cut, "it has no \"probes\""));
    for (bad, part) in cases {
        let why = again(&bad).expect_err(part).to_string();
        assert!(why.contains(part), "{part}: {why}");
        assert!(why.len() < 500, "{part}: {}", why.len());
    }
    // What a file says does not reach a terminal as it is.
    let mut hostile = good;
    hostile["scenarios"][0]["probes"][0]["host"] = json!("\u{1b}[2Jx\u{202e}");
    hostile["tag"] = json!("a\u{9b}b");
    let told = Replay::Check(Box::new(again(&hostile).expect("a report"))).to_json();
    let shown = format!("{told} {}", told["tag"].as_str().expect("a tag"));
    assert!(!shown.contains(['\u{1b}', '\u{9b}', '\u{202e}']));
    assert!(shown.contains("\\x9b"), "{shown}");
    assert_eq!(
        told["scenarios"].as_array().map(Vec::len),
        Some(Scenario::ALL.len() - 1)
    );
}
