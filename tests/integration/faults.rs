//! Every case of the lab gets exactly the verdict that it stands for.

use std::time::Duration;

use exoport::config::RunConfig;
use exoport::plan;
use exoport::record::Record;
use exoport::run;
use exoport_lab::{Lab, LabOptions};

use super::config_for;

/// Probes every case of a lab, all at once.
pub async fn all_cases() -> (Lab, Vec<Record>) {
    let lab = Lab::start(LabOptions {
        tarpit_delay: Duration::from_secs(2),
        ..LabOptions::default()
    })
    .await
    .expect("the lab starts");
    let config = RunConfig {
        timeout_ms: 5_000,
        connect_timeout_ms: 2_000,
        transcript: true,
        // Cases of the DNS have no address; the others ask nobody.
        dns_server: Some(lab.dns_server().to_string()),
        ..config_for(&lab)
    };
    let prober = super::prober(config);
    let mut probes = Vec::new();
    for (id, case) in (0..).zip(lab.cases()) {
        let targets = plan::expand(&case.target_spec(), prober.settings()).expect(case.name);
        let target = targets.into_iter().next().expect(case.name);
        let prober = prober.clone();
        probes.push(tokio::spawn(async move {
            run::probe(&prober, id, target).await
        }));
    }
    let mut records = Vec::new();
    for probe in probes {
        records.push(probe.await.expect("no panic"));
    }
    (lab, records)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_case_has_its_verdict_and_no_other() {
    let (lab, records) = all_cases().await;
    assert!(lab.cases().len() >= 19, "{} cases", lab.cases().len());
    let mut wrong = Vec::new();
    for (case, record) in lab.cases().iter().zip(&records) {
        let outcome = &record.observation.outcome;
        let codes: Vec<&str> = record
            .findings
            .iter()
            .map(|finding| finding.code.as_str())
            .collect();
        let expected: Vec<&str> = case.expected.finding.into_iter().collect();
        let same = outcome.code == case.expected.outcome
            && outcome.phase == case.expected.phase
            && record.verdict.result == case.expected.verdict
            && codes == expected;
        if !same {
            wrong.push(format!(
                "{}: {:?}\n  verdict {}, findings {codes:?}\n  expected {:?}",
                case.name, outcome, record.verdict.result, case.expected
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
