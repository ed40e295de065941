//! The services of Exchange Online that a probe can speak to.

use crate::string_enum::string_enum;

use super::{Protocol, TlsMode};

string_enum! {
    /// What is expected to answer: decides the default port, how TLS starts and which dialogue is held.
    pub enum Service: "service" {
        /// Mail from other servers, port 25, STARTTLS (RFC 5321, RFC 3207).
        SmtpMx = "smtp-mx",
        /// Client submission, port 587, STARTTLS (RFC 6409).
        Submission = "submission",
        /// IMAP, port 993 with implicit TLS, 143 with STARTTLS (RFC 9051, RFC 8314).
        Imap = "imap",
        /// POP3, port 995 with implicit TLS, 110 with STLS (RFC 1939, RFC 2595, RFC 8314).
        Pop = "pop",
        /// Outlook on the web, EWS, MAPI over HTTP and REST, port 443.
        Web = "web",
        /// Administration: REST PowerShell, sign-in and the admin center, port 443.
        Admin = "admin",
    }
}

impl Service {
    /// The port that this service has when none is given.
    pub const fn default_port(self) -> u16 {
        match self {
            Service::SmtpMx => 25,
            Service::Submission => 587,
            Service::Imap => 993,
            Service::Pop => 995,
            Service::Web | Service::Admin => 443,
        }
    }

    /// How TLS starts for this service on this port, when nothing else is said.
    ///
    /// Implicit on 465, 993, 995 and 443 (RFC 8314, RFC 9110); STARTTLS or STLS on 25, 587, 143, 110.
    /// Any other port follows the service's own default port.
    pub const fn default_tls(self, port: u16) -> TlsMode {
        match (self, port) {
            (Service::SmtpMx | Service::Submission, 465) => TlsMode::Implicit,
            (Service::SmtpMx | Service::Submission, _) => TlsMode::Smtp,
            (Service::Imap, 143) => TlsMode::Imap,
            (Service::Pop, 110) => TlsMode::Pop,
            (Service::Imap | Service::Pop | Service::Web | Service::Admin, _) => TlsMode::Implicit,
        }
    }

    /// The service that a well-known port stands for, if any.
    pub const fn of_port(port: u16) -> Option<Service> {
        match port {
            25 => Some(Service::SmtpMx),
            465 | 587 => Some(Service::Submission),
            143 | 993 => Some(Service::Imap),
            110 | 995 => Some(Service::Pop),
            443 => Some(Service::Web),
            _ => None,
        }
    }

    /// The dialogue that this service speaks.
    pub const fn protocol(self) -> Protocol {
        match self {
            Service::SmtpMx | Service::Submission => Protocol::Smtp,
            Service::Imap => Protocol::Imap,
            Service::Pop => Protocol::Pop,
            Service::Web | Service::Admin => Protocol::Http,
        }
    }
}
