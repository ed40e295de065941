//! The trust stores: the operating system's, the public roots, the caller's own.

use std::sync::{Arc, OnceLock};

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName, TrustAnchor, UnixTime};
use rustls::{CertificateError, Error, RootCertStore};
use rustls_platform_verifier::Verifier as PlatformVerifier;

use crate::probe::ProberError;
use crate::record::{StoreVerdict, Verification};

use super::{provider, windows, words};

const FORMER_ROOT: &[u8] = include_bytes!("digicert-global-root-ca.pem");

type SharedVerifier = Arc<dyn ServerCertVerifier>;

/// The stores of a run, each read when it is first needed.
pub(crate) struct Stores {
    /// The additional roots alone.
    additional_verifier: Option<SharedVerifier>,
    system: OnceLock<Result<SharedVerifier, String>>,
}

impl Stores {
    /// Takes additional roots.
    ///
    /// # Errors
    /// They cannot be used.
    pub(crate) fn new(additional: &[TrustAnchor<'static>]) -> Result<Self, ProberError> {
        let verifier = match additional {
            [] => None,
            roots => Some(webpki(roots.iter().cloned().collect()).map_err(ProberError::Tls)?),
        };
        Ok(Self {
            additional_verifier: verifier,
            system: OnceLock::new(),
        })
    }

    /// Whether the operating system's store has been read.
    pub(crate) fn is_read(&self) -> bool {
        self.system.get().is_some()
    }

    /// Reads the operating system's store. Takes some milliseconds: not on an async thread.
    pub(crate) fn read(&self) -> Result<&dyn ServerCertVerifier, &str> {
        self.system
            .get_or_init(|| {
                PlatformVerifier::new(provider())
                    .map(|verifier| Arc::new(verifier) as SharedVerifier)
                    .map_err(|error| error.to_string())
            })
            .as_deref()
            .map_err(String::as_str)
    }

    /// What the additional roots say, and where they do not know the issuer, what the operating system's
    /// store says. May wait for the operating system, which on Windows and macOS may use the network: not
    /// on an async thread.
    pub(super) fn system(&self, question: &Question<'_>) -> Verification {
        // Not given to the operating system's verifier: Windows keeps extra roots in an engine apart
        // from its store, and goes online for a root that its store lacks.
        if let Some(verifier) = &self.additional_verifier {
            let additional = ask(verifier.as_ref(), question);
            if knows_the_issuer(additional.verdict) {
                return additional;
            }
        }
        match self.read() {
            Ok(verifier) => ask(verifier, question),
            Err(why) => Verification {
                verdict: StoreVerdict::Unavailable,
                detail: Some(why.to_owned()),
            },
        }
    }

    /// What the public roots say.
    pub(super) fn public(&self, question: &Question<'_>) -> Verification {
        static PUBLIC: OnceLock<Result<SharedVerifier, String>> = OnceLock::new();
        let verifier = PUBLIC.get_or_init(|| {
            let roots = RootCertStore {
                roots: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
            };
            webpki(roots)
        });
        match verifier {
            Ok(verifier) => ask(verifier.as_ref(), question),
            Err(why) => Verification {
                verdict: StoreVerdict::Unavailable,
                detail: Some(why.clone()),
            },
        }
    }

    /// Whether DigiCert Global Root CA carries the chain, dates aside. Mozilla and Chrome dropped it on 2026-04-15,
    /// when Exchange Online still stood under it; systems keep it longer (facts section 4.6).
    pub(super) fn former(&self, question: &Question<'_>) -> bool {
        static FORMER: OnceLock<Result<SharedVerifier, String>> = OnceLock::new();
        let verifier = FORMER.get_or_init(|| {
            let mut roots = RootCertStore::empty();
            let root = CertificateDer::from_pem_slice(FORMER_ROOT);
            let root = root.map_err(|error| error.to_string())?;
            roots.add(root).map_err(|error| error.to_string())?;
            webpki(roots)
        });
        verifier
            .as_ref()
            .is_ok_and(|verifier| knows_the_issuer(ask(verifier.as_ref(), question).verdict))
    }

    /// Whether the additional roots alone carry the chain, dates aside.
    pub(super) fn additional(&self, question: &Question<'_>) -> bool {
        self.additional_verifier
            .as_ref()
            .is_some_and(|verifier| knows_the_issuer(ask(verifier.as_ref(), question).verdict))
    }
}

/// What a store is asked.
pub(super) struct Question<'a> {
    pub(super) leaf: &'a CertificateDer<'static>,
    pub(super) intermediates: &'a [CertificateDer<'static>],
    /// A name that the leaf is for: the name asked for is judged apart from the chain.
    pub(super) name: &'a ServerName<'static>,
    pub(super) now: UnixTime,
    /// An instant within the leaf's validity, to tell "expired" from "unknown issuer and expired".
    pub(super) within_validity: Option<UnixTime>,
    /// Whether the leaf names itself as its issuer and comes alone.
    pub(super) self_signed: bool,
}

fn webpki(roots: RootCertStore) -> Result<SharedVerifier, String> {
    WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider())
        .build()
        .map(|verifier| verifier as SharedVerifier)
        .map_err(|error| error.to_string())
}

fn ask(verifier: &dyn ServerCertVerifier, question: &Question<'_>) -> Verification {
    let at = |now| {
        verifier
            .verify_server_cert(
                question.leaf,
                question.intermediates,
                question.name,
                &[],
                now,
            )
            .map(|_| ())
    };
    let result = at(question.now);
    let Err(error) = result else {
        return Verification {
            verdict: StoreVerdict::Trusted,
            detail: None,
        };
    };
    let mut verdict = classify(&error, question.self_signed);
    let mut detail = words(&error);
    if verdict == StoreVerdict::Expired
        && let Some(then) = question.within_validity
        && let Err(error) = at(then)
    {
        let earlier = classify(&error, question.self_signed);
        if !matches!(earlier, StoreVerdict::Expired | StoreVerdict::Trusted) {
            verdict = earlier;
            detail = words(&error);
        }
    }
    Verification {
        verdict,
        detail: (verdict != StoreVerdict::Trusted).then_some(detail),
    }
}

/// Whether a store has found who issued the chain. One that only finds a date wrong has.
pub(super) fn knows_the_issuer(verdict: StoreVerdict) -> bool {
    matches!(
        verdict,
        StoreVerdict::Trusted | StoreVerdict::Expired | StoreVerdict::Revoked
    )
}

fn classify(error: &Error, leaf_is_own_issuer: bool) -> StoreVerdict {
    let Error::InvalidCertificate(why) = error else {
        return StoreVerdict::Invalid;
    };
    match why {
        CertificateError::Expired
        | CertificateError::ExpiredContext { .. }
        | CertificateError::NotValidYet
        | CertificateError::NotValidYetContext { .. } => StoreVerdict::Expired,
        CertificateError::UnknownIssuer => StoreVerdict::UnknownIssuer,
        CertificateError::Revoked => StoreVerdict::Revoked,
        // Names are judged apart; a store that stumbles over one has found the chain good.
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            StoreVerdict::Trusted
        }
        // OpenSSL marks what it signs with its own key as a CA unless told otherwise: the commonest
        // self-signed certificate there is, and one that no root carries.
        CertificateError::Other(why) if leaf_is_own_issuer && is_ca_as_server(why) => {
            StoreVerdict::UnknownIssuer
        }
        CertificateError::Other(why) if cfg!(windows) => {
            windows::verdict(&why.to_string()).unwrap_or(StoreVerdict::Invalid)
        }
        _ => StoreVerdict::Invalid,
    }
}

/// Whether webpki found the certificate of a CA where the server's own belongs.
pub(super) fn is_ca_as_server(why: &rustls::OtherError) -> bool {
    why.to_string() == "CaUsedAsEndEntity"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_former_root_is_the_one_that_the_facts_name() {
        let root = CertificateDer::from_pem_slice(FORMER_ROOT).expect("a certificate");
        let described = super::super::certificate::describe(&root);
        assert_eq!(described.sha1, "a8985d3a65e5e5c4b2d7d66d40c6dd2fb19c5436");
    }
}
