//! Codes within one line or field.

use super::EnhancedCode;
use super::code::read_reply;
use super::context::{
    begins, ends, introduces_enhanced, introduces_reply, introduces_unassigned, is_reply_line,
    is_version_heading, reads_like_a_reply,
};
use super::exchange_codes::{are_a_pair, has_variants, is_in_range, recognises};

/// Codes that are taken from one line; more is an attack or no log.
const MAX_IN_A_LINE: usize = 64;

/// Bytes behind a code in which a variant is told apart.
const TEXT: usize = 1024;

/// Bytes behind a code that stands alone in which it is recognized by its text.
const NEAR: usize = 160;

/// A code and where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found {
    pub reply: Option<u16>,
    pub enhanced: Option<EnhancedCode>,
    pub start: usize,
    pub end: usize,
}

/// What the beginning of a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Start {
    /// A line's beginning: a reply may stand there, and so may anything else.
    Line,
    /// Known to be a reply, if a code stands there.
    Reply,
    /// The beginning of all there is: one line, as somebody types a code.
    Only,
    /// The middle of something.
    Middle,
    /// A question, anywhere in which enhanced status codes may stand.
    Question,
}

/// All codes in `text`, in order.
pub(super) fn scan(text: &[u8], start: Start) -> Vec<Found> {
    let mut found = Vec::new();
    let first = first_position(text);
    let mut at = 0;
    while found.len() < MAX_IN_A_LINE
        && let Some(offset) = text[at..]
            .iter()
            .position(|byte| matches!(byte, b'2'..=b'5'))
    {
        at += offset;
        let place = match start {
            Start::Question => start,
            _ if at != first => Start::Middle,
            start => start,
        };
        let code = match begins(&text[..at]) {
            true => read(text, at, place),
            false => None,
        };
        match code {
            Some(code) => {
                at = code.end;
                found.push(code);
                // A second one: 5.1.1/5.4.1
                if let Some((second, length)) = code_behind_slash(&text[at..]) {
                    found.push(Found {
                        reply: None,
                        enhanced: Some(second),
                        start: at + 1,
                        end: at + length,
                    });
                    at += length;
                }
            }
            None => at += token_length(&text[at..]),
        }
    }
    found
}

/// Where the line itself begins: behind blanks, and behind the marks of transcripts (`<** 550`, `<- 250`).
fn first_position(text: &[u8]) -> usize {
    let blank = |text: &[u8]| {
        text.iter()
            .take_while(|byte| matches!(byte, b' ' | b'\t' | b'\'' | b'"' | b'#'))
            .count()
    };
    let mut at = blank(text);
    if text.get(at) == Some(&b'<') {
        at += text[at..]
            .iter()
            .take_while(|byte| matches!(byte, b'<' | b'*' | b'~' | b'-'))
            .count();
        at += blank(&text[at..]);
    }
    at
}

/// The rest of a word or number, at least one byte, so that no part of it is taken for a code.
fn token_length(text: &[u8]) -> usize {
    text.iter()
        .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_'))
        .count()
        .max(1)
}

fn read(text: &[u8], at: usize, place: Start) -> Option<Found> {
    let rest = &text[at..];
    if let Some(reply) = read_reply(rest) {
        if let Some((code, end)) = enhanced_behind_reply(rest, reply) {
            return Some(Found {
                reply: Some(reply),
                enhanced: Some(code),
                start: at,
                end: at + end,
            });
        }
        let is_reply = match place {
            Start::Reply => true,
            Start::Line => is_reply_line(reply, &rest[3..]),
            Start::Only => reads_like_a_reply(&rest[3..]),
            Start::Middle | Start::Question => false,
        };
        return (is_reply || introduces_reply(&text[..at], reply)).then_some(Found {
            reply: Some(reply),
            enhanced: None,
            start: at,
            end: at + 3,
        });
    }
    let (code, length) = EnhancedCode::read(rest)?;
    // A range as Microsoft writes it: 5.7.606-649.
    let length = length + range_end(code, &rest[length..]);
    if !ends(&rest[length..]) && code_behind_slash(&rest[length..]).is_none() {
        return None;
    }
    let (before, behind) = (&text[..at], &rest[length..]);
    if !code.has_assigned_subject() {
        // Numbers of three parts are versions, dates and sections; a code has to be told from them.
        let is_code =
            introduces_unassigned(before) || (place == Start::Only && is_only_code(code, behind));
        return is_code.then_some(Found {
            reply: None,
            enhanced: Some(code),
            start: at,
            end: at + length,
        });
    }
    let alone = match place {
        // A day, a version: what follows a code is text, or nothing.
        Start::Line | Start::Reply | Start::Only => {
            let text = behind.trim_ascii_start();
            let counts = text.first().is_some_and(u8::is_ascii_digit);
            code.class != 2 && !counts && !is_version_heading(before, behind)
        }
        Start::Middle => false,
        Start::Question => true,
    };
    let is_code = alone
        || introduces_enhanced(before)
        || (has_variants(code) && recognises(code, &normalised(&rest[..rest.len().min(NEAR)])));
    is_code.then_some(Found {
        reply: None,
        enhanced: Some(code),
        start: at,
        end: at + length,
    })
}

/// An enhanced status code behind a slash, and the length of both.
fn code_behind_slash(text: &[u8]) -> Option<(EnhancedCode, usize)> {
    let (code, length) = EnhancedCode::read(text.strip_prefix(b"/")?)?;
    ends(&text[1 + length..]).then_some((code, 1 + length))
}

/// The length of the rest of a range (`-649`); 0 where none is.
fn range_end(code: EnhancedCode, behind: &[u8]) -> usize {
    let [b'-', digits @ ..] = behind else {
        return 0;
    };
    let length = digits
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    let last = std::str::from_utf8(&digits[..length]).map(str::parse::<u16>);
    match last {
        Ok(Ok(last)) if last > code.detail && is_in_range(code) => 1 + length,
        _ => 0,
    }
}

/// Whether a code without an assigned subject, and what is behind it, is what somebody asks about.
/// Behind two digits (`5.15.0 was released`) no text is taken for a reply's.
fn is_only_code(code: EnhancedCode, behind: &[u8]) -> bool {
    match behind.trim_ascii() {
        [] => true,
        [first, ..] => code.subject <= 9 && first.is_ascii_alphabetic(),
    }
}

/// The enhanced status code that belongs to a reply code: right behind it, of its class (RFC 2034) or a
/// documented pair.
fn enhanced_behind_reply(rest: &[u8], reply: u16) -> Option<(EnhancedCode, usize)> {
    let separators = rest[3..]
        .iter()
        .take(3)
        .take_while(|byte| matches!(byte, b' ' | b'-' | b'#' | b':' | b'\t' | b',' | b'/'))
        .count();
    // Python shows the text as bytes: (535, b'5.7.139 ...
    let quotes: [&[u8]; 4] = [b"b'", b"b\"", b"'", b"\""];
    let quoted = quotes
        .iter()
        .find(|quote| rest[3 + separators..].starts_with(quote));
    let at = 3 + separators + quoted.map_or(0, |quote| quote.len());
    if separators == 0 {
        return None;
    }
    let (code, length) = EnhancedCode::read(&rest[at..])?;
    let behind = &rest[at + length..];
    let fits = u16::from(code.class) == reply / 100 || are_a_pair(reply, code);
    let ends = !behind.starts_with(b"/") || code_behind_slash(behind).is_some();
    (fits && ends).then_some((code, at + length))
}

/// The text from a code on, as the table's texts are compared: lower case, single spaces.
pub(super) fn text_from(text: &[u8], found: &Found) -> String {
    let end = text.len().min(found.start + TEXT);
    normalised(&text[found.start..end])
}

fn normalised(bytes: &[u8]) -> String {
    let lower = String::from_utf8_lossy(bytes).to_ascii_lowercase();
    let mut text = String::with_capacity(lower.len());
    for word in lower.split_ascii_whitespace() {
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(word);
    }
    text
}
