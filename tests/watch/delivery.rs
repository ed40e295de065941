//! A change is told until it has arrived, and a watch leaves its state to the next, however it ends.

use std::fs;
use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use exoport::watch::{
    Change, ChangeKind, Round, Watch, WatchEnd, WatchEnded, WatchError, WatchEvent,
};
use tokio::runtime::Handle;

use super::{FAULT, changes, config, events, lab, start};

fn end(events: &[WatchEvent]) -> &WatchEnded {
    match events.last() {
        Some(WatchEvent::WatchEnded(end)) => end,
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_that_has_not_arrived_is_told_again() {
    let (lab, folder) = (lab().await, tempfile::tempdir().expect("folder"));
    let config = config(&lab, FAULT, folder.path());
    let mut watch = start(&config);
    let first = loop {
        if let Some(WatchEvent::Change(change)) = watch.next().await {
            break change;
        }
    };
    assert!(!first.repeated);
    // Nobody asks for the next event: nobody knows whether this one has arrived.
    drop(watch);
    for _ in 0..2 {
        let mut watch = start(&config);
        assert!(matches!(
            watch.next().await,
            Some(WatchEvent::WatchStarted(_))
        ));
        let Some(WatchEvent::Change(again)) = watch.next().await else {
            panic!("the change again");
        };
        assert!(again.repeated);
        let told_first = exoport::watch::Change {
            repeated: false,
            ..again
        };
        assert_eq!(told_first, first);
    }
    let all = events(&config).await;
    assert_eq!(changes(&all).len(), 1, "told again, and no news: {all:?}");
    assert_eq!((end(&all).reason, end(&all).changes), (WatchEnd::Done, 1));
    assert!(changes(&events(&config).await).is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sink_that_fails_keeps_the_change_for_the_next_watch() {
    let (lab, folder) = (lab().await, tempfile::tempdir().expect("folder"));
    let path = folder.path().join("changes.jsonl");
    let mut config = config(&lab, FAULT, folder.path());
    config.json_lines = Some(path.clone());
    let mut watch = start(&config);
    // It was a file when the watch began.
    fs::remove_file(&path).expect("removed");
    fs::create_dir(&path).expect("created");
    let mut told = Vec::new();
    while let Some(event) = watch.next().await {
        told.push(event);
    }
    drop(watch);
    // The caller hears of it all the same.
    assert_eq!(changes(&told)[0].change, ChangeKind::NewFailure);
    assert_eq!(end(&told).reason, WatchEnd::Failed);
    let detail = end(&told).detail.as_deref().expect("why");
    assert!(detail.contains("changes.jsonl"), "{detail}");
    fs::remove_dir(&path).expect("removed");
    let again = events(&config).await;
    assert!(changes(&again)[0].repeated);
    assert_eq!(changes(&again).len(), 1);
    let written = fs::read_to_string(&path).expect("a file");
    assert_eq!(written.lines().count(), 1, "{written}");
}

// Windows renames no folder in which a file is open, as the lock is.
#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_state_that_cannot_be_written_ends_the_watch_and_stays() {
    let (lab, folder) = (lab().await, tempfile::tempdir().expect("folder"));
    let own = folder.path().join("own");
    let config = config(&lab, super::WELL, &own);
    events(&config).await;
    let before = fs::read(own.join("state.json")).expect("a state");
    let mut watch = start(&config);
    // A file stands where the folder was: nobody can write there, an administrator neither.
    let moved = folder.path().join("moved");
    fs::rename(&own, &moved).expect("renamed");
    fs::write(&own, "").expect("written");
    let mut told = Vec::new();
    while let Some(event) = watch.next().await {
        told.push(event);
    }
    assert_eq!(told.len(), 2, "{told:?}");
    assert_eq!(
        (end(&told).reason, end(&told).rounds),
        (WatchEnd::Failed, 0)
    );
    let detail = end(&told).detail.as_deref().expect("why");
    assert!(detail.contains("cannot write the state"), "{detail}");
    assert_eq!(fs::read(moved.join("state.json")).expect("a state"), before);
}

/// What is told up to a round, which is given too.
async fn up_to_a_round(watch: &mut Watch) -> (Vec<Change>, Round) {
    let mut told = Vec::new();
    loop {
        match watch.next().await {
            Some(WatchEvent::Change(change)) => told.push(change),
            Some(WatchEvent::Round(round)) => return (told, round),
            Some(WatchEvent::WatchStarted(_)) => {}
            other => panic!("{other:?}"),
        }
    }
}

// Windows renames no folder in which a file is open, as the lock is.
#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_watch_with_an_interval_makes_up_for_a_state_that_could_not_be_written() {
    let (lab, folder) = (lab().await, tempfile::tempdir().expect("folder"));
    let own = folder.path().join("own");
    let mut config = config(&lab, FAULT, &own);
    config.interval_seconds = Some(1);
    config.rounds = Some(2);
    let mut watch = start(&config);
    let moved = folder.path().join("moved");
    fs::rename(&own, &moved).expect("renamed");
    fs::write(&own, "").expect("written");
    let (told, round) = up_to_a_round(&mut watch).await;
    assert!(told.is_empty(), "what is not saved is not told: {told:?}");
    assert_eq!(round.changes, 1);
    let problem = round.problem.expect("a problem");
    assert!(problem.contains("cannot write the state"), "{problem}");
    fs::remove_file(&own).expect("removed");
    fs::rename(&moved, &own).expect("renamed");
    let (told, round) = up_to_a_round(&mut watch).await;
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(
        (told[0].change, told[0].repeated),
        (ChangeKind::NewFailure, false)
    );
    assert_eq!((round.number, round.problem), (2, None));
    let Some(WatchEvent::WatchEnded(end)) = watch.next().await else {
        panic!("the end");
    };
    assert_eq!(
        (end.reason, end.rounds, end.changes),
        (WatchEnd::Done, 2, 1)
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_watch_with_an_interval_makes_up_for_a_sink_that_failed() {
    let (lab, folder) = (lab().await, tempfile::tempdir().expect("folder"));
    let path = folder.path().join("changes.jsonl");
    let mut config = config(&lab, FAULT, folder.path());
    config.json_lines = Some(path.clone());
    config.interval_seconds = Some(1);
    config.rounds = Some(2);
    let mut watch = start(&config);
    fs::remove_file(&path).expect("removed");
    fs::create_dir(&path).expect("created");
    let (told, round) = up_to_a_round(&mut watch).await;
    assert_eq!(told.len(), 1, "{told:?}");
    let problem = round.problem.expect("a problem");
    assert!(problem.contains("changes.jsonl"), "{problem}");
    fs::remove_dir(&path).expect("removed");
    let (again, round) = up_to_a_round(&mut watch).await;
    assert!(again.is_empty(), "told already: {again:?}");
    assert_eq!(round.problem, None);
    let written = fs::read_to_string(&path).expect("a file");
    assert_eq!(written.lines().count(), 1, "{written}");
    assert!(matches!(
        watch.next().await,
        Some(WatchEvent::WatchEnded(WatchEnded {
            reason: WatchEnd::Done,
            changes: 1,
            ..
        }))
    ));
    drop(watch);
    assert!(
        changes(&events(&config).await).is_empty(),
        "nothing waits any more"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn dropping_a_watch_gives_its_state_back_also_in_the_middle_of_a_round() {
    let (lab, folder) = (lab().await, tempfile::tempdir().expect("folder"));
    let config = config(&lab, "stalled-greeting", folder.path());
    let mut watch = start(&config);
    assert!(matches!(
        watch.next().await,
        Some(WatchEvent::WatchStarted(_))
    ));
    let busy = Watch::start(config.clone(), &Handle::current());
    assert!(matches!(busy.err(), Some(WatchError::Busy(_))));
    {
        // The round has begun and waits for the server.
        let mut next = pin!(watch.next());
        let mut context = Context::from_waker(Waker::noop());
        assert!(matches!(next.as_mut().poll(&mut context), Poll::Pending));
    }
    drop(watch);
    start(&config);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_round_longer_than_the_interval_holds_the_next_one_back() {
    let (lab, folder) = (lab().await, tempfile::tempdir().expect("folder"));
    let mut config = config(&lab, "stalled-greeting", folder.path());
    config.run.timeout_ms = 1_300;
    config.interval_seconds = Some(1);
    config.rounds = Some(2);
    let all = events(&config).await;
    let rounds: Vec<_> = all
        .iter()
        .filter_map(|event| match event {
            WatchEvent::Round(round) => Some(round),
            _ => None,
        })
        .collect();
    assert_eq!(rounds.len(), 2);
    assert!(rounds[0].duration_ms > 1_000.0);
    let next_at = rounds[0].next_at.expect("a second round");
    assert!(
        next_at > rounds[0].started_at + 1_000,
        "it cannot have begun before the end"
    );
    assert_eq!((end(&all).rounds, rounds[1].number), (2, 2));
}
