//! A file for `nft -f`: chains of our own in `table inet filter`, and a set for the ranges of each
//! rule and family.
//!
//! The chains have no hook: an accept in one hooked chain does not save a packet from another one
//! that drops it, so the rules must be jumped to from where the site drops.

use super::super::rule::{Direction, RuleSet, Transport};
use super::super::text_form::{plain, port_list, range_list, slug};
use super::{Part, heading, parts};
use crate::targets::AddressFamily;

/// nft takes any number.
const MAX_RANGES: usize = usize::MAX;
/// Longest comment of a rule (NFT_USERDATA_MAXLEN and libnftables: 128 bytes with the end).
const LONGEST_COMMENT: usize = 127;
/// Ranges on one line.
const RANGES_A_LINE: usize = 4;

const TABLE: &str = "inet filter";

pub(super) fn render(rules: &RuleSet) -> String {
    let parts = parts(rules, MAX_RANGES);
    let mut text = String::from("#!/usr/sbin/nft -f\n");
    for line in heading(rules) {
        text.push_str(&format!("# {line}\n"));
    }
    let chains = chains(rules);
    text.push_str(
        "# The chains have no hook. Jump to them from yours, before it drops, for example:\n",
    );
    for (direction, chain) in &chains {
        let yours = match direction {
            Direction::Outbound => "output",
            Direction::Inbound => "input",
        };
        text.push_str(&format!("#   nft add rule {TABLE} {yours} jump {chain}\n"));
    }
    text.push_str("# Answers need: ct state established,related accept. Loading this file again replaces its rules.\n");
    text.push_str(&format!("\nadd table {TABLE}\n"));
    for (_, chain) in &chains {
        text.push_str(&format!(
            "add chain {TABLE} {chain}\nflush chain {TABLE} {chain}\n"
        ));
    }
    for part in &parts {
        text.push_str(&set_and_rule(part));
    }
    text
}

/// The chains of the rule set, one for each direction that it has.
fn chains(rules: &RuleSet) -> Vec<(Direction, String)> {
    let has = |direction| rules.rules.iter().any(|rule| rule.direction == direction);
    let wanted = Direction::ALL.iter().filter(|direction| has(**direction));
    wanted
        .map(|direction| (*direction, chain(rules.instance.as_str(), *direction)))
        .collect()
}

fn chain(instance: &str, direction: Direction) -> String {
    let direction = match direction {
        Direction::Outbound => "out",
        Direction::Inbound => "in",
    };
    format!("exoport_{}_{direction}", slug(instance, 16))
}

fn set_and_rule(part: &Part<'_>) -> String {
    let rule = part.rule;
    let set = part.name.replace('-', "_");
    let (kind, family) = match part.family {
        AddressFamily::Ipv6 => ("ipv6_addr", "ip6"),
        _ => ("ipv4_addr", "ip"),
    };
    let side = match rule.direction {
        Direction::Outbound => "daddr",
        Direction::Inbound => "saddr",
    };
    let protocol = match rule.protocol {
        Transport::Tcp => "tcp",
        Transport::Udp => "udp",
    };
    let lines: Vec<String> = part
        .ranges
        .chunks(RANGES_A_LINE)
        .map(|ranges| range_list(ranges, ", "))
        .collect();
    format!(
        "\n# {}\nadd set {TABLE} {set} {{ type {kind}; flags interval; }}\nflush set {TABLE} {set}\n\
         add element {TABLE} {set} {{\n    {}\n}}\n\
         add rule {TABLE} {} {family} {side} @{set} {protocol} dport {{ {} }} counter accept comment \"{}\"\n",
        part.comment(500),
        lines.join(",\n    "),
        chain(&rule.instance, rule.direction),
        port_list(&rule.ports, ", "),
        plain(
            &format!("{}, version {}", part.title(), rule.version),
            LONGEST_COMMENT
        ),
    )
}
