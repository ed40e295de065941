//! Hysteresis.

use super::*;
use crate::record::{Severity, VerdictResult};
use crate::watch::ChangeKind;

/// Which round tells what, for one scenario: `3 new-failure` is the third round.
fn told(failure: u32, recovery: u32, rounds: &str) -> Vec<String> {
    let mut world = World::new(failure, recovery);
    let mut told = Vec::new();
    for (number, round) in (1..).zip(rounds.split(' ')) {
        let step = world.round(&[sighted(Scenario::Imap, round)], &[]);
        assert_eq!(step.round.result, step.round.scenarios[0].result);
        for change in step.state.waiting {
            told.push(format!("{number} {}", change.change));
        }
    }
    told
}

#[test]
fn only_what_is_confirmed_is_told() {
    for (failure, recovery, rounds, expected) in [
        (2, 2, "pass pass pass", &[][..]),
        (2, 2, "pass fail fail fail", &["3 new-failure"]),
        // What fails in the first round is news at once; a warning waits.
        (2, 2, "fail", &["1 new-failure"]),
        (100, 2, "fail fail fail", &["1 new-failure"]),
        (2, 2, "fail pass fail pass fail", &["1 new-failure"]),
        (
            2,
            2,
            "fail pass pass fail fail",
            &["1 new-failure", "3 recovered", "5 new-failure"],
        ),
        (
            2,
            2,
            "fail:a fail:b fail:b",
            &["1 new-failure", "3 cause-changed"],
        ),
        (2, 2, "warn fail fail", &["3 new-failure"]),
        (
            1,
            1,
            "pass fail pass fail",
            &["2 new-failure", "3 recovered", "4 new-failure"],
        ),
        (
            3,
            1,
            "pass fail fail fail pass",
            &["4 new-failure", "5 recovered"],
        ),
        (
            1,
            3,
            "pass fail pass pass pass",
            &["2 new-failure", "5 recovered"],
        ),
        // Flapping is none.
        (2, 2, "pass fail pass fail pass fail pass", &[]),
        (3, 3, "pass fail fail pass fail fail pass fail fail", &[]),
        (
            2,
            2,
            "pass fail fail pass fail pass fail pass",
            &["3 new-failure"],
        ),
        // The way up and down through the warning.
        (2, 2, "pass warn warn", &["3 new-warning"]),
        (
            2,
            2,
            "warn warn pass pass",
            &["2 new-warning", "4 recovered"],
        ),
        (
            2,
            2,
            "warn warn fail fail",
            &["2 new-warning", "4 new-failure"],
        ),
        (
            2,
            2,
            "pass fail fail warn warn pass pass",
            &["3 new-failure", "5 recovered", "7 recovered"],
        ),
        (2, 2, "pass warn fail fail", &["4 new-failure"]),
        (
            2,
            2,
            "pass fail fail warn pass pass",
            &["3 new-failure", "6 recovered"],
        ),
        (2, 2, "warn pass fail pass warn", &[]),
        // Not to know.
        (
            2,
            2,
            "unknown unknown pass pass",
            &["2 undetermined", "4 recovered"],
        ),
        (
            2,
            2,
            "pass fail fail unknown unknown fail fail",
            &["3 new-failure", "5 undetermined", "7 new-failure"],
        ),
        (
            2,
            2,
            "unknown unknown warn warn",
            &["2 undetermined", "4 recovered"],
        ),
        // Always worse, never the same: told after twice as many, with what they have in common.
        (
            2,
            2,
            "pass fail unknown fail unknown fail unknown",
            &["5 undetermined"],
        ),
        (2, 2, "warn fail warn fail", &["4 new-warning"]),
        (
            2,
            2,
            "pass fail fail warn pass warn pass",
            &["3 new-failure", "7 recovered"],
        ),
        // The reason.
        (
            2,
            2,
            "pass fail:a fail:a fail:b fail:b fail:b",
            &["3 new-failure", "5 cause-changed"],
        ),
        (
            2,
            2,
            "pass fail:a fail:a fail:b fail:a fail:b fail:a",
            &["3 new-failure"],
        ),
        (2, 2, "pass fail:a fail:b fail:b", &["3 new-failure"]),
        (
            2,
            2,
            "pass fail:a fail:b fail:a fail:a",
            &["3 new-failure", "5 cause-changed"],
        ),
        (2, 2, "warn:a warn:a warn:b warn:b", &["2 new-warning"]),
        (
            1,
            1,
            "pass fail:a fail:b",
            &["2 new-failure", "3 cause-changed"],
        ),
    ] {
        assert_eq!(
            told(failure, recovery, rounds),
            expected,
            "{failure} {recovery} {rounds}"
        );
    }
}

#[test]
fn the_greatest_numbers_of_rounds_work_as_well() {
    let mut rounds = vec!["fail"; 101];
    rounds[0] = "pass";
    assert_eq!(told(100, 100, &rounds.join(" ")), ["101 new-failure"]);
    rounds.extend(["pass"; 99]);
    assert_eq!(told(100, 100, &rounds.join(" ")).len(), 1);
    rounds.push("pass");
    assert_eq!(told(100, 100, &rounds.join(" "))[1], "201 recovered");
    let changing = ["fail", "unknown"].into_iter().cycle().take(200);
    let changing: Vec<&str> = std::iter::once("pass").chain(changing).collect();
    assert_eq!(told(100, 100, &changing.join(" ")), ["201 undetermined"]);
}

#[test]
fn the_words_fit_the_change() {
    let mut world = World::new(2, 1);
    let imap = |word: &str| [sighted(Scenario::Imap, word)];
    let well = world.round(&imap("pass"), &[]);
    let first = world.round(&imap("fail:a"), &[]);
    let waiting = &first.round.scenarios[0];
    assert_eq!(
        (waiting.result, waiting.seen, waiting.since),
        (
            VerdictResult::Pass,
            VerdictResult::Fail,
            well.round.started_at
        )
    );
    let step = world.round(&imap("fail:a"), &[]);
    let failure = &step.state.waiting[0];
    assert_eq!(failure.severity, Severity::Error);
    assert_eq!(failure.text, "imap does not work: cause of fail:a");
    assert_eq!(
        (
            failure.before.as_deref(),
            failure.now.as_deref(),
            failure.finding.as_deref()
        ),
        (Some("pass"), Some("fail"), Some("a"))
    );
    assert_eq!(failure.remedy.as_deref(), Some("remedy"));
    assert_eq!(failure.evidence, ["line"]);
    // It began with the first round that saw it.
    assert_eq!(step.round.scenarios[0].since, first.round.started_at);
    world.round(&imap("fail:b"), &[]);
    let step = world.round(&imap("fail:b"), &[]);
    let other = &step.state.waiting[0];
    assert_eq!(other.change, ChangeKind::CauseChanged);
    assert_eq!(
        (other.before.as_deref(), other.now.as_deref()),
        (Some("a"), Some("b"))
    );
    assert_eq!(step.round.scenarios[0].since, first.round.started_at);
    let step = world.round(&imap("warn:c"), &[]);
    let better = &step.state.waiting[0];
    assert_eq!(
        (better.change, better.severity),
        (ChangeKind::Recovered, Severity::Warning)
    );
    assert!(
        better.text.contains("with a warning: cause of warn:c"),
        "{}",
        better.text
    );
    let step = world.round(&imap("pass"), &[]);
    let well = &step.state.waiting[0];
    assert_eq!(
        (well.change, well.severity),
        (ChangeKind::Recovered, Severity::Note)
    );
    assert_eq!(
        (well.remedy.as_deref(), well.finding.as_deref()),
        (None, None)
    );
}

#[test]
fn other_scenarios_clouds_and_domains_are_nobodys_change() {
    let mut world = World::new(2, 2);
    let (imap, pop) = (
        sighted(Scenario::Imap, "fail"),
        sighted(Scenario::Pop, "pass"),
    );
    let first = world.round(std::slice::from_ref(&imap), &[]);
    assert_eq!(first.state.waiting.len(), 1);
    assert_eq!(
        first.state.waiting[0].before, None,
        "nothing is known before"
    );
    let second = world.round(&[imap.clone(), pop.clone()], &[]);
    assert!(second.state.waiting.is_empty());
    // Left out, and back: nothing is news of the one that stayed as it was.
    for _ in 0..3 {
        assert!(
            world
                .round(std::slice::from_ref(&pop), &[])
                .state
                .waiting
                .is_empty()
        );
    }
    let back = world.round(&[imap.clone(), pop], &[]);
    assert!(back.state.waiting.is_empty());
    assert_eq!(back.round.scenarios[0].result, VerdictResult::Fail);
    let snapshot = |instance: &str, domain: Option<&str>| Snapshot {
        at: START + DAY,
        duration_ms: 1.0,
        instance: instance.into(),
        domain: domain.map(str::to_owned),
        clock_is_wrong: false,
        scenarios: vec![sighted(Scenario::Imap, "pass")],
        servers: Vec::new(),
    };
    for other in [
        snapshot("China", None),
        snapshot("Worldwide", Some("contoso.com")),
        snapshot("China", None),
        snapshot("Worldwide", Some("contoso.com")),
    ] {
        assert!(world.step(&other).state.waiting.is_empty());
    }
    let again = world.round(&[imap], &[]);
    assert!(again.state.waiting.is_empty());
    assert_eq!(again.round.scenarios[0].result, VerdictResult::Fail);
}

#[test]
fn the_clock_may_be_set_back_or_forth() {
    let mut world = World::new(2, 2);
    let round = |world: &mut World, word: &str| {
        let shown = [server("a.example", "leaf-a", "issuer", START + 4000 * DAY)];
        world.round(&[sighted(Scenario::Imap, word)], &shown)
    };
    round(&mut world, "fail");
    round(&mut world, "fail");
    let since = world.state.scenarios[0].since;
    for jump in [-3 * DAY, 365 * DAY, -365 * DAY, -START, START] {
        world.at += jump;
        for _ in 0..3 {
            let step = round(&mut world, "fail");
            assert!(
                step.state.waiting.is_empty(),
                "{jump}: {:?}",
                step.state.waiting
            );
            assert_eq!(step.round.scenarios[0].since, since);
        }
    }
    round(&mut world, "pass");
    assert_eq!(round(&mut world, "pass").state.waiting.len(), 1);
}

#[test]
fn what_was_not_looked_at_for_a_month_is_forgotten() {
    let mut world = World::new(1, 1);
    let (imap, pop) = (
        [sighted(Scenario::Imap, "fail")],
        [sighted(Scenario::Pop, "pass")],
    );
    world.round(&imap, &[server("a.example", "a", "i", START + 999 * DAY)]);
    for _ in 0..3 {
        world.at += 29 * DAY;
        world.round(&pop, &[]);
    }
    assert_eq!(world.state.scenarios.len(), 1);
    assert!(world.state.servers.is_empty());
}
