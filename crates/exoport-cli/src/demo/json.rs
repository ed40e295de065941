//! The demonstration for programs.

use std::io;

use serde::Serialize;

use super::super::escape::json_line;
use exoport::record::{OutcomeCode, PhaseName, Record, VerdictResult};
use exoport_lab::LabCase;

/// One line of `exoport demo --json`.
#[derive(Serialize)]
struct CaseLine<'a> {
    case: &'a str,
    description: &'a str,
    expected: ExpectedLine<'a>,
    as_expected: bool,
    record: &'a Record,
}

#[derive(Serialize)]
struct ExpectedLine<'a> {
    outcome: OutcomeCode,
    #[serde(skip_serializing_if = "Option::is_none")]
    phase: Option<PhaseName>,
    verdict: VerdictResult,
    #[serde(skip_serializing_if = "Option::is_none")]
    finding: Option<&'a str>,
}

/// A case and its record as one line of JSON, line end included.
///
/// # Errors
/// Never for a record; serde_json asks.
pub fn line(case: &LabCase, record: &Record, as_expected: bool) -> io::Result<String> {
    json_line(&CaseLine {
        case: case.name,
        description: case.description,
        expected: ExpectedLine {
            outcome: case.expected.outcome,
            phase: case.expected.phase,
            verdict: case.expected.verdict,
            finding: case.expected.finding,
        },
        as_expected,
        record,
    })
}
