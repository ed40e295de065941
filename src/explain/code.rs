//! The two kinds of codes: reply codes (RFC 5321 section 4.2) and enhanced status codes (RFC 3463).

use std::fmt;

use serde::{Serialize, Serializer};

/// The greatest subject that is assigned (RFC 3463 section 3). Greater numbers are mostly versions of
/// software and the like, not status codes.
const MAX_SUBJECT: u16 = 7;

/// An enhanced status code, for example `5.7.64` (RFC 3463 section 2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EnhancedCode {
    /// 2 success, 4 temporary failure, 5 permanent failure.
    pub class: u8,
    /// What it is about: 0 to 7 are assigned, up to 999 can be written.
    pub subject: u16,
    /// 0 to 999: what exactly.
    pub detail: u16,
}

impl EnhancedCode {
    /// Reads a code at the beginning of `text`; the second value is its length in bytes.
    ///
    /// What follows the code is the caller's business, but for a digit or a further part: `5.7.1.2` is
    /// an address.
    pub(super) fn read(text: &[u8]) -> Option<(Self, usize)> {
        let [class @ (b'2' | b'4' | b'5'), b'.', rest @ ..] = text else {
            return None;
        };
        let (subject, of_subject) = number(rest)?;
        let [b'.', rest @ ..] = &rest[of_subject..] else {
            return None;
        };
        let (detail, of_detail) = number(rest)?;
        if let [b'.', next, ..] = rest[of_detail..]
            && next.is_ascii_digit()
        {
            return None;
        }
        let code = Self {
            class: class - b'0',
            subject,
            detail,
        };
        Some((code, 3 + of_subject + of_detail))
    }

    /// Whether RFC 3463 knows the subject.
    pub(super) fn has_assigned_subject(self) -> bool {
        self.subject <= MAX_SUBJECT
    }
}

/// A number of one to three digits without a leading zero (RFC 3463 section 2), and its length.
fn number(text: &[u8]) -> Option<(u16, usize)> {
    let digits = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let leading_zero = digits > 1 && text[0] == b'0';
    if !(1..=3).contains(&digits) || leading_zero {
        return None;
    }
    let number = text[..digits]
        .iter()
        .fold(0, |number, digit| number * 10 + u16::from(digit - b'0'));
    Some((number, digits))
}

impl fmt::Display for EnhancedCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.class, self.subject, self.detail)
    }
}

impl Serialize for EnhancedCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Reads a reply code at the beginning of `text`: first digit 2 to 5, second 0 to 5 (RFC 5321 section
/// 4.2.1), and no digit, letter or fraction behind it.
pub(super) fn read_reply(text: &[u8]) -> Option<u16> {
    let [
        first @ b'2'..=b'5',
        second @ b'0'..=b'5',
        third @ b'0'..=b'9',
        rest @ ..,
    ] = text
    else {
        return None;
    };
    let ends = match rest {
        [b'.', next, ..] => !next.is_ascii_digit(),
        // 550/5.7.1 is one; 550/554 is not.
        [b'/', behind @ ..] => EnhancedCode::read(behind).is_some(),
        [next, ..] => !(next.is_ascii_alphanumeric() || matches!(next, b'_' | b'%')),
        [] => true,
    };
    let number = |digit: &u8| u16::from(digit - b'0');
    ends.then(|| number(first) * 100 + number(second) * 10 + number(third))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn enhanced_codes_are_read_to_their_end() {
        for (text, code) in [
            ("5.7.64 Tenant", Some(("5.7.64", 6))),
            ("4.7.500.", Some(("4.7.500", 7))),
            ("2.0.0", Some(("2.0.0", 5))),
            ("5.0.0", Some(("5.0.0", 5))),
            ("3.0.0", None),
            ("5.7", None),
            ("5.7.", None),
            ("5.8.1", Some(("5.8.1", 5))),
            ("5.15.0 x", Some(("5.15.0", 6))),
            ("4.999.999", Some(("4.999.999", 9))),
            ("5.1000.1", None),
            ("5.015.0", None),
            ("5.07.1", None),
            ("5.7.01", None),
            ("5.7.1000", None),
            ("5.7.1.2", None),
            ("", None),
        ] {
            let read = EnhancedCode::read(text.as_bytes());
            let shown = read.map(|(code, length)| (code.to_string(), length));
            let expected = code.map(|(code, length): (&str, usize)| (code.to_owned(), length));
            assert_eq!(shown, expected, "{text}");
        }
    }

    #[test]
    fn reply_codes_are_three_digits_alone() {
        for (text, code) in [
            ("550 no", Some(550)),
            ("451-4.7.500", Some(451)),
            ("250", Some(250)),
            ("421.", Some(421)),
            ("550.10.5.1", None),
            ("5501", None),
            ("550kB", None),
            ("587", None),
            ("150", None),
            ("55", None),
        ] {
            assert_eq!(read_reply(text.as_bytes()), code, "{text}");
        }
    }
}
