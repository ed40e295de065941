//! TLS: the handshake, the chain as sent, and how it is judged.

mod certificate;
mod chain_recorder;
mod handshake;
mod judge;
pub(crate) mod legacy;
mod stores;
mod windows;

use std::sync::Arc;

use rustls::crypto::CryptoProvider;
use rustls::pki_types::ServerName;

use crate::record::{Outcome, OutcomeCode, Trust};

pub(crate) use super::tls_error_text::words;

pub(crate) use handshake::{Handshake, TlsClient, describe_session};
pub(crate) use judge::{describe_chain, judge};
pub(crate) use stores::Stores;

/// The provider of all cryptography, passed explicitly everywhere: a process-wide default could meet
/// another library's.
pub(crate) fn provider() -> Arc<CryptoProvider> {
    static PROVIDER: std::sync::OnceLock<Arc<CryptoProvider>> = std::sync::OnceLock::new();
    Arc::clone(PROVIDER.get_or_init(|| Arc::new(rustls::crypto::ring::default_provider())))
}

/// A name as TLS wants it.
pub(crate) fn server_name(name: &str) -> Result<ServerName<'static>, Outcome> {
    let name = name.trim_end_matches('.');
    ServerName::try_from(name.to_owned()).map_err(|_| {
        Outcome::new(OutcomeCode::TlsFailure)
            .with_detail(format!("{name:?} cannot be sent as a TLS server name"))
    })
}

/// The outcome that a judged chain stands for: the first of validity, name and issuer that is wrong.
pub(crate) fn trust_outcome(trust: &Trust, signature_error: Option<&str>) -> Outcome {
    use crate::record::StoreVerdict as Verdict;
    if let Some(why) = signature_error {
        return Outcome::new(OutcomeCode::CertificateInvalid).with_detail(why);
    }
    if trust.days_left.is_none() {
        return Outcome::new(OutcomeCode::CertificateInvalid)
            .with_detail("its dates cannot be read");
    }
    let expired = trust.days_left.is_some_and(|days| days < 0);
    if !trust.within_validity {
        let code = if expired {
            OutcomeCode::CertificateExpired
        } else {
            OutcomeCode::CertificateNotYetValid
        };
        return Outcome::new(code);
    }
    if !trust.name_matches {
        return Outcome::new(OutcomeCode::CertificateWrongName)
            .with_detail(format!("the certificate is not for {}", trust.name));
    }
    // Where this machine's store cannot be read, the public roots decide.
    let judge = if trust.system.verdict == Verdict::Unavailable {
        &trust.public
    } else {
        &trust.system
    };
    let code = match judge.verdict {
        Verdict::Trusted => return Outcome::new(OutcomeCode::Ok),
        Verdict::UnknownIssuer | Verdict::Unavailable => OutcomeCode::CertificateUnknownIssuer,
        Verdict::Expired => OutcomeCode::CertificateExpired,
        Verdict::Revoked => OutcomeCode::CertificateRevoked,
        Verdict::Invalid => OutcomeCode::CertificateInvalid,
    };
    let mut outcome = Outcome::new(code);
    outcome.detail.clone_from(&judge.detail);
    outcome
}
