//! The forms of output, colors, and what a hostile server can do to a terminal: nothing.

use std::fs::OpenOptions;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::thread;

use super::lab::{lab, target_line};
use super::program::{Answer, answer, file, program, run};

/// A file with every case of the lab.
fn all_cases() -> String {
    let lines: String = lab()
        .cases()
        .iter()
        .map(|case| target_line(case) + "\n")
        .collect();
    let path = file("all-cases.txt", lines);
    path.to_str().expect("UTF-8").to_owned()
}

/// Probes the targets of a file, cases of the lab.
pub(super) fn probe_lab(targets: &str, more: &[&str]) -> Answer {
    let lab = lab();
    let mut arguments = vec!["test", "--file", targets, "--ca-file", lab.roots()];
    arguments.extend(["--dns-server", lab.dns_server()]);
    arguments.extend(["--timeout", "3", "--connect-timeout", "1"]);
    arguments.extend(more);
    run(&arguments)
}

#[test]
fn the_table_has_no_colours_in_a_pipe_and_fits_120_columns() {
    let cases = all_cases();
    let answer = probe_lab(&cases, &["--details", "--transcript"]);
    assert_eq!(answer.code, Some(1), "{}", answer.stderr);
    assert_eq!(answer.stderr, "");
    assert!(!answer.stdout.contains('\x1b'));
    for line in answer.stdout.lines() {
        assert!(line.chars().count() <= 120, "{line}");
    }
    let header = answer.stdout.lines().next().expect("header");
    let headings: Vec<&str> = header.split_whitespace().collect();
    assert_eq!(
        headings,
        [
            "Target", "Port", "Service", "Verdict", "TLS", "Expires", "Time", "Address"
        ]
    );
    let summary = answer.stdout.lines().last().expect("summary");
    let expected = format!("{} probes: ", lab().cases().len());
    assert!(summary.starts_with(&expected), "{summary}");
}

#[test]
fn colours_on_request() {
    let arguments = lab().test("healthy-imap", &["--color", "always"]);
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    assert!(run(&arguments).stdout.contains("\x1b["));
}

#[test]
fn csv_has_a_header_and_a_row_for_each_record() {
    let cases = all_cases();
    let answer = probe_lab(&cases, &["--csv"]);
    let mut reader = csv::Reader::from_reader(answer.stdout.as_bytes());
    let header = reader.headers().expect("header").clone();
    assert_eq!(
        header.iter().take(6).collect::<Vec<_>>(),
        ["host", "port", "service", "tls_mode", "verdict", "outcome"],
        "{answer:?}"
    );
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("row")).collect();
    assert_eq!(rows.len(), lab().cases().len());
}

#[test]
fn a_hostile_server_does_not_reach_the_terminal() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("bound").port();
    // Serves until this process ends.
    thread::spawn(move || {
        for peer in listener.incoming() {
            let mut peer = peer.expect("a client");
            let greeting = "220 evil\x1b[31m\x1b]0;title\x07\u{202e}\u{9b}2J\x08 ESMTP\r\n";
            let refusal = "550 \x1b[2Jno\u{2066}\r\n";
            // A client that leaves early is its own affair.
            let _ = peer.write_all(greeting.as_bytes());
            if matches!(peer.read(&mut [0; 512]), Ok(1..)) {
                let _ = peer.write_all(refusal.as_bytes());
            }
        }
    });
    let target = format!("127.0.0.1:{port}");
    for form in [&["--transcript"][..], &["--json"], &["--csv"]] {
        let answer = run(&[&["test", &target, "--tls", "smtp", "--timeout", "3"], form].concat());
        let text = answer.stdout + &answer.stderr;
        let active = text.chars().any(|character| {
            (character.is_control() && character != '\n')
                || matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        });
        assert!(!active, "{form:?}: {text:?}");
        if form != ["--csv"] {
            assert!(text.contains("evil"), "{form:?}: {text}");
        }
    }
}

#[test]
fn a_reader_that_goes_away_is_no_fault() {
    let list: String = (0..2_000).map(|_| lab().line("refused") + "\n").collect();
    let path = file("head.txt", list);
    let mut child = program(&["test", "--json", "--file", path.to_str().expect("UTF-8")])
        .spawn()
        .expect("exoport starts");
    drop(child.stdout.take());
    let answer = answer(child);
    assert_eq!(answer.stderr, "");
    // The first record, of a failed probe, could not be delivered.
    assert_eq!(answer.code, Some(1));
}

#[test]
#[cfg(target_os = "linux")]
fn output_that_cannot_be_written_is_a_fault() {
    let arguments = lab().test("healthy-imap", &["--json"]);
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    for arguments in [&arguments[..], &["schema"]] {
        let full = OpenOptions::new()
            .write(true)
            .open("/dev/full")
            .expect("/dev/full");
        let child = program(arguments)
            .stdout(full)
            .spawn()
            .expect("exoport starts");
        let answer = answer(child);
        assert_eq!(answer.code, Some(3), "{answer:?}");
        assert!(
            answer.stderr.contains("cannot write the output"),
            "{}",
            answer.stderr
        );
    }
}
