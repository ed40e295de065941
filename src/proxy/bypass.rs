//! Hosts that are connected to directly although a proxy is set.

use std::net::IpAddr;

use ipnet::IpNet;

use crate::host_name::split_port;

/// The most rules that are read; a list of more is no list that a person keeps.
const MOST: usize = 1024;

/// Rules, any of which is enough.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Bypass {
    rules: Vec<Rule>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Rule {
    hosts: Hosts,
    /// Only this port.
    port: Option<u16>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Hosts {
    Every,
    /// A domain and what is below it.
    Domain(String),
    Range(IpNet),
    /// Hosts without a dot (`<local>` on Windows).
    #[cfg_attr(not(any(windows, test)), expect(dead_code, reason = "Windows only"))]
    WithoutDot,
    /// A pattern with `*`.
    #[cfg_attr(not(any(windows, test)), expect(dead_code, reason = "Windows only"))]
    Pattern(String),
}

impl Bypass {
    /// Reads `no_proxy`: separated by commas or spaces, `*` for every host, `example.com` and
    /// `.example.com` for the domain and what is below it, addresses, ranges (`192.0.2.0/24`), each
    /// with `:port` if need be. What cannot be read never matches.
    pub(super) fn of_no_proxy(text: &str) -> Self {
        let rules = text
            .split(|character: char| character == ',' || character.is_whitespace())
            .filter(|entry| !entry.is_empty())
            .take(MOST)
            .filter_map(no_proxy_rule)
            .collect();
        Self { rules }
    }

    /// Reads the exceptions of Windows' setting (`ProxyOverride`): separated by semicolons, `*`
    /// stands for any text, `<local>` for hosts without a dot.
    #[cfg(any(windows, test))]
    pub(super) fn of_windows(text: &str) -> Self {
        let rules = text
            .split(|character: char| character == ';' || character.is_whitespace())
            .filter(|entry| !entry.is_empty())
            .take(MOST)
            .filter_map(windows_rule)
            .collect();
        Self { rules }
    }

    /// Whether a target is connected to directly.
    pub(super) fn covers(&self, host: &str, port: u16) -> bool {
        let host = host.trim_end_matches('.').to_ascii_lowercase();
        let address: Option<IpAddr> = host.parse().ok();
        self.rules
            .iter()
            .filter(|rule| rule.port.is_none_or(|only| only == port))
            .any(|rule| match (&rule.hosts, address) {
                (Hosts::Every, _) => true,
                (Hosts::Range(range), Some(address)) => range.contains(&address),
                (Hosts::Domain(domain), None) => host
                    .strip_suffix(domain.as_str())
                    .is_some_and(|rest| rest.is_empty() || rest.ends_with('.')),
                (Hosts::WithoutDot, None) => !host.contains('.'),
                (Hosts::Pattern(pattern), _) => matches(pattern.as_bytes(), host.as_bytes()),
                (Hosts::Range(_), None) | (Hosts::Domain(_) | Hosts::WithoutDot, Some(_)) => false,
            })
    }
}

fn no_proxy_rule(entry: &str) -> Option<Rule> {
    let whole = |hosts| Some(Rule { hosts, port: None });
    if entry == "*" {
        return whole(Hosts::Every);
    }
    if let Some(range) = address_range(entry) {
        return whole(Hosts::Range(range));
    }
    let (host, port) = split_port(entry).ok()?;
    let port = port.map(str::parse).transpose().ok()?;
    let hosts = match address_range(host) {
        Some(range) => Hosts::Range(range),
        None => {
            let domain = host.strip_prefix("*.").unwrap_or(host);
            let domain = domain.trim_matches('.').to_ascii_lowercase();
            if domain.is_empty() {
                return None;
            }
            Hosts::Domain(domain)
        }
    };
    Some(Rule { hosts, port })
}

#[cfg(any(windows, test))]
fn windows_rule(entry: &str) -> Option<Rule> {
    let entry = entry.to_ascii_lowercase();
    if entry == "<local>" {
        return Some(Rule {
            hosts: Hosts::WithoutDot,
            port: None,
        });
    }
    let entry = entry
        .split_once("://")
        .map_or(entry.as_str(), |(_, rest)| rest);
    let (host, port) = split_port(entry).ok()?;
    let port = port.map(str::parse).transpose().ok()?;
    Some(Rule {
        hosts: Hosts::Pattern(host.to_owned()),
        port,
    })
}

fn address_range(text: &str) -> Option<IpNet> {
    let text = text.trim_matches(['[', ']']);
    text.parse()
        .ok()
        .or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from))
}

/// Whether a text is of a pattern in which `*` stands for any text, also none.
fn matches(pattern: &[u8], text: &[u8]) -> bool {
    // The usual two fingers, with the last star to come back to: no recursion, quadratic at worst.
    let (mut at, mut behind_star, mut star) = (0, 0, None);
    let mut position = 0;
    while position < text.len() {
        match pattern.get(at) {
            Some(b'*') => {
                star = Some(at);
                at += 1;
                behind_star = position;
            }
            Some(byte) if *byte == text[position] => {
                at += 1;
                position += 1;
            }
            _ => {
                let Some(star) = star else { return false };
                at = star + 1;
                behind_star += 1;
                position = behind_star;
            }
        }
    }
    pattern[at..].iter().all(|byte| *byte == b'*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_proxy_names_domains_addresses_and_ranges() {
        for (list, host, port, covered) in [
            ("", "a.example", 25, false),
            ("*", "a.example", 25, true),
            ("example", "a.example", 25, true),
            ("a.example", "a.example.", 25, true),
            (".a.example", "a.example", 25, true),
            ("*.a.example", "b.a.example", 25, true),
            ("A.Example", "b.a.EXAMPLE", 25, true),
            ("a.example", "ba.example", 25, false),
            ("a.example", "a.example.org", 25, false),
            ("x, a.example", "a.example", 25, true),
            ("x a.example", "a.example", 25, true),
            ("a.example:443", "a.example", 25, false),
            ("a.example:443", "a.example", 443, true),
            ("a.example:smtp", "a.example", 25, false),
            ("192.0.2.1", "192.0.2.1", 25, true),
            ("192.0.2.1:25", "192.0.2.1", 25, true),
            ("192.0.2.1:25", "192.0.2.1", 26, false),
            ("192.0.2.0/24", "192.0.2.77", 25, true),
            ("192.0.2.0/24", "192.0.3.77", 25, false),
            ("192.0.2.0/24", "192.0.2.example", 25, false),
            ("2.1", "192.0.2.1", 25, false),
            ("2001:db8::/32", "2001:db8::1", 25, true),
            ("2001:db8::1", "2001:db8::1", 25, true),
            ("[2001:db8::1]:25", "2001:db8::1", 25, true),
            ("[2001:db8::1]:25", "2001:db8::1", 26, false),
            (".,:,]:,*:", "a.example", 25, false),
        ] {
            assert_eq!(
                Bypass::of_no_proxy(list).covers(host, port),
                covered,
                "{list:?} {host}:{port}"
            );
        }
    }

    #[test]
    fn the_exceptions_of_windows_are_patterns() {
        for (list, host, covered) in [
            ("<local>", "mail", true),
            ("<local>", "mail.corp", false),
            ("<local>", "::1", false),
            ("*.corp.example;10.*", "mail.corp.example", true),
            ("*.corp.example;10.*", "corp.example", false),
            ("*.corp.example;10.*", "10.1.2.3", true),
            ("*.corp.example;10.*", "110.1.2.3", false),
            ("https://mail.*.example", "MAIL.a.b.example", true),
            ("mail*:443", "mail.example", false),
            ("2001:db8::*", "2001:db8::1", true),
            ("[2001:db8::1]", "2001:db8::1", true),
            ("*", "a.example", true),
            ("**a*", "bcd", false),
            ("", "a.example", false),
        ] {
            assert_eq!(
                Bypass::of_windows(list).covers(host, 25),
                covered,
                "{list:?} {host}"
            );
        }
    }
}
