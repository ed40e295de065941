//! From the records of the probes to one verdict for each scenario: pure.

use super::domain::{domain_missing, mx_elsewhere};
use super::plan::{Plan, ScenarioPlan};
use super::probe_view::{ProbeView, View};
use super::report::{ScenarioProbe, ScenarioVerdict};
use super::rules::{self, Cause};
use super::{Confidence, Role, Scenario, Side, attribution};
use crate::diagnosis::{FindingCode, finding};
use crate::record::{Finding, Record, Severity, VerdictResult};

/// The most findings of single probes that a verdict repeats.
const MAX_FINDINGS: usize = 32;

/// Judges every scenario of a plan. `records` has one record for each probe, in order.
pub(super) fn judge(plan: &Plan, records: &[Record]) -> Vec<ScenarioVerdict> {
    let all: Vec<ProbeView<'_>> = (0..)
        .zip(plan.probes.iter().zip(records))
        .map(|(probe, (wanted, record))| ProbeView {
            probe,
            role: Role::Control,
            host: &wanted.host,
            port: wanted.port,
            second_host: wanted.second_host,
            direct: wanted.direct,
            record,
        })
        .collect();
    plan.scenarios
        .iter()
        .map(|entry| judge_one(entry, &all))
        .collect()
}

fn judge_one(entry: &ScenarioPlan, all: &[ProbeView<'_>]) -> ScenarioVerdict {
    if entry.lacks_domain {
        return domain_missing(entry.scenario);
    }
    let views: Vec<ProbeView<'_>> = entry
        .probes
        .iter()
        .filter_map(|(place, role)| {
            let view = all.get(*place)?;
            Some(ProbeView {
                role: *role,
                ..*view
            })
        })
        .collect();
    // The direct probe beside a proxy goes another way: only the rules about proxies look at it.
    let (beside, site): (Vec<ProbeView<'_>>, Vec<ProbeView<'_>>) =
        all.iter().copied().partition(|view| view.direct);
    let result = result(&views);
    let mut verdict = ScenarioVerdict {
        scenario: entry.scenario,
        result,
        cause: String::new(),
        side: None,
        confidence: None,
        evidence: Vec::new(),
        remedy: None,
        findings: Vec::new(),
        probes: views
            .iter()
            .map(|view| ScenarioProbe {
                probe: view.probe,
                role: view.role,
                host: view.host.to_owned(),
                port: view.port,
                second_host: view.second_host,
            })
            .collect(),
    };
    let elsewhere = mx_elsewhere(&views);
    let counted = views
        .iter()
        .filter(|view| view.role != Role::Control && view.role != Role::Fallback);
    let mut subjects: Vec<ProbeView<'_>> = counted
        .copied()
        .filter(|view| view.result() != VerdictResult::Pass)
        .collect();
    // Stable: among equals the order of the table stays.
    subjects.sort_by_key(|view| std::cmp::Reverse(view.result().gravity()));
    let view = View {
        subjects: &subjects,
        site: &site,
        direct: beside.first(),
    };
    if entry.scenario == Scenario::HybridMailFlow
        && result != VerdictResult::Fail
        && let Some(cause) = &elsewhere
    {
        // Mail that the site sends to Exchange Online goes past this exchanger: nothing is known.
        verdict.result = VerdictResult::Unknown;
        tell(&mut verdict, cause.clone(), &views);
    } else if result == VerdictResult::Pass {
        verdict.cause = works(entry.scenario, &views);
        verdict.evidence = views.iter().map(ProbeView::line).collect();
    } else {
        if let Some(mut cause) = rules::find(&view).or_else(|| single(&subjects)) {
            if let Some(other) = way_left(&views, result) {
                cause.explanation = format!("Only {other} works: {}", cause.explanation);
            }
            tell(&mut verdict, cause, &views);
        }
    }
    if let Some(cause) = elsewhere {
        let line = format!("note: {}", cause.explanation);
        if !verdict.cause.contains(&cause.explanation) {
            verdict.evidence.push(line);
        }
    }
    if entry.scenario == Scenario::HybridMailFlow {
        verdict.evidence.push(
            "cannot be seen from here: whether Exchange Online reaches your server on inbound 25"
                .into(),
        );
    }
    repeat_findings(&mut verdict, &views);
    if let Some(note) = rules::only_way_out(&view, &views) {
        remark(&mut verdict, note);
    }
    verdict
}

/// Adds what is worth knowing and changes no verdict.
fn remark(verdict: &mut ScenarioVerdict, note: Cause) {
    let known = |code: FindingCode| verdict.findings.iter().any(|f| f.code == code.as_str());
    // The cause has said it.
    if known(note.code) || known(FindingCode::ProxyOnly443) {
        return;
    }
    verdict.evidence.push(format!("note: {}", note.explanation));
    verdict.findings.push(finding(
        note.code,
        Severity::Note,
        note.explanation,
        note.evidence,
        note.remedy,
    ));
}

fn worst<'a>(views: impl Iterator<Item = &'a ProbeView<'a>>) -> VerdictResult {
    views
        .map(ProbeView::result)
        .max_by_key(|result| result.gravity())
        .unwrap_or(VerdictResult::Pass)
}

/// The result from the roles.
fn result(views: &[ProbeView<'_>]) -> VerdictResult {
    let of = |role: Role| views.iter().filter(move |view| view.role == role);
    let needed = worst(of(Role::Needed));
    let ways: Vec<&ProbeView<'_>> = of(Role::Alternative).collect();
    let ways_result = if ways.iter().any(|view| view.works()) {
        match worst(ways.into_iter()) {
            VerdictResult::Fail | VerdictResult::Unknown => VerdictResult::Warn,
            other => other,
        }
    } else {
        worst(ways.into_iter())
    };
    let together = [needed, ways_result]
        .into_iter()
        .max_by_key(|result| result.gravity())
        .unwrap_or(VerdictResult::Unknown);
    if together.gravity() > VerdictResult::Warn.gravity()
        && of(Role::Fallback).any(ProbeView::works)
    {
        return VerdictResult::Warn;
    }
    together
}

/// The way that is left where another fails.
fn way_left(views: &[ProbeView<'_>], result: VerdictResult) -> Option<String> {
    let fails = views
        .iter()
        .any(|view| matches!(view.role, Role::Needed | Role::Alternative) && !view.works());
    if result != VerdictResult::Warn || !fails {
        return None;
    }
    views
        .iter()
        .find(|view| matches!(view.role, Role::Alternative | Role::Fallback) && view.works())
        .map(ProbeView::name)
}

/// The gravest finding of the worst probe.
fn single(subjects: &[ProbeView<'_>]) -> Option<Cause> {
    let subject = subjects.first()?;
    let record = subject.record;
    let gravest = record.findings.first();
    let code = gravest.and_then(|finding| finding.code.parse::<FindingCode>().ok());
    let (mut side, mut confidence) = code.map_or((Side::Unknown, Confidence::Low), attribution::of);
    if side == Side::ExchangeOnline && !subject.is_exchange_online() {
        (side, confidence) = (Side::Unknown, Confidence::Low);
    }
    if let Some(known) = attribution::by_reply(subject.seen()) {
        (side, confidence) = known;
    }
    if code == Some(FindingCode::HttpError) {
        // Its own headers prove that the error is Exchange Online's; without them a proxy made it.
        let own = subject.seen().dialogue.as_ref();
        let own = own.and_then(|dialogue| dialogue.http.as_ref());
        if own.is_some_and(|http| http.exchange_online) {
            confidence = Confidence::Medium;
        } else {
            side = Side::Path;
        }
    }
    let alike = subjects
        .iter()
        .filter(|other| {
            other.result() == subject.result()
                && other.record.verdict.finding == record.verdict.finding
        })
        .count();
    let mut explanation = record.verdict.summary.clone();
    if alike > 1 {
        explanation.push_str(&format!(" (and {} more with the same finding)", alike - 1));
    }
    Some(Cause {
        code: code.unwrap_or(FindingCode::InternalError),
        explanation,
        side,
        confidence,
        evidence: gravest.map_or_else(Vec::new, |finding| finding.evidence.clone()),
        remedy: gravest.map_or_else(String::new, |finding| finding.remedy.clone()),
    })
}

fn tell(verdict: &mut ScenarioVerdict, cause: Cause, views: &[ProbeView<'_>]) {
    let severity = match verdict.result {
        VerdictResult::Fail => Severity::Error,
        _ => Severity::Warning,
    };
    let found = finding(
        cause.code,
        severity,
        cause.explanation.clone(),
        cause.evidence.clone(),
        cause.remedy.clone(),
    );
    verdict.findings.push(found);
    verdict.cause = cause.explanation;
    verdict.side = Some(cause.side);
    verdict.confidence = Some(cause.confidence);
    verdict.evidence = views.iter().map(ProbeView::line).collect();
    verdict.evidence.extend(cause.evidence);
    verdict.remedy = Some(cause.remedy).filter(|remedy| !remedy.is_empty());
}

/// The findings of the scenario's own probes, below the cause.
fn repeat_findings(verdict: &mut ScenarioVerdict, views: &[ProbeView<'_>]) {
    let own = views
        .iter()
        .filter(|view| view.role != Role::Control)
        .flat_map(|view| &view.record.findings);
    let mut seen: Vec<Finding> = std::mem::take(&mut verdict.findings);
    for finding in own {
        let known = seen
            .iter()
            .any(|other| other.code == finding.code && other.explanation == finding.explanation);
        if !known && seen.len() < MAX_FINDINGS {
            seen.push(finding.clone());
        }
    }
    verdict.findings = seen;
}

/// What works, in one sentence.
fn works(scenario: Scenario, views: &[ProbeView<'_>]) -> String {
    let names: Vec<String> = views
        .iter()
        .filter(|view| matches!(view.role, Role::Needed | Role::Alternative))
        .map(ProbeView::full_name)
        .collect();
    let names = names.join(", ");
    let what = match scenario {
        Scenario::SendMail => "Mail can be submitted from here",
        Scenario::ReceiveMail => {
            "The path to the domain's mail exchanger is open and its TLS is valid"
        }
        Scenario::Outlook => "Outlook and Outlook on the web can connect from here",
        Scenario::Imap => "IMAP clients can connect from here",
        Scenario::Pop => "POP3 clients can connect from here",
        Scenario::Admin => "Exchange Online can be administered from here",
        Scenario::HybridMailFlow => "An Exchange server here can reach Exchange Online",
        Scenario::Device => "Devices and applications here can send mail",
        Scenario::All => "All is well",
    };
    format!("{what} ({names})")
}
