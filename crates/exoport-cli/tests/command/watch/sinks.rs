//! The sinks through the command.

use std::fs;

use super::super::program::run;
use super::{AT_ONCE, FAULT, WELL, Watch, lines, of_kind, text};

#[test]
fn each_change_is_a_line_of_the_file() {
    let watch = Watch::new();
    let path = watch.path("changes.jsonl");
    let mut told = String::new();
    for case in [WELL, FAULT, FAULT, WELL] {
        let mut arguments = AT_ONCE.to_vec();
        arguments.extend(["--json", "--json-lines", text(&path)]);
        told.push_str(&watch.run(case, &arguments).stdout);
    }
    let changes = of_kind(&lines(&told), "change");
    assert_eq!(changes.len(), 2);
    assert_eq!(lines(&fs::read_to_string(&path).expect("a file")), changes);
}

#[test]
fn each_round_is_in_the_metrics() {
    let watch = Watch::new();
    let path = watch.path("exoport.prom");
    for (case, result) in [(WELL, "pass"), (FAULT, "fail")] {
        let mut arguments = AT_ONCE.to_vec();
        arguments.extend(["--prometheus", text(&path), "--quiet"]);
        watch.run(case, &arguments);
        let metrics = fs::read_to_string(&path).expect("a file");
        let line = format!("exoport_scenario_result{{scenario=\"imap\",result=\"{result}\"}} 1");
        assert!(metrics.lines().any(|found| found == line), "{metrics}");
    }
}

#[test]
fn a_sink_that_cannot_be_had_is_a_fault() {
    let watch = Watch::new();
    for option in ["--json-lines", "--prometheus"] {
        let answer = watch.run(WELL, &[option, text(watch.folder.path())]);
        assert_eq!(answer.code, Some(3), "{option}: {answer:?}");
        assert!(answer.stderr.contains("regular file"), "{}", answer.stderr);
    }
}

#[test]
fn a_file_of_another_program_is_refused_and_stays() {
    let watch = Watch::new();
    let path = watch.path("notes.txt");
    fs::write(&path, "buy milk\n").expect("written");
    for option in ["--json-lines", "--prometheus"] {
        let answer = watch.run(WELL, &[option, text(&path)]);
        assert_eq!(answer.code, Some(3), "{option}: {answer:?}");
        assert!(
            answer.stderr.contains("another program's file"),
            "{answer:?}"
        );
        assert_eq!(fs::read_to_string(&path).expect("there"), "buy milk\n");
    }
}

#[cfg(not(windows))]
#[test]
fn the_event_log_is_on_windows() {
    let answer = run(&["watch", "--event-log", "--state", "/nonexistent/state.json"]);
    assert_ne!(answer.code, Some(0));
    let watch = Watch::new();
    let answer = watch.run(WELL, &["--event-log"]);
    assert_eq!(answer.code, Some(2), "{answer:?}");
    assert!(answer.stderr.contains("--json-lines"), "{}", answer.stderr);
}

#[cfg(windows)]
#[test]
fn changes_reach_the_event_log() {
    let watch = Watch::new();
    let mut arguments = AT_ONCE.to_vec();
    arguments.push("--event-log");
    // Only that Windows takes the entry: what it says is for the tests of the sink.
    assert_eq!(watch.run(FAULT, &arguments).code, Some(1));
}
