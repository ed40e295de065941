//! Access lists of Cisco IOS.

use std::net::Ipv4Addr;

use exoport::firewall::Direction;

use exoport_lab::firewall::{Openings, cross};

/// Reads the permit lines.
pub fn read(text: &str) -> Openings {
    let mut openings = Openings::new();
    let mut list = (Direction::Outbound, false);
    for line in text.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            ["ip", "access-list", "extended", name] => {
                assert!(name.ends_with("-V4"), "{line}");
                list = (direction(name), false);
            }
            ["ipv6", "access-list", name] => {
                assert!(name.ends_with("-V6"), "{line}");
                list = (direction(name), true);
            }
            ["permit", protocol, rest @ ..] => {
                let (direction, is_ipv6) = list;
                let (source, rest) = address(rest, is_ipv6);
                let (destination, rest) = address(rest, is_ipv6);
                let (range, any) = match direction {
                    Direction::Outbound => (destination, source),
                    Direction::Inbound => (source, destination),
                };
                assert!(any.ends_with("/0"), "{line}");
                let port = match rest {
                    ["eq", port] => (*port).to_owned(),
                    ["range", first, last] => format!("{first}-{last}"),
                    _ => panic!("{line}"),
                };
                openings.extend(cross(direction, protocol, [port], [range]));
            }
            _ => assert!(
                line.starts_with('!') || matches!(words[..], ["remark", ..] | ["exit"]),
                "{line}"
            ),
        }
    }
    openings
}

fn direction(list: &str) -> Direction {
    match list.contains("-OUT-") {
        true => Direction::Outbound,
        false => Direction::Inbound,
    }
}

/// `any`, `host ADDRESS`, `ADDRESS WILDCARD` or `PREFIX/LENGTH`, and what follows.
fn address<'a>(words: &'a [&'a str], is_ipv6: bool) -> (String, &'a [&'a str]) {
    match words {
        ["any", rest @ ..] if is_ipv6 => ("::/0".into(), rest),
        ["any", rest @ ..] => ("0.0.0.0/0".into(), rest),
        ["host", address, rest @ ..] => ((*address).to_owned(), rest),
        [prefix, rest @ ..] if is_ipv6 => ((*prefix).to_owned(), rest),
        [address, wildcard, rest @ ..] => {
            let wildcard: Ipv4Addr = wildcard.parse().expect("wildcard mask");
            let bits = wildcard.to_bits();
            assert_eq!(bits & bits.wrapping_add(1), 0, "ones at the end only");
            (format!("{address}/{}", bits.leading_zeros()), rest)
        }
        _ => panic!("{words:?}"),
    }
}
