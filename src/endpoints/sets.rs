//! The endpoint sets of a cloud: what Microsoft publishes about hosts, ports and addresses.
//!
//! Source: facts section 1; the fields are those of the endpoints web service (section 1.6).

use serde::Serialize;

pub use super::range::{BadRange, IpRange, PortRange};
use crate::string_enum::string_enum;

string_enum! {
    /// How much a set asks of the network, from the least to the most (facts section 1.6).
    pub enum Category: "category" {
        /// As other Internet traffic; no addresses are published.
        Default = "default",
        /// Directly to Microsoft, without inspection.
        Allow = "allow",
        /// The same, and most sensitive to latency.
        Optimize = "optimize",
    }
}

string_enum! {
    /// Where a snapshot comes from.
    pub enum SnapshotSource: "source of endpoint sets" {
        /// Shipped with ExoPort.
        BuiltIn = "built-in",
        /// Fetched from the endpoints web service and kept in the per-user data folder.
        Cache = "cache",
    }
}

/// Hosts that have ports, addresses and a category in common.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EndpointSet {
    /// Microsoft's number of the set, the same over time within a cloud; its members move.
    pub id: u32,
    /// `Exchange`, `Common` or another area of Microsoft 365.
    pub service_area: String,
    /// Host names and patterns, see [`host_matches`](super::host_matches). May be empty.
    pub urls: Vec<String>,
    /// Address ranges. Empty: none are published.
    pub ips: Vec<IpRange>,
    /// TCP ports, in ascending order.
    pub tcp_ports: Vec<PortRange>,
    /// UDP ports, in ascending order.
    pub udp_ports: Vec<PortRange>,
    /// Whether the set is supported over ExpressRoute.
    pub express_route: bool,
    /// How much the set asks of the network.
    pub category: Category,
    /// Whether Microsoft 365 does not work without it.
    pub required: bool,
    /// Microsoft's remark; may contain Markdown.
    pub notes: Option<String>,
}

impl EndpointSet {
    /// Whether a host is among the set's names.
    pub fn names(&self, host: &str) -> bool {
        self.urls
            .iter()
            .any(|pattern| super::host_matches(pattern, host))
    }

    /// Whether a TCP port is among the set's ports.
    pub fn has_tcp_port(&self, port: u16) -> bool {
        self.tcp_ports.iter().any(|range| range.contains(port))
    }
}

/// The endpoint sets of one cloud at one version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Snapshot {
    /// The cloud, as the endpoints web service names it.
    pub instance: String,
    /// `YYYYMMDDNN`, NN counting the versions of one day from 00; compares as text.
    pub version: String,
    /// Where this comes from.
    pub source: SnapshotSource,
    /// The sets, in ascending order of their numbers.
    pub sets: Vec<EndpointSet>,
}

impl Snapshot {
    /// The set of a number.
    pub fn set(&self, id: u32) -> Option<&EndpointSet> {
        self.sets.iter().find(|set| set.id == id)
    }
}
