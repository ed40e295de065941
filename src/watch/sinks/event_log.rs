//! The Windows event log: one entry a change, in the log Application from the source ExoPort.

use std::io;

use super::event_text::{event_id, message};
#[cfg(windows)]
use crate::os::windows::{EventSource, EventType};
#[cfg(windows)]
use crate::record::Severity;
use crate::watch::Change;

/// The name of the source. `Register-ExoPortTask -EventLog` registers it, and what is registered makes
/// an event viewer show the text alone.
#[cfg(windows)]
const SOURCE: &str = "ExoPort";

/// The event log, open for entries.
#[derive(Debug)]
pub(crate) struct EventLog {
    /// Behind a lock, because Windows says nothing of one source used by two threads at once.
    #[cfg(windows)]
    source: std::sync::Mutex<EventSource>,
}

#[cfg(windows)]
impl From<Severity> for EventType {
    fn from(severity: Severity) -> EventType {
        match severity {
            Severity::Error => EventType::Error,
            Severity::Warning => EventType::Warning,
            Severity::Note => EventType::Information,
        }
    }
}

#[cfg(windows)]
impl EventLog {
    /// Opens the log.
    ///
    /// # Errors
    /// The service of the event log does not run, or does not let this user write.
    pub(crate) fn open() -> io::Result<EventLog> {
        let source = EventSource::register(SOURCE).map_err(|error| {
            io::Error::new(
                error.kind(),
                format!(
                    "cannot open the Windows event log (is the service EventLog running?): {error}"
                ),
            )
        })?;
        Ok(EventLog {
            source: source.into(),
        })
    }

    /// Writes the entry of a change.
    ///
    /// # Errors
    /// Windows does not take it, for example because the log is full and is not to be overwritten.
    pub(crate) fn report(&self, change: &Change) -> io::Result<()> {
        let source = self
            .source
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        source
            .report(
                change.severity.into(),
                event_id(change.change),
                &message(change),
            )
            .map_err(|error| {
                io::Error::new(
                    error.kind(),
                    format!("cannot write to the Windows event log (log Application): {error}"),
                )
            })
    }
}

#[cfg(not(windows))]
impl EventLog {
    /// There is none here.
    ///
    /// # Errors
    /// Always.
    pub(crate) fn open() -> io::Result<EventLog> {
        Err(io::Error::new(
            io::ErrorKind::Unsupported,
            "the Windows event log exists only on Windows; use --json-lines FILE, or let systemd's journal keep \
             what --json writes",
        ))
    }

    /// Never called: nothing is open.
    pub(crate) fn report(&self, change: &Change) -> io::Result<()> {
        let _ = (event_id(change.change), message(change));
        Err(io::ErrorKind::Unsupported.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(not(windows))]
    #[test]
    fn elsewhere_it_says_what_to_use() {
        let error = EventLog::open().expect_err("not Windows").to_string();
        assert!(error.contains("--json-lines"), "{error}");
    }

    /// On Windows itself, `Get-WinEvent -ProviderName ExoPort` shows what this writes.
    #[cfg(windows)]
    #[test]
    fn entries_are_taken() {
        let log = EventLog::open().expect("open");
        for severity in Severity::ALL {
            let change = Change {
                severity: *severity,
                text:
                    "An entry of ExoPort's unit tests: nothing has happened. b\u{fc}cher \u{1f600}"
                        .into(),
                ..super::super::sample_change(1)
            };
            log.report(&change).expect("taken");
        }
    }
}
