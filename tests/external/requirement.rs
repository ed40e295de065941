//! Programs that a test needs besides ExoPort itself.
//!
//! A machine that lacks one has the test reported as ignored, by name and with the reason; with
//! `EXOPORT_TEST_REQUIRE=all` that is a failure instead.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::time::SystemTime;

use crate::artifacts;

/// Stands among the programs for "this test needs root": some daemons cannot be started without.
pub const ROOT: &str = "root";

/// Stands among the programs for "what this builds is there, and not older than its sources".
pub const WINDOWS_BUILD: &str = "packaging/build-windows";

/// Stands among the programs for "what packaging/build-packages runs is there": on PATH or in target/tools.
pub const PACKAGE_TOOLS: &str = "packaging/install-tools";

/// Whether a program is here, or for [`ROOT`], whether this is root, or for [`WINDOWS_BUILD`], whether it
/// was run, or for [`PACKAGE_TOOLS`], whether they are installed.
pub fn is_met(name: &str) -> bool {
    match name {
        ROOT => is_root(),
        WINDOWS_BUILD => is_built_for_windows(),
        PACKAGE_TOOLS => has_package_tools(),
        program => find_program(program).is_some(),
    }
}

fn has_package_tools() -> bool {
    static PRESENT: OnceLock<bool> = OnceLock::new();
    *PRESENT.get_or_init(|| {
        Command::new(artifacts::repository().join(PACKAGE_TOOLS))
            .args(["--check", "cargo-about", "cargo-cyclonedx"])
            .output()
            .is_ok_and(|output| output.status.success())
    })
}

fn is_built_for_windows() -> bool {
    let built = [
        "library/exoport.dll",
        "library/libexoport.dll.a",
        "panic-test/exoport.dll",
        "command/exoport.exe",
        "unit-tests/exoport-tests.exe",
    ];
    let oldest = built
        .map(|file| modified(&artifacts::windows(file)))
        .into_iter()
        .min()
        .flatten();
    let sources = [
        "src",
        "packaging/windows",
        "build.rs",
        "Cargo.toml",
        "Cargo.lock",
    ];
    let newest = sources
        .iter()
        .filter_map(|source| newest_below(&artifacts::repository().join(source)))
        .max();
    oldest.is_some() && oldest >= newest
}

fn modified(path: &Path) -> Option<SystemTime> {
    path.metadata().ok()?.modified().ok()
}

/// When the last of a file, or of all files below a folder, was changed.
fn newest_below(path: &Path) -> Option<SystemTime> {
    let Ok(entries) = path.read_dir() else {
        return modified(path);
    };
    entries
        .filter_map(|entry| newest_below(&entry.ok()?.path()))
        .max()
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
