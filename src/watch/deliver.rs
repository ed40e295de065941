//! Where changes and rounds go besides the caller.

use std::sync::Arc;

use tokio::runtime::Handle;

use super::keeper::Keeper;
use super::{Change, Round, WatchConfig, WatchError};

/// The sinks that were asked for.
pub(super) struct Sinks;

impl Sinks {
    /// Opens them.
    pub(super) fn open(config: &WatchConfig) -> Result<Self, WatchError> {
        if config.event_log || config.json_lines.is_some() || config.prometheus.is_some() {
            return Err(WatchError::Fault("no such sink yet".into()));
        }
        Ok(Self)
    }

    /// Gives changes to each sink.
    pub(super) async fn changes(
        &mut self,
        _runtime: &Handle,
        _keeper: &Arc<Keeper>,
        _changes: &[Change],
    ) -> Result<(), String> {
        Ok(())
    }

    /// Gives a round to those that take rounds.
    pub(super) async fn round(
        &mut self,
        _runtime: &Handle,
        _keeper: &Arc<Keeper>,
        _round: &Round,
    ) -> Result<(), String> {
        Ok(())
    }
}
