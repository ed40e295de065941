//! Something else than Exchange Online answers the web requests.

use super::{Cause, Confidence, Side, View, names};
use crate::diagnosis::FindingCode as Code;

/// A captive portal or block page on 443.
pub(super) fn rule(view: &View<'_>) -> Option<Cause> {
    let subject = view
        .subjects
        .iter()
        .find_map(|sight| sight.finding(Code::BlockPage))?;
    let all: Vec<_> = view
        .site
        .iter()
        .filter(|sight| sight.finding(Code::BlockPage).is_some())
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
