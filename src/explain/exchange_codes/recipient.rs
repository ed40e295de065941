//! The recipient's mailbox, group and limits, and the way to the recipient's server.

use super::{DEFAULT, Entry, Pattern, RECIPIENTS, Replies, Side, YOURS};

const RECEIVING_LIMIT: Entry = Entry {
    name: "recipient-hourly-limit",
    pattern: Pattern::range(&[5], 2, 121, 122),
    meaning: "The recipient receives more messages per hour than Exchange Online allows, from this sender (5.2.121) or from all senders (5.2.122).",
    remedy: "Send later, and send fewer messages per hour to one mailbox; look for an automated sender out of control.",
    ..YOURS
};

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        // RFC 7505 means a null MX by it, with the reply code 556.
        name: "recipient-not-found",
        pattern: Pattern::permanent(1, 10),
        replies: Replies::Usually(&[550]),
        meaning: "The recipient's address does not exist in its tenant (RecipientNotFound).",
        remedy: "Check the address, including Outlook's auto-complete entry. If it is right, the administrators of its domain must find out why their tenant lacks it.",
        ..RECIPIENTS
    },
    Entry {
        name: "sender-daily-recipient-limit",
        pattern: Pattern::permanent(1, 90),
        meaning: "The sender has reached the daily recipient limit.",
        remedy: "Wait a day; find out whether the account is compromised. Send bulk mail another way (High Volume Email or a bulk mail service).",
        ..YOURS
    },
    Entry {
        name: "submission-quota",
        pattern: Pattern::permanent(2, 2),
        texts: &["submission quota exceeded"],
        meaning: "The sender has exceeded the recipient or message limit; the recipient's mailbox is not full.",
        remedy: "Send more slowly; find out whether the account is compromised.",
        ..YOURS
    },
    RECEIVING_LIMIT,
    Entry {
        name: "mail-loop",
        pattern: Pattern::permanent(4, 14),
        meaning: "The message looped until Exchange Online stopped it.",
        remedy: "Check the mail flow on both sides (connectors, MX) and forwarding rules.",
        side: Side::Unknown,
        ..DEFAULT
    },
    Entry {
        name: "recipient-server-refuses-connection",
        pattern: Pattern::temporary(4, 316),
        when_sending: true,
        meaning: "Exchange Online cannot connect to the recipient's mail server.",
        remedy: "The receiving side must open port 25 to Exchange Online's senders and check that its server answers: exoport listen, exoport firewall --hybrid.",
        ..RECIPIENTS
    },
    Entry {
        name: "expired-in-queue",
        pattern: Pattern::permanent(4, 300),
        when_sending: true,
        meaning: "Exchange Online gave up retrying; the recipient's server did not answer.",
        remedy: "Probe the path to the recipient's mail server (exoport test, exoport listen there); then send again.",
        ..RECIPIENTS
    },
    Entry {
        name: "group-takes-listed-senders-only",
        pattern: Pattern::permanent(7, 124),
        meaning: "The group accepts mail only from listed senders, and this sender is not on its list.",
        remedy: "The group's owner, or an administrator on the recipient's side, must add the sender to the allowed senders.",
        ..RECIPIENTS
    },
    Entry {
        name: "recipient-takes-internal-mail-only",
        pattern: Pattern::range(&[5], 7, 133, 136),
        meaning: "The recipient (group, mailbox, public folder or mail user) accepts mail only from senders inside its organization.",
        remedy: "An administrator on the recipient's side must allow mail from outside; a sender in the same organization must sign in.",
        ..RECIPIENTS
    },
    Entry {
        name: "blocked-by-recipient-organisation",
        pattern: Pattern::permanent(7, 507),
        meaning: "The recipient's organization blocks this address.",
        remedy: "Ask the recipient's administrators to lift the block.",
        ..RECIPIENTS
    },
    Entry {
        name: "no-from-address",
        pattern: Pattern::permanent(7, 512),
        meaning: "The message has no valid address in its From header.",
        remedy: "Configure the device or application to write a From header with an address in angle brackets (RFC 5322 section 3.6.2).",
        ..YOURS
    },
    Entry {
        name: "recipient-blocked-by-own-tenant",
        pattern: Pattern::permanent(7, 703),
        meaning: "The sender's own organization has this recipient or domain on its Tenant Allow/Block List; the message was not sent to anyone.",
        remedy: "Remove the entry if it is wrong, or send without that recipient.",
        ..YOURS
    },
];
