//! The order in which addresses are tried.

use std::net::IpAddr;

/// Orders addresses as RFC 8305 section 4 says: the resolver's own order (RFC 6724), families
/// alternating, the first one's family first. Doubles are dropped.
pub(super) fn interleave(addresses: Vec<IpAddr>) -> Vec<IpAddr> {
    let mut unique: Vec<IpAddr> = Vec::with_capacity(addresses.len());
    for address in addresses {
        if !unique.contains(&address) {
            unique.push(address);
        }
    }
    let first_is_v6 = unique.first().is_some_and(IpAddr::is_ipv6);
    let (preferred, other): (Vec<IpAddr>, Vec<IpAddr>) = unique
        .into_iter()
        .partition(|address| address.is_ipv6() == first_is_v6);
    let mut ordered = Vec::with_capacity(preferred.len() + other.len());
    let mut preferred = preferred.into_iter();
    let mut other = other.into_iter();
    loop {
        match (preferred.next(), other.next()) {
            (None, None) => return ordered,
            (first, second) => ordered.extend(first.into_iter().chain(second)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(text: &str) -> Vec<IpAddr> {
        text.split_whitespace()
            .map(|address| address.parse().expect(address))
            .collect()
    }

    #[test]
    fn families_alternate_and_doubles_go() {
        for (given, expected) in [
            ("", ""),
            ("192.0.2.1 192.0.2.2", "192.0.2.1 192.0.2.2"),
            (
                "2001:db8::1 2001:db8::2 192.0.2.1 192.0.2.2",
                "2001:db8::1 192.0.2.1 2001:db8::2 192.0.2.2",
            ),
            (
                "192.0.2.1 192.0.2.1 2001:db8::1 192.0.2.2 192.0.2.3",
                "192.0.2.1 2001:db8::1 192.0.2.2 192.0.2.3",
            ),
        ] {
            assert_eq!(interleave(list(given)), list(expected), "{given}");
        }
    }
}
