//! Something other than Exchange Online answers the web requests.

use std::collections::BTreeSet;

use super::{Cause, Confidence, Side, View, names};
use crate::diagnosis::FindingCode as Code;
use crate::scenario::probe_view::ProbeView;

/// A captive portal or block page on 443.
pub(super) fn rule(view: &View<'_>) -> Option<Cause> {
    let Some(subject) = view
        .subjects
        .iter()
        .find_map(|view| view.finding(Code::BlockPage))
    else {
        return before_log_on(view);
    };
    let all: Vec<_> = view
        .site
        .iter()
        .filter(|view| view.finding(Code::BlockPage).is_some())
        .collect();
    let several = all.len() > 1;
    Some(Cause {
        code: Code::BlockPage,
        explanation: if several {
            format!(
                "A captive portal or block page answers instead of Exchange Online on {}",
                names(all.into_iter())
            )
        } else {
            subject.explanation.clone()
        },
        side: Side::YourSide,
        confidence: if several {
            Confidence::High
        } else {
            Confidence::Medium
        },
        evidence: subject.evidence.clone(),
        remedy: subject.remedy.clone(),
    })
}

/// No mail port opens, and all of 443 is the page: as long as nobody has logged on to the network, nothing
/// is known about its rules for mail.
fn before_log_on(view: &View<'_>) -> Option<Cause> {
    let (web, mail): (Vec<&ProbeView<'_>>, Vec<&ProbeView<'_>>) =
        view.site.iter().partition(|view| view.port == 443);
    let page = web.first().and_then(|view| view.finding(Code::BlockPage))?;
    let all_pages = web
        .iter()
        .all(|view| view.finding(Code::BlockPage).is_some());
    let all_closed = mail.iter().all(|view| view.connect_failure().is_some());
    let ports: BTreeSet<u16> = mail.iter().map(|view| view.port).collect();
    if !all_pages || !all_closed || ports.is_empty() {
        return None;
    }
    let ports: Vec<String> = ports.iter().map(u16::to_string).collect();
    let listed = ports.join(", ");
    Some(Cause {
        code: Code::BlockPage,
        explanation: format!(
            "A captive portal or block page answers instead of Exchange Online on 443, and outbound {listed} does not work"
        ),
        side: Side::YourSide,
        confidence: Confidence::Medium,
        evidence: page.evidence.clone(),
        remedy: format!(
            "Log on to the network's portal in a browser and check again: until then it lets no traffic out. If there is no portal, a web filter \
             answers on 443 and the firewall closes {listed}: have Exchange Online's names and ports allowed in both."
        ),
    })
}
