//! Port 25: blocked on the way, refused nearby, or closed to Microsoft alone (facts section 5.1).

use super::{Cause, Confidence, Side, View, names};
use crate::diagnosis::FindingCode as Code;
use crate::record::OutcomeCode;
use crate::scenario::probe_view::ProbeView;

/// What is known of the clouds and providers that block outbound 25 (facts section 5.1; Azure's text is of
/// 2021, the others are third parties' reports).
const CLOUDS: &str = "Azure opens it for Enterprise Agreements, on request for pay-as-you-go, CSP and sponsored subscriptions, never for trial, student and Visual \
                      Studio ones; Google Cloud keeps it closed; AWS opens it on a removal request; DigitalOcean, Hetzner (until unlocked) and many access \
                      providers close it by default";

/// 25 and 587 are dropped while IMAP or POP3 connects: some hosting providers close all ports that send mail.
pub(super) fn with_587(view: &View<'_>) -> Option<Cause> {
    let sends = |view: &ProbeView<'_>| !view.second_host && matches!(view.port, 25 | 587);
    let dropped = |view: &ProbeView<'_>| view.connect_failure() == Some(OutcomeCode::Timeout);
    view.subjects
        .iter()
        .find(|view| sends(view) && dropped(view))?;
    let (sending, others): (Vec<&ProbeView<'_>>, Vec<&ProbeView<'_>>) =
        view.site.iter().partition(|view| sends(view));
    let both = [25, 587]
        .iter()
        .all(|port| sending.iter().any(|view| view.port == *port));
    let reads = others
        .iter()
        .any(|view| matches!(view.port, 993 | 995) && view.connected());
    if !both || !reads || !sending.iter().all(|view| dropped(view)) {
        return None;
    }
    let open = names(others.into_iter().filter(|view| view.connected()));
    Some(Cause {
        code: Code::MailPortsBlocked,
        explanation: "The provider or the site blocks the ports that send mail: 25 and 587 are silently dropped while other ports to Microsoft work"
            .into(),
        side: Side::Path,
        confidence: Confidence::Medium,
        evidence: vec![format!("connected at the same time: {open}")],
        remedy: "Check your own firewall's outbound rules for 25 and 587 first. If they are open there, ask the provider to open 587 for client submission \
                 (DigitalOcean, for example, closes 25, 465 and 587); no setting on this machine helps, and 587 is no way around 25 here."
            .into(),
    })
}

/// Port 25 does not connect while other ports to Microsoft do.
pub(super) fn rule(view: &View<'_>) -> Option<Cause> {
    let (subject, failure) = view.subjects.iter().find_map(|view| {
        let failure = view.connect_failure()?;
        (view.port == 25 && !view.second_host).then_some((view, failure))
    })?;
    let others: Vec<&ProbeView<'_>> = view
        .connected()
        .filter(|view| view.port != 25 && view.is_exchange_online())
        .collect();
    if others.is_empty() {
        return None;
    }
    let same_fate = view
        .site
        .iter()
        .any(|view| view.port == 25 && !view.second_host && view.connected());
    if same_fate {
        // Another host of Microsoft's answers on 25, so the port as such is open.
        return None;
    }
    let second = view.site.iter().find(|view| view.second_host);
    let open = names(others.into_iter());
    match failure {
        OutcomeCode::Timeout => Some(dropped(subject, second, &open)),
        OutcomeCode::Refused
        | OutcomeCode::Reset
        | OutcomeCode::LocalPolicy
        | OutcomeCode::Unreachable => Some(rejected(subject, failure, &open)),
        _ => None,
    }
}

fn dropped(subject: &ProbeView<'_>, second: Option<&ProbeView<'_>>, open: &str) -> Cause {
    let mut evidence = vec![format!("connected at the same time: {open}")];
    if let Some(second) = second {
        evidence.push(format!("second host on 25: {}", second.line()));
        if second.connected() {
            return Cause {
                code: Code::Port25ToMicrosoftBlocked,
                explanation: format!(
                    "Port 25 is open to {}, but connections to Microsoft are silently dropped: a route or access list stops {}",
                    second.host,
                    subject.name()
                ),
                side: Side::Path,
                confidence: Confidence::Medium,
                evidence,
                remedy: "Compare the firewall's outbound rules for 25 with the published ranges of *.mail.protection.outlook.com and *.mx.microsoft, and \
                         trace the route to the address in the evidence; then ask the provider."
                    .into(),
            };
        }
    }
    let dead_too = second.is_some_and(|second| second.connect_failure().is_some());
    Cause {
        code: Code::Port25Blocked,
        explanation: format!(
            "Outbound port 25 is blocked by the provider or a firewall: {} is silently dropped while other ports to Microsoft work",
            subject.name()
        ),
        side: Side::Path,
        confidence: if dead_too {
            Confidence::High
        } else {
            Confidence::Medium
        },
        evidence,
        remedy: format!(
            "Check your own firewall's outbound rule for 25 first. Clients and devices: use client submission on 587 instead. Mail servers: ask the \
             provider to open 25. {CLOUDS}."
        ),
    }
}

fn rejected(subject: &ProbeView<'_>, failure: OutcomeCode, open: &str) -> Cause {
    let (who, confidence) = match failure {
        OutcomeCode::LocalPolicy => ("this machine itself forbids it", Confidence::High),
        OutcomeCode::Unreachable => (
            "a nearby device answers that there is no route",
            Confidence::Medium,
        ),
        _ => (
            "something nearby refuses it at once, as local firewalls do",
            Confidence::Medium,
        ),
    };
    Cause {
        code: Code::Port25Rejected,
        explanation: format!(
            "Outbound port 25 is rejected by local policy: {who}, while other ports to Microsoft work ({})",
            subject.name()
        ),
        side: Side::YourSide,
        confidence,
        evidence: vec![format!("connected at the same time: {open}")],
        remedy: "Look for a rule that rejects outbound 25: this machine's firewall, endpoint protection (\"prevent mass mailing\"), then the site's \
                 firewall. Exchange Online does not refuse 25. Clients and devices can use 587 instead."
            .into(),
    }
}
