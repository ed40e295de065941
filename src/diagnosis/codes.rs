//! The codes of findings: public contract, documented in docs/verdicts.md, never renamed.

use crate::sources::source;
use crate::string_enum::string_enum;

string_enum! {
    /// What a finding is about.
    pub enum FindingCode: "finding code" {
        /// The name does not exist.
        NameNotFound = "name-not-found",
        /// The name has no address of the family asked for.
        NoAddress = "no-address",
        /// The domain takes no mail.
        NullMx = "null-mx",
        /// The resolver failed.
        ResolverFailure = "resolver-failure",
        /// The resolver did not answer.
        ResolverTimeout = "resolver-timeout",
        /// The chain of aliases behind the name breaks part-way.
        CnameChainBroken = "cname-chain-broken",
        /// The resolver rejects the answer in DNSSEC validation.
        DnssecFailure = "dnssec-failure",
        /// The resolver answers for one address family of the name and not for the other.
        AddressFamilyUnresolved = "address-family-unresolved",
        /// The MX could not be asked for.
        MxNotResolved = "mx-not-resolved",
        /// Connection attempts are dropped without an answer.
        SilentDrop = "silent-drop",
        /// The connection is refused.
        ConnectionRefused = "connection-refused",
        /// The connection is reset while it is made.
        ConnectionReset = "connection-reset",
        /// There is no route.
        NetworkUnreachable = "network-unreachable",
        /// This machine's own policy forbids the connection.
        LocalPolicy = "local-policy",
        /// This machine is out of resources.
        LocalLimit = "local-limit",
        /// The proxy cannot be reached.
        ProxyUnreachable = "proxy-unreachable",
        /// The proxy refuses to connect to the target.
        ProxyRefused = "proxy-refused",
        /// The proxy wants other credentials.
        ProxyAuthenticationRequired = "proxy-authentication-required",
        /// Connected, and the server says nothing.
        NoGreeting = "no-greeting",
        /// The dialogue stopped half-way.
        Stalled = "stalled",
        /// The connection was cut within the dialogue.
        ConnectionCut = "connection-cut",
        /// The connection was cut within the TLS handshake.
        HandshakeCut = "handshake-cut",
        /// The greeting came late.
        SlowGreeting = "slow-greeting",
        /// The server is there and temporarily does not serve.
        ServiceUnavailable = "service-unavailable",
        /// The server is there and refuses to serve this client.
        ServiceRefused = "service-refused",
        /// Something else than the expected service answers.
        WrongService = "wrong-service",
        /// The server sends without end.
        EndlessReply = "endless-reply",
        /// The HTTP answer is an error of a server.
        HttpError = "http-error",
        /// An Exchange Online front end without STARTTLS: somebody took it away.
        StarttlsStripped = "starttls-stripped",
        /// A device on the path masks SMTP.
        StarttlsMasked = "starttls-masked",
        /// A server that does not offer STARTTLS.
        StarttlsNotOffered = "starttls-not-offered",
        /// STARTTLS is offered and refused.
        StarttlsRefused = "starttls-refused",
        /// STARTTLS is offered, and the command is then unknown: a device in between answers.
        StarttlsNotRecognized = "starttls-not-recognized",
        /// STARTTLS is offered and then called out of sequence.
        StarttlsOutOfSequence = "starttls-out-of-sequence",
        /// The IMAP connection is authenticated before the client has said anything.
        ImapPreauth = "imap-preauth",
        /// A device on the path masks SMTP and lets STARTTLS through.
        SmtpMasked = "smtp-masked",
        /// Another product than Exchange Online answers on one of its names.
        ForeignBanner = "foreign-banner",
        /// Clear text was put between the STARTTLS reply and TLS.
        PlaintextInjection = "plaintext-injection",
        /// The service is given in clear text.
        PlaintextAccepted = "plaintext-accepted",
        /// Passwords may be sent in clear text.
        AuthBeforeTls = "auth-before-tls",
        /// The server speaks only TLS that is forbidden today.
        TlsTooOld = "tls-too-old",
        /// No suite, group or signature in common.
        TlsIncompatible = "tls-incompatible",
        /// The server refused the handshake with an alert.
        TlsAlert = "tls-alert",
        /// The handshake failed.
        TlsFailure = "tls-failure",
        /// TLS 1.0 or 1.1 is still offered.
        LegacyTlsOffered = "legacy-tls-offered",
        /// The certificate has expired.
        CertificateExpired = "certificate-expired",
        /// The certificate is not valid yet.
        CertificateNotYetValid = "certificate-not-yet-valid",
        /// The certificate expires soon.
        CertificateExpiresSoon = "certificate-expires-soon",
        /// The certificate is for other names.
        CertificateWrongName = "certificate-wrong-name",
        /// An issuer that Exchange Online does not use, trusted by nobody here: interception.
        ForeignIssuer = "foreign-issuer",
        /// An issuer that Exchange Online does not use, trusted by this machine only: inspection.
        TlsInspection = "tls-inspection",
        /// A self-signed certificate.
        SelfSigned = "self-signed",
        /// An issuer that this machine does not know.
        UnknownIssuer = "unknown-issuer",
        /// The server does not send its intermediate certificate.
        ChainIncomplete = "chain-incomplete",
        /// A Microsoft chain whose root or intermediate this machine does not have.
        MicrosoftIssuerNotTrusted = "microsoft-issuer-not-trusted",
        /// The certificate is revoked.
        CertificateRevoked = "certificate-revoked",
        /// The certificate is unfit for another reason.
        CertificateInvalid = "certificate-invalid",
        /// This machine's trust store could not be read.
        TrustStoreUnavailable = "trust-store-unavailable",
        /// One address family works and the other does not.
        AddressFamilyBroken = "address-family-broken",
        /// Some addresses of the name do not answer.
        SomeAddressesFail = "some-addresses-fail",
        /// A captive portal or block page answers.
        BlockPage = "block-page",
        /// A name leads to an address that is not among the published ones.
        AddressNotPublished = "address-not-published",
        /// A name leads to this machine itself.
        AddressLocal = "address-local",
        /// The front door of the DNS is not the one that answered.
        FrontDoorsDiffer = "front-doors-differ",
        /// Of several probes: no name can be resolved.
        ResolverDown = "resolver-down",
        /// Of several probes: nothing gets a connection.
        NoNetwork = "no-network",
        /// Of several probes: this machine's clock is wrong.
        ClockWrong = "clock-wrong",
        /// Of several probes: one foreign issuer everywhere.
        InterceptedEverywhere = "intercepted-everywhere",
        /// Of several probes: only 443 gets out.
        Only443Works = "only-443-works",
        /// Of several probes: the proxy carries 443 and refuses the mail ports.
        ProxyOnly443 = "proxy-only-443",
        /// Of several probes: direct connections are blocked, and the proxy is the only way out.
        OnlyThroughProxy = "only-through-proxy",
        /// Of several probes: port 25 is dropped, other ports work.
        Port25Blocked = "port-25-blocked",
        /// Of several probes: port 25 works to others and not to Microsoft.
        Port25ToMicrosoftBlocked = "port-25-to-microsoft-blocked",
        /// Of several probes: port 25 is rejected at once, other ports work.
        Port25Rejected = "port-25-rejected",
        /// Of several probes: 25 and 587 are dropped, other mail ports work.
        MailPortsBlocked = "mail-ports-blocked",
        /// The way is open, and the server turns this address away for now.
        Throttled = "throttled",
        /// A scenario needs a mail domain and has none.
        DomainMissing = "domain-missing",
        /// The MX does not lead to Exchange Online.
        MxElsewhere = "mx-elsewhere",
        /// The probe was cancelled.
        ProbeCancelled = "probe-cancelled",
        /// A fault of ExoPort.
        InternalError = "internal-error",
    }
}

impl FindingCode {
    /// Where the rule comes from: an RFC section, a page of Microsoft's, or a section of
    /// docs/exchange-online-facts.md.
    pub const fn source(self) -> &'static str {
        use FindingCode as Code;
        match self {
            Code::NameNotFound | Code::NoAddress => "RFC 1035 section 4.1.1, RFC 2308",
            Code::NullMx => "RFC 7505",
            Code::ResolverFailure | Code::ResolverTimeout => "RFC 1035 section 7.2",
            Code::CnameChainBroken => {
                source!(facts "3, RFC 1034 section 3.6.2, RFC 2308 section 2.1")
            }
            Code::DnssecFailure => source!(facts "3, RFC 4035 sections 3.2.2 and 5.5"),
            Code::AddressFamilyUnresolved => "RFC 4074, RFC 8305 section 3",
            Code::MxNotResolved => "RFC 5321 section 5.1",
            Code::SilentDrop => source!(facts "5.1, RFC 9293 section 3.8.3"),
            Code::ConnectionRefused | Code::ConnectionReset => {
                source!(facts "5.1, RFC 9293 section 3.5.2")
            }
            Code::NetworkUnreachable => "RFC 1122 section 3.2.2.1",
            Code::LocalPolicy | Code::LocalLimit => "connect(2), Windows Sockets error codes",
            Code::ProxyUnreachable => "RFC 9110 section 3.7, RFC 1928 section 3",
            Code::ProxyRefused => "RFC 9110 section 9.3.6, RFC 1928 section 6",
            Code::ProxyAuthenticationRequired => {
                "RFC 9110 section 15.5.8, RFC 1928 section 3, RFC 1929"
            }
            Code::NoGreeting | Code::Stalled => "RFC 5321 section 4.5.3.2",
            Code::ConnectionCut | Code::HandshakeCut => {
                source!(facts sections "5.2 and 5.3, RFC 9293 section 3.5.2")
            }
            Code::SlowGreeting => source!(facts "4.1"),
            Code::ServiceUnavailable => source!(smtp_errors ", RFC 5321 section 4.2.3"),
            Code::ServiceRefused => source!(smtp_errors ", RFC 5321 section 3.1"),
            Code::WrongService => source!(facts sections "4.2 and 5.3"),
            Code::EndlessReply => "RFC 5321 section 4.5.3.1",
            Code::HttpError => "RFC 9110 section 15.6",
            Code::StarttlsStripped => source!(facts sections "4.2 and 5.3, RFC 3207 section 6"),
            Code::StarttlsMasked => source!(facts "5.3"),
            Code::StarttlsNotOffered => "RFC 3207 section 4",
            Code::StarttlsRefused => source!(facts "5.3, RFC 3207 section 4"),
            Code::StarttlsNotRecognized => {
                source!(facts "5.3, RFC 3207 section 4, RFC 5321 section 4.2.4")
            }
            Code::StarttlsOutOfSequence => source!(facts "5.3, RFC 5321 section 4.1.4"),
            Code::ImapPreauth => "RFC 9051 sections 6.2.1, 7.1.4 and 11.1",
            Code::SmtpMasked => source!(facts "5.3"),
            Code::ForeignBanner => source!(facts sections "4.1 to 4.5 and 5.3"),
            Code::PlaintextInjection => "RFC 3207 section 6, CVE-2011-0411",
            Code::AuthBeforeTls | Code::PlaintextAccepted => {
                source!(facts "4.1, RFC 8314 section 3")
            }
            Code::TlsTooOld | Code::LegacyTlsOffered => source!(encryption ", RFC 8996"),
            Code::TlsIncompatible => source!(encryption ", RFC 8446 section 4.1.1"),
            Code::TlsAlert => "RFC 8446 section 6",
            Code::TlsFailure => "RFC 8446 section 4",
            Code::CertificateExpired
            | Code::CertificateNotYetValid
            | Code::CertificateExpiresSoon => "RFC 5280 section 4.1.2.5",
            Code::CertificateWrongName => source!(facts "4.6, RFC 9525"),
            Code::ForeignIssuer | Code::TlsInspection => source!(facts sections "4.6 and 5.2"),
            Code::SelfSigned | Code::UnknownIssuer => "RFC 5280 section 6",
            Code::ChainIncomplete => source!(facts "8, RFC 8446 section 4.4.2"),
            Code::MicrosoftIssuerNotTrusted => source!(facts sections "4.6 and 8"),
            Code::CertificateRevoked => "RFC 5280 section 5",
            Code::CertificateInvalid => "RFC 5280 section 6",
            Code::TrustStoreUnavailable => "RFC 5280 section 6.1",
            Code::AddressFamilyBroken | Code::SomeAddressesFail => "RFC 8305",
            Code::BlockPage => source!(facts sections "4.5 and 5.2, RFC 6585 section 6"),
            Code::AddressNotPublished => source!(endpoints),
            Code::AddressLocal => "RFC 1122 section 3.2.1.3",
            Code::FrontDoorsDiffer => source!(facts sections "3 and 4.5"),
            Code::ResolverDown => "RFC 1035 section 7.2",
            Code::NoNetwork => "RFC 1122 section 3.2.2.1, RFC 9293 section 3.8.3",
            Code::ClockWrong => {
                source!(facts "4.1, RFC 5280 section 4.1.2.5, RFC 9110 section 6.6.1")
            }
            Code::InterceptedEverywhere => source!(principles),
            Code::Only443Works => concat!(source!(endpoints), ", ", source!(principles)),
            Code::ProxyOnly443 => concat!(
                source!(endpoints),
                ", ",
                source!(principles ", RFC 9110 section 9.3.6, RFC 1928 section 6")
            ),
            Code::OnlyThroughProxy => concat!(source!(endpoints), ", ", source!(principles)),
            Code::Port25Blocked
            | Code::Port25ToMicrosoftBlocked
            | Code::Port25Rejected
            | Code::MailPortsBlocked => source!(facts "5.1"),
            Code::Throttled => source!(smtp_errors),
            Code::DomainMissing => source!(dns_records ", RFC 5321 section 5.1"),
            Code::MxElsewhere => source!(dns_records),
            Code::ProbeCancelled | Code::InternalError => "docs/outcomes.md",
        }
    }
}
