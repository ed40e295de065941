//! What is told of many rounds, with no network: rounds written as words, changes read as words.

mod scenarios;
mod servers;
mod state_file;

use super::memory::{Chain, Site, SiteSource, State};
use super::reducer::{Step, step};
use super::rules::Rules;
use super::snapshot::{CertificateSnapshot, ScenarioSnapshot, ServerSnapshot, Snapshot};
use super::{Change, WatchConfig};
use crate::scenario::Scenario;

const MINUTE: i64 = 60_000;
const DAY: i64 = 86_400_000;
/// When the first round begins.
const START: i64 = 1_795_000_000_000;

/// A watch without its loop.
struct World {
    state: State,
    rules: Rules,
    at: i64,
}

impl World {
    fn new(confirm_failure: u32, confirm_recovery: u32) -> Self {
        let config = WatchConfig {
            confirm_failure,
            confirm_recovery,
            ..WatchConfig::default()
        };
        Self {
            state: State::default(),
            rules: config.check().expect("settings").rules,
            at: START,
        }
    }

    /// One round, a minute after the last; its changes are delivered.
    fn round(&mut self, scenarios: &[ScenarioSnapshot], servers: &[ServerSnapshot]) -> Step {
        let snapshot = Snapshot {
            at: self.at,
            duration_ms: 5.0,
            instance: "Worldwide".into(),
            domain: None,
            clock_is_wrong: false,
            scenarios: scenarios.to_vec(),
            servers: servers.to_vec(),
        };
        self.step(&snapshot)
    }

    fn step(&mut self, snapshot: &Snapshot) -> Step {
        // Through its file, as between two processes.
        let file = serde_json::to_string(&self.state).expect("JSON");
        let read: State = serde_json::from_str(&file).expect("a state");
        assert_eq!(read, self.state);
        let step = step(&read, snapshot, &self.rules);
        assert_eq!(step.state.check_bounds(), Ok(()));
        assert_eq!(step.state.rounds, self.state.rounds + 1);
        assert_eq!(step.round.number, step.state.rounds);
        assert_eq!(step.round.changes as usize, step.state.waiting.len());
        let numbers = (self.state.sequence + 1..).take(step.state.waiting.len());
        assert!(numbers.eq(step.state.waiting.iter().map(|change| change.sequence)));
        assert!(
            step.state
                .waiting
                .iter()
                .all(|change| change.at == snapshot.at)
        );
        self.state = step.state.clone();
        self.state.waiting.clear();
        self.at += MINUTE;
        step
    }
}

/// A scenario in a round: `pass`, `warn`, `unknown`, `fail` or `fail:CODE`.
fn sighted(scenario: Scenario, word: &str) -> ScenarioSnapshot {
    let (result, finding) = match word.split_once(':') {
        Some((result, finding)) => (result, Some(finding.to_owned())),
        None if word == "pass" => (word, None),
        None => (word, Some(format!("{word}-code"))),
    };
    ScenarioSnapshot {
        scenario,
        result: result.parse().expect("a result"),
        finding,
        cause: format!("cause of {word}"),
        evidence: vec!["line".into()],
        remedy: (result != "pass").then(|| "remedy".into()),
        duration_ms: 5,
    }
}

/// A server in a round: fingerprint, issuer, days left.
fn server(host: &str, leaf: &str, issuer: &str, not_after: i64) -> ServerSnapshot {
    ServerSnapshot {
        host: host.into(),
        port: 443,
        certificate: Some(CertificateSnapshot {
            sha256: leaf.into(),
            not_after: Some(not_after),
            chain: Chain {
                issuer: issuer.into(),
                sha256: vec![format!("{issuer}-intermediate")],
            },
        }),
        site: None,
    }
}

fn at_site(by: SiteSource, name: &str) -> ServerSnapshot {
    ServerSnapshot {
        host: "outlook.office365.com".into(),
        port: 443,
        certificate: None,
        site: Some(Site {
            by,
            name: name.into(),
        }),
    }
}

/// `new-failure imap`, `chain-changed a.example`.
fn word(change: &Change) -> String {
    let what = change.scenario.map(|scenario| scenario.to_string());
    let what = what.or_else(|| change.host.clone()).unwrap_or_default();
    format!("{} {what}", change.change)
}
