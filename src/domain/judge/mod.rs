//! What an observation means: pure, the same everywhere and at any time.
//!
//! The rules ask a [`View`] for what they want to know. What it does not have yet it notes, so that
//! the rules also say which questions are still to be asked; nothing else knows.

mod autodiscover;
mod cloud;
mod dkim;
mod dmarc;
mod given;
mod msoid;
mod mta_sts;
mod mx;
mod remarks;
mod spf;
mod subject;
mod tags;
#[cfg(test)]
mod tests;
mod tls_rpt;
mod tlsa;
mod view;

use super::observation::Observation;
use super::report::{Item, ItemName, Report};
use super::rule::Rule;
use crate::record::{OutcomeCode, SCHEMA, Verdict, VerdictResult};

use remarks::Remarks;
use subject::{Domain, MailHosts};
use view::View;

pub(super) use view::Missing;

/// Judges an observation.
pub fn judge(observation: &Observation) -> Report {
    judge_and_ask(observation).0
}

/// The same, and what the rules would have liked to know besides.
pub(super) fn judge_and_ask(observation: &Observation) -> (Report, Missing) {
    let view = View::new(observation);
    let mut domain = Domain::of(&view);
    domain.parked = domain.takes_none() && spf::nobody_sends(&view, domain.name);
    let mut items = vec![mx::item(&view, &domain)];
    if domain.hosts == MailHosts::NoDomain {
        items.extend(nothing_else(&domain));
    } else {
        items.push(spf::item(&view, &domain));
        items.extend(dkim::items(&view, &domain));
        items.push(dmarc::item(&view, &domain));
        items.push(autodiscover::item(&view, &domain));
        items.push(msoid::item(&view, &domain));
        items.push(mta_sts::item(&view, &domain));
        items.push(tls_rpt::item(&view, &domain));
        items.extend(tlsa::items(&view, &domain));
    }
    if given::is_given(domain.name) && domain.hosts != MailHosts::NoDomain {
        given::adapt(domain.name, &mut items);
    }
    let report = Report {
        schema: SCHEMA,
        kind: "domain".to_owned(),
        domain: observation.domain.clone(),
        instance: domain.cloud.map(|cloud| cloud.instance.to_owned()),
        id: 0,
        tag: None,
        started_at: observation.started_at,
        duration_ms: observation.duration_ms,
        outcome: OutcomeCode::Ok,
        detail: None,
        verdict: verdict(&domain, &items),
        items,
        observation: observation.clone(),
    };
    (report, view.into_missing())
}

/// Every item but the MX of a domain that does not exist.
fn nothing_else(domain: &Domain<'_>) -> impl Iterator<Item = Item> {
    let name = domain.name.to_owned();
    ItemName::ALL
        .iter()
        .filter(|item| **item != ItemName::Mx)
        .map(move |item| {
            let good = (Rule::NoDomain, format!("{name} does not exist."));
            Remarks::new(*item, name.clone()).into_item(good)
        })
}

/// The one answer: that of the gravest item; the first of equals.
fn verdict(domain: &Domain<'_>, items: &[Item]) -> Verdict {
    let mut gravest: Option<&Item> = None;
    for item in items {
        let gravity = item.remark.result.gravity();
        if gravest.is_none_or(|known| known.remark.result.gravity() < gravity) {
            gravest = Some(item);
        }
    }
    let result = gravest.map_or(VerdictResult::Pass, |item| item.remark.result.verdict());
    match gravest {
        Some(item) if result != VerdictResult::Pass => Verdict {
            result,
            summary: item.remark.explanation.clone(),
            finding: Some(item.remark.rule.as_str().to_owned()),
        },
        _ => Verdict {
            result,
            summary: format!(
                "The DNS of {} is as Exchange Online{} wants it.",
                domain.name,
                domain
                    .cloud
                    .map_or_else(String::new, |cloud| format!(" ({})", cloud.instance))
            ),
            finding: None,
        },
    }
}
