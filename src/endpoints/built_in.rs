//! The snapshots that are shipped: they work without a network and are what everything falls back to.
//!
//! Where the values come from: src/endpoints/data/README.md.

use std::sync::OnceLock;

use super::parse::parse_sets;
use super::sets::{Snapshot, SnapshotSource};

/// Instance, version, sets in the form of the web service.
type Shipped = (&'static str, &'static str, &'static str);

const SHIPPED: &[Shipped] = &[
    (
        "Worldwide",
        "2025013000",
        include_str!("data/worldwide.json"),
    ),
    (
        "USGovGCCHigh",
        "2026033100",
        include_str!("data/usgovgcchigh.json"),
    ),
    ("USGovDoD", "2026033100", include_str!("data/usgovdod.json")),
    ("China", "2025013000", include_str!("data/china.json")),
];

/// All snapshots that are shipped, in the order of [`INSTANCES`](super::INSTANCES).
pub fn built_in_snapshots() -> &'static [Snapshot] {
    static SNAPSHOTS: OnceLock<Vec<Snapshot>> = OnceLock::new();
    SNAPSHOTS.get_or_init(|| {
        SHIPPED
            .iter()
            // A file that cannot be read is a fault of the build, which a test finds.
            .filter_map(|(instance, version, text)| {
                Some(Snapshot {
                    instance: (*instance).to_owned(),
                    version: (*version).to_owned(),
                    source: SnapshotSource::BuiltIn,
                    sets: parse_sets(text.as_bytes()).ok()?,
                })
            })
            .collect()
    })
}

/// The sets of a cloud that are shipped, in the form of the web service.
pub(super) fn built_in_answer(instance: &str) -> Option<&'static str> {
    SHIPPED
        .iter()
        .find(|(name, _, _)| name.eq_ignore_ascii_case(instance))
        .map(|(_, _, text)| *text)
}

/// The snapshot of a cloud that is shipped, whatever the case its name is written in; `None` for a
/// cloud that is not known here.
pub fn built_in(instance: &str) -> Option<&'static Snapshot> {
    built_in_snapshots()
        .iter()
        .find(|snapshot| snapshot.instance.eq_ignore_ascii_case(instance))
}

#[cfg(test)]
mod tests {
    use super::super::INSTANCES;
    use super::*;

    #[test]
    fn every_cloud_has_a_sound_snapshot() {
        let instances: Vec<&str> = built_in_snapshots()
            .iter()
            .map(|snapshot| snapshot.instance.as_str())
            .collect();
        assert_eq!(instances, INSTANCES);
        for (snapshot, (_, _, text)) in built_in_snapshots().iter().zip(SHIPPED) {
            assert_eq!(snapshot.sets, parse_sets(text.as_bytes()).expect("sound"));
            assert!(super::super::version::is_version(&snapshot.version));
            for set in &snapshot.sets {
                assert_eq!(set.service_area, "Exchange");
                assert!(
                    !set.urls.is_empty() && !set.tcp_ports.is_empty(),
                    "{}",
                    set.id
                );
            }
        }
        assert!(built_in("usgovdod").is_some());
        assert_eq!(built_in("Mars"), None);
    }

    #[test]
    fn the_sets_are_those_of_the_facts() {
        // Instance, number of sets, ranges of the set with the most, set and ports.
        for (instance, ids, id, ports, ranges) in [
            ("Worldwide", &[1, 2, 8, 9, 10][..], 2, "143 587 993 995", 27),
            ("Worldwide", &[1, 2, 8, 9, 10], 10, "25", 6),
            ("Worldwide", &[1, 2, 8, 9, 10], 9, "443", 7),
            ("USGovGCCHigh", &[1, 4, 5, 6], 1, "80 443", 7),
            ("USGovGCCHigh", &[1, 4, 5, 6], 5, "25 143 587 993 995", 0),
            ("USGovGCCHigh", &[1, 4, 5, 6], 6, "25 443", 11),
            ("USGovDoD", &[1, 4, 5, 6], 1, "80 443", 5),
            ("China", &[1, 2, 12, 20], 20, "587 993 995", 18),
        ] {
            let snapshot = built_in(instance).expect(instance);
            let found: Vec<u32> = snapshot.sets.iter().map(|set| set.id).collect();
            assert_eq!(found, ids, "{instance}");
            let set = snapshot.set(id).expect("set");
            let shown: Vec<String> = set.tcp_ports.iter().map(ToString::to_string).collect();
            assert_eq!(shown.join(" "), ports, "{instance} {id}");
            assert_eq!(set.ips.len(), ranges, "{instance} {id}");
        }
    }
}
