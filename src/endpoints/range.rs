//! Ranges of addresses and of ports, as the endpoints web service writes them.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use ipnet::IpNet;
use serde::{Serialize, Serializer};

/// A range of addresses in CIDR form, IPv4 (RFC 4632) or IPv6 (RFC 4291).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct IpRange(IpNet);

impl IpRange {
    /// The range of a network address; bits of the address beyond the prefix are set to 0.
    ///
    /// # Errors
    /// A prefix longer than the address: more than 32 (IPv4) or 128 (IPv6).
    pub fn new(address: IpAddr, prefix: u8) -> Result<Self, BadRange> {
        IpNet::new(address, prefix)
            .map(|range| Self(range.trunc()))
            .map_err(|_| BadRange::new(&format!("{address}/{prefix}"), "range"))
    }

    /// The network address: the first of the range.
    pub fn address(&self) -> IpAddr {
        self.0.addr()
    }

    /// How many leading bits all addresses of the range share: 0 to 32 (IPv4) or 128 (IPv6).
    pub fn prefix(&self) -> u8 {
        self.0.prefix_len()
    }

    /// Whether an address lies in the range. An IPv4 address that came mapped into IPv6
    /// (`::ffff:192.0.2.1`, RFC 4291 section 2.5.5.2) counts as the IPv4 address.
    pub fn contains(&self, address: IpAddr) -> bool {
        self.0.contains(&address.to_canonical())
    }
}

impl fmt::Display for IpRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0.to_string())
    }
}

impl FromStr for IpRange {
    type Err = BadRange;

    /// Reads `13.107.6.152/31` or `2620:1ec:4::152/128`; an address alone is the range of itself.
    fn from_str(text: &str) -> Result<Self, BadRange> {
        let bad = || BadRange::new(text, "range");
        // By hand: IpNet's parser takes leading zeros (`010.0.0.0/8`) and no address alone.
        let Some((address, digits)) = text.split_once('/') else {
            return text
                .parse()
                .map(|one: IpAddr| Self(one.into()))
                .map_err(|_| bad());
        };
        // The parser of integers takes "+8" too.
        if digits.starts_with('+') {
            return Err(bad());
        }
        let address = address.parse().map_err(|_| bad())?;
        let prefix = digits.parse().map_err(|_| bad())?;
        Self::new(address, prefix).map_err(|_| bad())
    }
}

impl Serialize for IpRange {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Ports from the first to the last, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PortRange {
    /// The lowest port, 1 to 65535.
    pub first: u16,
    /// The highest port, not below the first.
    pub last: u16,
}

impl PortRange {
    /// The range that is one port.
    pub const fn one(port: u16) -> Self {
        Self {
            first: port,
            last: port,
        }
    }

    /// Whether a port lies in the range.
    pub const fn contains(&self, port: u16) -> bool {
        self.first <= port && port <= self.last
    }
}

impl fmt::Display for PortRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.first == self.last {
            write!(f, "{}", self.first)
        } else {
            write!(f, "{}-{}", self.first, self.last)
        }
    }
}

impl FromStr for PortRange {
    type Err = BadRange;

    /// Reads `443` or `50000-50059`, with spaces around the numbers.
    fn from_str(text: &str) -> Result<Self, BadRange> {
        let bad = || BadRange::new(text, "port or range of ports");
        let port = |digits: &str| {
            let digits = digits.trim();
            let plain = digits.bytes().all(|byte| byte.is_ascii_digit());
            match digits.parse::<u16>() {
                Ok(port) if plain && port != 0 => Ok(port),
                _ => Err(bad()),
            }
        };
        let (first, last) = match text.split_once('-') {
            Some((first, last)) => (port(first)?, port(last)?),
            None => {
                let port = port(text)?;
                (port, port)
            }
        };
        if first > last {
            return Err(bad());
        }
        Ok(Self { first, last })
    }
}

impl Serialize for PortRange {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A text that is no range of addresses or ports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadRange(String);

impl BadRange {
    fn new(text: &str, what: &str) -> Self {
        Self(format!(
            "{:?} is not a {what}",
            crate::text::sanitize(text.as_bytes(), 60)
        ))
    }
}

impl fmt::Display for BadRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for BadRange {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_contain_their_first_and_last_address_and_no_other() {
        for (range, first, last, below, above) in [
            (
                "13.107.6.152/31",
                "13.107.6.152",
                "13.107.6.153",
                "13.107.6.151",
                "13.107.6.154",
            ),
            (
                "52.96.0.0/14",
                "52.96.0.0",
                "52.99.255.255",
                "52.95.255.255",
                "52.100.0.0",
            ),
            (
                "2620:1ec:8f0::/46",
                "2620:1ec:8f0::",
                "2620:1ec:8f3:ffff:ffff:ffff:ffff:ffff",
                "2620:1ec:8ef:ffff:ffff:ffff:ffff:ffff",
                "2620:1ec:8f4::",
            ),
        ] {
            let range: IpRange = range.parse().expect(range);
            let contains = |address: &str| range.contains(address.parse().expect(address));
            assert!(contains(first) && contains(last), "{range}");
            assert!(!contains(below) && !contains(above), "{range}");
        }
    }

    #[test]
    fn families_do_not_mix_but_a_mapped_address_is_ipv4() {
        let all_v4: IpRange = "0.0.0.0/0".parse().expect("range");
        let all_v6: IpRange = "::/0".parse().expect("range");
        let v4: IpAddr = "192.0.2.1".parse().expect("address");
        let v6: IpAddr = "2001:db8::1".parse().expect("address");
        let mapped: IpAddr = "::ffff:192.0.2.1".parse().expect("address");
        assert!(all_v4.contains(v4) && all_v4.contains(mapped) && !all_v4.contains(v6));
        assert!(all_v6.contains(v6) && !all_v6.contains(v4) && !all_v6.contains(mapped));
    }

    #[test]
    fn ranges_are_written_as_they_are_read() {
        for text in ["13.107.6.152/31", "2620:1ec:4::152/128", "10.0.0.0/8"] {
            assert_eq!(text.parse::<IpRange>().expect(text).to_string(), text);
        }
        for (text, shown) in [
            ("192.0.2.1", "192.0.2.1/32"),
            ("2001:db8::1", "2001:db8::1/128"),
            ("10.1.2.3/8", "10.0.0.0/8"),
        ] {
            assert_eq!(text.parse::<IpRange>().expect(text).to_string(), shown);
        }
    }

    #[test]
    fn what_is_no_range_is_refused() {
        for text in [
            "",
            "/",
            "10.0.0.0/",
            "10.0.0.0/33",
            "::/129",
            "10.0.0/8",
            "10.0.0.0/+8",
            "a/8",
            "10.0.0.0/8/8",
            "10.0.0.0 /8",
            "10.0.0.0/-1",
            "10.0.0.0/256",
        ] {
            assert!(text.parse::<IpRange>().is_err(), "{text}");
        }
        for text in [
            "", "0", "65536", "-", "1-", "-1", "2-1", "+1", "http", "1-2-3",
        ] {
            assert!(text.parse::<PortRange>().is_err(), "{text}");
        }
    }

    #[test]
    fn ports_may_be_ranges_with_spaces() {
        for (text, first, last) in [
            ("443", 443, 443),
            (" 587 ", 587, 587),
            ("3478 - 3481", 3478, 3481),
        ] {
            assert_eq!(text.parse(), Ok(PortRange { first, last }));
        }
        let range = PortRange {
            first: 3478,
            last: 3481,
        };
        assert_eq!(range.to_string(), "3478-3481");
        assert_eq!(PortRange::one(25).to_string(), "25");
        assert!(range.contains(3478) && range.contains(3481) && !range.contains(3482));
    }
}
