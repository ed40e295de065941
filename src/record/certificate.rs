//! One certificate as sent.

use serde::{Deserialize, Serialize};

/// One certificate of the chain as sent (RFC 5280). Texts are escaped and bounded.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Certificate {
    /// SHA-256 of the DER, lower-case hexadecimal.
    pub sha256: String,
    /// SHA-1 of the DER, lower-case hexadecimal: the "thumbprint" that Windows shows.
    pub sha1: String,
    /// Subject, as `CN=..., O=...`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// Issuer, as `CN=..., O=...`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
    /// Serial number, hexadecimal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub serial: Option<String>,
    /// DNS names and addresses of subjectAltName; at most 256.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub subject_alt_names: Vec<String>,
    /// Start of validity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_before: Option<i64>,
    /// End of validity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_after: Option<i64>,
    /// The key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub public_key: Option<PublicKey>,
    /// The signature algorithm, for example `sha256WithRSAEncryption`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature_algorithm: Option<String>,
    /// Basic constraints say CA.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub ca: bool,
    /// Subject equals issuer.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub self_issued: bool,
    /// Where the issuer's certificate can be fetched (authority information access).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub issuer_urls: Vec<String>,
    /// Why the certificate could not be read; then only the fingerprints are there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

/// The public key of a certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PublicKey {
    /// `RSA`, `EC`, `Ed25519` or an object identifier.
    pub algorithm: String,
    /// Size in bits; 0 where unknown.
    pub bits: u32,
    /// The curve, for `EC`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub curve: Option<String>,
}
