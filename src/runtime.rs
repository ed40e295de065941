//! The one tokio runtime behind every run of this process.
//!
//! Started with the first run, never dropped: dropping a runtime waits for its threads, and a host
//! program (PowerShell, a service) must never wait for us at its end. Probes never run on a
//! caller's thread.

use std::sync::{Mutex, OnceLock, PoisonError};

use tokio::runtime::{Builder, Handle, Runtime};

/// Probing is waiting: more threads than this only cost memory.
const MAX_THREADS: usize = 4;
/// With one thread, one long computation would hold up every other probe.
const LEAST_THREADS: usize = 2;

static RUNTIME: OnceLock<Runtime> = OnceLock::new();

/// The runtime, started when there is none yet.
///
/// # Errors
/// The operating system gives no threads or no event queue (for example when the process is out of
/// file descriptors). A later call tries again.
pub fn handle() -> std::io::Result<&'static Handle> {
    if let Some(runtime) = RUNTIME.get() {
        return Ok(runtime.handle());
    }
    static STARTING: Mutex<()> = Mutex::new(());
    let _one_at_a_time = STARTING.lock().unwrap_or_else(PoisonError::into_inner);
    if RUNTIME.get().is_none() {
        let runtime = start()?;
        // Nobody else can have set it: the lock is held.
        let _ = RUNTIME.set(runtime);
    }
    RUNTIME
        .get()
        .map(Runtime::handle)
        .ok_or_else(|| std::io::Error::other("the runtime was not kept"))
}

fn start() -> std::io::Result<Runtime> {
    let processors = std::thread::available_parallelism().map_or(LEAST_THREADS, usize::from);
    Builder::new_multi_thread()
        .worker_threads(processors.clamp(LEAST_THREADS, MAX_THREADS))
        .thread_name("exoport")
        .enable_all()
        .build()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_one_for_the_process_and_runs_on_its_own_threads() {
        let first = handle().expect("runtime");
        assert_eq!(first.id(), handle().expect("runtime").id());
        let (sender, receiver) = std::sync::mpsc::channel();
        first.spawn(async move {
            let thread = std::thread::current();
            sender.send(thread.name().map(str::to_owned))
        });
        assert_eq!(
            receiver.recv().expect("the task ran").as_deref(),
            Some("exoport")
        );
    }
}
