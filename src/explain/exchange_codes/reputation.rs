//! The sending address, account or tenant: throttled, restricted, banned.

use super::{Entry, Pattern, Provenance, RECIPIENTS, Replies, YOURS};
use crate::sources::source;

const ADDRESS_RESTRICTED: Entry = Entry {
    name: "address-restricted-for-now",
    pattern: Pattern::temporary(7, 550),
    meaning: "Mail from this public address is temporarily restricted.",
    remedy: "The server retries later; meanwhile find out what else sends from this address.",
    ..YOURS
};

const ACCOUNT_BLOCKED: Entry = Entry {
    name: "account-blocked-for-spam",
    pattern: Pattern::permanent(1, 8),
    replies: Replies::Usually(&[550]),
    meaning: "The sending account is blocked because it sent spam.",
    remedy: "Secure the account (password, sign-ins, inbox rules), then release it in the restricted users portal.",
    ..YOURS
};

/// The limits of threads, the sender's or the recipient's: the text decides.
const THREADS: Entry = Entry {
    name: "thread-limit",
    pattern: Pattern::temporary(3, 2),
    replies: Replies::Only(&[432]),
    meaning: "A limit of simultaneous connections was reached, of the sending mailbox or of the recipient's; the text behind the code says which.",
    remedy: "The sending server retries automatically; send fewer messages at once.",
    ..YOURS
};

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        name: "sender-thread-limit",
        texts: &[
            "clientsubmit",
            "sender thread limit",
            "concurrent connections limit",
        ],
        meaning: "The sending mailbox has reached its limit for SMTP AUTH: 3 connections at a time, 30 messages a minute.",
        remedy: "Send over at most 3 connections and more slowly, keep connections open for several messages, or use High Volume Email.",
        ..THREADS
    },
    Entry {
        name: "mailbox-throttled",
        texts: &["storedrv.deliver", "recipient thread limit"],
        meaning: "The recipient's mailbox accepts no more simultaneous deliveries (concurrent threads).",
        remedy: "The sending server retries automatically; send fewer messages at once to one mailbox.",
        ..THREADS
    },
    THREADS,
    Entry {
        name: "submission-rate-exceeded",
        pattern: Pattern::temporary(4, 2),
        replies: Replies::Usually(&[421]),
        texts: &["submission rate"],
        meaning: "The client sends more messages a minute than is allowed; the connection is not broken.",
        remedy: "Send more slowly: SMTP AUTH allows 30 messages a minute.",
        source: source!(facts "4.8"),
        ..YOURS
    },
    Entry {
        name: "on-premises-server-outdated",
        pattern: Pattern::range(&[4, 5], 7, 230, 230),
        meaning: "The on-premises Exchange server of a hybrid deployment is outdated: Exchange Online first throttles its mail, then blocks it.",
        remedy: "Update the on-premises Exchange server to a supported version.",
        source: source!(facts "4.8"),
        ..YOURS
    },
    Entry {
        name: "tenant-external-recipient-limit",
        pattern: Pattern::range(&[5], 7, 232, 233),
        meaning: "The tenant has reached its limit of external recipients; trial and small tenants have low ones.",
        remedy: "Wait until the limit renews, or buy licenses; send bulk mail another way.",
        source: source!(facts "4.8"),
        ..YOURS
    },
    Entry {
        name: "onmicrosoft-sender-limit",
        pattern: Pattern::permanent(7, 236),
        meaning: "Senders with an onmicrosoft.com address may reach 100 external recipients in 24 hours, and this tenant has.",
        remedy: "Send from a domain of your own.",
        source: source!(facts "4.8"),
        ..YOURS
    },
    ADDRESS_RESTRICTED,
    Entry {
        name: "address-restricted-for-now-range",
        pattern: Pattern::range(&[4], 7, 850, 899),
        ..ADDRESS_RESTRICTED
    },
    Entry {
        name: "address-throttled",
        pattern: Pattern::range(&[4], 7, 500, 699),
        meaning: "This public address is throttled (graylisted) after a change in its mail traffic.",
        remedy: "Send more slowly and wait; for your own server, create an inbound connector.",
        ..YOURS
    },
    Entry {
        name: "ipv6-needs-spf-or-dkim",
        pattern: Pattern::temporary(7, 26),
        meaning: "Mail over IPv6 is accepted only if SPF or DKIM passes.",
        remedy: "Publish SPF with the IPv6 address or sign with DKIM; or send over IPv4.",
        ..YOURS
    },
    Entry {
        name: "ipv6-needs-ptr",
        pattern: Pattern::permanent(7, 25),
        meaning: "Mail over IPv6 is accepted only from an address with a reverse DNS (PTR) record.",
        remedy: "Create a PTR record for the IPv6 address; or send over IPv4.",
        ..YOURS
    },
    Entry {
        name: "ipv6-refused",
        pattern: Pattern::permanent(7, 510),
        meaning: "The recipient's domain accepts no mail over IPv6.",
        remedy: "Send over IPv4.",
        ..YOURS
    },
    Entry {
        name: "ipv6-range-rate",
        pattern: Pattern::permanent(7, 508),
        meaning: "The IPv6 range of this address has sent more than is allowed.",
        remedy: "Send more slowly, or over IPv4.",
        ..YOURS
    },
    ACCOUNT_BLOCKED,
    Entry {
        name: "account-blocked-for-spam-range",
        pattern: Pattern::range(&[5], 7, 501, 503),
        ..ACCOUNT_BLOCKED
    },
    Entry {
        name: "bad-helo",
        pattern: Pattern::permanent(7, 506),
        meaning: "The name in HELO or EHLO is the receiving server's own.",
        remedy: "Have the sending server use its own full host name.",
        ..YOURS
    },
    Entry {
        name: "address-banned-by-hand",
        pattern: Pattern::permanent(7, 511),
        meaning: "This public address is banned, and the delist portal cannot remove it.",
        remedy: "Stop what sends from the address, then request delisting by mail as the bounce message says, and include the whole message.",
        ..YOURS
    },
    Entry {
        name: "recipient-block-list",
        pattern: Pattern::permanent(7, 513),
        meaning: "The recipient's own block list refuses this sender or address.",
        remedy: "Ask the recipient's administrators to remove it from their block list.",
        ..RECIPIENTS
    },
    Entry {
        name: "bulk-sender-rules",
        pattern: Pattern::permanent(7, 515),
        meaning: "The domain sends in bulk (5,000 a day and more) to Microsoft's consumer mailboxes without the required authentication.",
        remedy: "Publish SPF, sign with DKIM, publish DMARC, and align them with the From address.",
        source: source!(facts "4.8"),
        provenance: Provenance::Observed,
        ..YOURS
    },
    Entry {
        name: "address-banned",
        pattern: Pattern::range(&[5], 7, 606, 649),
        meaning: "This public address is banned; this is typical of home and dynamic ranges. Greeting and EHLO succeed; RCPT TO is refused.",
        remedy: "Request delisting at sender.office.com, or submit on port 587 to smtp.office365.com instead.",
        ..YOURS
    },
    Entry {
        name: "tenant-blocked",
        pattern: Pattern::permanent(7, 705),
        meaning: "The whole tenant is blocked from sending.",
        remedy: "Find and secure what sends in the tenant (accounts, applications, connectors), then ask Microsoft support to lift the block.",
        ..YOURS
    },
    Entry {
        name: "traffic-not-accepted-from-address",
        pattern: Pattern::permanent(7, 708),
        meaning: "Exchange Online accepts no traffic from this address.",
        remedy: "Send from another public address, or ask Microsoft support about this one.",
        ..YOURS
    },
    Entry {
        name: "unregistered-domains",
        pattern: Pattern::permanent(7, 750),
        meaning: "The tenant sends for domains that are not registered with it.",
        remedy: "Add and verify the domains of the sender addresses in the tenant, or stop sending with them.",
        ..YOURS
    },
];
