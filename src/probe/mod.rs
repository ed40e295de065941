//! One probe: names, TCP, dialogue, TLS, dialogue inside TLS.

use std::sync::Arc;

use crate::config::{ConfigError, RunConfig};
use crate::diagnosis;
use crate::record::{Observation, Outcome, OutcomeCode, Record, SCHEMA};
use crate::target::Target;

/// Everything that probes share: configuration, TLS, trust stores, resolvers. Cheap to clone.
#[derive(Clone)]
pub struct Prober {
    config: Arc<RunConfig>,
}

impl Prober {
    /// Prepares what probes share.
    ///
    /// # Errors
    /// A value of the configuration that cannot be used.
    pub fn new(config: RunConfig) -> Result<Self, ConfigError> {
        config.check()?;
        Ok(Self {
            config: Arc::new(config),
        })
    }

    /// The configuration.
    pub fn config(&self) -> &RunConfig {
        &self.config
    }

    /// Probes one target. Never fails: what goes wrong is in the record. Ends within the
    /// configured timeout. Dropping the future closes its sockets at once.
    pub async fn probe(&self, id: u64, target: Target) -> Record {
        let observation = Observation {
            schema: SCHEMA,
            id,
            target,
            started_at: 0,
            duration_ms: 0.0,
            resolution: None,
            attempts: Vec::new(),
            phases: Vec::new(),
            dialogue: None,
            tls: None,
            legacy_tls: None,
            certificates: Vec::new(),
            trust: None,
            outcome: Outcome::new(OutcomeCode::Internal),
        };
        let (findings, verdict) = diagnosis::diagnose(&observation);
        Record {
            observation,
            findings,
            verdict,
        }
    }
}
