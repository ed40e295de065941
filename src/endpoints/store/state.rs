//! What is remembered about talking to the web service.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The most clouds that are remembered.
const MAX_INSTANCES: usize = 64;

/// What is remembered about the web service. Instants are milliseconds since 1970-01-01 UTC.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct State {
    /// The service asked to be left alone until then (429).
    pub(crate) wait_until: Option<i64>,
    pub(crate) instances: BTreeMap<String, InstanceState>,
}

/// The same about one cloud.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct InstanceState {
    /// When the service last said its version.
    pub(crate) checked_at: Option<i64>,
    /// The version that it said.
    pub(crate) latest: Option<String>,
    /// The entity tag of that answer (RFC 9110 section 8.8.3), if it had one.
    pub(crate) etag: Option<String>,
}

impl State {
    /// What is remembered about a cloud.
    pub(crate) fn of(&self, instance: &str) -> InstanceState {
        self.instances.get(instance).cloned().unwrap_or_default()
    }

    /// Remembers about a cloud.
    pub(crate) fn set(&mut self, instance: &str, state: InstanceState) {
        if self.instances.len() >= MAX_INSTANCES {
            self.instances.clear();
        }
        self.instances.insert(instance.to_owned(), state);
    }
}
