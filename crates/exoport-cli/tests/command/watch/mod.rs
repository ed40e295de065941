//! `exoport watch` against the lab.

mod kill;
mod life;
mod sinks;

use std::path::{Path, PathBuf};
use std::process::Child;

use serde_json::Value;

use super::lab::lab;
use super::program::{Answer, answer, program};

/// A watch with a folder of its own.
struct Watch {
    folder: tempfile::TempDir,
}

impl Watch {
    fn new() -> Self {
        let folder = tempfile::Builder::new()
            .prefix("watch-")
            .tempdir_in(env!("CARGO_TARGET_TMPDIR"))
            .expect("a folder");
        Self { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn state_path(&self) -> PathBuf {
        self.path("state.json")
    }

    /// What is in the state's file; `None` without one. It is whole, whatever has happened.
    fn state(&self) -> Option<Value> {
        let text = match std::fs::read(self.state_path()) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return None,
            Err(error) => panic!("{error}"),
        };
        Some(serde_json::from_slice(&text).expect("a whole state"))
    }

    /// The names of the files in the folder, sorted.
    fn files(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.folder.path()).expect("folder");
        let mut names: Vec<String> = entries
            .map(|entry| {
                entry
                    .expect("entry")
                    .file_name()
                    .into_string()
                    .expect("UTF-8")
            })
            .collect();
        names.sort();
        names
    }

    /// Starts one round of two scenarios; IMAP leads to this case of the lab.
    fn start(&self, imap: &str, more: &[&str]) -> Child {
        let (lab, state) = (lab(), self.state_path());
        let mut arguments: Vec<&str> =
            vec!["watch", "--scenario", "imap,pop", "--state", text(&state)];
        arguments.extend(["--no-cname-chain", "--ca-file", lab.roots()]);
        arguments.extend(["--timeout", "5", "--connect-timeout", "2"]);
        let led = [
            (993, imap),
            (995, "healthy-pop"),
            (443, "healthy-web"),
            (587, "healthy-submission"),
        ];
        let led = led.map(|(port, case)| lab.lead(port, case));
        arguments.extend(led.iter().flatten().map(String::as_str));
        arguments.extend(more);
        let mut child = program(&arguments).spawn().expect("exoport starts");
        drop(child.stdin.take());
        child
    }

    fn run(&self, imap: &str, more: &[&str]) -> Answer {
        answer(self.start(imap, more))
    }
}

const WELL: &str = "healthy-imap";
const FAULT: &str = "reset-in-handshake";
/// Tells at once.
const AT_ONCE: [&str; 4] = ["--confirm-failure", "1", "--confirm-recovery", "1"];

fn text(path: &Path) -> &str {
    path.to_str().expect("UTF-8")
}

fn lines(text: &str) -> Vec<Value> {
    text.lines()
        .map(|line| serde_json::from_str(line).expect("a line of JSON"))
        .collect()
}

fn of_kind(lines: &[Value], kind: &str) -> Vec<Value> {
    let those = lines.iter().filter(|line| line["kind"] == kind);
    those.cloned().collect()
}
