//! Updates against a web service on loopback, good and bad.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use tempfile::TempDir;

use super::rules::HOUR;
use super::*;
use crate::endpoints::{
    ChangeKind, Found, MAX_ANSWER, Store, Which, changes, current_in, mark_reviewed,
};

// By its file: linked, the lab would bring a second copy of this library's exports.
#[path = "../../crates/exoport-lab/src/web_service.rs"]
#[allow(unreachable_pub)]
mod web_service;

use web_service::{Request, WebServer, answer};

const NOW: i64 = 1_790_000_000_000;
const NEWER: &str = "2026110200";
const SETS: &str = include_str!("../endpoints/data/worldwide.json");

/// What the web service answers with, to be changed while it runs.
#[derive(Clone)]
struct Script {
    version: Vec<u8>,
    endpoints: Vec<u8>,
}

impl Script {
    fn new(latest: &str, sets: &str) -> Self {
        let version = format!(r#"{{"instance":"Worldwide","latest":"{latest}"}}"#);
        Self {
            version: answer("200 OK", version.as_bytes()),
            endpoints: answer("200 OK", sets.as_bytes()),
        }
    }
}

/// A configuration in which an update has 30 seconds.
fn config() -> RunConfig {
    RunConfig {
        timeout_ms: 30_000,
        ..RunConfig::default()
    }
}

struct Bench {
    folder: TempDir,
    server: WebServer,
    script: Arc<Mutex<Script>>,
}

impl Bench {
    fn new(script: Script) -> Self {
        let script = Arc::new(Mutex::new(script));
        let shared = Arc::clone(&script);
        let server = WebServer::start(move |request: &Request| {
            let script = shared.lock().expect("no panic");
            match request.target.starts_with("/version/") {
                true => script.version.clone(),
                false => script.endpoints.clone(),
            }
        });
        Self {
            folder: tempfile::tempdir().expect("folder"),
            server,
            script,
        }
    }

    fn say(&self, script: Script) {
        *self.script.lock().expect("no panic") = script;
    }

    fn request(&self, force: bool) -> UpdateRequest {
        UpdateRequest {
            url: Some(self.server.url()),
            data_folder: Some(self.folder.path().to_owned()),
            force,
            ..UpdateRequest::new("worldwide")
        }
    }

    fn update(&self, now: i64) -> UpdateReport {
        self.update_as(&self.request(false), now)
    }

    fn update_as(&self, request: &UpdateRequest, now: i64) -> UpdateReport {
        update_at(request, config(), now).expect("a request that is right")
    }

    /// The methods that were asked, for example `version endpoints`.
    fn asked(&self) -> String {
        let targets = self.server.targets();
        let method = |target: &String| target.split('/').nth(1).unwrap_or_default().to_owned();
        targets.iter().map(method).collect::<Vec<_>>().join(" ")
    }

    fn holds(&self) -> (String, SnapshotSource, Option<String>) {
        let found = current_in(self.folder.path(), "Worldwide").expect("known");
        (
            found.snapshot.version.clone(),
            found.snapshot.source,
            found.warning,
        )
    }
}

#[test]
fn newer_sets_are_fetched_once_and_hold() {
    let bench = Bench::new(Script::new(NEWER, SETS));
    let report = bench.update(NOW);
    assert_eq!(report.status, UpdateStatus::Updated, "{report:?}");
    assert_eq!(report.instance, "Worldwide");
    assert_eq!(report.version.as_deref(), Some(NEWER));
    assert_eq!(report.previous_version.as_deref(), Some("2025013000"));
    assert_eq!(report.source, Some(SnapshotSource::Cache));
    assert_eq!(report.next_check_at, Some(NOW + HOUR));
    assert_eq!(bench.holds(), (NEWER.into(), SnapshotSource::Cache, None));
    let targets = bench.server.targets();
    let id = targets[0].split("ClientRequestId=").nth(1).expect("a GUID");
    assert_eq!(id.len(), 36);
    assert_eq!(
        targets,
        [
            format!("/version/Worldwide?ClientRequestId={id}"),
            format!("/endpoints/Worldwide?ServiceAreas=Exchange&ClientRequestId={id}"),
        ]
    );

    // Within the hour nothing is asked; after it, the version alone, by the same GUID.
    let report = bench.update(NOW + HOUR - 1);
    assert_eq!(report.status, UpdateStatus::CheckedRecently);
    assert_eq!(bench.asked(), "version endpoints");
    let report = bench.update(NOW + HOUR);
    assert_eq!(report.status, UpdateStatus::UpToDate);
    assert_eq!(bench.asked(), "version endpoints version");
    assert!(bench.server.targets()[2].ends_with(id));
}

#[test]
fn force_asks_within_the_hour_and_fetches_the_same_version_again() {
    let bench = Bench::new(Script::new(NEWER, SETS));
    bench.update(NOW);
    let report = bench.update_as(&bench.request(true), NOW + 1);
    assert_eq!(report.status, UpdateStatus::Updated);
    assert_eq!(bench.asked(), "version endpoints version endpoints");
}

#[test]
fn an_entity_tag_is_sent_back_and_304_means_the_same_version() {
    let tags = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&tags);
    let server = WebServer::start(move |request: &Request| {
        if !request.target.starts_with("/version/") {
            return answer("200 OK", SETS.as_bytes());
        }
        let tag = request.headers.iter().find_map(|line| {
            line.to_lowercase()
                .strip_prefix("if-none-match: ")
                .map(str::to_owned)
        });
        let head = match tag {
            Some(_) => "304 Not Modified\r\nETag: \"v1\"",
            None => "200 OK\r\nETag: \"v1\"",
        };
        seen.lock().expect("no panic").push(tag);
        answer(head, format!(r#"{{"latest":"{NEWER}"}}"#).as_bytes())
    });
    let folder = tempfile::tempdir().expect("folder");
    let request = UpdateRequest {
        url: Some(server.url()),
        data_folder: Some(folder.path().to_owned()),
        ..UpdateRequest::new("Worldwide")
    };
    let report = update_at(&request, config(), NOW).expect("right");
    assert_eq!(report.status, UpdateStatus::Updated, "{report:?}");
    let report = update_at(&request, config(), NOW + HOUR).expect("right");
    assert_eq!(report.status, UpdateStatus::UpToDate, "{report:?}");
    assert_eq!(report.latest.as_deref(), Some(NEWER));
    assert_eq!(report.checked_at, Some(NOW + HOUR));
    assert_eq!(
        *tags.lock().expect("no panic"),
        [None, Some("\"v1\"".to_owned())]
    );
}

#[test]
fn a_version_older_than_the_shipped_one_changes_nothing() {
    let bench = Bench::new(Script::new("2024010100", SETS));
    let report = bench.update(NOW);
    assert_eq!(report.status, UpdateStatus::UpToDate);
    assert_eq!(report.version.as_deref(), Some("2025013000"));
    assert_eq!(report.latest.as_deref(), Some("2024010100"));
    assert_eq!(bench.asked(), "version");
    assert_eq!(bench.holds().1, SnapshotSource::BuiltIn);
}

#[test]
fn after_429_the_service_is_left_alone_for_an_hour() {
    for (head, wait) in [
        ("429 Too Many Requests", HOUR),
        ("429 Too Many Requests\r\nRetry-After: 7200", 2 * HOUR),
        ("429 Too Many Requests\r\nRetry-After: soon", HOUR),
    ] {
        let mut script = Script::new(NEWER, SETS);
        script.endpoints = answer(head, b"");
        let bench = Bench::new(script);
        let report = bench.update(NOW);
        assert_eq!(report.status, UpdateStatus::Waiting, "{report:?}");
        assert_eq!(report.next_check_at, Some(NOW + wait));
        bench.say(Script::new(NEWER, SETS));
        // Another run remembers, and force does not help.
        let report = bench.update_as(&bench.request(true), NOW + wait - 1);
        assert_eq!(report.status, UpdateStatus::Waiting);
        assert_eq!(report.next_check_at, Some(NOW + wait));
        assert_eq!(bench.asked(), "version endpoints");
        let report = bench.update(NOW + wait);
        assert_eq!(report.status, UpdateStatus::Updated);
    }
}

#[test]
fn a_bad_answer_never_loses_the_good_sets() {
    let newest = "2026120100";
    let cut = &SETS.as_bytes()[..SETS.len() / 2];
    let mut short = answer("200 OK", SETS.as_bytes());
    short.truncate(short.len() - 100);
    let huge = vec![b' '; MAX_ANSWER + 1];
    let common = br#"[{"id":1,"serviceArea":"Common","category":"Default"}]"#;
    let wrong_type = SETS.replace("\"80,443\"", "80");
    for (endpoints, part) in [
        (answer("200 OK", cut), "not kept"),
        (short, ""),
        (answer("200 OK", &huge), "longer than"),
        (answer("200 OK", wrong_type.as_bytes()), "a string"),
        (answer("200 OK", b""), "not kept"),
        (
            answer("200 OK", b"<html>Sign in to the Wi-Fi</html>"),
            "not kept",
        ),
        (answer("200 OK", b"[]"), "empty"),
        (answer("200 OK", common), "no set of the area Exchange"),
        (answer("503 Service Unavailable", b""), "503"),
        (answer("304 Not Modified", b""), "304"),
        (b"HTTP/1.1 200 OK\r\nX: ".repeat(10_000), ""),
        (b"\xff\xfe\x00 what?".to_vec(), ""),
        (Vec::new(), ""),
        (answer("302 Found\r\nLocation: http://192.0.2.1/", b""), ""),
    ] {
        let bench = Bench::new(Script::new(NEWER, SETS));
        assert_eq!(bench.update(NOW).status, UpdateStatus::Updated);
        let mut script = Script::new(newest, SETS);
        script.endpoints = endpoints;
        bench.say(script);
        let report = bench.update(NOW + HOUR);
        assert_eq!(report.status, UpdateStatus::Failed, "{report:?}");
        let reason = report.reason.expect("a reason");
        assert!(
            reason.contains(part) && !reason.is_empty(),
            "{part}: {reason}"
        );
        assert_eq!(report.version.as_deref(), Some(NEWER));
        assert_eq!(report.latest.as_deref(), Some(newest));
        assert_eq!(bench.holds(), (NEWER.into(), SnapshotSource::Cache, None));

        // The version is known: the next run fetches at once, within the hour too.
        bench.say(Script::new(newest, SETS));
        let report = bench.update(NOW + HOUR + 1);
        assert_eq!(report.status, UpdateStatus::Updated, "{part}");
        assert_eq!(bench.holds().0, newest);
        assert!(bench.asked().ends_with("version endpoints endpoints"));
    }
}

#[test]
fn a_bad_answer_about_the_version_fetches_nothing() {
    for version in [
        answer("200 OK", br#"{"latest":5}"#),
        answer("200 OK", br#"{"instance":"China","latest":"2026110200"}"#),
        answer("200 OK", &vec![b' '; 70_000]),
        answer("404 Not Found", b""),
        answer("304 Not Modified", b""),
    ] {
        let mut script = Script::new(NEWER, SETS);
        script.version = version;
        let bench = Bench::new(script);
        let report = bench.update(NOW);
        assert_eq!(report.status, UpdateStatus::Failed, "{report:?}");
        assert!(
            report
                .reason
                .expect("a reason")
                .contains("/version/Worldwide")
        );
        assert_eq!(report.checked_at, None);
        assert_eq!(bench.asked(), "version");
    }
}

#[test]
fn nobody_there_is_a_report() {
    let bench = Bench::new(Script::new(NEWER, SETS));
    let mut request = bench.request(false);
    // A port that nothing listens on: taken and given back.
    let closed = std::net::TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    request.url = Some(format!("http://{}", closed.local_addr().expect("bound")));
    drop(closed);
    let report = update_at(&request, config(), NOW).expect("right");
    assert_eq!(report.status, UpdateStatus::Failed);
    assert!(
        report
            .reason
            .is_some_and(|reason| reason.contains("/version/Worldwide"))
    );
}

#[test]
fn damaged_sets_are_fetched_again() {
    let bench = Bench::new(Script::new(NEWER, SETS));
    bench.update(NOW);
    let path = Store::new(bench.folder.path()).path(Which::Fetched, "Worldwide");
    let whole = std::fs::read(&path).expect("kept");
    std::fs::write(&path, &whole[..whole.len() - 1]).expect("written");
    let (version, source, warning) = bench.holds();
    assert_eq!(
        (version.as_str(), source),
        ("2025013000", SnapshotSource::BuiltIn)
    );
    assert!(warning.is_some_and(|warning| warning.contains("checksum")));
    // Within the hour: the version is known, so the sets are fetched without asking for it.
    let report = bench.update(NOW + 1);
    assert_eq!(report.status, UpdateStatus::Updated, "{report:?}");
    assert!(
        report
            .warning
            .is_some_and(|warning| warning.contains("checksum"))
    );
    assert_eq!(bench.holds(), (NEWER.into(), SnapshotSource::Cache, None));
    assert_eq!(bench.asked(), "version endpoints endpoints");
}

#[test]
fn of_two_updates_at_once_one_fetches() {
    let bench = Bench::new(Script::new(NEWER, SETS));
    let fetched = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let report = bench.update(NOW);
                match report.status {
                    UpdateStatus::Updated => fetched.fetch_add(1, Ordering::SeqCst),
                    UpdateStatus::CheckedRecently => 0,
                    other => panic!("{other}: {report:?}"),
                };
                assert_eq!(report.version.as_deref(), Some(NEWER));
            });
        }
    });
    assert_eq!(fetched.load(Ordering::SeqCst), 1);
    assert_eq!(bench.asked(), "version endpoints");
}

#[test]
fn an_update_waits_for_another_no_longer_than_its_time() {
    let bench = Bench::new(Script::new(NEWER, SETS));
    let store = Store::new(bench.folder.path());
    let runtime = runtime::handle().expect("threads");
    let _held = runtime.block_on(store.lock(Instant::now())).expect("free");
    let config = RunConfig {
        timeout_ms: 1,
        ..config()
    };
    let report = update_at(&bench.request(false), config, NOW).expect("right");
    assert_eq!(report.status, UpdateStatus::Failed);
    assert!(
        report
            .reason
            .is_some_and(|reason| reason.contains("another update"))
    );
    assert_eq!(bench.asked(), "");
}

#[test]
fn a_wrong_request_is_an_error() {
    let bench = Bench::new(Script::new(NEWER, SETS));
    let right = bench.request(false);
    for (request, timeout_ms, part) in [
        (
            UpdateRequest {
                instance: "../x".into(),
                ..right.clone()
            },
            1,
            "name of an instance",
        ),
        (
            UpdateRequest {
                url: Some("http://192.0.2.1".into()),
                ..right.clone()
            },
            1,
            "plain HTTP is allowed only",
        ),
        (
            UpdateRequest {
                tag: Some("x".repeat(1_025)),
                ..right.clone()
            },
            1,
            "the tag",
        ),
        (right.clone(), 0, "time limit"),
        (right.clone(), 601_000, "time limit"),
    ] {
        let config = RunConfig {
            timeout_ms,
            ..config()
        };
        let error = update_at(&request, config, NOW)
            .expect_err(part)
            .to_string();
        assert!(error.contains(part), "{error}");
    }
    assert_eq!(bench.asked(), "");
}

#[test]
fn what_changed_is_shown_until_it_was_reviewed() {
    let newer = SETS.replace("13.107.6.152/31", "198.51.100.0/24").replace(
        "\n]",
        r#", {"id":184,"serviceArea":"Common","category":"Default","urls":["*.cloud.microsoft"],"tcpPorts":"443"}]"#,
    );
    let bench = Bench::new(Script::new(NEWER, &newer));
    let folder = Some(bench.folder.path());
    let shown = |folder: Option<&Path>| changes(folder, "worldwide").expect("known");

    let before = shown(folder);
    assert_eq!((before.changes.len(), before.reviewed), (0, false));
    bench.update(NOW);
    let first = shown(folder);
    assert_eq!(first.from.as_deref(), Some("2025013000"));
    assert_eq!(first.to, NEWER);
    // Sets 1 and 2 each; the area Common is not shipped, so it is not new.
    let kinds: Vec<(u32, ChangeKind)> = first
        .changes
        .iter()
        .map(|change| (change.id, change.kind))
        .collect();
    assert_eq!(
        kinds,
        [
            (1, ChangeKind::IpRemoved),
            (1, ChangeKind::IpAdded),
            (2, ChangeKind::IpRemoved),
            (2, ChangeKind::IpAdded),
        ]
    );
    let error = mark_reviewed(folder, "Worldwide", "2025013000").expect_err("not seen");
    assert!(
        error.to_string().contains("review its changes first"),
        "{error}"
    );
    mark_reviewed(folder, "Worldwide", NEWER).expect("marked");
    let after = shown(folder);
    assert_eq!(
        (after.changes.len(), after.reviewed, after.areas),
        (0, true, None)
    );

    // From now on the area Common is compared as well.
    let newest = newer.replace("*.cloud.microsoft", "*.static.microsoft");
    bench.say(Script::new("2026120100", &newest));
    bench.update(NOW + HOUR);
    let kinds: Vec<(u32, ChangeKind)> = shown(folder)
        .changes
        .iter()
        .map(|change| (change.id, change.kind))
        .collect();
    assert_eq!(
        kinds,
        [(184, ChangeKind::UrlRemoved), (184, ChangeKind::UrlAdded)]
    );
}

#[test]
fn the_shipped_sets_can_be_reviewed_too() {
    let folder = tempfile::tempdir().expect("folder");
    mark_reviewed(Some(folder.path()), "china", "2025013000").expect("marked");
    let shown = changes(Some(folder.path()), "China").expect("known");
    assert!(shown.reviewed && shown.changes.is_empty());
    assert_eq!(shown.areas, Some(vec!["Exchange".to_owned()]));
    match Store::new(folder.path()).read(Which::Reviewed, "China") {
        Found::Whole(kept) => assert_eq!(kept.source, SnapshotSource::BuiltIn),
        other => panic!("{other:?}"),
    }
}
