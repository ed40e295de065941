//! What rustls and webpki find wrong, in words for the record: their own are for programmers.

use rustls::{AlertDescription, CertificateError, Error, PeerMisbehaved};

/// The words of an error, at most 300 characters.
pub(crate) fn words(error: &Error) -> String {
    let text = match error {
        Error::InvalidCertificate(why) => certificate_words(why),
        Error::AlertReceived(alert) => format!("received fatal alert: {}", alert_name(*alert)),
        Error::PeerMisbehaved(
            PeerMisbehaved::AttemptedDowngradeToTls12WhenTls13IsSupported,
        ) => "the server marks that it supports TLS 1.3 and yet agreed on an older version, as happens when a device on the path removes \
              TLS 1.3 from the handshake (RFC 8446 section 4.1.3)"
            .to_owned(),
        other => plain(&other.to_string()),
    };
    crate::text::sanitize(text.as_bytes(), 300)
}

fn certificate_words(why: &CertificateError) -> String {
    match why {
        CertificateError::UnknownIssuer => "unknown issuer".to_owned(),
        CertificateError::BadSignature => "a signature does not verify".to_owned(),
        CertificateError::UnsupportedSignatureAlgorithmContext { .. }
        | CertificateError::UnsupportedSignatureAlgorithmForPublicKeyContext { .. } => {
            "signed with an algorithm that is no longer accepted".to_owned()
        }
        CertificateError::Other(other) => match other.to_string().as_str() {
            "CaUsedAsEndEntity" => "a CA certificate is used as a server certificate".to_owned(),
            "UnsupportedCertVersion" => "not an X.509 version 3 certificate (RFC 5280)".to_owned(),
            text => plain(text),
        },
        other => plain(&other.to_string()),
    }
}

/// The names of a library's errors as words: `InvalidCertValidity` is `invalid cert validity`.
fn plain(text: &str) -> String {
    let words = text.split(' ').map(|word| {
        let name = word.trim_matches(|sign: char| !sign.is_ascii_alphanumeric());
        let is_name = name.starts_with(|sign: char| sign.is_ascii_alphabetic())
            && name.chars().all(|sign| sign.is_ascii_alphanumeric())
            && name.chars().skip(1).any(|sign| sign.is_ascii_uppercase())
            && name.chars().any(|sign| sign.is_ascii_lowercase());
        match is_name {
            true => word.replace(name, &snake_case(name).replace('_', " ")),
            false => word.to_owned(),
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

/// The name of an alert in RFC 8446: `HandshakeFailure` is `handshake_failure`.
pub(super) fn alert_name(alert: AlertDescription) -> String {
    match alert {
        // rustls spells these two in its own way.
        AlertDescription::UnrecognisedName => "unrecognized_name".to_owned(),
        AlertDescription::UnknownPSKIdentity => "unknown_psk_identity".to_owned(),
        _ => snake_case(&format!("{alert:?}")),
    }
}

fn snake_case(name: &str) -> String {
    let mut snake = String::with_capacity(name.len() + 4);
    let mut before: Option<char> = None;
    for character in name.chars().take(60) {
        // "UnknownCA" is unknown_ca: no underscore within a run of capitals.
        if character.is_ascii_uppercase()
            && before.is_some_and(|before| before.is_ascii_lowercase())
        {
            snake.push('_');
        }
        snake.push(character.to_ascii_lowercase());
        before = Some(character);
    }
    snake
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use rustls::{InvalidMessage, OtherError};

    use super::*;

    #[test]
    fn no_name_of_a_library_is_shown() {
        let other = |text: &str| {
            let error: Arc<dyn std::error::Error + Send + Sync> = Arc::from(Box::from(text));
            Error::InvalidCertificate(CertificateError::Other(OtherError(error)))
        };
        for (error, expected) in [
            (
                other("UnsupportedCertVersion"),
                "not an X.509 version 3 certificate (RFC 5280)",
            ),
            (
                other("CaUsedAsEndEntity"),
                "a CA certificate is used as a server certificate",
            ),
            (other("InvalidCertValidity"), "invalid cert validity"),
            (
                other("an error of Windows (0x800B0109)"),
                "an error of Windows (0x800B0109)",
            ),
            (
                Error::AlertReceived(AlertDescription::HandshakeFailure),
                "received fatal alert: handshake_failure",
            ),
            (
                Error::InvalidMessage(InvalidMessage::InvalidContentType),
                "received corrupt message of type invalid content type",
            ),
        ] {
            assert_eq!(words(&error), expected);
        }
        let downgrade = PeerMisbehaved::AttemptedDowngradeToTls12WhenTls13IsSupported;
        assert!(words(&Error::PeerMisbehaved(downgrade)).contains("RFC 8446 section 4.1.3"));
    }
}
