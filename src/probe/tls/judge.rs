//! A chain, judged: validity, name and issuer apart from each other.

use std::time::Duration;

use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;

use crate::record::{Certificate, IssuerClass, Trust, Verification};

use super::certificate::describe;
use super::stores::{Question, Stores, knows_the_issuer};

/// The most certificates of a chain that are described.
const CHAIN: usize = 16;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// Describes a chain.
pub(crate) fn describe_chain(chain: &[CertificateDer<'static>]) -> Vec<Certificate> {
    chain
        .iter()
        .take(CHAIN)
        .map(|certificate| describe(certificate))
        .collect()
}

/// Judges a chain. May wait for the operating system: not on an async thread.
pub(crate) fn judge(
    stores: &Stores,
    chain: &[CertificateDer<'static>],
    described: &[Certificate],
    asked: &ServerName<'static>,
    now: UnixTime,
) -> Option<Trust> {
    let (leaf, intermediates) = chain.split_first()?;
    let facts = described.first()?;
    let now_ms = i64::try_from(now.as_secs())
        .unwrap_or(i64::MAX / 1000)
        .saturating_mul(1000);
    let within_validity = facts.not_before.is_some_and(|start| start <= now_ms)
        && facts.not_after.is_some_and(|end| now_ms <= end);
    let name_matches = match ParsedCertificate::try_from(leaf) {
        Ok(parsed) => rustls::client::verify_server_name(&parsed, asked).is_ok(),
        // Unfit for another reason, such as an unknown critical extension: its names count all the same.
        Err(_) => lists_name(facts, asked),
    };
    let stand_in = if name_matches {
        None
    } else {
        name_within(facts)
    };
    let question = Question {
        leaf,
        intermediates,
        name: stand_in.as_ref().unwrap_or(asked),
        now,
        within_validity: middle(facts),
        self_signed: is_self_signed(facts, chain.len()),
    };
    let system = stores.system(&question);
    let public = stores.public(&question);
    let by_additional = stores.additional(&question);
    let issuer_class = class_of(facts, chain.len(), &system, &public, by_additional);
    Some(Trust {
        issuer_class,
        name_matches,
        name: asked.to_str().into_owned(),
        within_validity,
        days_left: facts
            .not_after
            .map(|end| end.saturating_sub(now_ms).div_euclid(DAY_MS)),
        system,
        public,
    })
}

/// Whether the names of a certificate have the one asked for (RFC 9525 section 6.3).
fn lists_name(facts: &Certificate, asked: &ServerName<'_>) -> bool {
    let asked = asked.to_str();
    let parent = asked.split_once('.').map_or("", |(_, parent)| parent);
    facts
        .subject_alt_names
        .iter()
        .any(|name| match name.strip_prefix("*.") {
            Some(domain) => domain.eq_ignore_ascii_case(parent),
            None => name.eq_ignore_ascii_case(&asked),
        })
}

/// A name that the leaf is for, so that the chain can be judged although the name asked for is wrong.
fn name_within(facts: &Certificate) -> Option<ServerName<'static>> {
    facts
        .subject_alt_names
        .iter()
        .find_map(|name| ServerName::try_from(name.replacen("*.", "any.", 1)).ok())
}

fn middle(facts: &Certificate) -> Option<UnixTime> {
    let (start, end) = (facts.not_before?, facts.not_after?);
    let middle = start.checked_add(end.checked_sub(start)? / 2)?;
    let millis = u64::try_from(middle).ok()?;
    Some(UnixTime::since_unix_epoch(Duration::from_millis(millis)))
}

/// Issuers under which Exchange Online is known to stand, by common name (facts section 8).
const KNOWN_ISSUERS: &[&str] = &[
    "DigiCert Cloud Services CA-1",
    "Microsoft TLS G2 RSA CA OCSP 02",
    "Microsoft TLS G2 RSA CA OCSP 04",
    "Microsoft TLS G2 RSA CA OCSP 06",
    "Microsoft TLS G2 RSA CA OCSP 08",
    "Microsoft TLS G2 RSA CA OCSP 10",
    "Microsoft TLS G2 RSA CA OCSP 12",
    "Microsoft TLS G2 RSA CA OCSP 14",
    "Microsoft TLS G2 RSA CA OCSP 16",
    "Microsoft Azure RSA TLS Issuing CA 03",
    "Microsoft Azure RSA TLS Issuing CA 04",
    "Microsoft Azure RSA TLS Issuing CA 07",
    "Microsoft Azure RSA TLS Issuing CA 08",
    "DigiCert SHA2 Secure Server CA",
    "DigiCert TLS RSA SHA256 2020 CA1",
    "DigiCert TLS Hybrid ECC SHA384 2020 CA1",
    "GeoTrust Global TLS RSA4096 SHA256 2022 CA1",
    "DigiCert Basic RSA CN CA G2",
];

fn class_of(
    leaf: &Certificate,
    length: usize,
    system: &Verification,
    public: &Verification,
    by_additional: bool,
) -> IssuerClass {
    let known_to = |store: &Verification| knows_the_issuer(store.verdict);
    let microsoft = is_known_microsoft(leaf);
    if known_to(public) {
        return if microsoft {
            IssuerClass::KnownMicrosoft
        } else {
            IssuerClass::Public
        };
    }
    if by_additional {
        return IssuerClass::Additional;
    }
    if known_to(system) {
        // The public roots have dropped DigiCert Global Root CA (G1) in 2026, under which Exchange Online
        // still stood for months, and systems keep it longer (facts section 4.6): no inspection.
        return if microsoft {
            IssuerClass::KnownMicrosoft
        } else {
            IssuerClass::Private
        };
    }
    if is_self_signed(leaf, length) {
        return IssuerClass::SelfSigned;
    }
    if microsoft {
        return IssuerClass::KnownMicrosoft;
    }
    IssuerClass::Unknown
}

/// A certificate that names itself as its issuer and comes alone.
fn is_self_signed(leaf: &Certificate, length: usize) -> bool {
    leaf.self_issued && length == 1
}

/// Leaf of Microsoft under an issuer of the list, by their names (facts section 4.6). Names alone
/// prove nothing: where no root stands behind them, a finding says so.
fn is_known_microsoft(leaf: &Certificate) -> bool {
    let has = |name: Option<&str>, part: &str| {
        name.is_some_and(|name| name.split(", ").any(|attribute| attribute == part))
    };
    has(leaf.subject.as_deref(), "O=Microsoft Corporation")
        && KNOWN_ISSUERS
            .iter()
            .any(|issuer| has(leaf.issuer.as_deref(), &format!("CN={issuer}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::StoreVerdict;

    fn store(verdict: StoreVerdict) -> Verification {
        Verification {
            verdict,
            detail: None,
        }
    }

    fn leaf(subject: &str, issuer: &str) -> Certificate {
        Certificate {
            subject: Some(subject.to_owned()),
            issuer: Some(issuer.to_owned()),
            ..describe(b"")
        }
    }

    #[test]
    fn the_issuer_is_classed_by_who_trusts_it() {
        use StoreVerdict::{Trusted, UnknownIssuer};
        let microsoft = leaf(
            "CN=outlook.com, O=Microsoft Corporation, C=US",
            "CN=DigiCert Cloud Services CA-1, O=DigiCert Inc, C=US",
        );
        let device = leaf(
            "CN=outlook.com, O=Microsoft Corporation, C=US",
            "CN=Corporate Inspection CA",
        );
        for (certificate, system, public, expected) in [
            (&microsoft, Trusted, Trusted, IssuerClass::KnownMicrosoft),
            // The root that public lists have dropped and systems still have.
            (
                &microsoft,
                Trusted,
                UnknownIssuer,
                IssuerClass::KnownMicrosoft,
            ),
            (
                &microsoft,
                UnknownIssuer,
                UnknownIssuer,
                IssuerClass::KnownMicrosoft,
            ),
            (&device, Trusted, UnknownIssuer, IssuerClass::Private),
            (&device, UnknownIssuer, UnknownIssuer, IssuerClass::Unknown),
            (&device, UnknownIssuer, Trusted, IssuerClass::Public),
        ] {
            let class = class_of(certificate, 2, &store(system), &store(public), false);
            assert_eq!(class, expected, "{:?}", certificate.issuer);
        }
    }

    #[test]
    fn names_of_a_certificate_that_rustls_cannot_read_count_all_the_same() {
        let mut certificate = leaf("CN=x", "CN=y");
        certificate.subject_alt_names = ["mail.example", "*.wild.example", "192.0.2.1"]
            .map(str::to_owned)
            .into();
        for (name, expected) in [
            ("MAIL.example", true),
            ("a.wild.example", true),
            ("a.b.wild.example", false),
            ("wild.example", false),
            ("192.0.2.1", true),
            ("192.0.2.2", false),
        ] {
            let asked = ServerName::try_from(name).expect(name);
            assert_eq!(lists_name(&certificate, &asked), expected, "{name}");
        }
    }
}
