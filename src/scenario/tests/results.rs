//! From the roles of probes to the result.

use super::behaviour::Behaviour::*;
use super::{cause, one, verdict, verdicts};
use crate::diagnosis::FindingCode;
use crate::record::{OutcomeCode as Code, VerdictResult};
use crate::scenario::{CheckSpec, Scenario, Side, attribution};

#[test]
fn all_is_well() {
    let spec = CheckSpec {
        domain: Some("contoso.com".into()),
        second_host: Some("mail.example".into()),
        ..CheckSpec::default()
    };
    let verdicts = verdicts(&spec, |_, _| Works);
    assert_eq!(verdicts.len(), Scenario::ALL.len() - 1);
    for verdict in verdicts {
        let scenario = verdict.scenario;
        assert_eq!(verdict.result, VerdictResult::Pass, "{verdict:#?}");
        assert_eq!(verdict.findings, [], "{scenario}");
        assert_eq!((verdict.side, verdict.confidence), (None, None));
        assert_eq!(verdict.remedy, None);
        assert!(verdict.cause.contains(":"), "{}", verdict.cause);
        assert!(!verdict.probes.is_empty());
    }
}

#[test]
fn without_a_domain_it_is_unknown_and_says_so() {
    for scenario in [Scenario::ReceiveMail, Scenario::HybridMailFlow] {
        let verdict = verdicts(&one(scenario), |_, _| Works).remove(0);
        assert_eq!(verdict.result, VerdictResult::Unknown);
        assert_eq!(cause(&verdict), Some("domain-missing"));
        assert!(
            verdict.cause.contains("no mail domain was given"),
            "{}",
            verdict.cause
        );
        assert!(verdict.probes.is_empty());
    }
    let device = verdicts(&one(Scenario::Device), |_, _| Works).remove(0);
    assert_eq!(device.result, VerdictResult::Pass);
}

#[test]
fn an_alternative_that_works_is_a_warning() {
    let sends = verdict(Scenario::SendMail, |_, port| match port {
        587 => Connect(Code::Timeout),
        _ => Works,
    });
    assert_eq!(sends.result, VerdictResult::Warn);
    assert!(
        sends
            .cause
            .starts_with("Only smtp.office365.com:25 works: "),
        "{}",
        sends.cause
    );
    for (dead, left) in [(587, "contoso.com:25"), (25, "smtp.office365.com:587")] {
        let device = verdict(Scenario::Device, |_, port| {
            if port == dead {
                Connect(Code::Timeout)
            } else {
                Works
            }
        });
        assert_eq!(device.result, VerdictResult::Warn, "{device:#?}");
        let start = format!("Only {left} works: ");
        assert!(device.cause.starts_with(&start), "{}", device.cause);
    }
    // The alternative is no part of it where the recommended way works.
    let fine = verdict(Scenario::SendMail, |_, port| match port {
        25 => Connect(Code::Timeout),
        _ => Works,
    });
    assert_eq!(fine.result, VerdictResult::Pass);
}

#[test]
fn a_control_decides_nothing() {
    let verdict = verdict(Scenario::Imap, |_, port| match port {
        443 => Connect(Code::Refused),
        _ => Works,
    });
    assert_eq!(verdict.result, VerdictResult::Pass);
    assert_eq!(verdict.findings, []);
}

#[test]
fn the_limits_of_this_machine_say_nothing_about_the_path() {
    let verdict = verdict(Scenario::Imap, |_, port| match port {
        993 => NoSockets,
        _ => Works,
    });
    assert_eq!(verdict.result, VerdictResult::Unknown);
    assert_eq!(cause(&verdict), Some("local-limit"));
}

#[test]
fn mail_that_goes_elsewhere_is_said() {
    let path = |_: &str, port| match port {
        25 => MxTo("mx.gateway.example"),
        _ => Works,
    };
    let receive = verdict(Scenario::ReceiveMail, path);
    assert_eq!(receive.result, VerdictResult::Pass);
    assert!(
        receive
            .evidence
            .iter()
            .any(|line| line.contains("mx.gateway.example, not to Exchange Online")),
        "{receive:#?}"
    );
    let hybrid = verdict(Scenario::HybridMailFlow, path);
    assert_eq!(hybrid.result, VerdictResult::Unknown);
    assert_eq!(cause(&hybrid), Some("mx-elsewhere"));
}

#[test]
fn every_finding_of_a_probe_has_a_side() {
    let sides: Vec<Side> = FindingCode::ALL
        .iter()
        .map(|code| attribution::of(*code).0)
        .collect();
    for side in Side::ALL {
        assert!(sides.contains(side), "{side}");
    }
}
