//! `exoport test`.

use std::io;

use super::args::{ColorWhen, TestArgs};
use super::exit::Exit;
use super::feed::{FeedError, probe_all};
use super::output::{Form, Output, stdout};
use super::progress::Progress;
use super::settings::{checked, read_ca_files};
use super::targets::{self, Entries, Entry};
use exoport::run::StartError;

/// Probes what the arguments name and says how it went.
pub fn run(args: TestArgs, color: ColorWhen) -> Exit {
    let form = match &args {
        TestArgs { quiet: true, .. } => Form::Quiet,
        TestArgs { json: true, .. } => Form::Json,
        TestArgs { csv: true, .. } => Form::Csv,
        // A transcript is asked for to be read.
        args => Form::Table {
            details: args.details || args.transcript,
        },
    };
    let prepared = read_ca_files(&args.ca_file)
        .and_then(|roots| args.config(&roots))
        .and_then(|config| {
            Ok((
                checked(config)?,
                targets::entries(&args.targets, &args.file)?,
            ))
        });
    // Nothing can go wrong before the arguments are known to be good, so no progress line yet.
    let (settings, entries) = match prepared {
        Ok(prepared) => prepared,
        Err(why) => {
            Progress::new(false).message(&why);
            return Exit::WrongUse;
        }
    };
    let progress = Progress::new(form != Form::Quiet);
    if args.targets.is_empty() && args.file.is_empty() && args.service.is_none() && !args.quiet {
        progress.message(
            "smtp-mx (port 25) needs your mail domain and is left out: exoport test contoso.com --service smtp-mx",
        );
    }
    let strict = args.strict;
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
        Ok(_) => exit,
        Err(error) => exit.max(report(&error, &progress)),
    }
}

/// Tells why a run ended before its time, and what that means for the exit code.
pub fn report(error: &FeedError, progress: &Progress) -> Exit {
    progress.clear();
    match error {
        // `exoport ... | head`: the reader has what it wanted.
        FeedError::Write(error) if error.kind() == io::ErrorKind::BrokenPipe => Exit::Passed,
        FeedError::Write(error) => {
            progress.message(&format!("cannot write the output: {error}"));
            Exit::Fault
        }
        FeedError::Start(error) => {
            progress.message(&error.to_string());
            match error {
                StartError::Threads(_) => Exit::Fault,
                _ => Exit::WrongUse,
            }
        }
        FeedError::Internal(why) => {
            progress.message(why);
            Exit::Fault
        }
    }
}
