//! The one door through which text from elsewhere reaches a terminal.
//!
//! The record is escaped already; this is the second lock, for text of records, files and
//! arguments alike: a control character could move the cursor or recolour the screen, a
//! bidirectional override could make a failure read as a success.

use std::borrow::Cow;
use std::fmt::Write;

/// The text with everything that a terminal would act on, or that hides, written as `\x1b` or `\u{202e}`.
pub fn escape(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_active) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        if !is_active(character) {
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
    if !json.chars().any(is_active) {
        return json;
    }
    let mut escaped = String::with_capacity(json.len() + 64);
    for character in json.chars() {
        if is_active(character) {
            let mut units = [0_u16; 2];
            for unit in character.encode_utf16(&mut units) {
                let _ = write!(escaped, "\\u{unit:04x}");
            }
        } else {
            escaped.push(character);
        }
    }
    escaped
}

/// Control characters (C0, DEL, C1), line and paragraph separators, bidirectional controls,
/// characters without width and tag characters.
fn is_active(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{061c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
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
