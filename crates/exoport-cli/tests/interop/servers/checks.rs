//! Many assertions on one record, each with a name: a failing test says all that is wrong with a
//! record, and shows the record.

use std::fmt::Debug;
use std::net::{IpAddr, Ipv4Addr};

use exoport::record::{
    IssuerClass, OutcomeCode, PhaseName, Record, ResolutionSource, StoreVerdict, TlsSession,
    VerdictResult,
};
use libtest_mimic::Failed;

use super::certificates::{HOST, Identity};
use super::openssl_client::OpensslView;

/// The cases of a test that failed.
#[derive(Default)]
pub struct Report(Vec<String>);

impl Report {
    /// Runs the assertions of one case on its record. Says whether all held.
    pub fn case<'a>(
        &mut self,
        name: &str,
        record: &'a Record,
        assertions: impl FnOnce(&mut Checks<'a>),
    ) -> bool {
        let mut checks = Checks {
            record,
            failures: Vec::new(),
        };
        assertions(&mut checks);
        let good = checks.failures.is_empty();
        if !good {
            let shown = serde_json::to_string_pretty(record).unwrap_or_default();
            self.0.push(format!(
                "{name}:\n  {}\n{shown}",
                checks.failures.join("\n  ")
            ));
        }
        good
    }

    /// Adds what helps to understand the failure before.
    pub fn note(&mut self, text: &str) {
        self.0.push(text.to_owned());
    }

    /// Fails when any case failed; `log` is what the server has to say.
    pub fn finish(self, log: &str) -> Result<(), Failed> {
        if self.0.is_empty() {
            return Ok(());
        }
        Err(format!("{}\nthe server's log:\n{log}", self.0.join("\n")).into())
    }
}

/// Assertions on one record.
pub struct Checks<'a> {
    /// The record.
    pub record: &'a Record,
    failures: Vec<String>,
}

impl Checks<'_> {
    /// Notes a failure unless both are equal.
    pub fn equal<T: Debug + PartialEq>(&mut self, what: &str, actual: T, expected: T) {
        if actual != expected {
            self.failures
                .push(format!("{what} is {actual:?} instead of {expected:?}"));
        }
    }

    /// Notes a failure unless `condition` holds.
    pub fn that(&mut self, what: &str, condition: bool) {
        if !condition {
            self.failures.push(format!("does not hold: {what}"));
        }
    }

    /// Notes a failure unless a text is there and holds a part.
    pub fn contains(&mut self, what: &str, actual: Option<&str>, part: &str) {
        if !actual.is_some_and(|text| text.contains(part)) {
            self.failures
                .push(format!("{what} is {actual:?}, without {part:?}"));
        }
    }

    /// The probe went through these phases, all well, over one connection to the address given.
    pub fn went_through(&mut self, phases: &[PhaseName], address: Ipv4Addr) {
        let record = self.record;
        self.equal("outcome", record.observation.outcome.code, OutcomeCode::Ok);
        let expected: Vec<_> = phases.iter().map(|name| (*name, OutcomeCode::Ok)).collect();
        self.phases(&expected);
        self.connected(address);
        self.that(
            "the verdict is not fail",
            record.verdict.result != VerdictResult::Fail,
        );
    }

    /// The probe ended with a code in the last of these phases, and went well through the others.
    pub fn ended_in(&mut self, code: OutcomeCode, phases: &[PhaseName]) {
        let record = self.record;
        let Some((last, others)) = phases.split_last() else {
            return self.that("at least one phase is expected", false);
        };
        self.equal("outcome", record.observation.outcome.code, code);
        self.equal("its phase", record.observation.outcome.phase, Some(*last));
        let mut expected: Vec<_> = others.iter().map(|name| (*name, OutcomeCode::Ok)).collect();
        expected.push((*last, code));
        self.phases(&expected);
        self.equal("verdict", record.verdict.result, VerdictResult::Fail);
    }

    /// These phases with these outcomes, one after the other in time.
    fn phases(&mut self, expected: &[(PhaseName, OutcomeCode)]) {
        let observation = &self.record.observation;
        let phases = &observation.phases;
        let entered: Vec<_> = phases.iter().map(|one| (one.phase, one.outcome)).collect();
        self.equal("phases", &entered[..], expected);
        // Printed numbers are rounded.
        let rounding = 0.01;
        for pair in phases.windows(2) {
            let end = pair[0].start_ms + pair[0].duration_ms;
            self.that(
                &format!("{} starts after {} ended", pair[1].phase, pair[0].phase),
                end <= pair[1].start_ms + rounding,
            );
        }
        if let Some(last) = phases.last() {
            self.that(
                "the phases end within the probe's duration",
                last.start_ms + last.duration_ms <= observation.duration_ms + rounding,
            );
        }
    }

    /// One attempt, to the address that the caller gave, and it carried the dialogue.
    pub fn connected(&mut self, address: Ipv4Addr) {
        let observation = &self.record.observation;
        let address = IpAddr::V4(address);
        let attempts: Vec<_> = observation
            .attempts
            .iter()
            .map(|one| (one.address, one.outcome, one.used))
            .collect();
        self.equal("attempts", attempts, vec![(address, OutcomeCode::Ok, true)]);
        let resolution = observation.resolution.as_ref();
        self.equal(
            "resolution",
            resolution.map(|one| (one.source, one.addresses.clone())),
            Some((ResolutionSource::Given, vec![address])),
        );
    }

    /// The certificates of the record are those of the server, in the order sent.
    pub fn sent(&mut self, identity: &Identity) {
        let certificates = &self.record.observation.certificates;
        self.equal(
            "number of certificates",
            certificates.len(),
            identity.sent.len(),
        );
        for (seen, sent) in certificates.iter().zip(&identity.sent) {
            let name = &sent.common_name;
            self.equal(
                &format!("SHA-256 of {name}"),
                &seen.sha256,
                &sha256(&sent.der),
            );
            self.equal(
                &format!("names of {name}"),
                &seen.subject_alt_names,
                &sent.subject_alt_names,
            );
            self.contains("subject", seen.subject.as_deref(), name);
            self.equal("not_before", seen.not_before, Some(sent.not_before));
            self.equal("not_after", seen.not_after, Some(sent.not_after));
            self.equal("ca", seen.ca, sent.ca);
        }
    }

    /// The TLS session is what servers of today agree on: TLS 1.3, AES-GCM, X25519.
    pub fn modern_session(&mut self) {
        let session = self.record.observation.tls.clone();
        let session = session.unwrap_or_default();
        let facts = |session: TlsSession| {
            [
                session.server_name,
                session.version,
                session.cipher_suite,
                session.group,
            ]
        };
        self.equal(
            "TLS session",
            facts(session),
            [HOST, "TLSv1.3", "TLS_AES_256_GCM_SHA384", "X25519"].map(|text| Some(text.to_owned())),
        );
    }

    /// Trusted by the additional root of the configuration, not by the public, for the right name.
    pub fn trusted_by_additional_root(&mut self) {
        self.judged(StoreVerdict::Trusted, true, true);
        let class = self.record.observation.trust.as_ref();
        self.equal(
            "issuer class",
            class.map(|trust| trust.issuer_class),
            Some(IssuerClass::Additional),
        );
    }

    /// Judged so by the system's store, by name and by date; never trusted by the public.
    pub fn judged(&mut self, system: StoreVerdict, name_matches: bool, within_validity: bool) {
        let Some(trust) = &self.record.observation.trust else {
            return self.that("the record has a trust section", false);
        };
        self.equal("system trust", trust.system.verdict, system);
        self.that(
            "the public does not trust a private root",
            trust.public.verdict != StoreVerdict::Trusted,
        );
        self.equal("name_matches", trust.name_matches, name_matches);
        self.equal("within_validity", trust.within_validity, within_validity);
        if let Some(days) = trust.days_left {
            let expired = self
                .record
                .observation
                .certificates
                .first()
                .is_some_and(|leaf| {
                    leaf.not_after
                        .is_some_and(|end| end < self.record.observation.started_at)
                });
            self.equal("days_left is negative", days < 0, expired);
        } else {
            self.that("days_left is there", false);
        }
    }

    /// `openssl s_client` saw the same version and chain, and came to this result.
    pub fn agrees_with(&mut self, view: &OpensslView, verify_code: u32) {
        let observation = &self.record.observation;
        let version = observation.tls.as_ref().and_then(|tls| tls.version.clone());
        self.equal("TLS version", version, Some(view.version.clone()));
        let seen: Vec<_> = observation
            .certificates
            .iter()
            .map(|one| one.sha256.clone())
            .collect();
        let theirs: Vec<_> = view.chain.iter().map(|der| sha256(der)).collect();
        self.equal("chain beside openssl's", seen, theirs);
        self.equal("openssl's verification", view.verify_code, verify_code);
    }
}

/// SHA-256, lower-case hexadecimal.
fn sha256(bytes: &[u8]) -> String {
    ring::digest::digest(&ring::digest::SHA256, bytes)
        .as_ref()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
