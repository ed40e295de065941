//! Ranges of addresses and of ports, as the endpoints web service writes them.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

use serde::{Serialize, Serializer};

/// A range of addresses in CIDR form, IPv4 (RFC 4632) or IPv6 (RFC 4291).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct IpRange {
    address: IpAddr,
    prefix: u8,
}

impl IpRange {
    /// The range of a network address; bits of the address beyond the prefix are set to 0.
    ///
    /// # Errors
    /// A prefix longer than the address: more than 32 (IPv4) or 128 (IPv6).
    pub fn new(address: IpAddr, prefix: u8) -> Result<Self, BadRange> {
        let address = match address {
            IpAddr::V4(v4) if prefix <= 32 => {
                IpAddr::V4(Ipv4Addr::from_bits(v4.to_bits() & mask32(prefix)))
            }
            IpAddr::V6(v6) if prefix <= 128 => {
                IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() & mask128(prefix)))
            }
            _ => return Err(BadRange::new(&format!("{address}/{prefix}"), "range")),
        };
        Ok(Self { address, prefix })
    }

    /// The network address: the first of the range.
    pub const fn address(&self) -> IpAddr {
        self.address
    }

    /// How many leading bits all addresses of the range share: 0 to 32 (IPv4) or 128 (IPv6).
    pub const fn prefix(&self) -> u8 {
        self.prefix
    }

    /// Whether an address lies in the range. An IPv4 address that came mapped into IPv6
    /// (`::ffff:192.0.2.1`, RFC 4291 section 2.5.5.2) counts as the IPv4 address.
    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.address, address.to_canonical()) {
            (IpAddr::V4(network), IpAddr::V4(v4)) => {
                v4.to_bits() & mask32(self.prefix) == network.to_bits()
            }
            (IpAddr::V6(network), IpAddr::V6(v6)) => {
                v6.to_bits() & mask128(self.prefix) == network.to_bits()
            }
            _ => false,
        }
    }
}

fn mask32(prefix: u8) -> u32 {
    u32::MAX
        .checked_shl(32 - u32::from(prefix.min(32)))
        .unwrap_or(0)
}

fn mask128(prefix: u8) -> u128 {
    u128::MAX
        .checked_shl(128 - u32::from(prefix.min(128)))
        .unwrap_or(0)
}

impl fmt::Display for IpRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{}/{}", self.address, self.prefix))
    }
}

impl FromStr for IpRange {
    type Err = BadRange;

    /// Reads `13.107.6.152/31` or `2620:1ec:4::152/128`; an address alone is the range of itself.
    fn from_str(text: &str) -> Result<Self, BadRange> {
        let bad = || BadRange::new(text, "range");
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().map_err(|_| bad())?;
        let prefix = match prefix {
            // The parser of integers takes "+8" too.
            Some(digits) if digits.bytes().all(|byte| byte.is_ascii_digit()) => {
                digits.parse().map_err(|_| bad())?
            }
            Some(_) => return Err(bad()),
            None if address.is_ipv4() => 32,
            None => 128,
        };
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
            "{:?} is no {what}",
            crate::text::harmless(text.as_bytes(), 60)
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
