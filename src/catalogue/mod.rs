//! Hosts of Exchange Online by cloud: data, not code.

mod defaults;

pub use defaults::{DefaultHost, INSTANCES, default_hosts, instance_name, services_of_host};
