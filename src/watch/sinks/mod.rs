//! Where a watch leaves what it tells, besides its own lines: a file of changes, a file of metrics,
//! the Windows event log. What each writes is documented for users in docs/watch-sinks.md.

mod event_log;
mod event_text;
mod json_lines;
pub(crate) mod prometheus;

use std::io;
use std::path::Path;

pub(crate) use event_log::EventLog;
pub(crate) use json_lines::JsonLines;

use crate::text::sanitize;

/// Says in an error which file it is about and what was to be done with it.
fn about(what: &str, path: &Path, error: &io::Error) -> io::Error {
    let path = sanitize(path.to_string_lossy().as_bytes(), 1000);
    io::Error::new(error.kind(), format!("{what} {path}: {error}"))
}

/// A change for tests of what is written of one.
#[cfg(test)]
fn sample_change(sequence: u64) -> super::Change {
    super::Change {
        schema: 1,
        sequence,
        repeated: false,
        at: 1_790_000_000_000 + i64::try_from(sequence).expect("small"),
        change: super::ChangeKind::NewFailure,
        severity: crate::record::Severity::Error,
        scenario: Some(crate::scenario::Scenario::SendMail),
        host: Some("smtp.example".into()),
        port: Some(587),
        before: Some("pass".into()),
        now: Some("fail".into()),
        finding: Some("port-blocked".into()),
        text: "send-mail does not work any more".into(),
        evidence: vec!["587: timeout".into(), "25: timeout".into()],
        remedy: Some("open the port".into()),
    }
}
