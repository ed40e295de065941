//! Extended access lists of Cisco IOS and IOS XE: wildcard masks for IPv4, prefixes for IPv6.

use std::net::{IpAddr, Ipv4Addr};

use super::super::rule::{Direction, RuleSet};
use super::super::text_form::slug;
use super::{Part, heading, parts};
use crate::endpoints::{IpRange, PortRange};
use crate::targets::AddressFamily;

/// Longest remark.
const LONGEST_REMARK: usize = 100;

pub(super) fn render(rules: &RuleSet) -> String {
    let mut lines: Vec<String> = heading(rules);
    lines.extend(
        [
            "An access list ends with an implicit deny: put these lines into your own list, or add to",
            "these lists what else must pass, before you apply one with ip access-group.",
            "Answers come in the other direction: inspect the traffic, or permit tcp any any established there.",
        ]
        .map(str::to_owned),
    );
    let mut text: String = lines.iter().map(|line| format!("! {line}\n")).collect();
    let parts = parts(rules, usize::MAX);
    for direction in Direction::ALL {
        for family in [AddressFamily::Ipv4, AddressFamily::Ipv6] {
            let wanted: Vec<&Part<'_>> = parts
                .iter()
                .filter(|part| part.rule.direction == *direction && part.family == family)
                .collect();
            if wanted.is_empty() {
                continue;
            }
            let (kind, suffix) = match family {
                AddressFamily::Ipv6 => ("ipv6 access-list", "V6"),
                _ => ("ip access-list extended", "V4"),
            };
            let word = match direction {
                Direction::Outbound => "OUT",
                Direction::Inbound => "IN",
            };
            let instance = slug(&rules.instance, 16).to_ascii_uppercase();
            text.push_str(&format!("!\n{kind} EXOPORT-{instance}-{word}-{suffix}\n"));
            for part in wanted {
                text.push_str(&entries(part));
            }
            text.push_str(" exit\n");
        }
    }
    text
}

fn entries(part: &Part<'_>) -> String {
    let rule = part.rule;
    let mut text = format!(
        " remark {}\n remark {}\n",
        super::plain(
            &format!("{}, version {}", part.title(), rule.version),
            LONGEST_REMARK
        ),
        super::plain(
            &format!("{}: {}", need(rule.required), rule.hosts.join(", ")),
            LONGEST_REMARK
        ),
    );
    for range in &part.ranges {
        for port in &rule.ports {
            let (address, port) = (address(range), operator(port));
            text.push_str(&match rule.direction {
                Direction::Outbound => format!(" permit {} any {address} {port}\n", rule.protocol),
                Direction::Inbound => format!(" permit {} {address} any {port}\n", rule.protocol),
            });
        }
    }
    text
}

fn need(required: bool) -> &'static str {
    if required { "required" } else { "optional" }
}

/// `host 192.0.2.1`, `192.0.2.0 0.0.0.255`, `2001:db8::/32`, `any`.
fn address(range: &IpRange) -> String {
    match range.address() {
        _ if range.prefix() == 0 => "any".into(),
        IpAddr::V4(address) if range.prefix() >= 32 => format!("host {address}"),
        IpAddr::V4(address) => {
            // The wildcard mask has a one for every bit that may differ.
            let wildcard = Ipv4Addr::from_bits(u32::MAX >> range.prefix());
            format!("{address} {wildcard}")
        }
        IpAddr::V6(address) if range.prefix() >= 128 => format!("host {address}"),
        IpAddr::V6(_) => range.to_string(),
    }
}

fn operator(port: &PortRange) -> String {
    if port.first == port.last {
        format!("eq {}", port.first)
    } else {
        format!("range {} {}", port.first, port.last)
    }
}
