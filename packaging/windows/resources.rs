//! Part of both build scripts: what Explorer, Get-Item and software inventories show of exoport.dll and
//! exoport.exe.

use std::path::Path;

use embed_resource::{CompilationResult, ParamsMacrosAndIncludeDirs};

type Parameters<'a> = ParamsMacrosAndIncludeDirs<String, [String; 2], &'a Path, [&'a Path; 1]>;

/// Gives the macros of `version.rc`, and its folder, to `compile`, for Windows alone.
pub(crate) fn describe<'a>(
    folder: &'a Path,
    compile: impl FnOnce(Parameters<'a>) -> CompilationResult,
) {
    if std::env::var("CARGO_CFG_TARGET_OS").as_deref() != Ok("windows") {
        return;
    }
    println!("cargo::rerun-if-changed={}", folder.display());
    // The preprocessor makes a text of it: quotes would not survive every resource compiler's shell.
    let version = ["MAJOR", "MINOR", "PATCH"].map(|part| {
        std::env::var(format!("CARGO_PKG_VERSION_{part}")).unwrap_or_else(|_| "0".to_owned())
    });
    let macros = [
        format!("EXOPORT_FILE_VERSION={},0", version.join(",")),
        format!("EXOPORT_VERSION={}", env!("CARGO_PKG_VERSION")),
    ];
    match compile(ParamsMacrosAndIncludeDirs(macros, [folder])) {
        CompilationResult::Ok | CompilationResult::NotWindows => {}
        // It works without; packaging/build-windows has the compiler, and a test looks.
        CompilationResult::NotAttempted(missing) => {
            println!("cargo::warning=no version information: {missing} is missing");
        }
        CompilationResult::Failed(why) => println!("cargo::error={}: {why}", folder.display()),
    }
}
