//! The documents name what the code has.

use std::collections::BTreeSet;

use exoport::diagnosis::FindingCode;
use exoport::record::OutcomeCode;

/// The codes in the first column of a document's tables.
fn codes(document: &str) -> BTreeSet<&str> {
    document
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split('`').next())
        .collect()
}

#[test]
fn every_outcome_has_its_line() {
    let documented = codes(include_str!("../../docs/outcomes.md"));
    let known: BTreeSet<&str> = OutcomeCode::ALL.iter().map(|code| code.as_str()).collect();
    assert_eq!(documented, known);
}

#[test]
fn every_finding_has_its_line() {
    let verdicts = BTreeSet::from(["pass", "warn", "fail", "unknown"]);
    let documented: BTreeSet<&str> = codes(include_str!("../../docs/verdicts.md"))
        .difference(&verdicts)
        .copied()
        .collect();
    let known: BTreeSet<&str> = FindingCode::ALL.iter().map(|code| code.as_str()).collect();
    assert_eq!(documented, known);
}
