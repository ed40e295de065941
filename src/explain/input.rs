//! From the bytes of a file to bytes of text: compressed files are refused, UTF-16 (what Windows
//! PowerShell 5.1 writes with `>`) becomes UTF-8. Anything else passes as it is, valid or not.

use std::fmt;

/// The input is a compressed file, whose bytes say nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CompressedInput {
    /// The format, for example `gzip`.
    pub format: &'static str,
}

impl fmt::Display for CompressedInput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "this is a compressed file ({}); unpack it first",
            self.format
        )
    }
}

impl std::error::Error for CompressedInput {}

/// Beginnings of compressed files.
const COMPRESSED: &[(&[u8], &str)] = &[
    (b"\x1f\x8b", "gzip"),
    (b"PK\x03\x04", "zip"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"\xfd7zXZ", "xz"),
    (b"BZh91", "bzip2"),
];

/// Bytes that decide what the input is.
const MAGIC: usize = 5;

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Encoding {
    /// Too few bytes yet.
    #[default]
    Undecided,
    Bytes,
    LittleEndian,
    BigEndian,
}

/// Decodes piece by piece.
#[derive(Debug, Default)]
pub(crate) struct Decoder {
    encoding: Encoding,
    /// Bytes that could not be decided on, or half a character.
    held: Vec<u8>,
    /// The first half of a surrogate pair.
    high: Option<u16>,
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
                if self.held.len() < MAGIC {
                    return Ok(());
                }
                self.decide(each)
            }
            Encoding::Bytes => {
                each(bytes);
                Ok(())
            }
            Encoding::LittleEndian | Encoding::BigEndian => {
                self.utf16(bytes, each);
                Ok(())
            }
        }
    }

    /// The rest, at the end of the input.
    pub(crate) fn finish(&mut self, each: &mut impl FnMut(&[u8])) -> Result<(), CompressedInput> {
        if self.encoding == Encoding::Undecided && !self.held.is_empty() {
            self.decide(each)?;
        }
        Ok(())
    }

    fn decide(&mut self, each: &mut impl FnMut(&[u8])) -> Result<(), CompressedInput> {
        let held = std::mem::take(&mut self.held);
        for (magic, format) in COMPRESSED {
            if held.starts_with(magic) {
                return Err(CompressedInput { format });
            }
        }
        let (encoding, mark) = match held.as_slice() {
            [0xff, 0xfe, ..] => (Encoding::LittleEndian, 2),
            [0xfe, 0xff, ..] => (Encoding::BigEndian, 2),
            [0xef, 0xbb, 0xbf, ..] => (Encoding::Bytes, 3),
            _ => (Encoding::Bytes, 0),
        };
        self.encoding = encoding;
        self.feed(&held[mark..], each)
    }

    fn utf16(&mut self, bytes: &[u8], each: &mut impl FnMut(&[u8])) {
        const PIECE: usize = 16 * 1024;
        for piece in bytes.chunks(PIECE) {
            self.held.extend_from_slice(piece);
            let whole = self.held.len() / 2 * 2;
            let units: Vec<u16> = self.held[..whole]
                .chunks_exact(2)
                .map(|pair| match self.encoding {
                    Encoding::BigEndian => u16::from_be_bytes([pair[0], pair[1]]),
                    _ => u16::from_le_bytes([pair[0], pair[1]]),
                })
                .collect();
            self.held.drain(..whole);
            let mut units: Vec<u16> = self.high.take().into_iter().chain(units).collect();
            if units
                .last()
                .is_some_and(|last| (0xd800..0xdc00).contains(last))
            {
                self.high = units.pop();
            }
            each(String::from_utf16_lossy(&units).as_bytes());
        }
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
}
