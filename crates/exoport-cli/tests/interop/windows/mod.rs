//! The Windows build (packaging/build-windows), run by Wine: what is in the files, the C ABI, the command,
//! the Windows trust store. docs/windows.md says what this proves and what not.

pub mod build;
mod client;
mod command;
mod files;
mod trust;
mod unit_tests;
pub mod wine;

use crate::ExternalTest;
use crate::requirement::WINDOWS_BUILD;

/// What runs Windows programs; pwsh-windows brings its own way to Wine.
pub const WINE: &[&[&str]] = &[&[WINDOWS_BUILD], &["wine"], &[wine::COMPILER]];

/// Debian's packages of all that.
pub const PACKAGES: &str = "rustc-web cargo-web rust-web-src gcc-mingw-w64-x86-64 wine wine64; then packaging/build-windows";

/// The same for the module's tests.
pub const PACKAGES_WITH_POWERSHELL: &str = "rustc-web cargo-web rust-web-src gcc-mingw-w64-x86-64 wine wine64; then packaging/build-windows; pwsh-windows is a program that runs pwsh.exe of PowerShell for Windows under Wine";

const TOOLS: &[&[&str]] = &[&[WINDOWS_BUILD], &[files::OBJDUMP], &[files::WINDRES]];

/// The tests as `cargo test` lists them.
pub const TESTS: [ExternalTest; 10] = [
    ExternalTest {
        name: "windows::exports",
        needs: TOOLS,
        packages: PACKAGES,
        run: files::exports,
    },
    ExternalTest {
        name: "windows::imports",
        needs: TOOLS,
        packages: PACKAGES,
        run: files::imports,
    },
    ExternalTest {
        name: "windows::resources",
        needs: TOOLS,
        packages: PACKAGES,
        run: files::resources,
    },
    ExternalTest {
        name: "windows::unit_tests",
        needs: WINE,
        packages: PACKAGES,
        run: unit_tests::run,
    },
    ExternalTest {
        name: "windows::client_in_c",
        needs: WINE,
        packages: PACKAGES,
        run: client::client_in_c,
    },
    ExternalTest {
        name: "windows::panic_reaches_the_guard",
        needs: WINE,
        packages: PACKAGES,
        run: client::panic_reaches_the_guard,
    },
    ExternalTest {
        name: "windows::stays_loaded",
        needs: WINE,
        packages: PACKAGES,
        run: client::stays_loaded,
    },
    ExternalTest {
        name: "windows::demo",
        needs: WINE,
        packages: PACKAGES,
        run: command::demo,
    },
    ExternalTest {
        name: "windows::lab",
        needs: WINE,
        packages: PACKAGES,
        run: command::lab,
    },
    ExternalTest {
        name: "windows::trust_store",
        needs: WINE,
        packages: PACKAGES,
        run: trust::enterprise_root,
    },
];
