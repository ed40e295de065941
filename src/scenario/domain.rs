//! The mail domain of a check: where there is none, and where its mail goes elsewhere.

use super::probe_view::ProbeView;
use super::report::ScenarioVerdict;
use super::rules::Cause;
use super::{Confidence, Role, Scenario, Side};
use crate::diagnosis::{FindingCode, finding};
use crate::record::{Severity, VerdictResult};

/// The verdict of a scenario that says nothing without a domain.
pub(super) fn domain_missing(scenario: Scenario) -> ScenarioVerdict {
    let cause = "Not checked: no mail domain was given".to_owned();
    let remedy = "Give your mail domain: --domain contoso.com (-Domain contoso.com). Its MX is looked up, never guessed.";
    ScenarioVerdict {
        scenario,
        result: VerdictResult::Unknown,
        cause: cause.clone(),
        side: Some(Side::Unknown),
        confidence: Some(Confidence::High),
        evidence: Vec::new(),
        remedy: Some(remedy.to_owned()),
        findings: vec![finding(
            FindingCode::DomainMissing,
            Severity::Note,
            cause,
            Vec::new(),
            remedy,
        )],
        probes: Vec::new(),
    }
}

/// The domain's mail goes elsewhere than to Exchange Online.
pub(super) fn mx_elsewhere(views: &[ProbeView<'_>]) -> Option<Cause> {
    let subject = views.iter().find(|view| {
        !view.second_host
            && view.role != Role::Control
            && !view.is_exchange_online()
            && view
                .seen()
                .resolution
                .as_ref()
                .is_some_and(|resolution| !resolution.mx.is_empty())
    })?;
    let resolution = subject.seen().resolution.as_ref()?;
    Some(Cause {
        code: FindingCode::MxElsewhere,
        explanation: format!(
            "The MX of {} leads to {}, not to Exchange Online",
            subject.host, resolution.name
        ),
        side: Side::YourSide,
        confidence: Confidence::High,
        evidence: resolution
            .mx
            .iter()
            .take(8)
            .map(|mx| format!("MX {} {}", mx.preference, mx.exchange))
            .collect(),
        remedy: "If another gateway takes your mail on purpose, give the tenant's own mail host (it is shown in the Microsoft 365 admin center, such as \
                 contoso-com.mail.protection.outlook.com) instead of the domain to test the path to Exchange Online."
            .into(),
    })
}
