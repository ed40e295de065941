//! Logging on to a mailbox by IMAP or POP3, which have no codes.

use super::{Entry, Pattern, Provenance, YOURS};
use crate::sources::source;

const LOGON: Entry = Entry {
    name: "mailbox-logon-refused",
    pattern: Pattern::TextAlone,
    texts: &[
        " no authenticate failed.",
        " no login failed.",
        "-err logon failure: unknown user name or bad password.",
    ],
    meaning: "Exchange Online refused the logon to IMAP or POP3: wrong name, password or token, or a sign-in that the tenant does not allow.",
    remedy: "Use OAuth: basic authentication is off for IMAP and POP3. Then check the account's sign-in log and whether the protocol is enabled for the mailbox.",
    source: source!(facts "4.8"),
    provenance: Provenance::Observed,
    ..YOURS
};

pub(super) const ENTRIES: &[Entry] = &[
    LOGON,
    Entry {
        name: "mailbox-not-connected",
        texts: &["bad user is authenticated but not connected."],
        meaning: "The logon succeeded, but the mailbox cannot be opened: no license, the protocol is disabled for it, or it is being moved.",
        remedy: "Check the mailbox's license, whether it exists in Exchange Online, and Get-CASMailbox: ImapEnabled, PopEnabled.",
        ..LOGON
    },
];
