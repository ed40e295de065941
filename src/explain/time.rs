//! The time that a line carries, as it is written there. By hand: it cuts a text out of bytes and computes nothing.

/// Where a time may begin, at most, in a line.
const SEARCHED: usize = 4096;

const MONTHS: &[&[u8; 3]] = &[
    b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov", b"Dec",
];

/// The first time in a line: ISO 8601 anywhere, else syslog's `Nov 23 11:12:20` or RFC 5322's
/// `23 Nov 2025 11:12:20 +0000`.
pub(super) fn first_time(line: &[u8]) -> Option<String> {
    let line = &line[..line.len().min(SEARCHED)];
    iso(line).or_else(|| named_month(line))
}

/// `d` stands for a digit, `T` for `T` or a space; everything else for itself.
fn shaped(text: &[u8], shape: &[u8]) -> bool {
    text.len() >= shape.len()
        && text.iter().zip(shape).all(|(byte, shape)| match shape {
            b'd' => byte.is_ascii_digit(),
            b'T' => matches!(byte, b'T' | b't' | b' '),
            other => byte == other,
        })
}

fn text(bytes: &[u8]) -> Option<String> {
    std::str::from_utf8(bytes).ok().map(str::to_owned)
}

fn iso(line: &[u8]) -> Option<String> {
    const SHAPE: &[u8] = b"dddd-dd-ddTdd:dd:dd";
    let at = line
        .windows(SHAPE.len())
        .position(|window| window[4] == b'-' && shaped(window, SHAPE))?;
    let mut end = at + SHAPE.len();
    if line.get(end) == Some(&b'.') {
        let digits = line[end + 1..]
            .iter()
            .take(9)
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        end += if digits > 0 { 1 + digits } else { 0 };
    }
    let rest = &line[end..];
    end += match rest {
        [b'Z' | b'z', ..] => 1,
        [b'+' | b'-', rest @ ..] if shaped(rest, b"dd:dd") => 6,
        [b'+' | b'-', rest @ ..] if shaped(rest, b"dddd") => 5,
        _ => 0,
    };
    text(&line[at..end])
}

fn named_month(line: &[u8]) -> Option<String> {
    let at = line
        .windows(3)
        .position(|window| MONTHS.iter().any(|month| window == *month))?;
    let rest = &line[at + 3..];
    // Nov 23 11:12:20 or Nov  3 11:12:20
    let syslog = shaped(rest, b" dd dd:dd:dd") || shaped(rest, b"  d dd:dd:dd");
    if syslog {
        return text(&line[at..at + 15]);
    }
    // 23 Nov 2025 11:12:20 +0000
    if !shaped(rest, b" dddd dd:dd:dd") {
        return None;
    }
    let before = &line[..at];
    let start = match before {
        [.., tens, ones, b' '] if tens.is_ascii_digit() && ones.is_ascii_digit() => at - 3,
        [.., ones, b' '] if ones.is_ascii_digit() => at - 2,
        _ => return None,
    };
    let mut end = at + 3 + 14;
    if let [b' ', b'+' | b'-', zone @ ..] = &line[end..]
        && shaped(zone, b"dddd")
    {
        end += 6;
    }
    text(&line[start..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_taken_as_written() {
        for (line, expected) in [
            (
                "2025-11-23T11:12:20.123Z,conn,<,550",
                Some("2025-11-23T11:12:20.123Z"),
            ),
            (
                "2025-11-23 11:12:20 1abc-0 ** a@b",
                Some("2025-11-23 11:12:20"),
            ),
            (
                "{\"Received\":\"2025-11-23T11:12:20+01:00\"}",
                Some("2025-11-23T11:12:20+01:00"),
            ),
            ("x 2025-11-23T11:12:20.x", Some("2025-11-23T11:12:20")),
            ("Nov 23 11:12:20 mail postfix", Some("Nov 23 11:12:20")),
            ("Nov  3 11:12:20 mail postfix", Some("Nov  3 11:12:20")),
            (
                "Last-Attempt-Date: Sun, 23 Nov 2025 11:12:20 +0000",
                Some("23 Nov 2025 11:12:20 +0000"),
            ),
            ("Sun, 9 Mar 2025 19:25:28 GMT", Some("9 Mar 2025 19:25:28")),
            ("550 5.7.1 no", None),
            ("Maybe 12:00", None),
            ("2025-11-23", None),
            ("Nov", None),
            ("", None),
        ] {
            assert_eq!(first_time(line.as_bytes()).as_deref(), expected, "{line}");
        }
    }
}
