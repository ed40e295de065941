//! `exoport test`.

use std::net::IpAddr;
use std::path::PathBuf;

use clap::Args;

use super::color::ColorWhen;
use super::error::{FeedError, report};
use super::exit::Exit;
use super::feed::probe_all;
use super::options::{ProbeOptions, ResultOptions, checked};
use super::output::{Form, Output, stdout};
use super::progress::Progress;
use super::targets::{self, Entries, Entry};
use super::values::{address, within, word};
use exoport::config::{AddressPolicy, RunConfig};
use exoport::targets::{AddressFamily, Service, TargetSpec, TlsMode};

#[derive(Debug, Args)]
pub struct TestArgs {
    /// HOST, HOST:PORT or [IPV6]:PORT; '-' reads targets from standard input. Without any: all
    /// default services of the instance.
    #[arg(value_name = "TARGET")]
    pub targets: Vec<String>,

    /// Also read targets from FILE, one per line ('-': standard input). '#' starts a comment; a line
    /// may also be a JSON object such as {"host":"mail.example","port":25}. May be repeated.
    #[arg(long, value_name = "FILE", help_heading = "Targets")]
    pub file: Vec<PathBuf>,

    /// Service expected there: smtp-mx, submission, imap, pop, web, admin.
    #[arg(long, short, value_name = "SERVICE", value_parser = word::<Service>, help_heading = "Targets")]
    pub service: Option<Service>,

    /// Port for targets that do not name one (1-65535).
    #[arg(long, short, value_name = "PORT", value_parser = within(1..=u16::MAX), help_heading = "Targets")]
    pub port: Option<u16>,

    /// How TLS starts: none, implicit, smtp, imap, pop. Default: that of the service or port.
    #[arg(long, value_name = "MODE", value_parser = word::<TlsMode>, help_heading = "Targets")]
    pub tls: Option<TlsMode>,

    /// Cloud whose default hosts are probed when no TARGET is given: Worldwide (also for GCC; the
    /// default), USGovGCCHigh, USGovDoD, China.
    #[arg(long, value_name = "NAME", help_heading = "Targets")]
    pub instance: Option<String>,

    /// Name for SNI and for matching the certificate, if it is not the host.
    #[arg(long, value_name = "NAME", help_heading = "Path")]
    pub server_name: Option<String>,

    /// Connect to ADDRESS; do not ask the resolver. May be repeated.
    #[arg(long, value_name = "ADDRESS", value_parser = address, help_heading = "Path")]
    pub address: Vec<IpAddr>,

    /// Address families to use: any, ipv4, ipv6.
    #[arg(
        long,
        value_name = "FAMILY",
        value_parser = word::<AddressFamily>,
        default_value = "any",
        conflicts_with_all = ["ipv4", "ipv6"],
        help_heading = "Path"
    )]
    pub family: AddressFamily,

    #[command(flatten)]
    pub probe: ProbeOptions,

    /// Which addresses get a connection attempt: all (each has its own outcome), first (stop at the
    /// first that connects).
    #[arg(
        long,
        value_name = "POLICY",
        value_parser = word::<AddressPolicy>,
        default_value = "all",
        help_heading = "Path"
    )]
    pub addresses: AddressPolicy,

    /// Simultaneous probes (1-4096).
    #[arg(long, value_name = "N", value_parser = within::<u32>(1..=4096), default_value = "64", help_heading = "Limits")]
    pub concurrency: u32,

    /// Also test what the server accepts below TLS 1.2 (up to three extra connections per probe).
    #[arg(long, help_heading = "Probe")]
    pub legacy_tls: bool,

    /// Record every line between client and server; the table then shows details too.
    #[arg(long, help_heading = "Probe")]
    pub transcript: bool,

    #[command(flatten)]
    pub results: ResultOptions,

    /// Write CSV: a header, then one row per record, each as it completes.
    #[arg(long, conflicts_with_all = ["json", "details", "quiet"], help_heading = "Output")]
    pub csv: bool,
}

impl TestArgs {
    /// The configuration of the run.
    fn config(&self) -> Result<RunConfig, String> {
        let config = self.probe.config()?;
        Ok(RunConfig {
            concurrency: self.concurrency,
            address_policy: self.addresses,
            family: match config.family {
                AddressFamily::Any => self.family,
                family => family,
            },
            transcript: self.transcript,
            legacy_tls: self.legacy_tls,
            ..config
        })
    }

    /// Completes a target with what the options say; what the target says itself stays.
    fn complete(&self, mut spec: TargetSpec) -> TargetSpec {
        spec.port = spec.port.or(self.port.map(i64::from));
        spec.service = spec.service.or(self.service);
        spec.tls = spec.tls.or(self.tls);
        spec.server_name = spec.server_name.or_else(|| self.server_name.clone());
        if spec.addresses.is_empty() {
            spec.addresses.clone_from(&self.address);
        }
        spec.instance = spec.instance.or_else(|| self.instance.clone());
        spec
    }
}

/// Probes what the arguments name and says how it went.
pub fn run(args: TestArgs, color: ColorWhen) -> Exit {
    let form = match &args {
        TestArgs { csv: true, .. } => Form::Csv,
        args if args.results.quiet => Form::Quiet,
        args if args.results.json => Form::Json,
        // A transcript is asked for to be read.
        args => Form::Table {
            details: args.results.details || args.transcript,
        },
    };
    let prepared = args.config().and_then(|config| {
        Ok((
            checked(config)?,
            targets::entries(&args.targets, &args.file)?,
        ))
    });
    // Nothing can go wrong before the arguments are known to be good, so no progress line yet.
    let (settings, entries) = match prepared {
        Ok(prepared) => prepared,
        Err(why) => return Progress::new(false).wrong_use(&why),
    };
    let progress = Progress::new(form != Form::Quiet);
    let all_services = args.targets.is_empty()
        && args.file.is_empty()
        && args.service.is_none()
        && args.port.is_none();
    let strict = args.results.strict;
    let entries: Entries = Box::new(entries.map(move |Entry { origin, spec }| Entry {
        origin,
        spec: spec.map(|spec| args.complete(spec)),
    }));
    let mut output = Output::new(stdout(color), form);
    let mut exit = Exit::Passed;
    let driven = probe_all(settings, entries, &progress, |record| {
        let of_record = Exit::of_verdict(record.verdict.result, strict);
        exit = exit.max(of_record);
        progress.done(of_record != Exit::Passed);
        progress.aside(|| output.record(&record))
    });
    progress.clear();
    let driven = driven.and_then(|fed| {
        output.end().map_err(FeedError::Write)?;
        Ok(fed)
    });
    match driven {
        Ok(fed) if fed.bad > 0 => exit.max(Exit::WrongUse),
        // A list that came out empty must not look like a list in which all is well.
        Ok(fed) if fed.taken == 0 => {
            progress.message("nothing to probe: the input has no target");
            exit.max(Exit::WrongUse)
        }
        Ok(_) => {
            if all_services && form != Form::Quiet {
                progress.message(
                    "smtp-mx (port 25) was not probed, because it needs your mail domain: exoport test contoso.com --service smtp-mx",
                );
            }
            exit
        }
        Err(error) => exit.max(report(&error, &progress)),
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::args::{Cli, Command};

    fn test_args(arguments: &[&str]) -> TestArgs {
        let all = ["exoport", "test"].iter().chain(arguments);
        match Cli::try_parse_from(all).expect("arguments").command {
            Command::Test(test) => *test,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn options_reach_the_configuration() {
        let ca = tempfile::NamedTempFile::new().expect("a file");
        std::fs::write(&ca, "-----BEGIN CERTIFICATE-----").expect("written");
        let test = test_args(&[
            "--ca-file",
            ca.path().to_str().expect("UTF-8"),
            "--timeout",
            "2.5",
            "--connect-timeout",
            "0.5",
            "--concurrency",
            "7",
            "--addresses",
            "first",
            "-6",
            "--ehlo-name",
            "probe.example",
            "--transcript",
            "--legacy-tls",
            "--dns-server",
            "127.0.0.1:53",
            "--no-cname-chain",
            "--proxy",
            "socks5://anna:secret@192.0.2.1",
        ]);
        assert_eq!(
            test.config(),
            Ok(RunConfig {
                timeout_ms: 2_500,
                connect_timeout_ms: 500,
                concurrency: 7,
                address_policy: exoport::config::AddressPolicy::First,
                family: AddressFamily::Ipv6,
                ehlo_name: Some("probe.example".into()),
                transcript: true,
                legacy_tls: true,
                dns_server: Some("127.0.0.1:53".into()),
                cname_chain: false,
                proxy: "socks5://anna:secret@192.0.2.1:1080"
                    .parse()
                    .expect("a proxy"),
                proxy_credentials: None,
                proxy_environment: None,
                additional_roots: Some("-----BEGIN CERTIFICATE-----\n".into()),
            })
        );
    }

    #[test]
    fn the_defaults_are_those_of_the_configuration() {
        assert_eq!(test_args(&[]).config(), Ok(RunConfig::default()));
    }

    #[test]
    fn options_fill_in_what_a_target_does_not_say() {
        let test = test_args(&[
            "--port",
            "25",
            "--service",
            "submission",
            "--tls",
            "smtp",
            "--address",
            "::1",
        ]);
        let filled = test.complete(TargetSpec::default());
        assert_eq!(filled.port, Some(25));
        assert_eq!(filled.service, Some(Service::Submission));
        assert_eq!(filled.tls, Some(TlsMode::Smtp));
        assert_eq!(filled.addresses.len(), 1);
        let own = test.complete(TargetSpec {
            port: Some(993),
            service: Some(Service::Imap),
            ..TargetSpec::default()
        });
        assert_eq!((own.port, own.service), (Some(993), Some(Service::Imap)));
    }
}
