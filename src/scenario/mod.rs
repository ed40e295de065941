//! Scenarios: what an administrator wants to know ("can this site submit mail"), answered with one
//! verdict each from the probes that it needs.
//!
//! `needs` is the table of probes, `plan` makes targets of it (both pure), [`check()`] runs them
//! through the [`Prober`] at the same time, `judge` makes one verdict of their records: roles decide the
//! result, `rules` find what several probes say together, `sides` where the cause is (all pure).

mod attribution;
mod domain;
mod error;
mod facts;
mod judge;
mod needs;
mod overrides;
mod plan;
mod probe_view;
mod rejudge;
mod report;
mod rules;
mod spec;
#[cfg(test)]
mod tests;
mod words;

use std::time::Instant;

use tokio::task::JoinSet;

use crate::clock::now_ms;
use crate::diagnosis::{self, internal_record};
use crate::probe::Prober;
use crate::record::Record;
use crate::targets::Target;

pub use error::CheckError;
pub use facts::{FrontDoor, PathFacts};
pub(crate) use rejudge::rejudge;
pub use report::{CheckReport, ScenarioProbe, ScenarioVerdict};
pub use spec::CheckSpec;
pub use words::{Confidence, Role, Scenario, Side};
pub(crate) use {needs::needs_domain, plan::asked};

/// Runs the probes of the scenarios, all at the same time, and judges them. Ends within the
/// configured timeout of one probe. Never fails: what goes wrong is in the report. Dropping the
/// future closes its sockets at once.
///
/// A specification that [`CheckSpec::validate`] refuses gives a report with outcome `internal`.
pub async fn check(id: u64, spec: &CheckSpec, prober: &Prober) -> CheckReport {
    let plan = match planned(spec, prober) {
        Ok(plan) => plan,
        Err(error) => return CheckReport::broken(id, spec, &error.to_string()),
    };
    let mut report = CheckReport::new(id, spec, now_ms());
    let started = Instant::now();
    let targets = plan.probes.iter().map(|probe| probe.target.clone());
    report.probes = probe_all(prober, targets).await;
    report.duration_ms = started.elapsed().as_secs_f64() * 1_000.0;
    report.path = facts::collect(&plan, &report.probes);
    report.scenarios = judge::judge(&plan, &report.probes);
    report
}

/// The plan, with a probe beside the proxy where there is one.
fn planned(spec: &CheckSpec, prober: &Prober) -> Result<plan::Plan, CheckError> {
    let mut plan = plan::plan(spec, prober.settings())?;
    let by_proxy = |wanted: &plan::PlannedProbe| prober.goes_through_proxy(&wanted.target);
    if plan.probes.iter().any(by_proxy) {
        plan::add_direct(&mut plan, spec, prober.settings())?;
    }
    Ok(plan)
}

/// Probes all targets at the same time; the records are in the order of the targets.
async fn probe_all(prober: &Prober, targets: impl Iterator<Item = Target>) -> Vec<Record> {
    // Dropping the set ends its tasks.
    let mut probes = JoinSet::new();
    let mut places = Vec::new();
    for (id, target) in (0..).zip(targets) {
        let prober = prober.clone();
        let probed = target.clone();
        let task = probes.spawn(async move { diagnosis::judge(prober.observe(id, probed).await) });
        places.push((task.id(), target));
    }
    let mut records: Vec<Record> = Vec::new();
    while let Some(ended) = probes.join_next_with_id().await {
        match ended {
            Ok((_, record)) => records.push(record),
            Err(error) => {
                let found = (0..)
                    .zip(&places)
                    .find(|(_, (task, _))| *task == error.id());
                if let Some((id, (_, target))) = found {
                    records.push(internal_record(id, target.clone(), &error.to_string()));
                }
            }
        }
    }
    records.sort_by_key(|record| record.observation.id);
    records
}
