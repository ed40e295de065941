//! Records as text: a table for people, JSON lines and CSV for programs.
//!
//! Renderers are pure: record in, text out. [`Output`] is the only one that writes.

pub mod check;
pub mod csv;
pub mod date;
mod details;
pub mod domain;
pub mod highlights;
mod table;
#[cfg(test)]
mod tests;
pub mod text;
mod timeline;

use std::io::{self, Write};

use anstream::AutoStream;

use super::color::ColorWhen;
use super::escape::json_line;
use exoport::record::{Record, VerdictResult};
pub use table::named_row;
use table::row;
pub use table::{cause_line, header, remedy_line};

/// Standard output, with colors only where they are wanted.
pub fn stdout(color: ColorWhen) -> AutoStream<io::Stdout> {
    let choice = match color {
        ColorWhen::Auto => AutoStream::choice(&io::stdout()),
        ColorWhen::Always => anstream::ColorChoice::AlwaysAnsi,
        ColorWhen::Never => anstream::ColorChoice::Never,
    };
    AutoStream::new(io::stdout(), choice)
}

/// Writes a whole text to standard output.
///
/// # Errors
/// The output cannot be written.
pub fn print(text: &str, color: ColorWhen) -> io::Result<()> {
    let mut output = stdout(color);
    output.write_all(text.as_bytes())?;
    output.flush()
}

/// Writes the text of each event by itself, flushed before the next is asked for, which says that this
/// one has arrived.
///
/// # Errors
/// The output cannot be written.
pub fn print_each<E>(
    mut next: impl FnMut() -> Option<E>,
    color: ColorWhen,
    mut text: impl FnMut(&E) -> io::Result<String>,
) -> io::Result<()> {
    let mut output = stdout(color);
    while let Some(event) = next() {
        output.write_all(text(&event)?.as_bytes())?;
        output.flush()?;
    }
    Ok(())
}

/// In which form records are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Rows in columns, with the details below each where asked for.
    Table {
        /// Whether the details are wanted.
        details: bool,
    },
    /// One JSON object a line.
    Json,
    /// A header and one row a record.
    Csv,
    /// Nothing.
    Quiet,
}

/// How many records had which verdict.
#[derive(Debug, Default, Clone, Copy)]
pub struct Tally {
    counts: [u64; VerdictResult::ALL.len()],
}

impl Tally {
    fn add(&mut self, verdict: VerdictResult) {
        self.counts[verdict as usize] += 1;
    }

    /// `9 probes: 7 pass, 1 warn, 1 fail`
    fn summary(&self) -> String {
        let all: u64 = self.counts.iter().sum();
        let parts: Vec<String> = VerdictResult::ALL
            .iter()
            .zip(self.counts)
            .filter(|(_, count)| *count > 0)
            .map(|(verdict, count)| {
                text::paint(text::verdict_style(*verdict), &format!("{count} {verdict}"))
            })
            .collect();
        let probes = if all == 1 { "probe" } else { "probes" };
        format!("{all} {probes}: {}\n", parts.join(", "))
    }
}

/// Writes records one by one in one form.
pub struct Output<W> {
    to: W,
    form: Form,
    tally: Tally,
    begun: bool,
    /// Something else stands between the head of the table and the next record.
    head_is_due: bool,
}

impl<W: Write> Output<W> {
    /// Nothing is written before the first record.
    pub fn new(to: W, form: Form) -> Self {
        Self {
            to,
            form,
            tally: Tally::default(),
            begun: false,
            head_is_due: false,
        }
    }

    /// Writes one record, whole, so that a reader at the other end of a pipe has it at once.
    ///
    /// # Errors
    /// The output cannot be written.
    pub fn record(&mut self, record: &Record) -> io::Result<()> {
        self.tally.add(record.verdict.result);
        let first = !std::mem::replace(&mut self.begun, true);
        let head_is_due = std::mem::take(&mut self.head_is_due);
        let text = match self.form {
            Form::Quiet => return Ok(()),
            Form::Json => json_line(record)?,
            Form::Csv if first => csv::header()? + &csv::row(record)?,
            Form::Csv => csv::row(record)?,
            Form::Table { details } => {
                let mut text = String::new();
                if first || head_is_due {
                    text.push_str(&header());
                }
                text.push_str(&row(record));
                text.push_str(&cause_line(record));
                // The details have the remedy of every finding.
                text.push_str(&match details {
                    true => details::block(record),
                    false => remedy_line(record),
                });
                text
            }
        };
        self.write(&text)
    }

    /// Writes what comes after the last record.
    ///
    /// # Errors
    /// The output cannot be written.
    pub fn end(&mut self) -> io::Result<()> {
        match self.form {
            Form::Table { details } if self.begun => {
                let space = if details { "" } else { "\n" };
                let text = format!("{space}{}", self.tally.summary());
                self.write(&text)
            }
            // A reader expects the header also where there is no row.
            Form::Csv if !self.begun => {
                let text = csv::header()?;
                self.write(&text)
            }
            _ => Ok(()),
        }
    }

    /// Writes something between records; the next one has the head of the table again.
    ///
    /// # Errors
    /// The output cannot be written.
    pub fn between(&mut self, text: &str) -> io::Result<()> {
        self.head_is_due = true;
        self.write(text)
    }

    /// Writes more about the record before.
    ///
    /// # Errors
    /// The output cannot be written.
    pub fn more(&mut self, text: &str) -> io::Result<()> {
        self.write(text)
    }

    fn write(&mut self, text: &str) -> io::Result<()> {
        self.to.write_all(text.as_bytes())?;
        self.to.flush()
    }
}
