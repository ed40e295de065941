//! `exoport explain`: texts, logs, records.

use std::fmt::Write;

use serde_json::{Value, json};

use super::check::check;
use super::lab::{lab, target_line};
use super::output::probe_lab;
use super::program::{Answer, file, refused, run, run_with_input};

fn path(name: &str, content: impl AsRef<[u8]>) -> String {
    file(name, content).to_str().expect("UTF-8").to_owned()
}

fn narrow(answer: &Answer) {
    for line in answer.stdout.lines() {
        assert!(line.chars().count() <= 120, "{line}");
    }
}

#[test]
fn a_code_is_explained() {
    for arguments in [
        &["explain", "5.7.64"][..],
        &["explain", "--details", "550 5.7.64 TenantAttribution"],
    ] {
        let answer = run(arguments);
        assert_eq!(answer.code, Some(0), "{answer:?}");
        assert_eq!(answer.stderr, "");
        assert!(
            answer.stdout.contains("Relay access denied"),
            "{}",
            answer.stdout
        );
        assert!(
            answer
                .stdout
                .contains("remedy   Correct the inbound connector"),
            "{}",
            answer.stdout
        );
        assert!(
            answer.stdout.contains("1 code in 1 line\n"),
            "{}",
            answer.stdout
        );
        narrow(&answer);
    }
    let details = run(&["explain", "-d", "550 5.7.64 x"]).stdout;
    assert!(
        details.contains("source   learn.microsoft.com/exchange/troubleshoot/email-delivery/ndr/non-delivery-reports-in-exchange-online"),
        "{details}"
    );
    assert!(details.contains("seen     550 5.7.64 x"), "{details}");
}

#[test]
fn an_unknown_code_is_marked_as_generic() {
    let answer = run(&["explain", "550 5.1.1 no such user", "--details"]);
    assert!(
        answer.stdout.contains("(generic) Permanent failure"),
        "{}",
        answer.stdout
    );
    assert!(
        answer.stdout.contains("source   RFC 3463 section 3.2\n"),
        "{}",
        answer.stdout
    );
}

#[test]
fn no_code_is_told_and_fails() {
    let answer = run(&["explain", "all is well at 10.5.7.64"]);
    assert_eq!((answer.code, answer.stdout.as_str()), (Some(1), ""));
    assert!(
        answer.stderr.contains("TEXT: no SMTP code in 1 line"),
        "{}",
        answer.stderr
    );
    let sent = run_with_input(&["explain"], "250 2.0.0 queued\n");
    assert_eq!(sent.code, Some(1));
    assert!(
        sent.stderr.contains("1 code reports success"),
        "{}",
        sent.stderr
    );
}

#[test]
fn standard_input_and_files_are_logs() {
    let log = "550 5.7.606 Access denied\n451 4.7.500 busy\n451 4.7.500 busy\n";
    let name = path("explain.log", log);
    let expected = run(&["explain", "--file", &name, "--json"]);
    assert_eq!(expected.code, Some(0));
    let value: Value = serde_json::from_str(&expected.stdout).expect("one JSON object");
    assert_eq!(value["input"], name.as_str());
    assert_eq!(value["explanations"][0]["count"], 2);
    assert_eq!(value["explanations"][1]["code"], "550 5.7.606");
    for answer in [
        run_with_input(&["explain", "--json"], log),
        run_with_input(&["explain", "-", "--json"], log),
        run_with_input(&["explain", "--file", "-", "--json"], log),
        run(&["explain", &name, "--json"]),
    ] {
        let mut one: Value = serde_json::from_str(&answer.stdout).expect("one JSON object");
        one["input"] = value["input"].clone();
        assert_eq!(one, value);
    }
}

#[test]
fn csv_has_one_row_a_code() {
    let name = path(
        "explain-csv.log",
        "550 5.7.606 =1+1\n=cmd 451 4.7.500 busy\n",
    );
    let answer = run(&["explain", &name, "421 4.7.66 x", "--csv"]);
    assert_eq!(answer.code, Some(0));
    let mut reader = csv::Reader::from_reader(answer.stdout.as_bytes());
    let header = reader.headers().expect("header").clone();
    assert_eq!(&header[1], "code");
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("row")).collect();
    assert_eq!(rows.len(), 3);
    assert_eq!((&rows[0][0], &rows[0][1]), ("TEXT", "421 4.7.66"));
    assert_eq!(&rows[2][17], "'=cmd 451 4.7.500 busy", "no formula");
}

#[test]
fn a_hostile_log_does_not_reach_the_terminal() {
    let name = path(
        "hostile.log",
        b"550 5.7.64 \x1b[2J\x9b31m\xe2\x80\xae\0 x\n\xff\xff550 5.7.1\n",
    );
    for form in [&["--details"][..], &["--json"], &["--csv"]] {
        let answer = run(&[&["explain", &name], form].concat());
        let active = |character: char| {
            (character.is_control() && character != '\n') || character == '\u{202e}'
        };
        assert!(
            !answer.stdout.contains(active),
            "{form:?}: {:?}",
            answer.stdout
        );
        assert_eq!(answer.code, Some(0), "{form:?}");
    }
}

#[test]
fn wrong_use_is_told() {
    for (arguments, part) in [
        (
            &["explain", "--file", "/nonexistent/mail.log"][..],
            "/nonexistent/mail.log",
        ),
        (
            &["explain", "--record", "/nonexistent/record.json"],
            "/nonexistent/record.json",
        ),
        (
            &["explain", "--file", env!("CARGO_TARGET_TMPDIR")],
            "folder",
        ),
        (&["explain", "-", "--file", "-"], "more than once"),
        (&["explain", "x", "--json", "--csv"], "cannot be used with"),
        (
            &["explain", &path("log.gz", b"\x1f\x8b\x08\0\0\0"), "--csv"],
            "compressed file (gzip)",
        ),
        (
            &["explain", "--record", &path("empty.json", "")],
            "contains no record",
        ),
        (
            &["explain", "5.7.64", "--csv", "--record", "-"],
            "different columns",
        ),
    ] {
        refused(arguments, part);
    }
}

/// The lab's records, as `exoport test --json` writes them.
fn records(names: &[&str]) -> String {
    let mut all = String::new();
    for name in names {
        let arguments = lab().test(name, &["--json", "--transcript"]);
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        all.push_str(&run(&arguments).stdout);
    }
    all
}

#[test]
fn records_are_judged_again_without_a_difference() {
    let name = path(
        "replay.jsonl",
        records(&["healthy-imap", "starttls-stripped"]),
    );
    let answer = run(&["explain", &name, "--json"]);
    assert_eq!((answer.code, answer.stderr.as_str()), (Some(1), ""));
    let replays: Vec<Value> = answer
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    assert_eq!(replays.len(), 2);
    for replay in &replays {
        assert_eq!(replay["kind"], "replay");
        assert_eq!(replay["differences"], json!([]));
        assert_eq!(replay["verdict"], replay["recorded_verdict"]);
    }
    assert_eq!(replays[1]["verdict"]["finding"], "starttls-stripped");
    let table = run(&["explain", &name, "--details"]);
    assert!(
        table.stdout.contains("2 probes: 1 pass, 1 fail"),
        "{}",
        table.stdout
    );
    narrow(&table);
    let csv = run(&["explain", &name, "--csv"]);
    assert_eq!(csv.stdout.lines().count(), 3);
}

#[test]
fn every_record_of_the_lab_has_the_same_verdict_again() {
    let targets: String = lab()
        .cases()
        .iter()
        .map(|case| target_line(case) + "\n")
        .collect();
    let targets = path("replay-targets.txt", targets);
    let probed = probe_lab(&targets, &["--json"]);
    let name = path("replay-all.jsonl", &probed.stdout);
    let replays = run(&["explain", "--record", &name, "--json"]);
    assert_eq!(replays.stderr, "");
    assert_eq!(replays.stdout.lines().count(), lab().cases().len());
    for (record, replay) in probed.stdout.lines().zip(replays.stdout.lines()) {
        let record: Value = serde_json::from_str(record).expect("a record");
        let replay: Value = serde_json::from_str(replay).expect("a replay");
        assert_eq!(replay["verdict"], record["verdict"]);
        let findings = record.get("findings").cloned().unwrap_or(json!([]));
        assert_eq!(replay["findings"], findings);
        assert_eq!(replay["differences"], json!([]));
    }
}

#[test]
fn what_differs_from_a_record_is_shown() {
    let mut record: Value = serde_json::from_str(&records(&["healthy-imap"])).expect("JSON");
    record["verdict"]["result"] = "fail".into();
    let pretty = serde_json::to_string_pretty(&record).expect("JSON");
    let name = path("pretty.json", pretty);
    let answer = run(&["explain", &name]);
    assert_eq!((answer.code, answer.stderr.as_str()), (Some(0), ""));
    assert!(
        answer
            .stdout
            .contains("differs the record says fail, this version pass"),
        "{}",
        answer.stdout
    );
}

#[test]
fn a_malformed_record_is_named_and_the_others_are_judged() {
    let mut text = records(&["healthy-imap"]);
    write!(
        text,
        "{{\"schema\":1,\n{{\"schema\":1,\"target\":{{\"port\":\"x\"}}}}\n"
    )
    .expect("a string");
    text.push_str(&"{\"a\":".repeat(2_000));
    let name = path("malformed.jsonl", text);
    let answer = run(&["explain", "--record", &name]);
    assert_eq!(answer.code, Some(2));
    assert!(
        answer.stdout.contains("1 probe: 1 pass"),
        "{}",
        answer.stdout
    );
    for part in [
        ", line 2: not a record in JSON",
        ", line 3: invalid record: target",
        ", line 4: not a record",
    ] {
        assert!(answer.stderr.contains(part), "{part}: {}", answer.stderr);
    }
}

#[test]
fn ten_malformed_records_are_named_and_the_others_counted() {
    let name = path("many.jsonl", "{\"schema\":1}\n".repeat(1_234));
    let answer = run(&["explain", "--record", &name]);
    assert_eq!(answer.code, Some(2));
    let told: Vec<&str> = answer.stderr.lines().collect();
    assert_eq!(told.len(), 11, "{}", answer.stderr);
    assert!(told[9].contains(", line 10: "), "{}", told[9]);
    assert!(told[10].ends_with("... and 1,224 more lines like that"));
}

#[test]
fn reports_of_checks_and_domains_are_judged_again() {
    let roots = lab().roots();
    let (dns, policies) = lab().domain_servers();
    let check = check(&[(993, "not-yet-valid")], &["imap", "outlook", "--json"]).stdout;
    let domain = run(&[
        "domain",
        "spf-several.example",
        "--json",
        "--dns-server",
        dns,
        "--policy-address",
        policies,
        "--ca-file",
        roots,
    ])
    .stdout;
    let visitor = r#"{"schema":1,"kind":"visitor","address":"192.0.2.7","outcome":"quit"}"#;
    let all = format!("{}{check}{domain}{visitor}\n", records(&["healthy-imap"]));
    let utf16: Vec<u8> = std::iter::once(0xfeff)
        .chain(all.replace('\n', "\r\n").encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    let name = path("mixed-utf16.json", utf16);
    let answer = run(&["explain", &name, "--json"]);
    assert_eq!(answer.code, Some(1), "{answer:?}");
    assert!(
        answer
            .stderr
            .contains("line 4: this is a visitor of exoport listen (192.0.2.7, quit)"),
        "{}",
        answer.stderr
    );
    let replays: Vec<Value> = answer
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    let kinds: Vec<&Value> = replays.iter().map(|replay| &replay["of"]).collect();
    assert_eq!(kinds, ["probe", "check", "domain"]);
    for replay in &replays {
        assert_eq!(
            (&replay["kind"], &replay["same"]),
            (&json!("replay"), &json!(true))
        );
        assert_eq!(replay["differences"], json!([]));
    }
    let recorded_check: Value = serde_json::from_str(&check).expect("JSON");
    assert_eq!(replays[1]["scenarios"], recorded_check["scenarios"]);
    let recorded: Value = serde_json::from_str(&domain).expect("JSON");
    assert_eq!(replays[2]["items"], recorded["items"]);
    assert_eq!(replays[2]["recorded_verdict"], recorded["verdict"]);
    let table = run(&["explain", &name, "--details"]);
    narrow(&table);
    for part in [
        "Check of 20",
        "imap              fail",
        "Domain of 20",
        "spf-several",
        "3 judged again: 3 as recorded",
    ] {
        assert!(table.stdout.contains(part), "{part}: {}", table.stdout);
    }
    let csv = run(&["explain", &name, "--csv"]);
    let probes = recorded_check["probes"].as_array().map_or(0, Vec::len);
    assert_eq!(csv.stdout.lines().count(), 1 + 1 + probes, "{}", csv.stdout);
    assert!(csv.stderr.contains("has no CSV"), "{}", csv.stderr);
    // Nothing but what cannot be judged.
    let name = path("visitor.jsonl", visitor);
    let answer = run(&["explain", &name]);
    assert_eq!((answer.code, answer.stdout.as_str()), (Some(2), ""));
    assert!(
        answer
            .stderr
            .contains("contains no record that can be judged"),
        "{}",
        answer.stderr
    );
}

#[test]
fn a_number_of_no_table_has_its_generic_meaning() {
    for (text, part) in [
        ("5.9.99", "subject 9 is not assigned"),
        ("559 no", "reply code 559 itself is not assigned"),
    ] {
        let answer = run(&["explain", text]);
        assert_eq!(answer.code, Some(0), "{answer:?}");
        let shown: Vec<&str> = answer.stdout.split_whitespace().collect();
        assert!(shown.join(" ").contains(part), "{}", answer.stdout);
        assert!(answer.stdout.contains("(generic)"), "{}", answer.stdout);
    }
}

#[test]
fn every_schema_is_printed() {
    let record = run(&["schema"]).stdout;
    assert_eq!(run(&["schema", "record"]).stdout, record);
    for name in ["record", "check", "domain", "visitor", "explanation"] {
        let answer = run(&["schema", name]);
        assert_eq!(answer.code, Some(0), "{name}");
        let schema: Value = serde_json::from_str(&answer.stdout).expect(name);
        assert!(schema["$schema"].is_string(), "{name}");
    }
    let wrong = run(&["schema", "weather"]);
    assert_eq!(wrong.code, Some(2));
    assert!(wrong.stderr.contains("explanation"), "{}", wrong.stderr);
}
