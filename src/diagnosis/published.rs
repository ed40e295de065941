//! Where a resolver sends Exchange Online's names: to published addresses, to others, or home.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::endpoints::{PublishedRanges, published_ranges};
use crate::record::{Finding, Observation, Resolution, ResolutionSource, Severity};

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
        .filter(|address| published.contains(reached(*address, resolution)) == Some(false))
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

/// The IPv4 address behind an address that DNS64 made (RFC 6147); else the same. The well-known prefix says
/// so itself; a site's own is known by the name's A records.
fn reached(address: IpAddr, resolution: &Resolution) -> IpAddr {
    const WELL_KNOWN: [u16; 6] = [0x64, 0xff9b, 0, 0, 0, 0];
    let IpAddr::V6(v6) = address else {
        return address;
    };
    let [.., last] = embedded(v6);
    if v6.segments()[..6] == WELL_KNOWN {
        return IpAddr::V4(last);
    }
    let in_dns = resolution.dns.iter().flat_map(|view| &view.addresses);
    let known: Vec<&IpAddr> = resolution.addresses.iter().chain(in_dns).collect();
    let mut candidates = embedded(v6).into_iter().map(IpAddr::V4);
    candidates.find(|v4| known.contains(&v4)).unwrap_or(address)
}

/// What each prefix length makes the embedded IPv4 address: 32, 40, 48, 56, 64 and 96 bits (RFC 6052 section
/// 2.2; the octet behind the first 64 bits is no part of it).
fn embedded(address: Ipv6Addr) -> [Ipv4Addr; 6] {
    let octets = address.octets();
    [
        [4, 5, 6, 7],
        [5, 6, 7, 9],
        [6, 7, 9, 10],
        [7, 9, 10, 11],
        [9, 10, 11, 12],
        [12, 13, 14, 15],
    ]
    .map(|places| Ipv4Addr::from(places.map(|place: usize| octets[place])))
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
    use crate::record::{Certificate, DnsView, IssuerClass};

    #[test]
    fn an_address_that_embeds_the_a_record_is_made_by_dns64() {
        // The prefixes of RFC 6052 section 2.4, with 52.98.0.1 (34:62:00:01) embedded.
        for (made, published) in [
            ("2001:db8:3462:1::", true),
            ("2001:db8:134:6200:1::", true),
            ("2001:db8:122:3462:0:100::", true),
            ("2001:db8:122:334:62:1::", true),
            ("2001:db8:122:344:34:6200:100:0", true),
            ("2001:db8:122:344::3462:1", true),
            // Another address than the name's, and none at all.
            ("2001:db8:122:344::3462:2", false),
            ("2001:db8::1", false),
        ] {
            let made: IpAddr = made.parse().expect(made);
            let a_record: IpAddr = "52.98.0.1".parse().expect("an address");
            // The A record beside it, or in the DNS alone: a site without IPv4 resolves AAAA only.
            for (addresses, in_dns) in [
                (vec![made, a_record], vec![]),
                (vec![made], vec![made, a_record]),
            ] {
                let mut seen = samples::observation("outlook.office365.com", 993, None);
                seen.resolution = Some(Resolution {
                    name: "outlook.office365.com".into(),
                    source: ResolutionSource::System,
                    addresses,
                    mx: Vec::new(),
                    mx_error: None,
                    dns: Some(DnsView {
                        addresses: in_dns,
                        ..DnsView::default()
                    }),
                });
                let mut findings = Vec::new();
                diagnose(&seen, &mut findings);
                assert_eq!(findings.is_empty(), published, "{made}: {findings:?}");
            }
        }
        // An A record that is itself rewritten stays what it is.
        let mut seen = samples::observation("outlook.office365.com", 993, None);
        seen.resolution = Some(Resolution {
            name: "outlook.office365.com".into(),
            source: ResolutionSource::System,
            addresses: ["2001:db8::c000:201", "192.0.2.1"]
                .map(|text| text.parse().expect(text))
                .to_vec(),
            mx: Vec::new(),
            mx_error: None,
            dns: None,
        });
        let mut findings = Vec::new();
        diagnose(&seen, &mut findings);
        assert_eq!(findings.len(), 1);
    }

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
