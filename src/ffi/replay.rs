//! Questions about files and texts of records: judged again, page by page.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::{Value, json};

use crate::replay::Refusal;
use crate::replay::records::{Entry, each_record, looks_like_records};
use crate::text::sanitize;

/// Bytes after which an answer ends; what is left is asked for with `from`.
const PAGE: usize = 1024 * 1024;

/// The beginning of a file that says whether it holds records.
const BEGINNING: usize = 64 * 1024;

/// {"query":"replay"}: exactly one of `text` and `path`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ReplayQuestion {
    text: Option<String>,
    /// Absolute, of a file of any size and in any encoding.
    path: Option<PathBuf>,
    /// The number of the first entry that is wanted.
    #[serde(default)]
    from: u64,
}

impl ReplayQuestion {
    pub(super) fn answer(self) -> Result<Value, String> {
        match (&self.text, &self.path) {
            (Some(text), None) => {
                let is_ours = looks_like_records(text.as_bytes());
                self.page(text.as_bytes(), is_ours)
            }
            (None, Some(path)) => {
                let shown = sanitize(path.display().to_string().as_bytes(), 300);
                self.file(path).map_err(|why| format!("{shown}: {why}"))
            }
            _ => Err("give either text or path".to_owned()),
        }
    }

    fn file(&self, path: &Path) -> Result<Value, String> {
        // This process's current folder may be another than the caller's.
        if !path.is_absolute() {
            return Err("not an absolute path".to_owned());
        }
        let failed = |error: io::Error| error.to_string();
        // A pipe or a device may never end. Looked at before it is opened, which a pipe may block.
        if !path.metadata().map_err(failed)?.is_file() {
            return Err("this is not a file".to_owned());
        }
        let file = File::open(path).map_err(failed)?;
        let mut reader = BufReader::with_capacity(BEGINNING, file);
        let is_ours = looks_like_records(reader.fill_buf().map_err(failed)?);
        self.page(reader, is_ours)
    }

    /// `records` says whether it looks like records or reports at all; without that nothing is judged.
    /// `replays` has one entry for each: `place`, and `replay`, `error` (malformed) or `note` (a line
    /// without evidence). `next` is where the next page begins, absent with the last.
    fn page(&self, reader: impl Read, is_ours: bool) -> Result<Value, String> {
        let mut replays: Vec<Value> = Vec::new();
        let mut next = None;
        if is_ours {
            let mut number = 0_u64;
            let mut length = 0;
            let read = each_record(reader, |entry| {
                let wanted = number >= self.from;
                if wanted && length >= PAGE {
                    next = Some(number);
                    return Err(io::ErrorKind::Other.into());
                }
                number += 1;
                if wanted {
                    let answer = judged(entry);
                    length += answer.to_string().len();
                    replays.push(answer);
                }
                Ok(())
            });
            if let (Err(error), None) = (read, next) {
                return Err(error.to_string());
            }
        }
        let mut value = json!({"records": is_ours, "replays": replays});
        if let Some(next) = next {
            value["next"] = next.into();
        }
        Ok(value)
    }
}

fn judged(entry: Entry) -> Value {
    let place = entry.place.clone();
    match entry.judge() {
        Ok(replay) => json!({"place": place, "replay": replay.to_json()}),
        Err(Refusal::Nothing(why)) => json!({"place": place, "note": why}),
        Err(Refusal::Malformed(why)) => json!({"place": place, "error": why}),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RECORD: &str = r#"{"schema":1,"id":0,"target":{"host":"a.example","port":25,"tls":"none","family":"any"},"started_at":0,"duration_ms":1.0,"outcome":{"code":"timeout","phase":"connect"}}"#;

    fn ask(text: Option<String>, path: Option<PathBuf>, from: u64) -> Result<Value, String> {
        ReplayQuestion { text, path, from }.answer()
    }

    #[test]
    fn a_text_is_judged_entry_by_entry() {
        let text = format!("{RECORD}\n{{\"schema\":1\n{{\"schema\":1,\"kind\":\"visitor\"}}\n");
        let answer = ask(Some(text), None, 0).expect("an answer");
        assert_eq!(answer["records"], true);
        assert_eq!(answer["replays"][0]["place"], "line 1");
        assert_eq!(answer["replays"][0]["replay"]["verdict"]["result"], "fail");
        assert!(answer["replays"][1]["error"].is_string());
        assert!(answer["replays"][2]["note"].is_string());
        assert!(answer.get("next").is_none());
        let other = ask(Some("550 5.7.64 x".into()), None, 0).expect("an answer");
        assert_eq!(other, json!({"records": false, "replays": []}));
    }

    #[test]
    fn long_files_come_in_pages_and_every_entry_once() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("records.jsonl");
        let utf16 = |text: &str| -> Vec<u8> {
            std::iter::once(0xfeff)
                .chain(text.encode_utf16())
                .flat_map(u16::to_le_bytes)
                .collect()
        };
        std::fs::write(&path, utf16(&format!("{RECORD}\r\n").repeat(1_500))).expect("written");
        let (mut from, mut pages, mut places) = (0, 0, Vec::new());
        loop {
            let answer = ask(None, Some(path.clone()), from).expect("an answer");
            assert!(answer.to_string().len() < 2 * PAGE);
            let replays = answer["replays"].as_array().expect("replays");
            places.extend(replays.iter().map(|one| one["place"].to_string()));
            pages += 1;
            match answer["next"].as_u64() {
                Some(next) => from = next,
                None => break,
            }
        }
        let expected: Vec<String> = (1..=1_500).map(|line| format!("\"line {line}\"")).collect();
        assert_eq!(places, expected);
        assert!(pages > 1);
    }

    #[test]
    fn what_is_no_file_is_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        for (path, part) in [
            (PathBuf::from("relative.json"), "not an absolute path"),
            (folder.path().to_owned(), "this is not a file"),
            (folder.path().join("missing"), "missing: "),
        ] {
            let why = ask(None, Some(path), 0).expect_err(part);
            assert!(why.contains(part), "{why}");
        }
    }
}
