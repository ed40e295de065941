//! Many targets through the probes, as a stream: bounded input, bounded output, records as they
//! complete. Beside targets, a run takes jobs such as a check of scenarios, which give reports.
//!
//! ```no_run
//! use std::time::Duration;
//! use exoport::{config::Settings, run::{Next, Run}, targets::TargetSpec};
//!
//! let run = Run::start(Settings::default())?;
//! run.push(&TargetSpec::default(), Duration::MAX)?;
//! run.finish();
//! while let Next::Record(record) = run.next(Duration::MAX) {
//!     println!("{}: {}", record.observation.target.host, record.verdict.summary);
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod catch;
mod error;
mod events;
mod job;
mod kind;
mod pipeline;
mod queues;
mod stream;
#[cfg(test)]
mod tests;

use std::time::Duration;

use serde::Serialize;
use tokio::runtime::Handle;

use crate::config::Settings;
use crate::listen;
use crate::plan;
use crate::probe::Prober;
use crate::record::Record;
use crate::targets::TargetSpec;
use crate::watch::WatchEvent;

pub(crate) use catch::message as panic_message;
pub(crate) use pipeline::Batch;

use events::Events;
use pipeline::Pipeline;
use stream::Stream;

pub use error::{JOB_NAMES, JobError, PushError, StartError};
pub use job::{Job, Report, probe};
pub use kind::RunKind;

/// A stream of probes and other jobs. All methods may be called from any thread at the same time; those with a
/// timeout block the thread, so do not call them from asynchronous code. Dropping a run cancels it.
///
/// Memory is bounded however many targets pass through: at most `max(64, 2 × concurrency)` targets
/// wait for their turn, and probes start only while there is room for their records, so that a
/// caller who takes no records holds the probes back.
///
/// A run that listens or watches takes no targets; its events come out as they happen.
pub struct Run<T: Send + 'static = Output> {
    source: Source<T>,
}

/// Where what comes out of a run comes from.
enum Source<T: Send + 'static> {
    Jobs {
        settings: Box<Settings>,
        pipeline: Pipeline<T>,
    },
    Events(Events<T>),
}

/// What a run gives; its JSON is that of what is inside.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Output {
    /// Of a probe.
    Record(Box<Record>),
    /// Of another job.
    Report(Report),
    /// Of a listener.
    Listen(Box<listen::Event>),
    /// Of a watch.
    Watch(Box<WatchEvent>),
}

/// In which form a run keeps what it gives, made as soon as it is there, by the task that made it.
type Form<T> = fn(Output) -> T;

/// What became of a target that was pushed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Push {
    /// It will be done; it stands for this many jobs, each with a record or report of its own.
    Accepted(u32),
    /// There was no room in time; nothing of it was taken. Take records, then push it again.
    Full,
}

/// What there was to take.
#[derive(Debug, Clone, PartialEq)]
pub enum Next {
    /// The record of a probe. Records and reports come as they complete, not in the order of their
    /// ids.
    Record(Box<Record>),
    /// The report of another job; only for a run that was given one with [`Run::push_job`].
    Report(Report),
    /// Of a run that listens.
    Listen(Box<listen::Event>),
    /// Of a run that watches.
    Watch(Box<WatchEvent>),
    /// None completed in time.
    Pending,
    /// No more will come.
    Done,
}

impl Run {
    /// Starts a run that probes nothing yet, or one that listens or watches.
    ///
    /// # Errors
    /// See [`StartError`].
    pub fn start(kind: impl Into<RunKind>) -> Result<Self, StartError> {
        Self::start_as(kind, |output| output)
    }

    /// Takes the next record, report or event and waits for it at most so long.
    pub fn next(&self, timeout: Duration) -> Next {
        match self.take_fitting(timeout, 1, |_| 1) {
            Batch::Items(mut items) => match items.pop() {
                Some(Output::Record(record)) => Next::Record(record),
                Some(Output::Report(report)) => Next::Report(report),
                Some(Output::Listen(event)) => Next::Listen(event),
                Some(Output::Watch(event)) => Next::Watch(event),
                None => Next::Pending,
            },
            Batch::TooLarge(_) | Batch::Pending => Next::Pending,
            Batch::Done => Next::Done,
        }
    }
}

impl<T: Send + 'static> Run<T> {
    /// Starts a run that keeps what it gives in a form of the caller's.
    pub(crate) fn start_as(kind: impl Into<RunKind>, form: Form<T>) -> Result<Self, StartError> {
        let source = match kind.into() {
            RunKind::Jobs(settings) => {
                let prober = Prober::new((*settings).clone())?;
                let pipeline = Pipeline::new(
                    runtime()?.clone(),
                    settings.concurrency,
                    move |id, job| {
                        let prober = prober.clone();
                        async move { form(job.run(id, &prober).await) }
                    },
                    move |id, job, panic| form(job.broken(id, panic)),
                );
                Source::Jobs { settings, pipeline }
            }
            RunKind::Listen(config) => Source::Events(Events::listen(*config, form)?),
            RunKind::Watch(config) => Source::Events(Events::watch(*config, form)?),
        };
        Ok(Self { source })
    }

    /// Adds what a target stands for, all of it or nothing, and waits for room at most so long.
    /// Ids count from 0 in the order of the targets.
    ///
    /// # Errors
    /// See [`PushError`].
    pub fn push(&self, target: &TargetSpec, timeout: Duration) -> Result<Push, PushError> {
        self.offer(timeout, |settings| {
            let targets = plan::expand(target, settings)?;
            Ok(targets.into_iter().map(Job::Probe).collect())
        })
    }

    /// Adds a job, which has one id and gives one [`Next::Report`] (a [`Job::Probe`] gives a
    /// [`Next::Record`]), and waits for room at most so long.
    ///
    /// # Errors
    /// See [`PushError`].
    pub fn push_job(&self, job: Job, timeout: Duration) -> Result<Push, PushError> {
        self.offer(timeout, |_| {
            job.validate()?;
            Ok(vec![job])
        })
    }

    /// Adds what a JSON object stands for ([`Job::read`]), and waits for room at most so long.
    ///
    /// # Errors
    /// See [`PushError`].
    pub fn push_json(&self, text: &str, timeout: Duration) -> Result<Push, PushError> {
        self.offer(timeout, |settings| Job::read(text, settings))
    }

    fn offer(
        &self,
        timeout: Duration,
        jobs: impl FnOnce(&Settings) -> Result<Vec<Job>, JobError>,
    ) -> Result<Push, PushError> {
        let (settings, pipeline) = match &self.source {
            Source::Jobs { settings, pipeline } => (settings, pipeline),
            Source::Events(events) => return Err(PushError::TakesNone(events.does)),
        };
        pipeline.offer(jobs(settings)?, timeout)
    }

    /// Says that no more targets will come. Harmless when repeated, and where none are taken.
    pub fn finish(&self) {
        if let Source::Jobs { pipeline, .. } = &self.source {
            pipeline.finish();
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
        match &self.source {
            Source::Jobs { pipeline, .. } => pipeline.take_fitting(timeout, capacity, size),
            Source::Events(events) => events.stream.take_fitting(timeout, capacity, size),
        }
    }

    /// Stops everything at once and closes its sockets. What is complete can still be taken; after it
    /// comes [`Next::Done`]. Harmless when repeated.
    pub fn cancel(&self) {
        match &self.source {
            Source::Jobs { pipeline, .. } => pipeline.cancel(),
            Source::Events(events) => events.cancel(),
        }
    }
}

fn runtime() -> Result<&'static Handle, StartError> {
    crate::runtime::handle().map_err(|error| StartError::Threads(error.to_string()))
}
