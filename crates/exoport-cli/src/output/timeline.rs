//! Where the time of a probe went, phase by phase.

use super::date::duration;
use exoport::diagnosis::{is_exchange_online, latency_points};
use exoport::record::{Observation, OutcomeCode, Phase};

/// Columns of the bar that stands for the whole probe.
const BAR: usize = 40;

/// One line for each phase: name, start, duration, a bar on one scale for all.
/// `dns              0 ms    3 ms  ###.....................................`
pub fn lines(seen: &Observation) -> Vec<String> {
    let whole = seen.phases.iter().map(end).fold(0.0, f64::max);
    seen.phases
        .iter()
        .map(|phase| {
            let how = match phase.outcome {
                OutcomeCode::Ok => String::new(),
                other => format!("  {other}"),
            };
            format!(
                "{:<11}  at {:>6}  {:>6}  {}{how}",
                phase.phase.as_str(),
                duration(phase.start_ms),
                duration(phase.duration_ms),
                bar(phase, whole),
            )
        })
        .collect()
}

/// All in one line: `dns 3 ms, connect 12 ms, tls 40 ms (timeout)`.
pub fn compact(seen: &Observation) -> String {
    let phases = seen.phases.iter().map(|phase| {
        let time = duration(phase.duration_ms);
        match phase.outcome {
            OutcomeCode::Ok => format!("{} {time}", phase.phase),
            other => format!("{} {time} ({other})", phase.phase),
        }
    });
    phases.collect::<Vec<_>>().join(", ")
}

/// Microsoft's points for the TCP connection, where it went to Exchange Online and through no proxy.
pub fn score(seen: &Observation) -> Option<String> {
    if seen.proxy.is_some() || !is_exchange_online(seen) {
        return None;
    }
    let used = seen
        .attempts
        .iter()
        .find(|attempt| attempt.used && attempt.outcome == OutcomeCode::Ok)?;
    let points = latency_points(used.duration_ms);
    let word = match points {
        80.. => "meets Microsoft's recommendation",
        60.. => "acceptable",
        40.. => "users may notice",
        _ => "slow",
    };
    Some(format!(
        "TCP in {}: {points} of 100 points, {word} (one sample; Microsoft takes the median of three days)",
        duration(used.duration_ms)
    ))
}

fn end(phase: &Phase) -> f64 {
    let end = phase.start_ms + phase.duration_ms;
    if end.is_finite() { end } else { 0.0 }
}

/// The phase's part of the whole; at least one mark, since no phase takes no time.
fn bar(phase: &Phase, whole: f64) -> String {
    let column = |at: f64| {
        let part = if whole > 0.0 { at / whole } else { 0.0 };
        // Between 0 and BAR: what is not a number becomes 0.
        (part.clamp(0.0, 1.0) * BAR as f64).round() as usize
    };
    let from = column(phase.start_ms).min(BAR - 1);
    let to = column(end(phase)).clamp(from + 1, BAR);
    format!(
        "{}{}{}",
        ".".repeat(from),
        "#".repeat(to - from),
        ".".repeat(BAR - to)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use exoport::record::{Attempt, PhaseName};
    use serde_json::json;

    fn observation(host: &str) -> Observation {
        let seen = json!({
            "schema": 1, "id": 0, "started_at": 1_790_000_000_000_i64, "duration_ms": 100.0,
            "target": {"host": host, "port": 587, "tls": "none", "family": "any"},
            "attempts": [], "phases": [], "certificates": [], "outcome": {"code": "ok"},
        });
        serde_json::from_value(seen).expect("an observation")
    }

    fn phase(name: PhaseName, start_ms: f64, duration_ms: f64, outcome: OutcomeCode) -> Phase {
        Phase {
            phase: name,
            start_ms,
            duration_ms,
            outcome,
            received_bytes: 0,
        }
    }

    #[test]
    fn phases_stand_on_one_scale() {
        let mut seen = observation("smtp.office365.com");
        assert!(lines(&seen).is_empty());
        seen.phases = vec![
            phase(PhaseName::Dns, 0.0, 10.0, OutcomeCode::Ok),
            phase(PhaseName::Connect, 10.0, 10.0, OutcomeCode::Ok),
            phase(PhaseName::Greeting, 20.0, 20.0, OutcomeCode::Timeout),
        ];
        assert_eq!(
            lines(&seen),
            [
                format!(
                    "dns          at  <1 ms   10 ms  {}{}",
                    "#".repeat(10),
                    ".".repeat(30)
                ),
                format!(
                    "connect      at  10 ms   10 ms  {}{}{}",
                    ".".repeat(10),
                    "#".repeat(10),
                    ".".repeat(20)
                ),
                format!(
                    "greeting     at  20 ms   20 ms  {}{}  timeout",
                    ".".repeat(20),
                    "#".repeat(20)
                ),
            ]
        );
        assert_eq!(
            compact(&seen),
            "dns 10 ms, connect 10 ms, greeting 20 ms (timeout)"
        );
    }

    #[test]
    fn numbers_that_no_clock_gives_make_no_panic() {
        let mut seen = observation("a.example");
        for odd in [f64::NAN, f64::INFINITY, -5.0, 1e300, 0.0] {
            seen.phases = vec![
                phase(PhaseName::Dns, odd, odd, OutcomeCode::Ok),
                phase(PhaseName::Tls, 1.0, odd, OutcomeCode::Ok),
            ];
            for line in lines(&seen) {
                assert_eq!(line.matches(['#', '.']).count(), BAR, "{line}");
            }
        }
    }

    #[test]
    fn points_are_for_exchange_online_and_its_own_latency() {
        let mut seen = observation("smtp.office365.com");
        assert_eq!(score(&seen), None);
        seen.attempts = vec![Attempt {
            address: std::net::IpAddr::from([52, 98, 0, 1]),
            start_ms: 0.0,
            duration_ms: 25.0,
            outcome: OutcomeCode::Ok,
            used: true,
            detail: None,
            local_address: None,
        }];
        let said = score(&seen).expect("points");
        assert!(
            said.starts_with("TCP in 25 ms: 80 of 100 points, meets"),
            "{said}"
        );
        seen.target.host = "mail.contoso.example".into();
        assert_eq!(score(&seen), None);
    }
}
