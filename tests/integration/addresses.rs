//! Several addresses, two families.

use exoport::config::AddressPolicy;
use exoport::record::{Attempt, OutcomeCode, PhaseName};
use serde_json::json;

use super::script::{Server, Step, send};
use super::{config, probe, spec};

fn outcomes(attempts: &[Attempt]) -> Vec<(String, OutcomeCode, bool)> {
    attempts
        .iter()
        .map(|attempt| (attempt.address.to_string(), attempt.outcome, attempt.used))
        .collect()
}

fn dialogue() -> Vec<Step> {
    vec![
        send("+OK ready\r\n"),
        Step::Hear("CAPA"),
        send("+OK\r\n.\r\n"),
        Step::Hear("QUIT"),
        send("+OK\r\n"),
    ]
}

#[tokio::test]
async fn every_address_has_an_outcome_of_its_own() {
    // Nobody listens on 127.0.0.2 at this port, nor on ::1.
    let server = Server::start(dialogue()).await;
    let port = server.address.port();
    let target = spec(&json!({
        "host": "mail.example", "addresses": ["::1", "127.0.0.2", "127.0.0.1"],
        "port": port, "service": "pop", "tls": "none",
    }));
    let record = probe(config(), &target).await;
    server.end().await;
    assert_eq!(record.observation.outcome.code, OutcomeCode::Ok);
    assert_eq!(
        outcomes(&record.observation.attempts),
        [
            ("::1".into(), OutcomeCode::Refused, false),
            ("127.0.0.2".into(), OutcomeCode::Refused, false),
            ("127.0.0.1".into(), OutcomeCode::Ok, true),
        ]
    );
    let codes: Vec<&str> = record
        .findings
        .iter()
        .map(|finding| finding.code.as_str())
        .collect();
    assert_eq!(
        codes,
        [
            "address-family-broken",
            "plaintext-accepted",
            "some-addresses-fail"
        ]
    );
    assert_eq!(record.verdict.result.as_str(), "warn");
}

#[tokio::test]
async fn the_other_family_is_tried_although_the_first_one_works() {
    let server = Server::start_on("[::1]:0", dialogue()).await;
    let target = spec(&json!({
        "host": "mail.example", "addresses": ["::1", "127.0.0.1"],
        "port": server.address.port(), "service": "pop", "tls": "none",
    }));
    let record = probe(config(), &target).await;
    server.end().await;
    assert_eq!(
        outcomes(&record.observation.attempts),
        [
            ("::1".into(), OutcomeCode::Ok, true),
            ("127.0.0.1".into(), OutcomeCode::Refused, false),
        ]
    );
}

#[tokio::test]
async fn on_request_the_first_that_works_is_enough() {
    let server = Server::start_on("[::1]:0", dialogue()).await;
    let target = spec(&json!({
        "host": "mail.example", "addresses": ["::1", "127.0.0.1"],
        "port": server.address.port(), "service": "pop", "tls": "none",
    }));
    let mut config = config();
    config.address_policy = AddressPolicy::First;
    let record = probe(config, &target).await;
    server.end().await;
    assert_eq!(record.observation.attempts.len(), 1);
}

#[tokio::test]
async fn a_family_can_be_asked_for() {
    for (family, place, address) in [
        ("ipv4", "127.0.0.1:0", "127.0.0.1"),
        ("ipv6", "[::1]:0", "::1"),
    ] {
        let server = Server::start_on(place, dialogue()).await;
        let target = spec(&json!({
            "host": "mail.example", "addresses": ["::1", "127.0.0.1"], "family": family,
            "port": server.address.port(), "service": "pop", "tls": "none",
        }));
        let record = probe(config(), &target).await;
        server.end().await;
        assert_eq!(
            outcomes(&record.observation.attempts),
            [(address.to_owned(), OutcomeCode::Ok, true)]
        );
    }
    let target = spec(&json!({"host": "127.0.0.1", "family": "ipv6", "port": 25}));
    let outcome = probe(config(), &target).await.observation.outcome;
    assert_eq!(
        (outcome.code, outcome.phase),
        (OutcomeCode::NoAddress, Some(PhaseName::Dns))
    );
}

#[tokio::test]
async fn the_operating_systems_resolver_knows_localhost() {
    let server = Server::start(dialogue()).await;
    let target = spec(&json!({
        "host": "localhost", "port": server.address.port(), "service": "pop", "tls": "none",
    }));
    let record = probe(config(), &target).await;
    server.end().await;
    assert_eq!(record.observation.outcome.code, OutcomeCode::Ok);
    let resolution = record.observation.resolution.expect("a resolution");
    assert_eq!(resolution.source.as_str(), "system");
    assert!(
        resolution
            .addresses
            .contains(&"127.0.0.1".parse().expect("address"))
    );
}
