//! The recipient's mailbox, group and limits, and the way to the recipient's server.

use super::{DEFAULT, Entry, Pattern, RECIPIENTS, Replies, Side, YOURS};

const RECEIVING_LIMIT: Entry = Entry {
    name: "recipient-hourly-limit",
    pattern: Pattern::range(&[5], 2, 121, 122),
    meaning: "The recipient receives more messages per hour than Exchange Online allows, from this sender (5.2.121) or from all senders (5.2.122).",
    remedy: "Send later, and send fewer messages per hour to one mailbox; look for an automated sender out of control.",
    ..YOURS
};

const SUBMISSION_QUOTA: Entry = Entry {
    name: "submission-quota",
    pattern: Pattern::permanent(2, 2),
    texts: &["submission quota exceeded"],
    meaning: "The sender has exceeded the recipient or message limit; the recipient's mailbox is not full.",
    remedy: "Send more slowly; find out whether the account is compromised.",
    ..YOURS
};

const INTERNAL_ONLY: Entry = Entry {
    name: "recipient-takes-internal-mail-only",
    pattern: Pattern::range(&[5], 7, 133, 136),
    meaning: "The recipient (group, mailbox, public folder or mail user) accepts mail only from senders inside its organization.",
    remedy: "An administrator on the recipient's side must allow mail from outside; a sender in the same organization must sign in.",
    ..RECIPIENTS
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
    SUBMISSION_QUOTA,
    Entry {
        name: "submission-quota-exception",
        pattern: Pattern::permanent(2, 0),
        texts: &["submissionquotaexceeded"],
        ..SUBMISSION_QUOTA
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
    INTERNAL_ONLY,
    Entry {
        name: "blocked-by-recipient-organisation",
        pattern: Pattern::permanent(7, 507),
        meaning: "The recipient's organization blocks this address.",
        remedy: "Ask the recipient's administrators to lift the block.",
        ..RECIPIENTS
    },
    Entry {
        name: "organization-takes-internal-mail-only",
        pattern: Pattern::permanent(7, 12),
        ..INTERNAL_ONLY
    },
    Entry {
        name: "public-folder-takes-internal-mail-only",
        pattern: Pattern::permanent(7, 13),
        ..INTERNAL_ONLY
    },
    Entry {
        name: "recipient-banned",
        pattern: Pattern::range(&[5], 7, 504, 505),
        meaning: "Exchange Online does not accept this recipient address.",
        remedy: "Check the recipient's address. If it is right, the recipient's administrators must ask Microsoft support.",
        ..RECIPIENTS
    },
    Entry {
        name: "too-many-recipients-of-one-domain",
        pattern: Pattern::temporary(5, 3),
        meaning: "The message has too many recipients of one domain in one transaction (more than 200).",
        remedy: "Have the sending server split the recipients over several transactions.",
        ..YOURS
    },
    Entry {
        name: "several-from-addresses",
        pattern: Pattern::permanent(1, 20),
        meaning: "The message has several addresses in From and no Sender header.",
        remedy: "Have the client write one address in From, or add a Sender header (RFC 5322 section 3.6.2).",
        ..YOURS
    },
    Entry {
        name: "remote-server-knows-no-recipient",
        pattern: Pattern::permanent(1, 351),
        when_sending: true,
        meaning: "The recipient's mail server, outside Exchange Online, says that the recipient does not exist.",
        remedy: "Check the recipient's address. If it is right, its administrators must find out why their server refuses it.",
        ..RECIPIENTS
    },
    Entry {
        name: "remote-server-refuses",
        pattern: Pattern::permanent(0, 350),
        when_sending: true,
        meaning: "The recipient's mail server, outside Exchange Online, refused the message; the text quotes its reason.",
        remedy: "Read the quoted text; the recipient's administrators can say more.",
        ..RECIPIENTS
    },
    Entry {
        name: "journaling-archive-disabled",
        pattern: Pattern::permanent(3, 190),
        meaning: "An on-premises server journals to Exchange Online, and the tenant has not enabled the journaling archive.",
        remedy: "Enable the journaling archive, or journal to another address.",
        ..YOURS
    },
    Entry {
        name: "bare-line-feeds",
        pattern: Pattern::permanent(6, 11),
        when_sending: true,
        meaning: "The message has bare line feeds, which the recipient's server does not accept.",
        remedy: "Correct the program that wrote the message: lines end in CR LF (RFC 5321 section 2.3.8).",
        ..YOURS
    },
    Entry {
        name: "quarantined-by-content-filter",
        pattern: Pattern::permanent(2, 1),
        texts: &["content filter agent quarantined"],
        meaning: "The content filter quarantined the message; the mailbox is not disabled.",
        remedy: "Have the recipient's administrators release it, or change what makes it look like spam.",
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
