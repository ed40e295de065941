//! A private folder for one server: configuration, sockets, logs.

use std::fs;
use std::io::{self, ErrorKind};
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

/// A folder that is removed with its contents when dropped.
///
/// Other users may enter it, because servers give up root before they open some of their files.
pub struct Folder {
    path: PathBuf,
}

impl Folder {
    /// Makes a new one under the system's folder for temporary files. The name is short: the path of
    /// a Unix socket has room for about 100 bytes.
    pub fn new() -> io::Result<Self> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        loop {
            let number = NEXT.fetch_add(1, Ordering::Relaxed);
            let path =
                std::env::temp_dir().join(format!("exoport-{}-{number}", std::process::id()));
            match fs::DirBuilder::new().mode(0o755).create(&path) {
                Ok(()) => {
                    let folder = Self { path };
                    folder.open_to_all(&folder.path)?;
                    return Ok(folder);
                }
                // Left by an earlier process with the same number that was killed.
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// The folder itself.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes a file that servers of any user may read, and gives its path.
    pub fn write(&self, name: &str, contents: &str) -> io::Result<PathBuf> {
        let path = self.path.join(name);
        fs::write(&path, contents)?;
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644))?;
        Ok(path)
    }

    /// Makes a folder in it that any user may enter, and gives its path.
    pub fn subfolder(&self, name: &str) -> io::Result<PathBuf> {
        let path = self.path.join(name);
        fs::create_dir_all(&path)?;
        self.open_to_all(&path)?;
        Ok(path)
    }

    /// The text of a file in it; empty when it is not there (yet).
    pub fn read(&self, name: &str) -> String {
        fs::read(self.path.join(name))
            .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
            .unwrap_or_default()
    }

    // The umask took bits away when the folder was made.
    fn open_to_all(&self, path: &Path) -> io::Result<()> {
        fs::set_permissions(path, fs::Permissions::from_mode(0o755))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // Nothing can be done about a failure here, and the supervisor tries as well.
        let _ = fs::remove_dir_all(&self.path);
    }
}
