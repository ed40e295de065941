//! Files that are read with a bound and replaced whole or not at all.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read, Write};
use std::path::Path;

use tempfile::NamedTempFile;

/// Random letters in the name of a file that is to replace another one.
const RANDOM: usize = 6;

/// Replaces a file, or creates it with the folders that it is in: the content is written beside its
/// place, flushed to the disk and renamed. A reader sees the old or the new file, never half of one,
/// whatever happens meanwhile; after an error the old one is as it was.
///
/// # Errors
/// Of the operating system.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = folder_of(path);
    fs::create_dir_all(folder)?;
    let mut file = begin(path)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    persist(file, path)?;
    // The rename itself is on the disk only when the folder is; Windows cannot open folders so.
    #[cfg(unix)]
    File::open(folder)?.sync_all()?;
    Ok(())
}

/// Begins a file that is to replace another one, beside it; [`persist`] gives it its name. Its folder has
/// to be there.
///
/// # Errors
/// Of the operating system.
pub(crate) fn begin(path: &Path) -> io::Result<NamedTempFile> {
    tempfile::Builder::new()
        .prefix(&unfinished(path))
        .rand_bytes(RANDOM)
        .tempfile_in(folder_of(path))
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// Takes away what a process that was killed between [`begin`] and [`persist`] has left beside the file. Only for who
/// alone may replace it. What cannot be removed stays: it does no harm.
pub(crate) fn clear_unfinished(path: &Path) {
    let beginning = unfinished(path);
    let beginning = beginning.as_encoded_bytes();
    let entries = fs::read_dir(folder_of(path)).into_iter().flatten();
    for entry in entries.flatten() {
        let name = entry.file_name();
        let random = name.as_encoded_bytes().strip_prefix(beginning);
        // Another length: it is to replace another file, whose name begins like this one's.
        if random.is_some_and(|random| random.len() == RANDOM) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// How the names of files begin that are to replace another one.
fn unfinished(path: &Path) -> OsString {
    let mut name = OsString::from(".new-");
    name.push(path.file_name().unwrap_or_default());
    name.push("-");
    name
}

/// Gives a temporary file its name, in place of the file that has it.
///
/// # Errors
/// Of the operating system.
#[cfg(not(windows))]
pub(crate) fn persist(file: NamedTempFile, path: &Path) -> io::Result<()> {
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// Gives a temporary file its name, in place of the file that has it. Windows does not replace a file
/// while another program reads it (a collector, a virus scanner), which takes that moments.
///
/// # Errors
/// Of the operating system.
#[cfg(windows)]
pub(crate) fn persist(mut file: NamedTempFile, path: &Path) -> io::Result<()> {
    let mut attempts = 1;
    loop {
        match file.persist(path) {
            Ok(_) => return Ok(()),
            Err(refused) if attempts < 20 => file = refused.file,
            Err(refused) => return Err(refused.error),
        }
        attempts += 1;
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
}

/// Sees to it that a file of ours can be at a path: nothing is there, or a regular file. Looked at before it
/// is opened, which a pipe may block and a device may take for something to do. A symbolic link is none:
/// who planted it would choose the file.
///
/// # Errors
/// Anything else is there, or the operating system's.
pub(crate) fn check_regular(path: &Path) -> io::Result<()> {
    match fs::symlink_metadata(path) {
        Ok(found) if found.is_symlink() => Err(io::Error::new(
            ErrorKind::InvalidInput,
            "it is a symbolic link; give the path of the file itself",
        )),
        Ok(found) if !found.is_file() => Err(not_regular()),
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn not_regular() -> io::Error {
    io::Error::new(ErrorKind::InvalidInput, "it is not a regular file")
}

/// Opens a regular file, and never waits for anything else that is there.
///
/// # Errors
/// Of the operating system; it is no regular file.
pub(crate) fn open_regular(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    check_regular(path)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        // It may be another one by now.
        options.custom_flags(libc::O_NOFOLLOW | libc::O_NONBLOCK);
    }
    let file = options.open(path)?;
    match file.metadata()?.is_file() {
        true => Ok(file),
        false => Err(not_regular()),
    }
}

/// Sees to it that a file may be written or replaced: it begins as ours do, is empty, or is not there.
///
/// # Errors
/// It is somebody else's or no regular file, or the operating system's.
pub(crate) fn check_ours(path: &Path, is_ours: impl Fn(&[u8]) -> bool) -> io::Result<()> {
    /// Bytes of the beginning that are looked at.
    const BEGINNING: u64 = 64 * 1024;
    let file = match open_regular(OpenOptions::new().read(true), path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    let mut beginning = Vec::new();
    file.take(BEGINNING).read_to_end(&mut beginning)?;
    match beginning.is_empty() || is_ours(&beginning) {
        true => Ok(()),
        false => Err(io::Error::new(
            ErrorKind::InvalidInput,
            "another program's file is there, and stays as it is; choose another path",
        )),
    }
}

/// Whether a text begins so, or would if it had not been cut.
pub(crate) fn begins_with(text: &[u8], beginning: &[u8]) -> bool {
    text.starts_with(beginning) || beginning.starts_with(text)
}

/// Reads a file, `None` when there is none.
///
/// # Errors
/// Of the operating system; a file longer than `limit` bytes.
pub(crate) fn read_bounded(path: &Path, limit: usize) -> io::Result<Option<Vec<u8>>> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let mut bytes = Vec::new();
    file.take(limit as u64 + 1).read_to_end(&mut bytes)?;
    if bytes.len() > limit {
        return Err(io::Error::new(
            ErrorKind::InvalidData,
            format!("it is longer than {limit} bytes"),
        ));
    }
    Ok(Some(bytes))
}
