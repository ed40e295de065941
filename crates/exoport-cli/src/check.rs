//! `exoport check`: scenarios, one verdict each.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::time::Duration;

use super::args::{CheckArgs, CheckOptions, ColorWhen};
use super::escape::escape_json;
use super::exit::Exit;
use super::feed::FeedError;
use super::output::{check::render, stdout};
use super::progress::Progress;
use super::settings::{checked, milliseconds, read_ca_files};
use super::test::report as tell;
use exoport::config::{RunConfig, Settings};
use exoport::record::OutcomeCode;
use exoport::run::{Job, Next, Push, Report, Run};
use exoport::scenario::{CheckReport, CheckSpec, Scenario};
use exoport::targets::AddressFamily;

/// How long one call waits before it looks again.
const WAIT: Duration = Duration::from_millis(500);

/// Checks the scenarios that the arguments name and says how it went.
pub fn run(args: &CheckArgs, color: ColorWhen) -> Exit {
    let progress = Progress::new(!args.quiet);
    let prepared = args.options.spec(&args.scenarios).and_then(|spec| {
        spec.validate().map_err(|error| error.to_string())?;
        Ok((spec, checked(args.options.config()?)?))
    });
    let (spec, settings) = match prepared {
        Ok(prepared) => prepared,
        Err(why) => {
            progress.message(&why);
            return Exit::WrongUse;
        }
    };
    progress.asked(1);
    let report = match check(spec, settings) {
        Ok(report) => report,
        Err(error) => return tell(&error, &progress),
    };
    progress.clear();
    if let (OutcomeCode::Internal, Some(detail)) = (report.outcome, &report.detail) {
        progress.message(detail);
        return Exit::Fault;
    }
    let exit = report
        .scenarios
        .iter()
        .map(|verdict| Exit::of_verdict(verdict.result, args.strict))
        .max()
        .unwrap_or(Exit::Fault);
    match write(&report, args, color) {
        Ok(()) => exit,
        Err(error) => exit.max(tell(&FeedError::Write(error), &progress)),
    }
}

/// One check from its specification to its report.
fn check(spec: CheckSpec, settings: Settings) -> Result<CheckReport, FeedError> {
    let internal = |why: &str| FeedError::Internal(why.to_owned());
    let run = Run::start(settings).map_err(FeedError::Start)?;
    match run.push_job(Job::Check(Box::new(spec)), WAIT) {
        Ok(Push::Accepted(_)) => run.finish(),
        Ok(Push::Full) => return Err(internal("an empty run has no room; please report this")),
        Err(error) => return Err(FeedError::Internal(error.to_string())),
    }
    loop {
        match run.next(WAIT) {
            Next::Report(Report::Check(report)) => return Ok(*report),
            Next::Pending => {}
            _ => return Err(internal("the check gave no report; please report this")),
        }
    }
}

fn write(report: &CheckReport, args: &CheckArgs, color: ColorWhen) -> io::Result<()> {
    let text = if args.quiet {
        return Ok(());
    } else if args.json {
        escape_json(serde_json::to_string(report)?) + "\n"
    } else {
        render(report, args.details)
    };
    let mut out = stdout(color);
    out.write_all(text.as_bytes())?;
    out.flush()
}

impl CheckOptions {
    /// What is to be checked.
    pub fn spec(&self, scenarios: &[Scenario]) -> Result<CheckSpec, String> {
        let mut overrides = BTreeMap::new();
        for text in &self.overrides {
            let (from, to) = text.split_once('=').ok_or_else(|| {
                format!("--override {text:?}: write FROM=TO, for example *:25=127.0.0.1:2525")
            })?;
            overrides.insert(from.to_owned(), to.to_owned());
        }
        Ok(CheckSpec {
            scenarios: scenarios.to_vec(),
            domain: self.domain.clone(),
            instance: Some(self.instance.clone()),
            second_host: self.second_host.clone(),
            overrides,
            tag: None,
        })
    }

    /// How its probes are made.
    pub fn config(&self) -> Result<RunConfig, String> {
        let roots = read_ca_files(&self.ca_file)?;
        Ok(RunConfig {
            timeout_ms: milliseconds(self.timeout),
            connect_timeout_ms: milliseconds(self.connect_timeout),
            family: match (self.ipv4, self.ipv6) {
                (true, _) => AddressFamily::Ipv4,
                (_, true) => AddressFamily::Ipv6,
                _ => AddressFamily::Any,
            },
            ehlo_name: self.ehlo_name.clone(),
            dns_server: self.dns_server.clone(),
            cname_chain: !self.no_cname_chain,
            proxy: self
                .proxy
                .parse()
                .map_err(|error| format!("--proxy: {error}"))?,
            additional_roots: (!roots.is_empty()).then_some(roots),
            ..RunConfig::default()
        })
    }
}

/// The scenario of a word.
pub fn scenario(text: &str) -> Result<Scenario, exoport::UnknownValue> {
    text.parse()
}
