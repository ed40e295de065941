//! Files for `nft -f`, as far as ExoPort writes them.

use std::collections::HashMap;

use exoport::firewall::Direction;

use exoport_lab::firewall::{Openings, cross};

/// Reads sets and rules.
pub fn read(text: &str) -> Openings {
    let mut sets: HashMap<String, Vec<String>> = HashMap::new();
    let mut openings = Openings::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            ["add", "element", "inet", "filter", set, "{"] => {
                let elements: String = lines.by_ref().take_while(|line| *line != "}").collect();
                let elements = elements.split(',').map(|element| element.trim().to_owned());
                sets.insert((*set).to_owned(), elements.collect());
            }
            [
                "add",
                "rule",
                "inet",
                "filter",
                chain,
                family @ ("ip" | "ip6"),
                side,
                set,
                protocol,
                "dport",
                "{",
                rest @ ..,
            ] => {
                let direction = match (chain.rsplit_once('_').expect("chain").1, *side) {
                    ("out", "daddr") => Direction::Outbound,
                    ("in", "saddr") => Direction::Inbound,
                    other => panic!("{other:?}"),
                };
                let end = rest
                    .iter()
                    .position(|word| *word == "}")
                    .expect("end of ports");
                assert_eq!(rest[end + 1..end + 3], ["counter", "accept"], "{line}");
                let ports = rest[..end].iter().map(|port| port.trim_end_matches(','));
                let ranges = &sets[set.trim_start_matches('@')];
                let is_ipv6 = *family == "ip6";
                assert!(ranges.iter().all(|range| range.contains(':') == is_ipv6));
                openings.extend(cross(direction, protocol, ports, ranges));
            }
            _ => {}
        }
    }
    openings
}
