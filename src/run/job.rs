//! What a run can do: probe a target, or a whole job that gives one report.
//!
//! A new kind of job is one variant of [`Job`], one of [`Report`], one arm in each function here, and
//! a module that does the work: an async function that may be dropped at any time and returns
//! something with `Serialize` whose JSON has `"schema"`, `"kind"` and `"id"`.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::{JobError, Output};
use crate::config::Settings;
use crate::diagnosis::{internal_record, judge};
use crate::domain::{self, DomainSpec};
use crate::endpoint_update::{self, UpdateRequest};
use crate::json::{from_object, read_map};
use crate::plan;
use crate::probe::Prober;
use crate::record::Record;
use crate::scenario::{CheckReport, CheckSpec, check};
use crate::targets::{Target, TargetSpec};

/// The key that tells a job from a target.
const KEY: &str = "job";

/// One thing that a run does. It has one id, takes one place of the run's concurrency, and gives one
/// line of JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Job {
    /// One probe: gives a [`Record`].
    Probe(Target),
    /// Scenarios: gives a [`CheckReport`]. It opens a connection for each probe that they need, at
    /// the same time.
    Check(Box<CheckSpec>),
    /// The DNS of a mail domain: gives a [`domain::Report`].
    Domain(Box<DomainSpec>),
    /// Newer endpoint sets: gives an [`endpoint_update::Report`].
    EndpointsUpdate(Box<UpdateRequest>),
}

/// What a job other than a probe gives.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum Report {
    /// Of [`Job::Check`]; `"kind":"check"`.
    Check(Box<CheckReport>),
    /// Of [`Job::Domain`]; `"kind":"domain"`.
    Domain(Box<domain::Report>),
    /// Of [`Job::EndpointsUpdate`]; `"kind":"endpoints-update"`.
    EndpointsUpdate(Box<endpoint_update::Report>),
}

impl Job {
    /// Reads what a caller pushes: a JSON object with the key `job` is that job, any other object is
    /// a [`TargetSpec`] and stands for one or more probes.
    ///
    /// # Errors
    /// Not an object, an unknown job, an unknown key, a target or a job that cannot be done. The
    /// text says what to write instead.
    pub fn read(text: &str, settings: &Settings) -> Result<Vec<Job>, JobError> {
        let malformed = |error: serde_json::Error| JobError::Malformed {
            job: None,
            why: error.to_string(),
        };
        let mut object: Map<String, Value> = read_map(text.as_bytes()).map_err(malformed)?;
        let Some(name) = object.remove(KEY) else {
            let spec: TargetSpec = from_object(object).map_err(malformed)?;
            let targets = plan::expand(&spec, settings)?;
            return Ok(targets.into_iter().map(Job::Probe).collect());
        };
        let job = match name.as_str() {
            Some("check") => Job::Check(Box::new(read_job("check", object)?)),
            Some("domain") => Job::Domain(Box::new(read_job("domain", object)?)),
            Some("endpoints-update") => {
                Job::EndpointsUpdate(Box::new(read_job("endpoints-update", object)?))
            }
            _ => return Err(JobError::Unknown(name.to_string())),
        };
        job.validate()?;
        Ok(vec![job])
    }

    /// Whether it can be done.
    pub(crate) fn validate(&self) -> Result<(), JobError> {
        match self {
            Job::Probe(_) => Ok(()),
            Job::Check(spec) => Ok(spec.validate()?),
            Job::Domain(spec) => Ok(spec.validate()?),
            Job::EndpointsUpdate(request) => Ok(request.validate()?),
        }
    }

    /// Does it. Dropping the future ends it at once, sockets and all.
    pub(crate) async fn run(self, id: u64, prober: &Prober) -> Output {
        match self {
            Job::Probe(target) => Output::Record(Box::new(probe(prober, id, target).await)),
            Job::Check(spec) => {
                Output::Report(Report::Check(Box::new(check(id, &spec, prober).await)))
            }
            Job::Domain(spec) => {
                let report = domain::audit(id, &spec, prober).await;
                Output::Report(Report::Domain(Box::new(report)))
            }
            Job::EndpointsUpdate(request) => {
                let report = endpoint_update::run(id, &request, prober).await;
                Output::Report(Report::EndpointsUpdate(Box::new(report)))
            }
        }
    }

    /// What stands for a job that panicked: a line of its own kind with outcome `internal`.
    pub(crate) fn broken(self, id: u64, panic: &str) -> Output {
        match self {
            Job::Probe(target) => Output::Record(Box::new(internal_record(id, target, panic))),
            Job::Check(spec) => Output::Report(Report::Check(Box::new(CheckReport::broken(
                id, &spec, panic,
            )))),
            Job::Domain(spec) => Output::Report(Report::Domain(Box::new(domain::Report::broken(
                id, &spec, panic,
            )))),
            Job::EndpointsUpdate(request) => Output::Report(Report::EndpointsUpdate(Box::new(
                endpoint_update::Report::broken(id, &request, panic),
            ))),
        }
    }
}

/// Probes one target and says what it means. Never fails: what goes wrong is in the record. Ends within
/// the configured timeout. Dropping the future closes its sockets at once.
///
/// ```no_run
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// use exoport::{config::Settings, plan, probe::Prober, run, targets::parse_target_text};
///
/// let settings = Settings::default();
/// let targets = plan::expand(&parse_target_text("smtp.office365.com:587")?, &settings)?;
/// let prober = Prober::new(settings)?;
/// for (id, target) in (0..).zip(targets) {
///     let record = run::probe(&prober, id, target).await;
///     println!("{}", record.verdict.summary);
/// }
/// # Ok(())
/// # }
/// ```
pub async fn probe(prober: &Prober, id: u64, target: Target) -> Record {
    judge(prober.observe(id, target).await)
}

/// Reads the rest of a job's object.
fn read_job<T: DeserializeOwned>(
    job: &'static str,
    object: Map<String, Value>,
) -> Result<T, JobError> {
    from_object(object).map_err(|error| JobError::Malformed {
        job: Some(job),
        why: error.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<Job>, String> {
        Job::read(text, &Settings::default()).map_err(|error| error.to_string())
    }

    #[test]
    fn an_object_without_a_job_is_a_target() {
        let jobs = read(r#"{"host":"a.example"}"#).expect("a target");
        assert_eq!(jobs.len(), 5);
        assert!(jobs.iter().all(|job| matches!(job, Job::Probe(_))));
    }

    #[test]
    fn a_job_is_read_and_checked() {
        let jobs = read(r#"{"job":"check","scenarios":["send-mail"],"domain":"contoso.com"}"#)
            .expect("a job");
        let [Job::Check(spec)] = &jobs[..] else {
            panic!("{jobs:?}");
        };
        assert_eq!(spec.domain.as_deref(), Some("contoso.com"));
    }

    #[test]
    fn a_wrong_job_is_refused_with_a_reason() {
        for (text, part) in [
            ("[]", "a map"),
            (
                r#"{"job":"weather"}"#,
                "invalid job \"weather\" (one of: check, domain, endpoints-update",
            ),
            (r#"{"job":7}"#, "invalid job 7"),
            (r#"{"job":"check","job":"domain"}"#, "duplicate field `job`"),
            (
                r#"{"job":"check","overrides":{"a":"1","a":"2"}}"#,
                "duplicate field `a`",
            ),
            (
                r#"{"host":"a.example","host":"b.example"}"#,
                "duplicate field `host`",
            ),
            (
                r#"{"job":"check","host":"a"}"#,
                "job check: unknown field `host`",
            ),
            (r#"{"job":"check","scenarios":["x"]}"#, "send-mail"),
            (r#"{"job":"check","domain":"a b"}"#, "domain"),
            (
                r#"{"job":"endpoints-update","data_folder":"/"}"#,
                "job endpoints-update: unknown field `data_folder`",
            ),
            (
                r#"{"job":"endpoints-update","url":"http://192.0.2.1"}"#,
                "plain HTTP is allowed only",
            ),
        ] {
            let error = read(text).expect_err(text);
            assert!(error.contains(part), "{text}: {error}");
        }
    }
}
