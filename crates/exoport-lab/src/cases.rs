//! The table of cases: name, description, whom it plays, what it does otherwise than a healthy server, and what a probe
//! must conclude.

use super::behaviour::{
    Application, Behaviour, Connect, Greeting, Handshake, Identity, Naming, Starttls,
};
use super::dns::zone;
use super::expected::Expected;
use super::hosts::{MX, OUTLOOK, SMTP};
use exoport::record::{OutcomeCode, PhaseName, VerdictResult};
use exoport::targets::{Service, TlsMode};

/// One line of the table.
pub(super) struct Definition {
    pub name: &'static str,
    pub description: &'static str,
    pub host: &'static str,
    pub service: Service,
    pub tls: TlsMode,
    pub behaviour: Behaviour,
    pub expected: Expected,
}

/// Whom a case plays.
type Role = (&'static str, Service, TlsMode);

const SMTP_MX: Role = (MX, Service::SmtpMx, TlsMode::Smtp);
const SUBMISSION: Role = submission(SMTP);
const IMAPS: Role = (OUTLOOK, Service::Imap, TlsMode::Implicit);
const IMAP: Role = (OUTLOOK, Service::Imap, TlsMode::Imap);
const POP3S: Role = (OUTLOOK, Service::Pop, TlsMode::Implicit);
const POP3: Role = (OUTLOOK, Service::Pop, TlsMode::Pop);
const WEB: Role = (OUTLOOK, Service::Web, TlsMode::Implicit);
const NEW_WEB: Role = ("outlook.cloud.microsoft", Service::Web, TlsMode::Implicit);
const ADMIN: Role = (OUTLOOK, Service::Admin, TlsMode::Implicit);

const fn submission(host: &'static str) -> Role {
    (host, Service::Submission, TlsMode::Smtp)
}

const fn healthy(role: Role) -> Behaviour {
    match role.1 {
        Service::SmtpMx => Behaviour::HEALTHY_MX,
        _ => Behaviour::HEALTHY,
    }
}

/// A failure in a phase, with the finding that explains it.
macro_rules! fails {
    ($phase:ident: $outcome:ident, $finding:literal) => {
        Expected::fail(OutcomeCode::$outcome, PhaseName::$phase, $finding)
    };
}

/// It works, and there is something to say.
macro_rules! works {
    ($verdict:ident, $finding:literal) => {
        Expected::works(VerdictResult::$verdict, $finding)
    };
}

macro_rules! cases {
    ($( $name:literal, $role:expr, { $( $phase:ident: $how:expr )? }, $expected:expr, $description:literal; )+) => {
        /// Every case, healthy ones first, then by the phase of the fault.
        pub(super) const ALL: &[Definition] = &[ $( Definition {
            name: $name,
            description: $description,
            host: $role.0,
            service: $role.1,
            tls: $role.2,
            behaviour: Behaviour { $( $phase: $how, )? ..healthy($role) },
            expected: $expected,
        } ),+ ];
    };
}

cases! {
    "healthy-smtp-mx", SMTP_MX, {}, Expected::PASS,
        "A mail exchanger that offers STARTTLS and no AUTH.";
    "healthy-submission", SUBMISSION, {}, Expected::PASS,
        "Client submission that offers AUTH only inside TLS.";
    "healthy-imap", IMAPS, {}, Expected::PASS,
        "IMAP with TLS from the first byte.";
    "healthy-imap-starttls", IMAP, {}, Expected::PASS,
        "IMAP that starts in clear text and offers STARTTLS.";
    "healthy-pop", POP3S, {}, Expected::PASS,
        "POP3 with TLS from the first byte.";
    "healthy-pop-stls", POP3, {}, Expected::PASS,
        "POP3 that starts in clear text and offers STLS.";
    "healthy-web", NEW_WEB, {}, Expected::PASS,
        "Outlook on the web over HTTPS.";
    "healthy-admin", ADMIN, {}, Expected::PASS,
        "REST PowerShell over HTTPS.";

    // Behind each name a healthy server would be, if only the name led there.
    "alias-to-nowhere", submission(zone::ALIAS_TO_NOWHERE), { naming: Naming::Asked },
        fails!(Dns: NameNotFound, "cname-chain-broken"),
        "The second alias of the name leads to a name that does not exist.";
    "alias-to-failure", submission(zone::ALIAS_TO_FAILURE), { naming: Naming::Asked },
        fails!(Dns: ResolverFailure, "cname-chain-broken"),
        "The alias leads to a name for which the resolver answers SERVFAIL.";
    "alias-without-address", submission(zone::ALIAS_WITHOUT_ADDRESS), { naming: Naming::Asked },
        fails!(Dns: NoAddress, "cname-chain-broken"),
        "The alias leads to a name that has no address.";
    "dnssec-bogus", submission(zone::ALIAS_TO_BOGUS), { naming: Naming::Asked },
        fails!(Dns: ResolverFailure, "dnssec-failure"),
        "The alias leads into a signed zone whose signatures the resolver rejects.";

    "refused", SUBMISSION, { connect: Connect::Refuses }, Expected::REFUSED,
        "No server is listening: the connection is refused (RST).";
    "silent-drop", SMTP_MX, { connect: Connect::Drops }, fails!(Connect: Timeout, "silent-drop"),
        "A firewall drops the connection silently (on Windows it is refused).";

    "reset-in-greeting", SUBMISSION, { greeting: Greeting::Reset }, fails!(Greeting: Reset, "connection-cut"),
        "The connection is reset before the greeting.";
    "stalled-greeting", SUBMISSION, { greeting: Greeting::Silent }, fails!(Greeting: Timeout, "no-greeting"),
        "The server accepts and says nothing.";
    "dripping", SUBMISSION, { greeting: Greeting::Dripping }, fails!(Greeting: Timeout, "stalled"),
        "The greeting comes one byte at a time and never completes a line.";
    "tarpit", SUBMISSION, { greeting: Greeting::Tarpit }, works!(Pass, "slow-greeting"),
        "The greeting comes after seconds of silence; then all is well.";
    "throttled", SUBMISSION, { greeting: Greeting::Unavailable },
        fails!(Greeting: ServiceUnavailable, "service-unavailable"),
        "The server greets with a temporary failure, 421.";
    "refused-greeting", SUBMISSION, { greeting: Greeting::Refused }, fails!(Greeting: ServiceRefused, "service-refused"),
        "The server greets with a permanent failure, 554.";
    "endless-banner", SUBMISSION, { greeting: Greeting::EndlessReply }, fails!(Greeting: ReplyTooLong, "endless-reply"),
        "The greeting is a multi-line reply that never ends.";
    "endless-line", SUBMISSION, { greeting: Greeting::EndlessLine }, fails!(Greeting: ReplyTooLong, "endless-reply"),
        "The greeting is one line that never ends.";
    "wrong-service", SUBMISSION, { greeting: Greeting::OtherService },
        fails!(Greeting: ProtocolMismatch, "wrong-service"),
        "An SSH server answers on the submission port.";
    "foreign-banner", SUBMISSION, { greeting: Greeting::OtherProduct }, works!(Fail, "foreign-banner"),
        "Another mail server answers on the submission port, through a transparent proxy.";
    "imap-foreign-banner", IMAPS, { greeting: Greeting::OtherProduct }, works!(Fail, "foreign-banner"),
        "Another IMAP server answers in place of Exchange Online.";

    "starttls-stripped", SMTP_MX, { starttls: Starttls::Stripped },
        fails!(Starttls: StarttlsNotOffered, "starttls-stripped"),
        "A Microsoft banner, but something on the path has removed STARTTLS.";
    "starttls-masked", SMTP_MX, { starttls: Starttls::Masked }, fails!(Starttls: StarttlsNotOffered, "starttls-masked"),
        "A firewall that inspects SMTP has masked the banner and STARTTLS.";
    "starttls-refused", SUBMISSION, { starttls: Starttls::Refused },
        fails!(Starttls: StarttlsRefused, "starttls-refused"),
        "STARTTLS is offered and then refused, 454.";
    "starttls-unsupported", SUBMISSION, { starttls: Starttls::NotRecognized },
        fails!(Starttls: StarttlsRefused, "starttls-not-recognized"),
        "STARTTLS is offered, and a mail shield in between answers 500 Unsupported command.";
    "starttls-502", SMTP_MX, { starttls: Starttls::NotImplemented },
        fails!(Starttls: StarttlsRefused, "starttls-not-recognized"),
        "STARTTLS is offered, and a device in between answers 502.";
    "starttls-bad-sequence", SMTP_MX, { starttls: Starttls::OutOfSequence },
        fails!(Starttls: StarttlsRefused, "starttls-out-of-sequence"),
        "STARTTLS is offered, and a proxy that is out of sync answers 503.";
    "masked-banner", SMTP_MX, { starttls: Starttls::OfferedMasked }, works!(Warn, "smtp-masked"),
        "A firewall that inspects SMTP has masked the banner and lets STARTTLS through.";
    "imap-starttls-stripped", IMAP, { starttls: Starttls::Stripped },
        fails!(Starttls: StarttlsNotOffered, "starttls-stripped"),
        "A Microsoft IMAP greeting, but STARTTLS is not in the capabilities.";
    "pop-stls-stripped", POP3, { starttls: Starttls::Stripped },
        fails!(Starttls: StarttlsNotOffered, "starttls-stripped"),
        "A Microsoft POP3 greeting, but STLS is not in the capabilities.";
    // The bytes are thrown away and TLS goes on: the finding is what matters.
    "injected", SUBMISSION, { starttls: Starttls::Injected }, works!(Fail, "plaintext-injection"),
        "A clear-text reply is slipped in between STARTTLS and TLS.";
    "auth-before-tls", SUBMISSION, { starttls: Starttls::OfferedBesideAuth }, works!(Warn, "auth-before-tls"),
        "All is well, but AUTH LOGIN is also offered in clear text.";

    "reset-in-handshake", WEB, { handshake: Handshake::Reset }, fails!(Tls: Reset, "handshake-cut"),
        "The connection is reset as soon as the ClientHello has been seen.";
    "closed-after-starttls", SUBMISSION, { handshake: Handshake::Closed }, fails!(Tls: Closed, "handshake-cut"),
        "The connection is closed right after the positive reply to STARTTLS.";
    "stalled-handshake", SUBMISSION, { handshake: Handshake::Silent }, fails!(Tls: Timeout, "stalled"),
        "After the positive reply to STARTTLS the server says nothing.";
    "tls-alert", SUBMISSION, { handshake: Handshake::Alert }, fails!(Tls: TlsAlert, "tls-alert"),
        "The server ends the handshake with the alert handshake_failure.";
    "tls10-only", IMAPS, { handshake: Handshake::Tls10 }, fails!(Tls: TlsIncompatible, "tls-too-old"),
        "The server supports nothing newer than TLS 1.0.";
    "plain-http-on-tls", WEB, { handshake: Handshake::PlainHttp }, fails!(Tls: ProtocolMismatch, "wrong-service"),
        "Where TLS should begin, a web server answers in clear text.";
    "tls10-too", SUBMISSION, { handshake: Handshake::WithOldTls(Identity::ClientAccess) },
        works!(Warn, "legacy-tls-offered"),
        "All is well, but the server also accepts TLS 1.0 and 1.1.";

    "expired", SUBMISSION, { handshake: Handshake::With(Identity::Expired) },
        fails!(Tls: CertificateExpired, "certificate-expired"),
        "The certificate expired a week ago.";
    "not-yet-valid", IMAPS, { handshake: Handshake::With(Identity::NotYetValid) },
        fails!(Tls: CertificateNotYetValid, "certificate-not-yet-valid"),
        "The certificate is not valid until next month.";
    "wrong-name", SUBMISSION, { handshake: Handshake::With(Identity::WrongName) },
        fails!(Tls: CertificateWrongName, "certificate-wrong-name"),
        "The certificate is for another site.";
    "missing-intermediate", SUBMISSION, { handshake: Handshake::With(Identity::MissingIntermediate) },
        fails!(Tls: CertificateUnknownIssuer, "chain-incomplete"),
        "The server sends its certificate without the intermediate.";
    "foreign-issuer", WEB, { handshake: Handshake::With(Identity::ForeignIssuer) },
        fails!(Tls: CertificateUnknownIssuer, "foreign-issuer"),
        "A TLS inspection device presents its own certificate.";
    "forged-names", SMTP_MX, { handshake: Handshake::With(Identity::Forged) },
        fails!(Tls: CertificateUnknownIssuer, "foreign-issuer"),
        "Every certificate of the chain has Microsoft's and DigiCert's names, and anybody made them.";
    "self-signed", POP3S, { handshake: Handshake::With(Identity::SelfSigned) },
        fails!(Tls: CertificateUnknownIssuer, "self-signed"),
        "The certificate is self-signed.";

    "stalled-application", IMAPS, { application: Application::Silent }, fails!(Application: Timeout, "stalled"),
        "TLS and the IMAP greeting are fine; then no command is answered.";
    "http-503", WEB, { application: Application::Unavailable }, fails!(Application: HttpError, "http-error"),
        "The web server answers 503 Service Unavailable.";
    "captive-portal", WEB, { application: Application::Portal }, works!(Fail, "block-page"),
        "The network's portal redirects every web request to its log-on page.";
    "block-page", WEB, { application: Application::BlockPage }, works!(Fail, "block-page"),
        "A web filter answers with a page of its own, 403.";
    "foreign-web-server", WEB, { application: Application::OtherServer }, works!(Warn, "foreign-banner"),
        "Another web server answers for Outlook on the web, 404.";
}
