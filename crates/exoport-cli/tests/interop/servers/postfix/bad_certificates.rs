//! Postfix with certificates that are not fit, or not fit for this client: one outcome each, and
//! the chain is reported all the same.

use std::net::Ipv4Addr;

use exoport::config::RunConfig;
use exoport::record::{OutcomeCode, PhaseName, StoreVerdict, VerdictResult};
use exoport::targets::{Service, TargetSpec, TlsMode};
use libtest_mimic::Failed;

use super::ALL;
use super::server::Postfix;
use crate::servers::certificates::{Authority, HOST, Identity};
use crate::servers::checks::Report;
use crate::servers::openssl_client::{self, look};
use crate::servers::probing::{probe, target, trusting, trusting_system_only};

/// One certificate and what should be said of it.
struct Case<'a> {
    name: &'static str,
    spec: TargetSpec,
    config: &'a RunConfig,
    sent: &'a Identity,
    outcome: OutcomeCode,
    /// The finding that decides the verdict.
    finding: &'static str,
    system: StoreVerdict,
    name_matches: bool,
    within_validity: bool,
    /// The root that openssl is told to trust.
    root: &'a str,
    /// What openssl says.
    openssl: u32,
}

/// Probes each and compares.
pub fn check(authority: &Authority, postfix: &Postfix, report: &mut Report) -> Result<(), Failed> {
    use OutcomeCode::{
        CertificateExpired, CertificateNotYetValid, CertificateUnknownIssuer, CertificateWrongName,
    };
    use StoreVerdict::{Expired, Trusted, UnknownIssuer};

    let trusting = trusting(authority);
    let system_only = trusting_system_only();
    let submission = |port| target(port, Service::Submission, TlsMode::Smtp);
    let other_name = TargetSpec {
        server_name: Some("other.example.test".to_owned()),
        ..submission(postfix.submission())
    };
    let nobody = Authority::new()?.root_pem();
    let ours = authority.root_pem();
    let cases = [
        Case {
            name: "expired",
            spec: submission(postfix.expired()),
            config: &trusting,
            sent: &postfix.stale,
            outcome: CertificateExpired,
            finding: "certificate-expired",
            system: Expired,
            name_matches: true,
            within_validity: false,
            root: &ours,
            openssl: openssl_client::EXPIRED,
        },
        Case {
            name: "not yet valid",
            spec: submission(postfix.not_yet_valid()),
            config: &trusting,
            sent: &postfix.early,
            outcome: CertificateNotYetValid,
            finding: "certificate-not-yet-valid",
            system: Expired,
            name_matches: true,
            within_validity: false,
            root: &ours,
            openssl: openssl_client::NOT_YET_VALID,
        },
        Case {
            name: "intermediate missing",
            spec: submission(postfix.without_intermediate()),
            config: &trusting,
            sent: &postfix.incomplete,
            outcome: CertificateUnknownIssuer,
            finding: "chain-incomplete",
            system: UnknownIssuer,
            name_matches: true,
            within_validity: true,
            root: &ours,
            openssl: openssl_client::LEAF_ALONE,
        },
        Case {
            name: "wrong name",
            spec: other_name,
            config: &trusting,
            sent: &postfix.good,
            outcome: CertificateWrongName,
            finding: "certificate-wrong-name",
            system: Trusted,
            name_matches: false,
            within_validity: true,
            root: &ours,
            openssl: openssl_client::WRONG_NAME,
        },
        Case {
            name: "root not trusted",
            spec: submission(postfix.submission()),
            config: &system_only,
            sent: &postfix.good,
            outcome: CertificateUnknownIssuer,
            finding: "unknown-issuer",
            system: UnknownIssuer,
            name_matches: true,
            within_validity: true,
            root: &nobody,
            openssl: openssl_client::NO_ISSUER,
        },
    ];
    for case in cases {
        let record = probe(&case.spec, case.config)?;
        let asked = case.spec.server_name.as_deref().unwrap_or(HOST);
        let port = record.observation.target.port;
        let view = look((Ipv4Addr::LOCALHOST, port), Some("smtp"), asked, case.root)?;
        report.case(case.name, &record, |checks| {
            let outcome = &checks.record.observation.outcome;
            checks.equal("outcome", outcome.code, case.outcome);
            checks.equal("its phase", outcome.phase, Some(PhaseName::Tls));
            let verdict = &checks.record.verdict;
            checks.equal("verdict", verdict.result, VerdictResult::Fail);
            checks.equal("finding", verdict.finding.as_deref(), Some(case.finding));
            checks.connected(Ipv4Addr::LOCALHOST);
            let phases = &checks.record.observation.phases;
            let entered: Vec<_> = phases.iter().map(|one| (one.phase, one.outcome)).collect();
            // The dialogue goes on inside TLS: what is offered there is a fact all the same.
            let expected: Vec<_> = ALL
                .iter()
                .map(|phase| match phase {
                    PhaseName::Tls => (PhaseName::Tls, case.outcome),
                    other => (*other, OutcomeCode::Ok),
                })
                .collect();
            checks.equal("phases", entered, expected);
            checks.sent(case.sent);
            checks.judged(case.system, case.name_matches, case.within_validity);
            let trust = checks.record.observation.trust.as_ref();
            checks.equal(
                "the name asked for",
                trust.map(|trust| &trust.name[..]),
                Some(asked),
            );
            checks.agrees_with(&view, case.openssl);
        });
    }
    Ok(())
}
