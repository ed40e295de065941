//! Faults of STARTTLS and STLS.

use super::super::behaviour::{Behaviour, Starttls};
use super::super::expected::Expected;
use super::{Definition, MX, OUTLOOK, SMTP};
use exoport::record::{OutcomeCode, PhaseName, VerdictResult};
use exoport::targets::{Service, TlsMode};

const fn mail_exchanger(
    name: &'static str,
    description: &'static str,
    starttls: Starttls,
    expected: Expected,
) -> Definition {
    Definition {
        name,
        description,
        host: MX,
        service: Service::SmtpMx,
        tls: TlsMode::Smtp,
        behaviour: Behaviour {
            starttls,
            ..Behaviour::HEALTHY_MX
        },
        expected,
    }
}

const fn client_access(
    name: &'static str,
    description: &'static str,
    (host, service, tls): (&'static str, Service, TlsMode),
    starttls: Starttls,
    expected: Expected,
) -> Definition {
    Definition {
        name,
        description,
        host,
        service,
        tls,
        behaviour: Behaviour {
            starttls,
            ..Behaviour::HEALTHY
        },
        expected,
    }
}

const SUBMISSION: (&str, Service, TlsMode) = (SMTP, Service::Submission, TlsMode::Smtp);
const IMAP: (&str, Service, TlsMode) = (OUTLOOK, Service::Imap, TlsMode::Imap);
const POP: (&str, Service, TlsMode) = (OUTLOOK, Service::Pop, TlsMode::Pop);

const fn fails(outcome: OutcomeCode, finding: &'static str) -> Expected {
    Expected::fail(outcome, PhaseName::Starttls, finding)
}

pub(super) const CASES: &[Definition] = &[
    mail_exchanger(
        "starttls-stripped",
        "A Microsoft banner, but something on the path has removed STARTTLS.",
        Starttls::Stripped,
        fails(OutcomeCode::StarttlsNotOffered, "starttls-stripped"),
    ),
    mail_exchanger(
        "starttls-masked",
        "A firewall that inspects SMTP has masked the banner and STARTTLS.",
        Starttls::Masked,
        fails(OutcomeCode::StarttlsNotOffered, "starttls-masked"),
    ),
    client_access(
        "starttls-refused",
        "STARTTLS is offered and then refused, 454.",
        SUBMISSION,
        Starttls::Refused,
        fails(OutcomeCode::StarttlsRefused, "starttls-refused"),
    ),
    client_access(
        "starttls-unsupported",
        "STARTTLS is offered, and a mail shield in between answers 500 Unsupported command.",
        SUBMISSION,
        Starttls::NotRecognized,
        fails(OutcomeCode::StarttlsRefused, "starttls-not-recognized"),
    ),
    mail_exchanger(
        "starttls-502",
        "STARTTLS is offered, and a device in between answers 502.",
        Starttls::NotImplemented,
        fails(OutcomeCode::StarttlsRefused, "starttls-not-recognized"),
    ),
    mail_exchanger(
        "starttls-bad-sequence",
        "STARTTLS is offered, and a proxy that is out of sync answers 503.",
        Starttls::OutOfSequence,
        fails(OutcomeCode::StarttlsRefused, "starttls-out-of-sequence"),
    ),
    mail_exchanger(
        "masked-banner",
        "A firewall that inspects SMTP has masked the banner and lets STARTTLS through.",
        Starttls::OfferedMasked,
        Expected::works(VerdictResult::Warn, "smtp-masked"),
    ),
    client_access(
        "imap-starttls-stripped",
        "A Microsoft IMAP greeting, but STARTTLS is not in the capabilities.",
        IMAP,
        Starttls::Stripped,
        fails(OutcomeCode::StarttlsNotOffered, "starttls-stripped"),
    ),
    client_access(
        "pop-stls-stripped",
        "A Microsoft POP3 greeting, but STLS is not in the capabilities.",
        POP,
        Starttls::Stripped,
        fails(OutcomeCode::StarttlsNotOffered, "starttls-stripped"),
    ),
    client_access(
        "injected",
        "A clear-text reply is slipped in between STARTTLS and TLS.",
        SUBMISSION,
        Starttls::Injected,
        // The bytes are thrown away and TLS goes on: the finding is what matters.
        Expected::works(VerdictResult::Fail, "plaintext-injection"),
    ),
    client_access(
        "auth-before-tls",
        "All is well, but AUTH LOGIN is also offered in clear text.",
        SUBMISSION,
        Starttls::OfferedBesideAuth,
        Expected::works(VerdictResult::Warn, "auth-before-tls"),
    ),
];
