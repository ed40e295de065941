//! One update, step by step.

use std::path::Path;

use tokio::time::Instant;

use super::rules::{HOUR, Held, Step, is_wanted, next_step, wait_until};
use super::web::{Answer, BaseUrl, WebService};
use super::{UpdateReport, UpdateStatus};
use crate::endpoints::{
    InstanceState, Kept, SnapshotSource, State, Store, Which, current_in, forget, parse_sets,
};
use crate::probe::Prober;

/// One update, and its report as far as it got.
pub(super) struct Attempt<'a> {
    folder: &'a Path,
    store: Store,
    force: bool,
    now: i64,
    pub(super) report: UpdateReport,
}

impl<'a> Attempt<'a> {
    /// Nothing is done yet.
    pub(super) fn new(instance: &str, folder: &'a Path, force: bool, now: i64) -> Self {
        Self {
            folder,
            store: Store::new(folder),
            force,
            now,
            report: UpdateReport::nothing(instance),
        }
    }

    /// Goes as far as the rules and the web service let it.
    pub(super) async fn run(
        &mut self,
        base: &BaseUrl,
        prober: &Prober,
        deadline: Instant,
    ) -> Result<UpdateStatus, String> {
        self.look();
        let kept =
            |error: std::io::Error| format!("{}: {error}", self.folder.join("endpoints").display());
        let _lock = self.store.lock(deadline).await.map_err(kept)?;
        // Another update may have been at work until now.
        self.look();
        self.report.previous_version = self.report.version.clone();
        let mut state = self.store.state();
        let known = state.of(&self.report.instance);
        self.remember(&known);
        let version = self.report.version.clone();
        let held = Held {
            version: version.as_deref(),
            damaged: self.report.warning.is_some(),
            force: self.force,
        };
        let service = WebService {
            base,
            prober,
            deadline,
            id: self.store.client_request_id().map_err(kept)?,
        };
        let version = match next_step(self.now, &state, &known, held) {
            Step::Wait { until } => {
                self.report.next_check_at = Some(until);
                return Ok(UpdateStatus::Waiting);
            }
            Step::Rest { .. } => return Ok(UpdateStatus::CheckedRecently),
            Step::Fetch { version } => version,
            Step::Ask => {
                let known = match self.ask(&service, known).await? {
                    Asked::Known(known) => known,
                    Asked::TooMany(retry_after) => return self.wait(&mut state, retry_after),
                };
                state.set(&self.report.instance, known.clone());
                self.store.write_state(&state).map_err(kept)?;
                self.remember(&known);
                match known.latest {
                    Some(latest) if is_wanted(&latest, held) => latest,
                    _ => return Ok(UpdateStatus::UpToDate),
                }
            }
        };
        match service.endpoints(&self.report.instance).await? {
            Answer::Found { value, .. } => self.keep(version, value),
            Answer::TooMany { retry_after } => self.wait(&mut state, retry_after),
            // Nothing was asked for under a condition.
            Answer::NotModified => Err("the web service answered 304 unexpectedly".into()),
        }
    }

    /// Looks what holds.
    fn look(&mut self) {
        if let Ok(found) = current_in(self.folder, &self.report.instance) {
            self.report.version = Some(found.snapshot.version.clone());
            self.report.source = Some(found.snapshot.source);
            self.report.warning = found.warning;
        }
    }

    fn remember(&mut self, known: &InstanceState) {
        self.report.latest.clone_from(&known.latest);
        self.report.checked_at = known.checked_at;
        self.report.next_check_at = known.checked_at.map(|at| at.saturating_add(HOUR));
    }

    async fn ask(&self, service: &WebService<'_>, known: InstanceState) -> Result<Asked, String> {
        // A tag without the version that it stands for is of no use.
        let etag = known.latest.as_ref().and(known.etag.as_deref());
        Ok(match service.version(&self.report.instance, etag).await? {
            Answer::TooMany { retry_after } => Asked::TooMany(retry_after),
            Answer::NotModified => Asked::Known(InstanceState {
                checked_at: Some(self.now),
                ..known
            }),
            Answer::Found { value, etag } => Asked::Known(InstanceState {
                checked_at: Some(self.now),
                latest: Some(value),
                etag,
            }),
        })
    }

    fn wait(
        &mut self,
        state: &mut State,
        retry_after: Option<u32>,
    ) -> Result<UpdateStatus, String> {
        let until = wait_until(self.now, retry_after);
        state.wait_until = Some(until);
        self.report.next_check_at = Some(until);
        self.store
            .write_state(state)
            .map_err(|error| format!("{}: {error}", self.folder.display()))?;
        Ok(UpdateStatus::Waiting)
    }

    /// Keeps an answer when it is sound; what was kept before stays otherwise.
    fn keep(&mut self, version: String, answer: Vec<u8>) -> Result<UpdateStatus, String> {
        let refused = |why: String| format!("the web service's answer was not kept: {why}");
        let sets = parse_sets(&answer).map_err(|error| refused(error.to_string()))?;
        if !sets.iter().any(|set| set.service_area == "Exchange") {
            return Err(refused("it has no set of the area Exchange".into()));
        }
        let kept = Kept {
            instance: self.report.instance.clone(),
            version,
            source: SnapshotSource::Cache,
            saved_at: self.now,
            answer,
        };
        self.store
            .write(Which::Fetched, &kept)
            .map_err(|error| format!("{}: {error}", self.folder.join("endpoints").display()))?;
        forget();
        let damaged = self.report.warning.take();
        self.look();
        if self.report.warning.is_none() {
            self.report.warning = damaged;
        }
        Ok(UpdateStatus::Updated)
    }
}

/// What came of the question for the version.
enum Asked {
    Known(InstanceState),
    TooMany(Option<u32>),
}
