//! Every form, on records as hostile and as wide as they get.

use anstream::adapter::strip_str;

use super::text::WIDTH;
use super::*;

/// A record with everything in it; texts carry what a terminal would act on.
fn rich() -> Record {
    let text = r#"{
      "schema": 1, "id": 7, "started_at": 1795000000000, "duration_ms": 1234.5,
      "target": {"host": "contoso-com.mail.protection.outlook.com", "port": 25, "service": "smtp-mx",
        "tls": "smtp", "family": "any", "tag": "=tag"},
      "resolution": {"name": "contoso-com.mail.protection.outlook.com", "source": "system",
        "addresses": ["52.101.1.1", "2a01:111:f403:c94f::1"],
        "mx": [{"preference": 0, "exchange": "contoso-com.mail.protection.outlook.com"}],
        "dns": {"cname_chain": [{"name": "a.example", "target": "b\u001b[31m.example", "ttl_seconds": 10}],
          "addresses": ["52.101.1.2"], "agrees": false,
          "broken": {"name": "c\u001b[31m.example", "fault": "failure", "detail": "SERVFAIL\u0007", "dnssec": true}}},
      "attempts": [
        {"address": "2a01:111:f403:c94f:1234:5678:9abc:def0", "start_ms": 1, "duration_ms": 12.5, "outcome": "ok",
          "used": true, "local_address": "2001:db8::1"},
        {"address": "52.101.1.1", "start_ms": 1, "duration_ms": 900, "outcome": "timeout", "detail": "os \u009b error"}],
      "phases": [{"phase": "dns", "start_ms": 0, "duration_ms": 3, "outcome": "ok"},
        {"phase": "tls", "start_ms": 3, "duration_ms": 40, "outcome": "certificate-unknown-issuer"}],
      "dialogue": {"protocol": "smtp", "ehlo_name": "[192.0.2.1]", "greeting": "220 \u202eydaer",
        "capabilities_before_tls": ["SIZE 1", "STARTTLS"], "capabilities": ["AUTH LOGIN XOAUTH2"], "auth": ["LOGIN"],
        "starttls_reply": "220 2.0.0 SMTP server ready", "injected": "250 x\u0007",
        "egress_address": "203.0.113.9", "quit_reply": "221 bye",
        "http": {"version": "HTTP/1.1", "request": "HEAD /", "status": 503,
          "headers": [{"name": "x-feserver", "value": "\u001b]0;title\u0007"}], "exchange_online": false},
        "transcript": [{"at_ms": 1.5, "from": "server", "tls": false, "text": "220 hi\u001b[2J"},
          {"at_ms": 2, "from": "client", "tls": true, "text": "QUIT"}]},
      "tls": {"server_name": "contoso-com.mail.protection.outlook.com", "version": "TLSv1.3",
        "cipher_suite": "TLS_AES_256_GCM_SHA384", "group": "X25519", "error": "bad \u2066thing"},
      "legacy_tls": {"tls10": "accepted", "tls12_other_suites": "rejected"},
      "certificates": [{"sha256": "SHA", "sha1": "1234", "subject": "CN=\u001b[31mevil", "issuer": "=cmd|' /C calc'!A0",
        "subject_alt_names": ["a1", "a2", "a3", "a4", "a5", "a6", "a7", "a8", "a9", "a10", "a11", "a12", "a13"],
        "not_before": 1790000000000, "not_after": 1795800000000,
        "public_key": {"algorithm": "EC", "bits": 256, "curve": "P-256"}, "signature_algorithm": "sha256"}],
      "trust": {"system": {"verdict": "unknown-issuer", "detail": "no\u0000"}, "public": {"verdict": "unknown-issuer"},
        "name_matches": false, "name": "contoso.com", "within_validity": true, "days_left": 9, "issuer_class": "unknown"},
      "outcome": {"code": "certificate-unknown-issuer", "phase": "tls", "detail": "de\rtail"},
      "findings": [{"code": "tls-inspection", "severity": "error", "explanation": "Somebody \u001b[1m breaks TLS open.",
        "evidence": ["issuer \u202e"], "remedy": "Exempt the host from inspection\u001b[0m.", "source": "RFC 8446"}],
      "verdict": {"result": "fail", "summary": "TLS is broken open\u001b[5m", "finding": "tls-inspection"}
    }"#;
    serde_json::from_str(&text.replace("SHA\"", &format!("{}\"", "ab".repeat(32)))).expect("record")
}

fn render(form: Form, records: &[Record]) -> String {
    let mut bytes = Vec::new();
    let mut output = Output::new(&mut bytes, form);
    for record in records {
        output.record(record).expect("a Vec takes everything");
    }
    output.end().expect("a Vec takes everything");
    String::from_utf8(bytes).expect("UTF-8")
}

/// What is left of the text once our own colors are taken away.
fn plain(text: &str) -> String {
    strip_str(text).to_string()
}

#[test]
fn the_table_stays_within_its_width() {
    let mut narrow = rich();
    narrow.observation.target.host = "a.example".into();
    let mut wide = rich();
    wide.observation.target.host = "x".repeat(63) + &(".".to_owned() + &"y".repeat(63)).repeat(2);
    wide.verdict.summary = "word ".repeat(100) + &"z".repeat(300);
    let text = plain(&render(
        Form::Table { details: true },
        &[rich(), narrow, wide],
    ));
    for line in text.lines() {
        assert!(line.chars().count() <= WIDTH, "{line}");
    }
}

#[test]
fn columns_stand_under_their_headings() {
    let text = plain(&render(Form::Table { details: false }, &[rich()]));
    let lines: Vec<&str> = text.lines().collect();
    let (header, row) = (lines[0], lines[1]);
    for (heading, cell) in [
        ("Target", "contoso-com.mail.protection.outlook.com"),
        ("Service", "smtp-mx"),
        ("Verdict", "fail"),
        ("TLS", "1.3"),
        ("Expires", "2026-11-27 9d"),
        ("Address", "(below)"),
    ] {
        let column = header.find(heading).expect(heading);
        assert!(row[column..].starts_with(cell), "{heading}: {row}");
    }
    // Right-aligned ones end together.
    for (heading, cell) in [("Port", "25"), ("Time", "1.2 s")] {
        let end = header.find(heading).expect(heading) + heading.len();
        assert!(row[..end].ends_with(cell), "{heading}: {row}");
    }
    assert_eq!(
        lines[2],
        "    address 2a01:111:f403:c94f:1234:5678:9abc:def0"
    );
    assert!(
        lines[3].starts_with("    why     TLS is broken open"),
        "{}",
        lines[3]
    );
    assert!(
        lines[3].ends_with("[certificate-unknown-issuer in tls]"),
        "{}",
        lines[3]
    );
    assert_eq!(
        lines[4],
        "    remedy  Exempt the host from inspection\\x1b[0m."
    );
    assert_eq!(lines.last(), Some(&"1 probe: 1 fail"));
}

#[test]
fn the_date_of_expiry_says_when_it_matters() {
    for (days, expected) in [
        (30, "2026-11-27 "),
        (29, "2026-11-27 29d"),
        (0, "2026-11-27 0d"),
        (-1, "2026-11-27 past"),
    ] {
        let mut record = rich();
        if let Some(trust) = &mut record.observation.trust {
            trust.days_left = Some(days);
        }
        let text = plain(&row(&record));
        assert!(text.contains(expected), "{days}: {text}");
    }
}

#[test]
fn nothing_that_a_terminal_acts_on_gets_through() {
    for form in [Form::Table { details: true }, Form::Json, Form::Csv] {
        let text = plain(&render(form, &[rich()]));
        let active: Vec<char> = text
            .chars()
            .filter(|character| {
                (character.is_control() && *character != '\n')
                    || matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
            })
            .collect();
        assert!(active.is_empty(), "{form:?}: {active:?}");
    }
}

#[test]
fn only_our_own_colours_are_in_the_table() {
    // strip_str above would also take a peer's colours away: so look at the raw text too.
    let raw = render(Form::Table { details: true }, &[rich()]);
    for hostile in ["\x1b[31mevil", "\x1b[2J", "\x1b]0;", "\x1b[5m"] {
        assert!(!raw.contains(hostile), "{hostile:?}");
    }
    assert!(raw.contains("\\x1b[31mevil"));
}

#[test]
fn the_details_hold_the_evidence() {
    let text = plain(&render(Form::Table { details: true }, &[rich()]));
    for part in [
        "error tls-inspection",
        "  evidence    issuer \\u{202e}",
        "203.0.113.9",
        "52.101.1.1 timeout after 900 ms",
        "timeline      dns          at  <1 ms    3 ms  ###.....................................\n",
        "              tls          at   3 ms   40 ms  ...#####################################  certificate-unknown-issuer\n",
        "TCP in 12 ms: 97 of 100 points, meets Microsoft's recommendation",
        "c\\x1b[31m.example: failure, rejected by DNSSEC validation: SERVFAIL\\x07",
        "TLSv1.3, TLS_AES_256_GCM_SHA384, X25519",
        "TLS 1.0 accepted, TLS 1.2 with old suites rejected",
        "a12 and 1 more",
        "EC 256 bit (P-256), signed with sha256",
        "the certificate is NOT for contoso.com",
        "    < 220 hi\\x1b[2J",
        "tls > QUIT",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
}

#[test]
fn csv_has_a_header_and_one_row_a_record() {
    let text = render(Form::Csv, &[rich(), rich()]);
    let mut reader = ::csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().expect("header").clone();
    assert_eq!(header.iter().collect::<Vec<_>>(), csv::COLUMNS);
    let rows: Vec<_> = reader.records().map(|row| row.expect("row")).collect();
    assert_eq!(rows.len(), 2);
    let cell = |name: &str| {
        let column = csv::COLUMNS
            .iter()
            .position(|column| *column == name)
            .expect(name);
        rows[0][column].to_owned()
    };
    assert_eq!(cell("verdict"), "fail");
    assert_eq!(cell("certificate_not_after"), "2026-11-27T17:20:00Z");
    assert_eq!(cell("certificate_issuer"), "'=cmd|' /C calc'!A0");
    assert_eq!(cell("tag"), "'=tag");
    assert_eq!(cell("egress_address"), "203.0.113.9");
    assert_eq!(render(Form::Csv, &[]).lines().count(), 1);
}

#[test]
fn json_gives_the_record_back() {
    let text = render(Form::Json, &[rich(), rich()]);
    let records: Vec<Record> = text
        .lines()
        .map(|line| serde_json::from_str(line).expect("a record"))
        .collect();
    assert_eq!(records, [rich(), rich()]);
    assert_eq!(render(Form::Quiet, &[rich()]), "");
}
