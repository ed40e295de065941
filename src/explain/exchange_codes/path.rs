//! Answers that come from a device between the two, not from Exchange Online.

use super::{DEFAULT, Entry, Pattern, Provenance, Replies, Side};
use crate::sources::source;

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        name: "smtp-inspection",
        pattern: Pattern::permanent(5, 1),
        replies: Replies::Only(&[500]),
        texts: &["#5.5.1 command not recognized"],
        meaning: "A firewall that inspects SMTP (the wording is that of Cisco PIX and ASA) answered instead of the server.",
        remedy: "Disable SMTP inspection for this traffic, or allow TLS in it (allow-tls).",
        side: Side::Path,
        source: source!(facts "5.3"),
        provenance: Provenance::Observed,
        ..DEFAULT
    },
    Entry {
        name: "mail-shield",
        pattern: Pattern::ReplyAlone,
        replies: Replies::Only(&[500]),
        texts: &["500 unsupported command"],
        meaning: "The wording is that of an antivirus mail shield, which offers STARTTLS and then refuses it itself.",
        remedy: "Disable e-mail scanning in the antivirus product on this machine or on the path.",
        side: Side::Path,
        source: source!(facts "5.3"),
        provenance: Provenance::Observed,
        ..DEFAULT
    },
];
