//! Runs that take no targets.

use serde_json::{Value, json};

use super::TIMEOUT;
use crate::listen::ListenConfig;
use crate::run::{Batch, Next, Output, PushError, Run, RunKind, StartError};
use crate::targets::TargetSpec;
use crate::watch::WatchError;

type Line = Vec<u8>;

fn start(kind: RunKind) -> Result<Run<Line>, StartError> {
    Run::start_as(kind, |output: Output| {
        serde_json::to_vec(&output).expect("JSON")
    })
}

/// A watch of IMAP on a port where nobody listens.
fn nobody_there(folder: &tempfile::TempDir, interval: Option<u32>) -> RunKind {
    let port = {
        let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        free.local_addr().expect("an address").port()
    };
    let to = format!("127.0.0.1:{port}");
    let text = json!({"watch": {
        "check": {"scenarios": ["imap"], "overrides": {"*:993": to, "*:443": to, "*:587": to, "*:995": to}},
        "run": {"cname_chain": false, "ehlo_name": "client.example"},
        "state_path": folder.path().join("state.json"),
        "interval_seconds": interval,
        "confirm_failure": 1,
    }});
    RunKind::from_json(&text.to_string()).expect("a configuration")
}

fn take(run: &Run<Line>, capacity: usize) -> Batch<Line> {
    run.take_fitting(TIMEOUT, capacity, Vec::len)
}

fn next(run: &Run<Line>) -> Option<Value> {
    match take(run, 0) {
        Batch::TooLarge(length) => match take(run, length) {
            Batch::Items(lines) => Some(serde_json::from_slice(&lines[0]).expect("JSON")),
            _ => panic!("the line that was too large"),
        },
        Batch::Done => None,
        _ => panic!("nothing in time"),
    }
}

#[test]
fn events_come_out_and_the_state_is_free_at_the_end() {
    let folder = tempfile::tempdir().expect("folder");
    let kind = nobody_there(&folder, None);
    for expected in [
        &["watch-started", "change", "round", "watch-ended"][..],
        &["watch-started", "round", "watch-ended"],
    ] {
        let run = start(kind.clone()).expect("started");
        for kind in expected {
            assert_eq!(next(&run).expect("an event")["kind"], *kind);
        }
        assert_eq!(next(&run), None);
    }
}

#[test]
fn what_was_not_taken_is_told_again() {
    let folder = tempfile::tempdir().expect("folder");
    let kind = nobody_there(&folder, Some(3_600));
    let run = start(kind.clone()).expect("started");
    let busy = start(kind.clone()).map(|_| ()).expect_err("one is running");
    assert!(
        matches!(busy, StartError::Watch(WatchError::Busy(_))),
        "{busy}"
    );
    assert_eq!(next(&run).expect("an event")["kind"], "watch-started");
    // The change is ready, and nobody takes it.
    assert!(matches!(take(&run, 0), Batch::TooLarge(_)));
    drop(run);
    let run = start(kind).expect("the state is free again");
    assert_eq!(next(&run).expect("an event")["rounds"], 1);
    assert_eq!(next(&run).expect("an event")["repeated"], true);
    let round = next(&run).expect("an event");
    assert_eq!(
        (&round["kind"], &round["number"]),
        (&"round".into(), &2.into())
    );
}

#[test]
fn a_listener_takes_no_targets_and_ends_when_it_is_cancelled() {
    let config = ListenConfig {
        addresses: vec![std::net::Ipv4Addr::LOCALHOST.into()],
        port: 0,
        ..ListenConfig::default()
    };
    let run = Run::start(RunKind::Listen(config.into())).expect("started");
    let refused = run.push(&TargetSpec::default(), TIMEOUT);
    assert_eq!(refused, Err(PushError::TakesNone("listens")));
    run.finish();
    assert!(matches!(run.next(TIMEOUT), Next::Listen(_)));
    run.cancel();
    assert_eq!(run.next(TIMEOUT), Next::Done);
}
