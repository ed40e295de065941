//! What was found.

use std::collections::HashMap;

use serde::Serialize;

use super::EnhancedCode;
use super::entry::{Entry, Provenance, Side};
use super::rfc_codes::generic;

/// Different codes that are kept; further ones are only counted.
const MAX_CODES: usize = 256;

/// One code with its meaning, and how often it was there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Explanation {
    /// Both codes as they are written: `550 5.7.64`, `5.7.64`, `550`; `-` where the text alone says it.
    pub code: String,
    /// The reply code, where one was there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply: Option<u16>,
    /// The enhanced status code, where one was there.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(
        test,
        schemars(
            with = "Option<String>",
            regex(pattern = r"^[245]\.[0-9]{1,3}\.[0-9]{1,3}$")
        )
    )]
    pub enhanced: Option<EnhancedCode>,
    /// The name of the entry in the table; absent when the meaning is generic.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<&'static str>,
    /// In how many places it was: lines, replies of several lines, recipients of a bounce message.
    pub count: u64,
    /// The line of the first place, from 1.
    pub first_line: u64,
    /// The line of the last place.
    pub last_line: u64,
    /// The first place's time, as it is written there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_time: Option<String>,
    /// The last place's time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_time: Option<String>,
    /// Whether trying again later can help by itself.
    pub temporary: bool,
    /// What it means.
    pub meaning: String,
    /// What to do.
    pub remedy: String,
    /// Whose side has to act.
    pub side: Side,
    /// The meaning is that of the RFCs, not Exchange Online's.
    pub generic: bool,
    /// Where the meaning comes from: a Microsoft page, a section of docs/exchange-online-facts.md, or RFCs.
    pub source: String,
    /// How well Exchange Online's meaning is known; absent when the meaning is generic.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provenance: Option<Provenance>,
    /// The first place's text, short and without control characters.
    #[cfg_attr(test, schemars(length(min = 0)))]
    pub sample: String,
}

/// Everything that was found in an input.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Report {
    /// The version of this shape.
    pub schema: u32,
    /// Always `explanation`.
    #[cfg_attr(test, schemars(extend("const" = "explanation")))]
    pub kind: &'static str,
    /// The codes, the most frequent first.
    pub explanations: Vec<Explanation>,
    /// Lines read.
    pub lines: u64,
    /// Codes that report success; they are not explained.
    pub successes: u64,
    /// Lines that were too long to be looked at as a whole. Their codes are found; what belongs
    /// together in them may not be seen as one.
    pub long_lines: u64,
    /// Places with codes that there was no room for, because there were too many different ones.
    pub omitted: u64,
}

/// One place at which a code was found.
pub(super) struct Place {
    pub reply: Option<u16>,
    pub enhanced: Option<EnhancedCode>,
    pub entry: Option<&'static Entry>,
    pub line: u64,
    pub time: Option<String>,
}

/// What makes two places the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Key {
    /// Counts only where there is no enhanced status code.
    reply: Option<u16>,
    enhanced: Option<EnhancedCode>,
    entry: Option<&'static str>,
}

/// Explanations while they are collected.
#[derive(Debug, Default)]
pub(super) struct Collection {
    explanations: Vec<Explanation>,
    known: HashMap<Key, usize>,
    pub successes: u64,
    pub long_lines: u64,
    omitted: u64,
}

impl Collection {
    /// Counts a place; `sample` is asked for where it is the first of its kind.
    pub(super) fn add(&mut self, place: Place, sample: impl FnOnce() -> String) {
        let key = Key {
            reply: place.reply.filter(|_| place.enhanced.is_none()),
            enhanced: place.enhanced,
            entry: place.entry.map(|entry| entry.name),
        };
        if let Some(&known) = self.known.get(&key) {
            let explanation = &mut self.explanations[known];
            explanation.count += 1;
            explanation.last_line = place.line;
            if place.time.is_some() {
                if explanation.first_time.is_none() {
                    explanation.first_time.clone_from(&place.time);
                }
                explanation.last_time = place.time;
            }
            // `Status: 5.7.64` came first, and here is the reply to it.
            if explanation.reply.is_none() && place.reply.is_some() {
                explanation.reply = place.reply;
                explanation.code = code(place.reply, place.enhanced);
            }
            return;
        }
        if self.explanations.len() >= MAX_CODES {
            self.omitted += 1;
            return;
        }
        self.known.insert(key, self.explanations.len());
        self.explanations.push(first(place, sample()));
    }

    /// The report over everything, with the number of lines.
    /// Whether no code was found, not even one that reports success.
    pub(super) fn is_empty(&self) -> bool {
        self.explanations.is_empty() && self.successes == 0
    }

    pub(super) fn report(self, lines: u64) -> Report {
        let mut explanations = self.explanations;
        explanations.sort_by_key(|found| (std::cmp::Reverse(found.count), found.first_line));
        Report {
            schema: 1,
            kind: "explanation",
            explanations,
            lines,
            successes: self.successes,
            long_lines: self.long_lines,
            omitted: self.omitted,
        }
    }
}

fn code(reply: Option<u16>, enhanced: Option<EnhancedCode>) -> String {
    match (reply, enhanced) {
        (Some(reply), Some(enhanced)) => format!("{reply} {enhanced}"),
        (Some(reply), None) => reply.to_string(),
        (None, Some(enhanced)) => enhanced.to_string(),
        (None, None) => "-".to_owned(),
    }
}

fn first(place: Place, sample: String) -> Explanation {
    let (meaning, remedy, side, source, provenance) = match place.entry {
        Some(entry) => (
            entry.meaning.to_owned(),
            entry.remedy,
            entry.side,
            entry.source.to_owned(),
            Some(entry.provenance),
        ),
        None => {
            let found = generic(place.reply, place.enhanced);
            (
                found.meaning,
                found.remedy,
                Side::Unknown,
                found.source,
                None,
            )
        }
    };
    let class = place
        .enhanced
        .map(|code| u16::from(code.class))
        .or(place.reply.map(|reply| reply / 100));
    Explanation {
        code: code(place.reply, place.enhanced),
        reply: place.reply,
        enhanced: place.enhanced,
        name: place.entry.map(|entry| entry.name),
        count: 1,
        first_line: place.line,
        last_line: place.line,
        first_time: place.time.clone(),
        last_time: place.time,
        temporary: class == Some(4),
        meaning,
        remedy: remedy.to_owned(),
        side,
        generic: place.entry.is_none(),
        source,
        provenance,
        sample,
    }
}
