//! A run that takes no targets and whose events come out as lines of JSON: a listener, a watch.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;
use serde_json::{Map, Value};
use tokio::runtime::Handle;
use tokio::task::AbortHandle;

use super::status::{EXOPORT_BAD_CONFIG, EXOPORT_INTERNAL, Failure};
use crate::run::{Batch, Stream};
use crate::runtime;

/// Lines that wait to be taken.
const MOST_LINES: usize = 64;

/// The events of something that runs by itself.
pub(super) struct Events {
    lines: Lines,
    pump: AbortHandle,
}

/// Where the events go, and where they are taken from.
type Lines = Arc<Stream<Box<[u8]>>>;

/// The end of the lines that a pump puts events into.
pub(super) struct Out(Lines);

impl Out {
    /// Puts an event in and waits for room.
    pub(super) async fn put(&self, event: &impl Serialize) {
        let mut json = serde_json::to_vec(event).expect("an event has string keys only");
        json.push(b'\n');
        self.0.put(json.into_boxed_slice()).await;
    }

    /// Waits until everything has been taken, or never will be.
    pub(super) async fn taken(&self) {
        self.0.taken().await;
    }
}

impl Drop for Out {
    /// Also when the pump panics: nobody may wait for what never comes.
    fn drop(&mut self) {
        self.0.close();
    }
}

/// The runtime that events are made in.
pub(super) fn event_runtime(what: &str) -> Result<&'static Handle, Failure> {
    runtime::handle().map_err(|error| {
        Failure::new(
            EXOPORT_INTERNAL,
            format!("the {what} threads could not start: {error}"),
        )
    })
}

/// The value of a key that stands alone in a configuration and says what kind of run it is; none where
/// the configuration is another one.
pub(super) fn only_key(text: &str, key: &str) -> Result<Option<Map<String, Value>>, Failure> {
    let bad = |text: String| Failure::new(EXOPORT_BAD_CONFIG, text);
    // What is no object is told by the reader of the other configuration.
    let Ok(mut object) = serde_json::from_str::<Map<String, Value>>(text) else {
        return Ok(None);
    };
    let Some(value) = object.remove(key) else {
        return Ok(None);
    };
    if let Some(other) = object.keys().next() {
        let other = crate::text::harmless(other.as_bytes(), 60);
        return Err(bad(format!(
            "configuration: unknown field `{other}` beside `{key}`"
        )));
    }
    match value {
        Value::Object(object) => Ok(Some(object)),
        _ => Err(bad(format!("{key}: must be an object"))),
    }
}

impl Events {
    /// Starts a task that puts events out until it ends.
    pub(super) fn start<F, P>(runtime: &Handle, pump: P) -> Self
    where
        P: FnOnce(Out) -> F,
        F: Future<Output = ()> + Send + 'static,
    {
        let lines = Arc::new(Stream::new(MOST_LINES));
        let task = runtime.spawn(pump(Out(Arc::clone(&lines))));
        Self {
            lines,
            pump: task.abort_handle(),
        }
    }

    pub(super) fn take_fitting(&self, timeout: Duration, capacity: usize) -> Batch<Box<[u8]>> {
        self.lines
            .take_fitting(timeout, capacity, |line| line.len())
    }

    /// Ends it at once. What is ready can still be taken. Harmless when repeated.
    pub(super) fn cancel(&self) {
        // The pump owns what makes the events: aborted, it drops it.
        self.pump.abort();
        self.lines.close();
    }
}

impl Drop for Events {
    fn drop(&mut self) {
        self.cancel();
    }
}
