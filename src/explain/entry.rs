//! The shape of the table of codes.

use super::EnhancedCode;
use crate::string_enum::string_enum;

string_enum! {
    /// Whose side has to act on a code.
    pub enum Side: "side" {
        /// Whoever sends: client, account, tenant, DNS, connector.
        YourSide = "your-side",
        /// Something between the two.
        Path = "path",
        /// Microsoft; waiting or a request is all that is left.
        ExchangeOnline = "exchange-online",
        /// Whoever receives.
        Recipient = "recipient",
        /// The code alone does not say.
        Unknown = "unknown",
    }
}

string_enum! {
    /// How well a meaning is known: the marks of the facts.
    pub enum Provenance: "provenance" {
        /// Microsoft's own text.
        Documented = "documented",
        /// Seen on a real server, or stated by an identifiable third party.
        Observed = "observed",
        /// Inferred, or one weak source.
        Inferred = "inferred",
    }
}

/// Which codes an entry is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pattern {
    /// Enhanced status codes: any of these classes, this subject, a range of details.
    Enhanced {
        /// Classes, 4 or 5.
        classes: &'static [u8],
        /// The subject.
        subject: u16,
        /// The first detail.
        first: u16,
        /// The last detail, that one included.
        last: u16,
    },
    /// A reply without an enhanced status code; [`Entry::replies`] says which.
    ReplyAlone,
    /// No code at all: the text says it (IMAP and POP3 have no codes).
    TextAlone,
}

impl Pattern {
    /// One permanent code.
    pub(super) const fn permanent(subject: u16, detail: u16) -> Self {
        Self::range(&[5], subject, detail, detail)
    }

    /// One temporary code.
    pub(super) const fn temporary(subject: u16, detail: u16) -> Self {
        Self::range(&[4], subject, detail, detail)
    }

    pub(super) const fn range(classes: &'static [u8], subject: u16, first: u16, last: u16) -> Self {
        Self::Enhanced {
            classes,
            subject,
            first,
            last,
        }
    }

    /// Whether a code is one of these.
    pub(super) fn covers(self, code: Option<EnhancedCode>) -> bool {
        match (self, code) {
            (
                Self::Enhanced {
                    classes,
                    subject,
                    first,
                    last,
                },
                Some(code),
            ) => {
                classes.contains(&code.class)
                    && subject == code.subject
                    && (first..=last).contains(&code.detail)
            }
            (Self::ReplyAlone, None) => true,
            _ => false,
        }
    }
}

/// With which reply codes an entry's enhanced status code comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Replies {
    /// With any, or none.
    Any,
    /// With these; also where only the enhanced status code is told (`Status: 5.4.1`).
    Usually(&'static [u16]),
    /// With these only, because the enhanced status code alone means something else too.
    Only(&'static [u16]),
}

impl Replies {
    pub(super) fn allow(self, reply: Option<u16>) -> bool {
        match (self, reply) {
            (Self::Any, _) | (Self::Usually(_), None) => true,
            (Self::Only(_), None) => false,
            (Self::Usually(codes) | Self::Only(codes), Some(reply)) => codes.contains(&reply),
        }
    }
}

/// What Exchange Online means by a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// kebab-case name: stable, unique, for scripts.
    pub name: &'static str,
    /// The codes.
    pub pattern: Pattern,
    /// The reply codes that come with them.
    pub replies: Replies,
    /// Where not empty: the reply says one of these (lower case, one space between words). Tells
    /// variants of one code apart.
    pub texts: &'static [&'static str],
    /// Exchange Online gives it about a message that it sends, not about one that it receives.
    pub when_sending: bool,
    /// One sentence: what it means.
    pub meaning: &'static str,
    /// What to do about it.
    pub remedy: &'static str,
    /// Whose side has to act.
    pub side: Side,
    /// Microsoft's page, or a section of docs/exchange-online-facts.md.
    pub source: &'static str,
    /// How well that is known.
    pub provenance: Provenance,
}

impl Entry {
    /// The codes as the documentation writes them: `550 5.7.606-649`, `4.7.5, 5.7.5`.
    pub fn codes(&self) -> String {
        let replies = match self.replies {
            Replies::Any => String::new(),
            Replies::Usually(codes) | Replies::Only(codes) => {
                let codes: Vec<String> = codes.iter().map(u16::to_string).collect();
                codes.join("/")
            }
        };
        let enhanced = match self.pattern {
            Pattern::TextAlone => "(no code)".to_owned(),
            Pattern::ReplyAlone => String::new(),
            Pattern::Enhanced {
                classes,
                subject,
                first,
                last,
            } => {
                let codes: Vec<String> = classes
                    .iter()
                    .map(|class| match last {
                        last if last == first => format!("{class}.{subject}.{first}"),
                        last => format!("{class}.{subject}.{first}-{last}"),
                    })
                    .collect();
                codes.join(", ")
            }
        };
        format!("{replies} {enhanced}").trim().to_owned()
    }
}
