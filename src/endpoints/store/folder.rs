//! Where ExoPort keeps what it keeps for a user.
//!
//! By hand, not with the crate etcetera: its data folder on Windows is the roaming one (`%APPDATA%`), where a
//! cache must not travel; without HOME it asks the account database where the error names what to set; and it
//! reads the environment itself, so that the rules of other systems could not be tested here.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::{PoisonError, RwLock};

/// The environment variable that names the per-user data folder.
pub const DATA_FOLDER_VARIABLE: &str = "EXOPORT_DATA_FOLDER";

/// Why there is no data folder.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NoDataFolder(String);

/// What [`set_data_folder`] said last.
static CHOSEN: RwLock<Option<PathBuf>> = RwLock::new(None);

/// Chooses the data folder, or leaves the choice to the environment again.
pub(in crate::endpoints) fn choose_data_folder(folder: Option<&Path>) -> Result<(), NoDataFolder> {
    let folder = folder.map(|folder| absolute_only("the data folder", folder.to_owned()));
    *CHOSEN.write().unwrap_or_else(PoisonError::into_inner) = folder.transpose()?;
    Ok(())
}

fn absolute_only(what: &str, folder: PathBuf) -> Result<PathBuf, NoDataFolder> {
    match folder.is_absolute() {
        true => Ok(folder),
        false => Err(NoDataFolder(format!(
            "{what} is not an absolute path: {:?}",
            crate::text::sanitize(folder.to_string_lossy().as_bytes(), 200)
        ))),
    }
}

/// The per-user data folder, which need not exist: the one chosen by [`set_data_folder`](super::super::set_data_folder), else
/// `EXOPORT_DATA_FOLDER`, else
/// `%LOCALAPPDATA%\ExoPort` (Windows), `~/Library/Application Support/ExoPort` (macOS),
/// `$XDG_DATA_HOME/exoport` or `~/.local/share/exoport` (elsewhere; XDG Base Directory
/// Specification).
///
/// # Errors
/// `EXOPORT_DATA_FOLDER` is not an absolute path; or neither it nor what stands for it here is set.
pub fn data_folder() -> Result<PathBuf, NoDataFolder> {
    let chosen = CHOSEN.read().unwrap_or_else(PoisonError::into_inner);
    if let Some(folder) = &*chosen {
        return Ok(folder.clone());
    }
    choose(System::HERE, |name| std::env::var_os(name))
}

#[derive(Debug, Clone, Copy)]
enum System {
    Windows,
    MacOs,
    Other,
}

impl System {
    const HERE: System = if cfg!(windows) {
        System::Windows
    } else if cfg!(target_os = "macos") {
        System::MacOs
    } else {
        System::Other
    };
}

fn choose(
    system: System,
    variable: impl Fn(&str) -> Option<OsString>,
) -> Result<PathBuf, NoDataFolder> {
    let set = |name: &str| variable(name).filter(|value| !value.is_empty());
    if let Some(folder) = set(DATA_FOLDER_VARIABLE).map(PathBuf::from) {
        return absolute_only(DATA_FOLDER_VARIABLE, folder);
    }
    let absolute = |name: &str| {
        set(name)
            .map(PathBuf::from)
            .filter(|path| path.is_absolute())
    };
    let (found, wanted) = match system {
        System::Windows => (
            absolute("LOCALAPPDATA").map(|base| base.join("ExoPort")),
            "LOCALAPPDATA",
        ),
        System::MacOs => (
            absolute("HOME").map(|home| home.join("Library/Application Support/ExoPort")),
            "HOME",
        ),
        // A relative XDG_DATA_HOME is to be ignored, says the specification.
        System::Other => (
            absolute("XDG_DATA_HOME")
                .or_else(|| absolute("HOME").map(|home| home.join(".local/share")))
                .map(|base| base.join("exoport")),
            "HOME",
        ),
    };
    found.ok_or_else(|| {
        NoDataFolder(format!(
            "there is no per-user data folder: set {DATA_FOLDER_VARIABLE} or {wanted} to an absolute path"
        ))
    })
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn chosen(system: System, variables: &[(&str, &str)]) -> Result<PathBuf, NoDataFolder> {
        choose(system, |name| {
            let found = variables.iter().find(|(key, _)| *key == name);
            found.map(|(_, value)| OsString::from(value))
        })
    }

    #[test]
    fn the_folder_is_where_the_system_has_it() {
        for (system, variables, expected) in [
            (
                System::Other,
                &[("HOME", "/h")][..],
                "/h/.local/share/exoport",
            ),
            (
                System::Other,
                &[("HOME", "/h"), ("XDG_DATA_HOME", "/x")],
                "/x/exoport",
            ),
            (
                System::Other,
                &[("HOME", "/h"), ("XDG_DATA_HOME", "x")],
                "/h/.local/share/exoport",
            ),
            (
                System::Other,
                &[("HOME", "/h"), ("XDG_DATA_HOME", "")],
                "/h/.local/share/exoport",
            ),
            (
                System::MacOs,
                &[("HOME", "/h")],
                "/h/Library/Application Support/ExoPort",
            ),
            (System::Windows, &[("LOCALAPPDATA", "/l")], "/l/ExoPort"),
            (
                System::Windows,
                &[("LOCALAPPDATA", "/l"), (DATA_FOLDER_VARIABLE, "/own")],
                "/own",
            ),
        ] {
            assert_eq!(chosen(system, variables), Ok(PathBuf::from(expected)));
        }
    }

    #[test]
    fn without_a_place_the_error_says_what_to_set() {
        let error = chosen(System::Other, &[])
            .expect_err("nothing set")
            .to_string();
        assert!(error.contains("set EXOPORT_DATA_FOLDER or HOME"), "{error}");
        let error = chosen(
            System::Other,
            &[("HOME", "/h"), (DATA_FOLDER_VARIABLE, "own")],
        );
        assert!(
            error
                .expect_err("relative")
                .to_string()
                .contains("not an absolute path")
        );
    }
}
