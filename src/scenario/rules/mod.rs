//! What several probes say together. Each rule is a pure function from a [`View`] to a cause, or
//! nothing; the first that has one wins, so the order is that of certainty: what explains everything
//! comes before what explains one port.

mod addresses;
mod clock;
mod interception;
mod only_443;
mod outage;
mod port_25;
mod portal;
mod proxied;
mod throttled;

use super::probe_view::View;
use super::{Confidence, Side};
use crate::diagnosis::FindingCode;

/// Why a scenario is not all well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cause {
    pub code: FindingCode,
    /// One sentence.
    pub explanation: String,
    pub side: Side,
    pub confidence: Confidence,
    /// What is special about the evidence; a line for each probe follows anyway.
    pub evidence: Vec<String>,
    pub remedy: String,
}

type Rule = fn(&View<'_>) -> Option<Cause>;

const RULES: &[Rule] = &[
    outage::resolver,
    addresses::rewritten,
    outage::everything,
    clock::rule,
    portal::rule,
    interception::rule,
    proxied::only_443,
    proxied::only_through_proxy,
    only_443::rule,
    port_25::with_587,
    port_25::rule,
    throttled::rule,
    addresses::family,
];

/// The cause that several probes show together, if any.
pub(super) fn find(view: &View<'_>) -> Option<Cause> {
    RULES.iter().find_map(|rule| rule(view))
}

pub(super) use proxied::only_way_out;

/// At most five names of probes, for a sentence.
fn names<'a>(views: impl Iterator<Item = &'a super::probe_view::ProbeView<'a>>) -> String {
    let mut names: Vec<String> = views.map(super::probe_view::ProbeView::name).collect();
    names.dedup();
    let more = names.len().saturating_sub(5);
    names.truncate(5);
    let mut text = names.join(", ");
    if more > 0 {
        text.push_str(&format!(" and {more} more"));
    }
    text
}
