//! The one door through which text from elsewhere reaches a terminal.
//!
//! The record is escaped already; this is the second lock, for text of records, files and
//! arguments alike: a control character could move the cursor or recolor the screen, a
//! bidirectional override could make a failure read as a success.

use std::borrow::Cow;
use std::fmt::Write;
use std::io;

use serde::Serialize;

use exoport::text::is_plain;

/// The text with everything that a terminal would act on, or that hides, written as `\x1b` or `\u{202e}`.
pub fn escape(text: &str) -> Cow<'_, str> {
    if text.chars().all(is_plain) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        if is_plain(character) {
            escaped.push(character);
            continue;
        }
        let number = u32::from(character);
        // Writing to a String cannot fail.
        let _ = match number {
            0..=0xff => write!(escaped, "\\x{number:02x}"),
            _ => write!(escaped, "\\u{{{number:x}}}"),
        };
    }
    Cow::Owned(escaped)
}

/// JSON text with the same characters as `\u....`: the value stays the same, only its spelling changes.
pub fn escape_json(json: String) -> String {
    exoport::text::escape_json(&json, is_plain)
}

/// A value as one line of JSON, escaped likewise, line end included.
///
/// # Errors
/// Never for what the command writes; serde_json asks.
pub fn json_line(value: &impl Serialize) -> io::Result<String> {
    Ok(escape_json(serde_json::to_string(value)?) + "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_text_stays_as_it_is() {
        for text in ["", "smtp.office365.com", "Zürich, 東京", "a\\b"] {
            assert!(matches!(escape(text), Cow::Borrowed(same) if same == text));
            assert_eq!(escape_json(text.to_owned()), text);
        }
    }

    #[test]
    fn what_a_terminal_acts_on_becomes_visible() {
        for (text, shown) in [
            ("\x1b[31mok\x1b[0m", "\\x1b[31mok\\x1b[0m"),
            ("a\r\nb\tc\0", "a\\x0d\\x0ab\\x09c\\x00"),
            ("\u{7f}\u{9b}31m", "\\x7f\\x9b31m"),
            ("\u{202e}ssap\u{2066}", "\\u{202e}ssap\\u{2066}"),
            ("a\u{200b}b\u{feff}", "a\\u{200b}b\\u{feff}"),
            ("\u{2028}\u{e0041}", "\\u{2028}\\u{e0041}"),
            (
                "\u{fff9}\u{ad}\u{34f}\u{3164}",
                "\\u{fff9}\\xad\\u{34f}\\u{3164}",
            ),
        ] {
            assert_eq!(escape(text), shown);
        }
    }

    #[test]
    fn json_keeps_its_value() {
        let value = serde_json::json!({"text": "a\u{202e}b\u{9b}c\u{7f}\u{e0041}\n"});
        let json = escape_json(value.to_string());
        assert!(json.is_ascii() && !json.contains('\u{7f}'), "{json}");
        let back: serde_json::Value = serde_json::from_str(&json).expect("JSON");
        assert_eq!(back, value);
    }
}
