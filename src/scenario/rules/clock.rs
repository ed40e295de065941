//! This machine's clock, by the certificates and by the servers' own dates.

use std::collections::BTreeMap;

use super::{Cause, Confidence, Side, View};
use crate::diagnosis::FindingCode as Code;
use crate::diagnosis::server_date;
use crate::scenario::probe_view::ProbeView;
use crate::text::counted;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// By how much the clock would have to be moved, in milliseconds, for a certificate to be valid.
#[derive(Debug, Clone, Copy)]
struct Window {
    least: i64,
    most: i64,
}

/// Every certificate is outside of its dates, and one shift of the clock puts them all right.
///
/// Two unrelated certificates are one sign; the servers' own dates are another.
pub(super) fn rule(view: &View<'_>) -> Option<Cause> {
    view.subjects.iter().find(|view| is_out_of_dates(view))?;
    let with_chain: Vec<&ProbeView<'_>> = view
        .site
        .iter()
        .filter(|view| view.seen().trust.is_some())
        .collect();
    if !with_chain.iter().all(|view| is_out_of_dates(view)) {
        return None;
    }
    let windows: BTreeMap<&str, Window> =
        with_chain.iter().filter_map(|view| window(view)).collect();
    let least = windows.values().map(|window| window.least).max()?;
    let most = windows.values().map(|window| window.most).min()?;
    if least > most {
        return None;
    }
    let shifts: Vec<i64> = view
        .site
        .iter()
        .filter_map(|view| Some(server_date(view.seen())? - view.seen().started_at))
        .collect();
    let said = shifts
        .iter()
        .copied()
        .find(|shift| (least..=most).contains(shift));
    if said.is_none() && (windows.len() < 2 || !shifts.is_empty()) {
        // One certificate may be at fault itself, and servers that agree with this clock acquit it.
        return None;
    }
    let shift = said.unwrap_or(if least > 0 { least } else { most });
    let direction = if shift > 0 { "behind" } else { "ahead" };
    let days = (shift.abs() + DAY_MS / 2) / DAY_MS;
    Some(Cause {
        code: Code::ClockWrong,
        explanation: format!(
            "The clock of this machine is wrong, {} {} {direction}: this puts every certificate outside its validity period",
            if said.is_some() { "about" } else { "at least" },
            counted(days, "day"),
        ),
        side: Side::YourSide,
        confidence: if said.is_some() {
            Confidence::High
        } else {
            Confidence::Medium
        },
        evidence: vec![
            format!("different certificates outside their validity period: {}", windows.len()),
            format!("servers that said their own date: {}", shifts.len()),
        ],
        remedy: "Set the clock and the time zone of this machine and repair its time synchronization (w32tm /resync, chronyc makestep); then check again."
            .into(),
    })
}

fn is_out_of_dates(view: &ProbeView<'_>) -> bool {
    view.seen()
        .trust
        .as_ref()
        .is_some_and(|trust| !trust.within_validity)
}

fn window<'a>(view: &ProbeView<'a>) -> Option<(&'a str, Window)> {
    let seen = view.seen();
    let leaf = seen.certificates.first()?;
    Some((
        leaf.sha256.as_str(),
        Window {
            least: leaf.not_before?.saturating_sub(seen.started_at),
            most: leaf.not_after?.saturating_sub(seen.started_at),
        },
    ))
}
