//! What is in exoport.dll and exoport.exe: exports, imports, resources.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use libtest_mimic::Failed;

use crate::abi_client::end_of;
use crate::artifacts;

pub const OBJDUMP: &str = "x86_64-w64-mingw32-objdump";
pub const WINDRES: &str = "x86_64-w64-mingw32-windres";

/// DLLs that every Windows has which Rust supports (10, Server 2016 and later).
const OF_WINDOWS: &[&str] = &[
    "advapi32.dll",
    "bcrypt.dll",
    "bcryptprimitives.dll",
    "crypt32.dll",
    "iphlpapi.dll",
    "kernel32.dll",
    "ktmw32.dll",
    "msvcrt.dll",
    "ntdll.dll",
    "oleaut32.dll",
    "secur32.dll",
    "shell32.dll",
    "user32.dll",
    "userenv.dll",
    "ws2_32.dll",
];

fn library() -> PathBuf {
    artifacts::windows("library").join("exoport.dll")
}

fn command() -> PathBuf {
    artifacts::windows("command").join("exoport.exe")
}

/// The headers of a file, as objdump shows them.
fn headers(file: &Path) -> Result<String, Failed> {
    let ended = end_of(Command::new(OBJDUMP).arg("-p").arg(file))?;
    ended.expect_code(0)?;
    Ok(ended.output().to_owned())
}

/// The library exports the functions of exoport.h and nothing else; the command exports nothing.
pub fn exports() -> Result<(), Failed> {
    let header = std::fs::read_to_string(artifacts::repository().join("include/exoport.h"))?;
    let declared: BTreeSet<&str> = header
        .lines()
        .filter(|line| {
            line.starts_with("int32_t exoport_") || line.starts_with("uint32_t exoport_")
        })
        .filter_map(|line| line.split_once(' ')?.1.split_once('('))
        .map(|(name, _)| name)
        .collect();
    if declared.len() < 11 {
        return Err(format!("include/exoport.h declares only {declared:?}").into());
    }
    let shown = headers(&library())?;
    let exported = exported(&shown);
    if exported != declared {
        return Err(format!("exports {exported:?}, exoport.h declares {declared:?}").into());
    }
    let shown = headers(&command())?;
    match self::exported(&shown) {
        none if none.is_empty() => Ok(()),
        some => Err(format!("exoport.exe exports {some:?}").into()),
    }
}

fn exported(headers: &str) -> BTreeSet<&str> {
    headers
        .lines()
        .skip_while(|line| !line.starts_with("[Ordinal/Name Pointer] Table"))
        .skip(1)
        .take_while(|line| !line.trim().is_empty())
        .filter_map(|line| line.split_whitespace().last())
        .collect()
}

/// Nothing is needed but Windows: no runtime of mingw's, no DLL that has to be installed. And the library
/// opens no console window.
pub fn imports() -> Result<(), Failed> {
    for file in [library(), command()] {
        let shown = headers(&file)?;
        let needed: BTreeSet<String> = shown
            .lines()
            .filter_map(|line| line.trim().strip_prefix("DLL Name: "))
            .map(str::to_lowercase)
            .collect();
        if !needed.contains("crypt32.dll") || !needed.contains("ws2_32.dll") {
            return Err(format!("{}: these are not all: {needed:?}", file.display()).into());
        }
        let foreign: Vec<&String> = needed
            .iter()
            .filter(|name| !OF_WINDOWS.contains(&name.as_str()) && !name.starts_with("api-ms-win-"))
            .collect();
        if !foreign.is_empty() {
            return Err(format!("{} needs {foreign:?}", file.display()).into());
        }
    }
    let shown = headers(&library())?;
    for function in ["AllocConsole", "AttachConsole"] {
        if shown.lines().any(|line| line.ends_with(function)) {
            return Err(format!("exoport.dll can open a console: {function}").into());
        }
    }
    Ok(())
}

/// Version information says what the files are; the command runs as whoever starts it.
pub fn resources() -> Result<(), Failed> {
    let version = env!("CARGO_PKG_VERSION");
    let numbers = version
        .split(['-', '+'])
        .next()
        .unwrap_or(version)
        .replace('.', ", ");
    for (file, kind) in [(library(), "0x2"), (command(), "0x1")] {
        let script = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("resources-{kind}.rc"));
        // To a file: windres writes the manifest beside its standard output otherwise.
        end_of(
            Command::new(WINDRES)
                .args(["-J", "coff", "-O", "rc", "-i"])
                .arg(&file)
                .arg("-o")
                .arg(&script),
        )?
        .expect_code(0)?;
        let shown = String::from_utf8_lossy(&std::fs::read(&script)?).into_owned();
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        for line in [
            format!("FILEVERSION {numbers}, 0"),
            format!("PRODUCTVERSION {numbers}, 0"),
            format!("FILETYPE {kind}"),
            "VALUE \"ProductName\", \"ExoPort\"".to_owned(),
            format!("VALUE \"FileVersion\", \"{version}\""),
            format!("VALUE \"ProductVersion\", \"{version}\""),
            format!("VALUE \"OriginalFilename\", \"{name}\""),
        ] {
            if !shown.lines().any(|shown| shown.trim() == line) {
                return Err(format!("{name} has no {line}:\n{shown}").into());
            }
        }
    }
    let bytes = std::fs::read(command())?;
    let level = b"requestedExecutionLevel level=\"asInvoker\"";
    if bytes.windows(level.len()).any(|window| window == level) {
        Ok(())
    } else {
        Err("exoport.exe has no manifest".into())
    }
}
