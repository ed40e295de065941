//! Certificates, chains, sites.

use super::*;
use crate::record::Severity;
use crate::watch::memory::{MAX_EXPIRING, MAX_SERVERS};

const FAR: i64 = START + 4000 * DAY;

/// Which round tells what of a server that shows `leaf/issuer`, or nothing (`-`).
fn told(confirm: u32, rounds: &str) -> Vec<String> {
    let mut world = World::new(confirm, confirm);
    let mut told = Vec::new();
    for (number, round) in (1..).zip(rounds.split(' ')) {
        let shown = match round.split_once('/') {
            Some((leaf, issuer)) => server("a.example", leaf, issuer, FAR),
            None => ServerSnapshot {
                certificate: None,
                ..server("a.example", "", "", FAR)
            },
        };
        for change in world.round(&[], &[shown]).state.waiting {
            told.push(format!("{number} {}", change.change));
        }
    }
    told
}

#[test]
fn certificates_and_chains_are_told_once() {
    for (confirm, rounds, expected) in [
        (2, "a/x a/x a/x", &[][..]),
        (2, "a/x b/x a/x a/x", &[]),
        (2, "a/x b/x b/x b/x a/x a/x b/x", &["3 certificate-renewed"]),
        // Not in a row: several machines stand behind one name.
        (
            2,
            "a/x b/x a/x b/x c/x a/x c/x",
            &["4 certificate-renewed", "7 certificate-renewed"],
        ),
        (3, "a/x b/x b/x a/x b/x", &["5 certificate-renewed"]),
        (1, "a/x b/x", &["2 certificate-renewed"]),
        // No certificate is no change.
        (1, "- - a/x - - a/x -", &[]),
        // Another chain is told alone, also with its next certificate.
        (2, "a/x b/y b/y b/y", &["3 chain-changed"]),
        (2, "a/x b/y c/y c/y c/y", &["3 chain-changed"]),
        (
            2,
            "a/x b/y c/y d/y d/y",
            &["3 chain-changed", "5 certificate-renewed"],
        ),
        (2, "a/x a/y a/x a/y", &["4 chain-changed"]),
        // An inspecting device that makes another certificate each time, and its end.
        (2, "a/x p/z q/z r/z s/z a/x a/x", &["3 chain-changed"]),
    ] {
        assert_eq!(told(confirm, rounds), expected, "{confirm} {rounds}");
    }
}

#[test]
fn a_change_of_a_server_names_both_sides() {
    let mut world = World::new(1, 1);
    world.round(&[], &[server("a.example", "leaf-1", "CN=One", FAR)]);
    let step = world.round(&[], &[server("a.example", "leaf-2", "CN=One", FAR)]);
    let renewed = &step.state.waiting[0];
    assert_eq!(word(renewed), "certificate-renewed a.example");
    assert_eq!(
        (renewed.severity, renewed.port),
        (Severity::Note, Some(443))
    );
    assert_eq!(
        (renewed.before.as_deref(), renewed.now.as_deref()),
        (Some("leaf-1"), Some("leaf-2"))
    );
    assert_eq!(step.round.certificates[0].sha256, "leaf-2");
    let step = world.round(&[], &[server("a.example", "leaf-3", "CN=Two", FAR)]);
    let chain = &step.state.waiting[0];
    assert_eq!(word(chain), "chain-changed a.example");
    assert_eq!(chain.severity, Severity::Warning);
    assert_eq!(chain.before.as_deref(), Some("CN=One [CN=One-intermedi]"));
    assert!(
        chain.text.contains("issued by CN=Two, no longer by CN=One"),
        "{}",
        chain.text
    );
    assert!(chain.remedy.is_some());
}

#[test]
fn the_same_host_on_another_port_is_another_server() {
    let mut world = World::new(1, 1);
    let other = ServerSnapshot {
        port: 993,
        ..server("a.example", "leaf-2", "y", FAR)
    };
    let both = [server("a.example", "leaf-1", "x", FAR), other];
    for _ in 0..2 {
        assert!(world.round(&[], &both).state.waiting.is_empty());
    }
}

#[test]
fn sites_are_compared_with_those_of_the_same_source() {
    use SiteSource::{Dns, Http, Server};
    let mut world = World::new(2, 2);
    let mut told = Vec::new();
    for (number, (by, name)) in (1..).zip([
        (Http, "LHR"),
        // Another source calls the same site otherwise.
        (Dns, "LO"),
        (Dns, "LO"),
        (Server, "L"),
        (Http, "AMS"),
        (Http, "LHR"),
        (Http, "AMS"),
        (Http, "LHR"),
        (Dns, "CDG"),
        (Dns, "CDG"),
    ]) {
        for change in world.round(&[], &[at_site(by, name)]).state.waiting {
            let (before, now) = (change.before.clone(), change.now.clone());
            told.push((number, word(&change), before, now));
        }
    }
    let site = "site-changed outlook.office365.com".to_owned();
    let text = |text: &str| Some(text.to_owned());
    assert_eq!(
        told,
        [
            (7, site.clone(), text("LHR"), text("AMS")),
            (10, site, text("LO"), text("CDG")),
        ]
    );
}

/// On which days before its end a certificate is told of, looked at on each of these days.
fn days_told(expiry_days: &[u32], days: &[i64]) -> Vec<i64> {
    let mut world = World::new(2, 2);
    world.rules = WatchConfig {
        expiry_days: expiry_days.to_vec(),
        ..WatchConfig::default()
    }
    .check()
    .expect("settings")
    .rules;
    let mut told = Vec::new();
    for left in days {
        // In the middle of the day.
        let not_after = world.at + left * DAY + DAY / 2;
        for change in world
            .round(&[], &[server("a.example", "leaf", "x", not_after)])
            .state
            .waiting
        {
            assert_eq!(word(&change), "certificate-expiring a.example");
            told.push(*left);
        }
    }
    told
}

#[test]
fn an_end_that_comes_close_is_told_once_at_each_number() {
    let usual = [30, 14, 7, 3, 1];
    for (expiry_days, days, expected) in [
        (
            &usual[..],
            &[40, 31, 30, 29, 15, 14, 13, 7, 6, 3, 2, 1, 0, -1, -9][..],
            &[30, 14, 7, 3, 1, -1][..],
        ),
        // Not five at once.
        (&usual, &[2, 2, 2, 1], &[2, 1]),
        (&usual, &[-1, -2], &[-1]),
        // A clock that was ahead, and nobody noticed: its false alarm silences no true one.
        (&usual, &[25, 5, 25, 14, 7, 6], &[25, 5, 14, 7]),
        (&usual, &[60, -20, 60, 30], &[-20, 30]),
        // One that was behind: rather told again than not.
        (&usual, &[5, 29, 6, 5, 3], &[5, 6, 3]),
        (&[1, 30, 30, 3], &[30, 3, 1], &[30, 3, 1]),
        (&[0], &[1, 0, -1], &[0, -1]),
        (&[], &[0, -1], &[]),
    ] {
        assert_eq!(
            days_told(expiry_days, days),
            expected,
            "{expiry_days:?} {days:?}"
        );
    }
}

#[test]
fn a_clock_that_is_known_to_be_wrong_makes_no_end_come_close() {
    let mut world = World::new(1, 1);
    let far = START + 100 * DAY;
    let mut snapshot = Snapshot {
        at: START + 200 * DAY,
        duration_ms: 5.0,
        instance: "Worldwide".into(),
        domain: None,
        clock_is_wrong: true,
        scenarios: Vec::new(),
        servers: vec![server("a.example", "leaf", "x", far)],
    };
    assert_eq!(world.step(&snapshot).state.waiting, []);
    // Right again, and 2 days before the end.
    snapshot.clock_is_wrong = false;
    snapshot.at = far - 2 * DAY;
    let told = world.step(&snapshot).state.waiting;
    assert_eq!(
        told.iter().map(word).collect::<Vec<_>>(),
        ["certificate-expiring a.example"]
    );
}

#[test]
fn a_renewed_certificate_begins_anew_and_one_on_many_servers_is_told_once() {
    let mut world = World::new(1, 1);
    let soon = START + 5 * DAY;
    let both = [
        server("a.example", "old", "x", soon),
        server("b.example", "old", "x", soon),
    ];
    let step = world.round(&[], &both);
    assert_eq!(step.state.waiting.len(), 1);
    assert_eq!(
        step.state.waiting[0].evidence,
        ["shown by a.example:443", "shown by b.example:443"]
    );
    assert_eq!(step.state.waiting[0].now.as_deref(), Some("old"));
    let words = |step: Step| step.state.waiting.iter().map(word).collect::<Vec<_>>();
    let renewed = world.round(&[], &[server("a.example", "new", "x", START + 90 * DAY)]);
    assert_eq!(words(renewed), ["certificate-renewed a.example"]);
    world.at = START + 80 * DAY;
    let late = world.round(&[], &[server("a.example", "new", "x", START + 90 * DAY)]);
    assert_eq!(words(late), ["certificate-expiring a.example"]);
}

#[test]
fn hostile_numbers_of_servers_and_certificates_stay_within_bounds() {
    let mut world = World::new(1, 1);
    for round in 0..30 {
        let servers: Vec<ServerSnapshot> = (0..100)
            .map(|number| {
                let leaf = format!("leaf-{round}-{number}");
                let not_after = if number % 2 == 0 { i64::MAX } else { i64::MIN };
                server(&format!("{round}-{number}.example"), &leaf, "x", not_after)
            })
            .collect();
        world.round(&[], &servers);
    }
    assert_eq!(world.state.servers.len(), MAX_SERVERS);
    assert_eq!(world.state.expiring.len(), MAX_EXPIRING);
}
