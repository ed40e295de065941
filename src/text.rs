//! Text from a peer, sanitized.

/// Turns bytes from a peer into text that is safe to keep, print and compare: valid UTF-8, no control
/// characters, no characters that reorder or hide text, at most `limit` characters.
///
/// What is not shown as itself appears as `\xNN` (a byte) or `\u{N}` (a character); a backslash stays
/// as it is. A text that was cut ends in `...`.
pub(crate) fn sanitize(bytes: &[u8], limit: usize) -> String {
    let mut shown = String::with_capacity(bytes.len().min(limit));
    let mut count = 0;
    for chunk in bytes.utf8_chunks() {
        for character in chunk.valid().chars() {
            if count >= limit {
                shown.push_str("...");
                return shown;
            }
            count += 1;
            if !is_plain(character) {
                push_escaped(&mut shown, character);
            } else {
                shown.push(character);
            }
        }
        for byte in chunk.invalid() {
            if count >= limit {
                shown.push_str("...");
                return shown;
            }
            count += 1;
            shown.push_str(&format!("\\x{byte:02x}"));
        }
    }
    shown
}

/// The beginning of a text, at most `limit` characters, for `{:?}`.
pub(crate) fn short(text: &str, limit: usize) -> &str {
    let end = text.char_indices().nth(limit);
    end.map_or(text, |(end, _)| &text[..end])
}

/// A number with its noun: `1 day`, `3 days`.
pub(crate) fn counted(number: i64, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}

fn push_escaped(shown: &mut String, character: char) {
    match character {
        '\r' => shown.push_str("\\r"),
        '\n' => shown.push_str("\\n"),
        '\t' => shown.push_str("\\t"),
        other if u32::from(other) < 0x100 => {
            shown.push_str(&format!("\\x{:02x}", u32::from(other)));
        }
        other => shown.push_str(&format!("\\u{{{:x}}}", u32::from(other))),
    }
}

/// JSON text with every character that is not `kept` as `\u....`: the value stays the same.
///
/// Such characters stand within strings alone: outside there are only our keys and ASCII punctuation.
pub fn escape_json(json: &str, kept: impl Fn(char) -> bool) -> String {
    let mut escaped = String::with_capacity(json.len());
    for character in json.chars() {
        if kept(character) {
            escaped.push(character);
            continue;
        }
        for unit in character.encode_utf16(&mut [0; 2]) {
            escaped.push_str(&format!("\\u{unit:04x}"));
        }
    }
    escaped
}

/// Whether a character may reach a terminal as it is: no control characters (C0, C1), no line or
/// paragraph separators, no interlinear annotations, and nothing of Unicode's property
/// Default_Ignorable_Code_Point (characters that show nothing or reorder what does).
pub fn is_plain(character: char) -> bool {
    !(character.is_control()
        || matches!(character,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_steers_a_terminal_survives() {
        for (bytes, expected) in [
            (&b"220 mail.example ESMTP"[..], "220 mail.example ESMTP"),
            (b"\x1b[31mred\x07", "\\x1b[31mred\\x07"),
            (b"a\r\nb\tc", "a\\r\\nb\\tc"),
            (b"\xff\xfe", "\\xff\\xfe"),
            (b"\xc2\x9b31m", "\\x9b31m"),
            ("ab\u{202e}cd".as_bytes(), "ab\\u{202e}cd"),
            ("b\u{fc}cher".as_bytes(), "b\u{fc}cher"),
        ] {
            assert_eq!(sanitize(bytes, 100), expected);
        }
    }

    #[test]
    fn what_steers_or_hides_is_not_plain() {
        for character in " a~\u{a0}\u{ac}\u{ae}\u{fc}\u{301}\u{200a}\u{2010}\u{3163}\u{6771}\u{fffc}\u{fffd}\u{1f4e7}".chars() {
            assert!(is_plain(character), "{character:?}");
        }
        for character in "\0\t\n\r\u{1b}\u{7f}\u{80}\u{9b}\u{ad}\u{34f}\u{61c}\u{115f}\u{1160}\u{17b4}\u{180b}\u{180e}\
            \u{200b}\u{200d}\u{200e}\u{200f}\u{2028}\u{2029}\u{202a}\u{202e}\u{2060}\u{2066}\u{2069}\u{206f}\u{3164}\u{fe00}\
            \u{fe0f}\u{feff}\u{ffa0}\u{fff0}\u{fff9}\u{fffa}\u{fffb}\u{1bca0}\u{1d173}\u{e0001}\u{e0041}\u{e007f}\u{e0100}".chars() {
            assert!(!is_plain(character), "{character:?}");
        }
    }

    #[test]
    fn long_text_is_cut_and_says_so() {
        assert_eq!(sanitize(b"abcdef", 3), "abc...");
        assert_eq!(sanitize(b"abc", 3), "abc");
        assert_eq!(sanitize(&[0xff; 9], 2), "\\xff\\xff...");
    }
}
