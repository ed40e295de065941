//! A check as text: one row a scenario, the remedy below, then facts about the path.

use super::super::escape::escape;
use super::date::duration;
use super::table::{cause_line, header, named_row};
use super::text::{BOLD, DIM, hanging, labelled, paint, severity_style, source, verdict_style};
use super::timeline;
use exoport::record::VerdictResult;
use exoport::scenario::{CheckReport, PathFacts, Role, ScenarioVerdict};

/// `hybrid-mail-flow`
const SCENARIO: usize = 16;
/// `unknown`
const VERDICT: usize = 7;
/// `exchange-online (medium)`
const SIDE: usize = 24;

/// The whole report.
pub fn render(report: &CheckReport, details: bool) -> String {
    let heading = format!(
        "{:<SCENARIO$}  {:<VERDICT$}  {:<SIDE$}  Cause",
        "Scenario", "Verdict", "Side (confidence)"
    );
    let mut text = format!("{}\n", paint(BOLD, &heading));
    for verdict in &report.scenarios {
        text.push_str(&row(verdict));
        if let Some(remedy) = &verdict.remedy {
            text.push_str(&labelled(4, "remedy", 8, &escape(remedy)));
        }
        if details {
            text.push_str(&evidence(verdict));
        }
    }
    text.push_str(&path(&report.path));
    if details && !report.probes.is_empty() {
        text.push_str(&probes(report));
    }
    text.push_str(&summary(report));
    text
}

fn row(verdict: &ScenarioVerdict) -> String {
    let result = verdict.result;
    let side = match (verdict.side, verdict.confidence) {
        (Some(side), Some(confidence)) => format!("{side} ({confidence})"),
        (Some(side), None) => side.to_string(),
        (None, _) => "-".to_owned(),
    };
    let head = format!(
        "{:<SCENARIO$}  {}  {side:<SIDE$}  ",
        verdict.scenario,
        paint(
            verdict_style(result),
            &format!("{:<VERDICT$}", result.as_str())
        ),
    );
    hanging(&head, &escape(&verdict.cause))
}

fn evidence(verdict: &ScenarioVerdict) -> String {
    let mut text = String::new();
    for line in &verdict.evidence {
        text.push_str(&labelled(4, "seen", 8, &escape(line)));
    }
    for finding in &verdict.findings {
        let code = paint(severity_style(finding.severity), &escape(&finding.code));
        text.push_str(&format!("    {} {code}\n", finding.severity));
        text.push_str(&labelled(6, "source", 8, &escape(&source(&finding.source))));
    }
    text
}

fn path(facts: &PathFacts) -> String {
    let mut text = String::new();
    if !facts.egress_addresses.is_empty() {
        let addresses: Vec<String> = facts
            .egress_addresses
            .iter()
            .map(ToString::to_string)
            .collect();
        let line = format!("seen from outside as {}", addresses.join(", "));
        text.push_str(&labelled(0, "egress", 12, &line));
    }
    for door in &facts.front_doors {
        let mut line = format!("{}:{} {}", door.host, door.port, door.address);
        let sites = [("DNS", &door.site_by_dns), ("HTTP", &door.site_by_http)];
        for (who, site) in sites {
            if let Some(site) = site {
                line.push_str(&format!(", site {site} by {who}"));
            }
        }
        line.push_str(&format!(
            ", TCP in {} ({}/100 points)",
            duration(door.connect_ms),
            door.latency_points
        ));
        text.push_str(&labelled(0, "front door", 12, &escape(&line)));
    }
    if text.is_empty() {
        text
    } else {
        format!("\n{text}")
    }
}

fn probes(report: &CheckReport) -> String {
    let mut text = format!("\n{}\n{}", paint(BOLD, "PROBES"), header());
    for (place, record) in (0_u32..).zip(&report.probes) {
        let mut wanted = report
            .scenarios
            .iter()
            .flat_map(|verdict| verdict.probes.iter().map(move |probe| (verdict, probe)))
            .filter(|(_, probe)| probe.probe == place);
        text.push_str(&named_row(record, &record.observation.target.host));
        text.push_str(&cause_line(record));
        let whose: Vec<String> = wanted
            .by_ref()
            .map(|(verdict, probe)| match probe.role {
                Role::Needed => verdict.scenario.to_string(),
                role => format!("{} ({role})", verdict.scenario),
            })
            .collect();
        let timeline = timeline::compact(&record.observation);
        if !timeline.is_empty() {
            text.push_str(&labelled(4, "phases", 8, &timeline));
        }
        if !whose.is_empty() {
            text.push_str(&labelled(4, "for", 8, &whose.join(", ")));
        }
    }
    text
}

/// `8 scenarios: 7 pass, 1 fail (10 probes, 1.2 s)`
fn summary(report: &CheckReport) -> String {
    let all = report.scenarios.len();
    let parts: Vec<String> = VerdictResult::ALL
        .iter()
        .filter_map(|result| {
            let count = report
                .scenarios
                .iter()
                .filter(|verdict| verdict.result == *result)
                .count();
            (count > 0).then(|| paint(verdict_style(*result), &format!("{count} {result}")))
        })
        .collect();
    let scenarios = if all == 1 { "scenario" } else { "scenarios" };
    let note = format!(
        "({} probes, {})",
        report.probes.len(),
        duration(report.duration_ms)
    );
    format!(
        "\n{all} {scenarios}: {} {}\n",
        parts.join(", "),
        paint(DIM, &note)
    )
}
