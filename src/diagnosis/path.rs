//! The path to the service: which front door, and how far.

use crate::record::{Finding, Observation, Severity};
use crate::targets::Protocol;

use super::{FindingCode as Code, finding, is_exchange_online};

pub(super) fn diagnose(observation: &Observation, findings: &mut Vec<Finding>) {
    front_doors_differ(observation, findings);
}

/// The front door of the DNS is not the one that answered.
fn front_doors_differ(observation: &Observation, findings: &mut Vec<Finding>) {
    let (Some(by_dns), Some(by_http)) = (
        front_door_by_dns(observation),
        observation
            .dialogue
            .as_ref()
            .and_then(|dialogue| dialogue.http.as_ref())
            .and_then(|http| http.front_door.as_deref()),
    ) else {
        return;
    };
    if by_dns.eq_ignore_ascii_case(by_http) {
        return;
    }
    findings.push(finding(
        Code::FrontDoorsDiffer,
        Severity::Note,
        format!(
            "The DNS resolver and this site's Internet egress seem to be far apart: the resolver chose front door {}, and {by_http} answered",
            by_dns.to_ascii_uppercase()
        ),
        vec![
            format!("by DNS: {by_dns} (depends on where the resolver is)"),
            format!("by HTTP header: {by_http} (the site that took the connection)"),
        ],
        "Nothing is broken, but the path is longer than necessary (about 25 ms from 800 km on). Let clients use a resolver near their egress: a local \
         forwarder in place of one at a distant headquarters or in a VPN, and go out to the Internet locally, as Microsoft's connectivity principles \
         advise. The codes are those of sites, mostly airport codes: check how far apart they are.",
    ));
}

/// The front-door site in the CNAME chain: the label `<site>-efz` (facts section 3), lower case. It
/// depends on where the resolver is.
pub fn front_door_by_dns(observation: &Observation) -> Option<String> {
    let chain = &observation.resolution.as_ref()?.dns.as_ref()?.cname_chain;
    chain.iter().rev().find_map(|step| {
        let label = step.target.split('.').next()?.to_ascii_lowercase();
        let site = label.strip_suffix("-efz")?;
        let fine = (2..=5).contains(&site.len()) && site.bytes().all(|b| b.is_ascii_alphanumeric());
        fine.then(|| site.to_owned())
    })
}

/// The server's own name where it is one of Exchange Online's: from greeting, EHLO or headers.
pub fn front_door_server(observation: &Observation) -> Option<&str> {
    let dialogue = observation.dialogue.as_ref()?;
    let known = match dialogue.protocol {
        Protocol::Http => dialogue.http.as_ref()?.exchange_online,
        _ => is_exchange_online(observation),
    };
    known.then_some(dialogue.server_name.as_deref()).flatten()
}

/// Microsoft's points for a TCP connection time in milliseconds, 0 to 100, linear between the
/// published steps (facts section 7: up to 10 ms 100, 25 ms 80, 100 ms 60, 200 ms 40, 300 ms 20, from
/// 350 ms on 0). Microsoft takes the median of three days; one probe is one sample.
///
/// ```
/// use exoport::diagnosis::latency_points;
/// assert_eq!(latency_points(5.0), 100);
/// assert_eq!(latency_points(62.5), 70);
/// ```
pub fn latency_points(connect_ms: f64) -> u8 {
    const STEPS: [(f64, f64); 6] = [
        (10.0, 100.0),
        (25.0, 80.0),
        (100.0, 60.0),
        (200.0, 40.0),
        (300.0, 20.0),
        (350.0, 0.0),
    ];
    if connect_ms.is_nan() || connect_ms <= STEPS[0].0 {
        return 100;
    }
    for pair in STEPS.windows(2) {
        let ((from, high), (to, low)) = (pair[0], pair[1]);
        if connect_ms <= to {
            let points = high - (high - low) * (connect_ms - from) / (to - from);
            // Between 0 and 100 by construction.
            return points.round() as u8;
        }
    }
    0
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;
    use crate::record::{Cname, DnsView, Resolution, ResolutionSource};

    #[test]
    fn latency_has_the_points_of_the_published_table() {
        for (ms, points) in [
            (0.0, 100),
            (10.0, 100),
            (17.5, 90),
            (25.0, 80),
            (100.0, 60),
            (150.0, 50),
            (200.0, 40),
            (300.0, 20),
            (325.0, 10),
            (350.0, 0),
            (9999.0, 0),
        ] {
            assert_eq!(latency_points(ms), points, "{ms} ms");
        }
    }

    fn codes(observation: &Observation) -> Vec<String> {
        let mut findings = Vec::new();
        diagnose(observation, &mut findings);
        findings.into_iter().map(|finding| finding.code).collect()
    }

    fn resolved(chain: &[&str]) -> Resolution {
        Resolution {
            name: "outlook.office365.com".into(),
            source: ResolutionSource::System,
            addresses: Vec::new(),
            mx: Vec::new(),
            mx_error: None,
            dns: Some(DnsView {
                cname_chain: chain
                    .iter()
                    .map(|target| Cname {
                        name: "a.example".into(),
                        target: (*target).to_owned(),
                        ttl_seconds: 60,
                    })
                    .collect(),
                ..DnsView::default()
            }),
        }
    }

    #[test]
    fn the_front_door_is_read_from_the_chain_and_compared() {
        let mut observation = samples::web("outlook.office365.com", 302, &[("location", "/owa/")]);
        observation.resolution = Some(resolved(&[
            "outlook.ms-acdc.office.com",
            "LHR-efz.ms-acdc.office.com",
        ]));
        assert_eq!(front_door_by_dns(&observation).as_deref(), Some("lhr"));
        for (by_http, expected) in [
            (None, vec![]),
            (Some("LHR"), vec![]),
            (Some("PHX"), vec!["front-doors-differ"]),
        ] {
            let http = observation
                .dialogue
                .as_mut()
                .and_then(|dialogue| dialogue.http.as_mut());
            http.expect("an answer").front_door = by_http.map(str::to_owned);
            assert_eq!(codes(&observation), expected, "{by_http:?}");
        }
    }
}
