//! Programs that a test needs besides ExoPort itself.
//!
//! A machine that lacks one has the test reported as ignored, by name and with the reason; with
//! `EXOPORT_TEST_REQUIRE=all` that is a failure instead.

use std::env;
use std::path::{Path, PathBuf};

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
