//! When the web service may be asked, and what for: its rules, without the network.
//!
//! Source: facts section 1.6. The version first, and at most hourly; the sets only when the version
//! is newer; after 429 wait an hour.

use crate::endpoints::{InstanceState, State};

/// One hour, in milliseconds.
pub(super) const HOUR: i64 = 3_600_000;
/// The longest time that the service is left alone, in milliseconds, whatever it asks for.
const LONGEST_WAIT: i64 = 24 * HOUR;

/// What is held of a cloud.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Held<'a> {
    /// The version that holds; `None` when there is none.
    pub(super) version: Option<&'a str>,
    /// Whether fetched sets were kept and cannot be used.
    pub(super) damaged: bool,
    /// Whether the caller wants to ask and fetch again, whatever is held.
    pub(super) force: bool,
}

/// What to do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    /// Nothing before this instant: the service answered 429.
    Wait { until: i64 },
    /// Nothing: the version was asked for within the hour, and it is held.
    Rest { until: i64 },
    /// Fetch the sets; the version was asked for within the hour.
    Fetch { version: String },
    /// Ask for the version.
    Ask,
}

/// What to do at an instant (milliseconds since 1970-01-01 UTC).
pub(super) fn next_step(now: i64, state: &State, known: &InstanceState, held: Held<'_>) -> Step {
    // A clock that was set back must not keep anyone waiting for years.
    if let Some(until) = state.wait_until
        && now < until
        && until.saturating_sub(now) <= LONGEST_WAIT
    {
        return Step::Wait { until };
    }
    if held.force {
        return Step::Ask;
    }
    let (Some(checked_at), Some(latest)) = (known.checked_at, &known.latest) else {
        return Step::Ask;
    };
    let until = checked_at.saturating_add(HOUR);
    if now < checked_at || now >= until {
        return Step::Ask;
    }
    match is_wanted(latest, held) {
        true => Step::Fetch {
            version: latest.clone(),
        },
        false => Step::Rest { until },
    }
}

/// Whether the sets of a version are to be fetched.
pub(super) fn is_wanted(latest: &str, held: Held<'_>) -> bool {
    match held.version {
        None => true,
        Some(version) => latest > version || (latest == version && (held.damaged || held.force)),
    }
}

/// Until when to leave the service alone after a 429 that may have said for how long.
pub(super) fn wait_until(now: i64, retry_after_seconds: Option<u32>) -> i64 {
    let asked = i64::from(retry_after_seconds.unwrap_or(0)) * 1_000;
    now.saturating_add(asked.clamp(HOUR, LONGEST_WAIT))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_790_000_000_000;

    fn held(version: Option<&str>) -> Held<'_> {
        Held {
            version,
            damaged: false,
            force: false,
        }
    }

    fn known(checked_at: i64, latest: &str) -> InstanceState {
        InstanceState {
            checked_at: Some(checked_at),
            latest: Some(latest.into()),
            etag: None,
        }
    }

    #[test]
    fn the_version_is_asked_for_at_most_hourly() {
        let state = State::default();
        for (checked_at, expected) in [
            (NOW - HOUR, Step::Ask),
            (NOW - HOUR + 1, Step::Rest { until: NOW + 1 }),
            (NOW, Step::Rest { until: NOW + HOUR }),
            // The clock was set back.
            (NOW + 1, Step::Ask),
        ] {
            let step = next_step(NOW, &state, &known(checked_at, "2"), held(Some("2")));
            assert_eq!(step, expected, "{}", checked_at - NOW);
        }
        let never = InstanceState::default();
        assert_eq!(next_step(NOW, &state, &never, held(Some("2"))), Step::Ask);
    }

    #[test]
    fn a_newer_version_known_within_the_hour_is_fetched_without_asking() {
        let state = State::default();
        let fetch = Step::Fetch {
            version: "3".into(),
        };
        assert_eq!(
            next_step(NOW, &state, &known(NOW, "3"), held(Some("2"))),
            fetch
        );
        assert_eq!(next_step(NOW, &state, &known(NOW, "3"), held(None)), fetch);
        let damaged = Held {
            damaged: true,
            ..held(Some("3"))
        };
        assert_eq!(next_step(NOW, &state, &known(NOW, "3"), damaged), fetch);
    }

    #[test]
    fn after_429_nothing_is_asked_not_even_by_force() {
        let known = InstanceState::default();
        let force = Held {
            force: true,
            ..held(None)
        };
        for (until, expected) in [
            (NOW + 1, Step::Wait { until: NOW + 1 }),
            (NOW, Step::Ask),
            (NOW + LONGEST_WAIT + 1, Step::Ask),
        ] {
            let state = State {
                wait_until: Some(until),
                ..State::default()
            };
            assert_eq!(next_step(NOW, &state, &known, force), expected);
        }
        assert_eq!(wait_until(NOW, None), NOW + HOUR);
        assert_eq!(wait_until(NOW, Some(60)), NOW + HOUR);
        assert_eq!(wait_until(NOW, Some(7_200)), NOW + 2 * HOUR);
        assert_eq!(wait_until(NOW, Some(u32::MAX)), NOW + LONGEST_WAIT);
    }

    #[test]
    fn an_older_version_is_never_wanted() {
        let force = Held {
            force: true,
            ..held(Some("2"))
        };
        for (latest, held, wanted) in [
            ("1", held(Some("2")), false),
            ("2", held(Some("2")), false),
            ("3", held(Some("2")), true),
            ("1", force, false),
            ("2", force, true),
            ("1", held(None), true),
        ] {
            assert_eq!(is_wanted(latest, held), wanted, "{latest} {held:?}");
        }
    }
}
