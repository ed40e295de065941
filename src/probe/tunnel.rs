//! A way through a proxy: which proxy, and what it is asked for.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use crate::proxy::{ProxyServer, ProxySource};

/// How many addresses of a target a proxy is asked for, one after the other.
const MAX_DESTINATIONS: usize = 8;

/// The proxy of one probe.
#[derive(Debug, Clone)]
pub(super) struct Via {
    pub(super) server: ProxyServer,
    pub(super) source: ProxySource,
}

/// A way that is open; another connection can go the same way.
#[derive(Debug, Clone)]
pub(super) struct Tunnel {
    pub(super) via: Arc<Via>,
    pub(super) destination: Destination,
}

impl Tunnel {
    /// The target's address at the other end, where this side knows it.
    pub(super) fn far_address(&self) -> Option<IpAddr> {
        self.destination.address()
    }
}

/// What a proxy is asked to connect to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Destination {
    pub(super) host: Host,
    pub(super) port: u16,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Host {
    /// A name that the proxy resolves.
    Name(String),
    Address(IpAddr),
}

impl Destination {
    /// What to ask for: the addresses where they are known here, else the name.
    pub(crate) fn of(name: &str, addresses: &[IpAddr], port: u16) -> Vec<Destination> {
        if addresses.is_empty() {
            let host = Host::Name(name.trim_end_matches('.').to_owned());
            return vec![Destination { host, port }];
        }
        let known = addresses.iter().take(MAX_DESTINATIONS);
        known
            .map(|address| Destination {
                host: Host::Address(*address),
                port,
            })
            .collect()
    }

    /// `host:port` (RFC 9110 section 7.2, RFC 3986 section 3.2.2).
    pub(super) fn authority(&self) -> String {
        match &self.host {
            Host::Name(name) => format!("{name}:{}", self.port),
            Host::Address(address) => SocketAddr::new(*address, self.port).to_string(),
        }
    }

    pub(super) fn address(&self) -> Option<IpAddr> {
        match self.host {
            Host::Name(_) => None,
            Host::Address(address) => Some(address),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_destination_is_a_name_only_where_no_address_is_known() {
        let authorities = |name: &str, addresses: &[&str]| -> Vec<String> {
            let addresses: Vec<IpAddr> = addresses
                .iter()
                .map(|text| text.parse().expect("address"))
                .collect();
            Destination::of(name, &addresses, 25)
                .iter()
                .map(Destination::authority)
                .collect()
        };
        assert_eq!(authorities("a.example.", &[]), ["a.example:25"]);
        assert_eq!(
            authorities("a.example", &["2001:db8::1", "192.0.2.1"]),
            ["[2001:db8::1]:25", "192.0.2.1:25"]
        );
        assert_eq!(authorities("a", &["192.0.2.1"; 99]).len(), MAX_DESTINATIONS);
    }
}
