//! The addresses of a name, beside each other.

use crate::record::{Attempt, Finding, Observation, OutcomeCode, Severity};

use super::{FindingCode as Code, finding};

pub(super) fn diagnose(observation: &Observation, findings: &mut Vec<Finding>) {
    // Only where the name as a whole can be reached; else the outcome has said it.
    if !observation.attempts.iter().any(works) {
        return;
    }
    // Behind a proxy the attempts are those to the proxy.
    let place = match &observation.proxy {
        Some(proxy) => format!("the proxy {}", proxy.url),
        None => super::place(observation),
    };
    let (v6, v4): (Vec<&Attempt>, Vec<&Attempt>) = observation
        .attempts
        .iter()
        .partition(|attempt| attempt.address.is_ipv6());
    let dead =
        |family: &[&Attempt]| !family.is_empty() && !family.iter().any(|attempt| works(attempt));
    for (name, other, family) in [("IPv6", "IPv4", &v6), ("IPv4", "IPv6", &v4)] {
        if !dead(family) {
            continue;
        }
        let evidence = family
            .iter()
            .take(4)
            .map(|attempt| shown(attempt))
            .collect();
        // A machine without any IPv6 is the common case, and clients know to avoid it.
        let no_way = family
            .iter()
            .all(|attempt| attempt.outcome == OutcomeCode::Unreachable);
        let severity = if no_way {
            Severity::Note
        } else {
            Severity::Warning
        };
        findings.push(finding(
            Code::AddressFamilyBroken,
            severity,
            format!("{place} can be reached over {other} and not over {name}"),
            evidence,
            if no_way {
                format!("Nothing is broken if this site has no {name}: clients then use {other}.")
            } else {
                format!(
                    "Clients that prefer {name} are delayed or fail: allow the port for {name} in the firewall as for {other}, or repair the {name} route."
                )
            },
        ));
    }
    let failing: Vec<&Attempt> = observation
        .attempts
        .iter()
        .filter(|attempt| !works(attempt))
        .filter(|attempt| {
            let family = if attempt.address.is_ipv6() { &v6 } else { &v4 };
            !dead(family)
        })
        .collect();
    if !failing.is_empty() {
        findings.push(finding(
            Code::SomeAddressesFail,
            Severity::Note,
            format!(
                "{} of {} addresses of {place} do not answer",
                failing.len(),
                observation.attempts.len(),
            ),
            failing.iter().take(8).map(|attempt| shown(attempt)).collect(),
            "If it is always the same addresses, a firewall rule misses their range: compare it with the published ranges.",
        ));
    }
}

fn works(attempt: &Attempt) -> bool {
    attempt.outcome == OutcomeCode::Ok
}

fn shown(attempt: &Attempt) -> String {
    format!(
        "{}: {} after {:.0} ms",
        attempt.address, attempt.outcome, attempt.duration_ms
    )
}
