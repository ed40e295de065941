//! `exoport domain`.

use std::io::{self, Write};
use std::net::SocketAddr;

use std::time::Duration;

use clap::Args;

use super::color::ColorWhen;
use super::error::{FeedError, report as tell};
use super::escape::json_line;
use super::exit::Exit;
use super::feed::drive_jobs;
use super::options::{PathOptions, ResultOptions, checked};
use super::output::{domain::render, stdout};
use super::progress::Progress;
use super::values::seconds;
use exoport::config::{RunConfig, Settings};
use exoport::domain::{DomainSpec, Report};
use exoport::record::OutcomeCode;
use exoport::run::{self, Job};

/// Explanations and examples after the options.
pub const HELP: &str = "\
What is checked, each with a verdict, evidence and a remedy:
  mx, spf, dkim (selector1 and selector2), dmarc, autodiscover, msoid, mta-sts (with its policy,
  over HTTPS), tls-rpt, tlsa (DANE). docs/domain.md lists every rule and its source.
  absent: the record does not exist and is not required. unknown: the DNS or web server did not
  answer, which is never taken for absence. DNSSEC is reported as the DNS server validated it.

Examples:
  exoport domain contoso.com
  exoport domain contoso.com fabrikam.com --details
  A domain whose MX is a gateway: name the cloud:
    exoport domain contoso.com --instance Worldwide
  Through a resolver that validates DNSSEC, and with another service's DKIM selector:
    exoport domain contoso.com --dns-server 192.0.2.53 --dkim-selector k1
  In a script:
    exoport domain contoso.com --json > contoso.json
    exoport domain contoso.com --quiet --strict

Exit codes:
  0  every domain passed (a warning counts as passed, unless --strict)
  1  at least one item failed or is unknown
  2  usage error: arguments, configuration or a file that cannot be read
  3  the output could not be written, or an internal fault";

/// Audits at the same time: each asks several questions at once, of one small resolver.
const AT_ONCE: u32 = 8;

#[derive(Debug, Args)]
pub struct DomainArgs {
    /// Mail domains: the part after the @.
    #[arg(value_name = "DOMAIN", required = true)]
    pub domains: Vec<String>,

    /// Cloud: Worldwide (also for GCC), USGovGCCHigh, USGovDoD, China. Default: the one that the MX names.
    #[arg(long, value_name = "NAME", help_heading = "What")]
    pub instance: Option<String>,

    /// Also check this DKIM selector. May be repeated, or separated by commas.
    #[arg(
        long = "dkim-selector",
        value_name = "SELECTOR",
        value_delimiter = ',',
        help_heading = "What"
    )]
    pub dkim_selectors: Vec<String>,

    /// Fetch the MTA-STS policy from ADDRESS:PORT, with the name and certificate of mta-sts.DOMAIN:
    /// for a web server that the DNS does not point to yet.
    #[arg(long, value_name = "ADDRESS:PORT", help_heading = "Path")]
    pub policy_address: Option<SocketAddr>,

    #[command(flatten)]
    pub path: PathOptions,

    /// Time limit for one probe, check or domain, 0.001-600 seconds. Exchange Online may delay its
    /// greeting by 5 to 10 seconds.
    #[arg(long, short, value_name = "SECONDS", value_parser = seconds, default_value = "15", help_heading = "Limits")]
    pub timeout: Duration,

    #[command(flatten)]
    pub results: ResultOptions,
}

/// Audits the domains that the arguments name and says how each is.
pub fn run(args: &DomainArgs, color: ColorWhen) -> Exit {
    let progress = Progress::new(!args.results.quiet);
    let prepared = args
        .config()
        .and_then(|config| Ok((checked(config)?, args.specs()?)));
    let (settings, specs) = match prepared {
        Ok(prepared) => prepared,
        Err(why) => return progress.wrong_use(&why),
    };
    progress.asked(u32::try_from(specs.len()).unwrap_or(u32::MAX));
    let mut exit = Exit::Passed;
    let mut first = true;
    let mut out = stdout(color);
    let audited = audit_all(settings, specs, |report| {
        let of_report = exit_of(&report, args, &progress);
        exit = exit.max(of_report);
        progress.done(of_report != Exit::Passed);
        progress.aside(|| {
            let text = text_of(&report, args, first)?;
            first = false;
            out.write_all(text.as_bytes())?;
            out.flush()
        })
    });
    progress.clear();
    match audited {
        Ok(()) => exit,
        Err(error) => exit.max(tell(&error, &progress)),
    }
}

/// One run over all domains; each report is given on as it completes.
pub(super) fn audit_all(
    settings: Settings,
    specs: Vec<DomainSpec>,
    mut each: impl FnMut(Report) -> io::Result<()>,
) -> Result<(), FeedError> {
    let jobs = specs.into_iter().map(|spec| Job::Domain(Box::new(spec)));
    drive_jobs(settings, jobs, |report| match report {
        run::Report::Domain(report) => each(*report),
        _ => Ok(()),
    })
}

fn exit_of(report: &Report, args: &DomainArgs, progress: &Progress) -> Exit {
    if let (OutcomeCode::Internal, Some(detail)) = (report.outcome, &report.detail) {
        progress.message(detail);
        return Exit::Fault;
    }
    Exit::of_verdict(report.verdict.result, args.results.strict)
}

fn text_of(report: &Report, args: &DomainArgs, first: bool) -> io::Result<String> {
    if args.results.quiet {
        return Ok(String::new());
    }
    if args.results.json {
        return json_line(report);
    }
    let space = if first { "" } else { "\n" };
    Ok(format!("{space}{}", render(report, args.results.details)))
}

impl DomainArgs {
    fn specs(&self) -> Result<Vec<DomainSpec>, String> {
        let spec = |domain: &String| {
            let spec = DomainSpec {
                domain: domain.clone(),
                instance: self.instance.clone(),
                dkim_selectors: self.dkim_selectors.clone(),
                policy_address: self.policy_address,
                tag: None,
            };
            spec.validate().map_err(|error| error.to_string())?;
            Ok(spec)
        };
        self.domains.iter().map(spec).collect()
    }

    fn config(&self) -> Result<RunConfig, String> {
        Ok(RunConfig {
            concurrency: AT_ONCE,
            ..self.path.config(self.timeout)?
        })
    }
}
