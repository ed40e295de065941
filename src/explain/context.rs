//! What stands around a number decides whether it is a code. Logs are full of numbers that look the
//! same: dates, addresses, versions, sizes.

use super::reporter::find;

/// Behind these words an enhanced status code stands alone (`dsn=5.7.1`, `Status: 5.1.1`). A longer
/// word counts by its end: `RecipientStatus`, `"enhancedStatusCode":`.
const ENHANCED_WORDS: &[&[u8]] = &[
    b"dsn",
    b"status",
    b"stat",
    b"code",
    b"error",
    b"ndr",
    b"returned",
    b"reason",
    b"said",
    b"smtp",
    b"response",
    b"reply",
    b"led",
    // .NET: The server response was: 5.7.57 ...; PHPMailer: Additional SMTP info: 5.7.57
    b"response was",
    b"smtp info",
    // Labels of other languages.
    b"statuscode",
    b"fehlercode",
    b"fehler",
    b"erreur",
    b"errore",
    b"foutcode",
];

/// Of these, those behind which no version of anything stands: codes whose subject is not assigned are
/// taken behind them alone.
const STRICT_WORDS: &[&[u8]] = &[
    b"dsn",
    b"status",
    b"ndr",
    b"returned",
    b"said",
    b"smtp",
    b"reply",
    b"led",
];

/// Behind these words a reply code stands alone: `said: 550`, `smtp; 550`, `returned '550`,
/// `{LED=550`, `refused to talk to me: 421`.
const REPLY_WORDS: &[&[u8]] = &[
    b"said",
    b"smtp",
    b"returned",
    b"reply",
    b"led",
    b"talk to me",
];

/// Behind these words too, for reply codes that are not HTTP's as well.
const WEAK_REPLY_WORDS: &[&[u8]] = &[b"code", b"error", b"status", b"response"];

/// Reply codes that RFCs define for SMTP. At the beginning of a line only these are taken without an
/// enhanced status code.
const REPLIES: &[u16] = &[
    421, 432, 450, 451, 452, 454, 455, 500, 501, 502, 503, 504, 521, 530, 534, 535, 538, 550, 551,
    552, 553, 554, 555, 556,
];

/// Those of them that HTTP does not have.
const REPLIES_OF_SMTP_ALONE: &[u16] = &[
    450, 452, 454, 455, 530, 534, 535, 538, 550, 551, 552, 553, 554, 555, 556,
];

/// A number before one of these counts something.
const UNITS: &[&[u8]] = &[
    b"b",
    b"kb",
    b"mb",
    b"gb",
    b"kib",
    b"mib",
    b"gib",
    b"byte",
    b"bytes",
    b"ms",
    b"s",
    b"sec",
    b"seconds",
    b"minutes",
    b"min",
    b"hours",
    b"days",
    b"times",
    b"messages",
    b"mails",
    b"emails",
    b"items",
    b"users",
    b"recipients",
    b"mailboxes",
    b"rows",
    b"records",
    b"lines",
    b"entries",
    b"files",
    b"objects",
    b"connections",
    b"sessions",
    b"requests",
    b"queries",
    b"packets",
    b"errors",
    b"warnings",
    b"percent",
    b"of",
    b"and",
    b"or",
    b"to",
    b"x",
    b"out",
    b"more",
    b"total",
];

/// What HTTP says behind the same numbers (RFC 9110 section 15.6).
const HTTP_PHRASES: &[&[u8]] = &[
    b"Internal Server Error",
    b"Bad Gateway",
    b"Service Unavailable",
    b"Gateway Time",
    b"HTTP Version",
];

/// Bytes before a code in which exim's introduction of a reply is looked for.
const NEAR: usize = 512;

/// Whether a number may begin behind what stands before it.
pub(super) fn begins(before: &[u8]) -> bool {
    match before {
        // "\r\n550 ..." within JSON.
        [.., b'\\', b'n' | b'r' | b't'] | [] => true,
        [.., last] => {
            !(last.is_ascii_alphanumeric()
                || matches!(last, b'_' | b'.' | b'/' | b'@' | b'-' | b'+' | b'~'))
        }
    }
}

/// Whether an enhanced status code may end before what follows it.
pub(super) fn ends(after: &[u8]) -> bool {
    match after {
        [b'-', next, ..] => !next.is_ascii_alphanumeric(),
        [b'/', ..] => false,
        [next, ..] => !(next.is_ascii_alphanumeric() || *next == b'_'),
        [] => true,
    }
}

/// Whether a number of three parts at the beginning of a line is the heading of a version: behind the mark
/// of a heading (`## 5.4.1`), or before a date (`5.4.1 (2021-01-20)`).
pub(super) fn is_version_heading(before: &[u8], behind: &[u8]) -> bool {
    let date = behind
        .iter()
        .position(|byte| !matches!(byte, b' ' | b'\t' | b'(' | b'[' | b'-' | b':' | b'/'))
        .map_or(&b""[..], |at| &behind[at..]);
    let digits = date.iter().take_while(|byte| byte.is_ascii_digit()).count();
    before.ends_with(b"# ")
        || (digits == 4 && matches!(date.get(4), Some(b'-' | b'/' | b'.' | b')' | b']')))
}

/// Whether an enhanced status code that stands alone is introduced as one.
pub(super) fn introduces_enhanced(before: &[u8]) -> bool {
    // Cisco and Exchange: #5.5.1, <#5.7.1 smtp;550 ...>
    before.ends_with(b"#") || ends_in_word(before, ENHANCED_WORDS)
}

/// The same for a code whose subject RFC 3463 does not know.
pub(super) fn introduces_unassigned(before: &[u8]) -> bool {
    before.ends_with(b"#") || ends_in_word(before, STRICT_WORDS)
}

/// Whether a reply code that stands alone is introduced as one.
pub(super) fn introduces_reply(before: &[u8], reply: u16) -> bool {
    // nodemailer's responseCode repeats what its response says.
    if ends_in_word(before, &[b"responseCode"]) {
        return false;
    }
    ends_in_word(before, REPLY_WORDS)
        || (REPLIES_OF_SMTP_ALONE.contains(&reply) && ends_in_word(before, WEAK_REPLY_WORDS))
        // exim: SMTP error from remote mail server after RCPT TO:<a@b>: 550 no
        || (before.ends_with(b": ")
            && find(&before[before.len().saturating_sub(NEAR)..], b"SMTP error from").is_some())
}

/// Whether a line that begins with this reply code, and goes on like this, is a reply.
pub(super) fn is_reply_line(reply: u16, after: &[u8]) -> bool {
    if !REPLIES.contains(&reply) {
        return reply < 400 && matches!(after, [] | [b' ' | b'-', ..]);
    }
    reads_like_a_reply(after)
}

/// Whether what follows a number at the beginning of a line is the text of a reply, whatever the
/// number: enough where the line is all there is, as somebody typed it.
pub(super) fn reads_like_a_reply(after: &[u8]) -> bool {
    let text = match after {
        [] => return true,
        [b' ' | b'-', text @ ..] => text.trim_ascii_start(),
        _ => return false,
    };
    let word: Vec<u8> = text
        .iter()
        .take(12)
        .take_while(|byte| byte.is_ascii_alphabetic())
        .map(u8::to_ascii_lowercase)
        .collect();
    let is_http = HTTP_PHRASES.iter().any(|phrase| text.starts_with(phrase));
    !(is_http || UNITS.contains(&word.as_slice()) || text.first().is_some_and(u8::is_ascii_digit))
}

/// Whether the text ends in one of the words, with at most separators behind it.
fn ends_in_word(before: &[u8], words: &[&[u8]]) -> bool {
    const SEPARATORS: &[u8] = b" \t:;='\"(<[{,#\\";
    /// Separators between a word and its code.
    const MOST: usize = 8;
    let separators = before
        .iter()
        .rev()
        .take(MOST)
        .take_while(|byte| SEPARATORS.contains(byte))
        .count();
    if separators == 0 {
        return false;
    }
    let before = &before[..before.len() - separators];
    words.iter().any(|word| {
        before.len() >= word.len()
            && before[before.len() - word.len()..].eq_ignore_ascii_case(word)
            // `led` is a word of its own, `failed` is not it; in `RecipientStatus` case tells.
            && match before[..before.len() - word.len()].last() {
                Some(previous) if previous.is_ascii_lowercase() => {
                    before[before.len() - word.len()].is_ascii_uppercase()
                }
                Some(previous) => !previous.is_ascii_alphanumeric(),
                None => true,
            }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_introduce_codes() {
        for before in [
            "dsn=",
            "Status: ",
            "RecipientStatus: ",
            "\\\"enhancedStatusCode\\\": \\\"",
            "<#",
            "x #",
            "[{LED=",
            "error code ",
        ] {
            assert!(introduces_enhanced(before.as_bytes()), "{before}");
        }
        for before in [
            "version ",
            "failed ",
            "dsn",
            "",
            "Exchange ",
            "led",
            "led x ",
        ] {
            assert!(!introduces_enhanced(before.as_bytes()), "{before}");
        }
    }

    #[test]
    fn a_number_that_counts_is_no_reply() {
        for line in [
            "550 users",
            "500 Internal Server Error",
            "452 kB free",
            "451 17 rows",
        ] {
            let (reply, after) = line.split_at(3);
            let reply = reply.parse().expect("number");
            assert!(!is_reply_line(reply, after.as_bytes()), "{line}");
        }
        for line in [
            "550",
            "550 no such user",
            "550-user",
            "500 Error: bad syntax",
        ] {
            let (reply, after) = line.split_at(3);
            let reply = reply.parse().expect("number");
            assert!(is_reply_line(reply, after.as_bytes()), "{line}");
        }
    }
}
