//! Records from a file: one JSON object a line, one over several lines, several of those, or an array.

use std::io::{self, Read};

use serde_json::{Map, Value};

use super::input::Decoder;
use super::replay::{MAX_RECORD, Replay, replay_object};
use crate::text::harmless;

/// Longest file that is read whole, where records have several lines each.
pub const MAX_FILE: usize = 4 * MAX_RECORD;

/// Bytes at the beginning of a file that say whether it holds records.
const TELLING: usize = 64 * 1024;

/// A record as read, or why it cannot be judged.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Where it begins: `line 7`, for an array `record 7`.
    pub place: String,
    /// The record, judged again. An error is one sentence.
    pub replay: Result<Replay, String>,
}

/// Whether the beginning of a file looks like one of our records.
pub fn looks_like_records(beginning: &[u8]) -> bool {
    let mut text = Vec::new();
    let mut decoder = Decoder::default();
    let beginning = &beginning[..beginning.len().min(TELLING)];
    let read = decoder
        .feed(beginning, &mut |part| text.extend_from_slice(part))
        .and_then(|()| decoder.finish(&mut |part| text.extend_from_slice(part)));
    let has = |key: &[u8]| text.windows(key.len()).any(|part| part == key);
    // Keys may come in any order, and a transcript may be long.
    read.is_ok()
        && matches!(text.trim_ascii_start(), [b'{' | b'[', ..])
        && has(b"\"duration_ms\"")
        && [&b"\"target\""[..], b"\"attempts\"", b"\"outcome\""]
            .iter()
            .any(|key| has(key))
}

/// Judges every record of a file in turn. One that is malformed does not stop the next lines.
///
/// # Errors
/// The file cannot be read, or `each` fails.
pub fn each_record(
    reader: impl Read,
    mut each: impl FnMut(Entry) -> io::Result<()>,
) -> io::Result<()> {
    let mut lines = Lines::new(reader);
    while let Some(line) = lines.next_line()? {
        let number = lines.number;
        let place = format!("line {number}");
        let Ok(line) = line else {
            let why = format!("longer than {MAX_RECORD} bytes, so no record");
            each(Entry {
                place,
                replay: Err(why),
            })?;
            continue;
        };
        match line.trim_ascii() {
            [] => {}
            // How JSON for people begins, and nothing that `exoport test --json` writes.
            [b'{'] | [b'[', ..] => {
                let first = [&line[..], b"\n"].concat();
                return several_lines(first, lines, &mut each);
            }
            text => each(Entry {
                place,
                replay: object(text).and_then(replay_object),
            })?,
        }
    }
    Ok(())
}

/// The rest of the file is one text of JSON, or objects one after the other.
fn several_lines(
    mut text: Vec<u8>,
    mut lines: Lines<impl Read>,
    each: &mut impl FnMut(Entry) -> io::Result<()>,
) -> io::Result<()> {
    let first = lines.number;
    while let Some(line) = lines.next_line()? {
        let line = line.unwrap_or_default();
        if text.len() + line.len() > MAX_FILE {
            return each(Entry {
                place: format!("line {}", lines.number),
                replay: Err(format!(
                    "more than {MAX_FILE} bytes; write one record a line, which may be any number"
                )),
            });
        }
        text.extend_from_slice(&line);
        text.push(b'\n');
    }
    if text.trim_ascii_start().starts_with(b"[") {
        return array(&text, first, each);
    }
    let mut objects = serde_json::Deserializer::from_slice(&text).into_iter::<Map<String, Value>>();
    loop {
        let blank = text[objects.byte_offset()..]
            .iter()
            .take_while(|byte| byte.is_ascii_whitespace())
            .count();
        let begins = objects.byte_offset() + blank;
        let number = first + count_lines(&text[..begins]);
        match objects.next() {
            None => return Ok(()),
            Some(Ok(object)) => each(Entry {
                place: format!("line {number}"),
                replay: replay_object(object),
            })?,
            Some(Err(error)) => return each(malformed(&error, first)),
        }
    }
}

fn array(
    text: &[u8],
    first: u64,
    each: &mut impl FnMut(Entry) -> io::Result<()>,
) -> io::Result<()> {
    let values: Vec<Map<String, Value>> = match serde_json::from_slice(text) {
        Ok(values) => values,
        Err(error) => return each(malformed(&error, first)),
    };
    for (index, value) in values.into_iter().enumerate() {
        each(Entry {
            place: format!("record {}", index + 1),
            replay: replay_object(value),
        })?;
    }
    Ok(())
}

fn count_lines(text: &[u8]) -> u64 {
    text.iter().map(|byte| u64::from(*byte == b'\n')).sum()
}

/// One line's object.
fn object(text: &[u8]) -> Result<Map<String, Value>, String> {
    serde_json::from_slice(text).map_err(|error| why(&error))
}

fn malformed(error: &serde_json::Error, first: u64) -> Entry {
    let line = first + (error.line() as u64).saturating_sub(1);
    Entry {
        place: format!("line {line}"),
        replay: Err(why(error)),
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
        harmless(text.as_bytes(), 200),
        error.column()
    )
}

/// A line that is too long.
struct TooLong;

/// Bounded lines of a file in any encoding.
struct Lines<R> {
    reader: R,
    decoder: Decoder,
    /// Read and not given yet.
    text: Vec<u8>,
    /// Of `text`, what was given.
    given: usize,
    ended: bool,
    number: u64,
}

impl<R: Read> Lines<R> {
    fn new(reader: R) -> Self {
        Self {
            reader,
            decoder: Decoder::default(),
            text: Vec::new(),
            given: 0,
            ended: false,
            number: 0,
        }
    }

    /// The next line without its line end.
    fn next_line(&mut self) -> io::Result<Option<Result<Vec<u8>, TooLong>>> {
        let mut line = Vec::new();
        let mut too_long = false;
        loop {
            let rest = &self.text[self.given..];
            let end = rest.iter().position(|byte| *byte == b'\n');
            let part = &rest[..end.unwrap_or(rest.len())];
            // The rest of a line that is too long is read past, never kept.
            too_long |= line.len() + part.len() > MAX_RECORD;
            if !too_long {
                line.extend_from_slice(part);
            }
            if let Some(end) = end {
                self.given += end + 1;
                break;
            }
            self.text.clear();
            self.given = 0;
            if self.ended {
                if line.is_empty() && !too_long {
                    return Ok(None);
                }
                break;
            }
            self.fill()?;
        }
        self.number += 1;
        Ok(Some(if too_long { Err(TooLong) } else { Ok(line) }))
    }

    fn fill(&mut self) -> io::Result<()> {
        let mut bytes = vec![0; 64 * 1024];
        let count = match self.reader.read(&mut bytes) {
            Ok(count) => count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => return Ok(()),
            Err(error) => return Err(error),
        };
        self.ended = count == 0;
        let text = &mut self.text;
        let mut keep = |part: &[u8]| text.extend_from_slice(part);
        let decoded = match self.ended {
            true => self.decoder.finish(&mut keep),
            false => self.decoder.feed(&bytes[..count], &mut keep),
        };
        decoded.map_err(io::Error::other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RECORD: &str = r#"{"schema":1,"id":0,"target":{"host":"a.example","port":25,"tls":"none","family":"any"},"started_at":0,"duration_ms":1.0,"outcome":{"code":"timeout","phase":"connect"}}"#;

    fn read(bytes: &[u8]) -> Vec<(String, Result<(), String>)> {
        let mut all = Vec::new();
        each_record(bytes, |entry| {
            all.push((entry.place, entry.replay.map(drop)));
            Ok(())
        })
        .expect("readable");
        all
    }

    fn pretty() -> String {
        let value: Value = serde_json::from_str(RECORD).expect("JSON");
        serde_json::to_string_pretty(&value).expect("JSON")
    }

    #[test]
    fn records_one_a_line() {
        let text = format!("\u{feff}{RECORD}\r\n\n{RECORD}");
        assert_eq!(
            read(text.as_bytes()),
            [("line 1".to_owned(), Ok(())), ("line 3".to_owned(), Ok(()))]
        );
        let utf16: Vec<u8> = [0xfeff]
            .into_iter()
            .chain(RECORD.encode_utf16())
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(read(&utf16), [("line 1".to_owned(), Ok(()))]);
        assert_eq!(read(b""), []);
    }

    #[test]
    fn records_over_several_lines_and_arrays() {
        let pretty = pretty();
        let two = format!("{pretty}\n{pretty}\n");
        let second = 1 + pretty.lines().count();
        assert_eq!(
            read(two.as_bytes()),
            [
                ("line 1".to_owned(), Ok(())),
                (format!("line {second}"), Ok(()))
            ]
        );
        for array in [
            format!("[{RECORD},{RECORD}]"),
            format!("[\n{pretty},\n{pretty}]"),
        ] {
            assert_eq!(
                read(array.as_bytes()),
                [
                    ("record 1".to_owned(), Ok(())),
                    ("record 2".to_owned(), Ok(()))
                ]
            );
        }
    }

    #[test]
    fn a_malformed_record_is_named_and_the_next_is_read() {
        let text = format!("{RECORD}\n{{\"schema\":1,\nnot json\n\"text\"\n{RECORD}\n");
        let read = read(text.as_bytes());
        let fine: Vec<bool> = read.iter().map(|(_, result)| result.is_ok()).collect();
        assert_eq!(fine, [true, false, false, false, true]);
        assert_eq!(read[2].0, "line 3");
        let why = read[1].1.as_ref().expect_err("cut");
        assert_eq!(
            why,
            "not a record in JSON: EOF while parsing a value, column 12"
        );
    }

    #[test]
    fn malformed_text_of_several_lines_names_its_line() {
        let text = pretty().replace("\"started_at\": 0,", "\"started_at\": zero,");
        let line = 1 + text
            .lines()
            .position(|line| line.contains("zero"))
            .expect("line");
        let read_now = read(text.as_bytes());
        assert_eq!(read_now.len(), 1);
        assert_eq!(read_now[0].0, format!("line {line}"));
        let cut = read(&pretty().as_bytes()[..60]);
        assert!(
            cut[0].1.as_ref().is_err_and(|why| why.contains("EOF")),
            "{cut:?}"
        );
    }

    #[test]
    fn what_is_too_long_is_passed_over() {
        let long = format!("{{\"a\":\"{}\"}}", "x".repeat(MAX_RECORD));
        let text = format!("{long}\n{RECORD}\n");
        let read_now = read(text.as_bytes());
        assert!(
            read_now[0]
                .1
                .as_ref()
                .is_err_and(|why| why.contains("longer than"))
        );
        assert_eq!(read_now[1], ("line 2".to_owned(), Ok(())));
        let whole = format!(
            "{{\n{}",
            format!("{}\n", "x".repeat(1024 * 1024)).repeat(17)
        );
        let read_now = read(whole.as_bytes());
        assert_eq!(read_now.len(), 1);
        assert!(
            read_now[0]
                .1
                .as_ref()
                .is_err_and(|why| why.contains("one record a line"))
        );
    }

    #[test]
    fn records_are_told_from_logs() {
        assert!(looks_like_records(RECORD.as_bytes()));
        assert!(looks_like_records(pretty().as_bytes()));
        assert!(looks_like_records(format!("[{RECORD}]").as_bytes()));
        for other in ["", "550 5.7.1", "{\"Detail\":\"550 5.7.1\"}", "[1]"] {
            assert!(!looks_like_records(other.as_bytes()), "{other}");
        }
    }
}
