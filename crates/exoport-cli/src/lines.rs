//! Lines of a file that anybody may have written: bounded, and numbered for error messages.

use std::io::{self, BufRead};

/// Longest line, in bytes. A target with 64 addresses and the longest tag has about 5,000.
pub const MAX_LINE: usize = 16 * 1024;

/// A line that cannot be used; the next ones can.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadLine(pub String);

/// Reads lines one at a time, without their line ends.
pub struct Lines<R> {
    reader: R,
    number: u64,
}

impl<R: BufRead> Lines<R> {
    pub fn new(reader: R) -> Self {
        Self { reader, number: 0 }
    }

    /// The number of the line that [`Self::next_line`] gave last, from 1.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// The next line; `None` at the end.
    ///
    /// # Errors
    /// The file cannot be read on, or is not text of bytes at all (UTF-16).
    pub fn next_line(&mut self) -> io::Result<Option<Result<String, BadLine>>> {
        let mut line = Vec::new();
        let mut too_long = false;
        let mut any = false;
        loop {
            let chunk = match self.reader.fill_buf() {
                Ok(chunk) => chunk,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            if chunk.is_empty() {
                break;
            }
            any = true;
            let end = chunk.iter().position(|&byte| byte == b'\n');
            let part = &chunk[..end.unwrap_or(chunk.len())];
            // The rest of a line that is too long is read past, never kept.
            if line.len() + part.len() > MAX_LINE {
                too_long = true;
            } else {
                line.extend_from_slice(part);
            }
            let consumed = end.map_or(chunk.len(), |end| end + 1);
            self.reader.consume(consumed);
            if end.is_some() {
                break;
            }
        }
        if !any {
            return Ok(None);
        }
        self.number += 1;
        if self.number == 1 {
            if line.starts_with(&[0xff, 0xfe]) || line.starts_with(&[0xfe, 0xff]) {
                return Err(io::Error::new(
                    io::ErrorKind::InvalidData,
                    "this is UTF-16; save it as UTF-8 (PowerShell: Set-Content -Encoding utf8)",
                ));
            }
            if line.starts_with(b"\xef\xbb\xbf") {
                line.drain(..3);
            }
        }
        if too_long {
            return Ok(Some(Err(BadLine(format!("longer than {MAX_LINE} bytes")))));
        }
        if line.last() == Some(&b'\r') {
            line.pop();
        }
        Ok(Some(
            String::from_utf8(line).map_err(|_| BadLine("not UTF-8 text".into())),
        ))
    }
}

#[cfg(test)]
mod tests {
    use std::io::{BufReader, Cursor};

    use super::*;

    fn read(bytes: &[u8]) -> Vec<Result<String, BadLine>> {
        // A small buffer, so that lines cross its borders.
        let mut lines = Lines::new(BufReader::with_capacity(3, Cursor::new(bytes.to_vec())));
        let mut all = Vec::new();
        while let Some(line) = lines.next_line().expect("readable") {
            all.push(line);
            assert_eq!(lines.number(), all.len() as u64);
        }
        all
    }

    #[test]
    fn line_ends_and_byte_order_marks_are_not_part_of_lines() {
        assert_eq!(read(b""), []);
        assert_eq!(read(b"a"), [Ok("a".into())]);
        assert_eq!(
            read(b"\xef\xbb\xbfa.example\r\n\nb.example\n"),
            [
                Ok("a.example".into()),
                Ok(String::new()),
                Ok("b.example".into())
            ]
        );
    }

    #[test]
    fn a_bad_line_does_not_spoil_the_next() {
        let mut bytes = vec![b'x'; MAX_LINE + 1];
        bytes.extend_from_slice(b"\n\xff\xfe\nfine\n");
        let lines = read(&bytes);
        assert!(lines[0].as_ref().is_err_and(|bad| bad.0.contains("16384")));
        assert!(lines[1].as_ref().is_err_and(|bad| bad.0.contains("UTF-8")));
        assert_eq!(lines[2], Ok("fine".into()));
        assert_eq!(
            read(&vec![b'x'; MAX_LINE])[0].as_ref().map(String::len),
            Ok(MAX_LINE)
        );
    }

    #[test]
    fn utf16_is_named() {
        let mut lines = Lines::new(Cursor::new(b"\xff\xfea\0\n\0".to_vec()));
        let error = lines.next_line().expect_err("UTF-16").to_string();
        assert!(error.contains("UTF-16"), "{error}");
    }
}
