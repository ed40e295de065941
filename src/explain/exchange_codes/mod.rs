//! What Exchange Online means by its codes: data, each with its source in the facts. Nothing stands here
//! that the facts do not say; every other code gets its RFC meaning (`rfc_codes.rs`).

mod delivery;
mod mailbox_access;
mod next_hop;
mod path;
mod recipient;
mod reputation;
mod submission;

use super::EnhancedCode;
use super::entry::{Entry, Pattern, Provenance, Replies, Side};
use super::reporter::Reporter;
use crate::sources::source;

/// What an entry has unless it says otherwise.
const DEFAULT: Entry = Entry {
    name: "",
    pattern: Pattern::ReplyAlone,
    replies: Replies::Any,
    texts: &[],
    when_sending: false,
    meaning: "",
    remedy: "",
    side: Side::Unknown,
    source: source!(smtp_errors),
    provenance: Provenance::Documented,
};

const YOURS: Entry = Entry {
    side: Side::YourSide,
    ..DEFAULT
};

const RECIPIENTS: Entry = Entry {
    side: Side::Recipient,
    ..DEFAULT
};

/// Every entry, in the order of the documentation. Of several that fit, one whose text fits wins, then
/// the first.
pub fn entries() -> impl Iterator<Item = &'static Entry> {
    [
        submission::ENTRIES,
        mailbox_access::ENTRIES,
        next_hop::ENTRIES,
        reputation::ENTRIES,
        delivery::ENTRIES,
        recipient::ENTRIES,
        path::ENTRIES,
    ]
    .into_iter()
    .flatten()
}

/// The entry for a code, if Exchange Online said it.
///
/// `text` is what was said from the code on, in lower case with single spaces.
pub(super) fn lookup(
    reply: Option<u16>,
    enhanced: Option<EnhancedCode>,
    text: &str,
    reporter: Reporter,
) -> Option<&'static Entry> {
    let may_say = |entry: &&Entry| match reporter {
        Reporter::ExchangeOnline | Reporter::Unknown => true,
        Reporter::Other => false,
        // A bounce message of Exchange Online names the host that it could not send to.
        Reporter::OtherRemote => entry.when_sending,
    };
    let fitting = || {
        entries()
            .filter(|entry| entry.pattern.covers(enhanced))
            .filter(may_say)
    };
    let says = |entry: &&Entry| entry.texts.iter().any(|part| text.contains(part));
    fitting()
        .filter(|entry| reply.is_none() || entry.replies.allow(reply))
        .find(says)
        .or_else(|| fitting().find(|entry| entry.texts.is_empty() && entry.replies.allow(reply)))
}

/// Whether a reply code and an enhanced status code of another class are documented to come together.
pub(super) fn are_a_pair(reply: u16, enhanced: EnhancedCode) -> bool {
    entries().any(|entry| {
        let listed = !matches!(entry.replies, Replies::Any) && entry.replies.allow(Some(reply));
        listed && entry.pattern.covers(Some(enhanced))
    })
}

/// Whether a code is one of a range that has one meaning.
pub(super) fn is_in_range(code: EnhancedCode) -> bool {
    entries().any(|entry| match entry.pattern {
        Pattern::Enhanced { first, last, .. } => first < last && entry.pattern.covers(Some(code)),
        _ => false,
    })
}

/// Whether a code has variants that are told apart by their text.
pub(super) fn has_variants(code: EnhancedCode) -> bool {
    entries().any(|entry| !entry.texts.is_empty() && entry.pattern.covers(Some(code)))
}

/// Whether a text behind a code is characteristic for that code.
pub(super) fn recognises(enhanced: EnhancedCode, text: &str) -> bool {
    lookup(None, Some(enhanced), text, Reporter::ExchangeOnline)
        .is_some_and(|entry| !entry.texts.is_empty())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::sources::is_source;

    #[test]
    fn entries_are_whole_and_have_names_of_their_own() {
        let mut names = BTreeSet::new();
        for entry in entries() {
            assert!(names.insert(entry.name), "{}", entry.name);
            assert!(
                entry
                    .name
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
            );
            for text in [entry.meaning, entry.remedy, entry.source] {
                assert!(!text.is_empty(), "{}", entry.name);
            }
            assert!(is_source(entry.source), "{}", entry.name);
            assert!(!entry.codes().is_empty(), "{}", entry.name);
            for text in entry.texts {
                assert_eq!(*text, text.to_ascii_lowercase(), "{}", entry.name);
            }
            let needs_text = !matches!(entry.pattern, Pattern::Enhanced { .. });
            assert!(!needs_text || !entry.texts.is_empty(), "{}", entry.name);
        }
    }

    #[test]
    fn every_entry_can_be_reached() {
        for entry in entries() {
            let Pattern::Enhanced {
                classes,
                subject,
                first,
                last,
            } = entry.pattern
            else {
                continue;
            };
            let replies = match entry.replies {
                Replies::Any => vec![None],
                Replies::Usually(codes) => codes.iter().copied().map(Some).chain([None]).collect(),
                Replies::Only(codes) => codes.iter().copied().map(Some).collect(),
            };
            let text = entry.texts.first().copied().unwrap_or("");
            for (class, reply) in classes
                .iter()
                .flat_map(|class| replies.iter().map(move |reply| (class, reply)))
            {
                for detail in [first, last] {
                    let code = EnhancedCode {
                        class: *class,
                        subject,
                        detail,
                    };
                    let found = lookup(*reply, Some(code), text, Reporter::Unknown);
                    assert_eq!(found.map(|entry| entry.name), Some(entry.name), "{code}");
                }
            }
        }
    }
}
