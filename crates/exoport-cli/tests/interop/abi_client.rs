//! What every client of the C ABI is put through, whatever its language: the clients take the same
//! arguments and print the same things.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::io::Write;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;

use libtest_mimic::Failed;
use serde_json::{Value, json};

use crate::{artifacts, lab};

/// A port on loopback that takes every connection and closes it.
pub struct OpenPort {
    address: SocketAddr,
    closing: Arc<AtomicBool>,
    accepting: Option<JoinHandle<()>>,
}

impl OpenPort {
    pub fn new() -> Result<Self, Failed> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?;
        let closing = Arc::new(AtomicBool::new(false));
        let stop = Arc::clone(&closing);
        let accepting = std::thread::spawn(move || {
            while !stop.load(Ordering::Acquire) {
                // A connection that broke off before it was accepted does not matter.
                drop(listener.accept());
            }
        });
        Ok(Self {
            address,
            closing,
            accepting: Some(accepting),
        })
    }

    /// A target that only connects.
    pub fn target(&self, tag: &str) -> String {
        target(self.address, "none", tag)
    }
}

impl Drop for OpenPort {
    fn drop(&mut self) {
        self.closing.store(true, Ordering::Release);
        // One more connection wakes the thread, so that it sees that.
        drop(TcpStream::connect(self.address));
        if let Some(accepting) = self.accepting.take() {
            accepting.join().expect("the accepting thread never panics");
        }
    }
}

/// A port on loopback that takes a few connections (the kernel's backlog) and says nothing.
pub struct SilentPort(TcpListener);

impl SilentPort {
    pub fn new() -> Result<Self, Failed> {
        Ok(Self(TcpListener::bind("127.0.0.1:0")?))
    }

    /// A target that waits for a greeting which never comes.
    pub fn target(&self, tag: &str) -> Result<String, Failed> {
        Ok(target(self.0.local_addr()?, "smtp", tag))
    }
}

fn target(address: SocketAddr, tls: &str, tag: &str) -> String {
    let (host, port) = (address.ip(), address.port());
    json!({"host": host, "port": port, "tls": tls, "tag": tag}).to_string()
}

/// A program that finds the library of this build. An rpath would not do: cargo runs tests with a
/// library path of its own, which wins and may lead to the library of an earlier build.
pub fn with_library(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    let folder = artifacts::library_folder();
    command
        .env("LD_LIBRARY_PATH", &folder)
        .env("DYLD_LIBRARY_PATH", &folder);
    command
}

/// A program that ended.
#[derive(Debug)]
pub struct Ended {
    shown: String,
    code: Option<i32>,
    output: String,
    errors: String,
}

/// Runs a program to its end.
pub fn end_of(command: &mut Command) -> Result<Ended, Failed> {
    end_with_input(command, "")
}

fn end_with_input(command: &mut Command, input: &str) -> Result<Ended, Failed> {
    let shown = format!("{command:?}");
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| format!("{shown}: {error}"))?;
    // A small text fits into the pipe; a program that does not read it has closed it.
    let _ = child
        .stdin
        .take()
        .map(|mut stdin| stdin.write_all(input.as_bytes()));
    let output = child.wait_with_output()?;
    Ok(Ended {
        shown,
        code: output.status.code(),
        output: String::from_utf8(output.stdout)?,
        errors: String::from_utf8(output.stderr)?,
    })
}

impl Ended {
    pub fn expect_code(&self, code: i32) -> Result<(), Failed> {
        if self.code == Some(code) {
            return Ok(());
        }
        Err(format!(
            "{}\nended with {:?} instead of {code}\noutput: {}\nerrors: {}",
            self.shown, self.code, self.output, self.errors
        )
        .into())
    }

    /// What it wrote to standard output.
    pub fn output(&self) -> &str {
        &self.output
    }

    pub fn expect_error(&self, part: &str) -> Result<(), Failed> {
        if self.errors.contains(part) {
            return Ok(());
        }
        Err(format!("{}\ndoes not say {part:?}: {}", self.shown, self.errors).into())
    }

    /// The records it printed, by the line.
    pub fn records(&self) -> Result<Vec<Value>, Failed> {
        self.output
            .lines()
            .map(|line| {
                serde_json::from_str(line).map_err(|error| format!("{error}: {line}").into())
            })
            .collect()
    }
}

/// Each of these targets gave one record, with the id of its place.
pub fn expect_tags(records: &[Value], tags: &[&str]) -> Result<(), Failed> {
    let seen: BTreeSet<(u64, &str)> = records
        .iter()
        .filter_map(|record| Some((record["id"].as_u64()?, record["target"]["tag"].as_str()?)))
        .collect();
    let expected: BTreeSet<(u64, &str)> = (0..).zip(tags.iter().copied()).collect();
    if seen == expected && records.len() == tags.len() {
        Ok(())
    } else {
        Err(format!("records of {seen:?} instead of {expected:?}").into())
    }
}

/// What the client runs on.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Platform {
    /// The system of these tests.
    Native,
    /// Wine. Its sockets lose resets: once Wine has waited for one that was reset, reading from it gives
    /// an end (seen with Wine 8; Windows gives WSAECONNRESET).
    Wine,
}

impl Platform {
    /// The outcome of a case here, where elsewhere it is `outcome`.
    pub fn outcome(self, outcome: &Value) -> Value {
        if self == Platform::Wine && outcome == "reset" {
            "closed".into()
        } else {
            outcome.clone()
        }
    }
}

/// Puts a client through everything it can do. `client` makes a command that starts it.
pub fn exercise(client: impl Fn() -> Command) -> Result<(), Failed> {
    exercise_on(Platform::Native, client)
}

/// The same for a client that runs on another platform than these tests.
pub fn exercise_on(platform: Platform, client: impl Fn() -> Command) -> Result<(), Failed> {
    streams_targets_from_arguments_and_input(&client)?;
    streams_more_targets_than_fit_at_once(&client)?;
    reports_what_is_wrong(&client)?;
    cancels(&client)?;
    probes_the_lab(platform, &client, lab::lab()?)
}

fn streams_targets_from_arguments_and_input(client: &impl Fn() -> Command) -> Result<(), Failed> {
    let open_port = OpenPort::new()?;
    let tags = ["first", "zweites Ziel: ü", "third"];
    let targets = tags.map(|tag| open_port.target(tag));
    let from_arguments = end_of(client().arg(r#"{"timeout_ms":60000}"#).args(&targets))?;
    from_arguments.expect_code(0)?;
    from_arguments.expect_error("3 targets, 0 refused, 3 records")?;
    let records = from_arguments.records()?;
    expect_tags(&records, &tags)?;
    for record in &records {
        if record["schema"] != 1 || record["target"]["port"] != open_port.address.port() {
            return Err(format!("not the record of this target: {record}").into());
        }
    }
    let from_input = end_with_input(client().arg(""), &(targets.join("\n") + "\n"))?;
    from_input.expect_code(0)?;
    expect_tags(&from_input.records()?, &tags)
}

fn streams_more_targets_than_fit_at_once(client: &impl Fn() -> Command) -> Result<(), Failed> {
    // With one probe at a time, 64 targets may wait and 33 records may be owed.
    let open_port = OpenPort::new()?;
    let tags: Vec<String> = (0..300).map(|number| number.to_string()).collect();
    let tags: Vec<&str> = tags.iter().map(String::as_str).collect();
    let lines: String = tags
        .iter()
        .map(|tag| open_port.target(tag) + "\n")
        .collect();
    let ended = end_with_input(client().arg(r#"{"concurrency":1}"#), &lines)?;
    ended.expect_code(0)?;
    expect_tags(&ended.records()?, &tags)
}

fn reports_what_is_wrong(client: &impl Fn() -> Command) -> Result<(), Failed> {
    let open_port = OpenPort::new()?;
    let good = open_port.target("good");
    let ended = end_of(client().arg("{}").args([
        r#"{"host":"a.example","port":70000}"#,
        r#"["a.example"]"#,
        &good,
    ]))?;
    ended.expect_code(1)?;
    ended.expect_error("BAD_TARGET (-5): ")?;
    ended.expect_error("invalid port 70000 (1-65535)")?;
    ended.expect_error("3 targets, 2 refused, 1 records")?;
    expect_tags(&ended.records()?, &["good"])?;
    let wrong_config = end_of(client().args([r#"{"timeout_ms":"15"}"#, &good]))?;
    wrong_config.expect_code(1)?;
    wrong_config.expect_error("BAD_CONFIG (-4): exoport_run_start: configuration: ")?;
    wrong_config.expect_error("invalid type: string")
}

fn cancels(client: &impl Fn() -> Command) -> Result<(), Failed> {
    let open_port = OpenPort::new()?;
    let silent_port = SilentPort::new()?;
    let mut command = client();
    // The silent ones would take ten minutes: only a cancelled run ends before, without them.
    command
        .args(["--cancel-after", "1"])
        .arg(r#"{"timeout_ms":600000,"concurrency":8}"#)
        .args([
            open_port.target("quick"),
            silent_port.target("silent")?,
            silent_port.target("silent too")?,
        ]);
    let ended = end_of(&mut command)?;
    ended.expect_code(0)?;
    expect_tags(&ended.records()?, &["quick"])
}

/// Real dialogues and TLS: every record must say what its case is there for.
pub fn probes_the_lab(
    platform: Platform,
    client: &impl Fn() -> Command,
    lab: &lab::Lab,
) -> Result<(), Failed> {
    let cases = lab.quick_cases();
    let ended = end_of(
        client()
            .arg(lab.config())
            .args(cases.iter().map(|case| lab::target(case))),
    )?;
    ended.expect_code(0)?;
    let records = ended.records()?;
    let tags: Vec<&str> = cases
        .iter()
        .filter_map(|case| case["name"].as_str())
        .collect();
    expect_tags(&records, &tags)?;
    // Eight healthy servers and seven faults.
    if tags.len() != 15 {
        return Err(format!("these are not the cases that were meant: {tags:?}").into());
    }
    for case in cases {
        let record = records
            .iter()
            .find(|record| record["target"]["tag"] == case["name"]);
        let fits = record.is_some_and(|record| {
            record["outcome"]["code"] == platform.outcome(&case["outcome"])
                && record["verdict"]["result"] == case["verdict"]
                && (case["outcome"] != "ok" || record["certificates"][0]["sha256"].is_string())
        });
        if !fits {
            return Err(format!("case {case}\nhas record {record:?}").into());
        }
    }
    Ok(())
}
