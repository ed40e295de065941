//! What packaging/build-packages makes: built once for these tests (quickly: profile dev), then used as its
//! receivers use it.

mod archives;
mod development;
mod inventory;
mod module;
mod native;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use libtest_mimic::Failed;

use crate::ExternalTest;
use crate::abi_client::{Ended, end_of};
use crate::artifacts;
use crate::requirement::{PACKAGE_TOOLS, WINDOWS_BUILD};
use crate::windows::{self, wine};

const PACKAGES: &str = "zip unzip jq cmake pkg-config gcc binutils; then packaging/install-tools";

/// What the build needs.
const BUILD: &[&[&str]] = &[&[PACKAGE_TOOLS], &["zip"], &["jq"], &["unzip"]];

/// The tests as `cargo test` lists them.
pub const TESTS: [ExternalTest; 13] = [
    test("packages::sums_hold", BUILD, archives::sums_hold),
    test(
        "packages::same_bytes_again",
        BUILD,
        archives::same_bytes_again,
    ),
    test(
        "packages::nupkg_is_an_opc_package",
        BUILD,
        archives::nupkg_is_an_opc_package,
    ),
    test(
        "packages::nuspec_names_every_function",
        BUILD,
        archives::nuspec_names_every_function,
    ),
    test(
        "packages::bills_name_every_crate",
        BUILD,
        inventory::bills_name_every_crate,
    ),
    test(
        "packages::notices_cover_every_crate",
        BUILD,
        inventory::notices_cover_every_crate,
    ),
    test(
        "packages::library_is_what_is_shipped",
        &[&[PACKAGE_TOOLS], &["zip"], &["jq"], &["nm"]],
        inventory::library_is_what_is_shipped,
    ),
    test(
        "packages::wrong_files_are_refused",
        BUILD,
        native::wrong_files_are_refused,
    ),
    test(
        "packages::module_from_a_path_with_spaces",
        &[&[PACKAGE_TOOLS], &["zip"], &["jq"], &["unzip"], &["pwsh"]],
        module::from_a_path_with_spaces,
    ),
    test(
        "packages::module_pester",
        &[&[PACKAGE_TOOLS], &["zip"], &["jq"], &["unzip"], &["pwsh"]],
        module::pester,
    ),
    test(
        "packages::development_with_pkg_config",
        &[
            &[PACKAGE_TOOLS],
            &["zip"],
            &["jq"],
            &["unzip"],
            &["cc"],
            &["pkg-config"],
        ],
        development::with_pkg_config,
    ),
    test(
        "packages::development_with_cmake",
        &[
            &[PACKAGE_TOOLS],
            &["zip"],
            &["jq"],
            &["unzip"],
            &["cc"],
            &["cmake"],
        ],
        development::with_cmake,
    ),
    test(
        "packages::development_for_windows",
        &[
            &[WINDOWS_BUILD],
            &[PACKAGE_TOOLS],
            &["zip"],
            &["jq"],
            &["unzip"],
            &["cmake"],
            &["wine"],
            &[wine::COMPILER],
        ],
        development::for_windows,
    ),
];

const fn test(
    name: &'static str,
    needs: &'static [&'static [&'static str]],
    run: fn() -> Result<(), Failed>,
) -> ExternalTest {
    ExternalTest {
        name,
        needs,
        packages: PACKAGES,
        run,
    }
}

/// The version of all packages.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The folder of packages, built when the first test asks.
fn packages() -> Result<&'static Path, Failed> {
    static BUILT: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    BUILT
        .get_or_init(|| {
            let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("packages");
            build(&folder, &[])
                .and_then(|ended| ended.expect_code(0))
                .map_err(|error| error.message().unwrap_or("failed").to_owned())?;
            Ok(folder)
        })
        .as_deref()
        .map_err(Failed::from)
}

/// Runs packaging/build-packages. What was built for Windows is taken and not built again, because other
/// tests use it at the same time.
fn build(output: &Path, options: &[String]) -> Result<Ended, Failed> {
    let mut command = Command::new(artifacts::repository().join("packaging/build-packages"));
    command
        .args(["--profile", "dev", "--output"])
        .arg(output)
        .args(options);
    if options.is_empty() {
        command.args(["--rid", HOST_RID]);
        if windows::build::problem().is_none() {
            for (option, file) in [
                ("--library", "library/exoport.dll"),
                ("--command", "command/exoport.exe"),
            ] {
                let file = artifacts::windows(file);
                command.args([option, &format!("win-x64={}", file.display())]);
            }
        }
    }
    end_of(outside_cargo(&mut command))
}

/// The system of these tests, as packages name it.
const HOST_RID: &str = if cfg!(target_arch = "aarch64") {
    "linux-arm64"
} else {
    "linux-x64"
};

/// Takes away what `cargo test` sets for a test: build scripts would see other values than in the last build
/// and be run again, and programs would find the library of these tests.
fn outside_cargo(command: &mut Command) -> &mut Command {
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        let of_the_test = ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_"]
            .iter()
            .any(|start| text.starts_with(start))
            || [
                "CARGO_CRATE_NAME",
                "CARGO_TARGET_TMPDIR",
                "CARGO_PRIMARY_PACKAGE",
                "OUT_DIR",
                "LD_LIBRARY_PATH",
            ]
            .contains(&&*text);
        if of_the_test {
            command.env_remove(name);
        }
    }
    command
}

/// A folder of this name with nothing in it.
fn clean_folder(name: &str) -> Result<PathBuf, Failed> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("packages-used")
        .join(name);
    if folder.exists() {
        std::fs::remove_dir_all(&folder)?;
    }
    std::fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// Unpacks one of the packages.
fn unpack(package: &str, folder: &Path) -> Result<(), Failed> {
    end_of(
        Command::new("unzip")
            .arg("-q")
            .arg(packages()?.join(package))
            .arg("-d")
            .arg(folder),
    )?
    .expect_code(0)
}

/// What a program prints; it must end well.
fn printed(command: &mut Command) -> Result<String, Failed> {
    let ended = end_of(command)?;
    ended.expect_code(0)?;
    Ok(ended.output().to_owned())
}
