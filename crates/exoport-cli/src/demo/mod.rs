//! `exoport demo`: the main job against the embedded look-alike, and whether it came out right.

mod check;
mod domains;
mod json;

use std::io::{self, Write};
use std::time::{Duration, Instant};

use anstream::AutoStream;
use clap::Args;

use self::domains::Shown;
use super::color::ColorWhen;
use super::error::{FeedError, report};
use super::escape::escape;
use super::exit::Exit;
use super::feed::probe_all;
use super::lab::start;
use super::output::date::duration;
use super::output::highlights::deciding_finding;
use super::output::text::{BOLD, DIM, labelled, paint, verdict_style};
use super::output::{cause_line, header, named_row, remedy_line, stdout};
use super::progress::Progress;
use super::targets::{Entries, Entry, Origin};
use exoport::config::{RunConfig, Settings};
use exoport::record::{Record, VerdictResult};
use exoport::targets::TlsMode;
use exoport_lab::{Lab, LabCase, LabOptions};

/// Options of `exoport demo`.
#[derive(Debug, Args)]
pub struct DemoArgs {
    /// Write one JSON object per line: the case, what was expected, whether it matched, the record.
    #[arg(long)]
    pub json: bool,
}

/// Long enough to be seen, short enough for a demonstration; real ones take 5 to 10 s.
const TARPIT_DELAY: Duration = Duration::from_secs(2);

/// Windows needs up to two seconds to call a connection refused: it asks again after a reset.
const CONNECT_TIMEOUT_MS: u64 = if cfg!(windows) { 3_000 } else { 1_500 };

/// Probes every case of the lab and says what was found, why, and whether that was expected.
pub fn run(args: &DemoArgs, color: ColorWhen) -> Exit {
    let progress = Progress::new(!args.json);
    let options = LabOptions {
        tarpit_delay: TARPIT_DELAY,
        drip_interval: Duration::from_millis(200),
    };
    let shown = start(options)
        .map_err(FeedError::Internal)
        .and_then(|(runtime, lab)| {
            let shown = show(&lab, args.json, stdout(color), &progress);
            drop(lab);
            runtime.shutdown_background();
            shown
        });
    progress.clear();
    match shown {
        Ok(true) => Exit::Passed,
        Ok(false) => Exit::Failed,
        Err(error) => report(&error, &progress),
    }
}

/// The configuration of the demonstration: short limits, the lab's own resolver and authority.
fn settings(lab: &Lab) -> Result<Settings, FeedError> {
    let config = RunConfig {
        timeout_ms: 4_000,
        connect_timeout_ms: CONNECT_TIMEOUT_MS,
        concurrency: 256,
        // For the cases of the DNS. The others bring their addresses, so that no resolver is asked for one.
        dns_server: Some(lab.dns_server().to_string()),
        cname_chain: false,
        ehlo_name: Some("probe.example".into()),
        additional_roots: Some(lab.ca_pem().to_owned()),
        ..RunConfig::default()
    };
    config
        .check()
        .map_err(|error| FeedError::Start(error.into()))
}

/// Probes all cases at the same time and writes them in the lab's order. `true`: all as expected.
fn show(
    lab: &Lab,
    json: bool,
    out: AutoStream<io::Stdout>,
    progress: &Progress,
) -> Result<bool, FeedError> {
    let cases = lab.cases();
    let specs: Vec<_> = cases.iter().map(LabCase::target_spec).collect();
    let entries: Entries = Box::new(specs.into_iter().map(|spec| Entry {
        origin: Origin::Defaults,
        spec: Ok(spec),
    }));
    let mut stage = Stage {
        cases,
        records: cases.iter().map(|_| None).collect(),
        shown: 0,
        as_expected: 0,
        section: Section::None,
        json,
        started: Instant::now(),
        out,
    };
    let settings = settings(lab)?;
    probe_all(settings.clone(), entries, progress, |record| {
        progress.done(false);
        progress.aside(|| stage.take(record))
    })?;
    let domains = domains::show(lab, settings, json)?;
    progress.clear();
    stage.end(&domains).map_err(FeedError::Write)
}

/// Which heading was written last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Section {
    None,
    Healthy,
    Faults,
}

/// Records arrive in any order; each is written when those before it were.
struct Stage<'a> {
    cases: &'a [LabCase],
    records: Vec<Option<Record>>,
    shown: usize,
    as_expected: usize,
    section: Section,
    json: bool,
    started: Instant,
    out: AutoStream<io::Stdout>,
}

impl Stage<'_> {
    fn take(&mut self, record: Record) -> io::Result<()> {
        let name = record.observation.target.tag.as_deref();
        let place = self.cases.iter().position(|case| Some(case.name) == name);
        if let Some(place) = place {
            self.records[place] = Some(record);
        }
        let mut text = String::new();
        while let Some(Some(record)) = self.records.get(self.shown) {
            let case = &self.cases[self.shown];
            let differences = check::differences(case, record);
            self.as_expected += usize::from(differences.is_empty());
            if self.json {
                text.push_str(&json::line(case, record, differences.is_empty())?);
            } else {
                let section = section_of(case);
                if section > self.section {
                    text.push_str(&heading(section));
                    self.section = section;
                }
                text.push_str(&match section {
                    Section::Healthy => {
                        healthy_row(case, record)
                            + &cause_line(record)
                            + &remedy_line(record)
                            + &difference_lines(&differences)
                    }
                    _ => fault(case, record, &differences),
                });
            }
            self.shown += 1;
        }
        self.write(&text)
    }

    fn end(mut self, domains: &Shown) -> io::Result<bool> {
        self.write(&domains.text)?;
        let all = self.cases.len() + domains.all;
        let as_expected = self.as_expected + domains.as_expected;
        let good = as_expected == all;
        if !self.json {
            let style = verdict_style(match good {
                true => VerdictResult::Pass,
                false => VerdictResult::Fail,
            });
            let counts = paint(style, &format!("{all} cases, {as_expected} as expected"));
            let took = duration(self.started.elapsed().as_secs_f64() * 1_000.0);
            let next = "Now your own path:  exoport test   or   exoport test contoso.com --service smtp-mx";
            self.write(&format!("{counts} ({took})\n{}\n", paint(DIM, next)))?;
        }
        Ok(good)
    }

    fn write(&mut self, text: &str) -> io::Result<()> {
        self.out.write_all(text.as_bytes())?;
        self.out.flush()
    }
}

fn section_of(case: &LabCase) -> Section {
    if case.name.starts_with("healthy-") {
        Section::Healthy
    } else {
        Section::Faults
    }
}

fn heading(section: Section) -> String {
    match section {
        Section::None => String::new(),
        Section::Healthy => format!(
            "Servers inside this process that talk like Exchange Online; nothing leaves this machine.\n\n{}\n\n{}",
            paint(BOLD, "HEALTHY SERVICES"),
            header(),
        ),
        Section::Faults => format!(
            "\n{}\n\n",
            paint(BOLD, "NAMED FAULTS, what is found and what to change")
        ),
    }
}

/// A healthy server's row. Its port is the kernel's choice here, so that the row has to say how TLS
/// starts where a service knows two ways.
fn healthy_row(case: &LabCase, record: &Record) -> String {
    match case.tls {
        TlsMode::Imap | TlsMode::Pop => named_row(record, &format!("{} STARTTLS", case.host)),
        _ => named_row(record, &case.host),
    }
}

/// A fault's block, an empty line after it.
fn fault(case: &LabCase, record: &Record, differences: &[String]) -> String {
    let seen = &record.observation;
    let verdict = record.verdict.result;
    let outcome = match seen.outcome.phase {
        Some(phase) => format!("{} in {phase}", seen.outcome.code),
        None => seen.outcome.code.to_string(),
    };
    let service = seen.target.service.map_or("-", |service| service.as_str());
    let expected = if differences.is_empty() {
        paint(DIM, "as expected")
    } else {
        paint(verdict_style(VerdictResult::Fail), "UNEXPECTED")
    };
    let mut text = format!(
        "{} {service:<10}  {}  {outcome:<44} {:>6}  {expected}\n",
        paint(BOLD, &format!("{:<22}", case.name)),
        paint(verdict_style(verdict), &format!("{:<7}", verdict.as_str())),
        duration(seen.duration_ms),
    );
    text.push_str(&labelled(4, "fault", 8, &escape(case.description)));
    text.push_str(&labelled(4, "why", 8, &escape(&record.verdict.summary)));
    if let Some(finding) = deciding_finding(record) {
        text.push_str(&labelled(4, "remedy", 8, &escape(&finding.remedy)));
    }
    text.push_str(&difference_lines(differences));
    text.push('\n');
    text
}

fn difference_lines(differences: &[String]) -> String {
    if differences.is_empty() {
        return String::new();
    }
    let text = format!("NOT AS EXPECTED: {}", differences.join("; "));
    labelled(4, "check", 8, &escape(&text))
}
