//! `exoport lab` as a fixture: Exchange Online's look-alike on loopback, for clients that are not
//! written in Rust.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

use libtest_mimic::Failed;
use serde_json::{Value, json};

use crate::artifacts;

/// A lab that serves as long as this value lives.
pub struct Lab {
    description: Value,
    /// Owns the pipe to its standard input, whose end ends the lab.
    _serving: Child,
}

/// The lab that all tests share, started by the first that asks.
pub fn lab() -> Result<&'static Lab, Failed> {
    static LAB: OnceLock<Result<Lab, String>> = OnceLock::new();
    LAB.get_or_init(|| {
        Lab::start(Command::new(artifacts::command()))
            .map_err(|error| format!("exoport lab: {error}"))
    })
    .as_ref()
    .map_err(Failed::from)
}

impl Lab {
    /// Starts the lab of a command `exoport`.
    pub fn start(mut exoport: Command) -> std::io::Result<Self> {
        let mut serving = exoport
            .arg("lab")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut line = String::new();
        if let Some(output) = serving.stdout.take() {
            BufReader::new(output).read_line(&mut line)?;
        }
        Ok(Self {
            description: serde_json::from_str(&line)?,
            _serving: serving,
        })
    }

    /// A run's configuration that trusts the lab's own certificate authority and asks no resolver.
    pub fn config(&self) -> String {
        let roots = &self.description["additional_roots"];
        json!({"additional_roots": roots, "cname_chain": false, "timeout_ms": 120_000}).to_string()
    }

    /// The cases that answer at once: all healthy ones, and faults that need no waiting.
    pub fn quick_cases(&self) -> Vec<&Value> {
        const QUICK_FAULTS: [&str; 7] = [
            "refused",
            "reset-in-handshake",
            "starttls-stripped",
            "starttls-refused",
            "expired",
            "wrong-name",
            "foreign-issuer",
        ];
        let quick = |case: &&Value| {
            let name = case["name"].as_str().unwrap_or_default();
            name.starts_with("healthy-") || QUICK_FAULTS.contains(&name)
        };
        let cases = self.description["cases"].as_array();
        cases.into_iter().flatten().filter(quick).collect()
    }
}

/// A case as a target; its name is the tag.
pub fn target(case: &Value) -> String {
    let mut target = json!({
        "host": case["host"],
        "port": case["port"],
        "tls": case["tls"],
        "addresses": [case["address"]],
        "tag": case["name"],
    });
    if let Some(service) = case.get("service") {
        target["service"] = service.clone();
    }
    target.to_string()
}
