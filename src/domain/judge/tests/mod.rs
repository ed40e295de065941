//! Every rule against answers of a made-up DNS.

mod cases;
mod world;

use std::collections::BTreeSet;

use crate::domain::{ItemName, ItemResult, Observation, Question, RecordType, Report, Rule, judge};
use crate::record::VerdictResult;
use cases::{CASES, CLASSIC, Case, SIGNED};
use world::World;

fn base(lines: &[&str]) -> World {
    World::new(lines)
}

fn report(case: &Case) -> Report {
    let (domain, lines) = if case.signed {
        ("fabrikam.com", SIGNED)
    } else {
        (case.domain.unwrap_or("contoso.com"), CLASSIC)
    };
    let mut observation = Observation::of(domain.into());
    observation.asked_instance = case.instance.map(str::to_owned);
    observation.dkim_selectors = case.selectors.iter().map(|name| (*name).into()).collect();
    base(lines).with(case.changes).judge(observation)
}

/// The rules that apply and want something, or could not be judged.
fn complaints(report: &Report) -> BTreeSet<Rule> {
    rules(report)
        .into_iter()
        .filter(|rule| rule.result().verdict() != VerdictResult::Pass)
        .collect()
}

fn rules(report: &Report) -> BTreeSet<Rule> {
    report
        .items
        .iter()
        .flat_map(|item| std::iter::once(&item.remark).chain(&item.also))
        .map(|remark| remark.rule)
        .collect()
}

/// The rules of one item of a domain that has these records beside those of the healthy domain.
fn rules_of(domain: &str, item: ItemName, lines: &[&str]) -> Vec<Rule> {
    let report = World::new(CLASSIC)
        .with(lines)
        .judge(Observation::of(domain.into()));
    let found = report.items.iter().filter(|found| found.item == item);
    found
        .flat_map(|item| std::iter::once(&item.remark).chain(&item.also))
        .map(|remark| remark.rule)
        .collect()
}

#[test]
fn the_include_that_microsoft_publishes_for_its_own_domains_is_right() {
    let domain = "contoso.mail.onmicrosoft.com";
    let lines = [
        "contoso.mail.onmicrosoft.com mx 0 contoso-mail.mail.protection.outlook.com",
        "contoso.mail.onmicrosoft.com txt v=spf1 include:outlook.com -all",
        "outlook.com txt v=spf1 ip4:192.0.2.1 -all",
    ];
    assert_eq!(rules_of(domain, ItemName::Spf, &lines), [Rule::SpfGood]);
}

#[test]
fn a_domain_without_dmarc_has_the_record_of_its_organization() {
    use Rule::{DmarcGood, DmarcMissing, DmarcNone, DmarcUnknown};
    let deep = "a.b.c.d.e.f.g.mail.example.com";
    for (domain, lines, expected) in [
        (
            "a.b.example.com",
            &["_dmarc.example.com txt v=DMARC1; p=reject"][..],
            DmarcGood,
        ),
        // The highest of several, unless psd says where an organization begins.
        (
            "a.b.example.com",
            &[
                "_dmarc.b.example.com txt v=DMARC1; p=none",
                "_dmarc.example.com txt v=DMARC1; p=none; sp=quarantine",
            ],
            DmarcGood,
        ),
        (
            "a.b.example.com",
            &[
                "_dmarc.b.example.com txt v=DMARC1; p=none; psd=n",
                "_dmarc.example.com txt v=DMARC1; p=reject",
            ],
            DmarcNone,
        ),
        (
            "a.example.co.example",
            &[
                "_dmarc.example.co.example txt v=DMARC1; p=reject",
                "_dmarc.co.example txt v=DMARC1; p=none; psd=y",
            ],
            DmarcGood,
        ),
        // A public suffix speaks for those that say nothing.
        (
            "a.example.gov",
            &["_dmarc.gov txt v=DMARC1; p=none; sp=reject; psd=y"],
            DmarcGood,
        ),
        // Two records are none.
        (
            "a.b.example.com",
            &[
                "_dmarc.b.example.com txt v=DMARC1; p=reject",
                "_dmarc.example.com txt v=DMARC1; p=none",
                "_dmarc.example.com txt v=DMARC1; p=reject",
            ],
            DmarcGood,
        ),
        // Of a deep name the seven last labels are asked for, and no more.
        (
            deep,
            &["_dmarc.e.f.g.mail.example.com txt v=DMARC1; p=reject"],
            DmarcGood,
        ),
        (
            deep,
            &["_dmarc.c.d.e.f.g.mail.example.com txt v=DMARC1; p=reject"],
            DmarcMissing,
        ),
        (
            "a.b.example.com",
            &["_dmarc.com txt !timeout"],
            DmarcUnknown,
        ),
    ] {
        let mx = format!("{domain} mx 0 gw.example.net");
        let lines: Vec<&str> = lines.iter().copied().chain([mx.as_str()]).collect();
        let found = rules_of(domain, ItemName::Dmarc, &lines);
        assert_eq!(found, [expected], "{domain} {lines:?}");
    }
}

#[test]
fn nobody_below_a_stronger_policy_is_told_to_publish_a_weaker_one() {
    for text in ["v=DMARC1; p=none", "v=DMARC1", "p=none; v=DMARC1"] {
        let text = format!("_dmarc.a.contoso.com txt {text}");
        let lines = ["a.contoso.com mx 0 gw.example.net", text.as_str()];
        let report = World::new(CLASSIC)
            .with(&lines)
            .judge(Observation::of("a.contoso.com".into()));
        let item = report
            .items
            .iter()
            .find(|item| item.item == ItemName::Dmarc);
        let remedy = item.and_then(|item| item.remark.remedy.as_deref());
        let remedy = remedy.unwrap_or_default();
        assert!(
            remedy.contains("policy reject of contoso.com"),
            "{text}: {remedy}"
        );
        assert!(!remedy.contains("p=none"), "{text}: {remedy}");
    }
}

#[test]
fn a_domain_that_microsoft_gives_has_its_own_selectors_and_remedies() {
    let lines = [
        "contoso.onmicrosoft.com mx 0 contoso.mail.protection.outlook.com",
        "contoso.onmicrosoft.com txt v=spf1 -all",
        "selector1-contoso-onmicrosoft-com._domainkey.contoso.onmicrosoft.com txt v=DKIM1; p=RSA2048",
    ];
    let report = World::new(CLASSIC)
        .with(&lines)
        .judge(Observation::of("contoso.onmicrosoft.com".into()));
    for (item, rule, remedy) in [
        (
            ItemName::Spf,
            Rule::SpfCloudMissing,
            "Microsoft runs the zone",
        ),
        (ItemName::Dmarc, Rule::DmarcMissing, "admin center"),
        (
            ItemName::Autodiscover,
            Rule::AutodiscoverMissing,
            "Microsoft runs the zone",
        ),
    ] {
        let found = report.items.iter().find(|found| found.item == item);
        let remark = &found.expect("an item").remark;
        assert_eq!(remark.rule, rule);
        let text = remark.remedy.as_deref().unwrap_or_default();
        assert!(text.contains(remedy), "{item}: {text}");
    }
    let keys: Vec<_> = report
        .items
        .iter()
        .filter(|item| item.item == ItemName::Dkim)
        .map(|item| (item.name.as_str(), item.remark.rule))
        .collect();
    let name = "-contoso-onmicrosoft-com._domainkey.contoso.onmicrosoft.com";
    assert_eq!(
        keys,
        [
            (format!("selector1{name}").as_str(), Rule::DkimGood),
            (format!("selector2{name}").as_str(), Rule::DkimMissing),
        ]
    );
}

#[test]
fn each_fault_gives_exactly_its_rules() {
    for case in CASES {
        let report = report(case);
        let expected: BTreeSet<Rule> = case.expected.iter().copied().collect();
        let found = complaints(&report);
        assert_eq!(found, expected, "{:?} {:#?}", case.changes, report.items);
        for rule in case.quiet {
            assert!(rules(&report).contains(rule), "{:?}: {rule}", case.changes);
        }
    }
}

#[test]
fn every_rule_has_a_case() {
    let seen: BTreeSet<Rule> = CASES.iter().flat_map(|case| rules(&report(case))).collect();
    let silent: Vec<&Rule> = Rule::ALL
        .iter()
        .filter(|rule| !seen.contains(rule))
        .collect();
    assert!(silent.is_empty(), "{silent:?}");
}

#[test]
fn every_remark_says_what_it_means_and_what_to_do() {
    for case in CASES {
        for item in report(case).items {
            for remark in std::iter::once(&item.remark).chain(&item.also) {
                let text = &remark.explanation;
                assert!(text.ends_with('.'), "{}: {text}", remark.rule);
                assert!(!text.contains(".."), "{}: {text}", remark.rule);
                assert_eq!(remark.source, remark.rule.source());
                assert!(
                    remark.rule.as_str().starts_with(item.item.as_str())
                        || remark.rule == Rule::NoDomain,
                    "{}",
                    remark.rule
                );
                if remark.result.verdict() != VerdictResult::Pass {
                    assert!(remark.remedy.is_some(), "{}", remark.rule);
                }
            }
        }
    }
}

#[test]
fn the_verdict_is_that_of_the_gravest_item() {
    let of = |changes: &'static [&'static str]| {
        let case = Case {
            changes,
            ..Case::NONE
        };
        report(&case).verdict
    };
    let good = of(&[]);
    assert_eq!(good.result, VerdictResult::Pass);
    assert_eq!(good.finding, None);
    assert_eq!(
        good.summary,
        "The DNS of contoso.com is as Exchange Online (Worldwide) wants it."
    );
    let warned = of(&["_dmarc.contoso.com txt -"]);
    assert_eq!(warned.result, VerdictResult::Warn);
    let unknown = of(&[
        "_dmarc.contoso.com txt -",
        "msoid.contoso.com cname !timeout",
    ]);
    assert_eq!(unknown.result, VerdictResult::Unknown);
    assert_eq!(unknown.finding.as_deref(), Some("msoid-unknown"));
    let failed = of(&["contoso.com txt -", "msoid.contoso.com cname !timeout"]);
    assert_eq!(failed.result, VerdictResult::Fail);
    assert_eq!(failed.finding.as_deref(), Some("spf-missing"));
}

#[test]
fn the_cloud_is_read_from_the_mx_or_named() {
    for (changes, named, expected) in [
        (&[][..], None, Some("Worldwide")),
        (&["contoso.com mx 0 gw.example.net"], None, None),
        (
            &["contoso.com mx 0 gw.example.net"],
            Some("China"),
            Some("China"),
        ),
        (
            &["contoso.com mx 0 contoso.mail.protection.office365.us"],
            None,
            Some("USGovGCCHigh"),
        ),
        (
            &[
                "contoso.com mx 0 contoso.mail.protection.office365.us",
                "autodiscover.contoso.com cname autodiscover-dod.office365.us",
            ],
            None,
            Some("USGovDoD"),
        ),
        (
            &["contoso.com mx 0 contoso-com.mail.protection.partner.outlook.cn"],
            None,
            Some("China"),
        ),
    ] {
        let case = Case {
            changes,
            instance: named,
            ..Case::NONE
        };
        assert_eq!(report(&case).instance.as_deref(), expected, "{changes:?}");
    }
}

#[test]
fn a_failing_dns_is_never_an_absence() {
    let mut observation = Observation::of("contoso.com".into());
    // Whatever is asked, nothing is answered.
    let report = loop {
        let (report, missing) = super::judge_and_ask(&observation);
        if missing.questions.is_empty() {
            break report;
        }
        for question in missing.questions {
            let answer = crate::domain::Answer::failed("the DNS server answered Server Failure");
            observation.answers.insert(question, answer);
        }
    };
    for item in &report.items {
        assert_eq!(item.remark.result, ItemResult::Unknown, "{item:?}");
        assert!(
            item.also
                .iter()
                .all(|remark| remark.result == ItemResult::Unknown)
        );
        assert!(
            item.remark.explanation.contains("Server Failure"),
            "{item:?}"
        );
    }
    assert_eq!(report.verdict.result, VerdictResult::Unknown);
    assert!(report.items.len() >= ItemName::ALL.len());
}

#[test]
fn an_observation_says_the_same_after_a_journey_as_json() {
    for case in CASES {
        let report = report(case);
        let json = serde_json::to_string(&report).expect("JSON");
        let back: Report = serde_json::from_str(&json).expect("the same");
        assert_eq!(back, report);
        assert_eq!(judge(&back.observation), report);
    }
}

#[test]
fn endless_texts_are_cut() {
    let long: &'static str =
        Box::leak(format!("contoso.com txt v=spf1 {}", "x".repeat(60_000)).into_boxed_str());
    let case = Case {
        changes: Box::leak(Box::new([long])),
        ..Case::NONE
    };
    let report = report(&case);
    let spf = report.items.iter().find(|item| item.item == ItemName::Spf);
    let spf = spf.expect("an item");
    assert_eq!(spf.remark.rule, Rule::SpfSyntax);
    assert!(spf.remark.explanation.len() < 1_100 && spf.evidence[0].len() < 2_100);
}

#[test]
fn a_hostile_tree_of_includes_ends() {
    // Every record includes two more that nobody has seen before.
    let mut observation = Observation::of("contoso.com".into());
    let mut asked = 0;
    let report = loop {
        let (report, missing) = super::judge_and_ask(&observation);
        if missing.questions.is_empty() {
            break report;
        }
        for question in missing.questions {
            asked += 1;
            assert!(asked < 256, "no end");
            let answer = match question.record_type {
                RecordType::Txt => crate::domain::Answer::of(vec![crate::domain::Data::Txt {
                    strings: vec![format!(
                        "v=spf1 include:a{}.{asked}.example include:b.{asked}.example a:c.{asked}.example mx exists:d.{asked}.example -all",
                        "x".repeat(40)
                    )],
                }]),
                _ => crate::domain::Answer::empty(crate::domain::AnswerStatus::NoName),
            };
            observation
                .answers
                .insert(Question::new(&question.name, question.record_type), answer);
            if question.record_type == RecordType::Mx && question.name == "contoso.com" {
                let answer = crate::domain::Answer::of(Vec::new());
                observation.answers.insert(question, answer);
            }
        }
    };
    assert!(rules(&report).contains(&Rule::SpfTooManyLookups));
}
