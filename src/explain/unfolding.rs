//! Lines that belong together: a reply of several lines (RFC 5321 section 4.2.1), the fields about one
//! recipient in a bounce message (RFC 3464 section 2.3) with their folded lines (RFC 5322 section 2.2.3).

/// Longest text that is put together; what is longer goes on as another one.
const MAX_TEXT: usize = 16 * 1024;

/// Fields of RFC 3464 section 2.3, in lower case.
const FIELDS: &[&[u8]] = &[
    b"final-recipient",
    b"original-recipient",
    b"action",
    b"status",
    b"remote-mta",
    b"diagnostic-code",
    b"last-attempt-date",
    b"final-log-id",
    b"will-retry-until",
];

#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    /// Which of [`FIELDS`] it has, a bit each: a field stands once about one recipient.
    Fields(u16),
    /// The three digits that its lines begin with.
    Reply([u8; 3]),
}

/// What a line does with the lines before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Taken {
    /// It belongs to them, and more may come.
    Yes,
    /// It belongs to them and is the last.
    Last,
    /// It does not.
    No,
}

/// Lines so far, joined by line feeds, and by a space where a field was folded.
#[derive(Debug)]
pub(super) struct Unfolding {
    kind: Kind,
    /// The text.
    pub text: Vec<u8>,
    /// Where each line begins in it, and its number.
    pub lines: Vec<(usize, u64)>,
}

impl Unfolding {
    /// Begins with a line, where it is one that goes on.
    pub(super) fn begin(line: &[u8], number: u64) -> Option<Self> {
        let kind = match (field(line), line) {
            (Some(bit), _) => Kind::Fields(bit),
            (None, [a @ b'2'..=b'5', b @ b'0'..=b'5', c @ b'0'..=b'9', b'-', ..]) => {
                Kind::Reply([*a, *b, *c])
            }
            _ => return None,
        };
        (line.len() < MAX_TEXT).then(|| Self {
            kind,
            text: line.to_vec(),
            lines: vec![(0, number)],
        })
    }

    /// Takes a line that belongs to those before.
    pub(super) fn take(&mut self, line: &[u8], number: u64) -> Taken {
        if self.text.len() + line.len() >= MAX_TEXT {
            return Taken::No;
        }
        match &mut self.kind {
            Kind::Fields(has) => {
                let folded = line.starts_with(b" ") || line.starts_with(b"\t");
                let text = line.trim_ascii();
                if folded && !text.is_empty() {
                    self.push(b' ', text, number);
                    return Taken::Yes;
                }
                match field(line) {
                    Some(bit) if *has & bit == 0 => {
                        *has |= bit;
                        self.push(b'\n', line, number);
                        Taken::Yes
                    }
                    _ => Taken::No,
                }
            }
            Kind::Reply(digits) => match line.strip_prefix(digits.as_slice()) {
                Some([b'-', ..]) => {
                    self.push(b'\n', line, number);
                    Taken::Yes
                }
                Some([b' ', ..] | []) => {
                    self.push(b'\n', line, number);
                    Taken::Last
                }
                _ => Taken::No,
            },
        }
    }

    fn push(&mut self, joint: u8, line: &[u8], number: u64) {
        self.text.push(joint);
        self.lines.push((self.text.len(), number));
        self.text.extend_from_slice(line);
    }
}

/// The bit of a line's field.
fn field(line: &[u8]) -> Option<u16> {
    let colon = line.iter().take(24).position(|byte| *byte == b':')?;
    FIELDS
        .iter()
        .position(|field| line[..colon].eq_ignore_ascii_case(field))
        .map(|place| 1 << place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_unfolded() {
        let mut pending = Unfolding::begin(b"Status: 5.7.64", 7).expect("a field");
        assert_eq!(pending.take(b"Diagnostic-Code: smtp; 550", 8), Taken::Yes);
        assert_eq!(pending.take(b"\t5.7.64 Tenant", 9), Taken::Yes);
        assert_eq!(pending.take(b"", 10), Taken::No);
        assert_eq!(pending.take(b"  ", 10), Taken::No);
        assert_eq!(pending.take(b"Subject: x", 10), Taken::No);
        assert_eq!(pending.take(b"status: 5.1.1", 10), Taken::No);
        assert_eq!(
            pending.text,
            b"Status: 5.7.64\nDiagnostic-Code: smtp; 550 5.7.64 Tenant"
        );
        assert_eq!(pending.lines, [(0, 7), (15, 8), (42, 9)]);
    }

    #[test]
    fn replies_end_with_their_last_line() {
        let mut pending = Unfolding::begin(b"550-5.7.1 one", 1).expect("a reply");
        assert_eq!(pending.take(b"550-5.7.1 two", 2), Taken::Yes);
        assert_eq!(pending.take(b"551 5.7.1 other", 3), Taken::No);
        assert_eq!(pending.take(b"550 5.7.1 three", 3), Taken::Last);
        assert!(Unfolding::begin(b"550 5.7.1 one", 1).is_none());
        assert!(Unfolding::begin(b"2025-11-23 x", 1).is_none());
    }

    #[test]
    fn the_text_is_bounded() {
        let mut pending = Unfolding::begin(b"550-x", 1).expect("a reply");
        let line = [&b"550-"[..], &[b'x'; 1000]].concat();
        let taken = (0..100)
            .take_while(|_| pending.take(&line, 2) == Taken::Yes)
            .count();
        assert!(taken < 20 && pending.text.len() <= MAX_TEXT);
        assert!(Unfolding::begin(&[&b"550-"[..], &[b'x'; MAX_TEXT]].concat(), 1).is_none());
    }
}
