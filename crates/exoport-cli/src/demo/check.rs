//! Whether a record says what its case must give.

use exoport::record::Record;
use exoport_lab::LabCase;

/// In what a record differs from what the case must give.
pub fn differences(case: &LabCase, record: &Record) -> Vec<String> {
    let expected = &case.expected;
    let outcome = &record.observation.outcome;
    let mut differences = Vec::new();
    if outcome.code != expected.outcome {
        differences.push(format!(
            "outcome {}, expected {}",
            outcome.code, expected.outcome
        ));
    }
    if let Some(phase) = expected.phase
        && outcome.phase != Some(phase)
    {
        let got = outcome.phase.map_or("none", |phase| phase.as_str());
        differences.push(format!("phase {got}, expected {phase}"));
    }
    if record.verdict.result != expected.verdict {
        differences.push(format!(
            "verdict {}, expected {}",
            record.verdict.result, expected.verdict
        ));
    }
    if let Some(code) = expected.finding
        && !record.findings.iter().any(|finding| finding.code == code)
    {
        let got: Vec<&str> = record
            .findings
            .iter()
            .map(|finding| finding.code.as_str())
            .collect();
        differences.push(format!("findings [{}], expected {code}", got.join(", ")));
    }
    differences
}
