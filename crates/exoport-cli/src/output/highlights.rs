//! What of a record is shown first.

use std::net::IpAddr;

use exoport::record::{Finding, Record};

/// The finding that decided the verdict.
pub fn deciding_finding(record: &Record) -> Option<&Finding> {
    let code = record.verdict.finding.as_ref()?;
    record.findings.iter().find(|finding| finding.code == *code)
}

/// The address that the dialogue went over, else the one that the outcome names.
pub fn used_address(record: &Record) -> Option<IpAddr> {
    let seen = &record.observation;
    seen.attempts
        .iter()
        .find(|attempt| attempt.used)
        .map(|attempt| attempt.address)
        .or(seen.outcome.address)
        .or(match seen.attempts.as_slice() {
            [only] => Some(only.address),
            _ => None,
        })
}
