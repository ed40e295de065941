//! What Exchange, in the cloud or on-premises, says about the way to the next server.

use super::{DEFAULT, Entry, Pattern, Provenance, RECIPIENTS, Replies, Side, YOURS};
use crate::sources::source;

const PROBE_NEXT: &str = "Probe that server from outside: exoport test HOST:25. On the receiving side, open port 25 to Exchange Online's senders \
     (exoport firewall --hybrid) and see who gets through: exoport listen.";

const PROBE_TLS: &str = "Look at STARTTLS and the certificate of that server: exoport test HOST:25 --tls smtp. Its administrators must \
     correct them, or the connector that demands TLS must be changed.";

/// No TLS session with the next server.
const NO_SESSION: Entry = Entry {
    name: "next-server-session-failed",
    pattern: Pattern::range(&[4, 5], 4, 317, 317),
    when_sending: true,
    meaning: "Exchange Online reached the recipient's mail server, and no SMTP session with it came about; the text in brackets gives the reason.",
    remedy: PROBE_TLS,
    ..RECIPIENTS
};

/// Winsock's errors on the way to the next server.
const WINSOCK: Entry = Entry {
    pattern: Pattern::temporary(4, 1),
    side: Side::Path,
    provenance: Provenance::Observed,
    source: source!(facts "4.8"),
    ..DEFAULT
};

const CERTIFICATE: Entry = Entry {
    name: "certificate-validation-failed",
    pattern: Pattern::range(&[4, 5], 7, 5, 5),
    when_sending: true,
    meaning: "A certificate on the way to the next server could not be validated: the recipient's, under MTA-STS or a connector, or a connector's own.",
    remedy: PROBE_TLS,
    side: Side::Unknown,
    source: source!(facts "4.8"),
    ..DEFAULT
};

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        name: "next-server-dns-failed",
        pattern: Pattern::range(&[4, 5], 4, 312, 312),
        when_sending: true,
        meaning: "The DNS look-up for the recipient's domain failed.",
        remedy: "Check the spelling of the domain, then its MX and name servers: exoport domain DOMAIN.",
        ..RECIPIENTS
    },
    Entry {
        name: "next-server-timed-out",
        pattern: Pattern::range(&[4, 5], 4, 315, 315),
        when_sending: true,
        meaning: "The recipient's mail server did not answer Exchange Online's connection in time.",
        remedy: PROBE_NEXT,
        ..RECIPIENTS
    },
    Entry {
        name: "recipient-server-refuses-connection",
        pattern: Pattern::range(&[4, 5], 4, 316, 316),
        when_sending: true,
        meaning: "Exchange Online cannot connect to the recipient's mail server.",
        remedy: PROBE_NEXT,
        ..RECIPIENTS
    },
    Entry {
        name: "next-server-without-starttls",
        texts: &["starttls is required"],
        meaning: "The recipient's mail server does not offer STARTTLS, or something on the path removes it, and the message must not be sent without TLS.",
        ..NO_SESSION
    },
    Entry {
        name: "next-server-certificate-refused",
        texts: &[
            "untrustedroot",
            "certificate",
            "subjectmismatch",
            "chain status",
        ],
        meaning: "Exchange Online does not accept the certificate of the recipient's mail server; the text in brackets gives the reason.",
        ..NO_SESSION
    },
    NO_SESSION,
    Entry {
        name: "next-server-hangs-up",
        pattern: Pattern::range(&[4, 5], 4, 318, 318),
        when_sending: true,
        meaning: "The recipient's mail server, or a device in front of it, closed the connection abruptly.",
        remedy: PROBE_NEXT,
        ..RECIPIENTS
    },
    Entry {
        name: "next-server-conversation-failed",
        pattern: Pattern::range(&[4], 4, 397, 398),
        when_sending: true,
        meaning: "An error occurred while Exchange Online was speaking with the recipient's mail server.",
        remedy: PROBE_NEXT,
        ..RECIPIENTS
    },
    Entry {
        name: "proxy-session-failed",
        pattern: Pattern::temporary(4, 101),
        meaning: "The front end could not set up a session with the next server; the reply quoted behind it gives the reason.",
        remedy: "Look at the reply in brackets. STARTTLS is required: see 451 5.7.3.",
        side: Side::Unknown,
        source: source!(facts "4.8"),
        ..DEFAULT
    },
    Entry {
        name: "starttls-required",
        pattern: Pattern::permanent(7, 3),
        replies: Replies::Only(&[451, 454, 550, 554]),
        texts: &["starttls is required"],
        meaning: "The server takes mail only inside TLS, and the sender did not start TLS: it is not configured to, its certificate was refused, \
            or something on the path removes STARTTLS.",
        remedy: "Enable STARTTLS in the client or send connector; if it is, see whether STARTTLS and the certificate get through: exoport test \
            smtp.office365.com:587 for submission, exoport check send-mail --domain DOMAIN for a connector.",
        source: source!(facts "4.8"),
        ..YOURS
    },
    Entry {
        name: "connect-timed-out",
        texts: &["winsock error code: 10060", "socket error code 10060"],
        meaning: "The sending server got no answer from the next server (Winsock 10060): something on the way drops the connection.",
        remedy: "Probe the way from the sending server: exoport test HOST:25. Check its firewall and whether the provider blocks port 25.",
        ..WINSOCK
    },
    Entry {
        name: "connect-refused",
        texts: &["winsock error code: 10061", "socket error code 10061"],
        meaning: "The next server, or a firewall in front of it, refused the connection (Winsock 10061).",
        remedy: "Check host and port of the connector, and that the server listens there: exoport test HOST:25.",
        ..WINSOCK
    },
    Entry {
        name: "message-expired",
        pattern: Pattern::temporary(4, 7),
        replies: Replies::Only(&[550, 554]),
        meaning: "The message expired in the queue: the sending server tried until its time was over and has given up, although the class of the code is 4.",
        remedy: "Find out why the next server could not be reached (an earlier delay notice often quotes it), probe it (exoport test HOST:25), then send again.",
        side: Side::Unknown,
        ..DEFAULT
    },
    Entry {
        name: "message-delayed",
        pattern: Pattern::temporary(4, 7),
        replies: Replies::Only(&[400, 450]),
        texts: &["message delayed", "delayed"],
        meaning: "The message waits in the queue; the sending server tries again by itself.",
        remedy: "Look for the reply quoted beside it, and probe the next server: exoport test HOST:25.",
        side: Side::Unknown,
        source: source!(facts "4.8"),
        ..DEFAULT
    },
    Entry {
        name: "front-end-cannot-proxy",
        pattern: Pattern::temporary(7, 0),
        texts: &[
            "prx1", "prx2", "prx3", "prx4", "prx5", "prx6", "prx7", "prx8", "prx9",
        ],
        meaning: "Exchange Online's front end could not pass the session on to a mailbox server.",
        remedy: "Wait: the sending server tries again by itself. If it lasts for hours, look at the service health and open a request with Microsoft.",
        side: Side::ExchangeOnline,
        source: source!(facts "4.8"),
        provenance: Provenance::Inferred,
        ..DEFAULT
    },
    Entry {
        name: "wrong-region",
        pattern: Pattern::temporary(4, 62),
        meaning: "The message was sent to the wrong region of Exchange Online (ATTR35): the sender uses an old MX of the domain.",
        remedy: "Look up the MX again and clear what has the old one: smart hosts, connectors, hosts files, DNS caches. exoport domain DOMAIN shows it.",
        source: source!(facts "4.8"),
        ..YOURS
    },
    Entry {
        name: "hybrid-unauthenticated",
        pattern: Pattern::temporary(4, 4),
        texts: &["attr5"],
        meaning: "Unauthenticated mail for a domain that a hybrid deployment has configured (ATTR5).",
        remedy: "Check the inbound connector: Exchange Online must recognize the on-premises server by its certificate or address.",
        source: source!(facts "4.8"),
        ..YOURS
    },
    Entry {
        name: "connector-certificate",
        texts: &["tlscertificatename", "certificate validation failure"],
        meaning: "The certificate that a connector uses or demands was not found or not valid; the reason is behind it. It is not about MTA-STS.",
        remedy: "On the on-premises server, check that the certificate named by the connector exists, is valid and enabled for SMTP; name it again if it was renewed.",
        side: Side::YourSide,
        ..CERTIFICATE
    },
    CERTIFICATE,
];
