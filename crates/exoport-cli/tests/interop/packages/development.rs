//! The C development zips, each used from a clean folder by the means that it offers.

use std::path::{Path, PathBuf};
use std::process::Command;

use libtest_mimic::Failed;

use super::{HOST_RID, VERSION, clean_folder, outside_cargo, printed, unpack};
use crate::abi_client::{OpenPort, end_of, expect_tags};
use crate::windows::wine;

/// Prints the library's version.
const PROGRAM: &str = r#"#include <stdio.h>
#include "exoport.h"
int main(void) {
    char text[64];
    uint32_t length = 0;
    if (exoport_version((uint8_t *)text, sizeof text, &length) != EXOPORT_OK) {
        return 1;
    }
    printf("%.*s\n", (int)length, text);
    return 0;
}
"#;

/// The zip for a system in a clean folder: that folder, and where it was unpacked to.
fn unpacked(name: &str, rid: &str) -> Result<(PathBuf, PathBuf), Failed> {
    let folder = clean_folder(name)?;
    let package = format!("exoport-dev-{VERSION}-{rid}");
    unpack(&format!("{package}.zip"), &folder)?;
    std::fs::write(folder.join("version.c"), PROGRAM)?;
    let prefix = folder.join(package);
    Ok((folder, prefix))
}

/// A program says the version that the package has.
fn says_version(command: &mut Command) -> Result<(), Failed> {
    let said = printed(command)?;
    if said.trim_end() == VERSION {
        Ok(())
    } else {
        Err(format!("{command:?} says {said:?}").into())
    }
}

/// `cc program.c $(pkg-config --cflags --libs exoport)`, also from a path with spaces.
pub fn with_pkg_config() -> Result<(), Failed> {
    for name in ["pkg-config", "pkg config"] {
        let (folder, prefix) = unpacked(name, HOST_RID)?;
        let library = prefix.join("lib");
        let mut pkg_config = Command::new("pkg-config");
        pkg_config.env("PKG_CONFIG_PATH", library.join("pkgconfig"));
        let version = printed(pkg_config.args(["--modversion", "exoport"]))?;
        if version.trim_end() != VERSION {
            return Err(format!("pkg-config says {version:?}").into());
        }
        // As a Makefile does it: the shell takes the flags apart.
        let mut shell = Command::new("sh");
        shell
            .args(["-euc", "eval \"cc -std=c11 -Wall -Wextra -Werror -o version version.c $(pkg-config --cflags --libs exoport)\""])
            .env("PKG_CONFIG_PATH", library.join("pkgconfig"))
            .current_dir(&folder);
        end_of(outside_cargo(&mut shell))?.expect_code(0)?;
        let mut program = Command::new(folder.join("version"));
        says_version(outside_cargo(&mut program).env("LD_LIBRARY_PATH", &library))?;
    }
    Ok(())
}

/// Configures and builds the example that the package brings, with this program added to it.
fn build_example(folder: &Path, prefix: &Path, options: &[String]) -> Result<PathBuf, Failed> {
    let source = folder.join("source");
    std::fs::create_dir(&source)?;
    for file in ["CMakeLists.txt", "client.c"] {
        std::fs::copy(
            prefix.join("share/exoport/example").join(file),
            source.join(file),
        )?;
    }
    std::fs::copy(folder.join("version.c"), source.join("version.c"))?;
    let mut lists = std::fs::read_to_string(source.join("CMakeLists.txt"))?;
    lists.push_str(
        "add_executable(version version.c)\ntarget_link_libraries(version exoport::exoport)\n",
    );
    std::fs::write(source.join("CMakeLists.txt"), lists)?;
    let built = folder.join("build");
    let mut configure = Command::new("cmake");
    configure
        .arg("-S")
        .arg(&source)
        .arg("-B")
        .arg(&built)
        .arg(format!("-DCMAKE_PREFIX_PATH={}", prefix.display()))
        .args(options);
    end_of(outside_cargo(&mut configure))?.expect_code(0)?;
    let mut build = Command::new("cmake");
    build.arg("--build").arg(&built);
    end_of(outside_cargo(&mut build))?.expect_code(0)?;
    Ok(built)
}

/// `find_package(exoport CONFIG)`; the programs find the library by themselves, and probe.
pub fn with_cmake() -> Result<(), Failed> {
    let (folder, prefix) = unpacked("with cmake", HOST_RID)?;
    let built = build_example(&folder, &prefix, &[])?;
    says_version(outside_cargo(&mut Command::new(built.join("version"))))?;
    let open_port = OpenPort::new()?;
    let mut client = Command::new(built.join("client"));
    let ended = end_of(
        outside_cargo(&mut client)
            .arg("{}")
            .arg(open_port.target("cmake")),
    )?;
    ended.expect_code(0)?;
    expect_tags(&ended.records()?, &["cmake"])?;
    // A program that wants a later version is told so when it is configured.
    let lists = folder.join("source/CMakeLists.txt");
    let text = std::fs::read_to_string(&lists)?;
    std::fs::write(
        &lists,
        text.replace(&format!("exoport {VERSION}"), "exoport 99.0.0"),
    )?;
    let mut configure = Command::new("cmake");
    configure
        .arg("-S")
        .arg(folder.join("source"))
        .arg("-B")
        .arg(folder.join("build-later"))
        .arg(format!("-DCMAKE_PREFIX_PATH={}", prefix.display()));
    end_of(outside_cargo(&mut configure))?.expect_error("compatible with requested version")
}

/// The same for Windows, with mingw's compiler and the import library, run by Wine.
pub fn for_windows() -> Result<(), Failed> {
    let (folder, prefix) = unpacked("for windows", "win-x64")?;
    let built = build_example(
        &folder,
        &prefix,
        &[
            "-DCMAKE_SYSTEM_NAME=Windows".to_owned(),
            format!("-DCMAKE_C_COMPILER={}", wine::COMPILER),
        ],
    )?;
    // Windows looks for DLLs beside the program first.
    std::fs::copy(prefix.join("bin/exoport.dll"), built.join("exoport.dll"))?;
    let mut program = wine::wine(&built.join("version.exe"))?;
    says_version(&mut program)
}
