//! Addresses: rewritten ones, and a family that works nowhere.

use super::{Cause, Confidence, Side, View, names};
use crate::diagnosis::FindingCode as Code;
use crate::record::{Severity, VerdictResult};
use crate::scenario::probe_view::ProbeView;

/// A name leads to an address that Microsoft has not published, and the probe failed there.
pub(super) fn rewritten(view: &View<'_>) -> Option<Cause> {
    let rewritten = |view: &ProbeView<'_>| {
        view.finding(Code::AddressNotPublished)
            .or(view.finding(Code::AddressLocal))
            .is_some()
    };
    let subject = view
        .subjects
        .iter()
        .find(|view| view.result() == VerdictResult::Fail && rewritten(view))?;
    let finding = subject
        .finding(Code::AddressNotPublished)
        .or(subject.finding(Code::AddressLocal))?;
    let all: Vec<&ProbeView<'_>> = view.site.iter().filter(|view| rewritten(view)).collect();
    if all.iter().any(|view| view.connected()) {
        // Where other names are sent elsewhere and work, that is not why this one fails.
        return None;
    }
    let code = if finding.code == Code::AddressLocal.as_str() {
        Code::AddressLocal
    } else {
        Code::AddressNotPublished
    };
    Some(Cause {
        code,
        explanation: if all.len() > 1 {
            format!(
                "The DNS of this site sends Exchange Online's names elsewhere: {}",
                names(all.iter().copied())
            )
        } else {
            finding.explanation.clone()
        },
        side: Side::YourSide,
        confidence: if all.len() > 1 {
            Confidence::High
        } else {
            Confidence::Medium
        },
        evidence: finding.evidence.clone(),
        remedy: finding.remedy.clone(),
    })
}

/// The same address family fails on several hosts.
pub(super) fn family(view: &View<'_>) -> Option<Cause> {
    let broken = |view: &ProbeView<'_>| -> Option<bool> {
        let finding = view.finding(Code::AddressFamilyBroken)?;
        if finding.severity == Severity::Note {
            return None;
        }
        let works = |v6: bool| {
            view.seen().attempts.iter().any(|attempt| {
                attempt.address.is_ipv6() == v6 && attempt.outcome == crate::record::OutcomeCode::Ok
            })
        };
        Some(works(false) && !works(true))
    };
    let subject = view.subjects.iter().find_map(broken)?;
    let all: Vec<&ProbeView<'_>> = view
        .site
        .iter()
        .filter(|view| broken(view) == Some(subject))
        .collect();
    if all.len() < 2 {
        return None;
    }
    let (dead, alive) = if subject {
        ("IPv6", "IPv4")
    } else {
        ("IPv4", "IPv6")
    };
    Some(Cause {
        code: Code::AddressFamilyBroken,
        explanation: format!(
            "{dead} does not work from here while {alive} does: {}",
            names(all.iter().copied())
        ),
        side: Side::YourSide,
        confidence: Confidence::Medium,
        evidence: Vec::new(),
        remedy: format!(
            "Clients that prefer {dead} are delayed or fail. Open the ports for {dead} as for {alive}, or repair the {dead} route; a site without \
             {dead} should not assign {dead} addresses at all."
        ),
    })
}
