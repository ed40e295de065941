//! A report judged again: its plan, read out of it, and the records of its probes. Pure.

use super::needs::needs_domain;
use super::plan::{Plan, PlannedProbe, ScenarioPlan};
use super::{CheckReport, Role, facts, judge};
use crate::proxy::ProxySetting;
use crate::record::Record;

/// The port on which an unrelated mail server is asked; as a control nothing else is.
const SECOND_HOST_PORT: u16 = 25;

/// Judges the scenarios of a report from its probes as they are now; of each scenario of `report` only
/// its name and its probes count.
///
/// A report from before `second_host` was in it is judged as well: there, the unrelated mail server
/// is the one that stands as a control on port 25.
///
/// # Errors
/// A scenario is there twice, or has a probe that the report does not have. The text says which.
pub(crate) fn rejudge(mut report: CheckReport) -> Result<CheckReport, String> {
    let plan = plan_of(&report)?;
    report.path = facts::collect(&plan, &report.probes);
    report.scenarios = judge::judge(&plan, &report.probes);
    Ok(report)
}

fn plan_of(report: &CheckReport) -> Result<Plan, String> {
    // A check sends all its probes the same way, but for the one that it compares with.
    let without_proxy = |record: &Record| record.observation.target.proxy == ProxySetting::None;
    let mixed = !report.probes.iter().all(without_proxy);
    let mut plan = Plan {
        probes: report
            .probes
            .iter()
            .map(|record| {
                let target = record.observation.target.clone();
                PlannedProbe {
                    host: target.host.clone(),
                    port: target.port,
                    second_host: false,
                    direct: mixed && without_proxy(record),
                    target,
                }
            })
            .collect(),
        scenarios: Vec::new(),
    };
    let says_second_host = report.second_host.is_some();
    for verdict in &report.scenarios {
        let scenario = verdict.scenario;
        if plan
            .scenarios
            .iter()
            .any(|entry| entry.scenario == scenario)
        {
            return Err(format!("scenario {scenario} appears twice"));
        }
        let mut probes = Vec::new();
        for probe in &verdict.probes {
            let place = probe.probe as usize;
            let Some(wanted) = plan.probes.get_mut(place) else {
                return Err(format!(
                    "scenario {scenario} refers to probe {place}, and the report has {}",
                    report.probes.len()
                ));
            };
            wanted.host.clone_from(&probe.host);
            wanted.port = probe.port;
            wanted.second_host |= match says_second_host {
                true => probe.second_host,
                false => probe.role == Role::Control && probe.port == SECOND_HOST_PORT,
            };
            probes.push((place, probe.role));
        }
        plan.scenarios.push(ScenarioPlan {
            scenario,
            lacks_domain: needs_domain(scenario) && report.domain.is_none(),
            probes,
        });
    }
    Ok(plan)
}
