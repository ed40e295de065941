//! Endpoint sets as a file: one line of JSON that says what they are, then the answer of the web
//! service, byte for byte, with a checksum over both.

use std::fmt;

use ring::digest::{Context, SHA256};
use serde::{Deserialize, Serialize};

use super::super::is_version;
use super::super::parse::{MAX_ANSWER, parse_sets};
use super::super::sets::{Snapshot, SnapshotSource};

/// The longest first line, in bytes.
const MAX_HEADER: usize = 1_000;
/// The longest file, in bytes.
pub(super) const MAX_FILE: usize = MAX_HEADER + MAX_ANSWER;
/// Raised when files can no longer be read as before.
const FORMAT: u32 = 1;

/// Endpoint sets of one cloud, as they are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Kept {
    pub(crate) instance: String,
    pub(crate) version: String,
    pub(crate) source: SnapshotSource,
    /// When it was fetched or reviewed, milliseconds since 1970-01-01 UTC.
    pub(crate) saved_at: i64,
    /// The JSON of the web service.
    pub(crate) answer: Vec<u8>,
}

#[derive(Serialize, Deserialize)]
struct Header {
    format: u32,
    instance: String,
    version: String,
    source: SnapshotSource,
    saved_at: i64,
    sha256: String,
}

/// Why a file cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Damaged(pub(super) String);

impl fmt::Display for Damaged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Kept {
    /// The sets as they are used.
    pub(crate) fn snapshot(&self) -> Result<Snapshot, String> {
        Ok(Snapshot {
            instance: self.instance.clone(),
            version: self.version.clone(),
            source: self.source,
            sets: parse_sets(&self.answer).map_err(|error| error.to_string())?,
        })
    }

    /// The file's bytes.
    pub(super) fn seal(&self) -> Vec<u8> {
        let header = Header {
            format: FORMAT,
            instance: self.instance.clone(),
            version: self.version.clone(),
            source: self.source,
            saved_at: self.saved_at,
            sha256: self.checksum(),
        };
        // A structure of texts and numbers has no way to fail.
        let mut bytes = serde_json::to_vec(&header).unwrap_or_default();
        bytes.push(b'\n');
        bytes.extend_from_slice(&self.answer);
        bytes
    }

    /// Reads a file's bytes again.
    pub(super) fn open(bytes: &[u8]) -> Result<Self, Damaged> {
        let damaged = |why: &str| Damaged(why.to_owned());
        let end = bytes
            .iter()
            .take(MAX_HEADER)
            .position(|byte| *byte == b'\n')
            .ok_or_else(|| damaged("it has no first line"))?;
        let header: Header = serde_json::from_slice(&bytes[..end])
            .map_err(|_| damaged("its first line cannot be read"))?;
        if header.format != FORMAT {
            return Err(Damaged(format!(
                "it has format {}, and this version of ExoPort reads {FORMAT}",
                header.format
            )));
        }
        let kept = Self {
            instance: header.instance,
            version: header.version,
            source: header.source,
            saved_at: header.saved_at,
            answer: bytes[end + 1..].to_vec(),
        };
        if kept.checksum() != header.sha256 {
            return Err(damaged("its checksum is wrong"));
        }
        if !is_version(&kept.version) {
            return Err(damaged("its version is invalid"));
        }
        Ok(kept)
    }

    /// SHA-256 over what the file says, in hexadecimal.
    fn checksum(&self) -> String {
        let mut context = Context::new(&SHA256);
        let facts = format!(
            "{}\n{}\n{}\n{}\n",
            self.instance, self.version, self.source, self.saved_at
        );
        context.update(facts.as_bytes());
        context.update(&self.answer);
        let digest = context.finish();
        digest
            .as_ref()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept() -> Kept {
        Kept {
            instance: "USGovDoD".into(),
            version: "2026050100".into(),
            source: SnapshotSource::Cache,
            saved_at: 1_790_000_000_000,
            answer: include_bytes!("../data/usgovdod.json").to_vec(),
        }
    }

    #[test]
    fn what_is_sealed_can_be_opened() {
        let kept = kept();
        let opened = Kept::open(&kept.seal()).expect("whole");
        assert_eq!(opened, kept);
        assert_eq!(opened.snapshot().expect("sets").sets.len(), 4);
    }

    #[test]
    fn a_file_cut_anywhere_is_damaged() {
        let bytes = kept().seal();
        for length in 0..bytes.len() {
            assert!(Kept::open(&bytes[..length]).is_err(), "{length}");
        }
    }

    #[test]
    fn a_changed_byte_anywhere_is_noticed() {
        let bytes = kept().seal();
        for index in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[index] ^= 0x02;
            assert!(Kept::open(&changed).is_err(), "{index}");
        }
    }

    #[test]
    fn another_format_is_named() {
        let text = String::from_utf8(kept().seal()).expect("UTF-8");
        let newer = text.replacen("\"format\":1", "\"format\":2", 1);
        let error = Kept::open(newer.as_bytes()).expect_err("newer").to_string();
        assert!(error.contains("format 2"), "{error}");
    }
}
