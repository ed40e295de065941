//! A chain, judged: validity, name and issuer apart from each other.

use std::time::Duration;

use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;

use crate::microsoft::is_microsoft;
use crate::record::{Certificate, IssuerClass, Trust};

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
    let for_microsoft = name_matches && is_microsoft(&asked.to_str());
    let issuer_class = class_of(facts, chain.len(), for_microsoft, |judge| match judge {
        Judge::Public => knows_the_issuer(public.verdict),
        Judge::System => knows_the_issuer(system.verdict),
        Judge::Additional => stores.additional(&question),
        Judge::Former => stores.former(&question),
    });
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

/// Who may know an issuer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Judge {
    /// The public roots.
    Public,
    /// The caller's own roots.
    Additional,
    /// The root that public lists have dropped while Exchange Online still stood under it.
    Former,
    /// The operating system.
    System,
}

/// Whose issuer it is, by signatures alone: what a chain calls itself proves nothing.
fn class_of(
    leaf: &Certificate,
    length: usize,
    for_microsoft: bool,
    known_to: impl Fn(Judge) -> bool,
) -> IssuerClass {
    if known_to(Judge::Public) {
        return match for_microsoft {
            true => IssuerClass::KnownMicrosoft,
            false => IssuerClass::Public,
        };
    }
    if known_to(Judge::Additional) {
        return IssuerClass::Additional;
    }
    if for_microsoft && known_to(Judge::Former) {
        return IssuerClass::KnownMicrosoft;
    }
    if known_to(Judge::System) {
        return IssuerClass::Private;
    }
    match is_self_signed(leaf, length) {
        true => IssuerClass::SelfSigned,
        false => IssuerClass::Unknown,
    }
}

/// A certificate that names itself as its issuer and comes alone.
fn is_self_signed(leaf: &Certificate, length: usize) -> bool {
    leaf.self_issued && length == 1
}

#[cfg(test)]
mod tests {
    use super::*;
    #[test]
    fn the_issuer_is_classed_by_who_knows_it_and_never_by_its_name() {
        use IssuerClass::{Additional, KnownMicrosoft, Private, Public, SelfSigned, Unknown};
        let mut named = describe(b"");
        named.subject = Some("CN=outlook.com, O=Microsoft Corporation, C=US".to_owned());
        named.issuer = Some("CN=DigiCert Cloud Services CA-1, O=DigiCert Inc, C=US".to_owned());
        let mut self_signed = named.clone();
        self_signed.self_issued = true;
        for (leaf, length, for_microsoft, known_to, expected) in [
            (
                &named,
                2,
                true,
                &[Judge::Public, Judge::System][..],
                KnownMicrosoft,
            ),
            (&named, 2, true, &[Judge::Public], KnownMicrosoft),
            (
                &named,
                2,
                true,
                &[Judge::Former, Judge::System],
                KnownMicrosoft,
            ),
            (&named, 2, false, &[Judge::Public], Public),
            (&named, 2, false, &[Judge::Former, Judge::System], Private),
            // An inspecting device whose root this machine has, whatever names it writes.
            (&named, 2, true, &[Judge::System], Private),
            (
                &named,
                2,
                true,
                &[Judge::Additional, Judge::System],
                Additional,
            ),
            (&named, 2, true, &[], Unknown),
            (&named, 1, true, &[], Unknown),
            (&self_signed, 1, true, &[], SelfSigned),
        ] {
            let class = class_of(leaf, length, for_microsoft, |judge| {
                known_to.contains(&judge)
            });
            assert_eq!(class, expected, "{length} {for_microsoft} {known_to:?}");
        }
    }

    #[test]
    fn names_of_a_certificate_that_rustls_cannot_read_count_all_the_same() {
        let mut certificate = describe(b"");
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
