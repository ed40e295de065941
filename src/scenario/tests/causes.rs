//! The cause that several probes show together, rule by rule.

use super::behaviour::Behaviour::{self, *};
use super::{cause, verdict, verdicts};
use crate::record::{OutcomeCode as Code, VerdictResult};
use crate::scenario::{CheckSpec, Confidence, Scenario, Side};

type Path = fn(&str, u16) -> Behaviour;

/// Name, scenario, path, result, cause, side, confidence.
type Row = (
    &'static str,
    Scenario,
    Path,
    VerdictResult,
    &'static str,
    Side,
    Confidence,
);

#[test]
fn each_path_has_its_cause_and_no_other() {
    use Confidence::{High, Low, Medium};
    use Side::{ExchangeOnline, Path, YourSide};
    use VerdictResult::{Fail, Warn};
    let rows: &[Row] = &[
        (
            "25 dropped, the rest works",
            Scenario::ReceiveMail,
            |_, port| match port {
                25 => Connect(Code::Timeout),
                _ => Works,
            },
            Fail,
            "port-25-blocked",
            Path,
            Medium,
        ),
        (
            "25 refused at once, the rest works",
            Scenario::ReceiveMail,
            |_, port| match port {
                25 => Connect(Code::Refused),
                _ => Works,
            },
            Fail,
            "port-25-rejected",
            YourSide,
            Medium,
        ),
        (
            "25 forbidden by this machine",
            Scenario::HybridMailFlow,
            |_, port| match port {
                25 => Connect(Code::LocalPolicy),
                _ => Works,
            },
            Fail,
            "port-25-rejected",
            YourSide,
            High,
        ),
        (
            "throttled by reputation",
            Scenario::ReceiveMail,
            |_, port| match port {
                25 => Turns("451 4.7.650"),
                _ => Works,
            },
            Fail,
            "throttled",
            ExchangeOnline,
            High,
        ),
        (
            "421",
            Scenario::SendMail,
            |_, port| match port {
                587 | 25 => Turns("421 4.3.2"),
                _ => Works,
            },
            Fail,
            "throttled",
            ExchangeOnline,
            Medium,
        ),
        (
            "banned address, said in the greeting",
            Scenario::ReceiveMail,
            |_, port| match port {
                25 => Turns("550 5.7.606"),
                _ => Works,
            },
            Fail,
            "service-refused",
            YourSide,
            Medium,
        ),
        (
            "old TLS behind a device that ends TLS: no throttling",
            Scenario::SendMail,
            |_, port| match port {
                587 | 25 => Turns("421 4.7.66"),
                _ => Works,
            },
            Fail,
            "service-unavailable",
            YourSide,
            Medium,
        ),
        (
            "everything dropped",
            Scenario::ReceiveMail,
            |_, _| Connect(Code::Timeout),
            Fail,
            "no-network",
            YourSide,
            Medium,
        ),
        (
            "no route",
            Scenario::SendMail,
            |_, _| Connect(Code::Unreachable),
            Fail,
            "no-network",
            YourSide,
            High,
        ),
        (
            "no resolver",
            Scenario::SendMail,
            |_, _| Name(Code::Timeout),
            Fail,
            "resolver-down",
            YourSide,
            High,
        ),
        (
            "one name fails",
            Scenario::SendMail,
            |host, _| match host {
                "smtp.office365.com" => Name(Code::NameNotFound),
                _ => Works,
            },
            Fail,
            "name-not-found",
            YourSide,
            Medium,
        ),
        (
            "one chain of aliases breaks",
            Scenario::SendMail,
            |host, _| match host {
                "smtp.office365.com" => Chain(false),
                _ => Works,
            },
            Fail,
            "cname-chain-broken",
            YourSide,
            Medium,
        ),
        (
            "one zone does not validate",
            Scenario::Imap,
            |_, port| match port {
                993 => Chain(true),
                _ => Works,
            },
            Fail,
            "dnssec-failure",
            YourSide,
            Medium,
        ),
        (
            "nothing validates",
            Scenario::SendMail,
            |_, _| Chain(true),
            Fail,
            "dnssec-failure",
            YourSide,
            High,
        ),
        (
            "all chains break, one of them in validation",
            Scenario::SendMail,
            |host, _| Chain(host == "smtp.office365.com"),
            Fail,
            "resolver-down",
            YourSide,
            High,
        ),
        (
            "only 443",
            Scenario::Device,
            |_, port| match port {
                443 => Works,
                _ => Connect(Code::Timeout),
            },
            Fail,
            "only-443-works",
            YourSide,
            Medium,
        ),
        (
            "the proxy lets only 443 through",
            Scenario::SendMail,
            |_, port| Proxy(port == 443),
            Fail,
            "proxy-only-443",
            YourSide,
            High,
        ),
        (
            "one device intercepts all",
            Scenario::Outlook,
            |_, _| Issuer("CN=Contoso Proxy CA", false),
            Fail,
            "intercepted-everywhere",
            YourSide,
            Medium,
        ),
        (
            "one device intercepts all, and is trusted",
            Scenario::Outlook,
            |_, _| Issuer("CN=Contoso Proxy CA", true),
            Warn,
            "intercepted-everywhere",
            YourSide,
            High,
        ),
        (
            "one service intercepted",
            Scenario::Imap,
            |_, port| match port {
                993 => Issuer("CN=Mail Shield", false),
                _ => Works,
            },
            Fail,
            "foreign-issuer",
            YourSide,
            Medium,
        ),
        (
            "captive portal",
            Scenario::Outlook,
            |_, port| match port {
                443 => Portal,
                _ => Works,
            },
            Fail,
            "block-page",
            YourSide,
            High,
        ),
        (
            "captive portal before the log-on: nothing else gets out",
            Scenario::SendMail,
            |_, port| match port {
                443 => Portal,
                _ => Connect(Code::Timeout),
            },
            Fail,
            "block-page",
            YourSide,
            Medium,
        ),
        (
            "a block page on 443, and one mail port alone is closed",
            Scenario::ReceiveMail,
            |_, port| match port {
                443 => Portal,
                25 => Connect(Code::Timeout),
                _ => Works,
            },
            Fail,
            "port-25-blocked",
            Path,
            Medium,
        ),
        (
            "clock behind: two certificates not valid yet",
            Scenario::Imap,
            |_, port| match port {
                993 => Dates("a", 10, 300, None),
                _ => Dates("b", 3, 200, None),
            },
            Fail,
            "clock-wrong",
            YourSide,
            Medium,
        ),
        (
            "clock ahead: one certificate expired, and the server says so",
            Scenario::SendMail,
            |_, port| match port {
                587 => Dates("a", -300, -5, Some(-8)),
                _ => Connect(Code::Timeout),
            },
            Fail,
            "clock-wrong",
            YourSide,
            High,
        ),
        (
            "expired, and the server agrees with this clock",
            Scenario::SendMail,
            |_, port| match port {
                587 => Dates("a", -300, -5, Some(0)),
                _ => Connect(Code::Timeout),
            },
            Fail,
            "certificate-expired",
            Path,
            Low,
        ),
        (
            "expired here, valid elsewhere",
            Scenario::Imap,
            |_, port| match port {
                993 => Dates("a", -300, -5, None),
                _ => Dates("b", -300, 100, None),
            },
            Fail,
            "certificate-expired",
            Path,
            Low,
        ),
        (
            "one expired, one not yet valid: no clock makes both right",
            Scenario::Imap,
            |_, port| match port {
                993 => Dates("a", -300, -5, None),
                _ => Dates("b", 5, 300, None),
            },
            Fail,
            "certificate-expired",
            Path,
            Low,
        ),
        (
            "IPv6 works nowhere",
            Scenario::Outlook,
            |_, _| OnlyIpv4,
            Warn,
            "address-family-broken",
            YourSide,
            Medium,
        ),
        (
            "names lead home",
            Scenario::Imap,
            |_, _| LedHome,
            Fail,
            "address-local",
            YourSide,
            High,
        ),
        (
            "a port other than 25 is dropped",
            Scenario::Imap,
            |_, port| match port {
                993 => Connect(Code::Timeout),
                _ => Works,
            },
            Fail,
            "silent-drop",
            Path,
            Low,
        ),
    ];
    for (name, scenario, path, result, code, side, confidence) in rows {
        let verdict = verdict(*scenario, path);
        let got = (
            verdict.result,
            cause(&verdict),
            verdict.side,
            verdict.confidence,
        );
        assert_eq!(
            got,
            (*result, Some(*code), Some(*side), Some(*confidence)),
            "{name}: {verdict:#?}"
        );
        assert!(verdict.remedy.is_some(), "{name}");
        assert!(!verdict.evidence.is_empty(), "{name}");
        assert!(!verdict.cause.contains('\n'), "{name}");
    }
}

#[test]
fn a_second_host_tells_a_block_of_25_from_a_block_of_microsoft() {
    let spec = CheckSpec {
        scenarios: vec![Scenario::ReceiveMail],
        domain: Some("contoso.com".into()),
        second_host: Some("mail.example".into()),
        ..CheckSpec::default()
    };
    for (second, code, confidence) in [
        (Works, "port-25-to-microsoft-blocked", Confidence::Medium),
        (Connect(Code::Timeout), "port-25-blocked", Confidence::High),
        // Its name is at fault: it says nothing about the port.
        (
            Name(Code::NameNotFound),
            "port-25-blocked",
            Confidence::Medium,
        ),
    ] {
        let verdicts = verdicts(&spec, |host, port| match (host, port) {
            ("mail.example", _) => second.clone(),
            (_, 25) => Connect(Code::Timeout),
            _ => Works,
        });
        let verdict = &verdicts[0];
        assert_eq!(cause(verdict), Some(code), "{second:?}: {verdict:#?}");
        assert_eq!(verdict.side, Some(Side::Path));
        assert_eq!(verdict.confidence, Some(confidence), "{second:?}");
        assert!(
            verdict
                .evidence
                .iter()
                .any(|line| line.contains("mail.example")),
            "{verdict:#?}"
        );
    }
}

#[test]
fn a_provider_that_blocks_587_too_is_not_answered_with_587() {
    let spec = CheckSpec {
        domain: Some("contoso.com".into()),
        ..CheckSpec::default()
    };
    let all = verdicts(&spec, |_, port| match port {
        25 | 587 => Connect(Code::Timeout),
        _ => Works,
    });
    for verdict in &all {
        let sends = matches!(
            verdict.scenario,
            Scenario::SendMail
                | Scenario::ReceiveMail
                | Scenario::HybridMailFlow
                | Scenario::Device
        );
        if !sends {
            assert_eq!(verdict.result, VerdictResult::Pass, "{}", verdict.scenario);
            continue;
        }
        assert_eq!(
            cause(verdict),
            Some("mail-ports-blocked"),
            "{}",
            verdict.scenario
        );
        let remedy = verdict.remedy.as_deref().expect("a remedy");
        assert!(remedy.contains("ask the provider to open 587"), "{remedy}");
    }
}

#[test]
fn a_blocked_port_25_says_what_to_do_about_it() {
    let verdict = verdict(Scenario::ReceiveMail, |_, port| match port {
        25 => Connect(Code::Timeout),
        _ => Works,
    });
    let remedy = verdict.remedy.expect("a remedy");
    for part in ["587", "Azure", "Google Cloud", "AWS", "provider"] {
        assert!(remedy.contains(part), "{part} in {remedy}");
    }
}
