//! From bytes to a report, with bounds on everything that is kept.

use super::code::EnhancedCode;
use super::exchange_codes::{entries, lookup};
use super::input::{CompressedInput, Decoder};
use super::merge::merge;
use super::protocol_log::{self, Columns, Row, Rows};
use super::report::{Collection, Place, Report};
use super::reporter::{Reporter, find, reporter};
use super::scan::{Found, Start, scan, text_from};
use super::time::first_time;
use super::unfolding::{Taken, Unfolding};
use super::{Entry, Pattern};
use crate::text::sanitize;

/// Longest line that is looked at as a whole. Of a longer one each piece of this size is.
const MAX_LINE: usize = 64 * 1024;
/// Of a piece of a long line, what is kept before the next one: enough for what introduces a code ...
const BEFORE: usize = 256;
/// ... and for the code and the text behind it, which are looked at with the next piece.
const BEHIND: usize = 2048;
/// Characters of a sample.
const SAMPLE: usize = 300;
/// Bytes of a sample before its code.
const SAMPLE_BEFORE: usize = 120;

/// Finds codes in bytes that come in pieces of any size.
#[derive(Debug, Default)]
pub struct Explainer {
    decoder: Decoder,
    lines: Lines,
}

impl Explainer {
    /// Takes the next bytes.
    ///
    /// # Errors
    /// The input is a compressed file; the explainer is of no use then.
    pub fn feed(&mut self, bytes: &[u8]) -> Result<(), CompressedInput> {
        let Self { decoder, lines } = self;
        decoder.feed(bytes, &mut |text| lines.push(text))
    }

    /// What was found. An input that was cut off anywhere is an input like any other.
    ///
    /// # Errors
    /// The input is a compressed file of a few bytes.
    pub fn finish(mut self) -> Result<Report, CompressedInput> {
        let Self { decoder, lines } = &mut self;
        decoder.finish(&mut |text| lines.push(text))?;
        Ok(self.lines.finish())
    }

    /// Bytes that are kept from call to call; for tests of the bounds.
    #[cfg(test)]
    pub(super) fn kept(&self) -> usize {
        self.lines.line.capacity()
            + self
                .lines
                .pending
                .as_ref()
                .map_or(0, |pending| pending.text.capacity())
    }
}

/// Lines while they are put together.
#[derive(Debug, Default)]
struct Lines {
    /// The line so far, or the end of a long one.
    line: Vec<u8>,
    /// Lines that are complete.
    complete: u64,
    /// The first line, as long as it is the only one.
    only: Option<Vec<u8>>,
    /// The line is longer than [`MAX_LINE`], and this much of `line` was looked at already.
    long: Option<usize>,
    pending: Option<Unfolding>,
    columns: Columns,
    rows: Rows,
    /// Connection and digits of a protocol log's reply that goes on.
    continued: Option<(Vec<u8>, Vec<u8>)>,
    found: Collection,
}

impl Lines {
    fn push(&mut self, text: &[u8]) {
        let mut rest = text;
        while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
            self.append(&rest[..end]);
            self.end_line();
            rest = &rest[end + 1..];
        }
        self.append(rest);
    }

    fn finish(mut self) -> Report {
        if !self.line.is_empty() || self.long.is_some() {
            self.end_line();
        }
        self.flush();
        if self.complete == 1
            && self.found.is_empty()
            && let Some(line) = self.only.take()
        {
            // All there is was typed, or cut out, by somebody who takes it for a code.
            let mut found = scan(&line, Start::Only);
            if found.is_empty() {
                found.extend(asked(&line));
            }
            self.record(&line, &[(0, 1)], found);
        }
        self.found.report(self.complete)
    }

    /// The number of the line that is being read.
    fn number(&self) -> u64 {
        self.complete + 1
    }

    fn append(&mut self, mut part: &[u8]) {
        while self.line.len() + part.len() > MAX_LINE {
            let (now, later) = part.split_at(MAX_LINE - self.line.len());
            self.line.extend_from_slice(now);
            part = later;
            self.long_piece();
        }
        self.line.extend_from_slice(part);
    }

    /// Looks at a full piece of a long line and keeps its end.
    fn long_piece(&mut self) {
        if self.long.is_none() {
            self.flush();
            self.found.long_lines += 1;
        }
        let until = self.line.len() - BEHIND;
        self.look_at_piece(until);
        self.line.drain(..until - BEFORE);
        self.long = Some(BEFORE);
    }

    /// Codes of a long line that begin behind what was looked at and before `until`.
    fn look_at_piece(&mut self, until: usize) {
        let number = self.number();
        let (from, start) = match self.long {
            Some(from) => (from, Start::Middle),
            None => (0, Start::Line),
        };
        let piece = std::mem::take(&mut self.line);
        let found = scan(&piece, start)
            .into_iter()
            .filter(|code| (from..until).contains(&code.start))
            .collect();
        self.record(&piece, &[(0, number)], found);
        self.line = piece;
    }

    fn end_line(&mut self) {
        if self.long.is_some() {
            self.look_at_piece(self.line.len());
            self.long = None;
        } else {
            let line = std::mem::take(&mut self.line);
            let whole = line.strip_suffix(b"\r").unwrap_or(&line);
            self.only = (self.complete == 0).then(|| whole.to_vec());
            self.whole_line(whole);
            self.line = line;
        }
        self.line.clear();
        self.complete += 1;
    }

    fn whole_line(&mut self, line: &[u8]) {
        let number = self.number();
        match self
            .pending
            .as_mut()
            .map_or(Taken::No, |pending| pending.take(line, number))
        {
            Taken::Yes => return,
            Taken::Last => return self.flush(),
            Taken::No => self.flush(),
        }
        if line.starts_with(b"#Fields:") {
            self.columns = protocol_log::columns(line).unwrap_or_default();
            return;
        }
        self.pending = Unfolding::begin(line, number);
        if self.pending.is_some() {
            return;
        }
        if let Some(row) = self.rows.split(line, self.columns) {
            return self.row(line, &row);
        }
        self.record(line, &[(0, number)], scan(line, Start::Line));
        self.texts(line, &[(0, number)]);
    }

    /// Lines that belonged together are complete.
    fn flush(&mut self) {
        let Some(pending) = self.pending.take() else {
            return;
        };
        let mut found = Vec::new();
        let mut start = 0;
        for line in pending.text.split(|byte| *byte == b'\n') {
            found.extend(scan(line, Start::Line).into_iter().map(|mut code| {
                code.start += start;
                code.end += start;
                code
            }));
            start += line.len() + 1;
        }
        self.record(&pending.text, &pending.lines, found);
    }

    fn row(&mut self, line: &[u8], row: &Row) {
        let said = row.data.as_slice();
        let digits = said.iter().take(3).all(u8::is_ascii_digit) && said.len() >= 3;
        if !digits {
            // Commands say nothing about what happened; Exchange's own notes may.
            if row.event == b'*' {
                let note = [said, b" ", &row.context].concat();
                self.record_row(line, row.event, &note, Start::Middle);
            }
            self.continued = None;
            return;
        }
        let name = (row.session.clone(), said[..3].to_vec());
        let goes_on = said.get(3) == Some(&b'-');
        let counted = self.continued.take_if(|before| *before == name).is_some();
        self.continued = goes_on.then_some(name);
        if !counted {
            self.record_row(line, row.event, said, Start::Reply);
        }
    }

    /// Codes of one field, with the time of its row.
    fn record_row(&mut self, line: &[u8], event: u8, field: &[u8], start: Start) {
        let time = first_time(line);
        let number = self.number();
        let reporter = match event {
            // What the server that wrote the log said itself.
            b'>' => Reporter::Other,
            _ => reporter(&field.to_ascii_lowercase()),
        };
        self.record_with(field, &[(0, number)], scan(field, start), time, reporter);
    }

    /// What is said without a code.
    fn texts(&mut self, text: &[u8], lines: &[(usize, u64)]) {
        let lower = text.to_ascii_lowercase();
        for entry in entries().filter(|entry| entry.pattern == Pattern::TextAlone) {
            let at = entry
                .texts
                .iter()
                .find_map(|part| find(&lower, part.as_bytes()));
            if let Some(at) = at {
                let place = Place {
                    reply: None,
                    enhanced: None,
                    entry: Some(entry),
                    line: line_of(lines, at),
                    time: first_time(text),
                };
                self.found.add(place, || sample(text, at));
            }
        }
    }

    fn record(&mut self, text: &[u8], lines: &[(usize, u64)], found: Vec<Found>) {
        if !found.is_empty() {
            let reporter = reporter(&text.to_ascii_lowercase());
            self.record_with(text, lines, found, first_time(text), reporter);
        }
    }

    fn record_with(
        &mut self,
        text: &[u8],
        lines: &[(usize, u64)],
        found: Vec<Found>,
        time: Option<String>,
        reporter: Reporter,
    ) {
        for code in merge(found) {
            let class = code
                .enhanced
                .map(|enhanced| u16::from(enhanced.class))
                .or(code.reply.map(|reply| reply / 100));
            if matches!(class, Some(2 | 3)) {
                self.found.successes += 1;
                continue;
            }
            let place = Place {
                reply: code.reply,
                enhanced: code.enhanced,
                entry: meaning(text, &code, reporter),
                line: line_of(lines, code.start),
                time: time.clone(),
            };
            self.found.add(place, || sample(text, code.start));
        }
    }
}

/// The code of a question (`What does 5.7.708 mean?`), where it has one and Exchange Online knows it.
fn asked(line: &[u8]) -> Option<Found> {
    let known = |code: &Found| lookup(None, code.enhanced, "", Reporter::Unknown).is_some();
    match &scan(line, Start::Question)[..] {
        [code] if line.trim_ascii_end().ends_with(b"?") && known(code) => Some(*code),
        _ => None,
    }
}

fn meaning(text: &[u8], code: &Found, reporter: Reporter) -> Option<&'static Entry> {
    let enhanced: Option<EnhancedCode> = code.enhanced;
    lookup(code.reply, enhanced, &text_from(text, code), reporter)
}

/// The number of the line in which a position is.
fn line_of(lines: &[(usize, u64)], at: usize) -> u64 {
    let before = lines.partition_point(|(start, _)| *start <= at);
    lines
        .get(before.saturating_sub(1))
        .map_or(0, |(_, number)| *number)
}

/// The line around a position, cut to what tells.
fn sample(text: &[u8], at: usize) -> String {
    let start = text[..at]
        .iter()
        .rposition(|byte| *byte == b'\n')
        .map_or(0, |end| end + 1);
    let end = text[at..]
        .iter()
        .position(|byte| *byte == b'\n')
        .map_or(text.len(), |length| at + length);
    let cut = start.max(at.saturating_sub(SAMPLE_BEFORE));
    let shown = sanitize(text[cut..end].trim_ascii(), SAMPLE);
    match cut {
        cut if cut == start => shown,
        _ => format!("...{shown}"),
    }
}
