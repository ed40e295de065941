//! The file of a watch's state, and the lock beside it that makes the state one watch's own.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use ring::digest::{SHA256, digest};

use super::WatchError;
use super::memory::{SCHEMA, State};
use crate::files::{
    begins_with, check_ours, clear_unfinished, open_regular, read_bounded, replace,
};

/// Every state begins so: what begins otherwise is another program's.
const BEGINNING: &[u8] = b"{\"kind\":\"watch-state\"";
/// The longest state, in bytes. The bounds on what is in it keep a real one far below.
const MAX_STATE: usize = 16 * 1024 * 1024;
/// How long a watch that is just ending may hold the lock before the state counts as held.
const LOCK_TIMEOUT: Duration = Duration::from_millis(300);
/// How long to wait before looking again whether the lock is free.
const LOCK_PAUSE: Duration = Duration::from_millis(20);
/// How many damaged states are kept.
const MAX_DAMAGED: u32 = 9;

/// The state's file, locked. Dropping it gives the lock back, and so does the end of the process,
/// however it ends.
#[derive(Debug)]
pub(super) struct StateFile {
    path: PathBuf,
    _lock: File,
}

/// What the file said.
#[derive(Debug)]
pub(super) struct Opened {
    pub state_file: StateFile,
    pub state: State,
    /// What was wrong with the file, where it was damaged, and where it is now.
    pub warning: Option<String>,
}

impl StateFile {
    /// Locks and reads the state. The folder is made when there is none.
    ///
    /// # Errors
    /// Busy when another watch has the lock; fault when the file cannot be locked, read or written, or
    /// was written by a newer version, in which case nothing is touched.
    pub(super) fn open(path: &Path) -> Result<Opened, WatchError> {
        let path = real(path).map_err(|error| fault("cannot use the state", path, &error))?;
        // Before there is a lock beside it.
        check_ours(&path, |text| begins_with(text, BEGINNING)).map_err(|error| {
            WatchError::Fault(format!("cannot use the state {}: {error}", shown(&path)))
        })?;
        let lock = lock(&path)?;
        match fs::metadata(&path) {
            // As administrator one could replace it all the same; it is meant to stay as it is.
            Ok(found) if found.permissions().readonly() => {
                return Err(WatchError::Fault(format!(
                    "the state {} is read-only; make it writable, or choose another path",
                    shown(&path)
                )));
            }
            _ => {}
        }
        clear_unfinished(&path);
        let (state, warning) = match read(&path)? {
            Found::State(state) => (*state, None),
            Found::Nothing => (State::default(), None),
            Found::Damaged(why) => (State::default(), Some(set_aside(&path, &why)?)),
        };
        let state_file = StateFile { path, _lock: lock };
        Ok(Opened {
            state_file,
            state,
            warning,
        })
    }

    /// Replaces the state whole or not at all.
    pub(super) fn save(&self, state: &State) -> Result<(), String> {
        let wrong = |error: io::Error| {
            let path = shown(&self.path);
            format!("cannot write the state {path}: {error}; the previous state is unchanged")
        };
        let text = serde_json::to_string(state).map_err(|error| wrong(error.into()))?;
        let bytes = sealed(text.strip_prefix('{').unwrap_or(&text).as_bytes());
        if bytes.len() > MAX_STATE {
            // It could not be read again.
            return Err(wrong(io::Error::other("it has grown too long")));
        }
        replace(&self.path, &bytes).map_err(wrong)
    }
}

/// The JSON of a state with its kind and checksum; `rest` is what follows the first brace.
pub(super) fn sealed(rest: &[u8]) -> Vec<u8> {
    let sum = digest(&SHA256, rest);
    let sum: String = sum
        .as_ref()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let mut text = [BEGINNING, b",\"sha256\":\"", sum.as_bytes(), b"\","].concat();
    text.extend_from_slice(rest);
    text
}

/// Bytes before what the checksum is of.
fn head() -> usize {
    sealed(b"").len()
}

enum Found {
    State(Box<State>),
    Nothing,
    Damaged(String),
}

fn fault(what: &str, path: &Path, error: &io::Error) -> WatchError {
    WatchError::Fault(format!(
        "{what} {}: {error}; choose a path where this user may write",
        shown(path)
    ))
}

/// The path with its folder's symbolic links followed, so that two ways to the same state have the same lock.
fn real(path: &Path) -> io::Result<PathBuf> {
    let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
        return Err(io::Error::other("the path has no file name"));
    };
    fs::create_dir_all(folder)?;
    Ok(fs::canonicalize(folder)?.join(name))
}

/// The path for a person: without what Windows puts before a path that has been resolved.
fn shown(path: &Path) -> String {
    let text = path.display().to_string();
    if let Some(share) = text.strip_prefix(r"\\?\UNC\") {
        return format!(r"\\{share}");
    }
    match text.strip_prefix(r"\\?\") {
        Some(rest) => rest.to_owned(),
        None => text,
    }
}

/// The path with an ending more.
fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(ending);
    name.into()
}

fn lock(path: &Path) -> Result<File, WatchError> {
    let lock_path = beside(path, ".lock");
    let cannot = |error: io::Error| fault("cannot lock the state with", &lock_path, &error);
    let mut options = OpenOptions::new();
    options.create(true).truncate(false).write(true);
    let file = open_regular(&mut options, &lock_path).map_err(cannot)?;
    let deadline = Instant::now() + LOCK_TIMEOUT;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::Error(error)) => return Err(cannot(error)),
            Err(TryLockError::WouldBlock) if Instant::now() >= deadline => {
                return Err(WatchError::Busy(shown(path)));
            }
            Err(TryLockError::WouldBlock) => std::thread::sleep(LOCK_PAUSE),
        }
    }
}

fn read(path: &Path) -> Result<Found, WatchError> {
    let bytes = match read_bounded(path, MAX_STATE) {
        Ok(None) => return Ok(Found::Nothing),
        Ok(Some(bytes)) if bytes.is_empty() => return Ok(Found::Nothing),
        Ok(Some(bytes)) => bytes,
        Err(error) if error.kind() == io::ErrorKind::InvalidData => {
            return Ok(Found::Damaged(error.to_string()));
        }
        Err(error) => return Err(fault("cannot read the state", path, &error)),
    };
    /// What every version of the state has.
    #[derive(serde::Deserialize)]
    struct AnyState {
        schema: u32,
    }
    let any: AnyState = match serde_json::from_slice(&bytes) {
        Ok(any) => any,
        Err(error) => return Ok(Found::Damaged(error.to_string())),
    };
    if any.schema > SCHEMA {
        return Err(WatchError::Fault(format!(
            "the state {} was written by a newer ExoPort (schema {}; this one knows {SCHEMA}) and is left as it \
             is; update ExoPort, or choose another path",
            shown(path),
            any.schema
        )));
    }
    let is_whole = bytes
        .get(head()..)
        .is_some_and(|rest| sealed(rest) == bytes);
    if !is_whole {
        return Ok(Found::Damaged("its checksum is wrong".to_owned()));
    }
    let state: State = match serde_json::from_slice(&bytes) {
        Ok(state) => state,
        Err(error) => return Ok(Found::Damaged(error.to_string())),
    };
    Ok(match (state.schema, state.check_bounds()) {
        (SCHEMA, Ok(())) => Found::State(Box::new(state)),
        (SCHEMA, Err(why)) => Found::Damaged(why),
        (other, _) => Found::Damaged(format!("unknown schema {other}")),
    })
}

/// Keeps a damaged state under another name, and says so.
fn set_aside(path: &Path, why: &str) -> Result<String, WatchError> {
    let mut names = (1..=MAX_DAMAGED).map(|number| match number {
        1 => beside(path, ".damaged"),
        _ => beside(path, &format!(".damaged-{number}")),
    });
    let free = names.find(|name| fs::symlink_metadata(name).is_err());
    let name = free.unwrap_or_else(|| beside(path, &format!(".damaged-{MAX_DAMAGED}")));
    fs::rename(path, &name)
        .map_err(|error| fault("cannot rename the damaged state", path, &error))?;
    let why = crate::text::sanitize(why.as_bytes(), 200);
    Ok(format!(
        "the state {} was damaged ({why}) and was saved as {}; a new state begins",
        shown(path),
        shown(&name)
    ))
}
