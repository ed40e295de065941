//! Certificates for the servers: a root, an intermediate, and leaves good and bad.

use libtest_mimic::Failed;
use rcgen::{
    BasicConstraints, Certificate, CertificateParams, CertifiedIssuer, DnType,
    ExtendedKeyUsagePurpose, IsCa, KeyPair, KeyUsagePurpose, date_time_ymd,
};

/// The name that all servers here are asked for.
pub const HOST: &str = "mail.example.test";

/// A day: year, month, day.
type Day = (i32, u8, u8);

/// A validity that holds whenever these tests run.
const VALID: (Day, Day) = ((2025, 1, 1), (2049, 12, 31));

/// What is wrong with a leaf.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Defect {
    /// Nothing.
    None,
    /// Its validity is over.
    Expired,
    /// Its validity has not begun.
    NotYetValid,
    /// The server does not send the intermediate.
    MissingIntermediate,
}

/// One certificate as the probe should report it.
pub struct Sent {
    /// The DER.
    pub der: Vec<u8>,
    /// The common name of its subject.
    pub common_name: String,
    /// Names and addresses of subjectAltName.
    pub subject_alt_names: Vec<String>,
    /// Start of validity, milliseconds since 1970.
    pub not_before: i64,
    /// End of validity, milliseconds since 1970.
    pub not_after: i64,
    /// Basic constraints say CA.
    pub ca: bool,
}

/// What a server is given: a private key, and the chain that it sends.
pub struct Identity {
    /// The private key, PEM (PKCS #8).
    pub key_pem: String,
    /// The leaf, PEM.
    pub leaf_pem: String,
    /// What is sent behind it, PEM; empty when nothing is.
    pub intermediates_pem: String,
    /// The same certificates.
    pub sent: Vec<Sent>,
}

impl Identity {
    /// The certificates that are sent, leaf first, PEM.
    pub fn chain_pem(&self) -> String {
        format!("{}{}", self.leaf_pem, self.intermediates_pem)
    }
}

/// A root with an intermediate under it.
pub struct Authority {
    root: CertifiedIssuer<'static, KeyPair>,
    intermediate: CertifiedIssuer<'static, KeyPair>,
    intermediate_params: CertificateParams,
}

impl Authority {
    /// Makes new keys and certificates.
    pub fn new() -> Result<Self, Failed> {
        let mut params = named("ExoPort Test Root", VALID)?;
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let root = CertifiedIssuer::self_signed(params, KeyPair::generate()?)?;

        let mut params = named("ExoPort Test Intermediate", VALID)?;
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        params.use_authority_key_identifier_extension = true;
        let intermediate = CertifiedIssuer::signed_by(params.clone(), KeyPair::generate()?, &root)?;
        Ok(Self {
            root,
            intermediate,
            intermediate_params: params,
        })
    }

    /// The root, PEM.
    pub fn root_pem(&self) -> String {
        self.root.pem()
    }

    /// The private key of the intermediate, PEM (PKCS #8).
    pub fn intermediate_key_pem(&self) -> String {
        self.intermediate.key().serialize_pem()
    }

    /// A leaf for [`HOST`] and 127.0.0.1 with a new ECDSA P-256 key.
    pub fn identity(&self, defect: Defect) -> Result<Identity, Failed> {
        self.identity_of(KeyPair::generate()?, defect)
    }

    /// A leaf for [`HOST`] and 127.0.0.1 with the key given.
    pub fn identity_of(&self, key: KeyPair, defect: Defect) -> Result<Identity, Failed> {
        let validity = match defect {
            Defect::Expired => ((2020, 1, 1), (2020, 12, 31)),
            Defect::NotYetValid => ((2049, 1, 1), (2049, 12, 31)),
            Defect::None | Defect::MissingIntermediate => VALID,
        };
        let mut params = named(HOST, validity)?;
        params.subject_alt_names = vec![
            rcgen::SanType::DnsName(HOST.try_into()?),
            rcgen::SanType::IpAddress([127, 0, 0, 1].into()),
        ];
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        params.use_authority_key_identifier_extension = true;
        let leaf = params.signed_by(&key, &self.intermediate)?;

        let mut intermediates_pem = String::new();
        let mut sent = vec![describe(&leaf, &params, HOST)];
        if defect != Defect::MissingIntermediate {
            intermediates_pem = self.intermediate.pem();
            sent.push(describe(
                self.intermediate.as_ref(),
                &self.intermediate_params,
                "ExoPort Test Intermediate",
            ));
        }
        Ok(Identity {
            key_pem: key.serialize_pem(),
            leaf_pem: leaf.pem(),
            intermediates_pem,
            sent,
        })
    }
}

fn named(common_name: &str, (from, to): (Day, Day)) -> Result<CertificateParams, Failed> {
    let mut params = CertificateParams::new(Vec::new())?;
    params.distinguished_name = rcgen::DistinguishedName::new();
    params
        .distinguished_name
        .push(DnType::CommonName, common_name);
    params.not_before = date_time_ymd(from.0, from.1, from.2);
    params.not_after = date_time_ymd(to.0, to.1, to.2);
    Ok(params)
}

fn describe(certificate: &Certificate, params: &CertificateParams, common_name: &str) -> Sent {
    let ca = matches!(params.is_ca, IsCa::Ca(_));
    Sent {
        der: certificate.der().to_vec(),
        common_name: common_name.to_owned(),
        subject_alt_names: if ca {
            Vec::new()
        } else {
            vec![HOST.to_owned(), "127.0.0.1".to_owned()]
        },
        not_before: params.not_before.unix_timestamp() * 1000,
        not_after: params.not_after.unix_timestamp() * 1000,
        ca,
    }
}
