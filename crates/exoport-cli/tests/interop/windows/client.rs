//! The DLL from programs in C.

use std::path::PathBuf;
use std::process::Command;

use libtest_mimic::Failed;

use super::wine::{compile, path, source, wine};
use crate::abi_client::{self, Platform, SilentPort, end_of};
use crate::artifacts;

fn client() -> Result<PathBuf, Failed> {
    let library = artifacts::windows("library");
    compile(
        &artifacts::repository().join("crates/exoport-cli/tests/interop/c/client.c"),
        "client.exe",
        &[
            "-L",
            &library.display().to_string(),
            "-lexoport",
            "-lshell32",
        ],
    )
}

/// A command that runs the example client for Windows.
pub fn command() -> Result<impl Fn() -> Command, Failed> {
    let program = client()?;
    // The first makes what all need; after that it cannot fail.
    wine(&program)?;
    Ok(move || wine(&program).unwrap_or_else(|_| Command::new("wine")))
}

/// The example client does on Windows what it does elsewhere, against the lab of the kernel's own system.
pub fn client_in_c() -> Result<(), Failed> {
    abi_client::exercise_on(Platform::Wine, command()?)
}

fn loading() -> Result<PathBuf, Failed> {
    compile(&source("loading.c"), "loading.exe", &[])
}

/// The panic of a test export becomes EXOPORT_INTERNAL: unwinding works and ends at the guard.
pub fn panic_reaches_the_guard() -> Result<(), Failed> {
    let library = artifacts::windows("panic-test").join("exoport.dll");
    end_of(wine(&loading()?)?.arg("panic").arg(path(&library)))?.expect_code(0)
}

/// FreeLibrary cannot take the code away from under the probing threads.
pub fn stays_loaded() -> Result<(), Failed> {
    let library = artifacts::windows("library").join("exoport.dll");
    let silent = SilentPort::new()?;
    end_of(
        wine(&loading()?)?
            .arg("unload")
            .arg(path(&library))
            .arg(silent.target("silent")?),
    )?
    .expect_code(0)
}
