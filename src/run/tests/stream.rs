//! The stream without network: the probe is whatever a test needs.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};
use std::time::Duration;

use tokio::sync::Semaphore;

use super::TIMEOUT;
use crate::run::pipeline::Pipeline;
use crate::run::{Batch, Job, Push, PushError};
use crate::runtime;
use crate::targets::{Target, TlsMode};

fn take_one(pipeline: &Pipeline<u64>, timeout: Duration) -> Batch<u64> {
    pipeline.take_fitting(timeout, 1, |_| 1)
}

fn targets(count: usize) -> Vec<Job> {
    let target = Target {
        host: "a.example".into(),
        port: 25,
        service: None,
        tls: TlsMode::None,
        family: crate::targets::AddressFamily::Any,
        server_name: None,
        addresses: Vec::new(),
        proxy: crate::proxy::ProxySetting::None,
        legacy_tls: None,
        tag: None,
    };
    vec![Job::Probe(target); count]
}

fn pipeline<F: Future<Output = u64> + Send + 'static>(
    concurrency: u32,
    work: impl Fn(u64) -> F + Send + Sync + 'static,
) -> Pipeline<u64> {
    let runtime = runtime::handle().expect("runtime").clone();
    Pipeline::new(
        runtime,
        concurrency,
        move |id, _| work(id),
        |id, _, panic| {
            assert_eq!(panic, "broken on purpose");
            id + 1_000_000
        },
    )
}

fn take_all(pipeline: &Pipeline<u64>) -> Vec<u64> {
    let mut all = Vec::new();
    loop {
        match take_one(pipeline, TIMEOUT) {
            Batch::Items(items) => all.extend(items),
            Batch::Done => return all,
            other => panic!("{other:?} after {} items", all.len()),
        }
    }
}

/// Says when it is made and when it is dropped.
struct Guard(mpsc::Sender<Said>, u64);

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Said {
    Started(u64),
    Dropped(u64),
}

impl Guard {
    fn new(sender: &mpsc::Sender<Said>, id: u64) -> Self {
        sender.send(Said::Started(id)).expect("the test listens");
        Self(sender.clone(), id)
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        // Nobody may be listening any more.
        let _ = self.0.send(Said::Dropped(self.1));
    }
}

fn hear(said: &mpsc::Receiver<Said>, count: usize) -> Vec<Said> {
    let mut heard: Vec<Said> = (0..count)
        .map(|_| said.recv_timeout(TIMEOUT).expect("said in time"))
        .collect();
    heard.sort_unstable();
    heard
}

#[test]
fn every_target_gives_one_item_and_no_more_than_allowed_run_at_once() {
    static NOW: AtomicUsize = AtomicUsize::new(0);
    static MOST: AtomicUsize = AtomicUsize::new(0);
    let pipeline = pipeline(3, |id| async move {
        MOST.fetch_max(NOW.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        tokio::task::yield_now().await;
        NOW.fetch_sub(1, Ordering::SeqCst);
        id
    });
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for _ in 0..200 {
                assert_eq!(pipeline.offer(targets(5), TIMEOUT), Ok(Push::Accepted(5)));
            }
            pipeline.finish();
            assert_eq!(
                pipeline.offer(targets(1), TIMEOUT),
                Err(PushError::Finished)
            );
        });
        let all: BTreeSet<u64> = take_all(&pipeline).into_iter().collect();
        assert_eq!(all, (0..1000).collect());
    });
    assert!(MOST.load(Ordering::SeqCst) <= 3);
}

#[test]
fn items_come_as_they_complete() {
    let gate = Arc::new(Semaphore::new(0));
    let first_waits = Arc::clone(&gate);
    let pipeline = pipeline(4, move |id| {
        let gate = Arc::clone(&first_waits);
        async move {
            if id == 0 {
                let _passed = gate.acquire().await.expect("open");
            }
            id
        }
    });
    assert_eq!(pipeline.offer(targets(3), TIMEOUT), Ok(Push::Accepted(3)));
    pipeline.finish();
    let mut early = Vec::new();
    for _ in 0..2 {
        match take_one(&pipeline, TIMEOUT) {
            Batch::Items(items) => early.extend(items),
            other => panic!("{other:?}"),
        }
    }
    early.sort_unstable();
    assert_eq!(early, [1, 2]);
    assert_eq!(take_one(&pipeline, Duration::ZERO), Batch::Pending);
    gate.add_permits(1);
    assert_eq!(take_all(&pipeline), [0]);
}

#[test]
fn a_caller_who_takes_nothing_holds_the_probes_back() {
    let started = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&started);
    let pipeline = pipeline(2, move |id| {
        counter.fetch_add(1, Ordering::SeqCst);
        async move { id }
    });
    // 2 + 32 records may be owed and 64 targets may wait.
    for number in 0..34 + 64 {
        assert_eq!(
            pipeline.offer(targets(1), TIMEOUT),
            Ok(Push::Accepted(1)),
            "{number}"
        );
    }
    assert_eq!(
        pipeline.offer(targets(1), Duration::from_millis(20)),
        Ok(Push::Full)
    );
    assert!(started.load(Ordering::SeqCst) <= 34);
    // Taking makes room again.
    assert!(matches!(take_one(&pipeline, TIMEOUT), Batch::Items(_)));
    assert_eq!(pipeline.offer(targets(1), TIMEOUT), Ok(Push::Accepted(1)));
    pipeline.finish();
    assert_eq!(take_all(&pipeline).len(), 34 + 64);
}

#[test]
fn an_offer_is_all_or_nothing() {
    let pipeline = pipeline(1, |_| std::future::pending());
    assert_eq!(pipeline.offer(targets(60), TIMEOUT), Ok(Push::Accepted(60)));
    // One of them is being probed, 59 wait.
    assert_eq!(pipeline.offer(targets(6), Duration::ZERO), Ok(Push::Full));
    assert_eq!(
        pipeline.offer(targets(5), Duration::ZERO),
        Ok(Push::Accepted(5))
    );
    assert_eq!(pipeline.offer(targets(1), Duration::ZERO), Ok(Push::Full));
}

#[test]
fn cancel_drops_the_probes_and_keeps_what_is_complete() {
    let (sender, said) = mpsc::channel();
    let pipeline = pipeline(8, move |id| {
        let guard = (id % 2 == 1).then(|| Guard::new(&sender, id));
        async move {
            if guard.is_some() {
                std::future::pending::<()>().await;
            }
            id
        }
    });
    assert_eq!(pipeline.offer(targets(4), TIMEOUT), Ok(Push::Accepted(4)));
    assert_eq!(hear(&said, 2), [Said::Started(1), Said::Started(3)]);
    // 0 and 2 complete: wait for one, leave the other.
    let first = take_one(&pipeline, TIMEOUT);
    pipeline.cancel();
    assert_eq!(hear(&said, 2), [Said::Dropped(1), Said::Dropped(3)]);
    assert_eq!(
        pipeline.offer(targets(1), TIMEOUT),
        Err(PushError::Finished)
    );
    let Batch::Items(mut taken) = first else {
        panic!("{first:?}")
    };
    // The other one may have been stopped just before its end.
    taken.extend(take_all(&pipeline));
    assert!(taken.iter().all(|id| id % 2 == 0), "{taken:?}");
    assert_eq!(take_one(&pipeline, TIMEOUT), Batch::Done);
}

#[test]
fn dropping_cancels() {
    let (sender, said) = mpsc::channel();
    let pipeline = pipeline(8, move |id| {
        let guard = Guard::new(&sender, id);
        async move {
            let _guard = guard;
            std::future::pending().await
        }
    });
    assert_eq!(pipeline.offer(targets(8), TIMEOUT), Ok(Push::Accepted(8)));
    assert_eq!(
        hear(&said, 8),
        (0..8).map(Said::Started).collect::<Vec<_>>()
    );
    drop(pipeline);
    assert_eq!(
        hear(&said, 8),
        (0..8).map(Said::Dropped).collect::<Vec<_>>()
    );
}

#[test]
fn cancel_and_finish_wake_those_who_wait() {
    for stop in [Pipeline::cancel, Pipeline::finish] {
        let gate = Arc::new(Semaphore::new(0));
        let probes_wait = Arc::clone(&gate);
        let pipeline = pipeline(1, move |id| {
            let gate = Arc::clone(&probes_wait);
            async move {
                let _passed = gate.acquire().await.expect("open");
                id
            }
        });
        assert_eq!(pipeline.offer(targets(65), TIMEOUT), Ok(Push::Accepted(65)));
        let (sender, answers) = mpsc::channel();
        std::thread::scope(|scope| {
            scope.spawn(|| sender.send(pipeline.offer(targets(1), Duration::MAX)));
            let taker = scope.spawn(|| take_all(&pipeline).len());
            stop(&pipeline);
            assert_eq!(answers.recv_timeout(TIMEOUT), Ok(Err(PushError::Finished)));
            gate.add_permits(1);
            let taken = taker.join().expect("taker");
            assert!(taken == 0 || taken == 65, "{taken}");
        });
    }
}

#[test]
fn a_panic_is_an_item() {
    let pipeline = pipeline(4, |id| {
        // Once before there is a future, once inside it.
        assert!(id != 1, "broken on purpose");
        async move {
            tokio::task::yield_now().await;
            assert!(id != 2, "broken on purpose");
            id
        }
    });
    assert_eq!(pipeline.offer(targets(4), TIMEOUT), Ok(Push::Accepted(4)));
    pipeline.finish();
    let mut all = take_all(&pipeline);
    all.sort_unstable();
    assert_eq!(all, [0, 3, 1_000_001, 1_000_002]);
}

#[test]
fn several_threads_take_everything_once() {
    let pipeline = pipeline(8, |id| async move { id });
    let mut all = std::thread::scope(|scope| {
        let takers: Vec<_> = (0..4)
            .map(|_| scope.spawn(|| take_all(&pipeline)))
            .collect();
        for _ in 0..500 {
            assert_eq!(pipeline.offer(targets(1), TIMEOUT), Ok(Push::Accepted(1)));
        }
        pipeline.finish();
        takers
            .into_iter()
            .flat_map(|taker| taker.join().expect("taker"))
            .collect::<Vec<_>>()
    });
    all.sort_unstable();
    assert_eq!(all, (0..500).collect::<Vec<_>>());
}

#[test]
fn a_batch_takes_what_fits_and_leaves_the_rest() {
    let pipeline = pipeline(1, |id| async move { id });
    assert_eq!(pipeline.offer(targets(5), TIMEOUT), Ok(Push::Accepted(5)));
    pipeline.finish();
    let size = |item: &u64| usize::try_from(*item).expect("small") * 10 + 10;
    assert_eq!(pipeline.take_fitting(TIMEOUT, 9, size), Batch::TooLarge(10));
    assert_eq!(
        pipeline.take_fitting(TIMEOUT, 10, size),
        Batch::Items(vec![0])
    );
    assert_eq!(pipeline.take_fitting(TIMEOUT, 0, size), Batch::TooLarge(20));
    let mut rest = Vec::new();
    loop {
        match pipeline.take_fitting(TIMEOUT, 120, size) {
            Batch::Items(items) => {
                assert!(items.iter().map(size).sum::<usize>() <= 120);
                rest.extend(items);
            }
            Batch::Done => break,
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(rest, [1, 2, 3, 4]);
}
