//! The way is open and the server asks to come back later (facts section 4.8).

use super::{Cause, Confidence, Side, View};
use crate::diagnosis::{FindingCode as Code, reply};
use crate::record::OutcomeCode;

/// 421 or 4.7.x from Exchange Online.
pub(super) fn rule(view: &View<'_>) -> Option<Cause> {
    let (subject, said) = view.subjects.iter().find_map(|view| {
        let outcome = &view.seen().outcome;
        let said = outcome.reply.as_deref()?;
        let temporary = outcome.code == OutcomeCode::ServiceUnavailable && said.starts_with('4');
        // A code that is known to say something else is no throttling.
        let throttles = reply::known(view.seen()).is_none_or(reply::is_throttling);
        (temporary && throttles && view.is_exchange_online()).then_some((view, said))
    })?;
    let by_reputation = said.contains(" 4.7.");
    Some(Cause {
        code: Code::Throttled,
        explanation: format!(
            "The path to {} is open, but the server temporarily rejects this address ({said})",
            subject.name()
        ),
        side: Side::ExchangeOnline,
        confidence: if by_reputation {
            Confidence::High
        } else {
            Confidence::Medium
        },
        evidence: subject.seen().outcome.detail.iter().cloned().collect(),
        remedy: "No firewall is at fault. Wait some minutes and check again, less often. If it persists, check what else sends from this public \
                 address (4.7.5xx and 4.7.6xx mean that its traffic has changed suddenly; own servers need a connector). See also the service health \
                 page."
            .into(),
    })
}
