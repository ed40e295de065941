//! Whether the Windows build (packaging/build-windows) is there and was made of these sources.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::SystemTime;

use crate::artifacts;

/// What the tests take of it.
const BUILT: [&str; 7] = [
    "library/exoport.dll",
    "library/libexoport.dll.a",
    "panic-test/exoport.dll",
    "command/exoport.exe",
    "unit-tests/exoport.exe",
    "unit-tests/exoport_cli.exe",
    "unit-tests/exoport_lab.exe",
];

/// What it is made of.
const SOURCES: [&str; 7] = [
    "src",
    "crates",
    "packaging/build-windows",
    "packaging/windows",
    "build.rs",
    "Cargo.toml",
    "Cargo.lock",
];

/// A file and when it was last changed.
type Dated = (SystemTime, PathBuf);

/// Why the Windows build is of no use; `None` where it is. Looked at once: the tests that need it are many.
pub fn problem() -> Option<&'static str> {
    static PROBLEM: OnceLock<Option<String>> = OnceLock::new();
    PROBLEM.get_or_init(find_problem).as_deref()
}

fn find_problem() -> Option<String> {
    let mut built: Vec<Dated> = Vec::new();
    for part in BUILT {
        let file = artifacts::windows(part);
        match dated(&file) {
            Some(found) => built.push(found),
            None => return Some(format!("there is no {}", shown(&file))),
        }
    }
    let sources = SOURCES
        .iter()
        .filter_map(|source| newest_below(&artifacts::repository().join(source)));
    outdated(built.into_iter().min()?, sources.max()?)
}

fn outdated(oldest: Dated, newest: Dated) -> Option<String> {
    let ((built, file), (changed, source)) = (oldest, newest);
    let (file, source) = (shown(&file), shown(&source));
    (built < changed).then(|| format!("{file} is older than {source}: run it again"))
}

/// A file of the repository by its name there.
fn shown(file: &Path) -> String {
    let inside = file.strip_prefix(artifacts::repository());
    inside.unwrap_or(file).display().to_string()
}

fn dated(file: &Path) -> Option<Dated> {
    let changed = file.metadata().ok()?.modified().ok()?;
    Some((changed, file.to_owned()))
}

/// The one of a file, or of all files below a folder, that was changed last.
fn newest_below(path: &Path) -> Option<Dated> {
    let Ok(entries) = path.read_dir() else {
        return dated(path);
    };
    entries
        .filter_map(|entry| newest_below(&entry.ok()?.path()))
        .max()
}
