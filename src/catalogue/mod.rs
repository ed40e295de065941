//! What Microsoft publishes about Exchange Online's hosts, ports and addresses, by cloud: data, not
//! code.
//!
//! The default hosts of probes are a list of their own ([`default_hosts`]); the endpoint sets
//! ([`EndpointSet`]) are shipped ([`built_in`]) in the form of Microsoft's endpoints web service.

mod built_in;
mod defaults;
mod lookup;
mod parse;
mod pattern;
mod range;
mod sets;
mod version;

pub use built_in::{built_in, built_in_snapshots};
pub use defaults::{DefaultHost, INSTANCES, default_hosts, instance_name, services_of_host};
pub use lookup::{PublishedRanges, PublishedSet, published_ranges, ranges_for};
pub use parse::{BadSets, parse_sets};
pub use pattern::host_matches;
pub use sets::{BadRange, Category, EndpointSet, IpRange, PortRange, Snapshot, SnapshotSource};
pub use version::is_version;
