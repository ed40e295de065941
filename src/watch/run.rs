//! The loop of a watch.
//!
//! Changes are saved with the state before anybody is told, and taken out of it when they have been: a
//! watch that is killed in between tells them again, with the same numbers.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until};

use super::deliver::Sinks;
use super::folders;
use super::memory::State;
use super::reducer::{Step, step};
use super::rules::{Rules, Schedule};
use super::snapshot::Snapshot;
use super::state_file::{Opened, StateFile};
use super::{
    Change, Round, WatchConfig, WatchConfigError, WatchEnd, WatchEnded, WatchError, WatchEvent,
    WatchStarted, messages,
};
use crate::probe::Prober;
use crate::record::{OutcomeCode, VerdictResult};
use crate::scenario::{CheckReport, CheckSpec, check};

/// A watch: scenarios checked again and again, of which only changes are told.
///
/// It does nothing by itself: [`Watch::next`] does. Dropping it ends it at once and gives its state
/// free for another watch.
pub struct Watch {
    runtime: Handle,
    prober: Prober,
    spec: CheckSpec,
    rules: Rules,
    schedule: Schedule,
    state_file: Arc<StateFile>,
    sinks: Sinks,
    state: State,
    /// What is ready to be told.
    queue: VecDeque<WatchEvent>,
    stage: Stage,
    rounds: u64,
    changes: u64,
    result: Option<VerdictResult>,
    /// The number of the last change that the caller was given.
    told: u64,
}

/// What comes when everything that is ready has been told.
enum Stage {
    /// Changes that may not have reached everybody are delivered again.
    Repeat,
    /// The changes have been taken: the state is saved without them.
    Taken(Delivered),
    /// The next round begins.
    Due(Instant),
    /// Nothing.
    Ended,
}

/// Changes on their way.
struct Delivered {
    /// The round that confirmed them, with the moment at which the next is due; none for repeated ones.
    round: Option<(Box<Round>, Instant)>,
    /// A sink did not take them.
    failed: Option<String>,
}

impl Watch {
    /// Reads and locks the state; the first round begins with [`Watch::next`], which must run in the
    /// same runtime.
    ///
    /// # Errors
    /// See [`WatchError`].
    pub fn start(config: WatchConfig, runtime: &Handle) -> Result<Self, WatchError> {
        let settings = config.check()?;
        let path = config.state_file()?;
        let prober = Prober::new(settings.run).map_err(WatchConfigError::Prober)?;
        let written = [
            Some(&path),
            config.json_lines.as_ref(),
            config.prometheus.as_ref(),
        ];
        let written = written.into_iter().flatten().map(PathBuf::as_path);
        let open_folders = folders::check(written).map_err(WatchError::Fault)?;
        let Opened {
            state_file,
            state,
            warning,
        } = StateFile::open(&path)?;
        let warnings: Vec<String> = warning.into_iter().chain(open_folders).collect();
        let sinks = Sinks::open(&config)?;
        let watching = WatchEvent::WatchStarted(WatchStarted {
            schema: messages::SCHEMA,
            state_path: path.display().to_string(),
            rounds: state.rounds,
            warning: (!warnings.is_empty()).then(|| warnings.join("; ")),
        });
        Ok(Self {
            runtime: runtime.clone(),
            prober,
            spec: settings.check,
            rules: settings.rules,
            schedule: settings.schedule,
            state_file: Arc::new(state_file),
            sinks,
            stage: match state.waiting.is_empty() {
                true => Stage::Due(Instant::now()),
                false => Stage::Repeat,
            },
            state,
            queue: VecDeque::from([watching]),
            rounds: 0,
            changes: 0,
            result: None,
            told: 0,
        })
    }

    /// What happens next; `None` after [`WatchEvent::WatchEnded`].
    ///
    /// Asking for the event after a change says that the change has arrived: only then is it taken out
    /// of the state. A future that is dropped before it is ready leaves a watch that must be dropped as well.
    pub async fn next(&mut self) -> Option<WatchEvent> {
        loop {
            if let Some(event) = self.queue.pop_front() {
                self.changes += u64::from(matches!(event, WatchEvent::Change(_)));
                return Some(event);
            }
            match std::mem::replace(&mut self.stage, Stage::Ended) {
                Stage::Repeat => self.repeat().await,
                Stage::Taken(delivered) => self.taken(delivered).await,
                Stage::Due(at) => {
                    sleep_until(at).await;
                    self.round().await;
                }
                Stage::Ended => return None,
            }
        }
    }

    /// Delivers again what the last watch may not have delivered.
    async fn repeat(&mut self) {
        let mut changes = self.state.waiting.clone();
        for change in &mut changes {
            change.repeated = true;
        }
        self.deliver(changes, None).await;
    }

    async fn round(&mut self) {
        let started = Instant::now();
        let report = match self.check().await {
            Ok(report) => report,
            Err(why) => return self.fail(why),
        };
        let Step { state, mut round } = step(&self.state, &Snapshot::of(&report), &self.rules);
        let due = self
            .schedule
            .interval
            .map_or(started, |interval| started + interval);
        round.next_at = self.next_at(&report, due);
        if let Err(why) = self.save(state.clone()).await {
            if round.next_at.is_none() {
                return self.fail(why);
            }
            // The next round saves it, with what it has seen.
            self.state = state;
            round.problem = Some(why);
        }
        self.rounds += 1;
        self.result = Some(round.result);
        match round.problem.is_some() || self.state.waiting.is_empty() {
            true => self.tell_round(round, due).await,
            false => {
                let changes = self.state.waiting.clone();
                self.deliver(changes, Some((Box::new(round), due))).await;
            }
        }
    }

    /// The checks of one round, in a task of their own: a fault in them is an answer.
    async fn check(&self) -> Result<CheckReport, String> {
        let (prober, spec) = (self.prober.clone(), self.spec.clone());
        let number = self.state.rounds;
        // Dropping the set ends its task.
        let mut task = JoinSet::new();
        task.spawn_on(
            async move { check(number, &spec, &prober).await },
            &self.runtime,
        );
        let report = match task.join_next().await {
            Some(Ok(report)) => report,
            _ => return Err("ExoPort itself failed in this round; please report it".into()),
        };
        match report.outcome {
            OutcomeCode::Internal => Err(report.detail.unwrap_or_default()),
            _ => Ok(report),
        }
    }

    /// Makes a state the one that counts, once it is on the disk.
    async fn save(&mut self, state: State) -> Result<(), String> {
        // The task holds the lock until it is done, also when the watch is dropped meanwhile.
        let state_file = Arc::clone(&self.state_file);
        let saved = self.runtime.spawn_blocking(move || {
            let saved = state_file.save(&state);
            (state, saved)
        });
        let (state, saved) = saved
            .await
            .map_err(|error| format!("cannot write the state: {error}"))?;
        saved?;
        self.state = state;
        Ok(())
    }

    /// Gives saved changes to the sinks, and then to the caller.
    async fn deliver(&mut self, changes: Vec<Change>, round: Option<(Box<Round>, Instant)>) {
        let failed = self
            .sinks
            .changes(&self.runtime, &self.state_file, &changes)
            .await;
        // Some may be here again because a sink did not take them in the round before.
        let told = self.told;
        let news = changes
            .into_iter()
            .filter(|change| change.sequence > told)
            .inspect(|change| self.told = change.sequence);
        self.queue.extend(news.map(WatchEvent::Change));
        self.stage = Stage::Taken(Delivered {
            round,
            failed: failed.err(),
        });
    }

    /// The caller has the changes.
    async fn taken(&mut self, delivered: Delivered) {
        let mut problem = delivered.failed;
        if problem.is_none() {
            let mut state = self.state.clone();
            state.waiting.clear();
            problem = self.save(state).await.err();
        }
        // Where there is one they stay in the state, and are delivered again by the next round or watch.
        match (delivered.round, problem) {
            (Some((mut round, due)), problem) => {
                round.problem = problem;
                self.tell_round(*round, due).await;
            }
            (None, Some(why)) if self.schedule.interval.is_none() => self.fail(why),
            (None, _) => self.stage = Stage::Due(Instant::now()),
        }
    }

    async fn tell_round(&mut self, mut round: Round, due: Instant) {
        let written = self
            .sinks
            .round(&self.runtime, &self.state_file, &round)
            .await;
        let problems: Vec<String> = round
            .problem
            .take()
            .into_iter()
            .chain(written.err())
            .collect();
        let problem = (!problems.is_empty()).then(|| problems.join("; "));
        match (round.next_at, problem) {
            (Some(_), problem) => {
                round.problem = problem;
                self.queue.push_back(WatchEvent::Round(round));
                self.stage = Stage::Due(due);
            }
            (None, None) => {
                self.queue.push_back(WatchEvent::Round(round));
                self.end(WatchEnd::Done, None);
            }
            (None, Some(why)) => {
                self.queue.push_back(WatchEvent::Round(round));
                self.fail(why);
            }
        }
    }

    /// When the round after the one that has just been made begins, as the clock of this machine will show it.
    fn next_at(&self, report: &CheckReport, due: Instant) -> Option<i64> {
        let interval = self.schedule.interval?;
        if self
            .schedule
            .rounds
            .is_some_and(|rounds| self.rounds + 1 >= rounds)
        {
            return None;
        }
        let late = Instant::now().saturating_duration_since(due);
        Some(
            report
                .started_at
                .saturating_add(milliseconds(interval + late)),
        )
    }

    fn fail(&mut self, why: String) {
        self.end(WatchEnd::Failed, Some(why));
    }

    fn end(&mut self, reason: WatchEnd, detail: Option<String>) {
        self.stage = Stage::Ended;
        let waiting = self.queue.iter();
        let waiting = waiting.filter(|event| matches!(event, WatchEvent::Change(_)));
        let changes = self.changes + waiting.count() as u64;
        self.queue.push_back(WatchEvent::WatchEnded(WatchEnded {
            schema: messages::SCHEMA,
            reason,
            detail,
            rounds: self.rounds,
            changes,
            result: self.result,
        }));
    }
}

fn milliseconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}
