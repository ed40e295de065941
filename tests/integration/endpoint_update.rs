//! The job that fetches newer endpoint sets: over the road of a run, with its proxy, its roots and its
//! end. The web service's rules and bad answers are tested beside the code.

use std::io::Read as _;
use std::net::TcpListener;
use std::sync::mpsc;
use std::time::Duration;

use exoport::config::RunConfig;
use exoport::endpoint_update::{Report, UpdateRequest, UpdateStatus};
use exoport::record::OutcomeCode;
use exoport::run::{Job, Next, Report as JobReport, Run};
use serde_json::json;
use tempfile::TempDir;

use super::config;
use super::relay::{Relay, Speech};
use exoport_lab::tls_server::{certified, over};
use exoport_lab::web_service::{Request, WebServer, answer};

/// Far more than anything here takes.
const WATCHDOG: Duration = Duration::from_secs(60);
const HOST: &str = "endpoints.example";

fn say(request: &Request) -> Vec<u8> {
    let to_host = |line: &String| line.starts_with("Host: ");
    assert!(request.headers.iter().any(to_host), "{request:?}");
    if request.target.starts_with("/version/") {
        answer("200 OK", br#"{"latest":"2026110200"}"#)
    } else {
        answer(
            "200 OK",
            include_bytes!("../../src/endpoints/data/worldwide.json"),
        )
    }
}

fn job(url: String, folder: &TempDir) -> Job {
    Job::EndpointsUpdate(Box::new(UpdateRequest {
        url: Some(url),
        data_folder: Some(folder.path().to_owned()),
        tag: Some("mine".into()),
        ..UpdateRequest::default()
    }))
}

fn report_of(config: RunConfig, job: Job) -> Report {
    let run = Run::start(config.check().expect("a good configuration")).expect("threads");
    run.push_job(job, Duration::ZERO).expect("a good job");
    run.finish();
    match run.next(WATCHDOG) {
        Next::Report(JobReport::EndpointsUpdate(report)) => *report,
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn goes_through_the_proxy_of_the_run_and_trusts_its_roots() {
    let (root, settings) = certified(HOST);
    let server = WebServer::over(over(settings), say);
    let relay = Relay::start("127.0.0.1:0", Speech::Connect(None)).await;
    let url = format!("https://{HOST}:{}", server.address.port());
    let folder = tempfile::tempdir().expect("folder");
    let through = RunConfig {
        proxy: format!("http://{}", relay.address)
            .parse()
            .expect("a proxy"),
        ..config()
    };

    // Without the root the certificate does not hold, and nothing is asked.
    let (config, update) = (through.clone(), job(url.clone(), &folder));
    let refused = tokio::task::spawn_blocking(move || report_of(config, update));
    let refused = refused.await.expect("no panic");
    assert_eq!(refused.update.status, UpdateStatus::Failed, "{refused:?}");
    assert_eq!(refused.outcome, OutcomeCode::Ok);
    let reason = refused.update.reason.expect("a reason");
    assert!(reason.contains("certificate-unknown-issuer"), "{reason}");
    assert!(server.targets().is_empty());

    let trusting = RunConfig {
        additional_roots: Some(root),
        ..through
    };
    let update = job(url.clone(), &folder);
    let updated = tokio::task::spawn_blocking(move || report_of(trusting, update));
    let updated = updated.await.expect("no panic");
    assert_eq!(updated.update.status, UpdateStatus::Updated, "{updated:?}");
    assert_eq!(server.targets().len(), 2);
    let asked = relay.asked();
    assert!(asked.len() >= 3, "{asked:?}");
    let expected = format!("{HOST}:{}", server.address.port());
    assert!(asked.iter().all(|name| *name == expected), "{asked:?}");

    let json = json!(updated);
    assert_eq!(json["schema"], 1);
    assert_eq!(json["kind"], "endpoints-update");
    assert_eq!((&json["id"], &json["tag"]), (&json!(0), &json!("mine")));
    assert_eq!(json["outcome"], "ok");
    assert_eq!(json["status"], "updated");
    assert_eq!(json["version"], "2026110200");
}

#[test]
fn a_certificate_for_another_name_is_refused() {
    let (root, settings) = certified("other.example");
    let server = WebServer::over(over(settings), say);
    let folder = tempfile::tempdir().expect("folder");
    let trusting = RunConfig {
        additional_roots: Some(root),
        ..config()
    };
    let url = format!("https://{}", server.address);
    let refused = report_of(trusting, job(url, &folder));
    let reason = refused.update.reason.expect("a reason");
    assert!(reason.contains("certificate-wrong-name"), "{reason}");
    assert!(server.targets().is_empty());
}

#[test]
fn a_body_that_may_have_been_cut_is_not_whole() {
    // Neither a length nor TLS's close_notify says where it ends.
    let (root, settings) = certified("127.0.0.1");
    let server = WebServer::over(over(settings), |_| {
        b"HTTP/1.1 200 OK\r\n\r\n{\"latest\":\"2026110200\"}".to_vec()
    });
    let folder = tempfile::tempdir().expect("folder");
    let trusting = RunConfig {
        additional_roots: Some(root),
        ..config()
    };
    let url = format!("https://{}", server.address);
    let cut = report_of(trusting, job(url, &folder));
    let reason = cut.update.reason.expect("a reason");
    assert!(reason.contains("ended within the HTTP answer"), "{reason}");
}

#[test]
fn loopback_without_tls_is_asked_past_any_proxy() {
    let server = WebServer::start(say);
    let folder = tempfile::tempdir().expect("folder");
    let closed = RunConfig {
        // Nobody listens there.
        proxy: "http://127.0.0.1:1".parse().expect("a proxy"),
        ..config()
    };
    let updated = report_of(closed, job(server.url(), &folder));
    assert_eq!(updated.update.status, UpdateStatus::Updated, "{updated:?}");
}

#[test]
fn cancel_ends_it_while_the_server_is_silent() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("its address"));
    let folder = tempfile::tempdir().expect("folder");
    let (asked, was_asked) = mpsc::channel();
    let (closed, was_closed) = mpsc::channel();
    let serving = std::thread::spawn(move || {
        let (mut client, _) = listener.accept().expect("a client");
        let mut bytes = [0; 4096];
        assert!(client.read(&mut bytes).expect("a request") > 0);
        asked.send(()).expect("a test that waits");
        // Says nothing, and sees the connection end.
        while client.read(&mut bytes).is_ok_and(|count| count > 0) {}
        closed.send(()).expect("a test that waits");
    });
    let patient = RunConfig {
        timeout_ms: 600_000,
        ..config()
    };
    let run = Run::start(patient.check().expect("a good configuration")).expect("threads");
    run.push_job(job(url, &folder), Duration::ZERO)
        .expect("a good job");
    was_asked.recv_timeout(WATCHDOG).expect("asked");
    run.cancel();
    assert_eq!(run.next(WATCHDOG), Next::Done);
    was_closed.recv_timeout(WATCHDOG).expect("closed");
    serving.join().expect("no panic");
    // The next one need not wait for it.
    let server = WebServer::start(say);
    let updated = report_of(config(), job(server.url(), &folder));
    assert_eq!(updated.update.status, UpdateStatus::Updated, "{updated:?}");
}
