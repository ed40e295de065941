//! What happens by itself and takes no targets: a listener, a watch.

use std::future::Future;
use std::sync::Arc;

use tokio::runtime::Handle;
use tokio::task::AbortHandle;

use super::{Form, Output, StartError, Stream, runtime};
use crate::listen::{ListenConfig, Listener};
use crate::watch::{Watch, WatchConfig, WatchEvent};

/// Events that wait to be taken.
const MAX_EVENTS: usize = 64;

/// The events of something that runs by itself.
pub(super) struct Events<T> {
    pub(super) stream: Arc<Stream<T>>,
    pump: AbortHandle,
    /// What it does, for the error of a push.
    pub(super) does: &'static str,
}

/// The end of the stream that a pump puts events into.
struct Out<T> {
    stream: Arc<Stream<T>>,
    form: Form<T>,
}

impl<T> Out<T> {
    /// Puts an event in and waits for room.
    async fn put(&self, event: Output) {
        self.stream.put((self.form)(event)).await;
    }
}

impl<T> Drop for Out<T> {
    /// Also when the pump panics: nobody may wait for what never comes.
    fn drop(&mut self) {
        self.stream.close();
    }
}

impl<T: Send + 'static> Events<T> {
    /// Starts a listener.
    pub(super) fn listen(config: ListenConfig, form: Form<T>) -> Result<Self, StartError> {
        let runtime = runtime()?;
        let mut listener = Listener::start(config, runtime)?;
        Ok(Self::start(runtime, "listens", form, |out| async move {
            while let Some(event) = listener.next().await {
                out.put(Output::Listen(Box::new(event))).await;
            }
        }))
    }

    /// Starts a watch.
    pub(super) fn watch(config: WatchConfig, form: Form<T>) -> Result<Self, StartError> {
        let runtime = runtime()?;
        let mut watch = Watch::start(config, runtime)?;
        Ok(Self::start(runtime, "watches", form, |out| async move {
            while let Some(event) = watch.next().await {
                let is_change = matches!(event, WatchEvent::Change(_));
                out.put(Output::Watch(Box::new(event))).await;
                if is_change {
                    // To ask for the next event is to say that this one has arrived.
                    out.stream.taken().await;
                }
            }
            // Who hears of the end may start the next watch at once.
            drop(watch);
            drop(out);
        }))
    }

    /// Starts a task that puts events out until it ends.
    fn start<F>(
        runtime: &Handle,
        does: &'static str,
        form: Form<T>,
        pump: impl FnOnce(Out<T>) -> F,
    ) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let stream = Arc::new(Stream::new(MAX_EVENTS));
        let out = Out {
            stream: Arc::clone(&stream),
            form,
        };
        let pump = runtime.spawn(pump(out)).abort_handle();
        Self { stream, pump, does }
    }
}

impl<T> Events<T> {
    /// Ends it at once. What is ready can still be taken. Harmless when repeated.
    pub(super) fn cancel(&self) {
        // The pump owns what makes the events: aborted, it drops it.
        self.pump.abort();
        self.stream.close();
    }
}

impl<T> Drop for Events<T> {
    fn drop(&mut self) {
        self.cancel();
    }
}
