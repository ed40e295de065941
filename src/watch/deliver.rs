//! Where changes and rounds go besides the caller.

use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::runtime::Handle;

use super::sinks::{EventLog, JsonLines, prometheus};
use super::state_file::StateFile;
use super::{Change, Round, WatchConfig, WatchConfigError, WatchError};

/// The sinks that were asked for.
pub(super) struct Sinks(Arc<Mutex<Open>>);

struct Open {
    json_lines: Option<JsonLines>,
    event_log: Option<EventLog>,
    prometheus: Option<PathBuf>,
}

impl Sinks {
    /// Opens them.
    ///
    /// # Errors
    /// The event log where there is none is wrong use; a file that cannot be used is a fault.
    pub(super) fn open(config: &WatchConfig) -> Result<Self, WatchError> {
        let failed = |error: io::Error| match error.kind() {
            io::ErrorKind::Unsupported => WatchConfigError::NoEventLog(error.to_string()).into(),
            _ => WatchError::Fault(error.to_string()),
        };
        let json_lines = config.json_lines.as_deref().map(JsonLines::open);
        let event_log = config.event_log.then(EventLog::open);
        if let Some(path) = &config.prometheus {
            prometheus::open(path).map_err(failed)?;
        }
        Ok(Self(Arc::new(Mutex::new(Open {
            event_log: event_log.transpose().map_err(failed)?,
            json_lines: json_lines.transpose().map_err(failed)?,
            prometheus: config.prometheus.clone(),
        }))))
    }

    /// Gives changes to each sink; one that fails keeps none from the others.
    ///
    /// # Errors
    /// What the sinks say that failed.
    pub(super) async fn changes(
        &self,
        runtime: &Handle,
        state_file: &Arc<StateFile>,
        changes: &[Change],
    ) -> Result<(), String> {
        let changes = changes.to_vec();
        self.aside(runtime, state_file, move |open| {
            let mut failed = Vec::new();
            if let Some(sink) = &mut open.json_lines {
                let written = changes.iter().try_for_each(|change| sink.write(change));
                failed.extend(written.err());
            }
            if let Some(sink) = &open.event_log {
                let written = changes.iter().try_for_each(|change| sink.report(change));
                failed.extend(written.err());
            }
            failed
        })
        .await
    }

    /// Gives a round to those that take rounds.
    ///
    /// # Errors
    /// What the sink says that failed.
    pub(super) async fn round(
        &self,
        runtime: &Handle,
        state_file: &Arc<StateFile>,
        round: &Round,
    ) -> Result<(), String> {
        let round = round.clone();
        self.aside(runtime, state_file, move |open| {
            let path = open.prometheus.as_deref();
            let written = path.map_or(Ok(()), |path| prometheus::write(path, &round));
            written.err().into_iter().collect()
        })
        .await
    }

    /// Files and logs are waited for on a thread that may wait. The lock of the state is held until
    /// that is done, also when the watch is dropped meanwhile: no other watch writes at the same time.
    async fn aside(
        &self,
        runtime: &Handle,
        state_file: &Arc<StateFile>,
        work: impl FnOnce(&mut Open) -> Vec<io::Error> + Send + 'static,
    ) -> Result<(), String> {
        let (open, state_file) = (Arc::clone(&self.0), Arc::clone(state_file));
        let done = runtime.spawn_blocking(move || {
            let failed = work(&mut open.lock().unwrap_or_else(PoisonError::into_inner));
            drop(state_file);
            failed
        });
        let failed = done
            .await
            .map_err(|error| format!("cannot deliver: {error}"))?;
        let said: Vec<String> = failed.iter().map(ToString::to_string).collect();
        match said.is_empty() {
            true => Ok(()),
            false => Err(said.join("; ")),
        }
    }
}
