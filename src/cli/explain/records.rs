//! Records judged again, in the forms of `exoport test`, with what differs.

use std::io::{self, Read};

use anstream::AutoStream;

use super::super::args::ColorWhen;
use super::super::escape::{escape, escape_json};
use super::super::exit::Exit;
use super::super::output::text::labelled;
use super::super::output::{Form, Output, stdout};
use super::super::progress::Progress;
use super::ExplainArgs;
use crate::explain::records::{Entry, each_record};
use crate::explain::replay::Replay;

/// Writes records as they are judged.
pub struct Records {
    form: Form,
    output: Output<AutoStream<io::Stdout>>,
    used: bool,
}

impl Records {
    pub fn new(args: &ExplainArgs, color: ColorWhen) -> Self {
        let form = match args {
            ExplainArgs { json: true, .. } => Form::Json,
            ExplainArgs { csv: true, .. } => Form::Csv,
            args => Form::Table {
                details: args.details,
            },
        };
        Self {
            form,
            output: Output::new(stdout(color), form),
            used: false,
        }
    }

    /// Judges every record of a file; one that is malformed is told and passed over.
    ///
    /// # Errors
    /// The output cannot be written.
    pub fn judge(
        &mut self,
        reader: impl Read,
        name: &str,
        messages: &Progress,
    ) -> io::Result<Exit> {
        self.used = true;
        let mut exit = Exit::Passed;
        let mut count = 0_u64;
        // A failure to write must not be taken for one to read.
        let mut unwritten = None;
        let read = each_record(reader, |Entry { place, replay }| {
            count += 1;
            match replay {
                Ok(replay) => {
                    let verdict = replay.record.verdict.result;
                    exit = exit.max(Exit::of_verdict(verdict, false));
                    self.write(&replay, &format!("{name}, {place}"), messages)
                        .map_err(|error| {
                            unwritten = Some(error);
                            io::ErrorKind::Other.into()
                        })
                }
                Err(why) => {
                    exit = exit.max(Exit::WrongUse);
                    messages.message(&format!("{name}, {place}: {why}"));
                    Ok(())
                }
            }
        });
        if let Some(error) = unwritten {
            return Err(error);
        }
        if let Err(error) = read {
            messages.message(&format!("{name}: {error}"));
            return Ok(Exit::WrongUse);
        }
        if count == 0 {
            messages.message(&format!("{name}: no record in it"));
            return Ok(Exit::WrongUse);
        }
        Ok(exit)
    }

    fn write(&mut self, replay: &Replay, place: &str, messages: &Progress) -> io::Result<()> {
        match self.form {
            Form::Json => {
                let json = escape_json(replay.to_json().to_string());
                self.output.more(&(json + "\n"))
            }
            Form::Table { .. } => {
                self.output.record(&replay.record)?;
                let mut text = String::new();
                for difference in &replay.differences {
                    let difference = difference.to_string();
                    text.push_str(&labelled(4, "differs", 8, &escape(&difference)));
                }
                self.output.more(&text)
            }
            Form::Csv | Form::Quiet => {
                for difference in &replay.differences {
                    messages.message(&format!("{place}: {difference}"));
                }
                self.output.record(&replay.record)
            }
        }
    }

    /// Writes what comes after the last record.
    ///
    /// # Errors
    /// The output cannot be written.
    pub fn end(&mut self) -> io::Result<()> {
        match self.used {
            true => self.output.end(),
            false => Ok(()),
        }
    }
}
