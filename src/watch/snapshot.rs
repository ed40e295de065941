//! What one round saw, without what a watch does not compare.

use std::collections::BTreeMap;

use super::memory::{Chain, Site, SiteSource};
use crate::diagnosis::FindingCode;
use crate::record::{Certificate, VerdictResult};
use crate::scenario::{CheckReport, FrontDoor, Role, Scenario, ScenarioVerdict};

/// Longest text that is kept, in characters.
const MAX_TEXT: usize = 600;
/// Most lines of evidence.
const MAX_EVIDENCE: usize = 16;
/// Most certificates after the server's own.
const MAX_ISSUERS: usize = 8;

/// One round.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Snapshot {
    /// When it began: milliseconds since 1970.
    pub at: i64,
    pub duration_ms: f64,
    pub instance: String,
    pub domain: Option<String>,
    /// The probes say so; then dates mean nothing.
    pub clock_is_wrong: bool,
    pub scenarios: Vec<ScenarioSnapshot>,
    /// Each host and port once.
    pub servers: Vec<ServerSnapshot>,
}

/// A scenario in a round.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ScenarioSnapshot {
    pub scenario: Scenario,
    pub result: VerdictResult,
    pub finding: Option<String>,
    pub cause: String,
    pub evidence: Vec<String>,
    pub remedy: Option<String>,
    pub duration_ms: u64,
}

/// A server in a round.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ServerSnapshot {
    pub host: String,
    pub port: u16,
    pub certificate: Option<CertificateSnapshot>,
    pub site: Option<Site>,
}

/// A server's certificate.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct CertificateSnapshot {
    pub sha256: String,
    pub not_after: Option<i64>,
    pub chain: Chain,
}

impl Snapshot {
    /// Takes out of a report what is compared.
    pub(super) fn of(report: &CheckReport) -> Self {
        // What is only looked at to tell causes apart is not what is watched.
        let mut places: BTreeMap<(&str, u16), u32> = BTreeMap::new();
        for probe in report.scenarios.iter().flat_map(|verdict| &verdict.probes) {
            if probe.role != Role::Control {
                places.insert((&probe.host, probe.port), probe.probe);
            }
        }
        let servers = places.into_iter().map(|((host, port), place)| {
            let record = report.probes.get(place as usize);
            let chain = record.map(|record| &record.observation.certificates[..]);
            let mut doors = report.path.front_doors.iter();
            ServerSnapshot {
                host: short(host),
                port,
                certificate: chain.and_then(certificate),
                site: doors
                    .find(|door| door.host == host && door.port == port)
                    .and_then(site),
            }
        });
        Self {
            at: report.started_at,
            duration_ms: report.duration_ms,
            instance: report.instance.clone(),
            domain: report.domain.as_deref().map(str::to_ascii_lowercase),
            clock_is_wrong: report
                .scenarios
                .iter()
                .flat_map(|verdict| &verdict.findings)
                .any(|finding| finding.code == FindingCode::ClockWrong.as_str()),
            scenarios: report
                .scenarios
                .iter()
                .map(|verdict| scenario(verdict, report))
                .collect(),
            servers: servers.collect(),
        }
    }
}

fn scenario(verdict: &ScenarioVerdict, report: &CheckReport) -> ScenarioSnapshot {
    let own = verdict.probes.iter().filter_map(|probe| {
        let record = report.probes.get(probe.probe as usize)?;
        Some(record.observation.duration_ms)
    });
    let well = verdict.result == VerdictResult::Pass;
    let deciding = verdict.findings.first().filter(|_| !well);
    ScenarioSnapshot {
        scenario: verdict.scenario,
        result: verdict.result,
        finding: deciding.map(|finding| short(&finding.code)),
        cause: short(&verdict.cause),
        evidence: verdict
            .evidence
            .iter()
            .take(MAX_EVIDENCE)
            .map(|line| short(line))
            .collect(),
        remedy: verdict.remedy.as_deref().map(short),
        // A float becomes an integer by its nearest value; durations are small and not negative.
        duration_ms: own.fold(0.0, f64::max).round() as u64,
    }
}

fn certificate(chain: &[Certificate]) -> Option<CertificateSnapshot> {
    let (leaf, rest) = chain.split_first()?;
    Some(CertificateSnapshot {
        sha256: leaf.sha256.clone(),
        not_after: leaf.not_after,
        chain: Chain {
            issuer: short(leaf.issuer.as_deref().unwrap_or("unknown")),
            sha256: rest
                .iter()
                .take(MAX_ISSUERS)
                .map(|issuer| issuer.sha256.clone())
                .collect(),
        },
    })
}

/// The site of a front door: from where the connection went, else from the server's name, else from
/// the CNAME chain, which depends on the resolver.
fn site(door: &FrontDoor) -> Option<Site> {
    let named = |by: SiteSource, name: &str| Site {
        by,
        name: short(&name.to_ascii_uppercase()),
    };
    if let Some(name) = &door.site_by_http {
        return Some(named(SiteSource::Http, name));
    }
    if let Some(name) = door.server.as_deref().and_then(site_of_server) {
        return Some(named(SiteSource::Server, name));
    }
    let by_dns = door.site_by_dns.as_deref();
    by_dns.map(|name| named(SiteSource::Dns, name))
}

/// `LO` of `LO4P265CA0123.outlook.office365.com`: front-end servers are named
/// `<site><n>P<nnn>CA<nnnn>` (facts section 4.1).
fn site_of_server(server: &str) -> Option<&str> {
    let label = server.split('.').next()?;
    let letters = label.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (site, rest) = label.split_at_checked(letters)?;
    let rest = rest.trim_start_matches(|digit: char| digit.is_ascii_digit());
    let fits = (2..=4).contains(&letters) && rest.len() < label.len() - letters;
    (fits && rest.starts_with(['P', 'p'])).then_some(site)
}

fn short(text: &str) -> String {
    crate::text::sanitize(text.as_bytes(), MAX_TEXT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_site_is_in_the_name_of_a_front_end_server() {
        for (server, site) in [
            ("LO4P265CA0123.outlook.office365.com", Some("LO")),
            ("AM0PR10CA0001.EURPRD10.PROD.OUTLOOK.COM", Some("AM")),
            ("DB5EUR03FT012.mail.protection.outlook.com", None),
            ("outlook.office365.com", None),
            ("", None),
            ("P1", None),
            ("4P", None),
        ] {
            assert_eq!(site_of_server(server), site, "{server}");
        }
    }
}
