//! What happened and where, in one code each: a closed, documented set. Codes are never renamed.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use crate::string_enum::string_enum;

string_enum! {
    /// A phase of a probe.
    pub enum PhaseName: "phase" {
        /// Names to addresses.
        Dns = "dns",
        /// To and through a proxy.
        Proxy = "proxy",
        /// TCP.
        Connect = "connect",
        /// The server's first words.
        Greeting = "greeting",
        /// From the first command to the reply to STARTTLS or STLS.
        Starttls = "starttls",
        /// The TLS handshake.
        Tls = "tls",
        /// The dialogue inside TLS (or without TLS, where none was asked for), to its end.
        Application = "application",
    }
}

string_enum! {
    /// What happened. docs/outcomes.md lists the same set with what to do.
    pub enum OutcomeCode: "outcome code" {
        /// The dialogue completed and the certificate, if any, is valid.
        Ok = "ok",
        /// The name does not exist (NXDOMAIN, EAI_NONAME).
        NameNotFound = "name-not-found",
        /// The name exists but has no address of the requested family.
        NoAddress = "no-address",
        /// The domain has a null MX: it accepts no mail (RFC 7505).
        NullMx = "null-mx",
        /// The resolver answered with a failure, or none could be queried.
        ResolverFailure = "resolver-failure",
        /// Nothing was received in time; the phase says where.
        Timeout = "timeout",
        /// The connection was actively refused (RST to SYN).
        Refused = "refused",
        /// The connection was reset (RST) in the phase named.
        Reset = "reset",
        /// The peer closed the connection in the phase named, before it was done.
        Closed = "closed",
        /// No route to the host or network, or an ICMP error said so.
        Unreachable = "unreachable",
        /// This machine's own policy refused the connection (EACCES, EPERM, WSAEACCES).
        LocalPolicy = "local-policy",
        /// This machine is out of file descriptors, ports or buffers; nothing is known about the peer.
        LocalLimit = "local-limit",
        /// The proxy refused the connection: an HTTP status other than 2xx, 401 and 407, or a SOCKS reply
        /// other than 0.
        ProxyRefused = "proxy-refused",
        /// The proxy wants other credentials than it was given, or another method to send them: HTTP 407
        /// (or 401, which some send instead), no acceptable SOCKS method, or user and password refused.
        ProxyAuthenticationRequired = "proxy-authentication-required",
        /// The server greeted or answered with a temporary refusal (421, 4xx, `* BYE`, `-ERR`).
        ServiceUnavailable = "service-unavailable",
        /// The server refused for good (5xx greeting or EHLO).
        ServiceRefused = "service-refused",
        /// The server did not offer STARTTLS (or STLS).
        StarttlsNotOffered = "starttls-not-offered",
        /// The server offered STARTTLS and refused it (454, 5xx, NO, BAD, -ERR).
        StarttlsRefused = "starttls-refused",
        /// Something other than the expected protocol answered.
        ProtocolMismatch = "protocol-mismatch",
        /// A line, a reply or the whole dialogue exceeded the limits.
        ReplyTooLong = "reply-too-long",
        /// The peer sent a TLS alert; `tls_alert` says which.
        TlsAlert = "tls-alert",
        /// The TLS handshake failed on this side, or the peer's TLS is broken.
        TlsFailure = "tls-failure",
        /// The peer has no protocol version or suite in common with TLS 1.2 and 1.3.
        TlsIncompatible = "tls-incompatible",
        /// The certificate has expired.
        CertificateExpired = "certificate-expired",
        /// The certificate is not valid yet.
        CertificateNotYetValid = "certificate-not-yet-valid",
        /// The certificate is for other names (RFC 9525).
        CertificateWrongName = "certificate-wrong-name",
        /// The certificate does not chain to a trusted root.
        CertificateUnknownIssuer = "certificate-unknown-issuer",
        /// The certificate is revoked.
        CertificateRevoked = "certificate-revoked",
        /// The certificate or its chain cannot be used for another reason (purpose, signature, encoding).
        CertificateInvalid = "certificate-invalid",
        /// The HTTP answer was an error of the server or of something on the path (5xx, 408, or no status).
        HttpError = "http-error",
        /// The probe was cancelled.
        Cancelled = "cancelled",
        /// A fault of ExoPort; please report it.
        Internal = "internal",
    }
}

/// A TLS alert that the peer sent (RFC 8446 section 6).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct TlsAlert {
    /// The alert's number.
    pub number: u8,
    /// Its name in RFC 8446, for example `handshake_failure`.
    pub name: String,
}

/// What happened, where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Outcome {
    /// The code.
    pub code: OutcomeCode,
    /// The phase in which it happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phase: Option<PhaseName>,
    /// The address it happened with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<IpAddr>,
    /// One sentence of detail. Text from the peer in it is escaped and short.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// The reply code of the server, where a reply decided (for example `421 4.3.2`, `NO`, `-ERR`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply: Option<String>,
    /// The alert, for `tls-alert`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tls_alert: Option<TlsAlert>,
}

impl Outcome {
    /// An outcome with a code alone.
    pub fn new(code: OutcomeCode) -> Self {
        Self {
            code,
            phase: None,
            address: None,
            detail: None,
            reply: None,
            tls_alert: None,
        }
    }

    /// The same with a sentence of detail.
    #[must_use]
    pub fn with_detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// The same with the reply that decided.
    #[must_use]
    pub fn with_reply(mut self, reply: impl Into<String>) -> Self {
        self.reply = Some(reply.into());
        self
    }

    /// Whether all went well.
    pub fn is_ok(&self) -> bool {
        self.code == OutcomeCode::Ok
    }
}
