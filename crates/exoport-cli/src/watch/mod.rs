//! `exoport watch`.

mod systemd;
mod text;

use std::io::{self, IsTerminal};
use std::path::PathBuf;

use clap::Args;

use super::check::{CheckOptions, scenario};
use super::color::ColorWhen;
use super::error::{FeedError, report, runtime};
use super::escape::json_line;
use super::exit::Exit;
use super::output::print_each;
use super::progress::Progress;
use super::values::{from_one, within};
use exoport::scenario::Scenario;
use exoport::watch::{Watch, WatchConfig, WatchEnd, WatchError, WatchEvent};

/// Explanations and examples after the options.
pub const HELP: &str = "\
The state file remembers earlier results. Only changes are reported, once --confirm-failure or
--confirm-recovery rounds in a row have seen them; a failure in the first round is reported at
once. Only one watch can hold a state file at a time. Without --interval there is one round: let
the system's scheduler run it.

Examples:
  One round every 15 minutes, until Ctrl+C:
    exoport watch --domain contoso.com --interval 15m
  One round, for cron or Task Scheduler; reported after the second failure in a row:
    exoport watch --scenario send-mail,outlook --state /var/lib/exoport/site.json --quiet
  Report at once, as JSON on standard output:
    exoport watch --scenario imap --confirm-failure 1 --confirm-recovery 1 --json
  Write changes to a file, and the state of each round for Prometheus' textfile collector:
    exoport watch --interval 5m --json-lines changes.jsonl --prometheus exoport.prom
  Print a service and a timer for systemd that run such rounds:
    exoport watch --domain contoso.com --interval 15m --print-systemd

Exit codes:
  0  the confirmed result of every scenario is pass or warn
  1  that of at least one is fail or unknown
  2  usage error: arguments, configuration or a file that cannot be read
  3  the state or another file cannot be read or written, or an internal fault
  4  another watch holds the state; nothing was done
  Ctrl+C stops at once (130 in a shell); nothing is lost.";

#[derive(Debug, Args)]
pub struct WatchArgs {
    /// send-mail, receive-mail, outlook, imap, pop, admin, hybrid-mail-flow, device, all. May be
    /// repeated. Default: all; if --domain is not given, all that do not need it.
    #[arg(long = "scenario", short, value_name = "SCENARIO", value_delimiter = ',', value_parser = scenario, help_heading = "What")]
    pub scenarios: Vec<Scenario>,

    #[command(flatten)]
    pub options: CheckOptions,

    /// File for the state. Default: watch/default.json in the per-user data folder.
    #[arg(long, value_name = "FILE", help_heading = "Watch")]
    pub state: Option<PathBuf>,

    /// Interval between rounds, 1 second to 24 hours: 90s, 15m, 1h; `once` for one round.
    #[arg(
        long,
        value_name = "TIME",
        value_parser = interval,
        default_value = "once",
        help_heading = "Watch"
    )]
    pub interval: Interval,

    /// End after this many rounds. Default with an interval: never.
    #[arg(long, value_name = "N", value_parser = from_one, help_heading = "Watch")]
    pub rounds: Option<u64>,

    /// Report a worse result after this many rounds in a row (1-100), a failure in the first round at
    /// once, and something new about a server after this many observations.
    #[arg(long, value_name = "N", value_parser = within::<u32>(1..=100), default_value = "2", help_heading = "Watch")]
    pub confirm_failure: u32,

    /// Report a better result after this many rounds in a row (1-100).
    #[arg(long, value_name = "N", value_parser = within::<u32>(1..=100), default_value = "2", help_heading = "Watch")]
    pub confirm_recovery: u32,

    /// Report a certificate when it has this many days left, again at each smaller number, and
    /// when it has expired.
    #[arg(long, value_name = "DAYS", value_delimiter = ',', value_parser = within::<u32>(0..=3650), default_value = "30,14,7,3,1", help_heading = "Watch")]
    pub expiry_days: Vec<u32>,

    /// Append each change to FILE, one JSON object per line.
    #[arg(long, value_name = "FILE", help_heading = "Sinks")]
    pub json_lines: Option<PathBuf>,

    /// Write the state of each round to FILE, for Prometheus' textfile collector.
    #[arg(long, value_name = "FILE", help_heading = "Sinks")]
    pub prometheus: Option<PathBuf>,

    /// Write each change to the Windows event log.
    #[arg(long, help_heading = "Sinks")]
    pub event_log: bool,

    /// Write one JSON object per line: the start, each change, each round, the end.
    #[arg(long, help_heading = "Output")]
    pub json: bool,

    /// Only print a service and a timer for systemd that watch with the same arguments, every
    /// 15 minutes unless --interval says otherwise.
    #[arg(long, conflicts_with_all = ["rounds", "event_log"], help_heading = "Output")]
    pub print_systemd: bool,

    /// Print only error messages; the exit code and the sinks have the results.
    #[arg(long, short, conflicts_with = "json", help_heading = "Output")]
    pub quiet: bool,
}

/// Seconds between the beginnings of two rounds; none for one round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Interval(pub Option<u32>);

fn interval(text: &str) -> Result<Interval, String> {
    let wrong = || "write once, or 1 second to 24 hours, for example 90s, 15m or 1h".to_owned();
    if text == "once" {
        return Ok(Interval(None));
    }
    let digits = text.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
    let unit = match &text[digits.len()..] {
        "" | "s" => 1,
        "m" | "min" => 60,
        "h" => 3_600,
        "d" => 86_400,
        _ => return Err(wrong()),
    };
    let number: u32 = digits.parse().map_err(|_| wrong())?;
    let seconds = number.checked_mul(unit).ok_or_else(wrong)?;
    match seconds {
        1..=86_400 => Ok(Interval(Some(seconds))),
        _ => Err(wrong()),
    }
}

impl WatchArgs {
    fn config(&self) -> Result<WatchConfig, String> {
        Ok(WatchConfig {
            check: self.options.spec(&self.scenarios)?,
            run: self.options.probe.config()?,
            state_path: self.state.clone(),
            interval_seconds: self.interval.0,
            rounds: self.rounds,
            confirm_failure: self.confirm_failure,
            confirm_recovery: self.confirm_recovery,
            expiry_days: self.expiry_days.clone(),
            json_lines: self.json_lines.clone(),
            prometheus: self.prometheus.clone(),
            event_log: self.event_log,
        })
    }
}

/// Watches and tells what changes.
///
/// `command` defines the arguments of this process.
pub fn run(args: &WatchArgs, color: ColorWhen, command: fn() -> clap::Command) -> Exit {
    let messages = Progress::new(false);
    if args.print_systemd {
        return systemd::print(args, color, command(), &messages);
    }
    let runtime = match runtime(&messages) {
        Ok(runtime) => runtime,
        Err(exit) => return exit,
    };
    let config = match args.config() {
        Ok(config) => config,
        Err(why) => {
            messages.message(&why);
            return Exit::WrongUse;
        }
    };
    let mut watch = match Watch::start(config, runtime) {
        Ok(watch) => watch,
        Err(error) => {
            messages.message(&error.to_string());
            return match error {
                WatchError::Config(_) => Exit::WrongUse,
                WatchError::Busy(_) => Exit::Busy,
                _ => Exit::Fault,
            };
        }
    };
    let mut teller = Teller::new(args, &messages);
    // This thread writes outside of the runtime.
    let told = print_each(
        || runtime.block_on(watch.next()),
        color,
        |event| teller.text(event),
    );
    match told {
        Ok(()) => teller.exit,
        Err(error) => report(&FeedError::Write(error), &messages),
    }
}

/// What is written where.
struct Teller<'a> {
    args: &'a WatchArgs,
    messages: &'a Progress,
    /// Nobody but a person at a terminal is told that nothing has changed.
    at_terminal: bool,
    exit: Exit,
}

impl<'a> Teller<'a> {
    fn new(args: &'a WatchArgs, messages: &'a Progress) -> Self {
        Self {
            args,
            messages,
            at_terminal: io::stderr().is_terminal() && !args.quiet && !args.json,
            exit: Exit::Fault,
        }
    }

    /// What standard output gets of an event; the rest goes to standard error.
    fn text(&mut self, event: &WatchEvent) -> io::Result<String> {
        match event {
            WatchEvent::WatchStarted(watching) => {
                if let Some(warning) = &watching.warning {
                    self.messages.message(warning);
                }
            }
            WatchEvent::Round(round) => {
                if let Some(problem) = &round.problem {
                    self.messages.message(&format!(
                        "{problem}; the watch goes on and tries again in the next round"
                    ));
                }
                if self.at_terminal {
                    for line in text::round(round) {
                        self.messages.message(&line);
                    }
                }
            }
            WatchEvent::Change(_) => {}
            WatchEvent::WatchEnded(watched) => {
                if let Some(detail) = &watched.detail {
                    self.messages.message(detail);
                }
                self.exit = match (watched.reason, watched.result) {
                    (WatchEnd::Done, Some(result)) => Exit::of_verdict(result, false),
                    _ => Exit::Fault,
                };
            }
        }
        match event {
            _ if self.args.quiet => Ok(String::new()),
            event if self.args.json => json_line(event),
            WatchEvent::Change(change) => Ok(text::change(change)),
            _ => Ok(String::new()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_has_a_unit_and_bounds() {
        for (text, seconds) in [
            ("once", None),
            ("1", Some(1)),
            ("90s", Some(90)),
            ("15m", Some(900)),
            ("15min", Some(900)),
            ("1h", Some(3_600)),
            ("24h", Some(86_400)),
            ("1d", Some(86_400)),
        ] {
            assert_eq!(interval(text), Ok(Interval(seconds)), "{text}");
        }
        for text in [
            "",
            "0",
            "0s",
            "25h",
            "2d",
            "m",
            "1.5h",
            "-1",
            "1w",
            "15 m",
            "99999999h",
            "1\u{e9}",
        ] {
            assert!(interval(text).is_err(), "{text}");
        }
    }
}
