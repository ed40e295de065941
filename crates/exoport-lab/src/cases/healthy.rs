//! Servers without fault.

use super::super::behaviour::Behaviour;
use super::super::expected::Expected;
use super::{Definition, MX, OUTLOOK, SMTP};
use exoport::targets::{Service, TlsMode};

const fn healthy(
    name: &'static str,
    description: &'static str,
    host: &'static str,
    service: Service,
    tls: TlsMode,
) -> Definition {
    Definition {
        name,
        description,
        host,
        service,
        tls,
        behaviour: match service {
            Service::SmtpMx => Behaviour::HEALTHY_MX,
            _ => Behaviour::HEALTHY,
        },
        expected: Expected::PASS,
    }
}

pub(super) const CASES: &[Definition] = &[
    healthy(
        "healthy-smtp-mx",
        "A mail exchanger that offers STARTTLS and no AUTH.",
        MX,
        Service::SmtpMx,
        TlsMode::Smtp,
    ),
    healthy(
        "healthy-submission",
        "Client submission that offers AUTH only inside TLS.",
        SMTP,
        Service::Submission,
        TlsMode::Smtp,
    ),
    healthy(
        "healthy-imap",
        "IMAP with TLS from the first byte.",
        OUTLOOK,
        Service::Imap,
        TlsMode::Implicit,
    ),
    healthy(
        "healthy-imap-starttls",
        "IMAP that starts in clear text and offers STARTTLS.",
        OUTLOOK,
        Service::Imap,
        TlsMode::Imap,
    ),
    healthy(
        "healthy-pop",
        "POP3 with TLS from the first byte.",
        OUTLOOK,
        Service::Pop,
        TlsMode::Implicit,
    ),
    healthy(
        "healthy-pop-stls",
        "POP3 that starts in clear text and offers STLS.",
        OUTLOOK,
        Service::Pop,
        TlsMode::Pop,
    ),
    healthy(
        "healthy-web",
        "Outlook on the web over HTTPS.",
        "outlook.cloud.microsoft",
        Service::Web,
        TlsMode::Implicit,
    ),
    healthy(
        "healthy-admin",
        "REST PowerShell over HTTPS.",
        OUTLOOK,
        Service::Admin,
        TlsMode::Implicit,
    ),
];
