//! Rows of Exchange's SMTP protocol logs: what was said stands in one field of a CSV row.

use csv_core::{ReadRecordResult, Reader};

/// Fields that are looked at; a protocol log has nine.
const MAX_FIELDS: usize = 32;

/// Where a log has its fields; the default is the order that Exchange writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Columns {
    session: usize,
    event: usize,
    data: usize,
    context: Option<usize>,
}

impl Default for Columns {
    fn default() -> Self {
        Self {
            session: 2,
            event: 6,
            data: 7,
            context: Some(8),
        }
    }
}

/// Reads `#Fields: date-time,connector-id,...`; nothing where it is not a protocol log's.
pub(super) fn columns(line: &[u8]) -> Option<Columns> {
    let names = line.strip_prefix(b"#Fields:")?.trim_ascii();
    let place = |wanted: &[u8]| {
        names
            .split(|byte| *byte == b',')
            .take(MAX_FIELDS)
            .position(|name| name.trim_ascii() == wanted)
    };
    Some(Columns {
        session: place(b"session-id")?,
        event: place(b"event")?,
        data: place(b"data")?,
        context: place(b"context"),
    })
}

/// One row.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Row {
    /// Names the connection.
    pub session: Vec<u8>,
    /// `+` connect, `-` disconnect, `>` sent, `<` received, `*` information.
    pub event: u8,
    /// What was said.
    pub data: Vec<u8>,
    /// Exchange's own words about it.
    pub context: Vec<u8>,
}

/// Splits rows. Making one costs more than splitting many rows.
pub(super) struct Rows {
    reader: Reader,
    fields: Vec<u8>,
}

impl Default for Rows {
    fn default() -> Self {
        Self {
            // Not its `default()`, which is a reader without its tables.
            reader: Reader::new(),
            fields: Vec::new(),
        }
    }
}

impl std::fmt::Debug for Rows {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Rows")
    }
}

impl Rows {
    /// Splits a row; nothing where the line is not one.
    pub(super) fn split(&mut self, line: &[u8], columns: Columns) -> Option<Row> {
        // Cheap: every row begins with its date, and has its event between commas.
        let looks_like_one = line.first().is_some_and(u8::is_ascii_digit)
            && line
                .windows(3)
                .any(|part| matches!(part, [b',', b'+' | b'-' | b'>' | b'<' | b'*', b',']));
        if !looks_like_one {
            return None;
        }
        // A field is never longer than it was with its quotes.
        self.fields.resize(line.len() + 1, 0);
        let mut ends = [0; MAX_FIELDS];
        self.reader.reset();
        let (_, read, written, count) = self.reader.read_record(line, &mut self.fields, &mut ends);
        // No input is the end of the row.
        let (result, _, rest, more) =
            self.reader
                .read_record(&[], &mut self.fields[written..], &mut ends[count..]);
        if read < line.len() || result != ReadRecordResult::Record {
            return None;
        }
        let (fields, ends) = (&self.fields[..written + rest], &ends[..count + more]);
        let field = |place: usize| {
            let end = *ends.get(place)?;
            let start = match place {
                0 => 0,
                place => *ends.get(place - 1)?,
            };
            fields.get(start..end)
        };
        let [event @ (b'+' | b'-' | b'>' | b'<' | b'*')] = field(columns.event)? else {
            return None;
        };
        Some(Row {
            session: field(columns.session)?.to_vec(),
            event: *event,
            data: field(columns.data)?.to_vec(),
            context: columns.context.and_then(field).unwrap_or_default().to_vec(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(line: &[u8], columns: Columns) -> Option<Row> {
        Rows::default().split(line, columns)
    }

    #[test]
    fn rows_are_split_with_their_quotes() {
        let line = br#"2025-11-23T11:12:20.123Z,Outbound,08DE2A60,12,10.0.0.5:54321,192.0.2.1:25,<,"550 5.7.64 a, ""b""; c",note"#;
        let row = row(line, Columns::default()).expect("a row");
        assert_eq!(row.event, b'<');
        assert_eq!(row.session, b"08DE2A60");
        assert_eq!(row.data, br#"550 5.7.64 a, "b"; c"#);
        assert_eq!(row.context, b"note");
    }

    #[test]
    fn the_header_says_where_fields_are() {
        let header = b"#Fields: date-time,session-id,event,data";
        let columns = columns(header).expect("columns");
        let row = row(b"2025-11-23T11:12:20Z,S1,<,250 ok", columns).expect("a row");
        assert_eq!(
            (row.session, row.data),
            (b"S1".to_vec(), b"250 ok".to_vec())
        );
        assert_eq!(row.context, b"");
        assert_eq!(super::columns(b"#Fields: date-time,recipient-status"), None);
    }

    #[test]
    fn what_is_no_row_is_left_alone() {
        for line in [
            &b"2025-11-23,a,<,b"[..],
            b"",
            b"1,2,3",
            b"1,<,",
            b"Nov 23, x ,<, y",
            b"2025,1,2,3,4,5,no,,<,",
        ] {
            assert_eq!(row(line, Columns::default()), None);
        }
        let unclosed = br#"2025-11-23T1,a,b,c,d,e,<,"550 5.7.1 cut"#;
        // A cut row still has what it has, or is scanned as a line.
        assert!(row(unclosed, Columns::default()).is_none_or(|row| row.data.starts_with(b"550")));
        let many = b"2,".repeat(100);
        assert_eq!(row(&[&many[..], b"<,"].concat(), Columns::default()), None);
    }
}
