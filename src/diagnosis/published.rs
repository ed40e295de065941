//! Where a resolver sends Exchange Online's names: to published addresses, to others, or home.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::endpoints::{PublishedRanges, published_ranges};
use crate::record::{Finding, Observation, ResolutionSource, Severity};

use super::{FindingCode as Code, finding, is_exchange_online, is_genuine};

/// Judges what a resolver answered. Addresses that the caller gave are the caller's business.
pub(super) fn diagnose(observation: &Observation, findings: &mut Vec<Finding>) {
    let Some(resolution) = &observation.resolution else {
        return;
    };
    let resolved = matches!(
        resolution.source,
        ResolutionSource::System | ResolutionSource::DnsServer
    );
    if !resolved || !is_exchange_online(observation) {
        return;
    }
    let (home, away): (Vec<IpAddr>, Vec<IpAddr>) = resolution
        .addresses
        .iter()
        .partition(|address| address.is_loopback() || address.is_unspecified());
    if !home.is_empty() {
        findings.push(finding(
            Code::AddressLocal,
            Severity::Note,
            format!("{} resolves to this machine itself", resolution.name),
            vec![format!("address: {}", list(&home))],
            "A hosts file, a DNS filter or a local proxy sends the name here; remove the entry if it is not intended.",
        ));
    }
    // Only names that Microsoft publishes addresses for can be judged.
    let Some(published) = published_ranges(&resolution.name, observation.target.port) else {
        return;
    };
    let strange: Vec<IpAddr> = away
        .into_iter()
        .filter(|address| published.contains(reached(*address)) == Some(false))
        .collect();
    if !strange.is_empty() {
        findings.push(not_published(
            observation,
            &resolution.name,
            &strange,
            &published,
        ));
    }
}

fn not_published(
    observation: &Observation,
    name: &str,
    strange: &[IpAddr],
    published: &PublishedRanges,
) -> Finding {
    // Microsoft's own certificate answered, so the way leads there: by a pass-through proxy, or by ranges
    // that are newer than the built-in ones.
    let severity = if is_genuine(observation) {
        Severity::Note
    } else {
        Severity::Warning
    };
    let mut evidence = vec![format!("not published: {}", list(strange))];
    evidence.extend(published.sets.iter().take(4).map(|set| {
        format!(
            "published ranges: {} set {}, version {}",
            set.instance, set.id, set.version
        )
    }));
    finding(
        Code::AddressNotPublished,
        severity,
        format!(
            "{name} resolves to {}, which Microsoft has not published for it",
            list(strange)
        ),
        evidence,
        "Query another resolver for the name and compare. If the answer differs, this site's DNS rewrites the name (private zone, hosts file, filter, \
         transparent proxy): remove the rewriting for Exchange Online. If all resolvers agree, the built-in ranges may be out of date.",
    )
}

/// The IPv4 address behind an address that DNS64 made (RFC 6052 section 2.1); else the same.
fn reached(address: IpAddr) -> IpAddr {
    const PREFIX: [u16; 6] = [0x64, 0xff9b, 0, 0, 0, 0];
    match address {
        IpAddr::V6(v6) if v6.segments()[..6] == PREFIX => IpAddr::V4(last_four(v6)),
        other => other,
    }
}

fn last_four(address: Ipv6Addr) -> Ipv4Addr {
    let octets = address.octets();
    Ipv4Addr::new(octets[12], octets[13], octets[14], octets[15])
}

/// At most eight, for a person.
fn list(addresses: &[IpAddr]) -> String {
    let shown: Vec<String> = addresses.iter().take(8).map(ToString::to_string).collect();
    shown.join(", ")
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;
    use crate::record::{Certificate, IssuerClass, Resolution};

    #[test]
    fn where_a_name_leads() {
        use ResolutionSource::{DnsServer, Given, System};
        for (name, port, source, address, expected) in [
            ("outlook.office365.com", 993, System, "52.98.0.1", None),
            ("outlook.office365.com", 993, System, "2603:1026::1", None),
            (
                "outlook.office365.com",
                993,
                System,
                "64:ff9b::3462:1",
                None,
            ),
            (
                "outlook.office365.com",
                993,
                System,
                "64:ff9b::c000:201",
                Some(("address-not-published", Severity::Warning)),
            ),
            (
                "outlook.office365.com",
                993,
                System,
                "10.1.2.3",
                Some(("address-not-published", Severity::Warning)),
            ),
            (
                "contoso-com.mail.protection.outlook.com",
                25,
                DnsServer,
                "192.0.2.1",
                Some(("address-not-published", Severity::Warning)),
            ),
            (
                "contoso-com.mail.protection.outlook.com",
                25,
                System,
                "40.107.1.1",
                None,
            ),
            ("outlook.office365.com", 993, Given, "10.1.2.3", None),
            ("outlook.office365.com", 993, Given, "127.0.0.1", None),
            (
                "outlook.office365.com",
                993,
                System,
                "127.0.0.1",
                Some(("address-local", Severity::Note)),
            ),
            (
                "outlook.office365.com",
                993,
                DnsServer,
                "0.0.0.0",
                Some(("address-local", Severity::Note)),
            ),
            ("login.microsoftonline.com", 443, System, "192.0.2.1", None),
            ("mail.contoso.example", 25, System, "192.0.2.1", None),
        ] {
            let mut seen = samples::observation(name, port, None);
            seen.resolution = Some(Resolution {
                name: name.to_owned(),
                source,
                addresses: vec![address.parse().expect("an address")],
                mx: Vec::new(),
                mx_error: None,
                dns: None,
            });
            let mut findings = Vec::new();
            diagnose(&seen, &mut findings);
            let got: Vec<(&str, Severity)> = findings
                .iter()
                .map(|finding| (finding.code.as_str(), finding.severity))
                .collect();
            let expected: Vec<(&str, Severity)> = expected.into_iter().collect();
            assert_eq!(got, expected, "{name} {source} {address}");

            // Under Microsoft's own certificate it is a note.
            seen.certificates = vec![Certificate::default()];
            seen.trust = Some(samples::trust(IssuerClass::KnownMicrosoft));
            findings.clear();
            diagnose(&seen, &mut findings);
            assert!(
                findings
                    .iter()
                    .all(|finding| finding.severity == Severity::Note)
            );
            assert_eq!(findings.len(), expected.len());
        }
    }
}
