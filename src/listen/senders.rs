//! Whether a visitor comes from where Exchange Online sends mail from.

use std::net::{IpAddr, Ipv4Addr};

use serde::{Deserialize, Serialize};

use crate::endpoints;
use crate::firewall::{Scope, Selection, select};
use crate::string_enum::string_enum;
use crate::targets::Service;

string_enum! {
    /// Where a visitor comes from.
    pub enum SenderClass: "sender class" {
        /// From a published sender of Exchange Online.
        Published = "published",
        /// From a public address that Exchange Online does not publish as a sender.
        Unpublished = "unpublished",
        /// From a private address (RFC 1918, RFC 4193, RFC 6598, link-local, loopback): from this
        /// site, or a device in front hides the address of the visitor.
        Private = "private",
    }
}

/// A published range that a visitor's address lies in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PublishedSender {
    /// The cloud.
    pub instance: String,
    /// The published endpoint set.
    pub set_id: u32,
    /// Version of the endpoint data, `YYYYMMDDNN`.
    pub version: String,
    /// The range.
    pub range: String,
}

/// The published senders of every cloud.
pub(super) struct Senders {
    ranges: Vec<(endpoints::IpRange, PublishedSender)>,
}

impl Senders {
    /// Those of the endpoint sets that hold now: the ranges of the inbound firewall rules.
    pub(super) fn current() -> Self {
        let snapshots: Vec<_> = endpoints::INSTANCES
            .iter()
            .filter_map(|instance| endpoints::current(instance).ok())
            .map(|current| current.snapshot)
            .collect();
        Self::of(snapshots.iter().map(AsRef::as_ref))
    }

    fn of<'a>(snapshots: impl IntoIterator<Item = &'a endpoints::Snapshot>) -> Self {
        let inbound = Selection {
            services: vec![Service::SmtpMx],
            scope: Some(Scope::Inbound),
            ..Selection::default()
        };
        let mut ranges = Vec::new();
        for snapshot in snapshots {
            let rules = select(snapshot, &inbound).map(|rules| rules.rules);
            for rule in rules.unwrap_or_default() {
                ranges.extend(rule.ranges.iter().map(|range| {
                    let sender = PublishedSender {
                        instance: rule.instance.clone(),
                        set_id: rule.set_id,
                        version: rule.version.clone(),
                        range: range.to_string(),
                    };
                    (*range, sender)
                }));
            }
        }
        Self { ranges }
    }

    /// What an address is, and the ranges that it lies in, at most one of each cloud.
    pub(super) fn look_up(&self, address: IpAddr) -> (SenderClass, Vec<PublishedSender>) {
        let address = address.to_canonical();
        let mut found: Vec<PublishedSender> = Vec::new();
        for (range, sender) in &self.ranges {
            let is_new = found.iter().all(|other| other.instance != sender.instance);
            if is_new && range.contains(address) {
                found.push(sender.clone());
            }
        }
        let class = match address {
            _ if !found.is_empty() => SenderClass::Published,
            _ if is_private(address) => SenderClass::Private,
            _ => SenderClass::Unpublished,
        };
        (class, found)
    }
}

fn is_private(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => {
            v4.is_private() || v4.is_loopback() || v4.is_link_local() || is_shared(v4)
        }
        IpAddr::V6(v6) => v6.is_loopback() || v6.is_unique_local() || v6.is_unicast_link_local(),
    }
}

/// 100.64.0.0/10, between carriers and their customers (RFC 6598).
fn is_shared(address: Ipv4Addr) -> bool {
    let [first, second, ..] = address.octets();
    first == 100 && second & 0b1100_0000 == 64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn visitors_are_told_apart_by_their_address() {
        let senders = Senders::of(endpoints::built_in_snapshots());
        for (address, class, clouds) in [
            ("40.92.1.2", SenderClass::Published, &["Worldwide"][..]),
            ("::ffff:40.107.1.2", SenderClass::Published, &["Worldwide"]),
            ("2a01:111:f400::1", SenderClass::Published, &["Worldwide"]),
            ("23.103.208.1", SenderClass::Published, &["USGovGCCHigh"]),
            ("62.10.144.1", SenderClass::Published, &["USGovDoD"]),
            (
                "23.103.191.7",
                SenderClass::Published,
                &["USGovGCCHigh", "USGovDoD"],
            ),
            ("198.51.100.7", SenderClass::Unpublished, &[]),
            // A front door for clients sends no mail.
            ("40.96.0.1", SenderClass::Unpublished, &[]),
            ("192.168.1.1", SenderClass::Private, &[]),
            ("100.127.255.255", SenderClass::Private, &[]),
            ("100.128.0.0", SenderClass::Unpublished, &[]),
            ("127.0.0.1", SenderClass::Private, &[]),
            ("fd00::1", SenderClass::Private, &[]),
            ("fe80::1", SenderClass::Private, &[]),
        ] {
            let (found, published) = senders.look_up(address.parse().expect(address));
            let instances: Vec<&str> = published
                .iter()
                .map(|sender| sender.instance.as_str())
                .collect();
            assert_eq!((found, &instances[..]), (class, clouds), "{address}");
        }
    }
}
