//! Ways through a proxy beside the direct one.

use super::behaviour::Behaviour::{self, *};
use super::{cause, one, verdicts_beside_a_proxy};
use crate::config::{RunConfig, Settings};
use crate::record::{OutcomeCode as Code, Severity, VerdictResult};
use crate::scenario::plan::{add_direct, plan};
use crate::scenario::{CheckSpec, Confidence, Role, Scenario, ScenarioVerdict, Side};
use crate::targets::Service;

fn judged(
    scenario: Scenario,
    behaviour: impl Fn(&str, u16) -> Behaviour,
    direct: Behaviour,
) -> ScenarioVerdict {
    verdicts_beside_a_proxy(&one(scenario), behaviour, direct).remove(0)
}

#[test]
fn a_proxy_that_carries_443_alone() {
    use Confidence::{High, Medium};
    for (name, status, direct, confidence, parts) in [
        (
            "policy, nothing direct",
            403,
            Connect(Code::Timeout),
            High,
            [
                "direct connections are blocked",
                "Mail programs have no path left",
            ],
        ),
        (
            "policy, no DNS without it",
            405,
            Name(Code::NameNotFound),
            High,
            [
                "direct connections are blocked",
                "Mail programs have no path left",
            ],
        ),
        (
            "policy, direct 443 open",
            403,
            Works,
            High,
            [
                "lets only 443 through; it refuses",
                "check again without the proxy",
            ],
        ),
        (
            "no way out of its own",
            503,
            Connect(Code::Refused),
            Medium,
            [
                "it cannot connect to the mail ports 25, 587",
                "Mail programs have no path left",
            ],
        ),
        (
            "this machine has no sockets for the direct one",
            403,
            NoSockets,
            High,
            [
                "it refuses the mail ports 25, 587",
                "Allow outbound TCP 25, 587",
            ],
        ),
    ] {
        let verdict = judged(
            Scenario::SendMail,
            |_, port| match port {
                443 => Proxy(true),
                _ => ProxySays(status),
            },
            direct,
        );
        assert_eq!(verdict.result, VerdictResult::Fail, "{name}");
        assert_eq!(cause(&verdict), Some("proxy-only-443"), "{name}");
        assert_eq!(verdict.side, Some(Side::YourSide), "{name}");
        assert_eq!(verdict.confidence, Some(confidence), "{name}");
        let remedy = verdict.remedy.as_deref().unwrap_or_default();
        let said = format!("{} {remedy}", verdict.cause);
        for part in parts {
            assert!(said.contains(part), "{name}: {part} in {said}");
        }
        let reply = format!("HTTP/1.1 {status} No");
        assert!(
            verdict.evidence.iter().any(|line| line.contains(&reply)),
            "{name}"
        );
        // Said once.
        let ways = verdict
            .findings
            .iter()
            .filter(|f| f.code == "only-through-proxy");
        assert_eq!(ways.count(), 0, "{name}");
    }
}

#[test]
fn a_proxy_that_answers_nothing_for_mail_ports_carries_443_alone_too() {
    let path = |_: &str, port| match port {
        443 => Proxy(true),
        _ => ProxySilent,
    };
    let verdict = judged(Scenario::Imap, path, Connect(Code::Timeout));
    assert_eq!(cause(&verdict), Some("proxy-only-443"));
    assert_eq!(verdict.confidence, Some(Confidence::Medium));
    // One that is silent on 443 too is broken, not strict.
    let verdict = judged(Scenario::Imap, |_, _| ProxySilent, Works);
    assert_eq!(cause(&verdict), Some("stalled"));
}

#[test]
fn one_refused_port_among_open_ones_is_no_443_only() {
    let verdict = judged(Scenario::ReceiveMail, |_, _| Proxy(true), Works);
    assert_eq!(cause(&verdict), Some("domain-missing"));
    let spec = CheckSpec {
        domain: Some("contoso.com".into()),
        ..one(Scenario::ReceiveMail)
    };
    let verdicts = verdicts_beside_a_proxy(
        &spec,
        |_, port| match port {
            25 => ProxySays(403),
            _ => Proxy(true),
        },
        Works,
    );
    assert_eq!(cause(&verdicts[0]), Some("proxy-refused"));
}

#[test]
fn a_proxy_as_the_only_way_out_is_noted_and_no_fault() {
    for (direct, noted) in [
        (Connect(Code::Timeout), true),
        (Connect(Code::Refused), true),
        (Name(Code::NameNotFound), true),
        (Works, false),
        (NoSockets, false),
    ] {
        for scenario in [Scenario::Outlook, Scenario::SendMail] {
            let verdict = judged(scenario, |_, _| Proxy(true), direct.clone());
            assert_eq!(verdict.result, VerdictResult::Pass, "{direct:?}");
            assert_eq!(verdict.side, None);
            let notes: Vec<(&str, Severity)> = verdict
                .findings
                .iter()
                .map(|finding| (finding.code.as_str(), finding.severity))
                .collect();
            let expected: &[_] = match noted {
                true => &[("only-through-proxy", Severity::Note)],
                false => &[],
            };
            assert_eq!(notes, expected, "{direct:?}");
        }
    }
}

#[test]
fn an_exception_from_the_proxy_that_leads_nowhere() {
    let path = |_: &str, port| match port {
        993 => Connect(Code::Timeout),
        _ => Proxy(true),
    };
    let verdict = judged(Scenario::Imap, path, Connect(Code::Timeout));
    assert_eq!(cause(&verdict), Some("only-through-proxy"));
    assert_eq!(verdict.result, VerdictResult::Fail);
    assert!(
        verdict
            .cause
            .contains("outlook.office365.com:993 is probed directly")
    );
    // Where other direct connections work, it is this one.
    let verdict = judged(Scenario::Imap, path, Works);
    assert_eq!(cause(&verdict), Some("silent-drop"));
}

#[test]
fn the_direct_probe_decides_nothing_by_itself() {
    // All of the site's web fails through the proxy, and works without.
    let verdict = judged(Scenario::Outlook, |_, _| ProxySays(403), Works);
    assert_eq!(verdict.result, VerdictResult::Fail);
    assert_eq!(cause(&verdict), Some("proxy-refused"));
    let direct = verdict.probes.last().expect("probes");
    assert_eq!((direct.role, direct.port), (Role::Control, 443));
}

#[test]
fn the_direct_probe_goes_without_the_proxy_of_the_run() {
    let config = RunConfig {
        proxy: "http://proxy.example:8080".parse().expect("a proxy"),
        ..RunConfig::default()
    };
    let config = config.check().expect("good");
    let spec = one(Scenario::Imap);
    let mut plan = plan(&spec, &config).expect("a plan");
    assert_eq!(plan.probes.len(), 2);
    add_direct(&mut plan, &spec, &config).expect("a plan");
    let direct = plan.probes.last().expect("a probe");
    assert!(direct.direct && direct.target.proxy.is_none());
    assert!(
        plan.probes[..2]
            .iter()
            .all(|probe| !probe.target.proxy.is_none())
    );
}

#[test]
fn one_probe_of_each_service_asks_for_old_tls() {
    let spec = CheckSpec {
        domain: Some("contoso.com".into()),
        second_host: Some("mail.example".into()),
        ..CheckSpec::default()
    };
    let plan = plan(&spec, &Settings::default()).expect("a plan");
    let asked: Vec<(Service, &str)> = plan
        .probes
        .iter()
        .filter(|probe| probe.target.legacy_tls == Some(true))
        .filter_map(|probe| Some((probe.target.service?, probe.host.as_str())))
        .collect();
    let mut services: Vec<Service> = asked.iter().map(|(service, _)| *service).collect();
    services.dedup();
    assert_eq!(services.len(), asked.len(), "{asked:?}");
    assert!(asked.iter().all(|(_, host)| *host != "mail.example"));
    assert!(services.contains(&Service::Submission) && services.contains(&Service::SmtpMx));
    // A control asks nothing.
    let imap = plan_of(Scenario::Imap);
    assert_eq!(imap, [("outlook.office365.com".to_owned(), 993)]);
}

/// The probes of a scenario that ask for old TLS.
fn plan_of(scenario: Scenario) -> Vec<(String, u16)> {
    let plan = plan(&one(scenario), &Settings::default()).expect("a plan");
    let asking = plan
        .probes
        .into_iter()
        .filter(|probe| probe.target.legacy_tls == Some(true));
    asking.map(|probe| (probe.host, probe.port)).collect()
}
