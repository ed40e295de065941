//! What a rule set opens, in a form in which renderings can be compared.

pub mod iptables;
pub mod samples;

use std::collections::BTreeSet;

use exoport::firewall::{Direction, RuleSet, Transport};

/// One range on one port range.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Opening {
    /// Out or in.
    pub direction: Direction,
    /// TCP or UDP.
    pub protocol: Transport,
    /// The lowest of its ports.
    pub first_port: u16,
    /// The highest of its ports.
    pub last_port: u16,
    /// `40.92.0.0/15`
    pub range: String,
}

/// Everything that a rule set or a rendering opens.
pub type Openings = BTreeSet<Opening>;

/// What the rules themselves open.
pub fn of_rules(rules: &RuleSet) -> Openings {
    let mut openings = Openings::new();
    for rule in &rules.rules {
        for range in &rule.ranges {
            for port in &rule.ports {
                openings.insert(Opening {
                    direction: rule.direction,
                    protocol: rule.protocol,
                    first_port: port.first,
                    last_port: port.last,
                    range: range.to_string(),
                });
            }
        }
    }
    openings
}

/// All combinations of ports (`587` or `100-110`, with any mark in between) and ranges.
///
/// # Panics
/// A port or the protocol is none.
pub fn cross(
    direction: Direction,
    protocol: &str,
    ports: impl IntoIterator<Item = impl AsRef<str>>,
    ranges: impl IntoIterator<Item = impl AsRef<str>>,
) -> Vec<Opening> {
    let protocol: Transport = protocol.to_ascii_lowercase().parse().expect("protocol");
    let ranges: Vec<String> = ranges
        .into_iter()
        .map(|range| with_prefix(range.as_ref()))
        .collect();
    let mut openings = Vec::new();
    for port in ports {
        let port = port.as_ref();
        let (first, last) = port.split_once(['-', ':', ' ']).unwrap_or((port, port));
        for range in &ranges {
            openings.push(Opening {
                direction,
                protocol,
                first_port: first.parse().expect("port"),
                last_port: last.parse().expect("port"),
                range: range.clone(),
            });
        }
    }
    openings
}

/// A single address as the range that it is.
fn with_prefix(range: &str) -> String {
    match range.contains('/') {
        true => range.to_owned(),
        false if range.contains(':') => format!("{range}/128"),
        false => format!("{range}/32"),
    }
}
