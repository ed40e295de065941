//! Nothing works at all: names, routes, the line.

use super::{Cause, Confidence, Side, View};
use crate::diagnosis::FindingCode as Code;
use crate::record::OutcomeCode;

/// No name at all can be resolved.
pub(super) fn resolver(view: &View<'_>) -> Option<Cause> {
    let mut hosts: Vec<&str> = view.site.iter().map(|view| view.host).collect();
    hosts.sort_unstable();
    hosts.dedup();
    let all_fail = view.site.iter().all(|view| view.name_failure().is_some());
    if hosts.len() < 2 || !all_fail {
        return None;
    }
    // Signatures have dates, so a resolver whose clock is wrong rejects everything (facts section 3).
    let rejected: Option<Vec<_>> = view
        .site
        .iter()
        .map(|view| view.finding(Code::DnssecFailure))
        .collect();
    if let Some(first) = rejected.and_then(|all| all.first().copied()) {
        return Some(Cause {
            code: Code::DnssecFailure,
            explanation: format!(
                "No name can be resolved from here: DNSSEC validation rejects the answers for all {} hosts",
                hosts.len()
            ),
            side: Side::YourSide,
            confidence: Confidence::High,
            evidence: first.evidence.clone(),
            remedy: "All zones cannot have wrong signatures at once: the fault is in the validating resolver. Check its clock first, then its trust \
                     anchor, and whether large DNS answers and signature records reach it (UDP above 1232 bytes, TCP 53, forwarders and firewalls in \
                     between)."
                .into(),
        });
    }
    Some(Cause {
        code: Code::ResolverDown,
        explanation: format!(
            "No name can be resolved from here: all {} hosts failed in the DNS",
            hosts.len()
        ),
        side: Side::YourSide,
        confidence: Confidence::High,
        evidence: Vec::new(),
        remedy: "Repair this machine's name resolution first: its DNS servers and the path to them (UDP and TCP 53), the local DNS \
                 client or forwarder. Then check again; nothing is known about the ports yet."
            .into(),
    })
}

/// No probe got a connection, whatever the port.
pub(super) fn everything(view: &View<'_>) -> Option<Cause> {
    let mut ports: Vec<u16> = view.site.iter().map(|view| view.port).collect();
    ports.sort_unstable();
    ports.dedup();
    let dead = view
        .site
        .iter()
        .all(|view| view.connect_failure().or(view.name_failure()).is_some());
    if ports.len() < 2 || !dead {
        return None;
    }
    let all = |code: OutcomeCode| {
        view.site
            .iter()
            .filter_map(super::super::probe_view::ProbeView::connect_failure)
            .all(|failure| failure == code)
    };
    let (how, confidence, remedy) = if all(OutcomeCode::Unreachable) {
        (
            "there is no route",
            Confidence::High,
            "Check the default route, the VPN and the network cable or wireless network: this machine has no route to the Internet.",
        )
    } else if all(OutcomeCode::LocalPolicy) {
        (
            "this machine's own policy forbids it",
            Confidence::High,
            "Check the host firewall's outbound rules and endpoint protection on this machine.",
        )
    } else {
        (
            "every connection fails",
            Confidence::Medium,
            "Check what all traffic has in common: the line, the default route, the firewall's outbound policy, a mandatory proxy. If other sites on \
             the Internet work from here, the firewall blocks Exchange Online on every port.",
        )
    };
    Some(Cause {
        code: Code::NoNetwork,
        explanation: format!(
            "No outbound connection works from here on {} ports: {how}",
            ports.len()
        ),
        side: Side::YourSide,
        confidence,
        evidence: Vec::new(),
        remedy: remedy.into(),
    })
}
