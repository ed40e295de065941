//! The arguments of the command. Words are read by the crate's own `FromStr`, so that they and
//! their error texts are the same as in JSON.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use clap::{Args, Parser, Subcommand, ValueEnum};

use super::help;
use exoport::config::AddressPolicy;
use exoport::scenario::Scenario;
use exoport::targets::{AddressFamily, Service, TlsMode};

/// Probe Exchange Online's ports and say what TCP, STARTTLS, TLS and the certificate really do here.
#[derive(Debug, Parser)]
#[command(
    name = "exoport",
    version,
    max_term_width = 100,
    arg_required_else_help = true,
    subcommand_required = true,
    disable_help_subcommand = false,
    after_help = help::MAIN
)]
pub struct Cli {
    /// When to use colours: auto (at a terminal, and NO_COLOR is not set), always, never.
    #[arg(
        long,
        value_name = "WHEN",
        default_value = "auto",
        hide_possible_values = true,
        global = true
    )]
    pub color: ColorWhen,

    #[command(subcommand)]
    pub command: Command,
}

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ColorWhen {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Probe hosts, ports and services, and say what happens on the way.
    #[command(after_help = help::TEST, after_long_help = help::TEST)]
    Test(Box<TestArgs>),

    /// Answer what an administrator asks: can mail be sent, received, read from here, and if not, why.
    #[command(after_help = help::CHECK, after_long_help = help::CHECK)]
    Check(Box<CheckArgs>),

    /// Show what ExoPort finds, against an Exchange Online look-alike inside this process.
    #[command(after_help = help::DEMO)]
    Demo(DemoArgs),

    /// Serve the Exchange Online look-alike on loopback, for testing your own scripts.
    #[command(after_help = help::LAB)]
    Lab(LabArgs),

    /// Look at the DNS of a mail domain: MX, SPF, DKIM, DMARC, Autodiscover, MTA-STS, DANE.
    #[command(after_help = super::domain::HELP)]
    Domain(super::domain::DomainArgs),

    /// List the hosts, ports and addresses that Microsoft publishes, or fetch newer ones.
    #[command(after_help = super::endpoints::HELP)]
    Endpoints(super::endpoints::EndpointsArgs),

    /// Explain the codes in bounce messages, SMTP replies and logs, or judge records again.
    #[command(after_help = super::explain::HELP, after_long_help = super::explain::HELP)]
    Explain(super::explain::ExplainArgs),

    /// Print the firewall rules that a site needs for Exchange Online, for many firewalls.
    #[command(after_help = super::firewall::HELP)]
    Firewall(super::firewall::FirewallArgs),

    /// Answer on port 25 for a while and say who comes: proves the way in, accepts no mail.
    #[command(after_help = super::listen::HELP)]
    Listen(super::listen::ListenArgs),

    /// Check scenarios again and again, and tell only what changes.
    #[command(after_help = super::watch::HELP, after_long_help = super::watch::HELP)]
    Watch(Box<super::watch::WatchArgs>),

    /// Print the JSON Schema of what --json writes.
    #[command(after_help = help::SCHEMA)]
    Schema(super::schema::SchemaArgs),
}

#[derive(Debug, Args)]
pub struct TestArgs {
    /// HOST, HOST:PORT or [IPV6]:PORT; '-' reads targets from standard input. Without any: all
    /// default services of the instance.
    #[arg(value_name = "TARGET")]
    pub targets: Vec<String>,

    /// Read targets from FILE too, one a line ('-': standard input). '#' starts a comment; a line
    /// may also be a JSON object such as {"host":"mail.example","port":25}. May be repeated.
    #[arg(long, value_name = "FILE", help_heading = "Targets")]
    pub file: Vec<PathBuf>,

    /// Service expected there: smtp-mx, submission, imap, pop, web, admin.
    #[arg(long, short, value_name = "SERVICE", value_parser = word::<Service>, help_heading = "Targets")]
    pub service: Option<Service>,

    /// Port for targets that name none, 1 to 65535.
    #[arg(long, short, value_name = "PORT", value_parser = clap::value_parser!(u16).range(1..), help_heading = "Targets")]
    pub port: Option<u16>,

    /// How TLS starts: none, implicit, smtp, imap, pop. Default: that of the service or port.
    #[arg(long, value_name = "MODE", value_parser = word::<TlsMode>, help_heading = "Targets")]
    pub tls: Option<TlsMode>,

    /// Cloud whose default hosts are meant when no TARGET is given: Worldwide, USGovGCCHigh,
    /// USGovDoD, China.
    #[arg(
        long,
        value_name = "NAME",
        default_value = "Worldwide",
        help_heading = "Targets"
    )]
    pub instance: String,

    /// Name for SNI and for matching the certificate, where it is not the host.
    #[arg(long, value_name = "NAME", help_heading = "Path")]
    pub server_name: Option<String>,

    /// Connect to ADDRESS and ask no resolver. May be repeated.
    #[arg(long, value_name = "ADDRESS", help_heading = "Path")]
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

    /// Same as --family ipv4.
    #[arg(short = '4', conflicts_with = "ipv6", help_heading = "Path")]
    pub ipv4: bool,

    /// Same as --family ipv6.
    #[arg(short = '6', help_heading = "Path")]
    pub ipv6: bool,

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

    /// Ask this DNS server, ADDRESS or ADDRESS:PORT, instead of the operating system's resolver.
    #[arg(long, value_name = "ADDRESS", value_parser = dns_server, help_heading = "Path")]
    pub dns_server: Option<String>,

    /// Go through a proxy: http://HOST:PORT (CONNECT), socks5://HOST:PORT (names resolved here),
    /// socks5h://HOST:PORT (names resolved by the proxy), system (https_proxy, all_proxy and
    /// no_proxy; on Windows else the user's setting), none. Others can read a password on a command
    /// line: with one, rather use system and the environment.
    // Read later and not by clap, whose messages repeat what was written.
    #[arg(
        long,
        value_name = "URL",
        default_value = "none",
        hide_default_value = true,
        help_heading = "Path"
    )]
    pub proxy: String,

    /// Do not ask the DNS for the CNAME chain.
    #[arg(long, help_heading = "Path")]
    pub no_cname_chain: bool,

    /// Hard limit for one probe, 0.001 to 600 seconds. Exchange Online may let a client wait for 5
    /// to 10 seconds.
    #[arg(long, short, value_name = "SECONDS", value_parser = seconds, default_value = "15", help_heading = "Limits")]
    pub timeout: Duration,

    /// Limit for one TCP connection attempt, 0.001 to 600 seconds.
    #[arg(long, value_name = "SECONDS", value_parser = seconds, default_value = "5", help_heading = "Limits")]
    pub connect_timeout: Duration,

    /// Probes at the same time, 1 to 4096.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=4096), default_value = "64", help_heading = "Limits")]
    pub concurrency: u32,

    /// Also find out what the server takes below TLS 1.2 (up to three extra connections a probe).
    #[arg(long, help_heading = "Probe")]
    pub legacy_tls: bool,

    /// Name given in EHLO. Default: this machine's full name, else its address in brackets.
    #[arg(long, value_name = "NAME", help_heading = "Probe")]
    pub ehlo_name: Option<String>,

    /// Trust the certificates in this PEM file too, besides the system's roots. May be repeated.
    #[arg(long, value_name = "FILE", help_heading = "Probe")]
    pub ca_file: Vec<PathBuf>,

    /// Keep every line said between client and server; the table then shows the details too.
    #[arg(long, help_heading = "Probe")]
    pub transcript: bool,

    /// Write one JSON record a line, each as it completes.
    #[arg(long, conflicts_with = "csv", help_heading = "Output")]
    pub json: bool,

    /// Write CSV: a header, then one row a record, each as it completes.
    #[arg(long, help_heading = "Output")]
    pub csv: bool,

    /// Show findings, phases, addresses, TLS and certificate below each row of the table.
    #[arg(long, short, conflicts_with_all = ["json", "csv"], help_heading = "Output")]
    pub details: bool,

    /// Write nothing but error messages about wrong use; the exit code is the answer.
    #[arg(long, short, conflicts_with_all = ["json", "csv", "details"], help_heading = "Output")]
    pub quiet: bool,

    /// Count a warning as a failure in the exit code.
    #[arg(long, help_heading = "Output")]
    pub strict: bool,
}

/// Options of `exoport check`.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// send-mail, receive-mail, outlook, imap, pop, admin, hybrid-mail-flow, device, all. Without
    /// any: all.
    #[arg(value_name = "SCENARIO", value_parser = super::check::scenario)]
    pub scenarios: Vec<Scenario>,

    #[command(flatten)]
    pub options: CheckOptions,

    /// Write the report as one line of JSON.
    #[arg(long, help_heading = "Output")]
    pub json: bool,

    /// Show evidence, findings and the probes beneath.
    #[arg(long, short, conflicts_with = "json", help_heading = "Output")]
    pub details: bool,

    /// Write nothing but error messages about wrong use; the exit code is the answer.
    #[arg(long, short, conflicts_with_all = ["json", "details"], help_heading = "Output")]
    pub quiet: bool,

    /// Count a warning as a failure in the exit code.
    #[arg(long, help_heading = "Output")]
    pub strict: bool,
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

    /// A mail server that has nothing to do with Microsoft, asked on port 25: it tells a block of
    /// port 25 from a fault on the way to Microsoft.
    #[arg(long, value_name = "HOST", help_heading = "What")]
    pub second_host: Option<String>,

    /// Same as in `test`: IPv4 only.
    #[arg(short = '4', conflicts_with = "ipv6", help_heading = "Path")]
    pub ipv4: bool,

    /// Same as in `test`: IPv6 only.
    #[arg(short = '6', help_heading = "Path")]
    pub ipv6: bool,

    /// Ask this DNS server, ADDRESS or ADDRESS:PORT, instead of the operating system's resolver.
    #[arg(long, value_name = "ADDRESS", value_parser = dns_server, help_heading = "Path")]
    pub dns_server: Option<String>,

    /// Go through a proxy, as in `test`: http://HOST:PORT, socks5://HOST:PORT, socks5h://HOST:PORT,
    /// system, none.
    #[arg(
        long,
        value_name = "URL",
        default_value = "none",
        hide_default_value = true,
        help_heading = "Path"
    )]
    pub proxy: String,

    /// Do not ask the DNS for the CNAME chain; the front door is then not known.
    #[arg(long, help_heading = "Path")]
    pub no_cname_chain: bool,

    /// Connect elsewhere, for tests and for names that lead elsewhere inside a site: HOST:PORT or
    /// *:PORT, then ADDRESS:PORT, or :PORT for another port alone. May be repeated.
    #[arg(long = "override", value_name = "FROM=TO", help_heading = "Path")]
    pub overrides: Vec<String>,

    /// Hard limit for the whole check, 0.001 to 600 seconds.
    #[arg(long, short, value_name = "SECONDS", value_parser = seconds, default_value = "15", help_heading = "Limits")]
    pub timeout: Duration,

    /// Limit for one TCP connection attempt, 0.001 to 600 seconds.
    #[arg(long, value_name = "SECONDS", value_parser = seconds, default_value = "5", help_heading = "Limits")]
    pub connect_timeout: Duration,

    /// Name given in EHLO. Default: this machine's full name, else its address in brackets.
    #[arg(long, value_name = "NAME", help_heading = "Probe")]
    pub ehlo_name: Option<String>,

    /// Trust the certificates in this PEM file too, besides the system's roots. May be repeated.
    #[arg(long, value_name = "FILE", help_heading = "Probe")]
    pub ca_file: Vec<PathBuf>,
}

/// Options of `exoport demo`.
#[derive(Debug, Args)]
pub struct DemoArgs {
    /// Write one JSON object a line: the case, what was expected, whether it came so, the record.
    #[arg(long)]
    pub json: bool,
}

/// Options of `exoport lab`.
#[derive(Debug, Args)]
pub struct LabArgs {
    /// How long the tarpit lets a client wait for its greeting, 0.001 to 600 seconds.
    #[arg(long, value_name = "SECONDS", value_parser = seconds, default_value = "6")]
    pub tarpit_delay: Duration,

    /// Pause between the bytes of the dripping server, 0.001 to 600 seconds.
    #[arg(long, value_name = "SECONDS", value_parser = seconds, default_value = "0.2")]
    pub drip_interval: Duration,
}

pub(super) fn word<T: FromStr>(text: &str) -> Result<T, T::Err> {
    text.parse()
}

pub(super) fn seconds(text: &str) -> Result<Duration, String> {
    let wrong = || "write seconds from 0.001 to 600, for example 15 or 0.5".to_owned();
    let seconds: f64 = text.parse().map_err(|_| wrong())?;
    if (0.001..=600.0).contains(&seconds) {
        Ok(Duration::from_secs_f64(seconds))
    } else {
        Err(wrong())
    }
}

pub(super) fn dns_server(text: &str) -> Result<String, String> {
    let fine = text.parse::<IpAddr>().is_ok()
        || text
            .parse::<SocketAddr>()
            .is_ok_and(|server| server.port() != 0);
    if fine {
        Ok(text.to_owned())
    } else {
        Err("write an address, for example 192.0.2.53, 192.0.2.53:5353 or [2001:db8::53]:53".into())
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_definition_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn the_defaults_are_those_of_the_configuration() {
        let cli = Cli::try_parse_from(["exoport", "test"]).expect("no arguments needed");
        let Command::Test(test) = cli.command else {
            panic!("test");
        };
        assert_eq!(
            test.config("").expect("config"),
            exoport::config::RunConfig::default()
        );
    }

    #[test]
    fn seconds_may_have_fractions_and_have_bounds() {
        assert_eq!(seconds("0.5"), Ok(Duration::from_millis(500)));
        for text in ["0", "-1", "601", "NaN", "inf", "1s", ""] {
            assert!(seconds(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_dns_server_is_an_address() {
        for text in [
            "192.0.2.53",
            "192.0.2.53:5353",
            "2001:db8::53",
            "[2001:db8::53]:53",
        ] {
            assert_eq!(dns_server(text).as_deref(), Ok(text));
        }
        for text in ["dns.example", "192.0.2.53:0", "192.0.2.53:99999", ""] {
            assert!(dns_server(text).is_err(), "{text}");
        }
    }
}
