//! A run that listens instead of probing: its configuration has the key `listen`.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Map, Value};
use tokio::task::AbortHandle;

use super::status::{EXOPORT_BAD_CONFIG, EXOPORT_INTERNAL, Failure};
use crate::listen::{Event, ListenConfig, Listener};
use crate::run::{Batch, Stream};
use crate::runtime;

/// The key that tells a listener from a run of probes.
const KEY: &str = "listen";
/// Lines that wait to be taken; the listener has some more of its own.
const MOST_LINES: usize = 64;

/// A listener whose events come out as lines of JSON.
pub(super) struct Listening {
    lines: Arc<Stream<Box<[u8]>>>,
    pump: AbortHandle,
}

/// The listener's configuration, when this is one: `{"listen":{...}}`, and no other key.
pub(super) fn read_config(text: &str) -> Result<Option<ListenConfig>, Failure> {
    let bad = |text: String| Failure::new(EXOPORT_BAD_CONFIG, text);
    // What is no object is told by the reader of the other configuration.
    let Ok(mut object) = serde_json::from_str::<Map<String, Value>>(text) else {
        return Ok(None);
    };
    let Some(listen) = object.remove(KEY) else {
        return Ok(None);
    };
    if let Some(other) = object.keys().next() {
        let other = crate::text::harmless(other.as_bytes(), 60);
        return Err(bad(format!(
            "configuration: unknown field `{other}` beside `listen`"
        )));
    }
    if !listen.is_object() {
        return Err(bad("listen: must be an object".into()));
    }
    serde_json::from_value(listen)
        .map(Some)
        .map_err(|error| bad(format!("listen: {error}")))
}

impl Listening {
    pub(super) fn start(config: ListenConfig) -> Result<Self, Failure> {
        let runtime = runtime::handle().map_err(|error| {
            Failure::new(
                EXOPORT_INTERNAL,
                format!("the listening threads could not start: {error}"),
            )
        })?;
        let mut listener = Listener::start(config, runtime)
            .map_err(|error| Failure::new(EXOPORT_BAD_CONFIG, error.to_string()))?;
        let lines = Arc::new(Stream::new(MOST_LINES));
        let out = Arc::clone(&lines);
        let pump = runtime.spawn(async move {
            while let Some(event) = listener.next().await {
                out.put(line(&event)).await;
            }
            out.close();
        });
        Ok(Self {
            lines,
            pump: pump.abort_handle(),
        })
    }

    pub(super) fn take_fitting(&self, timeout: Duration, capacity: usize) -> Batch<Box<[u8]>> {
        self.lines
            .take_fitting(timeout, capacity, |line| line.len())
    }

    /// Closes every socket. What is ready can still be taken. Harmless when repeated.
    pub(super) fn cancel(&self) {
        // The pump owns the listener: aborted, it drops it.
        self.pump.abort();
        self.lines.close();
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.cancel();
    }
}

fn line(event: &Event) -> Box<[u8]> {
    let mut json = serde_json::to_vec(event).expect("an event has string keys only");
    json.push(b'\n');
    json.into_boxed_slice()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_key_listen_makes_a_listener() {
        for text in ["", "{}", r#"{"timeout_ms":1}"#, "[]", "no json"] {
            assert_eq!(read_config(text).expect(text), None, "{text}");
        }
        let config = read_config(r#"{"listen":{"port":2525,"minutes":1}}"#).expect("fine");
        assert_eq!(config.map(|config| config.port), Some(2525));
        for (text, part) in [
            (r#"{"listen":{},"timeout_ms":1}"#, "`timeout_ms` beside"),
            (r#"{"listen":[]}"#, "must be an object"),
            (r#"{"listen":{"relay":true}}"#, "listen: unknown field"),
        ] {
            let failure = read_config(text).expect_err(text);
            assert_eq!(failure.status, EXOPORT_BAD_CONFIG);
            assert!(failure.text.contains(part), "{}", failure.text);
        }
    }
}
