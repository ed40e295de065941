//! Which rules come out of which sets.

use super::*;
use crate::endpoints::{Category, SnapshotSource};
use crate::firewall::text_form::port_list;

fn ports(texts: &[&str]) -> Vec<PortRange> {
    let read = |text: &&str| text.parse().expect("port");
    texts.iter().map(read).collect()
}

fn set(id: u32, urls: &[&str], ips: &[&str], tcp: &[&str]) -> EndpointSet {
    EndpointSet {
        id,
        service_area: "Exchange".into(),
        urls: urls.iter().map(|url| (*url).to_owned()).collect(),
        ips: ips
            .iter()
            .map(|range| range.parse().expect("range"))
            .collect(),
        tcp_ports: ports(tcp),
        udp_ports: Vec::new(),
        express_route: false,
        category: Category::Allow,
        required: true,
        notes: None,
    }
}

fn snapshot(sets: Vec<EndpointSet>) -> Snapshot {
    Snapshot {
        instance: "Worldwide".into(),
        version: "2026081400".into(),
        source: SnapshotSource::BuiltIn,
        sets,
    }
}

/// Direction, set, service and ports of every rule.
fn shape(rules: &RuleSet) -> Vec<String> {
    let line = |rule: &Rule| {
        let ports = port_list(&rule.ports, " ");
        let Rule {
            direction,
            set_id,
            service,
            protocol,
            ..
        } = rule;
        format!("{direction} {set_id} {service} {protocol} {ports}")
    };
    rules.rules.iter().map(line).collect()
}

/// The Worldwide sets in small (facts section 1.1).
fn worldwide() -> Snapshot {
    let mut front_door = set(
        1,
        &["outlook.office365.com"],
        &["40.96.0.0/13", "2603:1006::/40"],
        &["80", "443"],
    );
    front_door.udp_ports = ports(&["443"]);
    let mut sign_in = set(
        56,
        &["login.microsoftonline.com"],
        &["20.190.128.0/18"],
        &["80", "443"],
    );
    sign_in.service_area = "Common".into();
    snapshot(vec![
        front_door,
        set(
            2,
            &["outlook.office365.com", "smtp.office365.com"],
            &["40.96.0.0/13", "2603:1006::/40"],
            &["143", "587", "993", "995"],
        ),
        set(8, &["*.outlook.com"], &[], &["80", "443"]),
        set(
            10,
            &["*.mail.protection.outlook.com", "*.mx.microsoft"],
            &["40.92.0.0/15", "2a01:111:f400::/48"],
            &["25"],
        ),
        sign_in,
    ])
}

#[test]
fn every_published_port_has_its_service() {
    let rules = select(&worldwide(), &Selection::default()).expect("rules");
    assert_eq!(
        shape(&rules),
        [
            "outbound 1 web tcp 443",
            "outbound 2 submission tcp 587",
            "outbound 2 imap tcp 143 993",
            "outbound 2 pop tcp 995",
            "outbound 10 smtp-mx tcp 25",
        ]
    );
    let names: Vec<String> = rules.by_name.iter().map(NameRule::sentence).collect();
    assert_eq!(names, ["set 8 (required), TCP 443: *.outlook.com"]);
    assert_eq!(rules.rules[1].name, "exoport-worldwide-out-2-submission");
}

#[test]
fn hybrid_opens_port_25_to_the_published_senders_alone() {
    let hybrid = Selection {
        hybrid: true,
        ..Selection::default()
    };
    let rules = select(&worldwide(), &hybrid).expect("rules");
    let inbound: Vec<&Rule> = rules
        .rules
        .iter()
        .filter(|rule| rule.direction == Direction::Inbound)
        .collect();
    assert_eq!(inbound.len(), 1);
    assert_eq!(inbound[0].name, "exoport-worldwide-in-10-smtp-mx");
    assert_eq!(port_list(&inbound[0].ports, " "), "25");
    let ranges: Vec<String> = inbound[0].ranges.iter().map(ToString::to_string).collect();
    assert_eq!(ranges, ["40.92.0.0/15", "2a01:111:f400::/48"]);
    // A scope that is named wins over what hybrid would mean.
    let inbound_only = Selection {
        scope: Some(Scope::Inbound),
        ..hybrid
    };
    let rules = select(&worldwide(), &inbound_only).expect("rules");
    assert_eq!(shape(&rules), ["inbound 10 smtp-mx tcp 25"]);
}

#[test]
fn services_families_and_extras_choose() {
    let selection = Selection {
        services: vec![Service::Web, Service::Admin],
        family: Some(AddressFamily::Ipv4),
        http: true,
        http3: true,
        ..Selection::default()
    };
    let rules = select(&worldwide(), &selection).expect("rules");
    assert_eq!(
        shape(&rules),
        [
            "outbound 1 web tcp 80 443",
            "outbound 1 web udp 443",
            "outbound 56 admin tcp 80 443",
        ]
    );
    assert_eq!(rules.rules[1].name, "exoport-worldwide-out-1-web-udp");
    assert!(
        rules
            .rules
            .iter()
            .flat_map(|rule| &rule.ranges)
            .all(|range| range.address().is_ipv4())
    );
}

#[test]
fn a_set_without_ranges_borrows_those_of_the_same_hosts_only() {
    // GCC High: set 5 names the host of set 1 and has no ranges; set 4 has a host of its own.
    let gcc_high = snapshot(vec![
        set(
            1,
            &["outlook.office365.us"],
            &["20.35.208.0/20"],
            &["80", "443"],
        ),
        set(4, &["attachments.office365-net.us"], &[], &["80", "443"]),
        set(
            5,
            &["outlook.office365.us"],
            &[],
            &["25", "143", "587", "993", "995"],
        ),
        set(6, &["*.office365.us"], &[], &["443"]),
        set(7, &["*.office365.us"], &["20.35.208.0/20"], &["25"]),
    ]);
    let rules = select(&gcc_high, &Selection::default()).expect("rules");
    assert_eq!(
        shape(&rules),
        [
            "outbound 1 web tcp 443",
            // Beside 587, port 25 is the other port for submission.
            "outbound 5 submission tcp 25 587",
            "outbound 5 imap tcp 143 993",
            "outbound 5 pop tcp 995",
            "outbound 7 smtp-mx tcp 25",
        ]
    );
    assert_eq!(rules.rules[1].ranges_of_set, Some(1));
    assert_eq!(rules.rules[0].ranges_of_set, None);
    // A wildcard may stand for hosts elsewhere: set 6 stays by name.
    let by_name: Vec<u32> = rules.by_name.iter().map(|names| names.set_id).collect();
    assert_eq!(by_name, [4, 6]);
}

#[test]
fn an_inbound_rule_is_never_open_to_everybody() {
    let no_ranges = snapshot(vec![set(10, &["*.mx.microsoft"], &[], &["25"])]);
    let inbound = Selection {
        scope: Some(Scope::Inbound),
        ..Selection::default()
    };
    assert!(select(&no_ranges, &inbound).is_err());
    let imap = Selection {
        services: vec![Service::Imap],
        scope: Some(Scope::Inbound),
        ..Selection::default()
    };
    let error = select(&worldwide(), &imap)
        .expect_err("no such rule")
        .to_string();
    assert!(error.contains("only to deliver mail"), "{error}");
}

#[test]
fn ranges_are_ascending_and_none_lies_in_another() {
    let kept = |ranges: &[&str]| {
        let ranges: Vec<IpRange> = ranges
            .iter()
            .map(|range| range.parse().expect("range"))
            .collect();
        let kept = distinct(&ranges, AddressFamily::Any);
        kept.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(
        kept(&[
            "52.96.0.0/14",
            "2603:1006::/40",
            "40.96.1.0/24",
            "40.96.0.0/13",
            "40.104.0.0/15",
            "52.96.0.0/14",
            "2603:1006:1::/48",
            "0.0.0.0/32",
        ]),
        [
            "0.0.0.0/32",
            "40.96.0.0/13",
            "40.104.0.0/15",
            "52.96.0.0/14",
            "2603:1006::/40"
        ]
    );
}

#[test]
fn hostile_endpoint_data_is_harmless() {
    let mut hostile = worldwide();
    hostile.instance = "World\"; rm -rf / #\n".into();
    hostile.version = "20260814\n00`".into();
    hostile.sets[1].urls = vec!["\"; reboot\n*.example".into(), "=cmd|x".into()];
    let rules = select(&hostile, &Selection::default()).expect("rules");
    for format in crate::firewall::Format::ALL {
        let text = crate::firewall::render(&rules, *format).expect("text");
        for line in text.lines() {
            assert!(!line.trim_start().starts_with("reboot"), "{format}: {line}");
        }
        assert!(!text.contains("; r") && !text.contains('`'), "{format}");
        assert!(text.is_ascii(), "{format}");
    }
}
