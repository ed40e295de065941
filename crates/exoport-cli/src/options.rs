//! Options that several subcommands have.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use super::files::read_ca_files;
use super::values::{dns_server, milliseconds, seconds};
use exoport::config::{ConfigError, RunConfig, Settings};
use exoport::run::StartError;
use exoport::targets::AddressFamily;

/// The way to whatever is asked.
#[derive(Debug, Args)]
pub struct PathOptions {
    /// Ask this DNS server, ADDRESS or ADDRESS:PORT, instead of the operating system's resolver.
    #[arg(long, value_name = "ADDRESS", value_parser = dns_server, help_heading = "Path")]
    pub dns_server: Option<String>,

    /// Go through a proxy: http://HOST:PORT (CONNECT),
    /// socks5://HOST:PORT (names resolved here), socks5h://HOST:PORT (names resolved by the proxy),
    /// system (https_proxy, all_proxy and no_proxy; on Windows otherwise the user's setting), none. Others
    /// can read a password on a command line: for a password, use system and the environment instead.
    // Read later and not by clap, whose messages repeat what was written.
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
}

impl PathOptions {
    /// The configuration of a run with these options and this limit. The files of --ca-file are read.
    pub fn config(&self, timeout: Duration) -> Result<RunConfig, String> {
        let roots = read_ca_files(&self.ca_file)?;
        Ok(RunConfig {
            timeout_ms: milliseconds(timeout),
            dns_server: self.dns_server.clone(),
            proxy: self
                .proxy
                .parse()
                .map_err(|error| format!("--proxy: {error}"))?,
            additional_roots: (!roots.is_empty()).then_some(roots),
            ..RunConfig::default()
        })
    }
}

/// How servers are probed.
#[derive(Debug, Args)]
pub struct ProbeOptions {
    /// Use IPv4 only.
    #[arg(short = '4', conflicts_with = "ipv6", help_heading = "Path")]
    pub ipv4: bool,

    /// Use IPv6 only.
    #[arg(short = '6', help_heading = "Path")]
    pub ipv6: bool,

    #[command(flatten)]
    pub path: PathOptions,

    /// Do not query the CNAME chain; the front door is then unknown.
    #[arg(long, help_heading = "Path")]
    pub no_cname_chain: bool,

    /// Time limit for one probe, check or domain, 0.001-600 seconds. Exchange Online may delay its
    /// greeting by 5 to 10 seconds.
    #[arg(long, short, value_name = "SECONDS", value_parser = seconds, default_value = "15", help_heading = "Limits")]
    pub timeout: Duration,

    /// Limit for one TCP connection attempt, 0.001-600 seconds.
    #[arg(long, value_name = "SECONDS", value_parser = seconds, default_value = "5", help_heading = "Limits")]
    pub connect_timeout: Duration,

    /// Name given in EHLO. Default: this machine's full name, else its address in brackets.
    #[arg(long, value_name = "NAME", help_heading = "Probe")]
    pub ehlo_name: Option<String>,
}

impl ProbeOptions {
    /// The configuration of a run with these options.
    pub fn config(&self) -> Result<RunConfig, String> {
        Ok(RunConfig {
            connect_timeout_ms: milliseconds(self.connect_timeout),
            family: match (self.ipv4, self.ipv6) {
                (true, _) => AddressFamily::Ipv4,
                (_, true) => AddressFamily::Ipv6,
                _ => AddressFamily::Any,
            },
            ehlo_name: self.ehlo_name.clone(),
            cname_chain: !self.no_cname_chain,
            ..self.path.config(self.timeout)?
        })
    }
}

/// Checks a configuration. Errors name the option.
pub fn checked(config: RunConfig) -> Result<Settings, String> {
    config.check().map_err(|error| match error {
        ConfigError::EhloName(why) => format!("--ehlo-name: {why}"),
        other => StartError::from(other).to_string(),
    })
}

/// What is written of the results.
#[derive(Debug, Args)]
pub struct ResultOptions {
    /// Write JSON, one line per result, each as it completes.
    #[arg(long, help_heading = "Output")]
    pub json: bool,

    /// Show the findings and their evidence below each result.
    #[arg(long, short, conflicts_with = "json", help_heading = "Output")]
    pub details: bool,

    /// Print only usage errors; the exit code is the result.
    #[arg(long, short, conflicts_with_all = ["json", "details"], help_heading = "Output")]
    pub quiet: bool,

    /// Count a warning as a failure in the exit code.
    #[arg(long, help_heading = "Output")]
    pub strict: bool,
}
