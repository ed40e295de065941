//! Rule sets to render: every cloud's, and made ones for what no cloud has today.

use std::net::Ipv4Addr;

use exoport::endpoints::{INSTANCES, IpRange, PortRange, built_in};
use exoport::firewall::{Direction, Rule, RuleSet, Selection, Transport, select};
use exoport::targets::Service;

/// Every cloud with everything that can be asked for.
pub fn clouds() -> Vec<RuleSet> {
    let everything = Selection {
        services: Service::ALL.to_vec(),
        hybrid: true,
        http: true,
        http3: true,
        ..Selection::default()
    };
    INSTANCES
        .iter()
        .map(|instance| {
            let snapshot = built_in(instance).expect("every instance is built in");
            select(snapshot, &everything).expect("rules")
        })
        .collect()
}

/// Both directions, both protocols, port ranges, single addresses, every address, and borrowed
/// ranges.
pub fn odd() -> RuleSet {
    let port = |first, last| PortRange { first, last };
    rule_set(vec![
        rule(
            1,
            Direction::Outbound,
            Transport::Udp,
            vec![port(443, 443), port(50000, 50059)],
            &["192.0.2.1/32", "198.51.100.0/25", "2001:db8::1/128"],
        ),
        rule(
            2,
            Direction::Inbound,
            Transport::Tcp,
            vec![port(25, 25)],
            &["0.0.0.0/0", "2001:db8::/32"],
        ),
        rule(
            3,
            Direction::Outbound,
            Transport::Tcp,
            (1..=20)
                .map(|number| port(number * 10, number * 10))
                .collect(),
            &["203.0.113.128/31"],
        ),
    ])
}

/// More ranges than one rule of any Windows firewall should hold.
pub fn large(count: u32) -> RuleSet {
    let ranges: Vec<IpRange> = (0..count)
        .map(|number| {
            let network = Ipv4Addr::from_bits(0x0a00_0000 + number * 512);
            IpRange::new(network.into(), 24).expect("range")
        })
        .collect();
    let mut one = rule(
        10,
        Direction::Outbound,
        Transport::Tcp,
        vec![PortRange::one(25)],
        &[],
    );
    one.ranges = ranges;
    rule_set(vec![one])
}

fn rule_set(rules: Vec<Rule>) -> RuleSet {
    RuleSet {
        schema: 1,
        kind: "firewall".into(),
        instance: "Worldwide".into(),
        version: "2026081400".into(),
        source: "built-in".into(),
        warning: None,
        rules,
        by_name: Vec::new(),
    }
}

fn rule(
    set_id: u32,
    direction: Direction,
    protocol: Transport,
    ports: Vec<PortRange>,
    ranges: &[&str],
) -> Rule {
    let word = match direction {
        Direction::Outbound => "out",
        Direction::Inbound => "in",
    };
    Rule {
        name: format!("exoport-worldwide-{word}-{set_id}-web"),
        direction,
        protocol,
        ports,
        ranges: ranges
            .iter()
            .map(|range| range.parse().expect("range"))
            .collect(),
        service: Service::Web,
        instance: "Worldwide".into(),
        set_id,
        ranges_of_set: Some(7),
        version: "2026081400".into(),
        required: false,
        hosts: vec!["*.mx.microsoft".into(), "outlook.office365.com".into()],
    }
}
