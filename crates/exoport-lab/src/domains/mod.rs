//! Mail domains of the lab: healthy ones, and ones with one fault each in their DNS or their MTA-STS
//! policy.

mod records;
mod served;
mod table;

use std::sync::OnceLock;

use serde_json::json;

pub(super) use records::{find, vouched_for};
pub(super) use served::serve;
pub(super) use table::Record;

/// A mail domain that the lab's DNS server knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LabDomain {
    /// The domain.
    pub name: &'static str,
    /// What is wrong with it.
    pub description: &'static str,
    /// The rules that have something to say, as docs/domain.md lists them; empty for a healthy one.
    pub rules: &'static [&'static str],
}

impl LabDomain {
    pub(super) fn describe(&self) -> serde_json::Value {
        json!({"domain": self.name, "description": self.description, "rules": self.rules})
    }
}

/// Every domain, healthy ones first.
pub(super) fn all() -> &'static [LabDomain] {
    static ALL: OnceLock<Vec<LabDomain>> = OnceLock::new();
    ALL.get_or_init(|| {
        table::DOMAINS
            .iter()
            .map(|definition| LabDomain {
                name: definition.name,
                description: definition.description,
                rules: definition.rules,
            })
            .collect()
    })
}

/// The names for which the policy server has a certificate.
pub(super) fn certified_hosts() -> Vec<String> {
    table::DOMAINS
        .iter()
        .filter(|definition| definition.certified)
        .map(|definition| format!("mta-sts.{}", definition.name))
        .collect()
}
