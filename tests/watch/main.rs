//! The watch as a library against the lab: delivery, its end, its lock, the shape of its events.

mod delivery;
mod schema;

use std::collections::BTreeMap;
use std::path::Path;

use exoport::config::RunConfig;
use exoport::scenario::{CheckSpec, Scenario};
use exoport::watch::{Change, Watch, WatchConfig, WatchEvent};
use exoport_lab::{Lab, LabOptions};
use tokio::runtime::Handle;

async fn lab() -> Lab {
    Lab::start(LabOptions::default())
        .await
        .expect("the lab starts")
}

/// A watch of IMAP that tells at once; IMAP leads to this case of the lab, all else to healthy ones.
fn config(lab: &Lab, imap: &str, folder: &Path) -> WatchConfig {
    let healthy = [
        (443, "healthy-web"),
        (587, "healthy-submission"),
        (995, "healthy-pop"),
    ];
    let overrides: BTreeMap<String, String> = [(993, imap)]
        .into_iter()
        .chain(healthy)
        .map(|(port, case)| {
            let to = format!("127.0.0.1:{}", lab.case(case).port);
            (format!("*:{port}"), to)
        })
        .collect();
    WatchConfig {
        check: CheckSpec {
            scenarios: vec![Scenario::Imap],
            overrides,
            ..CheckSpec::default()
        },
        run: RunConfig {
            timeout_ms: 5_000,
            cname_chain: false,
            ehlo_name: Some("client.example".into()),
            additional_roots: Some(lab.ca_pem().to_owned()),
            ..RunConfig::default()
        },
        state_path: Some(folder.join("state.json")),
        confirm_failure: 1,
        confirm_recovery: 1,
        ..WatchConfig::default()
    }
}

fn start(config: &WatchConfig) -> Watch {
    Watch::start(config.clone(), &Handle::current()).expect("started")
}

async fn events(config: &WatchConfig) -> Vec<WatchEvent> {
    let mut watch = start(config);
    let mut events = Vec::new();
    while let Some(event) = watch.next().await {
        events.push(event);
    }
    assert_eq!(watch.next().await, None);
    events
}

fn changes(events: &[WatchEvent]) -> Vec<&Change> {
    let changes = events.iter().filter_map(|event| match event {
        WatchEvent::Change(change) => Some(change),
        _ => None,
    });
    changes.collect()
}

const WELL: &str = "healthy-imap";
const FAULT: &str = "reset-in-handshake";
