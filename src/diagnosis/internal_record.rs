//! The record of a probe that broke: a fault of ExoPort, never a lost record.

use super::judge;
use crate::clock::now_ms;
use crate::record::{Observation, Outcome, OutcomeCode, Record, SCHEMA};
use crate::targets::Target;

/// A record with outcome `internal` and the panic's text as detail.
pub(crate) fn internal_record(id: u64, target: Target, panic: &str) -> Record {
    let short: String = panic.chars().take(200).collect();
    judge(Observation {
        schema: SCHEMA,
        id,
        target: target.without_credentials(),
        started_at: now_ms(),
        duration_ms: 0.0,
        resolution: None,
        proxy: None,
        attempts: Vec::new(),
        phases: Vec::new(),
        dialogue: None,
        tls: None,
        legacy_tls: None,
        certificates: Vec::new(),
        trust: None,
        outcome: Outcome::new(OutcomeCode::Internal).with_detail(format!(
            "ExoPort itself failed in this probe; please report it with this text: {}",
            short.escape_debug()
        )),
    })
}
