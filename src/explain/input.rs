//! From the bytes of a file to bytes of text: compressed files are refused, UTF-16 (what Windows
//! PowerShell 5.1 writes with `>`) becomes UTF-8. Anything else passes as it is, valid or not.
//!
//! By hand, on the UTF-16 of the standard library: encoding_rs_io takes a reader, but an explainer is fed; encoding_rs
//! would save five lines and add 160 KB to the library, its tables for other encodings.

use std::io::{self, Read};

/// Bytes that are decoded at once.
const PIECE: usize = 16 * 1024;

/// The input is a compressed file, whose bytes say nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is a compressed file ({format}); unpack it first")]
pub struct CompressedInput {
    /// The format, for example `gzip`.
    pub format: &'static str,
}

/// Beginnings of compressed files.
const COMPRESSED: &[(&[u8], &str)] = &[
    (b"\x1f\x8b", "gzip"),
    (b"PK\x03\x04", "zip"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"\xfd7zXZ", "xz"),
    (b"BZh91", "bzip2"),
];

/// Byte order marks, and how they say that UTF-16 is to be read.
const MARKS: &[(&[u8], Encoding)] = &[
    (b"\xff\xfe", Encoding::Utf16(u16::from_le_bytes)),
    (b"\xfe\xff", Encoding::Utf16(u16::from_be_bytes)),
    (b"\xef\xbb\xbf", Encoding::Bytes),
];

#[derive(Debug, Default, Clone, Copy)]
enum Encoding {
    /// Too few bytes yet.
    #[default]
    Undecided,
    Bytes,
    Utf16(fn([u8; 2]) -> u16),
}

/// Decodes piece by piece.
#[derive(Debug, Default)]
pub(crate) struct Decoder {
    encoding: Encoding,
    /// Bytes that could not be decided on, or a part of a character.
    held: Vec<u8>,
}

impl Decoder {
    /// Decodes a piece and gives the text to `each`, in pieces.
    pub(crate) fn feed(
        &mut self,
        bytes: &[u8],
        each: &mut impl FnMut(&[u8]),
    ) -> Result<(), CompressedInput> {
        match self.encoding {
            Encoding::Undecided => {
                self.held.extend_from_slice(bytes);
                let beginnings = COMPRESSED.iter().map(|(magic, _)| *magic);
                let mut all = beginnings.chain(MARKS.iter().map(|(mark, _)| *mark));
                // No more is waited for than can still be a beginning: a line may be all there is for now.
                if all.any(|long| long.len() > self.held.len() && long.starts_with(&self.held)) {
                    return Ok(());
                }
                self.decide(each)?;
            }
            Encoding::Bytes => each(bytes),
            Encoding::Utf16(unit) => self.utf16(unit, bytes, each),
        }
        Ok(())
    }

    /// The rest, at the end of the input.
    pub(crate) fn finish(&mut self, each: &mut impl FnMut(&[u8])) -> Result<(), CompressedInput> {
        match self.encoding {
            Encoding::Undecided => self.decide(each),
            _ => Ok(()),
        }
    }

    fn decide(&mut self, each: &mut impl FnMut(&[u8])) -> Result<(), CompressedInput> {
        let held = std::mem::take(&mut self.held);
        if let Some((_, format)) = COMPRESSED.iter().find(|(magic, _)| held.starts_with(magic)) {
            return Err(CompressedInput { format });
        }
        let marked = MARKS.iter().find(|(mark, _)| held.starts_with(mark));
        let (mark, encoding) = marked.copied().unwrap_or((b"", Encoding::Bytes));
        self.encoding = encoding;
        self.feed(&held[mark.len()..], each)
    }

    fn utf16(&mut self, unit: fn([u8; 2]) -> u16, bytes: &[u8], each: &mut impl FnMut(&[u8])) {
        for piece in bytes.chunks(PIECE) {
            self.held.extend_from_slice(piece);
            let (pairs, _) = self.held.as_chunks();
            let mut units: Vec<u16> = pairs.iter().copied().map(unit).collect();
            // The first half of a surrogate pair waits for the second.
            units.pop_if(|last| (0xd800..0xdc00).contains(last));
            self.held.drain(..2 * units.len());
            each(String::from_utf16_lossy(&units).as_bytes());
        }
    }
}

/// A line that is too long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooLong;

/// Bounded lines of a file in any encoding.
pub struct Lines<R> {
    reader: R,
    /// Longest line, in bytes of UTF-8.
    most: usize,
    decoder: Decoder,
    /// Read and not given yet.
    text: Vec<u8>,
    /// Of `text`, what was given.
    given: usize,
    ended: bool,
    number: u64,
}

impl<R: Read> Lines<R> {
    /// Lines of at most `most` bytes.
    pub fn new(reader: R, most: usize) -> Self {
        Self {
            reader,
            most,
            decoder: Decoder::default(),
            text: Vec::new(),
            given: 0,
            ended: false,
            number: 0,
        }
    }

    /// The number of the line that [`Self::next_line`] gave last, from 1.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// The next line without its line feed; `None` at the end.
    ///
    /// # Errors
    /// The file cannot be read on, or is compressed.
    pub fn next_line(&mut self) -> io::Result<Option<Result<Vec<u8>, TooLong>>> {
        let mut line = Vec::new();
        let mut too_long = false;
        loop {
            let rest = &self.text[self.given..];
            let end = rest.iter().position(|byte| *byte == b'\n');
            let part = &rest[..end.unwrap_or(rest.len())];
            // The rest of a line that is too long is read past, never kept.
            too_long |= line.len() + part.len() > self.most;
            if !too_long {
                line.extend_from_slice(part);
            }
            if let Some(end) = end {
                self.given += end + 1;
                break;
            }
            self.text.clear();
            self.given = 0;
            if self.ended {
                if line.is_empty() && !too_long {
                    return Ok(None);
                }
                break;
            }
            self.fill()?;
        }
        self.number += 1;
        Ok(Some(if too_long { Err(TooLong) } else { Ok(line) }))
    }

    fn fill(&mut self) -> io::Result<()> {
        let mut bytes = vec![0; 64 * 1024];
        let count = match self.reader.read(&mut bytes) {
            Ok(count) => count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => return Ok(()),
            Err(error) => return Err(error),
        };
        self.ended = count == 0;
        let text = &mut self.text;
        let mut keep = |part: &[u8]| text.extend_from_slice(part);
        let decoded = match self.ended {
            true => self.decoder.finish(&mut keep),
            false => self.decoder.feed(&bytes[..count], &mut keep),
        };
        decoded.map_err(io::Error::other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decode(bytes: &[u8], piece: usize) -> Result<Vec<u8>, CompressedInput> {
        let mut decoder = Decoder::default();
        let mut text = Vec::new();
        for piece in bytes.chunks(piece) {
            decoder.feed(piece, &mut |part| text.extend_from_slice(part))?;
        }
        decoder.finish(&mut |part| text.extend_from_slice(part))?;
        Ok(text)
    }

    #[test]
    fn every_encoding_comes_out_as_utf8_in_pieces_of_any_size() {
        let text = "550 5.7.64 Zürich \u{1f600}\r\n";
        let little: Vec<u8> = [0xfeff]
            .into_iter()
            .chain(text.encode_utf16())
            .flat_map(u16::to_le_bytes)
            .collect();
        let big: Vec<u8> = [0xfeff]
            .into_iter()
            .chain(text.encode_utf16())
            .flat_map(u16::to_be_bytes)
            .collect();
        let marked = ["\u{feff}", text].concat();
        for piece in 1..40 {
            for bytes in [&little[..], &big, marked.as_bytes(), text.as_bytes()] {
                assert_eq!(
                    decode(bytes, piece).as_deref(),
                    Ok(text.as_bytes()),
                    "{piece}"
                );
            }
        }
    }

    #[test]
    fn compressed_files_are_named() {
        for (bytes, format) in [
            (&b"\x1f\x8b\x08\0\0\0"[..], "gzip"),
            (b"PK\x03\x04", "zip"),
            (b"\x28\xb5\x2f\xfd\0\0", "zstd"),
        ] {
            for piece in 1..7 {
                assert_eq!(decode(bytes, piece), Err(CompressedInput { format }));
            }
        }
    }

    #[test]
    fn short_and_broken_input_passes() {
        for bytes in [
            &b""[..],
            b"5",
            b"\xff\xfe",
            b"\xff\xfe5",
            b"\xff\xfe\0\xd8",
            b"\xff\0\xff\xff\xff\xff",
        ] {
            assert!(decode(bytes, 1).is_ok());
        }
    }

    #[test]
    fn a_short_line_does_not_wait_for_more() {
        let mut text = Vec::new();
        let fed = Decoder::default().feed(b"::1\n", &mut |part| text.extend_from_slice(part));
        assert_eq!((fed, text.as_slice()), (Ok(()), &b"::1\n"[..]));
    }

    /// One byte at a time, so that lines cross the borders of what is read.
    struct Dripping<'a>(&'a [u8]);

    impl Read for Dripping<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.0.read(&mut buffer[..1])
        }
    }

    fn read(bytes: &[u8]) -> Vec<Result<String, TooLong>> {
        let mut lines = Lines::new(Dripping(bytes), 16);
        let mut all = Vec::new();
        while let Some(line) = lines.next_line().expect("readable") {
            all.push(line.map(|line| String::from_utf8(line).expect("UTF-8")));
            assert_eq!(lines.number(), all.len() as u64);
        }
        all
    }

    #[test]
    fn line_feeds_and_byte_order_marks_are_not_part_of_lines() {
        assert_eq!(read(b""), []);
        assert_eq!(read(b"a"), [Ok("a".into())]);
        assert_eq!(
            read(b"\xef\xbb\xbfa.example\n\nb.example\n"),
            [
                Ok("a.example".into()),
                Ok(String::new()),
                Ok("b.example".into())
            ]
        );
        assert_eq!(
            read(b"\xff\xfea\0\n\0b\0"),
            [Ok("a".into()), Ok("b".into())]
        );
    }

    #[test]
    fn a_line_that_is_too_long_does_not_spoil_the_next() {
        let text = [&[b'x'; 17][..], b"\n", &[b'x'; 16], b"\nfine\n"].concat();
        assert_eq!(
            read(&text),
            [Err(TooLong), Ok("x".repeat(16)), Ok("fine".into())]
        );
    }
}
