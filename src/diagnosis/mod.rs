//! From an observation to findings and a verdict: pure functions, no I/O, so that every verdict is a
//! table-driven test and a record can be judged again anywhere.
//!
//! docs/verdicts.md has a section for every code; a test compares the two.

mod addresses;
mod banner;
mod block_page;
mod certificate;
mod chain;
mod codes;
mod connection;
mod dialogue;
mod encryption;
mod internal_record;
mod masked;
mod names;
mod path;
mod proxy;
mod published;
pub(crate) mod reply;
#[cfg(test)]
pub(crate) mod samples;
mod server_date;
mod starttls;
mod verdict;

use crate::host_name::join_port;
use crate::microsoft;
use crate::record::{Finding, IssuerClass, Observation, Record, Severity, StoreVerdict, Verdict};

pub use codes::FindingCode;
pub(crate) use internal_record::internal_record;
pub use path::{front_door_by_dns, front_door_server, latency_points};
pub(crate) use server_date::server_date;

/// The record of an observation.
pub fn judge(observation: Observation) -> Record {
    let (findings, verdict) = diagnose(&observation);
    Record {
        observation,
        findings,
        verdict,
    }
}

/// What an observation means: findings, the gravest first, and the one answer.
pub fn diagnose(observation: &Observation) -> (Vec<Finding>, Verdict) {
    let mut findings = Vec::new();
    names::diagnose(observation, &mut findings);
    proxy::diagnose(observation, &mut findings);
    connection::diagnose(observation, &mut findings);
    dialogue::diagnose(observation, &mut findings);
    banner::diagnose_mail(observation, &mut findings);
    starttls::diagnose(observation, &mut findings);
    encryption::diagnose(observation, &mut findings);
    certificate::diagnose(observation, &mut findings);
    addresses::diagnose(observation, &mut findings);
    published::diagnose(observation, &mut findings);
    block_page::diagnose(observation, &mut findings);
    banner::diagnose_web(observation, &mut findings);
    path::diagnose(observation, &mut findings);
    // Stable: within one severity the order of the phases stays.
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    let verdict = verdict::of(observation, &findings);
    (findings, verdict)
}

/// Builds a finding.
pub(crate) fn finding(
    code: FindingCode,
    severity: Severity,
    explanation: impl Into<String>,
    evidence: Vec<String>,
    remedy: impl Into<String>,
) -> Finding {
    Finding {
        code: code.as_str().to_owned(),
        severity,
        explanation: explanation.into(),
        evidence,
        remedy: remedy.into(),
        source: code.source().to_owned(),
    }
}

/// `smtp.office365.com:587`, as a person would name the target.
fn place(observation: &Observation) -> String {
    join_port(&observation.target.host, observation.target.port)
}

/// The name whose addresses were asked for: the host, or `mail.example (MX of contoso.com)`.
fn asked(observation: &Observation) -> String {
    let host = &observation.target.host;
    match mail_exchanger(observation) {
        Some(exchanger) => format!("{exchanger} (MX of {host})"),
        None => host.clone(),
    }
}

/// The host that the MX of the target names.
fn mail_exchanger(observation: &Observation) -> Option<&str> {
    let resolution = observation.resolution.as_ref()?;
    (!resolution.mx.is_empty()).then_some(resolution.name.as_str())
}

/// The outcome's own words as evidence.
fn detail(observation: &Observation) -> Vec<String> {
    let outcome = &observation.outcome;
    let mut evidence = Vec::new();
    if let Some(address) = outcome.address {
        evidence.push(format!("address: {address}"));
    }
    if let Some(detail) = &outcome.detail {
        evidence.push(detail.clone());
    }
    evidence
}

/// Whether the name is one of Exchange Online's (facts sections 1, 2 and 3).
pub fn is_exchange_online(observation: &Observation) -> bool {
    let target = &observation.target;
    let resolved = observation
        .resolution
        .as_ref()
        .map(|resolution| resolution.name.as_str());
    [
        target.server_name.as_deref(),
        Some(target.host.as_str()),
        resolved,
    ]
    .into_iter()
    .flatten()
    .any(microsoft::is_exchange_online)
}

/// Whether a certificate of Microsoft's answered that the public roots trust: nobody else can have it.
fn is_genuine(observation: &Observation) -> bool {
    observation.trust.as_ref().is_some_and(|trust| {
        trust.issuer_class == IssuerClass::KnownMicrosoft
            && trust.public.verdict == StoreVerdict::Trusted
    })
}
