//! Files for `iptables-restore --noflush` and `ip6tables-restore --noflush`: chains of our own in
//! the filter table, one line a range.

use super::super::rule::{Direction, Rule, RuleSet};
use super::super::text_form::{plain, slug};
use super::{RenderError, has_family, heading, parts};
use crate::endpoints::{IpRange, PortRange};
use crate::targets::AddressFamily;

/// Ports of the multiport match; a range counts as two (iptables-extensions(8)).
const MAX_PORTS: usize = 15;
/// Longest comment: 256 bytes with the end (iptables-extensions(8)).
const LONGEST_COMMENT: usize = 255;
/// Longest name of a chain (XT_EXTENSION_MAXNAMELEN, 29 bytes with the end).
const LONGEST_CHAIN: usize = 28;

pub(super) fn render(rules: &RuleSet, family: AddressFamily) -> Result<String, RenderError> {
    let (program, other, other_format) = match family {
        AddressFamily::Ipv6 => ("ip6tables", "IPv4", "iptables"),
        _ => ("iptables", "IPv6", "ip6tables"),
    };
    if !has_family(rules, family) {
        return Err(RenderError::new(format!(
            "{program} takes only {} rules, and none match; use the format {other_format} for {other}",
            if family == AddressFamily::Ipv6 {
                "IPv6"
            } else {
                "IPv4"
            },
        )));
    }
    let mut text = String::new();
    for line in heading(rules) {
        text.push_str(&format!("# {line}\n"));
    }
    text.push_str(&format!(
        "# Load with: {program}-restore --noflush FILE (again: replaces the chains). {other}: format {other_format}.\n\
         # Then jump to the chains from yours, before it drops:\n",
    ));
    let parts: Vec<_> = parts(rules, usize::MAX)
        .into_iter()
        .filter(|part| part.family == family)
        .collect();
    let mut chains: Vec<(Direction, String)> = Vec::new();
    for part in &parts {
        let chain = chain(part.rule);
        if !chains.iter().any(|(_, name)| *name == chain) {
            chains.push((part.rule.direction, chain));
        }
    }
    for (direction, chain) in &chains {
        let yours = match direction {
            Direction::Outbound => "OUTPUT",
            Direction::Inbound => "INPUT",
        };
        text.push_str(&format!("#   {program} -I {yours} -j {chain}\n"));
    }
    text.push_str(
        "# Answers need: -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT\n*filter\n",
    );
    for (_, chain) in &chains {
        text.push_str(&format!(":{chain} - [0:0]\n"));
    }
    for part in &parts {
        text.push_str(&format!("# {}\n", part.comment(500)));
        let comment = plain(
            &format!("{}, version {}", part.title(), part.rule.version),
            LONGEST_COMMENT,
        );
        for range in &part.ranges {
            for ports in port_matches(part.rule) {
                text.push_str(&line(part.rule, range, &ports, &comment));
            }
        }
    }
    text.push_str("COMMIT\n");
    Ok(text)
}

fn line(rule: &Rule, range: &IpRange, ports: &str, comment: &str) -> String {
    let side = match rule.direction {
        Direction::Outbound => "-d",
        Direction::Inbound => "-s",
    };
    format!(
        "-A {} {side} {range} -p {} {ports} -m comment --comment \"{comment}\" -j ACCEPT\n",
        chain(rule),
        rule.protocol,
    )
}

fn chain(rule: &Rule) -> String {
    let direction = match rule.direction {
        Direction::Outbound => "OUT",
        Direction::Inbound => "IN",
    };
    let instance = slug(&rule.instance, LONGEST_CHAIN - "EXOPORT--OUT".len());
    format!("EXOPORT-{}-{direction}", instance.to_ascii_uppercase())
}

/// `--dport 587`, or a multiport match for several, as many as it takes.
fn port_matches(rule: &Rule) -> Vec<String> {
    if let [only] = rule.ports.as_slice() {
        return vec![format!("--dport {}", port(only))];
    }
    let chunks = rule.ports.chunks(MAX_PORTS / 2);
    chunks
        .map(|ports| {
            let ports: Vec<String> = ports.iter().map(port).collect();
            format!("-m multiport --dports {}", ports.join(","))
        })
        .collect()
}

/// Ranges with a colon.
fn port(range: &PortRange) -> String {
    range.to_string().replace('-', ":")
}
