//! A file that every change is added to, one JSON object a line.

use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde::de::IgnoredAny;

use super::about;
use crate::files::{begins_with, check_ours, check_regular, open_regular};
use crate::watch::{Change, WatchEvent};

/// So much of the end of a file is read, at most: more than what one interrupted round leaves behind.
const TAIL: u64 = 1 << 20;
/// Every line begins so (the tests see to it): what begins otherwise was written by somebody else.
const BEGINNING: &[u8] = b"{\"kind\":\"change\",\"schema\":";

/// The file of changes. It is opened anew for every change, so that it may be moved away between them
/// (logrotate without `copytruncate`, without a signal).
#[derive(Debug)]
pub(crate) struct JsonLines {
    path: PathBuf,
}

impl JsonLines {
    /// Opens the file, or creates an empty one, and mends its end, so that what cannot work is known
    /// before the first change.
    ///
    /// # Errors
    /// Each names the file. It is not a regular file; it cannot be read and written; its last line is
    /// longer than a mebibyte and so is not one of ours.
    pub(crate) fn open(path: &Path) -> io::Result<JsonLines> {
        prepare(path)
            .map_err(|error| about("cannot use for changes (JSON lines)", path, &error))?;
        Ok(JsonLines {
            path: path.to_owned(),
        })
    }

    /// Adds a change, as the line that the watch itself tells of it, and waits until the disk has it. A
    /// change that stands within the file's last mebibyte already is not written again: it was written
    /// before an interruption.
    ///
    /// # Errors
    /// Each names the file: those of [`Self::open`], and a full disk. What was written of the line then is
    /// taken away when the file is used next.
    pub(crate) fn write(&mut self, change: &Change) -> io::Result<()> {
        self.add(change)
            .map_err(|error| about("cannot add a change to", &self.path, &error))
    }

    fn add(&self, change: &Change) -> io::Result<()> {
        let tail = prepare(&self.path)?;
        // From the end, where it is if it is anywhere.
        if tail
            .rsplit(|byte| *byte == b'\n')
            .any(|line| is_line_of(line, change))
        {
            return Ok(());
        }
        let mut line = serde_json::to_vec(&WatchEvent::Change(change.clone()))?;
        line.push(b'\n');
        let mut file = open_regular(OpenOptions::new().append(true), &self.path)?;
        // One call, so that no other writer's line gets into this one.
        let written = file.write(&line)?;
        if written < line.len() {
            return Err(io::Error::new(
                ErrorKind::WriteZero,
                format!(
                    "only {written} of {} bytes were taken; is the disk full?",
                    line.len()
                ),
            ));
        }
        file.sync_data()
    }
}

/// Sees to it that the file is there and ends with a whole line; gives its last bytes.
fn prepare(path: &Path) -> io::Result<Vec<u8>> {
    check_regular(path).map_err(|error| match error.kind() {
        ErrorKind::InvalidInput if !path.is_symlink() => io::Error::new(
            error.kind(),
            format!("{error}; for a pipe or a terminal use --json, which writes the same lines"),
        ),
        _ => error,
    })?;
    check_ours(path, is_file_of_lines)?;
    let is_new = !path.exists();
    // Not `append`: with it Windows does not let a file be made shorter.
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    let mut file = open_regular(&mut options, path)?;
    if is_new {
        sync_folder_of(path)?;
    }
    let mut tail = read_tail(&mut file)?;
    mend(&mut file, &mut tail)?;
    Ok(tail)
}

/// Whether a file begins with a line of JSON as a watch writes them, or with the beginning of one that a
/// crash has left.
fn is_file_of_lines(beginning: &[u8]) -> bool {
    /// What every line has.
    #[derive(serde::Deserialize)]
    struct AnyLine {
        #[serde(rename = "schema")]
        _schema: u32,
        #[serde(rename = "kind")]
        _kind: String,
    }
    let first = beginning.split(|byte| *byte == b'\n').next();
    let first = first.unwrap_or_default();
    let zeros = first.iter().rev().take_while(|byte| **byte == 0).count();
    let text = &first[..first.len() - zeros];
    begins_with(text, BEGINNING) || serde_json::from_slice::<AnyLine>(text).is_ok()
}

/// A new name is on the disk only when its folder is; Windows cannot open folders so.
fn sync_folder_of(path: &Path) -> io::Result<()> {
    if cfg!(unix) {
        let folder = path.parent().filter(|folder| *folder != Path::new(""));
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?;
    }
    Ok(())
}

/// The last whole lines of a file, and what follows them, at most [`TAIL`] bytes.
fn read_tail(file: &mut File) -> io::Result<Vec<u8>> {
    let length = file.metadata()?.len();
    let start = length.saturating_sub(TAIL);
    file.seek(SeekFrom::Start(start))?;
    let mut tail = Vec::new();
    file.take(TAIL).read_to_end(&mut tail)?;
    if start > 0 {
        // The first line begins before; without an end of it, the last one does.
        let Some(end) = tail.iter().position(|byte| *byte == b'\n') else {
            return Err(io::Error::new(
                ErrorKind::InvalidData,
                format!(
                    "its last line is longer than {TAIL} bytes, so this is not a file of changes"
                ),
            ));
        };
        tail.drain(..=end);
    }
    Ok(tail)
}

/// What has to be done with the end of a file before a line is added.
#[derive(Debug, PartialEq, Eq)]
struct Mending {
    /// So many bytes are taken away.
    dropped: usize,
    /// A newline is added.
    newline: bool,
}

/// Judges what a killed process or a crashed machine left behind the last newline: a whole line gets
/// its newline; the beginning of a line is taken away, because its change comes again. What we did not
/// write is kept.
fn mending(tail: &[u8]) -> Mending {
    let (lines, last) = tail.split_at(start_of_last_line(tail));
    // Zeros: the length of the file was on the disk before a crash, the bytes were not.
    let zeros = last.iter().rev().take_while(|byte| **byte == 0).count();
    let text = &last[..last.len() - zeros];
    let is_ours = match (text, lines) {
        ([], [before @ .., _]) => before[start_of_last_line(before)..].starts_with(BEGINNING),
        _ => text.starts_with(BEGINNING) || BEGINNING.starts_with(text),
    };
    let is_whole = serde_json::from_slice::<IgnoredAny>(text).is_ok();
    let dropped = match (is_ours, is_whole) {
        (false, _) => 0,
        (true, true) => zeros,
        (true, false) => last.len(),
    };
    Mending {
        dropped,
        newline: last.len() > dropped,
    }
}

/// Does what [`mending`] says, in the file and in what was read of it.
fn mend(file: &mut File, tail: &mut Vec<u8>) -> io::Result<()> {
    let Mending { dropped, newline } = mending(tail);
    if dropped > 0 {
        file.set_len(file.metadata()?.len() - dropped as u64)?;
        tail.truncate(tail.len() - dropped);
    }
    if newline {
        file.seek(SeekFrom::End(0))?;
        file.write_all(b"\n")?;
        tail.push(b'\n');
    }
    if dropped > 0 || newline {
        file.sync_data()?;
    }
    Ok(())
}

/// Where the bytes after the last newline begin.
fn start_of_last_line(bytes: &[u8]) -> usize {
    bytes
        .iter()
        .rposition(|byte| *byte == b'\n')
        .map_or(0, |at| at + 1)
}

/// Whether a line is about this change. The sequence alone does not say so: a state that was deleted
/// begins at 1 again, and two watches may share a file.
fn is_line_of(line: &[u8], change: &Change) -> bool {
    if !line.starts_with(BEGINNING) {
        return false;
    }
    let Ok(WatchEvent::Change(written)) = serde_json::from_slice(line) else {
        return false;
    };
    let identity = |change: &Change| {
        (
            change.sequence,
            change.at,
            change.change,
            change.scenario,
            change.host.clone(),
            change.port,
        )
    };
    identity(&written) == identity(change)
}

#[cfg(test)]
mod tests;
