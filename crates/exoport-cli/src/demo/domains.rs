//! The lab's mail domains, audited: the second table of the demonstration.

use std::collections::BTreeSet;
use std::io;

use serde_json::json;

use super::super::domain::audit_all;
use super::super::error::FeedError;
use super::super::escape::{escape, json_line};
use super::super::output::text::{BOLD, DIM, labelled, paint, verdict_style};
use exoport::config::Settings;
use exoport::domain::{DomainSpec, Remark, Report, Rule};
use exoport::record::VerdictResult;
use exoport_lab::{Lab, LabDomain};

/// What was shown, and how it came out.
pub struct Shown {
    /// The text, of the table or in JSON.
    pub text: String,
    pub all: usize,
    pub as_expected: usize,
}

/// Audits every domain of the lab.
///
/// # Errors
/// The run cannot be started or breaks.
pub fn show(lab: &Lab, settings: Settings, json: bool) -> Result<Shown, FeedError> {
    let domains = lab.domains();
    let spec = |domain: &LabDomain| DomainSpec {
        domain: domain.name.to_owned(),
        policy_address: Some(lab.policy_server()),
        ..DomainSpec::default()
    };
    let mut reports: Vec<Option<Report>> = domains.iter().map(|_| None).collect();
    audit_all(settings, domains.iter().map(spec).collect(), |report| {
        let place = domains.iter().position(|one| one.name == report.domain);
        if let Some(place) = place {
            reports[place] = Some(report);
        }
        Ok(())
    })?;
    let mut shown = Shown {
        text: match json {
            true => String::new(),
            false => heading(),
        },
        all: domains.len(),
        as_expected: 0,
    };
    for (domain, report) in domains.iter().zip(&reports) {
        let Some(report) = report else { continue };
        let differences = differences(domain, report);
        shown.as_expected += usize::from(differences.is_empty());
        shown.text.push_str(&match json {
            true => line(domain, report, differences.is_empty()).map_err(FeedError::Write)?,
            false => block(domain, report, &differences),
        });
    }
    if !json {
        shown.text.push('\n');
    }
    Ok(shown)
}

/// The rules that have something to say.
fn complaints(report: &Report) -> Vec<&Remark> {
    report
        .items
        .iter()
        .flat_map(|item| std::iter::once(&item.remark).chain(&item.also))
        .filter(|remark| remark.result.verdict() != VerdictResult::Pass)
        .collect()
}

/// The verdict that the rules of a domain must give: that of the gravest.
fn expected_verdict(domain: &LabDomain) -> VerdictResult {
    let rules = domain
        .rules
        .iter()
        .filter_map(|rule| rule.parse::<Rule>().ok());
    rules
        .map(Rule::result)
        .max_by_key(|result| result.gravity())
        .map_or(VerdictResult::Pass, |result| result.verdict())
}

/// In what a report differs from what the domain must give.
fn differences(domain: &LabDomain, report: &Report) -> Vec<String> {
    let mut differences = Vec::new();
    let expected = expected_verdict(domain);
    let verdict = report.verdict.result;
    if verdict != expected {
        differences.push(format!("verdict {verdict}, expected {expected}"));
    }
    let found: BTreeSet<&str> = complaints(report)
        .iter()
        .map(|remark| remark.rule.as_str())
        .collect();
    let rules: BTreeSet<&str> = domain.rules.iter().copied().collect();
    if found != rules {
        let list = |rules: &BTreeSet<&str>| rules.iter().copied().collect::<Vec<_>>().join(", ");
        differences.push(format!(
            "rules [{}], expected [{}]",
            list(&found),
            list(&rules)
        ));
    }
    differences
}

fn heading() -> String {
    format!(
        "{}\n\n",
        paint(BOLD, "MAIL DOMAINS, what their DNS and policies lack")
    )
}

/// A domain's block: a line, and what is wrong with it below.
fn block(domain: &LabDomain, report: &Report, differences: &[String]) -> String {
    let verdict = report.verdict.result;
    let complaints = complaints(report);
    let rules: Vec<&str> = complaints
        .iter()
        .map(|remark| remark.rule.as_str())
        .collect();
    let rules = match rules.is_empty() {
        true => "-".to_owned(),
        false => rules.join(", "),
    };
    let expected = match differences.is_empty() {
        true => paint(DIM, "as expected"),
        false => paint(verdict_style(VerdictResult::Fail), "UNEXPECTED"),
    };
    let mut text = format!(
        "{} {}  {rules:<44}  {expected}\n",
        paint(BOLD, &format!("{:<30}", domain.name)),
        paint(verdict_style(verdict), &format!("{:<7}", verdict.as_str())),
    );
    if let Some(gravest) = complaints.first() {
        text.push_str(&labelled(4, "fault", 8, &escape(domain.description)));
        text.push_str(&labelled(4, "why", 8, &escape(&report.verdict.summary)));
        let deciding = complaints
            .iter()
            .find(|remark| report.verdict.finding.as_deref() == Some(remark.rule.as_str()));
        if let Some(remedy) = &deciding.unwrap_or(gravest).remedy {
            text.push_str(&labelled(4, "remedy", 8, &escape(remedy)));
        }
    }
    text + &super::difference_lines(differences)
}

/// A domain and its report as one line of JSON, line end included.
fn line(domain: &LabDomain, report: &Report, as_expected: bool) -> io::Result<String> {
    json_line(&json!({
        "case": domain.name,
        "description": domain.description,
        "expected": {"verdict": expected_verdict(domain), "rules": domain.rules},
        "as_expected": as_expected,
        "report": report,
    }))
}
