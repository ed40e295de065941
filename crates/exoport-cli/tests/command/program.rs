//! Starting the command.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

/// How one call of the command went.
#[derive(Debug)]
pub struct Answer {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

/// The command with its arguments, all three streams piped.
pub fn program(arguments: &[&str]) -> Command {
    prepared(Command::new(env!("CARGO_BIN_EXE_exoport")), arguments)
}

/// The same, and an interrupt ends it: who runs the tests in the background may have them ignore it, and
/// children inherit that. Where it can be had: by env of GNU coreutils.
#[cfg(unix)]
pub fn interruptible_program(arguments: &[&str]) -> Command {
    if !cfg!(target_os = "linux") {
        return program(arguments);
    }
    let mut through = Command::new("env");
    through.args(["--default-signal=INT", env!("CARGO_BIN_EXE_exoport")]);
    prepared(through, arguments)
}

fn prepared(mut command: Command, arguments: &[&str]) -> Command {
    command
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    // What the person who runs the tests likes must not change them.
    for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE"] {
        command.env_remove(name);
    }
    // Nor what that person has fetched: there is no such folder.
    command.env(
        "EXOPORT_DATA_FOLDER",
        env!("CARGO_TARGET_TMPDIR").to_owned() + "/no-data",
    );
    command.env_remove("EXOPORT_ENDPOINTS_URL");
    command
}

pub fn run(arguments: &[&str]) -> Answer {
    run_with_input(arguments, "")
}

/// Wrong use: exit code 2, this in the message, nothing on standard output.
pub fn refused(arguments: &[&str], part: &str) {
    let answer = run(arguments);
    assert_eq!(answer.code, Some(2), "{arguments:?}: {answer:?}");
    assert_eq!(answer.stdout, "", "{arguments:?}");
    assert!(
        answer.stderr.contains(part),
        "{arguments:?}: {}",
        answer.stderr
    );
}

pub fn run_with_input(arguments: &[&str], input: &str) -> Answer {
    let mut child = program(arguments).spawn().expect("exoport starts");
    let mut stdin = child.stdin.take().expect("piped");
    // Inputs here are smaller than any pipe's buffer; a command that reads none of it is fine.
    let _ = stdin.write_all(input.as_bytes());
    drop(stdin);
    answer(child)
}

pub fn answer(child: Child) -> Answer {
    let output = child.wait_with_output().expect("exoport ends");
    Answer {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).expect("UTF-8"),
        stderr: String::from_utf8(output.stderr).expect("UTF-8"),
    }
}

/// A file with this content, in the folder that cargo gives to tests.
pub fn file(name: &str, content: impl AsRef<[u8]>) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("command-{name}"));
    std::fs::write(&path, content).expect("a file in the target folder");
    path
}
