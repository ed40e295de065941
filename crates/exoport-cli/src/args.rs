//! The arguments of the command: what every subcommand shares, and the subcommands.

use clap::{Parser, Subcommand};

use super::color::ColorWhen;
use super::help;

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
    /// When to use colors: auto (at a terminal, and NO_COLOR is not set), always, never.
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

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Probe hosts, ports and services, and say what happens in each phase.
    #[command(after_help = help::TEST, after_long_help = help::TEST)]
    Test(Box<super::test::TestArgs>),

    /// Answer an administrator's questions: can mail be sent, received and read from here, and if not, why.
    #[command(after_help = help::CHECK, after_long_help = help::CHECK)]
    Check(Box<super::check::CheckArgs>),

    /// Show what ExoPort finds, against an Exchange Online look-alike inside this process.
    #[command(after_help = help::DEMO)]
    Demo(super::demo::DemoArgs),

    /// Serve the Exchange Online look-alike on loopback, for testing your own scripts.
    #[command(after_help = help::LAB)]
    Lab(super::lab::LabArgs),

    /// Check the DNS records of a mail domain: MX, SPF, DKIM, DMARC, Autodiscover, MTA-STS, DANE.
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

    /// Listen on port 25 and report who connects: tests the inbound path, accepts no mail.
    #[command(after_help = super::listen::HELP)]
    Listen(super::listen::ListenArgs),

    /// Check scenarios repeatedly and report only changes.
    #[command(after_help = super::watch::HELP, after_long_help = super::watch::HELP)]
    Watch(Box<super::watch::WatchArgs>),

    /// Print the JSON Schema of what --json writes.
    #[command(after_help = help::SCHEMA)]
    Schema(super::schema::SchemaArgs),
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_definition_is_sound() {
        Cli::command().debug_assert();
    }
}
