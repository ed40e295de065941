//! The certificates of the lab's servers and the throw-away authorities behind them.
//!
//! All keys are ECDSA P-256, made when the lab starts and never written anywhere. Exchange Online
//! itself shows RSA certificates; making RSA keys would take longer than everything else here.

mod authority;
mod names;

use std::error::Error;
use std::sync::Arc;

use rcgen::KeyPair;
use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use super::behaviour::Identity;
use authority::{Authority, Validity, self_signed};

/// A TLS server configuration for every [`Identity`].
pub(super) struct Certificates {
    ca_pem: String,
    client_access: ServerConfig,
    mail_exchanger: ServerConfig,
    expired: ServerConfig,
    not_yet_valid: ServerConfig,
    wrong_name: ServerConfig,
    missing_intermediate: ServerConfig,
    foreign_issuer: ServerConfig,
    forged: ServerConfig,
    self_signed: ServerConfig,
    policy_hosts: ServerConfig,
}

impl Certificates {
    /// Makes the authorities and every certificate.
    ///
    /// # Errors
    /// The system gives no random numbers; anything else is a mistake in the tables here.
    pub(super) fn generate() -> Result<Self, Box<dyn Error + Send + Sync>> {
        let root = Authority::root(names::ROOT, names::LAB_ORGANIZATION)?;
        let issuing = root.intermediate(names::ISSUING, names::LAB_ORGANIZATION)?;
        let inspection = Authority::root(names::INSPECTION, names::INSPECTION_ORGANIZATION)?;

        // The chains of the healthy servers: leaf and intermediate. The root is the client's affair
        // (RFC 8446 section 4.4.2).
        let issue = |subject, validity| {
            let (leaf, key) = issuing.issue(subject, validity)?;
            server_config(vec![leaf, issuing.certificate()], key)
        };
        let current = Validity::current(30, 335);
        let missing_intermediate = {
            let (leaf, key) = issuing.issue(&names::CLIENT_ACCESS, current)?;
            server_config(vec![leaf], key)?
        };
        let foreign_issuer = {
            // Inspection devices copy the subject and sign certificates on the fly; most send their
            // own root along.
            let (leaf, key) = inspection.issue(&names::CLIENT_ACCESS, Validity::current(1, 364))?;
            server_config(vec![leaf, inspection.certificate()], key)?
        };
        let forged = {
            let root = Authority::root(names::REAL_ROOT, names::REAL_ISSUER)?;
            let issuing = root.intermediate(names::ISSUING, names::REAL_ISSUER)?;
            let (leaf, key) = issuing.issue(&names::MAIL_EXCHANGER, current)?;
            server_config(vec![leaf, issuing.certificate(), root.certificate()], key)?
        };
        let self_signed = {
            let (leaf, key) = self_signed(&names::CLIENT_ACCESS, current)?;
            server_config(vec![leaf], key)?
        };
        Ok(Self {
            ca_pem: root.pem(),
            client_access: issue(&names::CLIENT_ACCESS, current)?,
            mail_exchanger: issue(&names::MAIL_EXCHANGER, current)?,
            expired: issue(&names::CLIENT_ACCESS, Validity::past())?,
            not_yet_valid: issue(&names::CLIENT_ACCESS, Validity::future())?,
            wrong_name: issue(&names::OTHER_SITE, current)?,
            missing_intermediate,
            foreign_issuer,
            forged,
            self_signed,
            policy_hosts: {
                let hosts = super::domains::certified_hosts();
                let (leaf, key) = issuing.issue_for("mta-sts", hosts, current)?;
                server_config(vec![leaf, issuing.certificate()], key)?
            },
        })
    }

    /// The root certificate of the healthy chains. The inspection device's is not in here.
    pub(super) fn ca_pem(&self) -> &str {
        &self.ca_pem
    }

    /// The configuration of the server of MTA-STS policies.
    pub(super) fn policy_hosts(&self) -> ServerConfig {
        let mut config = self.policy_hosts.clone();
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        config
    }

    /// The configuration of a server that shows this certificate and speaks these ALPN protocols.
    pub(super) fn server_config(&self, identity: Identity, alpn: &[&[u8]]) -> ServerConfig {
        let mut config = ServerConfig::clone(match identity {
            Identity::ClientAccess => &self.client_access,
            Identity::MailExchanger => &self.mail_exchanger,
            Identity::Expired => &self.expired,
            Identity::NotYetValid => &self.not_yet_valid,
            Identity::WrongName => &self.wrong_name,
            Identity::MissingIntermediate => &self.missing_intermediate,
            Identity::ForeignIssuer => &self.foreign_issuer,
            Identity::Forged => &self.forged,
            Identity::SelfSigned => &self.self_signed,
        });
        config.alpn_protocols = alpn.iter().map(|name| name.to_vec()).collect();
        config
    }
}

/// TLS 1.2 and 1.3 without client certificates. The provider is passed explicitly: the lab runs inside
/// programs that may have one of their own.
fn server_config(
    chain: Vec<CertificateDer<'static>>,
    key: KeyPair,
) -> Result<ServerConfig, Box<dyn Error + Send + Sync>> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain, PrivateKeyDer::from(key))?;
    Ok(config)
}
