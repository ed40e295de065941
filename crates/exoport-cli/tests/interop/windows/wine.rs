//! Programs for Windows, compiled by mingw and run by Wine.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use libtest_mimic::Failed;

use crate::abi_client::end_of;
use crate::artifacts;

/// mingw's C compiler.
pub const COMPILER: &str = "x86_64-w64-mingw32-gcc";

/// Where these tests put what they make, Wine's own folder among it.
fn folder() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("windows")
}

/// A file or folder as Windows programs under Wine name it: `/` is drive Z.
pub fn path(path: &Path) -> String {
    format!("Z:{}", path.display()).replace('/', "\\")
}

/// A C source file of this folder as a program, compiled without a single warning.
pub fn compile(source: &Path, name: &str, options: &[&str]) -> Result<PathBuf, Failed> {
    std::fs::create_dir_all(folder())?;
    let program = folder().join(name);
    end_of(
        Command::new(COMPILER)
            .args([
                "-std=c11",
                "-Wall",
                "-Wextra",
                "-Werror",
                "-pedantic",
                "-static-libgcc",
            ])
            .arg("-I")
            .arg(artifacts::repository().join("include"))
            .arg(source)
            .arg("-o")
            .arg(&program)
            .args(options),
    )?
    .expect_code(0)?;
    Ok(program)
}

/// A C source file beside this one.
pub fn source(name: &str) -> PathBuf {
    artifacts::repository()
        .join("crates/exoport-cli/tests/interop/windows")
        .join(name)
}

/// What a program needs to run under Wine with this build's DLLs: Wine's folder made, the stand-in for
/// the DLL that Wine 8 lacks compiled.
///
/// # Errors
/// Wine or mingw fails.
pub fn prepared(command: &mut Command) -> Result<&mut Command, Failed> {
    static PREPARED: OnceLock<Result<String, String>> = OnceLock::new();
    let search_path = PREPARED
        .get_or_init(|| prepare().map_err(|error| error.message().unwrap_or("failed").to_owned()))
        .as_ref()
        .map_err(Failed::from)?;
    environment(command);
    // Wine's own addition to PATH: where DLLs are found that are not beside their program.
    Ok(command.env("WINEPATH", search_path))
}

/// A command that runs a Windows program.
pub fn wine(program: &Path) -> Result<Command, Failed> {
    let mut command = Command::new("wine");
    prepared(&mut command)?.arg(program);
    Ok(command)
}

fn environment(command: &mut Command) {
    command
        .env("WINEPREFIX", folder().join("wine"))
        .env("WINEARCH", "win64")
        .env("WINEDEBUG", "-all")
        // Arguments go through the character set of the locale.
        .env("LC_ALL", "C.UTF-8");
}

fn prepare() -> Result<String, Failed> {
    let stand_in = folder().join("stand-in");
    std::fs::create_dir_all(&stand_in)?;
    compile(
        &source("prng.c"),
        "stand-in/bcryptprimitives.dll",
        &["-shared", "-ladvapi32"],
    )?;
    let mut boot = Command::new("wine");
    environment(&mut boot);
    // No offer to fetch .NET and a browser.
    boot.env("WINEDLLOVERRIDES", "mscoree=;mshtml=");
    end_of(boot.args(["wineboot", "--init"]))?.expect_code(0)?;
    Ok(format!(
        "{};{}",
        path(&stand_in),
        path(&artifacts::windows("library"))
    ))
}
