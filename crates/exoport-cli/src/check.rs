//! `exoport check`: scenarios, one verdict each.

use std::collections::BTreeMap;
use std::io;

use clap::Args;

use super::color::ColorWhen;
use super::error::{FeedError, report as tell};
use super::escape::json_line;
use super::exit::Exit;
use super::feed::drive_jobs;
use super::options::{ProbeOptions, ResultOptions, checked};
use super::output::{check::render, print};
use super::progress::Progress;
use exoport::config::Settings;
use exoport::record::OutcomeCode;
use exoport::run::{Job, Report};
use exoport::scenario::{CheckError, CheckReport, CheckSpec, Scenario};

/// Options of `exoport check`.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// send-mail, receive-mail, outlook, imap, pop, admin, hybrid-mail-flow, device, all. Default:
    /// all.
    #[arg(value_name = "SCENARIO", value_parser = scenario)]
    pub scenarios: Vec<Scenario>,

    #[command(flatten)]
    pub options: CheckOptions,

    #[command(flatten)]
    pub results: ResultOptions,
}

/// What is checked and how: the options of `exoport check` and `exoport watch`.
#[derive(Debug, Args)]
pub struct CheckOptions {
    /// Mail domain, for scenarios about its MX, which is looked up and never guessed.
    #[arg(long, value_name = "DOMAIN", help_heading = "What")]
    pub domain: Option<String>,

    /// Cloud: Worldwide (also for GCC), USGovGCCHigh, USGovDoD, China.
    #[arg(
        long,
        value_name = "NAME",
        default_value = "Worldwide",
        help_heading = "What"
    )]
    pub instance: String,

    /// A mail server unrelated to Microsoft, probed on port 25: it shows whether
    /// port 25 is blocked or the path to Microsoft is faulty.
    #[arg(long, value_name = "HOST", help_heading = "What")]
    pub second_host: Option<String>,

    #[command(flatten)]
    pub probe: ProbeOptions,

    /// Connect elsewhere, for tests and for names that resolve differently inside a site: HOST:PORT or
    /// *:PORT, then ADDRESS:PORT, or :PORT to change only the port. May be repeated.
    #[arg(long = "override", value_name = "FROM=TO", help_heading = "Path")]
    pub overrides: Vec<String>,
}

/// Checks the scenarios that the arguments name and says how it went.
pub fn run(args: &CheckArgs, color: ColorWhen) -> Exit {
    let progress = Progress::new(!args.results.quiet);
    let prepared = args
        .options
        .spec(&args.scenarios)
        .and_then(|spec| Ok((spec, checked(args.options.probe.config()?)?)));
    let (spec, settings) = match prepared {
        Ok(prepared) => prepared,
        Err(why) => return progress.wrong_use(&why),
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
        .map(|verdict| Exit::of_verdict(verdict.result, args.results.strict))
        .max()
        .unwrap_or(Exit::Fault);
    match write(&report, &args.results, color) {
        Ok(()) => exit,
        Err(error) => exit.max(tell(&FeedError::Write(error), &progress)),
    }
}

/// One check from its specification to its report.
fn check(spec: CheckSpec, settings: Settings) -> Result<CheckReport, FeedError> {
    let mut checked = None;
    drive_jobs(settings, [Job::Check(Box::new(spec))], |report| {
        if let Report::Check(report) = report {
            checked = Some(*report);
        }
        Ok(())
    })?;
    checked.ok_or_else(|| {
        FeedError::Internal("the check returned no report; please report this".into())
    })
}

fn write(report: &CheckReport, args: &ResultOptions, color: ColorWhen) -> io::Result<()> {
    match args {
        ResultOptions { quiet: true, .. } => Ok(()),
        ResultOptions { json: true, .. } => print(&json_line(report)?, color),
        args => print(&render(report, args.details), color),
    }
}

impl CheckOptions {
    /// What is to be checked. Errors name the option.
    pub fn spec(&self, scenarios: &[Scenario]) -> Result<CheckSpec, String> {
        let mut overrides = BTreeMap::new();
        for text in &self.overrides {
            let (from, to) = text.split_once('=').ok_or_else(|| {
                format!("--override {text:?}: write FROM=TO, for example *:25=127.0.0.1:2525")
            })?;
            overrides.insert(from.to_owned(), to.to_owned());
        }
        let spec = CheckSpec {
            scenarios: scenarios.to_vec(),
            domain: self.domain.clone(),
            instance: Some(self.instance.clone()),
            second_host: self.second_host.clone(),
            overrides,
            tag: None,
        };
        spec.validate().map_err(|error| match error {
            CheckError::SecondHost(why) => format!("--second-host: {why}"),
            CheckError::Domain(why) => format!("--domain: {why}"),
            other => other.to_string(),
        })?;
        Ok(spec)
    }
}

/// The scenario of a word.
pub fn scenario(text: &str) -> Result<Scenario, exoport::UnknownValue> {
    text.parse()
}
