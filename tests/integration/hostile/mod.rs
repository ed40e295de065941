//! Pseudo-random and spoilt bytes at every point at which a peer speaks, from fixed seeds: whatever
//! comes, a probe ends, with one outcome, in a record that is what the schema says.
//!
//! `EXOPORT_HOSTILE_CASES=5000 cargo test --test integration hostile` tries so many cases a point.

mod certificates;
mod dns;
mod flood;
mod hang_up;
mod phases;
mod random;
mod server;

use std::sync::Once;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use exoport::config::RunConfig;
use exoport::plan;
use exoport::probe::Prober;
use exoport::record::{OutcomeCode, Record};
use exoport::run;
use serde_json::json;

use super::{config, schema, spec};
use phases::{Point, points};
use server::Hostile;

/// Much longer than any probe may take: only one that does not end at all gets here.
const FOREVER: Duration = Duration::from_secs(120);

/// The longest record: everything that is kept of a peer has a bound.
const LONGEST_RECORD: usize = 4 * 1024 * 1024;

/// Cases a point.
fn cases() -> u64 {
    std::env::var("EXOPORT_HOSTILE_CASES")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(200)
}

/// Panics in this process, also those of tasks whose result nobody looks at.
fn panics() -> usize {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            COUNT.fetch_add(1, Ordering::Relaxed);
            before(info);
        }));
    });
    COUNT.load(Ordering::Relaxed)
}

/// Probes, and checks what holds of every record.
async fn sound(prober: &Prober, spec: &exoport::targets::TargetSpec, case: &str) -> Record {
    let targets = plan::expand(spec, prober.settings()).expect("a good target");
    let target = targets.into_iter().next().expect("one target");
    let probing = tokio::time::timeout(FOREVER, run::probe(prober, 0, target));
    let Ok(record) = probing.await else {
        panic!("{case}: the probe does not end");
    };
    let outcome = &record.observation.outcome;
    assert_ne!(outcome.code, OutcomeCode::Internal, "{case}: {outcome:?}");
    assert_ne!(outcome.code, OutcomeCode::Cancelled, "{case}: {outcome:?}");
    let length = serde_json::to_string(&record).expect("JSON").len();
    assert!(length <= LONGEST_RECORD, "{case}: {length} bytes");
    schema::is_valid(&record);
    record
}

async fn all_cases_of(point: Point, seed: u64) {
    let server = Hostile::start(point.script, seed).await;
    let mut config = RunConfig {
        timeout_ms: 500,
        transcript: true,
        legacy_tls: point.legacy,
        additional_roots: Some(certificates::root_pem()),
        ..config()
    };
    let target = match point.proxy {
        Some(scheme) => {
            let url = format!("{scheme}://anna:hunter2@{}", server.address);
            config.proxy = url.parse().expect("a proxy");
            json!({"host": "mail.example", "port": 110, "service": point.service, "tls": point.tls})
        }
        None => json!({
            "host": "127.0.0.1", "port": server.address.port(), "service": point.service, "tls": point.tls,
        }),
    };
    let spec = spec(&target);
    let prober = crate::prober(config);
    let mut there = 0;
    for number in 0..cases() {
        let case = format!("{}, seed {seed}, case {number}", point.name);
        let record = sound(&prober, &spec, &case).await;
        let phases = &record.observation.phases;
        there += usize::from(phases.iter().any(|phase| phase.phase == point.phase));
    }
    // Else this would test another point than it says.
    assert!(there > 0, "{}: never got there", point.name);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_a_peer_says_a_probe_ends_with_one_outcome() {
    let before = panics();
    let mut running = Vec::new();
    for (seed, point) in (1..).zip(points()) {
        running.push((point.name, tokio::spawn(all_cases_of(point, seed))));
    }
    for (name, cases) in running {
        assert!(cases.await.is_ok(), "{name}: see above");
    }
    assert_eq!(panics(), before);
}
