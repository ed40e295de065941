//! A certificate authority that lives as long as the lab.

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DistinguishedName, DnType, Error,
    ExtendedKeyUsagePurpose, IsCa, KeyPair, KeyUsagePurpose,
};
use rustls::pki_types::CertificateDer;
use time::{Duration, OffsetDateTime};

use super::names::{self, Subject};

/// From when to when a certificate is valid.
#[derive(Debug, Clone, Copy)]
pub(super) struct Validity {
    not_before: OffsetDateTime,
    not_after: OffsetDateTime,
}

impl Validity {
    /// Since `days_ago` days and for `days_left` more.
    pub(super) fn current(days_ago: i64, days_left: i64) -> Self {
        let now = OffsetDateTime::now_utc();
        Self {
            not_before: now - Duration::days(days_ago),
            not_after: now + Duration::days(days_left),
        }
    }

    /// A year that ended a week ago.
    pub(super) fn past() -> Self {
        Self::current(365 + 7, -7)
    }

    /// A year that begins in a month.
    pub(super) fn future() -> Self {
        Self::current(-30, 365 + 30)
    }
}

/// An authority: a certificate and the key that signs.
pub(super) struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    /// A root: signs itself.
    pub(super) fn root(common_name: &str, organization: &str) -> Result<Self, Error> {
        let parameters = authority_parameters(common_name, organization, None);
        CertifiedIssuer::self_signed(parameters, KeyPair::generate()?).map(Self)
    }

    /// An intermediate under this root; it may sign leaves only.
    pub(super) fn intermediate(
        &self,
        common_name: &str,
        organization: &str,
    ) -> Result<Self, Error> {
        let parameters = authority_parameters(common_name, organization, Some(0));
        CertifiedIssuer::signed_by(parameters, KeyPair::generate()?, &self.0).map(Self)
    }

    /// A server certificate and its key.
    pub(super) fn issue(
        &self,
        subject: &Subject,
        validity: Validity,
    ) -> Result<(CertificateDer<'static>, KeyPair), Error> {
        self.sign(server_parameters(subject, validity)?)
    }

    /// The same for names that are known only when the lab runs.
    pub(super) fn issue_for(
        &self,
        common_name: &str,
        names: Vec<String>,
        validity: Validity,
    ) -> Result<(CertificateDer<'static>, KeyPair), Error> {
        self.sign(parameters_for(
            distinguished_name(common_name, names::LAB_ORGANIZATION),
            names,
            validity,
        )?)
    }

    fn sign(
        &self,
        parameters: CertificateParams,
    ) -> Result<(CertificateDer<'static>, KeyPair), Error> {
        let key = KeyPair::generate()?;
        let certificate = parameters.signed_by(&key, &self.0)?;
        Ok((certificate.der().clone(), key))
    }

    /// The authority's own certificate.
    pub(super) fn certificate(&self) -> CertificateDer<'static> {
        self.0.der().clone()
    }

    /// The same as PEM text.
    pub(super) fn pem(&self) -> String {
        self.0.pem()
    }
}

/// A server certificate that signed itself, and its key.
pub(super) fn self_signed(
    subject: &Subject,
    validity: Validity,
) -> Result<(CertificateDer<'static>, KeyPair), Error> {
    let key = KeyPair::generate()?;
    let certificate = server_parameters(subject, validity)?.self_signed(&key)?;
    Ok((certificate.der().clone(), key))
}

fn authority_parameters(
    common_name: &str,
    organization: &str,
    intermediates_below: Option<u8>,
) -> CertificateParams {
    let mut parameters = CertificateParams::default();
    parameters.distinguished_name = distinguished_name(common_name, organization);
    set_validity(&mut parameters, Validity::current(400, 3650));
    parameters.is_ca = IsCa::Ca(match intermediates_below {
        Some(count) => BasicConstraints::Constrained(count),
        None => BasicConstraints::Unconstrained,
    });
    parameters.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    parameters.use_authority_key_identifier_extension = true;
    parameters
}

fn server_parameters(subject: &Subject, validity: Validity) -> Result<CertificateParams, Error> {
    let names: Vec<String> = subject.names.iter().map(|name| name.to_string()).collect();
    let name = distinguished_name(subject.common_name, subject.organization);
    parameters_for(name, names, validity)
}

fn parameters_for(
    name: DistinguishedName,
    names: Vec<String>,
    validity: Validity,
) -> Result<CertificateParams, Error> {
    let mut parameters = CertificateParams::new(names)?;
    parameters.distinguished_name = name;
    set_validity(&mut parameters, validity);
    parameters.is_ca = IsCa::ExplicitNoCa;
    parameters.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    parameters.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    parameters.use_authority_key_identifier_extension = true;
    Ok(parameters)
}

fn distinguished_name(common_name: &str, organization: &str) -> DistinguishedName {
    let mut name = DistinguishedName::new();
    name.push(DnType::CountryName, "US");
    name.push(DnType::OrganizationName, organization);
    name.push(DnType::CommonName, common_name);
    name
}

fn set_validity(parameters: &mut CertificateParams, validity: Validity) {
    parameters.not_before = validity.not_before;
    parameters.not_after = validity.not_after;
}
