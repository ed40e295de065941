//! Verdicts of scenarios from observations that no network made.

mod behaviour;
mod causes;
mod proxied;
mod results;

use behaviour::Behaviour;

use super::judge::judge;
use super::plan::{PlannedProbe, add_direct, plan};
use super::{CheckSpec, Scenario, ScenarioVerdict};
use crate::config::Settings;
use crate::record::Record;

/// Judges a check whose probes behave as `behaviour` says of host and port.
fn verdicts(spec: &CheckSpec, behaviour: impl Fn(&str, u16) -> Behaviour) -> Vec<ScenarioVerdict> {
    let plan = plan(spec, &Settings::default()).expect("a plan");
    let records: Vec<Record> = (0..)
        .zip(&plan.probes)
        .map(|(id, wanted): (u64, &PlannedProbe)| {
            behaviour(&wanted.host, wanted.port).record(id, wanted)
        })
        .collect();
    judge(&plan, &records)
}

/// Judges a check that goes through a proxy; `direct` is what the front door does without it.
fn verdicts_beside_a_proxy(
    spec: &CheckSpec,
    behaviour: impl Fn(&str, u16) -> Behaviour,
    direct: Behaviour,
) -> Vec<ScenarioVerdict> {
    let mut plan = plan(spec, &Settings::default()).expect("a plan");
    add_direct(&mut plan, spec, &Settings::default()).expect("a plan");
    let records: Vec<Record> = (0..)
        .zip(&plan.probes)
        .map(|(id, wanted): (u64, &PlannedProbe)| match wanted.direct {
            true => direct.record(id, wanted),
            false => behaviour(&wanted.host, wanted.port).record(id, wanted),
        })
        .collect();
    judge(&plan, &records)
}

/// Judges one scenario.
fn verdict(scenario: Scenario, behaviour: impl Fn(&str, u16) -> Behaviour) -> ScenarioVerdict {
    let spec = CheckSpec {
        domain: Some("contoso.com".into()),
        ..one(scenario)
    };
    verdicts(&spec, behaviour).remove(0)
}

fn one(scenario: Scenario) -> CheckSpec {
    CheckSpec {
        scenarios: vec![scenario],
        ..CheckSpec::default()
    }
}

/// The code of the cause.
fn cause(verdict: &ScenarioVerdict) -> Option<&str> {
    verdict
        .findings
        .first()
        .map(|finding| finding.code.as_str())
}
