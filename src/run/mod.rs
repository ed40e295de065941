//! Many targets through the probes, as a stream: bounded input, bounded output, records as they
//! complete. Beside targets, a run takes jobs such as a check of scenarios, which give reports.
//!
//! ```no_run
//! use std::time::Duration;
//! use exoport::{config::RunConfig, run::{Next, Run}, target::TargetSpec};
//!
//! let run = Run::start(RunConfig::default())?;
//! run.push(&TargetSpec::default(), Duration::MAX)?;
//! run.finish();
//! while let Next::Record(record) = run.next(Duration::MAX) {
//!     println!("{}: {}", record.observation.target.host, record.verdict.summary);
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod catch;
mod job;
mod pipeline;
mod queues;
mod stream;
#[cfg(test)]
mod tests;

use std::time::Duration;

use crate::config::{ConfigError, RunConfig};
use crate::plan;
use crate::probe::Prober;
use crate::record::Record;
use crate::runtime;
use crate::target::TargetSpec;

pub(crate) use catch::message as panic_message;
pub(crate) use job::JobResult;
pub(crate) use pipeline::{Batch, Offer, Pipeline};
pub(crate) use stream::Stream;

pub use crate::plan::TargetError;
pub use job::{JOB_NAMES, Job, Report, probe};

/// A stream of probes and other jobs. All methods may be called from any thread at the same time; those with a
/// timeout block the thread, so do not call them from asynchronous code. Dropping a run cancels it.
///
/// Memory is bounded however many targets pass through: at most `max(64, 2 × concurrency)` targets
/// wait for their turn, and probes start only while there is room for their records, so that a
/// caller who takes no records holds the probes back.
pub struct Run {
    pipeline: Pipeline<JobResult>,
    config: RunConfig,
}

/// What became of a target that was pushed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Push {
    /// It will be done; it stands for this many jobs, each with a record or report of its own.
    Accepted(u32),
    /// There was no room in time; nothing of it was taken. Take records, then push it again.
    Full,
}

/// Why a target was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PushError {
    /// It cannot be probed.
    Target(TargetError),
    /// The run was finished or cancelled.
    Finished,
}

impl std::fmt::Display for PushError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            PushError::Target(error) => error.fmt(f),
            PushError::Finished => {
                f.write_str("the run takes no more targets: it was finished or cancelled")
            }
        }
    }
}

impl std::error::Error for PushError {}

/// What there was to take.
#[derive(Debug, Clone, PartialEq)]
pub enum Next {
    /// The record of a probe. Records and reports come as they complete, not in the order of their
    /// ids.
    Record(Box<Record>),
    /// The report of another job; only for a run that was given one with [`Run::push_job`].
    Report(Report),
    /// None completed in time.
    Pending,
    /// No more will come.
    Done,
}

impl Run {
    /// Starts a run that probes nothing yet.
    ///
    /// # Errors
    /// A value of the configuration that cannot be used, or threads that the operating system does
    /// not give.
    pub fn start(config: RunConfig) -> Result<Self, ConfigError> {
        let prober = Prober::new(config.clone())?;
        let runtime = runtime::handle().map_err(|error| {
            ConfigError::new(format!(
                "is fine, but the probing threads could not start: {error}"
            ))
        })?;
        let pipeline = Pipeline::new(
            runtime.clone(),
            config.concurrency,
            move |id, job| {
                let prober = prober.clone();
                async move { job.run(id, &prober).await }
            },
            |id, job, panic| job.broken(id, panic),
        );
        Ok(Self { pipeline, config })
    }

    /// Adds what a target stands for, all of it or nothing, and waits for room at most so long.
    /// Ids count from 0 in the order of the targets.
    ///
    /// # Errors
    /// A target that cannot be probed; a run that was finished or cancelled.
    pub fn push(&self, target: &TargetSpec, timeout: Duration) -> Result<Push, PushError> {
        let targets = plan::expand(target, &self.config).map_err(PushError::Target)?;
        self.offer(targets.into_iter().map(Job::Probe).collect(), timeout)
    }

    /// Adds a job, which has one id and gives one [`Next::Report`] (a [`Job::Probe`] gives a
    /// [`Next::Record`]), and waits for room at most so long.
    ///
    /// # Errors
    /// A job that cannot be done; a run that was finished or cancelled.
    pub fn push_job(&self, job: Job, timeout: Duration) -> Result<Push, PushError> {
        job.validate().map_err(PushError::Target)?;
        self.offer(vec![job], timeout)
    }

    fn offer(&self, jobs: Vec<Job>, timeout: Duration) -> Result<Push, PushError> {
        let count = u32::try_from(jobs.len()).unwrap_or(u32::MAX);
        match self.pipeline.offer(jobs, timeout) {
            Offer::Accepted => Ok(Push::Accepted(count)),
            Offer::Full => Ok(Push::Full),
            Offer::Finished => Err(PushError::Finished),
        }
    }

    /// Says that no more targets will come. Harmless when repeated.
    pub fn finish(&self) {
        self.pipeline.finish();
    }

    /// Takes the next record or report and waits for it at most so long.
    pub fn next(&self, timeout: Duration) -> Next {
        match self.pipeline.take_one(timeout) {
            Batch::Items(mut items) => match items.pop() {
                Some(JobResult::Record(record)) => Next::Record(record),
                Some(JobResult::Report(report)) => Next::Report(report),
                None => Next::Pending,
            },
            Batch::TooLarge(_) | Batch::Pending => Next::Pending,
            Batch::Done => Next::Done,
        }
    }

    /// Stops every probe at once and closes its sockets. Records that are complete can still be
    /// taken; after them comes [`Next::Done`]. Harmless when repeated.
    pub fn cancel(&self) {
        self.pipeline.cancel();
    }
}
