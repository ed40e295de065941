//! Faults of the TLS handshake, the certificate aside.

use super::super::behaviour::{Behaviour, Handshake, Identity};
use super::super::expected::Expected;
use super::{Definition, OUTLOOK, SMTP};
use exoport::record::{OutcomeCode, PhaseName, VerdictResult};
use exoport::targets::{Service, TlsMode};

pub(super) const fn fails(
    name: &'static str,
    description: &'static str,
    service: Service,
    handshake: Handshake,
    (outcome, finding): (OutcomeCode, &'static str),
) -> Definition {
    let (host, tls) = match service {
        Service::Submission => (SMTP, TlsMode::Smtp),
        _ => (OUTLOOK, TlsMode::Implicit),
    };
    Definition {
        name,
        description,
        host,
        service,
        tls,
        behaviour: Behaviour {
            handshake,
            ..Behaviour::HEALTHY
        },
        expected: Expected::fail(outcome, PhaseName::Tls, finding),
    }
}

pub(super) const CASES: &[Definition] = &[
    fails(
        "reset-in-handshake",
        "The connection is reset as soon as the ClientHello has been seen.",
        Service::Web,
        Handshake::Reset,
        (OutcomeCode::Reset, "handshake-cut"),
    ),
    fails(
        "closed-after-starttls",
        "The connection is closed right after the positive reply to STARTTLS.",
        Service::Submission,
        Handshake::Closed,
        (OutcomeCode::Closed, "handshake-cut"),
    ),
    fails(
        "stalled-handshake",
        "After the positive reply to STARTTLS the server says nothing.",
        Service::Submission,
        Handshake::Silent,
        (OutcomeCode::Timeout, "stalled"),
    ),
    fails(
        "tls-alert",
        "The server ends the handshake with the alert handshake_failure.",
        Service::Submission,
        Handshake::Alert,
        (OutcomeCode::TlsAlert, "tls-alert"),
    ),
    fails(
        "tls10-only",
        "The server supports nothing newer than TLS 1.0.",
        Service::Imap,
        Handshake::Tls10,
        (OutcomeCode::TlsIncompatible, "tls-too-old"),
    ),
    fails(
        "plain-http-on-tls",
        "Where TLS should begin, a web server answers in clear text.",
        Service::Web,
        Handshake::PlainHttp,
        (OutcomeCode::ProtocolMismatch, "wrong-service"),
    ),
    Definition {
        name: "tls10-too",
        description: "All is well, but the server also accepts TLS 1.0 and 1.1.",
        host: SMTP,
        service: Service::Submission,
        tls: TlsMode::Smtp,
        behaviour: Behaviour {
            handshake: Handshake::WithOldTls(Identity::ClientAccess),
            ..Behaviour::HEALTHY
        },
        expected: Expected::works(VerdictResult::Warn, "legacy-tls-offered"),
    },
];
