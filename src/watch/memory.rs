//! What a watch remembers from one round to the next, and from one process to the next.

use serde::{Deserialize, Serialize};

use super::Change;
use super::values::Values;
use crate::record::VerdictResult;
use crate::scenario::Scenario;

/// The version of the state's shape.
pub(super) const SCHEMA: u32 = 1;
/// Scenarios that are remembered, counted by cloud and domain.
pub(super) const MAX_SCENARIOS: usize = 128;
/// Servers that are remembered.
pub(super) const MAX_SERVERS: usize = 128;
/// Certificates that were told of because their end is near.
pub(super) const MAX_EXPIRING: usize = 512;
/// Results of one scenario: twice the greatest number of rounds that can be asked for.
pub(super) const MAX_RECENT: usize = 200;
/// Changes that wait to be delivered. One round confirms far fewer.
pub(super) const MAX_WAITING: usize = 1024;

/// The state of a watch: what is in its file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct State {
    /// Always [`SCHEMA`].
    pub schema: u32,
    /// Rounds so far.
    pub rounds: u64,
    /// The number of the last change.
    pub sequence: u64,
    /// When the last round began: milliseconds since 1970.
    pub round_at: Option<i64>,
    /// The one that was looked at last comes last, in all lists.
    pub scenarios: Vec<ScenarioMemory>,
    pub servers: Vec<ServerMemory>,
    pub expiring: Vec<ExpiringMemory>,
    /// Changes that are confirmed and not yet delivered.
    pub waiting: Vec<Change>,
}

impl Default for State {
    fn default() -> Self {
        Self {
            schema: SCHEMA,
            rounds: 0,
            sequence: 0,
            round_at: None,
            scenarios: Vec::new(),
            servers: Vec::new(),
            expiring: Vec::new(),
            waiting: Vec::new(),
        }
    }
}

impl State {
    /// Whether everything is within its bounds; a file could hold anything.
    pub(super) fn check_bounds(&self) -> Result<(), String> {
        let recent = self.scenarios.iter().map(|entry| entry.recent.len()).max();
        let values = self.servers.iter().map(ServerMemory::most_values).max();
        for (what, count, most) in [
            ("scenarios", self.scenarios.len(), MAX_SCENARIOS),
            ("servers", self.servers.len(), MAX_SERVERS),
            ("expiring", self.expiring.len(), MAX_EXPIRING),
            ("waiting", self.waiting.len(), MAX_WAITING),
            ("recent", recent.unwrap_or(0), MAX_RECENT),
            (
                "values of a server",
                values.unwrap_or(0),
                super::values::MOST,
            ),
        ] {
            if count > most {
                return Err(format!("it has {count} {what}; more than {most} cannot be"));
            }
        }
        Ok(())
    }
}

/// A scenario, in one cloud and for one domain.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct ScenarioMemory {
    pub scenario: Scenario,
    pub instance: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub domain: Option<String>,
    /// The confirmed result.
    pub result: VerdictResult,
    /// The code of the finding behind it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finding: Option<String>,
    /// When it began.
    pub since: i64,
    /// When the scenario was looked at last.
    pub seen_at: i64,
    /// What the last rounds saw, the last one last.
    pub recent: Vec<Seen>,
}

impl ScenarioMemory {
    /// Whether there was one round only, and it failed.
    pub(super) fn failed_at_first(&self) -> bool {
        matches!(&self.recent[..], [only] if only.result == VerdictResult::Fail)
    }
}

/// What one round saw of a scenario.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Seen {
    pub at: i64,
    pub result: VerdictResult,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finding: Option<String>,
}

/// A server: what it has shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct ServerMemory {
    pub host: String,
    pub port: u16,
    pub seen_at: i64,
    /// SHA-256 of its own certificates.
    #[serde(default)]
    pub leaves: Values<String>,
    #[serde(default)]
    pub chains: Values<Chain>,
    #[serde(default)]
    pub sites: Values<Site>,
}

impl ServerMemory {
    fn most_values(&self) -> usize {
        let counts = [self.leaves.len(), self.chains.len(), self.sites.len()];
        counts.into_iter().max().unwrap_or(0)
    }
}

/// Who issued a certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Chain {
    /// The issuer's name in the server's own certificate.
    pub issuer: String,
    /// SHA-256 of the certificates that were sent after it.
    pub sha256: Vec<String>,
}

/// A site of Exchange Online, and who says so: the same site has other names in other places.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Site {
    pub by: SiteSource,
    pub name: String,
}

/// Who names a site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum SiteSource {
    /// The HTTP headers.
    Http,
    /// The server's own name.
    Server,
    /// The CNAME chain.
    Dns,
}

/// A certificate that was told of because its end is near.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct ExpiringMemory {
    pub sha256: String,
    /// The smallest number of days at which it was told; [`super::expiry::PASSED`] after its end.
    pub days: i64,
    pub seen_at: i64,
}
