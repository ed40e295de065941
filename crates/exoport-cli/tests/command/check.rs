//! `exoport check` against the lab.

use serde_json::Value;

use super::lab::lab;
use super::program::{Answer, run};

/// The mail exchanger that the lab plays.
const EXCHANGER: &str = "contoso-com.mail.protection.outlook.com";

/// A check in which every port leads to a case of the lab: the healthy one, or the one given.
pub fn check(faults: &[(u16, &str)], more: &[&str]) -> Answer {
    let healthy = [
        (25, "healthy-smtp-mx"),
        (443, "healthy-web"),
        (587, "healthy-submission"),
        (993, "healthy-imap"),
        (995, "healthy-pop"),
    ];
    let mut arguments: Vec<String> = [
        "check",
        "--no-cname-chain",
        "--timeout",
        "5",
        "--connect-timeout",
        "2",
        "--ca-file",
        lab().roots(),
    ]
    .map(str::to_owned)
    .to_vec();
    for (port, case) in healthy {
        let fault = faults.iter().find(|(at, _)| *at == port);
        let case = fault.map_or(case, |(_, fault)| *fault);
        arguments.extend(lab().lead(port, case));
    }
    arguments.extend(more.iter().map(|text| (*text).to_owned()));
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    run(&arguments)
}

#[test]
fn all_is_well() {
    // Port 25 leads to the exchanger here, so that submission on 25 is not what it should be; it is no
    // part of the scenario while 587 works.
    let answer = check(&[], &["--domain", EXCHANGER]);
    assert_eq!(answer.code, Some(0), "{answer:?}");
    assert_eq!(answer.stderr, "");
    assert!(
        answer.stdout.contains("8 scenarios: 8 pass"),
        "{}",
        answer.stdout
    );
    for line in answer.stdout.lines() {
        assert!(line.chars().count() <= 120, "{line}");
    }
}

#[test]
fn a_fault_has_its_scenario_side_cause_and_remedy() {
    let answer = check(
        &[(993, "foreign-issuer"), (443, "foreign-issuer")],
        &["imap", "--details"],
    );
    assert_eq!(answer.code, Some(1), "{answer:?}");
    for part in [
        "fail     your-side (medium)",
        "TLS is intercepted by one device",
        "    remedy  Exempt Exchange Online's names",
        "intercepted-everywhere",
        "PROBES",
        "imap (control)",
        "1 scenario: 1 fail",
    ] {
        assert!(
            answer.stdout.contains(part),
            "{part:?} in\n{}",
            answer.stdout
        );
    }
    for line in answer.stdout.lines() {
        assert!(line.chars().count() <= 120, "{line}");
    }
}

#[test]
fn a_scenario_without_its_domain_is_unknown() {
    let answer = check(&[], &["receive-mail"]);
    assert_eq!(answer.code, Some(1), "{answer:?}");
    assert!(
        answer.stdout.contains("no mail domain was given"),
        "{}",
        answer.stdout
    );
}

#[test]
fn json_is_one_report() {
    let answer = check(&[(587, "auth-before-tls")], &["send-mail", "--json"]);
    assert_eq!(answer.code, Some(0), "{answer:?}");
    let report: Value = serde_json::from_str(&answer.stdout).expect("one line of JSON");
    assert_eq!(report["schema"], 1);
    assert_eq!(report["kind"], "check");
    let verdict = &report["scenarios"][0];
    assert_eq!(verdict["scenario"], "send-mail");
    assert_eq!(verdict["result"], "warn");
    let place = verdict["probes"][0]["probe"].as_u64().expect("a place");
    let record = &report["probes"][usize::try_from(place).expect("small")];
    assert_eq!(record["findings"][0]["code"], "auth-before-tls");

    let strict = check(
        &[(587, "auth-before-tls")],
        &["send-mail", "--quiet", "--strict"],
    );
    assert_eq!((strict.code, strict.stdout.as_str()), (Some(1), ""));
}

#[test]
fn wrong_use_is_named() {
    for (arguments, part) in [
        (&["check", "weather"][..], "send-mail"),
        (&["check", "--domain", "a b"], "domain"),
        (&["check", "--instance", "Mars"], "Worldwide"),
        (&["check", "--override", "x"], "FROM=TO"),
        (&["check", "--override", "x=y"], "override"),
        (&["check", "--ca-file", "/nonexistent.pem"], "--ca-file"),
    ] {
        let answer = run(arguments);
        assert_eq!(answer.code, Some(2), "{arguments:?}: {answer:?}");
        assert!(
            answer.stderr.contains(part),
            "{arguments:?}: {}",
            answer.stderr
        );
        assert_eq!(answer.stdout, "");
    }
}
