//! The certificate and who stands behind it.

use crate::record::{Finding, IssuerClass, Observation, OutcomeCode, Severity, StoreVerdict};
use crate::targets::Service;
use crate::text::counted;

use super::{FindingCode as Code, detail, finding, is_exchange_online, place};

/// Days before the end of validity from which on it is worth a word. Microsoft renews its certificates
/// weeks ahead; one that is this close has been forgotten, or comes from a device.
const SOON_DAYS: i64 = 14;

pub(super) fn diagnose(observation: &Observation, findings: &mut Vec<Finding>) {
    outcome(observation, findings);
    inspection(observation, findings);
    expires_soon(observation, findings);
    store(observation, findings);
}

fn evidence(observation: &Observation) -> Vec<String> {
    let mut evidence = detail(observation);
    if let Some(leaf) = observation.certificates.first() {
        let claimed = if is_verified(observation) {
            ""
        } else {
            " (unverified)"
        };
        let name = |what, text: &String| format!("{what}{claimed}: {text}");
        evidence.extend(leaf.subject.iter().map(|text| name("subject", text)));
        evidence.extend(leaf.issuer.iter().map(|text| name("issuer", text)));
        if !leaf.subject_alt_names.is_empty() {
            let some: Vec<&str> = leaf
                .subject_alt_names
                .iter()
                .take(8)
                .map(String::as_str)
                .collect();
            evidence.push(format!("names: {}", some.join(", ")));
        }
        evidence.push(format!(
            "certificates sent: {}",
            observation.certificates.len()
        ));
    }
    evidence
}

/// Whether a root that anybody here trusts stands behind the names of the certificate.
fn is_verified(observation: &Observation) -> bool {
    observation.trust.as_ref().is_some_and(|trust| {
        !matches!(
            trust.issuer_class,
            IssuerClass::SelfSigned | IssuerClass::Unknown
        )
    })
}

/// How grave a bad certificate is. Between mail servers TLS is opportunistic and most do not look at
/// the certificate (RFC 7435, facts section 4.2): mail still flows. Exchange Online's own mail exchangers
/// have good ones, so that a bad one there means that somebody else answers.
fn severity(observation: &Observation) -> Severity {
    if observation.target.service == Some(Service::SmtpMx) && !is_exchange_online(observation) {
        Severity::Warning
    } else {
        Severity::Error
    }
}

/// How grave a chain is that is Microsoft's, or public, and only not known to this machine: between
/// mail servers mail still flows (facts section 4.2).
fn opportunistic(observation: &Observation) -> Severity {
    if observation.target.service == Some(Service::SmtpMx) {
        Severity::Warning
    } else {
        Severity::Error
    }
}

fn outcome(observation: &Observation, findings: &mut Vec<Finding>) {
    let place = place(observation);
    let grave = severity(observation);
    let found = match observation.outcome.code {
        OutcomeCode::CertificateExpired => finding(
            Code::CertificateExpired,
            grave,
            expired(observation),
            evidence(observation)
                .into_iter()
                .chain(out_of_date(observation))
                .collect(),
            "Check this machine's clock first. If it is right: Microsoft renews in time, so on an Exchange Online name look for a device that answers \
             with an old certificate. If the server is your own, renew its certificate.",
        ),
        OutcomeCode::CertificateNotYetValid => finding(
            Code::CertificateNotYetValid,
            grave,
            format!("The certificate of {place} is not valid yet by this machine's clock"),
            evidence(observation),
            "Check this machine's clock and time zone; it is most likely behind.",
        ),
        OutcomeCode::CertificateWrongName => finding(
            Code::CertificateWrongName,
            grave,
            wrong_name(observation),
            evidence(observation),
            "If you connected by address or alias, specify the server name. Otherwise, DNS, a hosts entry or a proxy leads to another server: compare \
             the address with the published ranges.",
        ),
        OutcomeCode::CertificateUnknownIssuer => unknown_issuer(observation),
        OutcomeCode::CertificateRevoked => finding(
            Code::CertificateRevoked,
            grave,
            format!("The certificate of {place} is revoked"),
            evidence(observation),
            "Do not send passwords there. Find out which server answers; if it is your own, replace its certificate.",
        ),
        OutcomeCode::CertificateInvalid => finding(
            Code::CertificateInvalid,
            grave,
            format!("The certificate of {place} cannot be used for TLS"),
            evidence(observation)
                .into_iter()
                .chain(made_of(observation))
                .collect(),
            "The evidence names the reason (purpose, signature, encoding; RSA keys under 2048 bits and SHA-1 are not accepted). No \
             certificate of Microsoft's has such a fault: on one of its names, find out which server answers; on your own server, replace the certificate.",
        ),
        _ => return,
    };
    findings.push(found);
}

/// What has expired, and when.
fn expired(observation: &Observation) -> String {
    let place = place(observation);
    let left = observation
        .trust
        .as_ref()
        .and_then(|trust| trust.days_left)
        .filter(|days| *days < 0);
    match left {
        // The leaf is fine, so it is one of those behind it.
        None => {
            format!(
                "A certificate in the chain of {place} is outside its validity period by this machine's clock"
            )
        }
        Some(-1) => format!(
            "The certificate of {place} expired less than a day ago by this machine's clock"
        ),
        Some(left) => format!(
            "The certificate of {place} expired {} ago by this machine's clock",
            counted(left.saturating_add(1).saturating_neg(), "day")
        ),
    }
}

/// The certificates behind the leaf that are out of date.
fn out_of_date(observation: &Observation) -> Vec<String> {
    let now = observation.started_at;
    observation
        .certificates
        .iter()
        .skip(1)
        .filter(|certificate| {
            certificate.not_after.is_some_and(|end| end < now)
                || certificate.not_before.is_some_and(|start| start > now)
        })
        .filter_map(|certificate| certificate.subject.as_deref())
        .map(|subject| format!("outside its validity period: {subject}"))
        .collect()
}

/// Key and signature of the leaf.
fn made_of(observation: &Observation) -> Vec<String> {
    let Some(leaf) = observation.certificates.first() else {
        return Vec::new();
    };
    let key = leaf
        .public_key
        .as_ref()
        .map(|key| format!("key: {} {} bits", key.algorithm, key.bits));
    let signature = leaf
        .signature_algorithm
        .as_ref()
        .map(|algorithm| format!("signed with: {algorithm}"));
    key.into_iter().chain(signature).collect()
}

fn wrong_name(observation: &Observation) -> String {
    let place = place(observation);
    let asked = observation
        .trust
        .as_ref()
        .map_or("the one asked for", |trust| trust.name.as_str());
    let nameless = observation
        .certificates
        .first()
        .is_some_and(|leaf| leaf.subject_alt_names.is_empty());
    if nameless {
        format!(
            "The certificate of {place} has no subjectAltName, so it is not valid for {asked}: clients ignore the common name"
        )
    } else {
        format!("The certificate of {place} is not for {asked}, but for other names")
    }
}

fn unknown_issuer(observation: &Observation) -> Finding {
    let place = place(observation);
    let grave = severity(observation);
    let class = observation.trust.as_ref().map(|trust| trust.issuer_class);
    let issuer = observation
        .certificates
        .first()
        .and_then(|leaf| leaf.issuer.as_deref())
        .unwrap_or("an unnamed issuer");
    let alone = observation.certificates.len() == 1;
    let evidence = evidence(observation);
    match class {
        Some(IssuerClass::SelfSigned) => finding(
            Code::SelfSigned,
            grave,
            format!("{place} presents a self-signed certificate"),
            evidence,
            "Exchange Online never does this: a device or another server answers. On your own server, install a certificate from a CA.",
        ),
        Some(IssuerClass::KnownMicrosoft) => finding(
            Code::MicrosoftIssuerNotTrusted,
            opportunistic(observation),
            format!(
                "The certificate of {place} is Microsoft's by the signatures of public roots, but this machine's trust store does not know its issuer"
            ),
            evidence,
            "This is not interception: Microsoft moved from DigiCert Global Root CA (G1) to G2 in 2026, and trust stores follow at their own pace. \
             Update this machine's root certificates from the operating system's vendor (DigiCert Global Root G2 with its intermediates).",
        ),
        // No interception: everybody else knows this issuer.
        Some(IssuerClass::Public) => finding(
            Code::UnknownIssuer,
            opportunistic(observation),
            format!(
                "The certificate of {place} is trusted by the public roots, but this machine's trust store does not know {issuer}"
            ),
            evidence,
            "Update this machine's root certificates.",
        ),
        _ if alone && is_exchange_online(observation) => finding(
            Code::ChainIncomplete,
            grave,
            format!(
                "{place} sends only its own certificate: without its issuer's it cannot be told from interception"
            ),
            evidence,
            "Exchange Online sends its intermediate certificates, so something on the path may have replaced or cut the chain. Compare the SHA-256 of \
             the certificate with that seen from another network before you trust it, and update this machine's root certificates from the \
             operating system's vendor. Do not install certificates that this server sends or names.",
        ),
        _ if is_exchange_online(observation) => finding(
            Code::ForeignIssuer,
            grave,
            format!(
                "TLS to {place} is most likely intercepted: neither this machine nor the public roots know the issuer of the certificate, which names \
                 itself {issuer}"
            ),
            evidence,
            format!(
                "{}Exempt Exchange Online's names and ranges from TLS inspection, as Microsoft asks (Optimize and Allow endpoints). If nobody at \
                 your site inspects TLS, treat the path as hostile and send no passwords over it. Names in such a certificate prove nothing.",
                antivirus(issuer)
            ),
        ),
        _ if alone => finding(
            Code::ChainIncomplete,
            grave,
            format!("{place} sends only its own certificate, and its issuer is not known here"),
            evidence,
            "Configure the server to send its intermediate certificates; if its CA is your own, install its root on this machine.",
        ),
        _ => finding(
            Code::UnknownIssuer,
            grave,
            format!("The issuer of the certificate of {place} is not known here: {issuer}"),
            evidence,
            "If this CA is your own, install its root on this machine or specify it for the probe. Otherwise, do not trust the server.",
        ),
    }
}

/// Antivirus products that inspect TLS on the machine itself, as they name their issuers. Lower case.
const ANTIVIRUS: &[&str] = &[
    "avast",
    "avg",
    "bitdefender",
    "dr.web",
    "eset",
    "kaspersky",
    "norton",
];

/// Where an issuer names itself as an antivirus product does, what to look at first.
fn antivirus(issuer: &str) -> &'static str {
    let issuer = issuer.to_ascii_lowercase();
    let mut words = issuer.split(|sign: char| !sign.is_alphanumeric() && sign != '.');
    match words.any(|word| ANTIVIRUS.contains(&word)) {
        true => {
            "The issuer has the name of an antivirus product, which usually runs on this machine: look at its mail and web protection first (scanning of \
             encrypted connections). "
        }
        false => "",
    }
}

/// Trusted by this machine and by nobody else: that is how TLS inspection looks from inside.
fn inspection(observation: &Observation, findings: &mut Vec<Finding>) {
    let Some(trust) = &observation.trust else {
        return;
    };
    if trust.issuer_class != IssuerClass::Private || !is_exchange_online(observation) {
        return;
    }
    let issuer = observation
        .certificates
        .first()
        .and_then(|leaf| leaf.issuer.as_deref())
        .unwrap_or("an unnamed issuer");
    findings.push(finding(
        Code::TlsInspection,
        Severity::Warning,
        format!(
            "TLS to {} is inspected: an issuer that only this machine trusts replaces Microsoft's; it names itself {issuer}",
            place(observation)
        ),
        evidence(observation),
        format!(
            "{}Exempt Exchange Online's names and ranges from TLS inspection: Microsoft asks for it, and programs with their own trust store fail.",
            antivirus(issuer)
        ),
    ));
}

fn expires_soon(observation: &Observation, findings: &mut Vec<Finding>) {
    let Some(trust) = &observation.trust else {
        return;
    };
    let Some(days) = trust.days_left else { return };
    if !trust.within_validity || !(0..SOON_DAYS).contains(&days) {
        return;
    }
    findings.push(finding(
        Code::CertificateExpiresSoon,
        Severity::Warning,
        format!("The certificate of {} expires in {}", place(observation), counted(days, "day")),
        evidence(observation),
        "Renew it. Microsoft renews its own weeks ahead: on an Exchange Online name, look for a device that issues short-lived certificates.",
    ));
}

fn store(observation: &Observation, findings: &mut Vec<Finding>) {
    let Some(trust) = &observation.trust else {
        return;
    };
    if trust.system.verdict != StoreVerdict::Unavailable {
        return;
    }
    findings.push(finding(
        Code::TrustStoreUnavailable,
        Severity::Note,
        "This machine's trust store could not be read; the built-in public roots were used instead",
        trust.system.detail.clone().into_iter().collect(),
        "Install the system's root certificates (Debian and Ubuntu: ca-certificates).",
    ));
}
