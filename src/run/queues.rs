//! The books of a run: what waits, what is being probed, what is ready. Pure; the locks and the
//! tasks are in [`super::pipeline`].

use std::collections::{HashMap, VecDeque};

use super::Job;

/// Bounds of a run, from its concurrency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Bounds {
    /// Probes at the same time.
    pub probes: usize,
    /// Targets that wait for their turn.
    pub waiting: usize,
    /// Records that are ready plus probes that will give one: a probe starts only when there is
    /// room for what it gives, so that a caller who takes nothing stops the run instead of filling
    /// the memory.
    pub owed: usize,
}

impl Bounds {
    pub(super) fn new(concurrency: u32) -> Self {
        let probes = usize::try_from(concurrency).unwrap_or(usize::MAX).max(1);
        Self {
            probes,
            waiting: probes.saturating_mul(2).max(64),
            // Beyond one record for each probe, room for the batch that a caller takes next.
            owed: probes.saturating_add(probes.clamp(32, 256)),
        }
    }
}

/// A job with its running number.
#[derive(Debug)]
pub(super) struct Numbered {
    pub id: u64,
    pub job: Job,
}

/// `K` is what stops a probe, `T` what a probe gives.
#[derive(Debug)]
pub(super) struct Queues<K, T> {
    bounds: Bounds,
    next_id: u64,
    waiting: VecDeque<Numbered>,
    probing: HashMap<u64, K>,
    ready: VecDeque<T>,
    finished: bool,
    cancelled: bool,
}

impl<K, T> Queues<K, T> {
    pub(super) fn new(bounds: Bounds) -> Self {
        Self {
            bounds,
            next_id: 0,
            waiting: VecDeque::new(),
            probing: HashMap::new(),
            ready: VecDeque::new(),
            finished: false,
            cancelled: false,
        }
    }

    /// Whether no more targets are taken.
    pub(super) fn takes_no_more(&self) -> bool {
        self.finished || self.cancelled
    }

    /// Whether so many jobs can be added at once. More than the bound can only be added to an
    /// empty queue: else they would wait for ever.
    pub(super) fn has_room(&self, count: usize) -> bool {
        self.waiting.is_empty() || self.waiting.len().saturating_add(count) <= self.bounds.waiting
    }

    /// Adds jobs and numbers them.
    pub(super) fn add(&mut self, jobs: Vec<Job>) {
        for job in jobs {
            let id = self.next_id;
            self.next_id += 1;
            self.waiting.push_back(Numbered { id, job });
        }
    }

    /// The next target whose probe may start now; [`Self::started`] must follow.
    pub(super) fn take_next(&mut self) -> Option<Numbered> {
        let may_start = self.probing.len() < self.bounds.probes
            && self.probing.len() + self.ready.len() < self.bounds.owed;
        if may_start {
            self.waiting.pop_front()
        } else {
            None
        }
    }

    pub(super) fn started(&mut self, id: u64, stop: K) {
        self.probing.insert(id, stop);
    }

    /// A probe ended. What it gave is dropped when the run was cancelled meanwhile.
    pub(super) fn completed(&mut self, id: u64, item: T) {
        if self.probing.remove(&id).is_some() {
            self.ready.push_back(item);
        }
    }

    /// No more targets will come.
    pub(super) fn finish(&mut self) {
        self.finished = true;
    }

    /// Forgets what waits and hands out what stops the probes. What is ready stays.
    pub(super) fn cancel(&mut self) -> HashMap<u64, K> {
        self.cancelled = true;
        self.waiting.clear();
        std::mem::take(&mut self.probing)
    }

    /// What is ready, oldest first.
    pub(super) fn ready(&mut self) -> &mut VecDeque<T> {
        &mut self.ready
    }

    /// Whether nothing will ever be ready again.
    pub(super) fn is_done(&self) -> bool {
        self.ready.is_empty()
            && self.probing.is_empty()
            && (self.cancelled || (self.finished && self.waiting.is_empty()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Settings;
    use crate::plan::expand;

    fn targets(count: usize) -> Vec<Job> {
        let spec = serde_json::from_str(r#"{"host":"a.example","port":25}"#).expect("spec");
        let one = expand(&spec, &Settings::default()).expect("target");
        one.into_iter()
            .map(Job::Probe)
            .cycle()
            .take(count)
            .collect()
    }

    #[test]
    fn the_bounds_follow_the_concurrency() {
        for (concurrency, probes, waiting, owed) in [
            (1, 1, 64, 33),
            (64, 64, 128, 128),
            (4096, 4096, 8192, 4096 + 256),
        ] {
            assert_eq!(
                Bounds::new(concurrency),
                Bounds {
                    probes,
                    waiting,
                    owed
                }
            );
        }
    }

    #[test]
    fn a_probe_starts_only_with_room_for_its_record() {
        let mut queues: Queues<(), u64> = Queues::new(Bounds {
            probes: 2,
            waiting: 64,
            owed: 3,
        });
        queues.add(targets(9));
        let mut started = Vec::new();
        for round in 0..4 {
            while let Some(next) = queues.take_next() {
                queues.started(next.id, ());
                started.push(next.id);
            }
            assert!(queues.probing.len() <= 2, "round {round}");
            if let Some(id) = queues.probing.keys().min().copied() {
                queues.completed(id, id);
            }
        }
        assert_eq!(started, [0, 1, 2], "three records are owed, no more");
        assert_eq!(queues.ready().pop_front(), Some(0));
        assert_eq!(queues.take_next().map(|next| next.id), Some(3));
    }

    #[test]
    fn more_targets_than_the_bound_go_in_alone() {
        let mut queues: Queues<(), u64> = Queues::new(Bounds::new(1));
        assert!(queues.has_room(1000));
        queues.add(targets(60));
        assert!(queues.has_room(4));
        assert!(!queues.has_room(5));
    }

    #[test]
    fn what_completes_after_cancel_is_dropped() {
        let mut queues: Queues<(), u64> = Queues::new(Bounds::new(4));
        queues.add(targets(3));
        for id in 0..3 {
            assert_eq!(queues.take_next().map(|next| next.id), Some(id));
            queues.started(id, ());
        }
        queues.completed(1, 1);
        assert_eq!(queues.cancel().len(), 2);
        queues.completed(0, 0);
        assert!(!queues.is_done(), "one record is still to be taken");
        assert_eq!(queues.ready().drain(..).collect::<Vec<_>>(), [1]);
        assert!(queues.is_done());
        assert!(queues.takes_no_more());
    }
}
