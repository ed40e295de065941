//! The recipient's mailbox, group and limits, and the way to the recipient's server.

use super::{DEFAULT, Entry, Pattern, Replies, Side};

const RECEIVING_LIMIT: Entry = Entry {
    name: "recipient-hourly-limit",
    pattern: Pattern::range(&[5], 2, 121, 122),
    meaning: "The recipient gets more messages an hour than Exchange Online allows, from this sender (5.2.121) or from all (5.2.122).",
    remedy: "Send later, and fewer messages an hour to one mailbox; look for an automated sender that has gone wild.",
    side: Side::YourSide,
    ..DEFAULT
};

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        // RFC 7505 means a null MX by it, with the reply code 556.
        name: "recipient-not-found",
        pattern: Pattern::permanent(1, 10),
        replies: Replies::Usually(&[550]),
        meaning: "The recipient's address is not known in its tenant (RecipientNotFound).",
        remedy: "Check the address, also where Outlook completes it from memory. If it exists, the administrators of its domain look for it in \
                 their tenant.",
        side: Side::Recipient,
        ..DEFAULT
    },
    Entry {
        name: "sender-daily-recipient-limit",
        pattern: Pattern::permanent(1, 90),
        meaning: "The sender has reached the limit of recipients a day.",
        remedy: "Wait a day; find out whether the account has been taken over. Send bulk mail in another way (High Volume Email, a service for it).",
        side: Side::YourSide,
        ..DEFAULT
    },
    Entry {
        name: "submission-quota",
        pattern: Pattern::permanent(2, 2),
        texts: &["submission quota exceeded"],
        meaning: "The sender has exceeded the limit of recipients or of messages; the recipient's mailbox is not full.",
        remedy: "Send more slowly; find out whether the account has been taken over.",
        side: Side::YourSide,
        ..DEFAULT
    },
    RECEIVING_LIMIT,
    Entry {
        name: "mail-loop",
        pattern: Pattern::permanent(4, 14),
        meaning: "The message went round in a loop until Exchange Online stopped it.",
        remedy: "Look at the mail flow of both sides (connectors, MX) and at forwarding rules.",
        side: Side::Unknown,
        ..DEFAULT
    },
    Entry {
        name: "recipient-server-refuses-connection",
        pattern: Pattern::temporary(4, 316),
        when_sending: true,
        meaning: "Exchange Online cannot connect to the server that takes mail for the recipient.",
        remedy: "The receiving side opens port 25 to Exchange Online's senders and checks that its server answers: exoport listen, exoport firewall --hybrid.",
        side: Side::Recipient,
        ..DEFAULT
    },
    Entry {
        name: "expired-in-queue",
        pattern: Pattern::permanent(4, 300),
        when_sending: true,
        meaning: "Exchange Online has tried for too long; the recipient's server did not answer.",
        remedy: "Probe the way to the recipient's mail server (exoport test, exoport listen there); then send again.",
        side: Side::Recipient,
        ..DEFAULT
    },
    Entry {
        name: "group-takes-listed-senders-only",
        pattern: Pattern::permanent(7, 124),
        meaning: "The group takes mail from senders on its list only, and this one is not on it.",
        remedy: "The group's owner, or an administrator on the recipient's side, adds the sender to the senders that are allowed.",
        side: Side::Recipient,
        ..DEFAULT
    },
    Entry {
        name: "recipient-takes-internal-mail-only",
        pattern: Pattern::range(&[5], 7, 133, 136),
        meaning: "The recipient (group, mailbox, public folder or mail user) takes mail from senders inside its organisation only.",
        remedy: "An administrator on the recipient's side lets it take mail from outside; a sender of the same organisation has to log on.",
        side: Side::Recipient,
        ..DEFAULT
    },
    Entry {
        name: "blocked-by-recipient-organisation",
        pattern: Pattern::permanent(7, 507),
        meaning: "The recipient's organisation blocks this address.",
        remedy: "Ask the recipient's administrators to lift the block.",
        side: Side::Recipient,
        ..DEFAULT
    },
    Entry {
        name: "no-from-address",
        pattern: Pattern::permanent(7, 512),
        meaning: "The message has no valid address in its From header.",
        remedy: "Let the device or application write a From header with an address in angle brackets (RFC 5322 section 3.6.2).",
        side: Side::YourSide,
        ..DEFAULT
    },
    Entry {
        name: "recipient-blocked-by-own-tenant",
        pattern: Pattern::permanent(7, 703),
        meaning: "The sender's own organisation has this recipient or domain on its Tenant Allow/Block List; the message was sent to no one.",
        remedy: "Take the entry off the list if it is wrong, or send without that recipient.",
        side: Side::YourSide,
        ..DEFAULT
    },
];
