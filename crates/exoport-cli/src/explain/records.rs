//! Records judged again, in the forms of `exoport test`, with what differs.

use std::io::{self, Read};

use anstream::AutoStream;

use super::super::color::ColorWhen;
use super::super::escape::{escape, json_line};
use super::super::exit::Exit;
use super::super::output::date::instant;
use super::super::output::text::{BOLD, DIM, labelled, paint};
use super::super::output::{Form, Output, check, domain, stdout};
use super::super::progress::Progress;
use super::ExplainArgs;
use exoport::replay::records::{Entry, each_record};
use exoport::replay::{Refusal, Replay};

/// Writes records and reports as they are judged.
pub struct Records {
    form: Form,
    output: Output<AutoStream<io::Stdout>>,
    details: bool,
    used: bool,
    same: u64,
    differ: u64,
    /// What had no verdict to compare with.
    alone: u64,
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
            details: args.details,
            used: false,
            same: 0,
            differ: 0,
            alone: 0,
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
        let mut judged = 0_u64;
        let mut malformed = 0_u64;
        let mut without_evidence = 0_u64;
        // A file of the listener has any number of lines without evidence.
        let mut nothing = messages.line_messages();
        let mut bad_lines = messages.line_messages();
        // A failure to write must not be taken for one to read.
        let mut unwritten = None;
        let read = each_record(reader, |entry: Entry| {
            let place = format!("{name}, {}", entry.place);
            match entry.judge() {
                Ok(replay) => {
                    judged += 1;
                    exit = exit.max(Exit::of_verdict(replay.verdict(), false));
                    let written = self.write(&replay, &place, messages);
                    return written.map_err(|error| {
                        unwritten = Some(error);
                        io::ErrorKind::Other.into()
                    });
                }
                Err(Refusal::Nothing(why)) => {
                    without_evidence += 1;
                    nothing.message(&format!("{place}: {why}"));
                }
                Err(Refusal::Malformed(why)) => {
                    malformed += 1;
                    exit = exit.max(Exit::WrongUse);
                    bad_lines.message(&format!("{place}: {why}"));
                }
            }
            Ok(())
        });
        drop((nothing, bad_lines));
        if let Some(error) = unwritten {
            return Err(error);
        }
        if let Err(error) = read {
            return Ok(messages.wrong_use(&format!("{name}: {error}")));
        }
        if judged + malformed == 0 {
            let what = match without_evidence {
                0 => "contains no record",
                _ => "contains no record that can be judged again",
            };
            return Ok(messages.wrong_use(&format!("{name}: {what}")));
        }
        Ok(exit)
    }

    fn write(&mut self, replay: &Replay, place: &str, messages: &Progress) -> io::Result<()> {
        match replay.same() {
            Some(true) => self.same += 1,
            Some(false) => self.differ += 1,
            None => self.alone += 1,
        }
        match self.form {
            Form::Json => {
                let mut value = replay.to_json();
                value["place"] = place.into();
                self.output.more(&json_line(&value)?)
            }
            Form::Table { .. } => self.table(replay, place),
            Form::Csv | Form::Quiet => {
                for difference in replay.difference_texts() {
                    messages.message(&format!("{place}: {difference}"));
                }
                match replay {
                    Replay::Probe(replay) => self.output.record(&replay.record),
                    Replay::Check(replay) => {
                        messages.message(&format!(
                            "{place}: CSV has the probes of this check; its scenarios are in the table and in --json"
                        ));
                        let mut probes = replay.probes.iter();
                        probes.try_for_each(|probe| self.output.record(&probe.record))
                    }
                    Replay::Domain(_) => {
                        messages.message(&format!(
                            "{place}: the report of a domain has no CSV form; use the table or --json"
                        ));
                        Ok(())
                    }
                }
            }
        }
    }

    fn table(&mut self, replay: &Replay, place: &str) -> io::Result<()> {
        let heading = |what: &str, started_at: i64| {
            let line = format!("{what} of {}, {place}", instant(started_at));
            format!("\n{}\n", paint(BOLD, &escape(&line)))
        };
        match replay {
            Replay::Probe(replay) => self.output.record(&replay.record)?,
            Replay::Check(replay) => {
                let report = &replay.report;
                let text = heading("Check", report.started_at);
                self.output
                    .between(&(text + &check::render(report, self.details)))?;
            }
            Replay::Domain(replay) => {
                let report = &replay.report;
                let text = heading("Domain", report.started_at);
                self.output
                    .between(&(text + &domain::render(report, self.details)))?;
            }
        }
        let mut text = String::new();
        for difference in replay.difference_texts() {
            text.push_str(&labelled(4, "differs", 8, &escape(&difference)));
        }
        self.output.more(&text)
    }

    /// Writes what comes after the last record.
    ///
    /// # Errors
    /// The output cannot be written.
    pub fn end(&mut self) -> io::Result<()> {
        if !self.used {
            return Ok(());
        }
        self.output.end()?;
        let all = self.same + self.differ + self.alone;
        match self.form {
            Form::Table { .. } if all > 0 => {
                let mut parts = vec![format!("{} as recorded", self.same)];
                if self.differ > 0 {
                    parts.push(format!("{} with differences", self.differ));
                }
                if self.alone > 0 {
                    parts.push(format!("{} without a recorded verdict", self.alone));
                }
                let text = format!("{all} judged again: {}", parts.join(", "));
                self.output.more(&format!("{}\n", paint(DIM, &text)))
            }
            _ => Ok(()),
        }
    }
}
