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
            // TRUST_E_CERT_SIGNATURE.
            ("... (os error -2146869244)", None),
            ("no number", None),
            ("(os error many)", None),
        ] {
            assert_eq!(verdict(text), expected, "{text}");
        }
    }
}
