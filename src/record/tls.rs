//! The TLS session.

use serde::{Deserialize, Serialize};

use crate::string_enum::string_enum;

/// The TLS session, as far as it got.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct TlsSession {
    /// The name sent in SNI; absent for address literals (RFC 6066 section 3).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub server_name: Option<String>,
    /// `TLSv1.3` or `TLSv1.2`; where the handshake failed because the server answered with an older
    /// version, that one (`TLSv1.1`, `TLSv1.0`, `SSLv3`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// The suite's IANA name, for example `TLS_AES_256_GCM_SHA384`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cipher_suite: Option<String>,
    /// The key exchange group, for example `X25519`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// The protocol chosen by ALPN (RFC 7301).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alpn: Option<String>,
    /// The server stapled an OCSP response of this many bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ocsp_staple_bytes: Option<u32>,
    /// Why the handshake failed, in the TLS library's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

string_enum! {
    /// How a server answered a ClientHello of its own.
    pub enum LegacyResult: "legacy TLS result" {
        /// It answered with a ServerHello.
        Accepted = "accepted",
        /// It refused with an alert or by closing.
        Rejected = "rejected",
        /// The extra connection failed before an answer.
        Unknown = "unknown",
    }
}

/// What a server accepts below TLS 1.2, or with suites that a modern client does not offer. Found with
/// hand-made ClientHellos, one extra connection each; nothing is completed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct LegacyOffer {
    /// TLS 1.0 (RFC 2246, forbidden by RFC 8996).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tls10: Option<LegacyResult>,
    /// TLS 1.1 (RFC 4346, forbidden by RFC 8996).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tls11: Option<LegacyResult>,
    /// TLS 1.2 with only the suites that this client does not have (CBC, RSA key exchange, DHE).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tls12_other_suites: Option<LegacyResult>,
    /// The suite that was negotiated there, by IANA name or number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tls12_other_suite: Option<String>,
}
