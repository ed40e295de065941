//! A run with the real probe, on loopback.

use std::io::Read;
use std::net::TcpListener;

use super::TIMEOUT;
use crate::config::{RunConfig, Settings};
use crate::diagnosis::internal_record;
use crate::plan::expand;
use crate::record::OutcomeCode;
use crate::run::{Job, Next, Output, Push, PushError, Report, Run};
use crate::scenario::CheckSpec;
use crate::targets::{TargetSpec, TlsMode, parse_target_text};

#[test]
fn a_run_gives_the_record_of_each_target() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("loopback");
    let port = listener.local_addr().expect("address").port();
    let run = Run::start(Settings::default()).expect("run");
    for tag in ["first", "second"] {
        let spec = TargetSpec {
            host: Some("127.0.0.1".into()),
            port: Some(port.into()),
            tag: Some(tag.into()),
            ..TargetSpec::default()
        };
        assert_eq!(run.push(&spec, TIMEOUT), Ok(Push::Accepted(1)));
    }
    let wrong = TargetSpec {
        port: Some(70_000),
        ..TargetSpec::default()
    };
    let error = run.push(&wrong, TIMEOUT).expect_err("port");
    assert!(error.to_string().contains("70000"), "{error}");
    run.finish();
    assert_eq!(
        run.push(&TargetSpec::default(), TIMEOUT),
        Err(PushError::Finished)
    );
    let mut seen = Vec::new();
    while let Next::Record(record) = run.next(TIMEOUT) {
        let observation = record.observation;
        assert_eq!(observation.target.port, port);
        seen.push((observation.id, observation.target.tag));
    }
    seen.sort();
    assert_eq!(
        seen,
        [(0, Some("first".into())), (1, Some("second".into()))]
    );
    assert_eq!(run.next(TIMEOUT), Next::Done);
}

#[test]
fn cancel_closes_the_connections_of_a_run() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("loopback");
    let port = listener.local_addr().expect("address").port();
    // Nothing but the cancel ends this probe: it waits for a greeting that never comes.
    let config = RunConfig {
        timeout_ms: 600_000,
        ..RunConfig::default()
    };
    let run = Run::start(config.check().expect("settings")).expect("run");
    let spec = TargetSpec {
        host: Some("127.0.0.1".into()),
        port: Some(port.into()),
        tls: Some(TlsMode::Smtp),
        ..TargetSpec::default()
    };
    assert_eq!(run.push(&spec, TIMEOUT), Ok(Push::Accepted(1)));
    let (mut connection, _) = listener.accept().expect("the probe connects");
    run.cancel();
    connection
        .set_read_timeout(Some(TIMEOUT))
        .expect("a timeout");
    assert_eq!(connection.read(&mut [0; 1]).expect("an end"), 0);
    assert_eq!(run.next(TIMEOUT), Next::Done);
}

#[test]
fn a_configuration_out_of_range_starts_nothing() {
    let config = RunConfig {
        concurrency: 0,
        ..RunConfig::default()
    };
    let error = config.check().expect_err("an error").to_string();
    assert!(error.contains("invalid concurrency 0"), "{error}");
}

#[test]
fn the_record_of_a_panic_says_so() {
    let settings = Settings::default();
    let spec = parse_target_text("a.example:25").expect("a target");
    let target = expand(&spec, &settings).expect("a target").remove(0);
    let record = internal_record(7, target, "broken\u{1b}[31m on purpose");
    assert_eq!(record.observation.id, 7);
    assert_eq!(record.observation.outcome.code, OutcomeCode::Internal);
    let detail = record.observation.outcome.detail.expect("detail");
    assert!(detail.contains("broken\\u{1b}[31m on purpose"), "{detail}");
}

#[test]
fn a_check_that_panics_gives_a_report_of_its_kind() {
    let spec = CheckSpec {
        tag: Some("mine".into()),
        ..CheckSpec::default()
    };
    let broken = Job::Check(Box::new(spec)).broken(3, "broken\u{7} on purpose");
    let json = serde_json::to_value(&broken).expect("JSON");
    assert_eq!(json["kind"], "check");
    assert_eq!(json["id"], 3);
    assert_eq!(json["tag"], "mine");
    assert_eq!(json["outcome"], "internal");
    let Output::Report(Report::Check(report)) = broken else {
        panic!("{broken:?}");
    };
    let detail = report.detail.expect("a detail");
    assert!(detail.contains("broken\\u{7} on purpose"), "{detail}");
}

#[test]
fn a_job_that_cannot_be_done_is_refused() {
    let run = Run::start(Settings::default()).expect("run");
    let spec = CheckSpec {
        instance: Some("Mars".into()),
        ..CheckSpec::default()
    };
    let error = run
        .push_job(Job::Check(Box::new(spec)), TIMEOUT)
        .expect_err("no such cloud");
    assert!(error.to_string().contains("Worldwide"), "{error}");
}
