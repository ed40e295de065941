//! What cargo built for these tests: the shared library and the command.

use std::path::PathBuf;

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
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}
