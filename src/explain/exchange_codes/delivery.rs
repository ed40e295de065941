//! Who may send what to whom: connectors, permissions, recipients, sender authentication; and what
//! Exchange Online finds when it sends itself.

use super::{DEFAULT, Entry, Pattern, RECIPIENTS, Replies, Side, YOURS};
use crate::sources::source;

const SEND_AS_DENIED: Entry = Entry {
    name: "send-as-denied",
    pattern: Pattern::permanent(7, 60),
    meaning: "The account that signed in may not send as the From address.",
    remedy: "Grant Send As on that mailbox, or have the client use the account's own address as From.",
    ..YOURS
};

const REFUSED_AT_EDGE: Entry = Entry {
    name: "relay-or-recipient-refused",
    pattern: Pattern::permanent(4, 1),
    replies: Replies::Usually(&[550]),
    meaning: "Relaying is denied, or the recipient is unknown and rejected at the edge (directory based edge blocking).",
    remedy: "Check that the recipient exists and its domain is accepted by the tenant; for relaying, check the inbound connector.",
    side: Side::Unknown,
    ..DEFAULT
};

const MTA_STS: Entry = Entry {
    name: "mta-sts-route",
    pattern: Pattern::range(&[4, 5], 4, 8, 8),
    when_sending: true,
    meaning: "Exchange Online could not send because the recipient domain's MTA-STS policy is not met.",
    remedy: "The recipient domain must correct its MX, certificate or MTA-STS policy so that they agree.",
    side: Side::Recipient,
    ..DEFAULT
};

pub(super) const ENTRIES: &[Entry] = &[
    SEND_AS_DENIED,
    Entry {
        name: "send-as-denied-storage",
        pattern: Pattern::permanent(2, 252),
        ..SEND_AS_DENIED
    },
    Entry {
        name: "send-as-denied-exception",
        pattern: Pattern::permanent(2, 0),
        texts: &["sendasdenied"],
        ..SEND_AS_DENIED
    },
    Entry {
        name: "connector-does-not-match",
        pattern: Pattern::permanent(7, 64),
        meaning: "Relay access denied (TenantAttribution): no inbound connector matches this address or certificate.",
        remedy: "Correct the inbound connector: the public address that Exchange Online sees, or the name in the certificate that your server sends.",
        ..YOURS
    },
    Entry {
        name: "direct-send-rejected",
        pattern: Pattern::permanent(7, 68),
        meaning: "The tenant rejects direct send: unauthenticated mail with its own domain as sender.",
        remedy: "Send through an inbound connector or sign in; or have the tenant's administrators allow direct send again (RejectDirectSend).",
        source: source!(facts sections "4.8 and 2"),
        ..YOURS
    },
    Entry {
        name: "dmarc-reject",
        pattern: Pattern::permanent(7, 509),
        meaning: "The message failed DMARC, and the sender domain's policy is to reject it.",
        remedy: "Make SPF or DKIM pass and align with the From domain, including mail through forwarders and bulk mail services.",
        ..YOURS
    },
    Entry {
        name: "recipient-rejected",
        texts: &["recipient address rejected"],
        meaning: "The recipient does not exist in the tenant, and is rejected at the edge (directory based edge blocking).",
        remedy: "Check the recipient's address. If it exists only on-premises, synchronize it, or set the domain to internal relay.",
        side: Side::Recipient,
        ..REFUSED_AT_EDGE
    },
    Entry {
        name: "relay-denied",
        texts: &["relay access denied"],
        meaning: "Exchange Online does not accept mail for the recipient's domain here, and this client may not relay.",
        remedy: "Check the recipient domain's MX and that it is an accepted domain; for relaying, set up an inbound connector.",
        side: Side::YourSide,
        ..REFUSED_AT_EDGE
    },
    REFUSED_AT_EDGE,
    Entry {
        name: "dane-result",
        pattern: Pattern::range(&[4, 5], 7, 320, 325),
        when_sending: true,
        meaning: "Exchange Online could not send because the check of the recipient's server (certificate, DANE or DNSSEC) failed.",
        remedy: "The recipient domain must correct its TLSA records, its DNSSEC signatures, or its server's STARTTLS and certificate.",
        ..RECIPIENTS
    },
    MTA_STS,
    Entry {
        name: "mta-sts-security",
        pattern: Pattern::range(&[4, 5], 7, 5, 5),
        texts: &["mta-sts"],
        ..MTA_STS
    },
    Entry {
        name: "transport-rule-refuses",
        pattern: Pattern::range(&[5], 7, 900, 999),
        meaning: "A mail flow rule refuses the message; these codes are free for rules.",
        remedy: "Read the text behind the code, which the rule's author wrote; the administrators of the organization that refuses it can change the rule.",
        side: Side::Unknown,
        ..DEFAULT
    },
    Entry {
        name: "transport-rule-refuses-default",
        pattern: Pattern::permanent(7, 1),
        texts: &["transport.rules.rejectmessage"],
        meaning: "A mail flow rule refuses the message.",
        remedy: "Find the rule with a message trace and the rule's name in it, and change or except it.",
        side: Side::Unknown,
        source: source!(facts "4.8"),
        ..DEFAULT
    },
    Entry {
        name: "external-forwarding-not-allowed",
        pattern: Pattern::permanent(7, 520),
        when_sending: true,
        meaning: "The tenant's outbound spam policy does not allow automatic forwarding to outside.",
        remedy: "Allow it in the outbound spam policy for the mailboxes that need it, or forward another way.",
        ..YOURS
    },
    Entry {
        name: "partner-connector-refuses",
        pattern: Pattern::permanent(7, 51),
        meaning: "A partner connector of the recipient's organization takes this sender's mail only from certain addresses or with a certain certificate.",
        remedy: "Send from an address, or with the certificate, that the connector names (RestrictDomainsToIPAddresses, RestrictDomainsToCertificate).",
        side: Side::Unknown,
        ..DEFAULT
    },
    Entry {
        name: "spf-violation-at-recipient",
        pattern: Pattern::permanent(7, 23),
        when_sending: true,
        meaning: "The recipient's server found that the domain's SPF record does not allow the sending server.",
        remedy: "Correct the SPF record: exoport domain DOMAIN.",
        ..YOURS
    },
];
