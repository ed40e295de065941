//! How the chain is judged: each judge separately.

use serde::{Deserialize, Serialize};

use crate::string_enum::string_enum;

string_enum! {
    /// What a trust store says about a chain.
    pub enum StoreVerdict: "store verdict" {
        /// A path to a trusted root exists and is valid.
        Trusted = "trusted",
        /// No path to a trusted root.
        UnknownIssuer = "unknown-issuer",
        /// The path fails only on validity dates.
        Expired = "expired",
        /// The certificate is revoked.
        Revoked = "revoked",
        /// The path fails for another reason; `detail` says which.
        Invalid = "invalid",
        /// The store could not be read.
        Unavailable = "unavailable",
    }
}

string_enum! {
    /// Whose issuer it is.
    pub enum IssuerClass: "issuer class" {
        /// Up to a public root, and for the name asked for, which is Microsoft's: nobody else can have it.
        KnownMicrosoft = "known-microsoft",
        /// Another issuer under a public root.
        Public = "public",
        /// Under one of the additional roots that the caller named.
        Additional = "additional",
        /// Trusted by this machine only: an enterprise root, a TLS inspection device.
        Private = "private",
        /// The leaf is self-signed.
        SelfSigned = "self-signed",
        /// Not trusted by any store here.
        Unknown = "unknown",
    }
}

/// One store's answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Verification {
    /// The answer, name and purpose aside.
    pub verdict: StoreVerdict,
    /// The store's own error text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

/// How the chain is judged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Trust {
    /// The operating system's trust store, plus the additional roots of the configuration.
    pub system: Verification,
    /// The public roots (Mozilla's list, built in).
    pub public: Verification,
    /// Whether the certificate is for the name asked for (RFC 9525: subjectAltName only, never CN).
    pub name_matches: bool,
    /// The name that was matched.
    pub name: String,
    /// Whether the leaf is within its validity dates by this machine's clock.
    pub within_validity: bool,
    /// Whole days until the leaf expires; negative when it has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days_left: Option<i64>,
    /// Whose issuer it is.
    pub issuer_class: IssuerClass,
}
