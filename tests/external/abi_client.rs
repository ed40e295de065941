//! What every client of the C ABI is put through, whatever its language: the clients take the same
//! arguments and print the same things.

use std::collections::BTreeSet;
use std::io::Write;
use std::net::TcpListener;
use std::process::{Command, Stdio};

use libtest_mimic::Failed;
use serde_json::{Value, json};

/// A port on loopback that takes connections and says nothing.
pub struct OpenPort(TcpListener);

impl OpenPort {
    pub fn new() -> Result<Self, Failed> {
        Ok(Self(TcpListener::bind("127.0.0.1:0")?))
    }

    fn port(&self) -> Result<u16, Failed> {
        Ok(self.0.local_addr()?.port())
    }

    /// A target that only connects.
    pub fn target(&self, tag: &str) -> String {
        let port = self.0.local_addr().map_or(0, |address| address.port());
        json!({"host": "127.0.0.1", "port": port, "tls": "none", "tag": tag}).to_string()
    }

    /// A target that waits for a greeting which never comes.
    fn silent_target(&self, tag: &str) -> String {
        let port = self.0.local_addr().map_or(0, |address| address.port());
        json!({"host": "127.0.0.1", "port": port, "tls": "smtp", "tag": tag}).to_string()
    }
}

/// A program that ended.
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

/// Puts a client through everything it can do. `client` makes a command that starts it.
pub fn exercise(client: impl Fn() -> Command) -> Result<(), Failed> {
    streams_targets_from_arguments_and_input(&client)?;
    streams_more_targets_than_fit_at_once(&client)?;
    reports_what_is_wrong(&client)?;
    cancels(&client)
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
        if record["schema"] != 1 || record["target"]["port"] != open_port.port()? {
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
    ended.expect_error("port 70000 is not 1 to 65535")?;
    ended.expect_error("3 targets, 2 refused, 1 records")?;
    expect_tags(&ended.records()?, &["good"])?;
    let wrong_config = end_of(client().args([r#"{"timeout_ms":"15"}"#, &good]))?;
    wrong_config.expect_code(1)?;
    wrong_config.expect_error("BAD_CONFIG (-4): exoport_run_start: configuration: ")?;
    wrong_config.expect_error("invalid type: string")
}

fn cancels(client: &impl Fn() -> Command) -> Result<(), Failed> {
    let open_port = OpenPort::new()?;
    let mut command = client();
    // The silent ones would take ten minutes: only a cancelled run ends before.
    command
        .args(["--cancel-after", "1"])
        .arg(r#"{"timeout_ms":600000,"concurrency":8}"#)
        .args([
            open_port.silent_target("silent"),
            open_port.silent_target("silent too"),
            open_port.target("quick"),
        ]);
    let ended = end_of(&mut command)?;
    ended.expect_code(0)?;
    let records = ended.records()?;
    if records
        .iter()
        .any(|record| record["target"]["tag"] == "quick")
    {
        Ok(())
    } else {
        Err(format!("the quick target has no record: {records:?}").into())
    }
}
