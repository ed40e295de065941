//! Scenarios against the lab, from their specification to their verdicts.

use std::collections::BTreeMap;
use std::time::Duration;

use exoport::config::RunConfig;
use exoport::probe::Prober;
use exoport::record::{OutcomeCode, VerdictResult};
use exoport::scenario::{CheckReport, CheckSpec, Confidence, Scenario, Side, check};
use exoport::targets::{Service, TlsMode};
use exoport_lab::{Lab, LabCase, LabOptions};

use super::config_for;
use super::relay::{Relay, Speech};

/// The mail exchanger that the lab plays.
pub const EXCHANGER: &str = "contoso-com.mail.protection.outlook.com";

/// The healthy server of the lab for a port.
const HEALTHY: &[(u16, &str)] = &[
    (25, "healthy-smtp-mx"),
    (443, "healthy-web"),
    (587, "healthy-submission"),
    (993, "healthy-imap"),
    (995, "healthy-pop"),
];

pub async fn patient_lab() -> Lab {
    Lab::start(LabOptions {
        tarpit_delay: Duration::from_secs(2),
        ..LabOptions::default()
    })
    .await
    .expect("the lab starts")
}

pub fn prober(lab: &Lab) -> Prober {
    super::prober(RunConfig {
        timeout_ms: 5_000,
        connect_timeout_ms: 2_000,
        ..config_for(lab)
    })
}

/// A check in which every port leads to the lab's healthy servers, but for those given.
pub fn spec(lab: &Lab, scenarios: &[Scenario], faults: &[(&str, &LabCase)]) -> CheckSpec {
    let mut overrides = BTreeMap::new();
    for (port, name) in HEALTHY {
        let case = lab.case(name);
        overrides.insert(format!("*:{port}"), format!("127.0.0.1:{}", case.port));
    }
    // Port 25 of the submission host is another server than that of the exchanger.
    let submission = lab.case("healthy-submission").port;
    overrides.insert(
        "smtp.office365.com:25".into(),
        format!("127.0.0.1:{submission}"),
    );
    for (from, case) in faults {
        overrides.insert((*from).to_owned(), format!("127.0.0.1:{}", case.port));
    }
    CheckSpec {
        scenarios: scenarios.to_vec(),
        domain: Some(EXCHANGER.into()),
        overrides,
        ..CheckSpec::default()
    }
}

fn causes(report: &CheckReport) -> Vec<(Scenario, VerdictResult, Option<&str>)> {
    report
        .scenarios
        .iter()
        .map(|verdict| {
            let code = verdict.findings.first().map(|f| f.code.as_str());
            (verdict.scenario, verdict.result, code)
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_healthy_lab_passes_every_scenario_without_a_finding() {
    let lab = patient_lab().await;
    let report = check(7, &spec(&lab, &[], &[]), &prober(&lab)).await;
    assert_eq!((report.id, report.outcome), (7, OutcomeCode::Ok));
    assert_eq!(report.scenarios.len(), Scenario::ALL.len() - 1);
    for verdict in &report.scenarios {
        assert_eq!(verdict.result, VerdictResult::Pass, "{verdict:#?}");
        assert_eq!(verdict.findings, [], "{verdict:#?}");
    }
    for (place, record) in (0..).zip(&report.probes) {
        assert_eq!(record.observation.id, place);
        assert_eq!(record.findings, []);
    }
    assert_eq!(report.path.egress_addresses.len(), 1);
    assert_eq!(report.path.front_doors.len(), report.probes.len());
    let web = report
        .path
        .front_doors
        .iter()
        .find(|door| door.port == 443)
        .expect("a web front door");
    assert_eq!(web.site_by_http.as_deref(), Some("LHR"));
    let json = serde_json::to_string(&report).expect("JSON");
    let again: CheckReport = serde_json::from_str(&json).expect("a report");
    assert_eq!(again, report);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_mx_of_the_domain_is_looked_up() {
    let lab = patient_lab().await;
    let config = RunConfig {
        dns_server: Some(lab.dns_server().to_string()),
        cname_chain: true,
        timeout_ms: 5_000,
        ..config_for(&lab)
    };
    let prober = super::prober(config);
    let exchanger = format!(":{}", lab.case("healthy-smtp-mx").port);
    for (domain, result, code) in [
        ("contoso.com", VerdictResult::Pass, None),
        ("nomail.example", VerdictResult::Fail, Some("null-mx")),
        (
            "nobody.example",
            VerdictResult::Fail,
            Some("name-not-found"),
        ),
        (
            "servfail.example",
            VerdictResult::Fail,
            Some("resolver-failure"),
        ),
    ] {
        let mut spec = spec(&lab, &[Scenario::ReceiveMail], &[]);
        spec.domain = Some(domain.into());
        spec.overrides.insert("*:25".into(), exchanger.clone());
        let report = check(0, &spec, &prober).await;
        let verdict = &report.scenarios[0];
        assert_eq!(verdict.result, result, "{domain}: {verdict:#?}");
        if let Some(code) = code {
            assert_eq!(verdict.findings[0].code, code, "{domain}");
        } else {
            assert!(verdict.cause.contains(EXCHANGER), "{}", verdict.cause);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_fault_in_the_path_has_one_cause() {
    let lab = patient_lab().await;
    let drop = lab.case("silent-drop");
    let portal = lab.case("captive-portal");
    let proxy = lab.case("foreign-issuer");
    let prober = prober(&lab);
    let faults = [("*:25", drop), ("smtp.office365.com:25", drop)];
    let report = check(0, &spec(&lab, &[Scenario::ReceiveMail], &faults), &prober).await;
    let fail = VerdictResult::Fail;
    // Where a dropped SYN is refused instead, as on Windows, the cause is another.
    let blocked = match report.probes[0].observation.outcome.code {
        OutcomeCode::Refused => "port-25-rejected",
        _ => "port-25-blocked",
    };
    assert_eq!(
        causes(&report),
        [(Scenario::ReceiveMail, fail, Some(blocked))]
    );

    let report = check(
        0,
        &spec(
            &lab,
            &[Scenario::Outlook, Scenario::Imap],
            &[("*:443", portal)],
        ),
        &prober,
    )
    .await;
    assert_eq!(
        causes(&report),
        [
            (Scenario::Outlook, fail, Some("block-page")),
            (Scenario::Imap, VerdictResult::Pass, None)
        ]
    );

    let report = check(
        0,
        &spec(&lab, &[Scenario::Outlook], &[("*:443", proxy)]),
        &prober,
    )
    .await;
    assert_eq!(
        causes(&report),
        [(Scenario::Outlook, fail, Some("intercepted-everywhere"))]
    );
    let verdict = &report.scenarios[0];
    assert_eq!(verdict.side, Some(Side::YourSide));
    assert_eq!(verdict.confidence, Some(Confidence::Medium));

    let refused = lab.case("refused");
    let mail: Vec<(&str, &LabCase)> = ["*:25", "smtp.office365.com:25", "*:587"]
        .map(|from| (from, refused))
        .to_vec();
    let report = check(0, &spec(&lab, &[Scenario::Device], &mail), &prober).await;
    assert_eq!(
        causes(&report),
        [(Scenario::Device, fail, Some("only-443-works"))]
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_proxy_that_is_the_only_way_out_and_carries_443_alone() {
    let lab = patient_lab().await;
    // Directly, 443 and the mail ports are closed; the proxy leads 443 to the healthy web server.
    let refused = lab.case("refused");
    let web = lab.case("healthy-web").port;
    let submission = lab.case("healthy-submission").port;
    let detours = [(refused.port, Some(web)), (submission, None)];
    let relay = Relay::with_detours("127.0.0.1:0", Speech::Connect(None), detours.into()).await;
    let prober = super::prober(RunConfig {
        proxy: format!("http://{}", relay.address)
            .parse()
            .expect("a proxy"),
        timeout_ms: 5_000,
        connect_timeout_ms: 2_000,
        ..config_for(&lab)
    });
    let scenarios = [Scenario::SendMail, Scenario::Outlook];
    let spec = spec(&lab, &scenarios, &[("*:443", refused)]);
    let report = check(0, &spec, &prober).await;
    assert_eq!(
        causes(&report),
        [
            (
                Scenario::SendMail,
                VerdictResult::Fail,
                Some("proxy-only-443")
            ),
            (
                Scenario::Outlook,
                VerdictResult::Pass,
                Some("only-through-proxy")
            ),
        ]
    );
    let sends = &report.scenarios[0];
    assert!(
        sends.cause.ends_with("and direct connections are blocked"),
        "{}",
        sends.cause
    );
    assert_eq!(sends.confidence, Some(Confidence::High));
    // The direct probe is in the report, and nowhere near the proxy.
    let direct = report.probes.last().expect("probes");
    assert!(direct.observation.proxy.is_none());
    assert_eq!(direct.observation.outcome.code, OutcomeCode::Refused);
    // A second look at the report gives the same.
    let json = serde_json::to_vec(&report).expect("JSON");
    match exoport::replay::replay(&json) {
        Ok(exoport::replay::Replay::Check(again)) => assert_eq!(again.report, report),
        other => panic!("{other:?}"),
    }
    for record in &report.probes {
        super::schema::is_valid(record);
    }
}

/// The scenario that stands on a case, and the overrides that put the case there.
pub fn scenario_of(case: &LabCase) -> Option<(Scenario, &'static [&'static str])> {
    let (scenario, tls, places): (_, _, &'static [&'static str]) = match case.service? {
        Service::SmtpMx => (Scenario::ReceiveMail, TlsMode::Smtp, &["*:25"]),
        Service::Submission => (
            Scenario::SendMail,
            TlsMode::Smtp,
            &["*:587", "smtp.office365.com:25"],
        ),
        Service::Imap => (Scenario::Imap, TlsMode::Implicit, &["*:993"]),
        Service::Pop => (Scenario::Pop, TlsMode::Implicit, &["*:995"]),
        Service::Web => (Scenario::Outlook, TlsMode::Implicit, &["*:443"]),
        Service::Admin => (Scenario::Admin, TlsMode::Implicit, &["*:443"]),
    };
    (case.tls == tls && !case.by_name).then_some((scenario, places))
}
