//! What was built for these tests: by cargo the shared library and the command, by
//! packaging/build-windows the same for Windows.

use std::path::{Path, PathBuf};

/// The command `exoport`.
pub fn command() -> PathBuf {
    PathBuf::from(env!("CARGO_BIN_EXE_exoport"))
}

/// The folder that holds `libexoport.so` (`libexoport.dylib`, `exoport.dll`).
///
/// # Panics
/// When cargo put it somewhere else: the test cannot go on then.
pub fn library_folder() -> PathBuf {
    let name = format!(
        "{}exoport{}",
        std::env::consts::DLL_PREFIX,
        std::env::consts::DLL_SUFFIX
    );
    let own = std::env::current_exe().expect("path of this test");
    let folder = own
        .ancestors()
        .skip(1)
        .find(|folder| folder.join(&name).is_file());
    match folder {
        Some(folder) => folder.to_owned(),
        None => panic!("{name} is not beside {}", own.display()),
    }
}

/// The repository's root.
pub fn repository() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2);
    root.expect("two folders up").to_owned()
}

/// A part of the Windows build: `library`, `panic-test`, `command`, `unit-tests`. `EXOPORT_WINDOWS_BUILD` names another
/// folder than that of a debug build.
pub fn windows(part: &str) -> PathBuf {
    let folder = std::env::var_os("EXOPORT_WINDOWS_BUILD")
        .map_or_else(|| repository().join("target/windows/debug"), PathBuf::from);
    folder.join(part)
}
