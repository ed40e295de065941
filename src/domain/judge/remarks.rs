//! Collecting what the rules say of one item.

use crate::domain::report::{Item, ItemName, Remark};
use crate::domain::rule::Rule;

/// The most lines of evidence that are kept of one item.
const EVIDENCE: usize = 64;

/// The longest line of evidence: a whole SPF or DKIM record, and no 64 KiB of somebody's TXT.
const LINE: usize = 2_000;

/// The longest explanation or remedy, in which others' names and terms are quoted.
const SENTENCE: usize = 1_000;

/// What is said of one item so far.
pub(super) struct Remarks {
    item: ItemName,
    name: String,
    remarks: Vec<Remark>,
    evidence: Vec<String>,
}

impl Remarks {
    pub(super) fn new(item: ItemName, name: impl Into<String>) -> Self {
        Self {
            item,
            name: name.into(),
            remarks: Vec::new(),
            evidence: Vec::new(),
        }
    }

    /// A rule that applies and asks for something to be changed, or looked at.
    pub(super) fn say(
        &mut self,
        rule: Rule,
        explanation: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        self.push(rule, explanation.into(), Some(remedy.into()));
    }

    /// A rule that applies and asks for nothing.
    pub(super) fn note(&mut self, rule: Rule, explanation: impl Into<String>) {
        self.push(rule, explanation.into(), None);
    }

    /// What could not be looked up in the DNS; `why` begins with the name that was asked.
    pub(super) fn not_looked_up(&mut self, rule: Rule, what: &str, why: &str) {
        self.say(
            rule,
            format!("{what} could not be looked up: {why}."),
            "Try again, or ask another DNS server (--dns-server, -DnsServer).",
        );
    }

    fn push(&mut self, rule: Rule, explanation: String, remedy: Option<String>) {
        self.remarks.push(Remark {
            rule,
            result: rule.result(),
            explanation: cut(explanation, SENTENCE),
            remedy: remedy.map(|remedy| cut(remedy, SENTENCE)),
            source: rule.source().to_owned(),
        });
    }

    /// Something that was seen.
    pub(super) fn saw(&mut self, evidence: impl Into<String>) {
        if self.evidence.len() < EVIDENCE {
            self.evidence.push(cut(evidence.into(), LINE));
        }
    }

    /// The item, with the gravest remark first. `good` is said where no rule had anything to say.
    pub(super) fn into_item(mut self, good: (Rule, String)) -> Item {
        if self.remarks.is_empty() {
            self.note(good.0, good.1);
        }
        // Stable: among equals the first said stands first.
        self.remarks
            .sort_by_key(|remark| std::cmp::Reverse(remark.result.gravity()));
        let remark = self.remarks.remove(0);
        Item {
            item: self.item,
            name: self.name,
            remark,
            evidence: self.evidence,
            also: self.remarks,
        }
    }
}

/// The first `limit` characters; a text that was cut ends in `...`.
fn cut(text: String, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text,
    }
}
