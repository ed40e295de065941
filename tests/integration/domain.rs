//! Audits of the lab's mail domains, over real sockets.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::OnceLock;
use std::time::Duration;

use exoport::config::RunConfig;
use exoport::domain::{
    DomainSpec, FetchFailure, ItemName, ItemResult, PolicyFetch, Report, Rule, audit, judge,
};
use exoport::probe::Prober;
use exoport::record::{OutcomeCode, VerdictResult};
use exoport::replay::{Replay, replay};
use exoport::run::{self, Job, Next, Run};
use exoport::schemas::SchemaName;
use exoport_lab::{Lab, LabOptions};
use tokio::runtime::Runtime;

use super::schemas::Checked;

/// One lab for all tests, on a runtime that outlives each of them.
fn lab() -> &'static (Runtime, Lab) {
    static LAB: OnceLock<(Runtime, Lab)> = OnceLock::new();
    LAB.get_or_init(|| {
        let runtime = Runtime::new().expect("a runtime");
        let lab = runtime
            .block_on(Lab::start(LabOptions::default()))
            .expect("the lab");
        (runtime, lab)
    })
}

fn config() -> RunConfig {
    let lab = &lab().1;
    RunConfig {
        dns_server: Some(lab.dns_server().to_string()),
        additional_roots: Some(lab.ca_pem().to_owned()),
        ..RunConfig::default()
    }
}

fn spec(domain: &str) -> DomainSpec {
    DomainSpec {
        domain: domain.into(),
        policy_address: Some(lab().1.policy_server()),
        ..DomainSpec::default()
    }
}

fn audited(spec: &DomainSpec, config: RunConfig) -> Report {
    let prober = Prober::new(config.check().expect("a configuration")).expect("a prober");
    lab().0.block_on(audit(7, spec, &prober))
}

/// The rules that have something to say.
fn complaints(report: &Report) -> BTreeSet<&str> {
    report
        .items
        .iter()
        .flat_map(|item| std::iter::once(&item.remark).chain(&item.also))
        .filter(|remark| remark.result.verdict() != VerdictResult::Pass)
        .map(|remark| remark.rule.as_str())
        .collect()
}

#[test]
fn every_domain_of_the_lab_gives_exactly_its_rules() {
    let domains = lab().1.domains();
    assert!(domains.len() > 20);
    let schema = Checked::against(SchemaName::Domain);
    for domain in domains {
        let report = audited(&spec(domain.name), config());
        let expected: BTreeSet<&str> = domain.rules.iter().copied().collect();
        assert_eq!(
            complaints(&report),
            expected,
            "{} {:#?}",
            domain.name,
            report.items
        );
        assert_eq!(report.outcome, OutcomeCode::Ok);
        assert_eq!(report.id, 7);
        let passed = report.verdict.result == VerdictResult::Pass;
        assert_eq!(passed, expected.is_empty(), "{}", domain.name);
        // The observation alone says the same, on another machine, at another time.
        let json = serde_json::to_string(&report.observation).expect("JSON");
        let again = judge(&serde_json::from_str(&json).expect("an observation"));
        assert_eq!(again.items, report.items, "{}", domain.name);
        assert_eq!(again.verdict, report.verdict, "{}", domain.name);
        // And so does the whole report, as `exoport explain` and a second look take it.
        let json = serde_json::to_string(&report).expect("JSON");
        schema.is_valid(&serde_json::to_value(&report).expect("JSON"));
        let found = replay(json.as_bytes()).expect("a report");
        assert_eq!(found.same(), Some(true), "{:?}", found.difference_texts());
        let Replay::Domain(found) = found else {
            panic!("{found:?}");
        };
        assert_eq!(found.report, report, "{}", domain.name);
    }
}

#[test]
fn a_changed_report_is_judged_by_its_observation_or_refused() {
    let report = audited(&spec("spf-several.example"), config());
    let good = serde_json::to_value(&report).expect("JSON");
    let schema = Checked::against(SchemaName::Domain);
    schema.refuses_changes(
        &good,
        &["kind", "domain", "items", "verdict", "observation"],
    );
    let mut changed = good.clone();
    changed["verdict"]["result"] = "pass".into();
    changed["items"][1]["rule"] = "spf-of-tomorrow".into();
    changed["items"][2]["result"] = "fail".into();
    let found = replay(changed.to_string().as_bytes()).expect("a report");
    assert_eq!(found.same(), Some(false));
    let name = "selector1._domainkey.spf-several.example";
    assert_eq!(
        found.difference_texts(),
        [
            "the record says pass, this version fail",
            "spf spf-several.example: spf-several (fail) is not in the record",
            &format!("dkim {name}: dkim-good is fail in the record, pass now"),
            "spf spf-several.example: spf-of-tomorrow is only in the record",
        ]
    );
    let told = found.to_json();
    assert_eq!(
        (&told["kind"], &told["of"]),
        (&"replay".into(), &"domain".into())
    );
    assert_eq!(told["recorded_verdict"]["result"], "pass");
    assert_eq!(told["verdict"]["result"], "fail");
    assert!(told["differences"][0]["text"].is_string());
    let with = |pointer: &str, value: serde_json::Value| {
        let mut bad = good.clone();
        let (parent, key) = pointer.rsplit_once('/').expect("a key");
        bad.pointer_mut(parent).expect(pointer)[key] = value;
        bad
    };
    let many = |value: serde_json::Value| serde_json::json!(vec![value; 100_000]);
    for (bad, part) in [
        (with("/observation", 7.into()), "it has no \"observation\""),
        (
            with("/observation/answers", many(serde_json::json!({}))),
            "100000 entries",
        ),
        (
            with("/observation/answers/0/type", "axfr".into()),
            "invalid record type",
        ),
        (with("/observation/answers/0/status", 1.into()), "answers"),
        (
            with("/observation/policy/lines", many("".into())),
            "100000 entries",
        ),
        (
            with("/items", many(serde_json::json!({}))),
            "100000 entries",
        ),
        (
            with("/items/0/also", many(serde_json::json!({}))),
            "100000 entries",
        ),
        (with("/verdict/result", "fine".into()), "invalid verdict"),
    ] {
        let why = replay(bad.to_string().as_bytes())
            .expect_err(part)
            .to_string();
        assert!(why.starts_with("invalid domain report: "), "{why}");
        assert!(why.contains(part), "{part}: {why}");
    }
}

#[test]
fn healthy_domains_show_what_they_have() {
    let item = |report: &Report, name: ItemName| {
        let found = report.items.iter().find(|item| item.item == name);
        found.expect("an item").clone()
    };
    let classic = audited(&spec("Contoso.com."), config());
    assert_eq!(classic.domain, "contoso.com");
    assert_eq!(classic.instance.as_deref(), Some("Worldwide"));
    assert_eq!(
        item(&classic, ItemName::Tlsa).remark.result,
        ItemResult::Absent
    );
    let policy = item(&classic, ItemName::MtaSts);
    assert!(
        policy.evidence.contains(&"HTTP 200, text/plain".to_owned()),
        "{policy:?}"
    );
    let keys: Vec<_> = classic
        .items
        .iter()
        .filter(|item| item.item == ItemName::Dkim)
        .collect();
    assert_eq!(keys.len(), 2);
    assert!(
        keys[0]
            .evidence
            .contains(&"an RSA key of 2048 bits".to_owned()),
        "{keys:?}"
    );
    let signed = audited(&spec("fabrikam.com"), config());
    let tlsa = item(&signed, ItemName::Tlsa);
    assert_eq!(tlsa.remark.rule.as_str(), "tlsa-good");
    assert_eq!(tlsa.name, "_25._tcp.fabrikam-com.r-v1.mx.microsoft");
}

#[test]
fn a_name_that_does_not_exist_is_told_from_a_dns_that_fails() {
    let missing = audited(&spec("missing.example"), config());
    assert_eq!(missing.verdict.finding.as_deref(), Some("mx-no-domain"));
    assert_eq!(missing.verdict.result, VerdictResult::Fail);
    let broken = audited(&spec("servfail.example"), config());
    assert_eq!(broken.verdict.result, VerdictResult::Unknown);
    assert!(
        broken.verdict.summary.contains("Server Failure"),
        "{}",
        broken.verdict.summary
    );
}

#[test]
fn a_silent_dns_server_ends_with_the_time_limit_and_is_unknown() {
    let limited = RunConfig {
        timeout_ms: 300,
        ..config()
    };
    let report = audited(&spec("silent.example"), limited);
    assert_eq!(report.verdict.result, VerdictResult::Unknown);
    for name in [ItemName::Mx, ItemName::Spf] {
        let item = report.items.iter().find(|item| item.item == name);
        let item = item.expect("an item");
        assert_eq!(item.remark.result, ItemResult::Unknown, "{item:?}");
    }
    let failed = |item: &exoport::domain::Item| item.remark.result == ItemResult::Fail;
    assert!(!report.items.iter().any(failed));
}

#[test]
fn a_policy_host_that_cannot_be_reached_is_unknown_and_an_untrusted_one_fails() {
    let fetched = |address: SocketAddr, config: RunConfig| {
        let spec = DomainSpec {
            policy_address: Some(address),
            ..spec("contoso.com")
        };
        let report = audited(&spec, config);
        let policy = report.observation.policy.clone();
        let Some(PolicyFetch::Failed { failure, .. }) = policy else {
            panic!("{policy:?}");
        };
        let rules = complaints(&report)
            .into_iter()
            .map(str::to_owned)
            .collect::<Vec<_>>();
        (failure, rules)
    };
    let refused = lab().1.case("refused");
    let closed = SocketAddr::new(refused.address, refused.port);
    let (failure, rules) = fetched(closed, config());
    assert_eq!(failure, FetchFailure::Connect);
    assert_eq!(rules, ["mta-sts-unreachable"]);
    // Without the lab's root, nobody trusts the lab.
    let strict = RunConfig {
        additional_roots: None,
        ..config()
    };
    let (failure, rules) = fetched(lab().1.policy_server(), strict);
    assert_eq!(failure, FetchFailure::Certificate);
    assert_eq!(rules, ["mta-sts-certificate"]);
    // Something else than TLS answers.
    let (failure, rules) = fetched(lab().1.dns_server(), config());
    assert_eq!(failure, FetchFailure::Connect);
    assert_eq!(rules, ["mta-sts-unreachable"]);
}

#[test]
fn the_guide_has_every_rule_with_its_result_and_source() {
    let guide = include_str!("../../docs/domain.md");
    for rule in Rule::ALL {
        let line = guide
            .lines()
            .find(|line| line.starts_with(&format!("| `{rule}` |")))
            .unwrap_or_else(|| panic!("{rule} is not in docs/domain.md"));
        assert!(
            line.starts_with(&format!("| `{rule}` | {} | ", rule.result())),
            "{line}"
        );
        assert!(line.ends_with(&format!(" | {} |", rule.source())), "{line}");
    }
    let rows = guide.lines().filter(|line| line.starts_with("| `")).count();
    assert_eq!(rows, Rule::ALL.len() + ItemResult::ALL.len());
    for result in ItemResult::ALL {
        let row = format!("| {} |", result.verdict());
        let line = guide
            .lines()
            .find(|line| line.starts_with(&format!("| `{result}` |")));
        assert!(line.is_some_and(|line| line.ends_with(&row)), "{result}");
    }
}

#[test]
fn a_run_takes_domains_as_jobs() {
    let run = Run::start(config().check().expect("a configuration")).expect("a run");
    let job = Job::Domain(Box::new(DomainSpec {
        tag: Some("site".into()),
        ..spec("fabrikam.com")
    }));
    run.push_job(job, Duration::MAX).expect("taken");
    run.finish();
    let Next::Report(report) = run.next(Duration::MAX) else {
        panic!("a report");
    };
    let line = serde_json::to_value(&report).expect("JSON");
    assert_eq!(line["kind"], "domain");
    assert_eq!(line["id"], 0);
    assert_eq!(line["tag"], "site");
    assert_eq!(line["outcome"], "ok");
    assert_eq!(line["items"][0]["item"], "mx");
    assert_eq!(line["items"][0]["rule"], "mx-good");
    let run::Report::Domain(report) = report else {
        panic!("of a domain");
    };
    assert_eq!(report.verdict.result, VerdictResult::Pass);
    assert_eq!(run.next(Duration::MAX), Next::Done);
}
