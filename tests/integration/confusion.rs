//! The confusion matrix: every case of the lab, what a probe of it says, and what the scenario says
//! that stands on it. `EXOPORT_UPDATE_MATRIX=1 cargo test --test integration confusion` writes the page anew; what
//! changed is then in the diff.

use std::fmt::Write;
use std::path::PathBuf;

use exoport::record::Record;
use exoport::scenario::{ScenarioVerdict, check};
use exoport_lab::{Lab, LabCase};

use super::confusion_domains::section as domain_section;
use super::faults::all_cases;
use super::scenarios::{patient_lab, prober, scenario_of, spec};

const HEAD: &str = "\
# Confusion matrix

Every case of the lab (`exoport lab`, `exoport demo`), with the expected and the actual result. A test probes all of
them and compares this page with the results, so nothing here is written by hand: a case with another verdict, or with
more or fewer findings, fails the build.

## Probes

Each case is probed alone. *Findings* lists all of them.

| case | expected | outcome | verdict | findings |
| --- | --- | --- | --- | --- |
";

const SCENARIOS: &str = "
## Scenarios

Each case takes the place of the server that a scenario needs; all other servers are healthy. *Cause* is the code of the
verdict's first finding. Cases with STARTTLS on 143 and 110, and those of the DNS, are in no scenario.

| case | scenario | verdict | cause | side |
| --- | --- | --- | --- | --- |
";

fn probe_row(case: &LabCase, record: &Record) -> String {
    let expected = match case.expected.finding {
        Some(code) => format!("{} `{code}`", case.expected.verdict),
        None => case.expected.verdict.to_string(),
    };
    let outcome = &record.observation.outcome;
    let phase = outcome
        .phase
        .filter(|_| !outcome.is_ok())
        .map_or_else(String::new, |phase| format!(" in {phase}"));
    let findings: Vec<String> = record
        .findings
        .iter()
        .map(|finding| format!("`{}`", finding.code))
        .collect();
    format!(
        "| {} | {expected} | {}{phase} | {} | {} |\n",
        case.name,
        outcome.code,
        record.verdict.result,
        findings.join(" ")
    )
}

fn scenario_row(case: &LabCase, verdict: &ScenarioVerdict) -> String {
    let cause = verdict
        .findings
        .first()
        .map_or_else(String::new, |finding| format!("`{}`", finding.code));
    let side = match (verdict.side, verdict.confidence) {
        (Some(side), Some(confidence)) => format!("{side} ({confidence})"),
        _ => String::new(),
    };
    format!(
        "| {} | {} | {} | {cause} | {side} |\n",
        case.name, verdict.scenario, verdict.result
    )
}

/// One check for each case that a scenario stands on, all at once.
async fn scenario_rows(lab: &Lab) -> String {
    let prober = prober(lab);
    let mut checks = Vec::new();
    for case in lab.cases() {
        let Some((scenario, places)) = scenario_of(case) else {
            continue;
        };
        let faults: Vec<(&str, &LabCase)> = places.iter().map(|place| (*place, case)).collect();
        let spec = spec(lab, &[scenario], &faults);
        let prober = prober.clone();
        let check = tokio::spawn(async move { check(0, &spec, &prober).await });
        checks.push((case, check));
    }
    let mut rows = String::new();
    for (case, check) in checks {
        let report = check.await.expect("no panic");
        rows.push_str(&scenario_row(case, &report.scenarios[0]));
    }
    rows
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_published_matrix_is_what_comes_out() {
    let (lab, records) = all_cases().await;
    let mut page = HEAD.to_owned();
    for (case, record) in lab.cases().iter().zip(&records) {
        page.push_str(&probe_row(case, record));
    }
    let unexpected = lab
        .cases()
        .iter()
        .zip(&records)
        .filter(|(case, record)| {
            let codes: Vec<&str> = record.findings.iter().map(|f| f.code.as_str()).collect();
            let expected: Vec<&str> = case.expected.finding.into_iter().collect();
            record.verdict.result != case.expected.verdict || codes != expected
        })
        .count();
    let _ = writeln!(
        page,
        "\n{} cases, {} as expected, {unexpected} otherwise.",
        records.len(),
        records.len() - unexpected
    );
    page.push_str(SCENARIOS);
    drop(lab);
    let lab = patient_lab().await;
    page.push_str(&scenario_rows(&lab).await);
    page.push_str(&domain_section(&lab).await);
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("docs/confusion-matrix.md");
    if std::env::var_os("EXOPORT_UPDATE_MATRIX").is_some() {
        std::fs::write(&file, &page).expect("docs/confusion-matrix.md");
    }
    let published = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        published == page,
        "docs/confusion-matrix.md differs; see the head of this test for how to renew it:\n{page}"
    );
}
