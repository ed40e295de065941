//! What is published about a host and port.

use std::net::IpAddr;

use serde::Serialize;

use super::sets::{Category, EndpointSet, IpRange, Snapshot};

/// What the endpoint sets say about a host and port.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PublishedRanges {
    /// The sets that decide: those with the port or, when none has it, those with the host.
    pub sets: Vec<PublishedSet>,
    /// Whether the port is published for the host.
    pub port_published: bool,
    /// The address ranges. Empty: none are published, and any address is right.
    pub ranges: Vec<IpRange>,
    /// Whether the ranges are all there are: `false` when a cloud publishes the host without any.
    pub complete: bool,
}

/// A set that decides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PublishedSet {
    /// The cloud.
    pub instance: String,
    /// The version of its sets.
    pub version: String,
    /// The number of the set.
    pub id: u32,
    /// The category of the set.
    pub category: Category,
    /// Whether Microsoft 365 does not work without it.
    pub required: bool,
}

impl PublishedRanges {
    /// Whether an address is among the published ones; `None` when that cannot be said, because no
    /// addresses are published for the host (or not by every cloud that has it).
    pub fn contains(&self, address: IpAddr) -> Option<bool> {
        if self.ranges.iter().any(|range| range.contains(address)) {
            return Some(true);
        }
        (self.complete && !self.ranges.is_empty()).then_some(false)
    }
}

/// What one cloud publishes about a host (a name, case and final dot do not count) and TCP port;
/// `None` when no set names the host.
///
/// Where several sets name it, those of the highest category decide (facts section 1.6). Where the
/// sets with the port publish no addresses, a set that has the very name does (on another port): a
/// name has the same addresses on all ports.
pub fn ranges_for(snapshot: &Snapshot, host: &str, port: u16) -> Option<PublishedRanges> {
    let naming: Vec<&EndpointSet> = snapshot.sets.iter().filter(|set| set.names(host)).collect();
    if naming.is_empty() {
        return None;
    }
    let with_port: Vec<&EndpointSet> = naming
        .iter()
        .copied()
        .filter(|set| set.has_tcp_port(port))
        .collect();
    let port_published = !with_port.is_empty();
    let deciding = highest(if port_published { &with_port } else { &naming });
    let mut ranges = union(&deciding);
    if ranges.is_empty() {
        let very_name: Vec<&EndpointSet> = naming
            .iter()
            .copied()
            .filter(|set| !set.ips.is_empty() && has_very_name(set, host))
            .collect();
        ranges = union(&highest(&very_name));
    }
    Some(PublishedRanges {
        sets: deciding
            .iter()
            .map(|set| PublishedSet {
                instance: snapshot.instance.clone(),
                version: snapshot.version.clone(),
                id: set.id,
                category: set.category,
                required: set.required,
            })
            .collect(),
        port_published,
        complete: !ranges.is_empty(),
        ranges,
    })
}

/// What several clouds publish about the same host and port, as one answer.
pub(super) fn merge(clouds: impl Iterator<Item = PublishedRanges>) -> Option<PublishedRanges> {
    let clouds: Vec<PublishedRanges> = clouds.collect();
    let port_published = clouds.iter().any(|cloud| cloud.port_published);
    let mut deciding = clouds
        .into_iter()
        .filter(|cloud| cloud.port_published == port_published);
    let mut merged = deciding.next()?;
    for cloud in deciding {
        merged.sets.extend(cloud.sets);
        merged.ranges.extend(cloud.ranges);
        merged.complete &= cloud.complete;
    }
    merged.ranges.sort_unstable();
    merged.ranges.dedup();
    Some(merged)
}

fn highest<'a>(sets: &[&'a EndpointSet]) -> Vec<&'a EndpointSet> {
    let Some(category) = sets.iter().map(|set| set.category).max() else {
        return Vec::new();
    };
    sets.iter()
        .copied()
        .filter(|set| set.category == category)
        .collect()
}

fn union(sets: &[&EndpointSet]) -> Vec<IpRange> {
    let mut ranges: Vec<IpRange> = sets
        .iter()
        .flat_map(|set| set.ips.iter().copied())
        .collect();
    ranges.sort_unstable();
    ranges.dedup();
    ranges
}

fn has_very_name(set: &EndpointSet, host: &str) -> bool {
    set.urls
        .iter()
        .any(|url| !url.contains('*') && super::host_matches(url, host))
}

#[cfg(test)]
mod tests {
    use super::super::built_in::built_in;
    use super::super::parse::parse_sets;
    use super::super::sets::SnapshotSource;
    use super::*;

    fn ids(published: &PublishedRanges) -> Vec<u32> {
        published.sets.iter().map(|set| set.id).collect()
    }

    #[test]
    fn the_set_with_the_port_decides() {
        // Instance, host, port, sets, port published, an address inside.
        for (instance, host, port, sets, published, inside) in [
            (
                "Worldwide",
                "outlook.office365.com",
                443,
                &[1][..],
                true,
                Some("52.98.1.2"),
            ),
            (
                "Worldwide",
                "outlook.office365.com",
                993,
                &[2],
                true,
                Some("2603:1026::1"),
            ),
            (
                "Worldwide",
                "smtp.office365.com",
                587,
                &[2],
                true,
                Some("40.97.1.1"),
            ),
            (
                "Worldwide",
                "smtp.office365.com",
                25,
                &[2],
                false,
                Some("40.97.1.1"),
            ),
            (
                "Worldwide",
                "contoso-com.mail.protection.outlook.com",
                25,
                &[10],
                true,
                Some("52.101.1.1"),
            ),
            (
                "Worldwide",
                "contoso-com.mail.protection.outlook.com",
                443,
                &[9],
                true,
                Some("52.238.78.88"),
            ),
            (
                "Worldwide",
                "contoso-com.a-v1.mx.microsoft",
                25,
                &[10],
                true,
                Some("52.101.1.1"),
            ),
            (
                "Worldwide",
                "autodiscover.contoso.onmicrosoft.com",
                443,
                &[8],
                true,
                None,
            ),
            (
                "USGovGCCHigh",
                "outlook.office365.us",
                587,
                &[5],
                true,
                Some("40.66.16.1"),
            ),
            (
                "USGovDoD",
                "outlook-dod.office365.us",
                993,
                &[4],
                true,
                Some("40.66.24.1"),
            ),
            (
                "China",
                "smtp.partner.outlook.cn",
                587,
                &[20],
                true,
                Some("40.73.132.1"),
            ),
            (
                "China",
                "partner.outlook.cn",
                993,
                &[1],
                false,
                Some("40.73.132.1"),
            ),
            // The wildcard of a set without addresses may stand for other hosts than that of the set with some.
            ("China", "mail.partner.outlook.cn", 443, &[12], true, None),
        ] {
            let snapshot = built_in(instance).expect(instance);
            let found = ranges_for(snapshot, host, port).expect(host);
            assert_eq!(ids(&found), sets, "{host}:{port}");
            assert_eq!(found.port_published, published, "{host}:{port}");
            let outside: IpAddr = "192.0.2.1".parse().expect("address");
            match inside {
                Some(inside) => {
                    let inside = inside.parse().expect("address");
                    assert_eq!(found.contains(inside), Some(true), "{host}:{port}");
                    assert_eq!(found.contains(outside), Some(false), "{host}:{port}");
                }
                None => assert_eq!(found.contains(outside), None, "{host}:{port}"),
            }
        }
    }

    #[test]
    fn the_highest_category_decides_among_duplicates() {
        let text = br#"[
            {"id":1,"serviceArea":"E","category":"Default","urls":["a.example"],"tcpPorts":"443","ips":["10.0.0.0/8"]},
            {"id":2,"serviceArea":"E","category":"Optimize","urls":["*.example"],"tcpPorts":"443","ips":["192.0.2.0/24"]},
            {"id":3,"serviceArea":"E","category":"Allow","urls":["a.example"],"tcpPorts":"443","ips":["10.0.0.0/8"]}]"#;
        let snapshot = Snapshot {
            instance: "Test".into(),
            version: "2026010100".into(),
            source: SnapshotSource::BuiltIn,
            sets: parse_sets(text).expect("sets"),
        };
        let found = ranges_for(&snapshot, "A.EXAMPLE.", 443).expect("named");
        assert_eq!(ids(&found), [2]);
        assert_eq!(
            found.contains("10.1.1.1".parse().expect("address")),
            Some(false)
        );
    }
}
