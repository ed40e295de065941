//! `exoport listen`.

mod table;

use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;

use super::color::ColorWhen;
use super::error::{FeedError, report, written};
use super::escape::json_line;
use super::exit::Exit;
use super::files;
use super::output::print_each;
use super::progress::Progress;
use super::values::{address, from_one, within};
use exoport::listen::{Event, ListenConfig};
use exoport::run::{Next, Run, RunKind};

/// Explanations and examples after the options.
pub const HELP: &str = "\
A temporary SMTP listener: it sends a greeting, answers EHLO, starts TLS when it has a certificate,
and answers MAIL, RCPT, DATA and AUTH with 421, which makes a real server keep its mail and try
again later. It accepts no mail, relays nothing, and stops after --minutes. Port 25 must be free,
and ports below 1024 need administrator rights.

To have a visitor, run `exoport test YOUR-ADDRESS:25 --tls smtp` at another site, or validate a
connector to this address in Exchange Online.

Examples:
  Who reaches port 25 of this machine in the next ten minutes?
    exoport listen
  Until the first visitor has come, on another port, with STARTTLS:
    exoport listen --port 2525 --visitors 1 --throw-away-certificate
  With the certificate of the mail server that will stand here, for a day, as JSON:
    exoport listen --certificate mx.pem --key mx.key --minutes 1440 --json

Exit codes:
  0  at least one visitor came
  1  nobody came: nothing is proven
  2  usage error, or the port is not available
  3  the output could not be written, or an internal fault
  Ctrl+C stops at once (130 in a shell).";

/// Longest file of certificates or of a key.
const MAX_FILE: u64 = 1024 * 1024;

#[derive(Debug, Args)]
pub struct ListenArgs {
    /// Listen on this ADDRESS of this machine. May be repeated. Default: all, IPv4 and IPv6.
    #[arg(long, value_name = "ADDRESS", value_parser = address)]
    pub address: Vec<IpAddr>,

    /// TCP port; 0: any free port.
    #[arg(long, short, value_name = "PORT", default_value = "25")]
    pub port: u16,

    /// End after this many minutes (1-1440).
    #[arg(long, value_name = "MINUTES", value_parser = within::<u32>(1..=1440), default_value = "10")]
    pub minutes: u32,

    /// End after this many visitors of any kind.
    #[arg(long, value_name = "N", value_parser = from_one)]
    pub visitors: Option<u64>,

    /// Simultaneous connections (1-1000); further ones get 421.
    #[arg(long, value_name = "N", value_parser = within::<u32>(1..=1000), default_value = "20")]
    pub max_connections: u32,

    /// Name in the greeting. Default: this machine's full name, else its address in brackets.
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,

    /// Offer STARTTLS with the certificate chain in this PEM file.
    #[arg(long, value_name = "FILE", requires = "key")]
    pub certificate: Option<PathBuf>,

    /// The private key of the certificate, PEM without a passphrase.
    #[arg(long, value_name = "FILE", requires = "certificate")]
    pub key: Option<PathBuf>,

    /// Offer STARTTLS with a temporary self-signed certificate.
    #[arg(long, conflicts_with = "certificate")]
    pub throw_away_certificate: bool,

    /// Write one JSON object per line: the start, each visitor, the end.
    #[arg(long)]
    pub json: bool,
}

impl ListenArgs {
    fn config(&self) -> Result<ListenConfig, String> {
        let read = |option: &str, path: &Option<PathBuf>| {
            path.as_deref().map(|path| read(option, path)).transpose()
        };
        Ok(ListenConfig {
            addresses: self.address.clone(),
            port: self.port,
            minutes: self.minutes,
            max_connections: self.max_connections,
            max_visitors: self.visitors,
            name: self.name.clone(),
            certificate: read("--certificate", &self.certificate)?,
            key: read("--key", &self.key)?,
            throw_away_certificate: self.throw_away_certificate,
            ..ListenConfig::default()
        })
    }
}

fn read(option: &str, path: &Path) -> Result<String, String> {
    let bytes = files::read(option, path, MAX_FILE, "longer than 1 MiB")?;
    String::from_utf8(bytes).map_err(|_| files::wrong(option, path, "not PEM text"))
}

/// Listens and says who comes.
pub fn run(args: &ListenArgs, color: ColorWhen) -> Exit {
    let messages = Progress::new(false);
    let config = match args.config() {
        Ok(config) => config,
        Err(why) => return messages.wrong_use(&why),
    };
    let run = match Run::start(RunKind::Listen(Box::new(config))) {
        Ok(run) => run,
        Err(error) => return report(&FeedError::Start(error), &messages),
    };
    let mut visitors = 0_u64;
    let told = print_each(
        || match run.next(Duration::MAX) {
            Next::Listen(event) => Some(*event),
            _ => None,
        },
        color,
        |event| {
            visitors += u64::from(matches!(event, Event::Visitor(_)));
            match args.json {
                true => json_line(event),
                false => Ok(table::text(event)),
            }
        },
    );
    match told {
        Ok(()) if visitors == 0 => Exit::Failed,
        told => written(told, &messages),
    }
}
