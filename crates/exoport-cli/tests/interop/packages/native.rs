//! What packaging/build-packages does not take.

use std::path::Path;

use libtest_mimic::Failed;

use super::{HOST_RID, build, clean_folder, packages};
use crate::artifacts;

/// A file that is not for its RID, no library or nothing of the kind is refused by name, and nothing is left.
pub fn wrong_files_are_refused() -> Result<(), Failed> {
    let folder = clean_folder("refused")?;
    let library = artifacts::library_folder().join("libexoport.so");
    let text = artifacts::repository().join("Cargo.toml");
    let short = folder.join("short.dll");
    // A DOS header that leads past the end of the file.
    std::fs::write(&short, [b"MZ".as_slice(), &[0xff; 62]].concat())?;
    let other = if HOST_RID == "linux-x64" {
        "linux-arm64"
    } else {
        "linux-x64"
    };
    let cases: [(&str, &str, &Path, i32, &str); 7] = [
        (
            "--library",
            "win-x64",
            &library,
            1,
            "is not a library for win-x64: it is linux-",
        ),
        (
            "--library",
            other,
            &library,
            1,
            "is not a library for linux-",
        ),
        ("--library", HOST_RID, &artifacts::command(), 1, "command"),
        (
            "--library",
            "osx-arm64",
            &text,
            1,
            "not a native library or program",
        ),
        (
            "--library",
            "win-arm64",
            &short,
            1,
            "is not a library for win-arm64",
        ),
        ("--library", "amiga-m68k", &library, 2, "is not a known RID"),
        (
            "--library",
            HOST_RID,
            &folder.join("absent"),
            1,
            "no such file",
        ),
    ];
    let output = folder.join("output");
    for (option, rid, file, code, text) in cases {
        let given = format!("{rid}={}", file.display());
        let ended = build(&output, &[option.to_owned(), given])?;
        ended.expect_code(code)?;
        ended.expect_error(text)?;
        if output.exists() || folder.join("output.unfinished").exists() {
            return Err(format!("something is left of {rid}").into());
        }
    }
    // A folder that is not one of packages is not replaced.
    std::fs::create_dir(&output)?;
    std::fs::write(output.join("precious"), "")?;
    let made = packages()?.join(format!(
        "ExoPort/{}/runtimes/{HOST_RID}/native/libexoport.so",
        super::VERSION
    ));
    let given = format!("{HOST_RID}={}", made.display());
    let ended = build(&output, &["--library".to_owned(), given])?;
    ended.expect_code(1)?;
    ended.expect_error("contains something other than packages")?;
    if output.join("precious").exists() {
        Ok(())
    } else {
        Err("a folder of something else was replaced".into())
    }
}
