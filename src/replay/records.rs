//! Records and reports from a file: JSON objects one a line, over several lines, in arrays, mixed.

use std::io::{self, Read};

use serde_json::{Map, Value};

use super::bounds::{MAX_RECORD, too_many_values};
use super::{Refusal, Replay, replay_object};
use crate::explain::{Decoder, Lines};
use crate::json::{Unambiguous, read_map};
use crate::text::sanitize;

/// Longest file that is read whole, where records have several lines each.
pub const MAX_FILE: usize = 2 * MAX_RECORD;

/// Bytes at the beginning of a file that say whether it holds records.
const TELLING: usize = 64 * 1024;

/// Malformed pieces of a text of several lines that are named before the rest of it is left out.
const MAX_MALFORMED: usize = 100;

/// The byte order mark in UTF-8: in the middle of a file where files were put together.
const MARK: &[u8] = b"\xef\xbb\xbf";

/// A record or report as read.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Where it begins: `line 7`, within an array `line 7, record 2`.
    pub place: String,
    /// The object, not judged yet. An error is one sentence.
    pub object: Result<Map<String, Value>, String>,
}

impl Entry {
    /// Judges it again.
    ///
    /// # Errors
    /// As [`replay_object`], or it is no object at all.
    pub fn judge(self) -> Result<Replay, Refusal> {
        self.object
            .map_err(Refusal::Malformed)
            .and_then(replay_object)
    }
}

/// Whether the beginning of a file looks like records or reports of ours.
pub fn looks_like_records(beginning: &[u8]) -> bool {
    let mut text = Vec::new();
    let mut decoder = Decoder::default();
    let beginning = &beginning[..beginning.len().min(TELLING)];
    let read = decoder
        .feed(beginning, &mut |part| text.extend_from_slice(part))
        .and_then(|()| decoder.finish(&mut |part| text.extend_from_slice(part)));
    let has = |key: &[u8]| text.windows(key.len()).any(|part| part == key);
    // Keys may come in any order, and a transcript may be long.
    let is_record = || {
        has(b"\"duration_ms\"")
            && [&b"\"target\""[..], b"\"attempts\"", b"\"outcome\""]
                .iter()
                .any(|key| has(key))
    };
    read.is_ok()
        && matches!(text.trim_ascii_start(), [b'{' | b'[', ..])
        && (is_record() || (has(b"\"schema\"") && has(b"\"kind\"")))
}

/// Gives every record of a file in turn. One that is malformed does not stop the next lines.
///
/// # Errors
/// The file cannot be read, or `each` fails.
pub fn each_record(
    reader: impl Read,
    mut each: impl FnMut(Entry) -> io::Result<()>,
) -> io::Result<()> {
    let mut lines = Lines::new(reader, MAX_RECORD);
    while let Some(line) = lines.next_line()? {
        let number = lines.number();
        let place = format!("line {number}");
        let Ok(line) = line else {
            let why = format!("not a record: longer than {MAX_RECORD} bytes");
            each(Entry {
                place,
                object: Err(why),
            })?;
            continue;
        };
        let text = line.trim_ascii();
        match text.strip_prefix(MARK).unwrap_or(text).trim_ascii_start() {
            [] => {}
            // How JSON for people begins, and nothing that `exoport test --json` writes.
            text @ ([b'{'] | [b'[', ..]) => {
                let first = [text, b"\n"].concat();
                return several_lines(first, lines, &mut each);
            }
            text => each(Entry {
                place,
                object: object(text),
            })?,
        }
    }
    Ok(())
}

/// The rest of the file is one text of JSON: objects and arrays one after the other.
fn several_lines(
    mut text: Vec<u8>,
    mut lines: Lines<impl Read>,
    each: &mut impl FnMut(Entry) -> io::Result<()>,
) -> io::Result<()> {
    let first = lines.number();
    while let Some(line) = lines.next_line()? {
        let line = line.unwrap_or_default();
        if text.len() + line.len() > MAX_FILE {
            return each(Entry {
                place: format!("line {}", lines.number()),
                object: Err(format!(
                    "longer than {MAX_FILE} bytes; write one record per line, then any number can be read"
                )),
            });
        }
        let line = line.strip_prefix(MARK).unwrap_or(&line);
        text.extend_from_slice(line);
        text.push(b'\n');
    }
    if let Some(why) = too_many_values(&text) {
        return each(Entry {
            place: format!("line {first}"),
            object: Err(why),
        });
    }
    Text {
        text: &text,
        at: 0,
        line: first,
        counted: 0,
    }
    .give(each)
}

/// Values one after the other in one text.
struct Text<'a> {
    text: &'a [u8],
    /// What was read.
    at: usize,
    /// The line of `counted`, in the file.
    line: u64,
    counted: usize,
}

impl Text<'_> {
    fn give(mut self, each: &mut impl FnMut(Entry) -> io::Result<()>) -> io::Result<()> {
        for _ in 0..MAX_MALFORMED {
            let Some(malformed) = self.values(each)? else {
                return Ok(());
            };
            each(malformed)?;
            // What is malformed is passed over to the next line on which something may begin.
            let next = self.text[self.at..]
                .windows(2)
                .position(|pair| matches!(pair, [b'\n', b'{' | b'[']));
            match next {
                Some(end) => self.at += end + 1,
                None => return Ok(()),
            }
        }
        let place = self.place_of(self.at);
        each(Entry {
            place,
            object: Err("too much is malformed; what comes here is left out".to_owned()),
        })
    }

    /// Gives values up to one that is malformed, which it returns; `at` is then where it was noticed.
    fn values(
        &mut self,
        each: &mut impl FnMut(Entry) -> io::Result<()>,
    ) -> io::Result<Option<Entry>> {
        let from = self.at;
        let text = &self.text[from..];
        let mut values =
            serde_json::Deserializer::from_slice(text).into_iter::<Unambiguous<Value>>();
        loop {
            let done = values.byte_offset();
            let blank = text[done..]
                .iter()
                .take_while(|byte| byte.is_ascii_whitespace())
                .count();
            self.at = from + done + blank;
            let Some(value) = values.next() else {
                return Ok(None);
            };
            let place = self.place_of(self.at);
            match value {
                Ok(Unambiguous(Value::Array(list))) => {
                    for (index, value) in list.into_iter().enumerate() {
                        each(Entry {
                            place: format!("{place}, record {}", index + 1),
                            object: object_of(value),
                        })?;
                    }
                }
                Ok(Unambiguous(value)) => each(Entry {
                    place,
                    object: object_of(value),
                })?,
                Err(error) => {
                    // serde counts lines from where it began.
                    let before = error.line().saturating_sub(1);
                    let mut ends = text.iter().enumerate().filter(|(_, byte)| **byte == b'\n');
                    let begins = match before {
                        0 => 0,
                        before => ends.nth(before - 1).map_or(text.len(), |(end, _)| end + 1),
                    };
                    let line_begins = self.at.max(from + begins);
                    let malformed = Entry {
                        place: self.place_of(line_begins),
                        object: Err(why(&error)),
                    };
                    // That line may be the next one's first: its line end is looked at as well.
                    self.at = line_begins.saturating_sub(1).max(self.at);
                    return Ok(Some(malformed));
                }
            }
        }
    }

    /// The line of a position; positions only grow.
    fn place_of(&mut self, at: usize) -> String {
        let between = &self.text[self.counted..at];
        self.line += between
            .iter()
            .map(|byte| u64::from(*byte == b'\n'))
            .sum::<u64>();
        self.counted = at;
        format!("line {}", self.line)
    }
}

fn object_of(value: Value) -> Result<Map<String, Value>, String> {
    match value {
        Value::Object(object) => Ok(object),
        _ => Err("not a record in JSON: not an object".to_owned()),
    }
}

/// One line's object.
fn object(text: &[u8]) -> Result<Map<String, Value>, String> {
    match too_many_values(text) {
        Some(why) => Err(why),
        None => read_map(text).map_err(|error| why(&error)),
    }
}

/// serde's words without its own count of lines, which begins with the text and not with the file.
fn why(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let text = text
        .rsplit_once(" at line ")
        .map_or(text.as_str(), |(text, _)| text);
    format!(
        "not a record in JSON: {}, column {}",
        sanitize(text.as_bytes(), 200),
        error.column()
    )
}

#[cfg(test)]
mod tests;
