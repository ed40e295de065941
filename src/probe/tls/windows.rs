//! What Windows says of a chain where rustls has no word for it: the numbers of winerror.h that
//! CertVerifyCertificateChainPolicy gives (CERT_CHAIN_POLICY_STATUS).

use crate::record::StoreVerdict;

/// The chain does not lead to any root that this machine has.
const CERT_E_CHAINING: u32 = 0x800B_010A;
/// A CA of the chain is not trusted by the policy.
const CERT_E_UNTRUSTEDCA: u32 = 0x800B_0112;
/// The chain leads to a test root.
const CERT_E_UNTRUSTEDTESTROOT: u32 = 0x800B_010D;
/// A certificate was revoked by its issuer (the leaf: CRYPT_E_REVOKED, which rustls knows).
const CERT_E_REVOKED: u32 = 0x800B_010C;
/// Whether it was revoked could not be found out. rustls-platform-verifier tells Windows not to mind;
/// Wine 8 minds, and does so before it looks whether the chain is whole.
const CERT_E_REVOCATION_FAILURE: u32 = 0x800B_010E;
/// The same, from the revocation provider: nobody knows how to check, or cannot be reached.
const CRYPT_E_NO_REVOCATION_CHECK: u32 = 0x8009_2012;
const CRYPT_E_REVOCATION_OFFLINE: u32 = 0x8009_2013;

/// The verdict that belongs to the text of an error, which ends in "(os error -2146762486)"; none where
/// the number says no more than that the chain is invalid.
pub(super) fn verdict(text: &str) -> Option<StoreVerdict> {
    let (_, rest) = text.rsplit_once("(os error ")?;
    let number: i32 = rest.strip_suffix(')')?.parse().ok()?;
    match number.cast_unsigned() {
        CERT_E_CHAINING | CERT_E_UNTRUSTEDCA | CERT_E_UNTRUSTEDTESTROOT => {
            Some(StoreVerdict::UnknownIssuer)
        }
        CERT_E_REVOKED => Some(StoreVerdict::Revoked),
        // The store was not the one to decide.
        CERT_E_REVOCATION_FAILURE | CRYPT_E_NO_REVOCATION_CHECK | CRYPT_E_REVOCATION_OFFLINE => {
            Some(StoreVerdict::Unavailable)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_windows_are_verdicts() {
        for (text, expected) in [
            (
                "A certificate chain could not be built to a trusted root authority. (os error -2146762486)",
                Some(StoreVerdict::UnknownIssuer),
            ),
            (
                "... (os error -2146762478)",
                Some(StoreVerdict::UnknownIssuer),
            ),
            ("... (os error -2146762484)", Some(StoreVerdict::Revoked)),
            (
                "... (os error -2146762482)",
                Some(StoreVerdict::Unavailable),
            ),
            // TRUST_E_CERT_SIGNATURE.
            ("... (os error -2146869244)", None),
            ("no number", None),
            ("(os error many)", None),
        ] {
            assert_eq!(verdict(text), expected, "{text}");
        }
    }
}
