//! A watch as text: one line a change, the remedy below.

use super::super::escape::escape;
use super::super::output::date::{duration, instant};
use super::super::output::text::{hanging, labelled, paint, severity_style};
use exoport::record::VerdictResult;
use exoport::watch::{Change, Round};

/// `warning`
const SEVERITY: usize = 7;
/// Below the text.
const INDENT: usize = 4;

/// `2026-11-23T21:25:00Z  error    new-failure: imap does not work: ...`, wrapped, and the remedy.
pub fn change(change: &Change) -> String {
    let again = if change.repeated {
        " (reported again)"
    } else {
        ""
    };
    let line = format!("{}{again}: {}", change.change, escape(&change.text));
    let begin = format!("{}  ", instant(change.at));
    let severity = paint(
        severity_style(change.severity),
        &format!("{:<SEVERITY$}", change.severity.as_str()),
    );
    let mut text = hanging(&format!("{begin}{severity}  "), &line);
    if let Some(remedy) = &change.remedy {
        text.push_str(&labelled(INDENT, "remedy", 8, &escape(remedy)));
    }
    text
}

/// A round for a person at a terminal: what stands confirmed, and what waits to be.
pub fn round(round: &Round) -> Vec<String> {
    let count = |wanted: VerdictResult| {
        let those = round.scenarios.iter();
        those.filter(|scenario| scenario.result == wanted).count()
    };
    let parts: Vec<String> = VerdictResult::ALL
        .iter()
        .filter(|result| count(**result) > 0)
        .map(|result| format!("{} {result}", count(*result)))
        .collect();
    let next = round.next_at.map_or_else(String::new, |next| {
        format!(", the next at {}", instant(next))
    });
    let mut lines = vec![format!(
        "round {} at {} took {}: {}; {}{next}",
        round.number,
        instant(round.started_at),
        duration(round.duration_ms),
        parts.join(", "),
        match round.changes {
            0 => "nothing has changed".to_owned(),
            1 => "1 change".to_owned(),
            several => format!("{several} changes"),
        },
    )];
    let waits = round.scenarios.iter().filter(|one| one.seen != one.result);
    lines.extend(waits.map(|one| {
        format!(
            "  {} now {}, not confirmed yet: {}",
            one.scenario, one.seen, one.cause
        )
    }));
    lines
}
