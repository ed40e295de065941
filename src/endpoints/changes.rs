//! What differs between two snapshots of a cloud.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::sets::{EndpointSet, Snapshot};
use crate::string_enum::string_enum;

string_enum! {
    /// What happened to an endpoint set.
    pub enum ChangeKind: "kind of change" {
        /// The set is new. Its members follow as added.
        SetAdded = "set-added",
        /// The set is gone. Its members follow as removed.
        SetRemoved = "set-removed",
        /// A host name or pattern is new.
        UrlAdded = "url-added",
        /// A host name or pattern is gone.
        UrlRemoved = "url-removed",
        /// An address range is new.
        IpAdded = "ip-added",
        /// An address range is gone.
        IpRemoved = "ip-removed",
        /// A TCP port, or range of ports, is new.
        TcpPortAdded = "tcp-port-added",
        /// A TCP port, or range of ports, is gone.
        TcpPortRemoved = "tcp-port-removed",
        /// A UDP port, or range of ports, is new.
        UdpPortAdded = "udp-port-added",
        /// A UDP port, or range of ports, is gone.
        UdpPortRemoved = "udp-port-removed",
        /// Category, necessity, ExpressRoute or service area is another one.
        SetChanged = "set-changed",
    }
}

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// The number of the set.
    pub id: u32,
    /// The service area of the set.
    pub service_area: String,
    /// What happened.
    pub kind: ChangeKind,
    /// What was added, removed or changed.
    pub value: String,
}

/// All differences between two versions of a cloud's sets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Changes {
    /// The cloud.
    pub instance: String,
    /// The version compared from; absent when there was nothing before.
    pub from: Option<String>,
    /// The version compared to.
    pub to: String,
    /// Whether the version compared from is one that was marked as reviewed.
    pub reviewed: bool,
    /// The service areas that were compared; absent when all were. The sets that are shipped are of
    /// the area Exchange alone, so nothing else is compared with them.
    pub areas: Option<Vec<String>>,
    /// The differences, by set.
    pub changes: Vec<Change>,
}

/// The differences from one list of sets to another, in the order of the sets' numbers.
///
/// Sets are matched by number and compared by content: numbers last, members move between sets
/// (facts section 1.1).
pub fn differences(from: &[EndpointSet], to: &[EndpointSet]) -> Vec<Change> {
    let mut by_id: BTreeMap<u32, (Option<&EndpointSet>, Option<&EndpointSet>)> = BTreeMap::new();
    for set in from {
        by_id.entry(set.id).or_default().0 = Some(set);
    }
    for set in to {
        by_id.entry(set.id).or_default().1 = Some(set);
    }
    let mut changes = Vec::new();
    for (before, after) in by_id.into_values() {
        compare(before, after, &mut changes);
    }
    changes
}

/// The differences between two snapshots, only in the service areas of the older one when `within`
/// says so.
pub(super) fn compare_snapshots(
    from: Option<&Snapshot>,
    to: &Snapshot,
    within: bool,
    reviewed: bool,
) -> Changes {
    let areas: Option<BTreeSet<&str>> = from.filter(|_| within).map(|snapshot| {
        let areas = snapshot.sets.iter().map(|set| set.service_area.as_str());
        areas.collect()
    });
    let before = from.map_or(&[][..], |snapshot| &snapshot.sets);
    let after: Vec<EndpointSet> = to
        .sets
        .iter()
        .filter(|set| {
            areas
                .as_ref()
                .is_none_or(|areas| areas.contains(set.service_area.as_str()))
        })
        .cloned()
        .collect();
    Changes {
        instance: to.instance.clone(),
        from: from.map(|snapshot| snapshot.version.clone()),
        to: to.version.clone(),
        reviewed,
        changes: differences(before, &after),
        areas: areas.map(|areas| areas.into_iter().map(str::to_owned).collect()),
    }
}

fn compare(before: Option<&EndpointSet>, after: Option<&EndpointSet>, changes: &mut Vec<Change>) {
    use ChangeKind::{
        IpAdded, IpRemoved, SetAdded, SetChanged, SetRemoved, TcpPortAdded, TcpPortRemoved,
        UdpPortAdded, UdpPortRemoved, UrlAdded, UrlRemoved,
    };
    let Some(named) = after.or(before) else {
        return;
    };
    let mut add = |kind, value: String| {
        changes.push(Change {
            id: named.id,
            service_area: named.service_area.clone(),
            kind,
            value,
        });
    };
    match (before, after) {
        (None, Some(set)) => add(SetAdded, traits(set)),
        (Some(set), None) => add(SetRemoved, traits(set)),
        (Some(before), Some(after)) if traits(before) != traits(after) => {
            add(
                SetChanged,
                format!("{} -> {}", traits(before), traits(after)),
            );
        }
        _ => {}
    }
    let members = |texts: fn(&EndpointSet) -> Vec<String>| {
        let of = |set: Option<&EndpointSet>| set.map(texts).unwrap_or_default();
        (of(before), of(after))
    };
    let subjects = [
        // Host names do not differ by case.
        (
            UrlRemoved,
            UrlAdded,
            members(|set| set.urls.iter().map(|url| url.to_lowercase()).collect()),
        ),
        (
            IpRemoved,
            IpAdded,
            members(|set| set.ips.iter().map(ToString::to_string).collect()),
        ),
        (
            TcpPortRemoved,
            TcpPortAdded,
            members(|set| set.tcp_ports.iter().map(ToString::to_string).collect()),
        ),
        (
            UdpPortRemoved,
            UdpPortAdded,
            members(|set| set.udp_ports.iter().map(ToString::to_string).collect()),
        ),
    ];
    for (removed, added, (before, after)) in subjects {
        for (kind, these, others) in [(removed, &before, &after), (added, &after, &before)] {
            let others: BTreeSet<&String> = others.iter().collect();
            for value in these.iter().filter(|value| !others.contains(value)) {
                add(kind, value.clone());
            }
        }
    }
}

/// What a set is besides its members.
fn traits(set: &EndpointSet) -> String {
    let necessity = if set.required { "required" } else { "optional" };
    let route = if set.express_route {
        ", ExpressRoute"
    } else {
        ""
    };
    format!("{}, {}, {necessity}{route}", set.service_area, set.category)
}

#[cfg(test)]
mod tests {
    use super::super::{built_in, parse_sets};
    use super::*;

    fn sets(text: &str) -> Vec<EndpointSet> {
        parse_sets(text.as_bytes()).expect("sets")
    }

    fn shown(changes: &[Change]) -> Vec<String> {
        let show = |change: &Change| format!("{} {} {}", change.id, change.kind, change.value);
        changes.iter().map(show).collect()
    }

    #[test]
    fn nothing_differs_from_itself() {
        let snapshot = built_in("Worldwide").expect("shipped");
        assert_eq!(differences(&snapshot.sets, &snapshot.sets), []);
    }

    #[test]
    fn every_kind_of_change_is_found() {
        let before = sets(
            r#"[{"id":1,"serviceArea":"Exchange","category":"Allow","urls":["A.example","b.example"],"ips":["10.0.0.0/8"],"tcpPorts":"25,80","udpPorts":"443"},
                {"id":2,"serviceArea":"Exchange","category":"Default","urls":["old.example"],"tcpPorts":"443"}]"#,
        );
        let after = sets(
            r#"[{"id":1,"serviceArea":"Exchange","category":"Optimize","required":true,"urls":["a.example","c.example"],"ips":["192.0.2.0/24"],"tcpPorts":"25, 587","udpPorts":""},
                {"id":3,"serviceArea":"Common","category":"Default","expressRoute":true,"urls":["new.example"],"tcpPorts":"443"}]"#,
        );
        assert_eq!(
            shown(&differences(&before, &after)),
            [
                "1 set-changed Exchange, allow, optional -> Exchange, optimize, required",
                "1 url-removed b.example",
                "1 url-added c.example",
                "1 ip-removed 10.0.0.0/8",
                "1 ip-added 192.0.2.0/24",
                "1 tcp-port-removed 80",
                "1 tcp-port-added 587",
                "1 udp-port-removed 443",
                "2 set-removed Exchange, default, optional",
                "2 url-removed old.example",
                "2 tcp-port-removed 443",
                "3 set-added Common, default, optional, ExpressRoute",
                "3 url-added new.example",
                "3 tcp-port-added 443",
            ]
        );
    }

    #[test]
    fn only_the_areas_of_the_older_one_are_compared_when_asked() {
        let older = built_in("China").expect("shipped");
        let mut newer = older.clone();
        newer.version = "2026010100".into();
        newer.sets.extend(sets(
            r#"[{"id":900,"serviceArea":"Common","category":"Default","urls":["x.example"]}]"#,
        ));
        let within = compare_snapshots(Some(older), &newer, true, false);
        assert_eq!(within.changes, []);
        assert_eq!(within.areas, Some(vec!["Exchange".to_owned()]));
        let all = compare_snapshots(Some(older), &newer, false, true);
        assert_eq!(all.changes.len(), 2);
        let from_nothing = compare_snapshots(None, &newer, true, false);
        assert_eq!(from_nothing.from, None);
        assert!(from_nothing.changes.len() > 60);
    }
}
