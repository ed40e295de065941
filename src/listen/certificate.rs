//! The certificate for STARTTLS: a given one, or one that is made and thrown away.

use std::sync::Arc;

use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use super::config::{ListenConfig, ListenError};
use crate::probe::tls::provider;

/// TLS 1.2 and 1.3 with the configured certificate; `None` without one: no STARTTLS then.
pub(super) fn tls_config(
    config: &ListenConfig,
    name: &str,
) -> Result<Option<Arc<ServerConfig>>, ListenError> {
    let (chain, key) = match (&config.certificate, &config.key) {
        (Some(certificate), Some(key)) => given(certificate, key)?,
        _ if config.throw_away_certificate => throw_away(name)?,
        _ => return Ok(None),
    };
    let unusable = |error: rustls::Error| {
        let why = crate::probe::tls::words(&error);
        ListenError::Certificate(format!("the certificate and its key cannot be used: {why}"))
    };
    let tls = ServerConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()
        .map_err(unusable)?
        .with_no_client_auth()
        // Also checks that the key belongs to the certificate.
        .with_single_cert(chain, key)
        .map_err(unusable)?;
    Ok(Some(Arc::new(tls)))
}

type Identity = (Vec<CertificateDer<'static>>, PrivateKeyDer<'static>);

fn unusable(why: &str) -> ListenError {
    ListenError::Certificate(why.to_owned())
}

fn given(certificate: &str, key: &str) -> Result<Identity, ListenError> {
    let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(certificate.as_bytes()).collect();
    let chain = chain.map_err(|_| unusable("the certificate is not well-formed PEM"))?;
    if chain.is_empty() {
        return Err(unusable(
            "the certificate file contains no -----BEGIN CERTIFICATE-----; convert it with: openssl x509 -inform der -in FILE -out FILE.pem",
        ));
    }
    // Never the text of a key in a message.
    let key = PrivateKeyDer::from_pem_slice(key.as_bytes()).map_err(|_| {
        unusable(
            "no private key in PEM without a passphrase; convert it with: openssl pkey -in KEY -out PLAIN",
        )
    })?;
    Ok((chain, key))
}

#[cfg(feature = "throw-away-certificate")]
fn throw_away(name: &str) -> Result<Identity, ListenError> {
    use time::{Duration, OffsetDateTime};

    let make = || -> Result<Identity, rcgen::Error> {
        let names = match crate::host_name::check_host(name) {
            Ok(()) => vec![name.to_owned()],
            Err(_) => Vec::new(),
        };
        let mut parameters = rcgen::CertificateParams::new(names)?;
        parameters.distinguished_name = rcgen::DistinguishedName::new();
        parameters.distinguished_name.push(
            rcgen::DnType::CommonName,
            "ExoPort test listener, throw-away certificate",
        );
        // A day more on both sides: the listener's own longest life, and clocks that are wrong.
        let now = OffsetDateTime::now_utc();
        parameters.not_before = now - Duration::DAY;
        parameters.not_after = now + Duration::DAY * 2;
        let key = rcgen::KeyPair::generate()?;
        let certificate = parameters.self_signed(&key)?;
        Ok((vec![certificate.der().clone()], PrivateKeyDer::from(key)))
    };
    make().map_err(|error| {
        ListenError::Certificate(format!("a throw-away certificate cannot be made: {error}"))
    })
}

#[cfg(not(feature = "throw-away-certificate"))]
fn throw_away(_name: &str) -> Result<Identity, ListenError> {
    Err(unusable(
        "this build makes no throw-away certificates; give a certificate and its key",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refuse(certificate: &str, key: &str) -> String {
        let config = ListenConfig {
            certificate: Some(certificate.into()),
            key: Some(key.into()),
            ..ListenConfig::default()
        };
        let refused = tls_config(&config, "mx.example");
        refused.expect_err("no identity").to_string()
    }

    #[test]
    fn without_a_certificate_there_is_no_starttls() {
        let tls = tls_config(&ListenConfig::default(), "mx.example").expect("fine");
        assert!(tls.is_none());
    }

    #[test]
    fn what_is_no_certificate_is_refused_without_showing_the_key() {
        let secret = "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n";
        for (certificate, key, part) in [
            ("", secret, "no -----BEGIN CERTIFICATE-----"),
            (
                "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n",
                secret,
                "not well-formed",
            ),
            (
                "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
                "no key",
                "private key in PEM",
            ),
            (
                "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
                secret,
                "cannot be used",
            ),
        ] {
            let error = refuse(certificate, key);
            assert!(error.contains(part), "{error}");
            assert!(
                !error.contains("c2Vj") && !error.contains("secret"),
                "{error}"
            );
        }
    }

    #[cfg(feature = "throw-away-certificate")]
    #[test]
    fn a_throw_away_certificate_is_made_for_any_name() {
        for name in ["mx.example", "[192.0.2.1]"] {
            let config = ListenConfig {
                throw_away_certificate: true,
                ..ListenConfig::default()
            };
            assert!(tls_config(&config, name).expect(name).is_some());
        }
    }
}
