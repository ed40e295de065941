//! The state of a round as Prometheus text (exposition format 0.0.4,
//! <https://prometheus.io/docs/instrumenting/exposition_formats/>), in a file that the textfile
//! collector of node_exporter or windows_exporter reads.
//!
//! By hand: the crates for this keep the counters of a running process; here a state is written and forgotten.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::iter;
use std::path::Path;

use super::about;
use crate::files::{begin, begins_with, check_ours, clear_unfinished, persist};
use crate::record::VerdictResult;
use crate::text::sanitize;
use crate::watch::Round;

/// Every file begins so (the tests see to it): what begins otherwise is another program's.
const BEGINNING: &[u8] = b"# HELP exoport_build_info ";

/// A round as metrics. Their names and labels are contract, documented in docs/watch-sinks.md.
///
/// Series are few and stay: scenarios and results are closed sets, and of a server's certificates the
/// one that ends first counts (its fingerprint would make new series at every renewal).
pub(crate) fn render(round: &Round) -> String {
    let mut text = Exposition::default();
    text.gauge("exoport_build_info", "Version of ExoPort; always 1.");
    text.sample(&[("version", env!("CARGO_PKG_VERSION"))], 1.0);
    text.counter(
        "exoport_rounds_total",
        "Rounds that the state of the watch remembers.",
    );
    text.sample(&[], round.number as f64);
    text.gauge(
        "exoport_round_timestamp_seconds",
        "When the last round began.",
    );
    text.sample(&[], seconds(round.started_at));
    text.gauge(
        "exoport_round_duration_seconds",
        "How long the last round took.",
    );
    text.sample(&[], round.duration_ms / 1000.0);
    text.gauge(
        "exoport_round_changes",
        "Changes that the last round confirmed.",
    );
    text.sample(&[], f64::from(round.changes));
    if let Some(next) = round.next_at {
        text.gauge(
            "exoport_next_round_timestamp_seconds",
            "When the next round begins.",
        );
        text.sample(&[], seconds(next));
    }
    text.gauge(
        "exoport_result",
        "The worst confirmed result of all scenarios: 1, the others 0.",
    );
    text.states(&[], round.result);
    scenarios(&mut text, round);
    certificates(&mut text, round);
    text.text
}

fn scenarios(text: &mut Exposition, round: &Round) {
    if round.scenarios.is_empty() {
        return;
    }
    text.gauge(
        "exoport_scenario_result",
        "The confirmed result of a scenario: 1, the others 0.",
    );
    for state in &round.scenarios {
        text.states(&[("scenario", state.scenario.as_str())], state.result);
    }
    text.gauge(
        "exoport_scenario_seen_result",
        "What the last round saw of a scenario, confirmed or not: 1, the others 0.",
    );
    for state in &round.scenarios {
        text.states(&[("scenario", state.scenario.as_str())], state.seen);
    }
    text.gauge(
        "exoport_scenario_since_timestamp_seconds",
        "When the confirmed result of a scenario began.",
    );
    for state in &round.scenarios {
        text.sample(
            &[("scenario", state.scenario.as_str())],
            seconds(state.since),
        );
    }
    text.gauge(
        "exoport_scenario_duration_seconds",
        "How long the slowest probe of a scenario took in the last round.",
    );
    for state in &round.scenarios {
        text.sample(
            &[("scenario", state.scenario.as_str())],
            state.duration_ms as f64 / 1000.0,
        );
    }
    if round.scenarios.iter().all(|state| state.finding.is_none()) {
        return;
    }
    text.gauge(
        "exoport_scenario_finding_info",
        "The code of the finding behind what the last round saw of a scenario; always 1.",
    );
    for state in &round.scenarios {
        if let Some(finding) = &state.finding {
            let labels = [("scenario", state.scenario.as_str()), ("finding", finding)];
            text.sample(&labels, 1.0);
        }
    }
}

fn certificates(text: &mut Exposition, round: &Round) {
    let mut earliest = BTreeMap::new();
    for certificate in &round.certificates {
        let end = earliest
            .entry((certificate.host.to_ascii_lowercase(), certificate.port))
            .or_insert(certificate.not_after);
        *end = certificate.not_after.min(*end);
    }
    if earliest.is_empty() {
        return;
    }
    text.gauge(
        "exoport_certificate_not_after_timestamp_seconds",
        "When the certificate of a server ends; of several, the one that ends first.",
    );
    for ((host, port), end) in earliest {
        text.sample(
            &[("host", &host), ("port", &port.to_string())],
            seconds(end),
        );
    }
}

fn seconds(milliseconds: i64) -> f64 {
    milliseconds as f64 / 1000.0
}

#[derive(Default)]
struct Exposition {
    text: String,
    /// The metric whose samples come now.
    name: &'static str,
}

impl Exposition {
    fn gauge(&mut self, name: &'static str, help: &str) {
        self.metric(name, "gauge", help);
    }

    fn counter(&mut self, name: &'static str, help: &str) {
        self.metric(name, "counter", help);
    }

    fn metric(&mut self, name: &'static str, kind: &str, help: &str) {
        self.name = name;
        // Writing to a String cannot fail.
        let _ = writeln!(self.text, "# HELP {name} {help}\n# TYPE {name} {kind}");
    }

    /// One line a result, of which one is 1: a series stays when the result changes, and an alert
    /// can ask for one.
    fn states(&mut self, labels: &[(&str, &str)], is: VerdictResult) {
        for result in VerdictResult::ALL {
            let labels: Vec<_> = labels
                .iter()
                .copied()
                .chain(iter::once(("result", result.as_str())))
                .collect();
            self.sample(&labels, f64::from(u8::from(*result == is)));
        }
    }

    fn sample(&mut self, labels: &[(&str, &str)], value: f64) {
        self.text.push_str(self.name);
        for (index, (name, value)) in labels.iter().enumerate() {
            let before = if index == 0 { '{' } else { ',' };
            let value = label_value(value);
            let _ = write!(self.text, "{before}{name}=\"{value}\"");
        }
        if !labels.is_empty() {
            self.text.push('}');
        }
        let _ = writeln!(self.text, " {}", number(value));
    }
}

/// A value as Go's ParseFloat takes it.
fn number(value: f64) -> String {
    match value {
        value if value.is_nan() => "NaN".into(),
        f64::INFINITY => "+Inf".into(),
        f64::NEG_INFINITY => "-Inf".into(),
        value => value.to_string(),
    }
}

/// Escaped as the format asks for: backslash, quotation mark, newline (which `sanitize` has made two
/// characters before).
fn label_value(value: &str) -> String {
    sanitize(value.as_bytes(), 255)
        .replace('\\', r"\\")
        .replace('"', "\\\"")
}

/// Takes away what a killed watch has left beside the file. For the one watch that writes it.
///
/// # Errors
/// Each names the file. It is not a regular file, or not ours.
pub(crate) fn open(path: &Path) -> io::Result<()> {
    check(path).map_err(|error| cannot_write(path, &error))?;
    clear_unfinished(path);
    Ok(())
}

/// Replaces the file by the metrics of a round, whole or not at all: a collector sees the old or the
/// new ones. It may be read by everybody, because a collector is another user.
///
/// # Errors
/// Each names the file. It is not a regular file; its folder cannot be written.
pub(crate) fn write(path: &Path, round: &Round) -> io::Result<()> {
    replace(path, render(round).as_bytes()).map_err(|error| cannot_write(path, &error))
}

fn cannot_write(path: &Path, error: &io::Error) -> io::Error {
    about("cannot write metrics (Prometheus) to", path, error)
}

fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    check(path)?;
    // A collector reads what ends in ".prom"; this ends in random letters.
    let mut file = begin(path)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        file.as_file()
            .set_permissions(std::fs::Permissions::from_mode(0o644))?;
    }
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    persist(file, path)
}

/// Sees to it that only a file of ours is replaced.
fn check(path: &Path) -> io::Result<()> {
    check_ours(path, |text| begins_with(text, BEGINNING))
}

#[cfg(test)]
mod tests;
