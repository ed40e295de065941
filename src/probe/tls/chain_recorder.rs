//! A certificate verifier that lets every chain through and keeps it. The probe sends nothing secret,
//! and an administrator needs the facts most when the chain is bad; what it is worth is judged afterwards.

use std::sync::{Mutex, PoisonError};

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, DigitallySignedStruct, Error, SignatureScheme};

use super::{provider, words};

/// What came with a handshake.
#[derive(Debug, Clone, Default)]
pub(super) struct Chain {
    /// Leaf first.
    pub(super) certificates: Vec<CertificateDer<'static>>,
    pub(super) ocsp_staple_bytes: usize,
    /// The server could not prove that it holds the leaf's key.
    pub(super) signature_error: Option<String>,
}

/// Keeps the chain of one handshake.
#[derive(Debug, Default)]
pub(super) struct ChainRecorder {
    chain: Mutex<Chain>,
}

impl ChainRecorder {
    /// What has been kept.
    pub(super) fn chain(&self) -> Chain {
        self.chain
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn note(&self, result: Result<HandshakeSignatureValid, Error>) -> HandshakeSignatureValid {
        result.unwrap_or_else(|error| {
            let text = match error {
                Error::InvalidCertificate(CertificateError::BadSignature) => {
                    "the server's proof that it has the private key does not verify".to_owned()
                }
                // The certificate could not be read as far as its key.
                other => words(&other),
            };
            self.chain
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .signature_error = Some(text);
            HandshakeSignatureValid::assertion()
        })
    }
}

impl ServerCertVerifier for ChainRecorder {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let mut chain = self.chain.lock().unwrap_or_else(PoisonError::into_inner);
        chain.certificates = std::iter::once(end_entity)
            .chain(intermediates)
            .map(|certificate| certificate.clone().into_owned())
            .collect();
        chain.ocsp_staple_bytes = ocsp_response.len();
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = provider().signature_verification_algorithms;
        Ok(self.note(rustls::crypto::verify_tls12_signature(
            message,
            certificate,
            signature,
            &algorithms,
        )))
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = provider().signature_verification_algorithms;
        Ok(self.note(rustls::crypto::verify_tls13_signature(
            message,
            certificate,
            signature,
            &algorithms,
        )))
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        provider()
            .signature_verification_algorithms
            .supported_schemes()
    }
}
