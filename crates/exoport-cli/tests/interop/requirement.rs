//! Programs that a test needs besides ExoPort itself.
//!
//! A machine that lacks one has the test reported as ignored, by name and with the reason; with
//! `EXOPORT_TEST_REQUIRE=all` that is a failure instead.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use crate::artifacts;
use crate::windows::build as windows_build;

/// Stands among the programs for "this test needs root": some daemons cannot be started without.
pub const ROOT: &str = "root";

/// Stands among the programs for "what this builds is there, and not older than its sources".
pub const WINDOWS_BUILD: &str = "packaging/build-windows";

/// Stands among the programs for "what packaging/build-packages runs is there": on PATH or in target/tools.
pub const PACKAGE_TOOLS: &str = "packaging/install-tools";

/// What of a need is missing, for the reason why a test is ignored; `None` where one of its alternatives is here.
pub fn missing(alternatives: &[&str]) -> Option<String> {
    if alternatives.contains(&WINDOWS_BUILD) {
        let problem = windows_build::problem()?;
        return Some(format!("{WINDOWS_BUILD} ({problem})"));
    }
    let found = alternatives.iter().any(|name| match *name {
        ROOT => is_root(),
        PACKAGE_TOOLS => has_package_tools(),
        program => find_program(program).is_some(),
    });
    (!found).then(|| alternatives.join(" or "))
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
