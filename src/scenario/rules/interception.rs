//! TLS that ends at the same stranger everywhere.

use std::collections::BTreeMap;

use super::{Cause, Confidence, Side, View, names};
use crate::diagnosis::FindingCode as Code;
use crate::scenario::probe_view::ProbeView;

/// The issuer that stands in for Microsoft.
fn foreign_issuer<'a>(view: &ProbeView<'a>) -> Option<&'a str> {
    let foreign =
        view.finding(Code::ForeignIssuer).is_some() || view.finding(Code::TlsInspection).is_some();
    if !foreign {
        return None;
    }
    view.seen().certificates.first()?.issuer.as_deref()
}

/// Several services show the same foreign issuer: one device, one cause.
pub(super) fn rule(view: &View<'_>) -> Option<Cause> {
    let subject = view.subjects.iter().find_map(foreign_issuer)?;
    let mut by_issuer: BTreeMap<&str, Vec<&ProbeView<'_>>> = BTreeMap::new();
    for view in view.site {
        if let Some(issuer) = foreign_issuer(view) {
            by_issuer.entry(issuer).or_default().push(view);
        }
    }
    let intercepted = by_issuer.get(subject)?;
    if intercepted.len() < 2 {
        return None;
    }
    let trusted = intercepted
        .iter()
        .all(|view| view.finding(Code::TlsInspection).is_some());
    let what = names(intercepted.iter().copied());
    Some(Cause {
        code: Code::InterceptedEverywhere,
        explanation: format!("TLS is intercepted by one device: {subject} replaces Microsoft's certificate on {what}"),
        side: Side::YourSide,
        // An issuer that this machine was made to trust belongs to those who run this machine.
        confidence: if trusted {
            Confidence::High
        } else {
            Confidence::Medium
        },
        evidence: vec![format!("issuer on all of them: {subject}")],
        remedy: "Exempt Exchange Online's names and ranges from TLS inspection on the proxy, firewall or antivirus whose name the issuer shows: \
                 Microsoft asks for that on all Optimize and Allow endpoints, mail ports included. If nobody at your site inspects TLS, treat the \
                 path as hostile and send no passwords over it."
            .into(),
    })
}
