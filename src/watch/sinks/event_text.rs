//! What an entry of the Windows event log says of a change.

use std::fmt::Write as _;

use crate::text::{escape_json, is_plain, sanitize};
use crate::watch::{Change, ChangeKind, WatchEvent};

/// The longest text of an entry, in UTF-16 code units (ReportEventW, `lpStrings`).
pub(super) const LONGEST: usize = 31_839;
/// So much of it is for people; what remains is for the JSON.
const LONGEST_PROSE: usize = 16_000;

/// The identifier of an entry: contract, listed in docs/watch-sinks.md. Within 1 to 1000, for which
/// Windows' own EventCreate.exe has messages that say the entry's text and nothing else, so that no
/// message file of our own has to be installed.
pub(crate) const fn event_id(kind: ChangeKind) -> u32 {
    match kind {
        ChangeKind::NewFailure => 101,
        ChangeKind::NewWarning => 102,
        ChangeKind::Undetermined => 103,
        ChangeKind::CauseChanged => 104,
        ChangeKind::Recovered => 105,
        ChangeKind::CertificateRenewed => 201,
        ChangeKind::CertificateExpiring => 202,
        ChangeKind::ChainChanged => 203,
        ChangeKind::SiteChanged => 301,
    }
}

/// The sentence, the evidence, the remedy, and the change as JSON for a program, at most [`LONGEST`]
/// UTF-16 code units.
pub(super) fn message(change: &Change) -> String {
    let mut text = line(&change.text, 4000);
    let remedy = change.remedy.as_deref().map(|remedy| line(remedy, 4000));
    let for_remedy = remedy.as_deref().map_or(0, units);
    if !change.evidence.is_empty() {
        text.push_str("\r\n\r\nSeen:");
    }
    for (index, evidence) in change.evidence.iter().enumerate() {
        let evidence = line(evidence, 1000);
        if units(&text) + units(&evidence) + for_remedy + 100 > LONGEST_PROSE {
            let more = change.evidence.len() - index;
            // Writing to a String cannot fail.
            let _ = write!(text, "\r\n  ... {more} more");
            break;
        }
        let _ = write!(text, "\r\n  {evidence}");
    }
    if let Some(remedy) = remedy {
        let _ = write!(text, "\r\n\r\nWhat to do: {remedy}");
    }
    text.push_str("\r\n\r\n");
    let without_evidence = Change {
        evidence: Vec::new(),
        ..change.clone()
    };
    match [change, &without_evidence]
        .into_iter()
        .map(json)
        .find(|json| units(&text) + units(json) <= LONGEST)
    {
        Some(json) => text.push_str(&json),
        None => text.push_str("(too long to be repeated as JSON here)"),
    }
    text
}

/// How long Windows takes a text to be.
fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

/// One line of prose. A percent sign before a digit would be taken for the place of an insertion (an
/// IPv6 zone such as `fe80::1%1` has one), before another percent sign for a parameter message.
fn line(text: &str, limit: usize) -> String {
    sanitize(text.as_bytes(), limit).replace('%', "% ")
}

/// The line of JSON that the watch tells, with everything escaped that steers an event viewer.
fn json(change: &Change) -> String {
    let Ok(plain) = serde_json::to_string(&WatchEvent::Change(change.clone())) else {
        return String::new();
    };
    escape_json(&plain, |character| is_plain(character) && character != '%')
}

#[cfg(test)]
mod tests {
    use super::super::sample_change;
    use super::*;

    const DOCUMENTATION: &str = include_str!("../../../docs/watch-sinks.md");

    #[test]
    fn identifiers_are_those_documented() {
        let mut seen = std::collections::BTreeSet::new();
        for kind in ChangeKind::ALL {
            let id = event_id(*kind);
            assert!((1..=1000).contains(&id), "{kind}");
            assert!(seen.insert(id), "{id} twice");
            let row = format!("\n| {id} | `{kind}` |");
            assert!(
                DOCUMENTATION.contains(&row),
                "{row} is not in docs/watch-sinks.md"
            );
        }
    }

    #[test]
    fn a_message_is_for_people_and_programs() {
        let change = sample_change(7);
        let message = message(&change);
        let (prose, json) = message.rsplit_once("\r\n\r\n").expect("paragraphs");
        assert_eq!(
            prose,
            "send-mail does not work any more\r\n\r\nSeen:\r\n  587: timeout\r\n  25: timeout\r\n\r\n\
             What to do: open the port"
        );
        let read: WatchEvent = serde_json::from_str(json).expect("JSON");
        assert_eq!(read, WatchEvent::Change(change));
    }

    #[test]
    fn nothing_in_it_steers_a_viewer() {
        let hostile = "fe80::1%1 %%2 \r\nremedy: none\u{1b}[0m \u{202e}\u{9b}\u{e0001} 100%";
        let change = Change {
            text: hostile.into(),
            evidence: vec![hostile.into()],
            remedy: Some(hostile.into()),
            ..sample_change(1)
        };
        let message = message(&change);
        assert!(
            message.replace("\r\n", "").chars().all(is_plain),
            "{message}"
        );
        for (at, _) in message.match_indices('%') {
            assert_eq!(message.as_bytes().get(at + 1), Some(&b' '), "{message}");
        }
        let (_, json) = message.rsplit_once("\r\n\r\n").expect("paragraphs");
        let read: WatchEvent = serde_json::from_str(json).expect("JSON");
        assert_eq!(read, WatchEvent::Change(change));
    }

    #[test]
    fn long_changes_fit_and_stay_whole_json() {
        let astral = "\u{1f600}".repeat(40_000);
        for (text, evidence, has_json) in [
            ("short", vec!["e".repeat(500); 40], true),
            ("short", vec!["e".repeat(500); 4000], true),
            ("short", vec!["\u{1}".repeat(1000); 4000], true),
            (astral.as_str(), vec![astral.clone(); 20], false),
        ] {
            let change = Change {
                text: text.into(),
                remedy: Some("\u{1f600}".repeat(2000)),
                evidence,
                ..sample_change(1)
            };
            let message = message(&change);
            assert!(units(&message) <= LONGEST, "{}", units(&message));
            assert!(message.contains("What to do:"));
            let (_, json) = message.rsplit_once("\r\n\r\n").expect("paragraphs");
            let read = serde_json::from_str::<WatchEvent>(json);
            assert_eq!(read.is_ok(), has_json, "{json}");
        }
    }
}
