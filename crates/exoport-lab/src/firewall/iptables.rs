//! iptables-restore files, and what iptables-save prints.

use exoport::firewall::Direction;

use super::{Openings, cross};

/// Reads the rules of ExoPort's chains.
///
/// # Panics
/// A rule is not as ExoPort writes them.
pub fn read(text: &str) -> Openings {
    let mut openings = Openings::new();
    for line in text.lines() {
        let Some(rule) = line.strip_prefix("-A EXOPORT-") else {
            continue;
        };
        let words: Vec<&str> = rule.split(' ').collect();
        let after = |option: &str| {
            let at = words.iter().position(|word| *word == option)?;
            words.get(at + 1).copied()
        };
        assert_eq!(words[words.len() - 2..], ["-j", "ACCEPT"], "{line}");
        let direction = match words[0].rsplit_once('-').expect("chain").1 {
            "OUT" => Direction::Outbound,
            "IN" => Direction::Inbound,
            other => panic!("{other}"),
        };
        // iptables-save leaves out what matches every address.
        let every = "0.0.0.0/0";
        let range = match direction {
            Direction::Outbound => after("-d").unwrap_or(every),
            Direction::Inbound => after("-s").unwrap_or(every),
        };
        let ports = after("--dport").or(after("--dports")).expect("ports");
        let protocol = after("-p").expect("protocol");
        openings.extend(cross(direction, protocol, ports.split(','), [range]));
    }
    openings
}
