//! `exoport domain`.

use std::io::{self, Write};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use super::args::{ColorWhen, dns_server, seconds};
use super::escape::escape_json;
use super::exit::Exit;
use super::feed::FeedError;
use super::output::{domain::render, stdout};
use super::progress::Progress;
use super::settings::{checked, milliseconds, read_ca_files};
use super::test::report as tell;
use exoport::config::{RunConfig, Settings};
use exoport::domain::{DomainSpec, Report};
use exoport::record::OutcomeCode;
use exoport::run::{self, Job, Next, Push, PushError, Run};

/// Explanations and examples after the options.
pub const HELP: &str = "\
What is looked at, each with a verdict, the evidence and the remedy:
  mx, spf, dkim (selector1 and selector2), dmarc, autodiscover, msoid, mta-sts (with its policy,
  over HTTPS), tls-rpt, tlsa (DANE). docs/domain.md lists every rule and its source.
  absent means: not there, and need not be. unknown means: the DNS or the web server did not answer;
  that is never taken for an absence. Signatures (DNSSEC) are those that the DNS server vouches for.

Examples:
  exoport domain contoso.com
  exoport domain contoso.com fabrikam.com --details
  A domain whose mail passes a gateway first: say the cloud.
    exoport domain contoso.com --instance Worldwide
  As a resolver that checks DNSSEC sees it, and with another service's DKIM:
    exoport domain contoso.com --dns-server 192.0.2.53 --dkim-selector k1
  In a script:
    exoport domain contoso.com --json > contoso.json
    exoport domain contoso.com --quiet --strict

Exit codes:
  0  every domain passed (a warning counts as passed, unless --strict)
  1  at least one item failed or could not be found out
  2  wrong use: arguments, configuration or a file that cannot be read
  3  the output could not be written, or an internal fault";

/// How long one call waits before it looks again.
const WAIT: Duration = Duration::from_millis(500);

/// Audits at the same time: each asks several questions at once, of one small resolver.
const AT_ONCE: u32 = 8;

#[derive(Debug, Args)]
pub struct DomainArgs {
    /// Mail domains: what stands behind the @.
    #[arg(value_name = "DOMAIN", required = true)]
    pub domains: Vec<String>,

    /// Cloud: Worldwide (also for GCC), USGovGCCHigh, USGovDoD, China. Default: the one that the MX names.
    #[arg(long, value_name = "NAME", help_heading = "What")]
    pub instance: Option<String>,

    /// Look at this DKIM selector too. May be repeated, or several with commas.
    #[arg(
        long = "dkim-selector",
        value_name = "SELECTOR",
        value_delimiter = ',',
        help_heading = "What"
    )]
    pub dkim_selectors: Vec<String>,

    /// Ask this DNS server, ADDRESS or ADDRESS:PORT, instead of those of the operating system.
    #[arg(long, value_name = "ADDRESS", value_parser = dns_server, help_heading = "Path")]
    pub dns_server: Option<String>,

    /// Fetch the MTA-STS policy from ADDRESS:PORT, with the name and certificate of mta-sts.DOMAIN:
    /// for a web server that the DNS does not point to yet.
    #[arg(long, value_name = "ADDRESS:PORT", help_heading = "Path")]
    pub policy_address: Option<SocketAddr>,

    /// Fetch the MTA-STS policy through a proxy: http://HOST:PORT, socks5://HOST:PORT,
    /// socks5h://HOST:PORT, system, none.
    #[arg(
        long,
        value_name = "URL",
        default_value = "none",
        hide_default_value = true,
        help_heading = "Path"
    )]
    pub proxy: String,

    /// Trust the certificates in this PEM file too, besides the system's roots. May be repeated.
    #[arg(long, value_name = "FILE", help_heading = "Path")]
    pub ca_file: Vec<PathBuf>,

    /// Hard limit for one domain, 0.001 to 600 seconds.
    #[arg(long, short, value_name = "SECONDS", value_parser = seconds, default_value = "15", help_heading = "Limits")]
    pub timeout: Duration,

    /// Write one JSON report a line, each as it completes.
    #[arg(long, help_heading = "Output")]
    pub json: bool,

    /// Show evidence, rule and source below each item.
    #[arg(long, short, conflicts_with = "json", help_heading = "Output")]
    pub details: bool,

    /// Write nothing but error messages about wrong use; the exit code is the answer.
    #[arg(long, short, conflicts_with_all = ["json", "details"], help_heading = "Output")]
    pub quiet: bool,

    /// Count a warning as a failure in the exit code.
    #[arg(long, help_heading = "Output")]
    pub strict: bool,
}

/// Audits the domains that the arguments name and says how each is.
pub fn run(args: &DomainArgs, color: ColorWhen) -> Exit {
    let progress = Progress::new(!args.quiet);
    let prepared = args
        .config()
        .and_then(|config| Ok((checked(config)?, args.specs()?)));
    let (settings, specs) = match prepared {
        Ok(prepared) => prepared,
        Err(why) => {
            progress.message(&why);
            return Exit::WrongUse;
        }
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
    let run = Run::start(settings).map_err(FeedError::Start)?;
    for spec in specs {
        let job = Job::Domain(Box::new(spec));
        loop {
            match run.push_job(job.clone(), Duration::ZERO) {
                Ok(Push::Accepted(_)) => break,
                // Room comes where reports are taken.
                Ok(Push::Full) => {
                    take(&run, &mut each)?;
                }
                Err(PushError::Target(error)) => return Err(internal(&error.to_string())),
                Err(_) => return Err(internal("the run ended early")),
            }
        }
    }
    run.finish();
    while take(&run, &mut each)? {}
    Ok(())
}

/// Takes one report, if one comes in time; false when no more will come.
fn take(run: &Run, each: &mut impl FnMut(Report) -> io::Result<()>) -> Result<bool, FeedError> {
    match run.next(WAIT) {
        Next::Report(run::Report::Domain(report)) => {
            each(*report).map_err(FeedError::Write)?;
            Ok(true)
        }
        Next::Pending => Ok(true),
        Next::Done => Ok(false),
        _ => Err(internal("a domain gave something else than its report")),
    }
}

fn internal(why: &str) -> FeedError {
    FeedError::Internal(format!("{why}; please report this"))
}

fn exit_of(report: &Report, args: &DomainArgs, progress: &Progress) -> Exit {
    if let (OutcomeCode::Internal, Some(detail)) = (report.outcome, &report.detail) {
        progress.message(detail);
        return Exit::Fault;
    }
    Exit::of_verdict(report.verdict.result, args.strict)
}

fn text_of(report: &Report, args: &DomainArgs, first: bool) -> io::Result<String> {
    if args.quiet {
        return Ok(String::new());
    }
    if args.json {
        return Ok(escape_json(serde_json::to_string(report)?) + "\n");
    }
    let space = if first { "" } else { "\n" };
    Ok(format!("{space}{}", render(report, args.details)))
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
        let roots = read_ca_files(&self.ca_file)?;
        let proxy = self.proxy.parse();
        Ok(RunConfig {
            timeout_ms: milliseconds(self.timeout),
            concurrency: AT_ONCE,
            dns_server: self.dns_server.clone(),
            proxy: proxy.map_err(|error| format!("--proxy: {error}"))?,
            additional_roots: (!roots.is_empty()).then_some(roots),
            ..RunConfig::default()
        })
    }
}
