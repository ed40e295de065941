//! Reports over codes as a table, JSON or CSV.

use std::io;

use super::super::escape::{escape, json_line};
use super::super::output::csv::{cell, line};
use super::super::output::text::{BOLD, DIM, WIDTH, hanging, labelled, paint, source, wrap};
use super::ExplainArgs;
use exoport::explain::{Explanation, Report};

/// The columns of CSV. New ones may be added at the end; none is renamed or moved.
pub const COLUMNS: &[&str] = &[
    "input",
    "code",
    "reply",
    "enhanced",
    "count",
    "temporary",
    "generic",
    "side",
    "name",
    "meaning",
    "remedy",
    "first_line",
    "last_line",
    "first_time",
    "last_time",
    "source",
    "provenance",
    "sample",
];

/// Columns before labels, and from there to their texts.
const LABEL_INDENT: usize = 4;
const LABEL: usize = 9;

/// Renders reports one after the other.
pub struct Codes {
    json: bool,
    csv: bool,
    details: bool,
    /// There are several inputs, so each is named.
    several: bool,
    begun: bool,
}

impl Codes {
    pub fn new(args: &ExplainArgs, several: bool) -> Self {
        Self {
            json: args.json,
            csv: args.csv,
            details: args.details,
            several,
            begun: false,
        }
    }

    /// One input's report.
    ///
    /// # Errors
    /// Never; the writers ask.
    pub fn report(&mut self, input: &str, report: &Report) -> io::Result<String> {
        let first = !std::mem::replace(&mut self.begun, true);
        if self.json {
            return json(input, report);
        }
        if self.csv {
            return csv(input, report, first);
        }
        Ok(self.table(input, report))
    }

    fn table(&self, input: &str, report: &Report) -> String {
        let mut text = String::new();
        if report.explanations.is_empty() {
            return text;
        }
        if self.several {
            text.push_str(&format!("{}\n", paint(BOLD, &escape(input))));
        }
        let head = format!("{:<13} {:>6}  {:<15}  Meaning", "Code", "Count", "Side");
        text.push_str(&format!("{}\n", paint(BOLD, &head)));
        for found in &report.explanations {
            text.push_str(&row(found));
            text.push_str(&labelled(
                LABEL_INDENT,
                "remedy",
                LABEL,
                &escape(&found.remedy),
            ));
            if self.details {
                details(found, &mut text);
            }
        }
        text.push_str(&format!("\n{}\n", summary(report)));
        if self.several {
            text.push('\n');
        }
        text
    }
}

fn row(found: &Explanation) -> String {
    let head = format!(
        "{:<13} {:>6}  {:<15}  ",
        found.code, found.count, found.side
    );
    let meaning = match found.generic {
        true => format!("(generic) {}", found.meaning),
        false => found.meaning.clone(),
    };
    hanging(&head, &escape(&meaning))
}

fn details(found: &Explanation, text: &mut String) {
    let mut line = |label: &str, value: &str| {
        text.push_str(&labelled(LABEL_INDENT, label, LABEL, &escape(value)));
    };
    let lines = match found.first_line == found.last_line {
        true => format!("line {}", found.first_line),
        false => format!("line {} to {}", found.first_line, found.last_line),
    };
    let times = match (&found.first_time, &found.last_time) {
        (Some(first), Some(last)) if first != last => format!(", {first} to {last}"),
        (Some(time), _) => format!(", {time}"),
        _ => String::new(),
    };
    line("where", &format!("{lines}{times}"));
    line("seen", &found.sample);
    let known = found
        .provenance
        .map_or_else(String::new, |provenance| format!(" ({provenance})"));
    line("source", &format!("{}{known}", source(&found.source)));
    if let Some(name) = found.name {
        line("name", name);
    }
}

/// `2 codes in 1200 lines`, and what else is to be known.
fn summary(report: &Report) -> String {
    let codes = report.explanations.len() as u64;
    let mut text = format!(
        "{} in {}",
        count(codes, "code", "codes"),
        count(report.lines, "line", "lines")
    );
    if report.successes > 0 {
        let successes = count(report.successes, "code reports", "codes report");
        text.push_str(&format!("; {successes} success"));
    }
    if report.long_lines > 0 {
        let lines = count(report.long_lines, "line was", "lines were");
        text.push_str(&format!("; {lines} too long and searched in pieces"));
    }
    if report.omitted > 0 {
        let places = count(report.omitted, "place", "places");
        text.push_str(&format!("; further codes in {places} left out"));
    }
    let mut lines = String::new();
    for line in wrap(&text, WIDTH) {
        lines.push_str(&paint(DIM, &line));
        lines.push('\n');
    }
    lines.trim_end().to_owned()
}

fn json(input: &str, report: &Report) -> io::Result<String> {
    let mut value = serde_json::to_value(report)?;
    value["input"] = input.into();
    json_line(&value)
}

fn csv(input: &str, report: &Report, first: bool) -> io::Result<String> {
    let mut text = String::new();
    if first {
        text.push_str(&line(COLUMNS.iter().map(|name| (*name).to_owned()))?);
    }
    let input = input.to_owned();
    for found in &report.explanations {
        let cells = [
            cell(Some(&input)),
            found.code.clone(),
            plain(found.reply),
            plain(found.enhanced),
            found.count.to_string(),
            found.temporary.to_string(),
            found.generic.to_string(),
            found.side.to_string(),
            plain(found.name),
            cell(Some(&found.meaning)),
            cell(Some(&found.remedy)),
            found.first_line.to_string(),
            found.last_line.to_string(),
            cell(found.first_time.as_ref()),
            cell(found.last_time.as_ref()),
            found.source.clone(),
            plain(found.provenance),
            cell(Some(&found.sample)),
        ];
        debug_assert_eq!(cells.len(), COLUMNS.len());
        text.push_str(&line(cells.into_iter())?);
    }
    Ok(text)
}

fn plain(value: Option<impl ToString>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

/// A number with the word that fits it: `1 line`, `3 lines`.
pub fn count(number: u64, one: &str, many: &str) -> String {
    let word = if number == 1 { one } else { many };
    format!("{number} {word}")
}
