//! The folders that a watch writes to.

use std::path::Path;

/// Looks for folders to which every user may write, and whose files every user may therefore replace; a
/// folder with the sticky bit (as /tmp has) is fine. Gives a warning; none where all is well.
///
/// # Errors
/// This is root, whom another user could lead to any file.
#[cfg(unix)]
pub(super) fn check<'a>(files: impl Iterator<Item = &'a Path>) -> Result<Option<String>, String> {
    use std::collections::BTreeSet;
    use std::os::unix::fs::PermissionsExt as _;

    /// Write access for others, and the sticky bit.
    const OTHERS: u32 = 0o002;
    const STICKY: u32 = 0o1000;
    let open: BTreeSet<String> = files
        .filter_map(|file| std::path::absolute(file).ok())
        .filter_map(|file| Some(file.parent()?.to_owned()))
        .filter(|folder| {
            let found = std::fs::metadata(folder);
            found.is_ok_and(|found| found.permissions().mode() & (OTHERS | STICKY) == OTHERS)
        })
        .map(|folder| crate::text::sanitize(folder.display().to_string().as_bytes(), 300))
        .collect();
    if open.is_empty() {
        return Ok(None);
    }
    let folders: Vec<String> = open.into_iter().collect();
    let why = format!(
        "every user may write to {}, and could replace the files of the watch; take that right away (chmod o-w), or \
         choose another folder",
        folders.join(", ")
    );
    match crate::os::unix::is_root() {
        true => Err(why),
        false => Ok(Some(why)),
    }
}

/// The rights of folders are not looked at on Windows.
#[cfg(not(unix))]
pub(super) fn check<'a>(_: impl Iterator<Item = &'a Path>) -> Result<Option<String>, String> {
    Ok(None)
}
