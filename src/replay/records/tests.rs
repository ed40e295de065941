//! Files of records.

use super::*;

const RECORD: &str = r#"{"schema":1,"id":0,"target":{"host":"a.example","port":25,"tls":"none","family":"any"},"started_at":0,"duration_ms":1.0,"outcome":{"code":"timeout","phase":"connect"}}"#;

fn read(bytes: &[u8]) -> Vec<(String, Result<(), String>)> {
    let mut all = Vec::new();
    each_record(bytes, |entry| {
        let place = entry.place.clone();
        all.push((
            place,
            entry.judge().map(drop).map_err(|why| why.to_string()),
        ));
        Ok(())
    })
    .expect("readable");
    all
}

fn pretty() -> String {
    let value: Value = serde_json::from_str(RECORD).expect("JSON");
    serde_json::to_string_pretty(&value).expect("JSON")
}

#[test]
fn records_one_a_line() {
    let text = format!("\u{feff}{RECORD}\r\n\n{RECORD}");
    assert_eq!(
        read(text.as_bytes()),
        [("line 1".to_owned(), Ok(())), ("line 3".to_owned(), Ok(()))]
    );
    let utf16: Vec<u8> = [0xfeff]
        .into_iter()
        .chain(RECORD.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    assert_eq!(read(&utf16), [("line 1".to_owned(), Ok(()))]);
    assert_eq!(read(b""), []);
}

#[test]
fn records_over_several_lines_and_arrays() {
    let pretty = pretty();
    let two = format!("{pretty}\n{pretty}\n");
    let second = 1 + pretty.lines().count();
    assert_eq!(
        read(two.as_bytes()),
        [
            ("line 1".to_owned(), Ok(())),
            (format!("line {second}"), Ok(()))
        ]
    );
    for array in [
        format!("[{RECORD},{RECORD}]"),
        format!("[\n{pretty},\n{pretty}]"),
    ] {
        assert_eq!(
            read(array.as_bytes()),
            [
                ("line 1, record 1".to_owned(), Ok(())),
                ("line 1, record 2".to_owned(), Ok(()))
            ]
        );
    }
}

#[test]
fn a_malformed_record_is_named_and_the_next_is_read() {
    let text = format!("{RECORD}\n{{\"schema\":1,\nnot json\n\"text\"\n{RECORD}\n");
    let read = read(text.as_bytes());
    let fine: Vec<bool> = read.iter().map(|(_, result)| result.is_ok()).collect();
    assert_eq!(fine, [true, false, false, false, true]);
    assert_eq!(read[2].0, "line 3");
    let why = read[1].1.as_ref().expect_err("cut");
    assert_eq!(
        why,
        "not a record in JSON: EOF while parsing a value, column 12"
    );
}

#[test]
fn a_record_with_a_key_twice_is_malformed() {
    let twice = RECORD.replacen('{', r#"{"schema":1,"#, 1);
    for text in [twice.clone(), format!("[{twice},\n{twice}]")] {
        let read = read(text.as_bytes());
        let why = read[0].1.as_ref().expect_err("twice");
        assert!(why.contains("duplicate field `schema`"), "{why}");
    }
}

#[test]
fn malformed_text_of_several_lines_names_its_line() {
    let text = pretty().replace("\"started_at\": 0,", "\"started_at\": zero,");
    let line = 1 + text
        .lines()
        .position(|line| line.contains("zero"))
        .expect("line");
    let read_now = read(text.as_bytes());
    assert_eq!(read_now.len(), 1);
    assert_eq!(read_now[0].0, format!("line {line}"));
    let cut = read(&pretty().as_bytes()[..60]);
    assert!(
        cut[0].1.as_ref().is_err_and(|why| why.contains("EOF")),
        "{cut:?}"
    );
}

#[test]
fn what_is_too_long_is_passed_over() {
    let long = format!("{{\"a\":\"{}\"}}", "x".repeat(MAX_RECORD));
    let text = format!("{long}\n{RECORD}\n");
    let read_now = read(text.as_bytes());
    assert!(
        read_now[0]
            .1
            .as_ref()
            .is_err_and(|why| why.contains("longer than"))
    );
    assert_eq!(read_now[1], ("line 2".to_owned(), Ok(())));
    let whole = format!(
        "{{\n{}",
        format!("{}\n", "x".repeat(1024 * 1024)).repeat(33)
    );
    let read_now = read(whole.as_bytes());
    assert_eq!(read_now.len(), 1);
    assert!(
        read_now[0]
            .1
            .as_ref()
            .is_err_and(|why| why.contains("one record per line"))
    );
}

#[test]
fn records_are_told_from_logs() {
    assert!(looks_like_records(RECORD.as_bytes()));
    assert!(looks_like_records(pretty().as_bytes()));
    assert!(looks_like_records(format!("[{RECORD}]").as_bytes()));
    for other in ["", "550 5.7.1", "{\"Detail\":\"550 5.7.1\"}", "[1]"] {
        assert!(!looks_like_records(other.as_bytes()), "{other}");
    }
}

#[test]
fn forms_may_be_mixed_and_files_put_together() {
    let pretty = pretty();
    let text = format!(
        "{RECORD}\n\u{feff}{RECORD}\n{{ }}\n\u{feff}{pretty}\n[{RECORD},\n 7]\n{RECORD}\n\u{feff}{RECORD}"
    );
    let read_now = read(text.as_bytes());
    let places: Vec<&str> = read_now.iter().map(|(place, _)| place.as_str()).collect();
    let array = 4 + pretty.lines().count();
    let (first, second) = (
        format!("line {array}, record 1"),
        format!("line {array}, record 2"),
    );
    let rest = [array + 2, array + 3].map(|line| format!("line {line}"));
    assert_eq!(
        places,
        [
            "line 1", "line 2", "line 3", "line 4", &first, &second, &rest[0], &rest[1]
        ]
    );
    let fine: Vec<bool> = read_now.iter().map(|(_, result)| result.is_ok()).collect();
    assert_eq!(fine, [true, true, false, true, true, false, true, true]);
}

#[test]
fn what_is_malformed_over_several_lines_is_passed_over() {
    let pretty = pretty();
    let cut = pretty.rsplit_once('\n').expect("lines").0;
    let read_now = read(format!("{cut}\n{pretty}\n{RECORD}\n").as_bytes());
    let fine: Vec<bool> = read_now.iter().map(|(_, result)| result.is_ok()).collect();
    assert_eq!(fine, [false, true, true], "{read_now:?}");
    let hostile = format!("[\n{}", "{\n".repeat(1_000_000));
    let hostile = read(hostile.as_bytes());
    assert!(hostile.len() <= 101, "{}", hostile.len());
}

#[test]
fn too_many_values_are_refused_before_they_take_memory() {
    let many = "0,".repeat(1_100_000);
    for text in [
        format!("{{\"schema\":1,\"x\":[{many}0]}}"),
        format!("[\n{many}\n0]"),
    ] {
        let read_now = read(text.as_bytes());
        assert_eq!(read_now.len(), 1);
        let why = read_now[0].1.as_ref().expect_err("too many");
        assert!(why.contains("more than 1000000 values"), "{why}");
    }
}

#[test]
fn other_lines_of_ours_are_named() {
    let lines = [
        (
            r#"{"schema":1,"kind":"visitor","address":"40.92.1.2","sender":"published","outcome":"quit"}"#,
            "a visitor of exoport listen (40.92.1.2, published, quit)",
        ),
        (
            r#"{"kind":"change","schema":1,"text":"Mail can be sent again"}"#,
            "a change that exoport watch reported (Mail can be sent again)",
        ),
        (
            r#"{"schema":1,"kind":"listen-started"}"#,
            "the first line of exoport listen;",
        ),
        (
            r#"{"schema":1,"kind":"weather"}"#,
            "unknown kind of record (\"weather\")",
        ),
    ];
    let text: Vec<&str> = lines.iter().map(|(line, _)| *line).collect();
    for ((_, result), (_, part)) in read(text.join("\n").as_bytes()).iter().zip(lines) {
        let why = result.as_ref().expect_err(part);
        assert!(why.contains(part), "{why}");
    }
    assert!(looks_like_records(lines[0].0.as_bytes()));
    let demo = format!(r#"{{"case":"x","as_expected":true,"record":{RECORD}}}"#);
    assert_eq!(read(demo.as_bytes()), [("line 1".to_owned(), Ok(()))]);
}
