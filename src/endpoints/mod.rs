//! What Microsoft publishes about Exchange Online's hosts, ports and addresses, by cloud: data, not
//! code.
//!
//! The default hosts of probes are a list of their own ([`default_hosts`]); the endpoint sets
//! ([`EndpointSet`]) are shipped ([`built_in`]) in the form of Microsoft's endpoints web service, and
//! newer ones are fetched from it ([`crate::endpoint_update`]) and kept in the per-user data folder. [`current`] is
//! what holds.

mod built_in;
mod changes;
mod current;
mod defaults;
mod instance;
mod lookup;
mod parse;
mod pattern;
mod range;
mod review;
mod selection;
mod sets;
mod store;
mod version;

pub use built_in::{built_in, built_in_snapshots};
pub use changes::{Change, ChangeKind, Changes, differences};
pub use current::{
    Current, UnknownInstance, current, current_in, published_ranges, set_data_folder,
};
pub(crate) use defaults::known_instance;
pub use defaults::{DefaultHost, INSTANCES, default_hosts, instance_name, services_of_host};
pub use lookup::{PublishedRanges, PublishedSet, ranges_for};
pub use parse::{BadSets, parse_sets};
pub use pattern::host_matches;
pub use review::{WrongUpdate, changes, mark_reviewed};
pub use selection::Selection;
pub use sets::{BadRange, Category, EndpointSet, IpRange, PortRange, Snapshot, SnapshotSource};
pub use store::{DATA_FOLDER_VARIABLE, NoDataFolder, data_folder};
pub use version::is_version;

pub(crate) use current::forget;
pub(crate) use parse::MAX_ANSWER;
pub(crate) use review::{checked_instance, chosen_folder};
#[cfg(test)]
pub(crate) use store::Found;
pub(crate) use store::{InstanceState, Kept, State, Store, Which};
