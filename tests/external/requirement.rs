//! Programs that a test needs besides ExoPort itself.
//!
//! A machine that lacks one has the test reported as ignored, by name and with the reason; with
//! `EXOPORT_TEST_REQUIRE=all` that is a failure instead.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Stands among the programs for "this test needs root": some daemons cannot be started without.
pub const ROOT: &str = "root";

/// Whether a program is here, or for [`ROOT`], whether this is root.
pub fn is_met(name: &str) -> bool {
    if name == ROOT {
        is_root()
    } else {
        find_program(name).is_some()
    }
}

/// Whether this process may do everything.
pub fn is_root() -> bool {
    id("-u").is_some_and(|number| number == "0")
}

/// The user that runs this.
pub fn user_name() -> Option<String> {
    id("-un")
}

/// That user's group.
pub fn group_name() -> Option<String> {
    id("-gn")
}

fn id(option: &str) -> Option<String> {
    let output = Command::new("id").arg(option).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// A program found on this machine.
pub fn find_program(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    // Daemons live in sbin, which is not on every user's PATH.
    env::split_paths(&path)
        .chain(["/usr/sbin".into(), "/usr/local/sbin".into()])
        .map(|folder| folder.join(name))
        .find(|candidate| is_executable(candidate))
}

fn is_executable(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    path.metadata()
        .is_ok_and(|data| data.is_file() && data.permissions().mode() & 0o111 != 0)
}

/// Whether a missing program is a failure.
pub fn everything_is_required() -> bool {
    env::var("EXOPORT_TEST_REQUIRE").is_ok_and(|value| value == "all")
}
