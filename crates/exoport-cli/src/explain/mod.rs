//! `exoport explain`: codes in texts and logs, and records judged again.

mod codes;
mod records;
mod sources;

use std::io::{self, Read, Write};
use std::path::PathBuf;

use anstream::AutoStream;
use clap::Args;

use self::codes::{Codes, count};
use self::records::Records;
use self::sources::{Content, Source};
use super::color::ColorWhen;
use super::error::{FeedError, report};
use super::exit::Exit;
use super::output::stdout;
use super::progress::Progress;
use exoport::explain::{Explainer, Report};

/// Explanations and examples after the options.
pub const HELP: &str = "\
It reads bounce messages, SMTP replies, Exchange protocol and message tracking logs, message
traces as CSV or JSON, postfix and exim logs; UTF-8 or UTF-16, of any length. A meaning that is not
Exchange Online's but the RFC's is marked (generic). Records that exoport test, check and domain wrote
with --json are judged again offline, and differences are shown.

Examples:
  One code, or a whole message:
    exoport explain 5.7.708
    exoport explain \"550 5.7.64 TenantAttribution; Relay Access Denied\"
    exoport explain bounce.eml --details
  Logs, with repetitions counted:
    exoport explain --file /var/log/mail.log
    journalctl -u postfix | exoport explain --csv > codes.csv
  A second look at records:
    exoport explain record.json
    exoport explain --record records.jsonl --json

Exit codes:
  0  codes were found and explained; records were judged, and each passed or warned
  1  no code was found, or a verdict is fail or unknown
  2  usage error: arguments, a file that cannot be read or is compressed, a malformed record; what
     could be read is shown anyway
  3  the output could not be written";

#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// Text with codes, or the name of a file: a log, or records of ExoPort. '-', or no argument,
    /// is standard input.
    #[arg(value_name = "TEXT")]
    pub text: Vec<String>,

    /// Find codes in FILE ('-': standard input). May be repeated.
    #[arg(long, value_name = "FILE")]
    pub file: Vec<PathBuf>,

    /// Judge the records and reports in FILE again ('-': standard input): one per line, over several lines,
    /// in arrays, or mixed.
    /// May be repeated.
    #[arg(long, value_name = "FILE")]
    pub record: Vec<PathBuf>,

    /// Write one JSON object per line: one for each input with codes, one for each record.
    #[arg(long, conflicts_with = "csv")]
    pub json: bool,

    /// Write CSV: a header, then one row per code or per record.
    #[arg(long)]
    pub csv: bool,

    /// Show lines, times, source and a sample below each code; for records, all evidence.
    #[arg(long, short, conflicts_with_all = ["json", "csv"])]
    pub details: bool,
}

/// Explains what the arguments name.
pub fn run(args: &ExplainArgs, color: ColorWhen) -> Exit {
    let messages = Progress::new(false);
    let sources = match sources::open(args) {
        Ok(sources) => sources,
        Err(why) => return messages.wrong_use(&why),
    };
    match explain(args, sources, color, &messages) {
        Ok(exit) => exit,
        Err(error) => report(&FeedError::Write(error), &messages),
    }
}

/// Goes through the sources.
///
/// # Errors
/// The output cannot be written.
fn explain(
    args: &ExplainArgs,
    sources: Vec<Source>,
    color: ColorWhen,
    messages: &Progress,
) -> io::Result<Exit> {
    let logs = sources.iter().filter(|source| !source.is_records()).count();
    if args.csv && logs > 0 && logs < sources.len() {
        messages.message("codes and records have different columns: use --csv for one at a time");
        return Ok(Exit::WrongUse);
    }
    let mut exit = Exit::Passed;
    let mut codes = Codes::new(args, logs > 1);
    let mut records = Records::new(args, color);
    let mut output = stdout(color);
    for source in sources {
        let done = match source.content {
            Content::Records(reader) => records.judge(reader, &source.name, messages)?,
            Content::Text(reader) => log(reader, &source.name, &mut codes, &mut output, messages)?,
        };
        exit = exit.max(done);
    }
    records.end()?;
    Ok(exit)
}

/// Explains one text.
fn log(
    reader: Box<dyn Read>,
    name: &str,
    codes: &mut Codes,
    output: &mut AutoStream<io::Stdout>,
    messages: &Progress,
) -> io::Result<Exit> {
    let (found, failure) = read(reader);
    if let Some(why) = &failure {
        messages.message(&format!("{name}: {why}"));
    }
    let Some(found) = found else {
        return Ok(Exit::WrongUse);
    };
    let none = found.explanations.is_empty();
    if none && failure.is_none() {
        messages.message(&format!("{name}: {}", nothing(&found)));
    }
    output.write_all(codes.report(name, &found)?.as_bytes())?;
    output.flush()?;
    Ok(match (failure, none) {
        (Some(_), _) => Exit::WrongUse,
        (None, true) => Exit::Failed,
        (None, false) => Exit::Passed,
    })
}

/// The report over what could be read, and why that was not all.
fn read(mut reader: Box<dyn Read>) -> (Option<Report>, Option<String>) {
    let mut explainer = Explainer::default();
    let mut bytes = vec![0; 64 * 1024];
    let failure = loop {
        match reader.read(&mut bytes) {
            Ok(0) => break None,
            Ok(count) => {
                if let Err(compressed) = explainer.feed(&bytes[..count]) {
                    return (None, Some(compressed.to_string()));
                }
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => {
                break Some(format!(
                    "reading stopped, the result is incomplete: {error}"
                ));
            }
        }
    };
    match explainer.finish() {
        Ok(report) => (Some(report), failure),
        Err(compressed) => (None, Some(compressed.to_string())),
    }
}

fn nothing(report: &Report) -> String {
    let lines = count(report.lines, "line", "lines");
    match report.successes {
        0 => format!("no SMTP code in {lines}"),
        number => {
            let successes = count(number, "code reports", "codes report");
            format!("no failure in {lines}; {successes} success")
        }
    }
}
