//! The part of the per-user data folder that endpoint sets are kept in.
//!
//! ```text
//! <data folder>/endpoints/
//!   Worldwide.sets       the sets fetched last, with a checksum
//!   Worldwide.reviewed   the sets reviewed last, with a checksum
//!   state.json           when the web service was asked, and when it may be asked again
//!   client-request-id    this machine's GUID for the web service
//!   lock                 held during an update
//! ```
//!
//! Files are written beside their place, flushed and renamed: a reader sees the old or the new one,
//! never half of one, whatever happens meanwhile.

mod folder;
mod sealed;
mod state;

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::time::{Instant, sleep};
use uuid::Uuid;

use crate::files::{read_bounded, replace};

pub(super) use folder::choose_data_folder;
pub use folder::{DATA_FOLDER_VARIABLE, NoDataFolder, data_folder};
pub(crate) use sealed::Kept;
pub(crate) use state::{InstanceState, State};

/// The longest state file, in bytes.
const MAX_STATE: usize = 100_000;
/// How long to wait before looking again whether the lock is free.
const LOCK_PAUSE: Duration = Duration::from_millis(25);

/// What a file of endpoint sets is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Which {
    /// Fetched last.
    Fetched,
    /// Reviewed last.
    Reviewed,
}

/// A file of endpoint sets, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Found {
    /// There is no such file.
    Nothing,
    /// It cannot be used, for this reason.
    Damaged(String),
    /// It is whole.
    Whole(Kept),
}

/// The folder of endpoint sets. Nothing is created before something is written.
#[derive(Debug, Clone)]
pub(crate) struct Store {
    folder: PathBuf,
}

impl Store {
    /// The store below a data folder.
    pub(crate) fn new(data_folder: &Path) -> Self {
        Self {
            folder: data_folder.join("endpoints"),
        }
    }

    /// Where a file of endpoint sets is. The name of a cloud is checked before it gets here: letters,
    /// digits and hyphens.
    pub(crate) fn path(&self, which: Which, instance: &str) -> PathBuf {
        let ending = match which {
            Which::Fetched => "sets",
            Which::Reviewed => "reviewed",
        };
        self.folder.join(format!("{instance}.{ending}"))
    }

    /// Reads a file of endpoint sets.
    pub(crate) fn read(&self, which: Which, instance: &str) -> Found {
        let path = self.path(which, instance);
        let found = match read_bounded(&path, sealed::MAX_FILE) {
            Ok(Some(bytes)) => Kept::open(&bytes).map_err(|damaged| damaged.to_string()),
            Ok(None) => return Found::Nothing,
            Err(error) => Err(error.to_string()),
        };
        match found {
            Ok(kept) if kept.instance == instance => Found::Whole(kept),
            Ok(_) => Found::Damaged(format!("{}: it belongs to another cloud", path.display())),
            Err(why) => Found::Damaged(format!("{}: {why}", path.display())),
        }
    }

    /// Replaces a file of endpoint sets.
    pub(crate) fn write(&self, which: Which, kept: &Kept) -> io::Result<()> {
        replace(&self.path(which, &kept.instance), &kept.seal())
    }

    /// What is remembered about the web service; nothing when the file cannot be read, for then the
    /// worst is a request too many.
    pub(crate) fn state(&self) -> State {
        match read_bounded(&self.folder.join("state.json"), MAX_STATE) {
            Ok(Some(bytes)) => serde_json::from_slice(&bytes).unwrap_or_default(),
            _ => State::default(),
        }
    }

    /// Remembers.
    pub(crate) fn write_state(&self, state: &State) -> io::Result<()> {
        replace(&self.folder.join("state.json"), &serde_json::to_vec(state)?)
    }

    /// This machine's GUID for the web service, made when there is none (facts section 1.6: once a
    /// machine, then the same again).
    pub(crate) fn client_request_id(&self) -> io::Result<Uuid> {
        let path = self.folder.join("client-request-id");
        if let Ok(Some(bytes)) = read_bounded(&path, 100)
            && let Ok(id) = Uuid::try_parse_ascii(bytes.trim_ascii())
        {
            return Ok(id);
        }
        let id = Uuid::new_v4();
        replace(&path, format!("{id}\n").as_bytes())?;
        Ok(id)
    }

    /// Takes the lock of updates, waiting until the deadline for another process or thread that has
    /// it. Closing the file gives it back, and so does the end of the process. Dropping the future ends
    /// the wait.
    pub(crate) async fn lock(&self, deadline: Instant) -> io::Result<File> {
        fs::create_dir_all(&self.folder)?;
        let path = self.folder.join("lock");
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)?;
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(file),
                Err(TryLockError::Error(error)) => return Err(error),
                Err(TryLockError::WouldBlock) if Instant::now() >= deadline => {
                    return Err(io::Error::new(
                        ErrorKind::TimedOut,
                        format!("another update has locked {}", path.display()),
                    ));
                }
                Err(TryLockError::WouldBlock) => sleep(LOCK_PAUSE).await,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::sets::SnapshotSource;
    use super::*;

    fn kept(version: &str) -> Kept {
        Kept {
            instance: "China".into(),
            version: version.into(),
            source: SnapshotSource::Cache,
            saved_at: 1,
            answer: include_bytes!("../data/china.json").to_vec(),
        }
    }

    #[test]
    fn files_are_replaced_whole_and_nothing_is_left_behind() {
        let folder = tempfile::tempdir().expect("folder");
        let store = Store::new(folder.path());
        assert_eq!(store.read(Which::Fetched, "China"), Found::Nothing);
        for version in ["2026010100", "2026020100"] {
            store
                .write(Which::Fetched, &kept(version))
                .expect("written");
            assert_eq!(
                store.read(Which::Fetched, "China"),
                Found::Whole(kept(version))
            );
        }
        assert_eq!(store.read(Which::Reviewed, "China"), Found::Nothing);
        let files = fs::read_dir(folder.path().join("endpoints")).expect("folder");
        assert_eq!(files.count(), 1);
    }

    #[test]
    fn a_file_that_cannot_be_used_is_damaged_and_says_why() {
        let folder = tempfile::tempdir().expect("folder");
        let store = Store::new(folder.path());
        store
            .write(Which::Fetched, &kept("2026010100"))
            .expect("written");
        let good = fs::read(store.path(Which::Fetched, "China")).expect("bytes");
        let huge = vec![b'x'; sealed::MAX_FILE + 1];
        for (instance, bytes, part) in [
            ("China", &b""[..], "no first line"),
            ("China", &good[..good.len() / 2], "checksum"),
            ("China", &huge, "longer than"),
            ("USGovDoD", &good, "another cloud"),
        ] {
            fs::write(store.path(Which::Fetched, instance), bytes).expect("written");
            match store.read(Which::Fetched, instance) {
                Found::Damaged(why) => assert!(why.contains(part), "{why}"),
                other => panic!("{part}: {other:?}"),
            }
        }
    }

    #[test]
    fn the_guid_is_made_once() {
        let folder = tempfile::tempdir().expect("folder");
        let store = Store::new(folder.path());
        let id = store.client_request_id().expect("made");
        assert_eq!(store.client_request_id().expect("kept"), id);
        assert_eq!(id.get_version_num(), 4);
        fs::write(folder.path().join("endpoints/client-request-id"), "x").expect("written");
        assert_ne!(store.client_request_id().expect("made again"), id);
    }

    #[tokio::test]
    async fn the_lock_is_held_by_one() {
        let folder = tempfile::tempdir().expect("folder");
        let store = Store::new(folder.path());
        let held = store.lock(Instant::now()).await.expect("free");
        let error = store.lock(Instant::now()).await.expect_err("taken");
        assert_eq!(error.kind(), ErrorKind::TimedOut);
        assert!(error.to_string().contains("another update"));
        drop(held);
        store.lock(Instant::now()).await.expect("free again");
    }

    #[test]
    fn a_state_that_cannot_be_read_is_none() {
        let folder = tempfile::tempdir().expect("folder");
        let store = Store::new(folder.path());
        assert_eq!(store.state(), State::default());
        let mut state = State {
            wait_until: Some(5),
            ..State::default()
        };
        state.set(
            "China",
            InstanceState {
                checked_at: Some(4),
                ..InstanceState::default()
            },
        );
        store.write_state(&state).expect("written");
        assert_eq!(store.state(), state);
        for text in ["", "[]", "{\"wait_until\":\"x\"}"] {
            fs::write(folder.path().join("endpoints/state.json"), text).expect("written");
            assert_eq!(store.state(), State::default());
        }
    }
}
