//! Jobs in, results out: bounded on both sides, a task for each job, no thread for any.
//!
//! What is done with a job and what it gives is a parameter: the tests probe nothing at all.

use std::collections::VecDeque;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::runtime::Handle;
use tokio::task::AbortHandle;

use super::catch::catch;
use super::queues::{Bounds, Numbered, Queues};
use super::{Job, Push, PushError};

/// What there is to take.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Batch<T> {
    /// At least one, oldest first.
    Items(Vec<T>),
    /// The oldest does not fit; it stays. This is its size.
    TooLarge(usize),
    /// Nothing in time.
    Pending,
    /// Nothing any more.
    Done,
}

type Work<T> = dyn Fn(u64, Job) -> Pin<Box<dyn Future<Output = T> + Send>> + Send + Sync;
type OnPanic<T> = dyn Fn(u64, Job, &str) -> T + Send + Sync;

/// A bounded stream of jobs. Dropping it cancels.
pub(crate) struct Pipeline<T: Send + 'static> {
    shared: Arc<Shared<T>>,
}

struct Shared<T> {
    queues: Mutex<Queues<AbortHandle, T>>,
    /// Signalled when jobs left the input, or will never be taken again.
    room: Condvar,
    /// Signalled when something is ready, or never will be again.
    ready: Condvar,
    runtime: Handle,
    work: Box<Work<T>>,
    on_panic: Box<OnPanic<T>>,
}

impl<T: Send + 'static> Pipeline<T> {
    /// `work` does one job; `on_panic` says what stands for a job that panicked.
    pub(crate) fn new<F>(
        runtime: Handle,
        concurrency: u32,
        work: impl Fn(u64, Job) -> F + Send + Sync + 'static,
        on_panic: impl Fn(u64, Job, &str) -> T + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = T> + Send + 'static,
    {
        Self {
            shared: Arc::new(Shared {
                queues: Mutex::new(Queues::new(Bounds::new(concurrency))),
                room: Condvar::new(),
                ready: Condvar::new(),
                runtime,
                work: Box::new(move |id, job| Box::pin(work(id, job))),
                on_panic: Box::new(on_panic),
            }),
        }
    }

    /// Adds jobs, all or none, and waits for room at most so long.
    pub(crate) fn offer(&self, jobs: Vec<Job>, timeout: Duration) -> Result<Push, PushError> {
        let mut queues = wait(
            &self.shared.room,
            self.shared.lock(),
            timeout,
            |queues: &mut Queues<_, T>| queues.takes_no_more() || queues.has_room(jobs.len()),
        );
        if queues.takes_no_more() {
            return Err(PushError::Finished);
        }
        if !queues.has_room(jobs.len()) {
            return Ok(Push::Full);
        }
        let count = u32::try_from(jobs.len()).unwrap_or(u32::MAX);
        queues.add(jobs);
        self.shared.start_jobs(&mut queues);
        Ok(Push::Accepted(count))
    }

    /// No more jobs will come. Harmless when repeated.
    pub(crate) fn finish(&self) {
        self.shared.lock().finish();
        self.shared.room.notify_all();
        self.shared.ready.notify_all();
    }

    /// Stops every job at once. What is ready can still be taken. Harmless when repeated.
    pub(crate) fn cancel(&self) {
        let stops = self.shared.lock().cancel();
        self.shared.room.notify_all();
        self.shared.ready.notify_all();
        // Outside of the lock: an aborted task is dropped by its runtime, sockets and all.
        for stop in stops.into_values() {
            stop.abort();
        }
    }

    /// Takes as many as are ready and fit into `capacity` by `size`; waits for the first at most so
    /// long.
    pub(crate) fn take_fitting(
        &self,
        timeout: Duration,
        capacity: usize,
        size: impl Fn(&T) -> usize,
    ) -> Batch<T> {
        let mut queues = wait(
            &self.shared.ready,
            self.shared.lock(),
            timeout,
            |queues: &mut Queues<_, T>| !queues.ready().is_empty() || queues.is_done(),
        );
        if queues.ready().is_empty() {
            return if queues.is_done() {
                Batch::Done
            } else {
                Batch::Pending
            };
        }
        let batch = fitting(queues.ready(), capacity, size);
        // Room for records is what the next jobs may have been waiting for.
        self.shared.start_jobs(&mut queues);
        let done = queues.is_done();
        drop(queues);
        if done {
            // Others that wait for a record have nothing to wait for any more.
            self.shared.ready.notify_all();
        }
        batch
    }
}

impl<T: Send + 'static> Drop for Pipeline<T> {
    fn drop(&mut self) {
        self.cancel();
    }
}

impl<T: Send + 'static> Shared<T> {
    fn lock(&self) -> MutexGuard<'_, Queues<AbortHandle, T>> {
        // Nothing under this lock can panic halfway through a change.
        self.queues.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Starts what may start. Called after everything that makes room.
    fn start_jobs(self: &Arc<Self>, queues: &mut Queues<AbortHandle, T>) {
        let mut any = false;
        while let Some(Numbered { id, job }) = queues.take_next() {
            let shared = Arc::clone(self);
            // The task cannot report its end before this lock is released, so it is on the books
            // by then.
            let task = self.runtime.spawn(shared.work_on(id, job));
            queues.started(id, task.abort_handle());
            any = true;
        }
        if any {
            self.room.notify_all();
        }
    }

    async fn work_on(self: Arc<Self>, id: u64, job: Job) {
        let work = async { (self.work)(id, job.clone()).await };
        let item = match catch(work).await {
            Ok(item) => item,
            Err(panic) => (self.on_panic)(id, job, &panic),
        };
        let mut queues = self.lock();
        queues.completed(id, item);
        self.start_jobs(&mut queues);
        drop(queues);
        self.ready.notify_all();
    }
}

/// Takes the oldest that fit into `capacity` by `size` out of a queue that is not empty.
pub(super) fn fitting<T>(
    queue: &mut VecDeque<T>,
    capacity: usize,
    size: impl Fn(&T) -> usize,
) -> Batch<T> {
    let mut left = capacity;
    let mut items = Vec::new();
    while let Some(first) = queue.front() {
        let wanted = size(first);
        if wanted > left {
            if items.is_empty() {
                return Batch::TooLarge(wanted);
            }
            break;
        }
        left -= wanted;
        items.extend(queue.pop_front());
    }
    Batch::Items(items)
}

/// Waits until `until` holds, at most so long. `Duration::ZERO` does not wait.
pub(super) fn wait<'a, Q>(
    condvar: &Condvar,
    mut guard: MutexGuard<'a, Q>,
    timeout: Duration,
    mut until: impl FnMut(&mut Q) -> bool,
) -> MutexGuard<'a, Q> {
    let start = Instant::now();
    while !until(&mut guard) {
        let left = timeout.saturating_sub(start.elapsed());
        if left.is_zero() {
            break;
        }
        (guard, _) = condvar
            .wait_timeout(guard, left)
            .unwrap_or_else(PoisonError::into_inner);
    }
    guard
}
