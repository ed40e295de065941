use super::*;
use crate::scenario::Scenario;
use crate::watch::{CertificateState, ScenarioState};
use std::fs;

fn round() -> Round {
    let scenario = |scenario, result, seen| ScenarioState {
        scenario,
        result,
        seen,
        since: 1_790_000_000_250,
        duration_ms: 1234,
        finding: None,
        cause: "all is well".into(),
    };
    let certificate = |host: &str, not_after| CertificateState {
        host: host.into(),
        port: 587,
        sha256: "00".repeat(32),
        not_after,
    };
    let mut failed = scenario(Scenario::Imap, VerdictResult::Pass, VerdictResult::Fail);
    failed.finding = Some("port-blocked".into());
    Round {
        schema: 1,
        number: 42,
        started_at: 1_790_000_100_000,
        duration_ms: 2500.5,
        result: VerdictResult::Pass,
        scenarios: vec![
            scenario(Scenario::SendMail, VerdictResult::Pass, VerdictResult::Pass),
            failed,
        ],
        certificates: vec![
            certificate("smtp.example", 1_800_000_000_000),
            certificate("SMTP.example", 1_799_999_999_000),
            certificate("a.example", 1_700_000_000_000),
        ],
        changes: 0,
        problem: None,
        next_at: Some(1_790_001_000_000),
    }
}

/// A metric and its labels.
type Series = (String, Vec<(String, String)>);

/// What a scraper sees: the value as it is written.
type Samples = BTreeMap<Series, String>;

/// Reads the text as the format's description has it, and nothing beside it.
fn parse(text: &str) -> Result<Samples, String> {
    if !text.ends_with('\n') {
        return Err("the last line has no newline".into());
    }
    let mut samples = Samples::new();
    let mut described: Vec<(String, Option<String>)> = Vec::new();
    for line in text[..text.len() - 1].split('\n') {
        let wrong = |what: &str| Err(format!("{what}: {line:?}"));
        if let Some(help) = line.strip_prefix("# HELP ") {
            let Some((name, help)) = help.split_once(' ') else {
                return wrong("no help");
            };
            if !is_name(name) || help.is_empty() || help.contains('\\') {
                return wrong("help");
            }
            if described.iter().any(|(known, _)| known == name) {
                return wrong("described twice");
            }
            described.push((name.into(), None));
        } else if let Some(kind) = line.strip_prefix("# TYPE ") {
            let Some((name, kind)) = kind.split_once(' ') else {
                return wrong("no type");
            };
            match described.last_mut() {
                Some((current, none @ None)) if current == name => *none = Some(kind.into()),
                _ => return wrong("type without help"),
            }
            if kind != "gauge" && !(kind == "counter" && name.ends_with("_total")) {
                return wrong("type");
            }
        } else {
            let ((name, labels), value) = sample(line)?;
            match described.last() {
                Some((current, Some(_))) if *current == name => {}
                _ => return wrong("sample outside its group"),
            }
            if value.parse::<f64>().is_err() {
                return wrong("value");
            }
            if samples.insert((name, labels), value).is_some() {
                return wrong("the same series twice");
            }
        }
    }
    Ok(samples)
}

fn sample(line: &str) -> Result<(Series, String), String> {
    let wrong = || format!("sample: {line:?}");
    let end = line.find(['{', ' ']).ok_or_else(wrong)?;
    let (name, mut rest) = line.split_at(end);
    let mut labels = Vec::new();
    while let Some(label) = rest.strip_prefix(if labels.is_empty() { '{' } else { ',' }) {
        let (label, quoted) = label.split_once("=\"").ok_or_else(wrong)?;
        let mut value = String::new();
        let mut characters = quoted.char_indices();
        let end = loop {
            match characters.next().ok_or_else(wrong)? {
                (at, '"') => break at,
                (_, '\\') => match characters.next().ok_or_else(wrong)?.1 {
                    'n' => value.push('\n'),
                    escaped @ ('\\' | '"') => value.push(escaped),
                    _ => return Err(wrong()),
                },
                (_, other) => value.push(other),
            }
        };
        if !is_name(label) || labels.iter().any(|(known, _)| known == label) {
            return Err(wrong());
        }
        labels.push((label.to_owned(), value));
        rest = &quoted[end + 1..];
    }
    if !labels.is_empty() {
        rest = rest.strip_prefix('}').ok_or_else(wrong)?;
    }
    let value = rest.strip_prefix(' ').ok_or_else(wrong)?;
    if !is_name(name) || value.contains(' ') {
        return Err(wrong());
    }
    Ok(((name.to_owned(), labels), value.to_owned()))
}

fn is_name(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && text
            .chars()
            .all(|other| other.is_ascii_alphanumeric() || other == '_')
}

fn value<'a>(samples: &'a Samples, name: &str, labels: &[(&str, &str)]) -> Option<&'a str> {
    let labels = labels
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    samples.get(&(name.to_owned(), labels)).map(String::as_str)
}

#[test]
fn a_round_is_read_as_it_was() {
    let samples = parse(&render(&round())).expect("sound");
    let scenario = |result| [("scenario", "imap"), ("result", result)];
    for (name, labels, expected) in [
        ("exoport_rounds_total", &[][..], "42"),
        ("exoport_round_timestamp_seconds", &[], "1790000100"),
        ("exoport_round_duration_seconds", &[], "2.5005"),
        ("exoport_round_changes", &[], "0"),
        ("exoport_next_round_timestamp_seconds", &[], "1790001000"),
        ("exoport_result", &[("result", "pass")], "1"),
        ("exoport_result", &[("result", "unknown")], "0"),
        ("exoport_scenario_result", &scenario("pass"), "1"),
        ("exoport_scenario_result", &scenario("fail"), "0"),
        ("exoport_scenario_seen_result", &scenario("pass"), "0"),
        ("exoport_scenario_seen_result", &scenario("fail"), "1"),
        (
            "exoport_scenario_since_timestamp_seconds",
            &[("scenario", "send-mail")],
            "1790000000.25",
        ),
        (
            "exoport_scenario_duration_seconds",
            &[("scenario", "send-mail")],
            "1.234",
        ),
        (
            "exoport_scenario_finding_info",
            &[("scenario", "imap"), ("finding", "port-blocked")],
            "1",
        ),
        (
            "exoport_certificate_not_after_timestamp_seconds",
            &[("host", "smtp.example"), ("port", "587")],
            "1799999999",
        ),
    ] {
        assert_eq!(value(&samples, name, labels), Some(expected), "{name}");
    }
    let named = |wanted: &str| samples.keys().filter(|(name, _)| name == wanted).count();
    assert_eq!(
        named("exoport_scenario_result"),
        2 * VerdictResult::ALL.len()
    );
    assert_eq!(named("exoport_scenario_finding_info"), 1);
    assert_eq!(named("exoport_certificate_not_after_timestamp_seconds"), 2);
}

#[test]
fn a_round_without_anything_is_sound() {
    let empty = Round {
        scenarios: Vec::new(),
        certificates: Vec::new(),
        next_at: None,
        duration_ms: f64::NAN,
        ..round()
    };
    let samples = parse(&render(&empty)).expect("sound");
    assert_eq!(
        value(&samples, "exoport_round_duration_seconds", &[]),
        Some("NaN")
    );
}

#[test]
fn label_values_cannot_break_out() {
    let mut hostile = round();
    hostile.certificates[0].host = "a\"} 1\nexoport_result{b=\"\\".into();
    hostile.certificates[1].host = "h".repeat(5000);
    let samples = parse(&render(&hostile)).expect("sound");
    let hosts: Vec<&str> = samples
        .keys()
        .filter(|(name, _)| name == "exoport_certificate_not_after_timestamp_seconds")
        .map(|(_, labels)| labels[0].1.as_str())
        .collect();
    assert_eq!(hosts.len(), 3);
    assert!(
        hosts.contains(&"a\"} 1\\nexoport_result{b=\"\\"),
        "{hosts:?}"
    );
    assert!(hosts.iter().all(|host| host.len() <= 258), "{hosts:?}");
}

#[test]
fn the_parser_refuses_what_is_wrong() {
    let metric = "# HELP a b\n# TYPE a gauge\n";
    for wrong in [
        "",
        "a 1\n",
        &format!("{metric}a 1"),
        &format!("{metric}b 1\n"),
        &format!("{metric}a 1\na 1\n"),
        &format!("{metric}a one\n"),
        &format!("{metric}a{{}} 1\n"),
        &format!("{metric}a{{b=\"\\x\"}} 1\n"),
        &format!("{metric}a{{b=\"c}} 1\n"),
        &format!("{metric}a{{b=\"c\",b=\"d\"}} 1\n"),
        &format!("{metric}{metric}a 1\n"),
        "# TYPE a gauge\na 1\n",
        "# HELP a b\n# TYPE a counter\na 1\n",
    ] {
        assert!(parse(wrong).is_err(), "{wrong:?}");
    }
}

#[test]
fn the_file_is_replaced_whole_and_readable_by_others() {
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("exoport.prom");
    let old = render(&round()).repeat(100);
    fs::write(&path, &old).expect("file");
    #[cfg(unix)]
    let reader = fs::File::open(&path).expect("open");
    write(&path, &round()).expect("written");
    assert_eq!(fs::read_to_string(&path).expect("file"), render(&round()));
    let left: Vec<_> = fs::read_dir(folder.path()).expect("folder").collect();
    assert_eq!(left.len(), 1, "{left:?}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(&path).expect("file").permissions().mode();
        assert_eq!(mode & 0o777, 0o644);
        // Who reads the old one goes on reading the old one.
        let read = io::copy(&mut &reader, &mut io::sink()).expect("read");
        assert_eq!(read, old.len() as u64);
    }
}

#[test]
fn another_programs_file_stays() {
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("notes.txt");
    fs::write(&path, "# HELP node_cpu_seconds_total x\n").expect("file");
    for refused in [open(&path), write(&path, &round())] {
        let error = refused.expect_err("another's").to_string();
        assert!(error.contains("another program's file"), "{error}");
    }
    assert!(
        fs::read_to_string(&path)
            .expect("file")
            .contains("node_cpu")
    );
}

#[test]
fn what_a_killed_watch_left_is_taken_away() {
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("exoport.prom");
    let begun = crate::files::begin(&path).expect("begun");
    let (_, unfinished) = begun.keep().expect("left behind");
    // Of another file, and of nobody's.
    for other in [".new-other.prom-a1B2c3", ".new-exoport.prom-abc"] {
        fs::write(folder.path().join(other), "").expect("file");
    }
    open(&path).expect("opened");
    assert!(!unfinished.exists());
    assert_eq!(fs::read_dir(folder.path()).expect("folder").count(), 2);
}

#[cfg(unix)]
#[test]
fn a_link_is_refused_and_its_file_stays() {
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("exoport.prom");
    fs::write(folder.path().join("real"), "").expect("file");
    std::os::unix::fs::symlink("real", &path).expect("link");
    for refused in [open(&path), write(&path, &round())] {
        let error = refused.expect_err("a link").to_string();
        assert!(error.contains("it is a symbolic link"), "{error}");
    }
    assert!(path.is_symlink());
    let real = fs::read_to_string(folder.path().join("real")).expect("file");
    assert_eq!(real, "");
}

#[test]
fn what_is_no_file_stays_and_errors_name_it() {
    let folder = tempfile::tempdir().expect("folder");
    for path in [
        folder.path().to_owned(),
        folder.path().join("none/exoport.prom"),
    ] {
        let error = write(&path, &round()).expect_err("cannot work").to_string();
        assert!(error.contains(&*path.to_string_lossy()), "{error}");
    }
    #[cfg(unix)]
    {
        let error = write(Path::new("/dev/null"), &round()).expect_err("a device");
        assert!(error.to_string().contains("not a regular file"), "{error}");
    }
}
