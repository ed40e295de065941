//! `exoport lab` as the fixture of these tests, `exoport lab` and `exoport demo` themselves.

use std::io::{BufRead, BufReader};
use std::process::Child;
use std::sync::OnceLock;

use serde_json::Value;

use super::program::{answer, file, program, run};

/// A lab that serves as long as this process lives: its standard input is held open.
pub struct Lab {
    description: Value,
    roots: String,
    /// Owns the pipe to its standard input, which ends the lab when this process ends.
    _serving: Child,
}

pub fn lab() -> &'static Lab {
    static LAB: OnceLock<Lab> = OnceLock::new();
    LAB.get_or_init(|| {
        let mut child = program(&["lab"]).spawn().expect("exoport starts");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("piped"))
            .read_line(&mut line)
            .expect("the description");
        let description: Value = serde_json::from_str(&line).expect("JSON");
        let roots = file("lab.pem", text(&description, "additional_roots"));
        Lab {
            roots: roots.to_str().expect("UTF-8").to_owned(),
            description,
            _serving: child,
        }
    })
}

fn text<'a>(object: &'a Value, key: &str) -> &'a str {
    object[key]
        .as_str()
        .unwrap_or_else(|| panic!("{key} in {object}"))
}

impl Lab {
    pub fn roots(&self) -> &str {
        &self.roots
    }

    pub fn cases(&self) -> &[Value] {
        self.description["cases"].as_array().expect("cases")
    }

    fn case(&self, name: &str) -> &Value {
        let found = self.cases().iter().find(|case| case["name"] == name);
        found.unwrap_or_else(|| panic!("case {name}"))
    }

    /// The DNS server, for cases that have no address.
    pub fn dns_server(&self) -> &str {
        text(&self.description, "dns_server")
    }

    /// The DNS server, and the server of MTA-STS policies.
    pub fn domain_servers(&self) -> (&str, &str) {
        let of = |key| text(&self.description, key);
        (of("dns_server"), of("policy_server"))
    }

    /// Arguments that make a check connect to a case, wherever it wants this port.
    pub fn lead(&self, port: u16, name: &str) -> [String; 2] {
        let to = format!("*:{port}=127.0.0.1:{}", self.case(name)["port"]);
        ["--override".to_owned(), to]
    }

    /// A case as a line of a target file.
    pub fn line(&self, name: &str) -> String {
        target_line(self.case(name))
    }

    /// Arguments that probe a case, and then those given.
    pub fn test(&self, name: &str, more: &[&str]) -> Vec<String> {
        let case = self.case(name);
        let target = format!("{}:{}", text(case, "host"), case["port"]);
        let mut arguments = vec!["test".into(), target];
        for (option, key) in [
            ("--address", "address"),
            ("--service", "service"),
            ("--tls", "tls"),
        ] {
            if let Some(value) = case[key].as_str() {
                arguments.extend([option.to_owned(), value.to_owned()]);
            }
        }
        arguments.extend(["--ca-file".to_owned(), self.roots.clone()]);
        arguments.extend(more.iter().map(|text| (*text).to_owned()));
        arguments
    }
}

/// Only the keys that a target has.
pub fn target_line(case: &Value) -> String {
    let mut target = serde_json::json!({
        "host": case["host"], "port": case["port"], "tls": case["tls"],
        "tag": case["name"],
    });
    // A case of the DNS has none.
    if let Some(address) = case.get("address") {
        target["addresses"] = serde_json::json!([address]);
    }
    if let Some(legacy) = case.get("legacy_tls") {
        target["legacy_tls"] = legacy.clone();
    }
    if let Some(service) = case.get("service") {
        target["service"] = service.clone();
    }
    target.to_string()
}

#[test]
fn the_lab_says_one_line_and_ends_with_its_input() {
    let mut child = program(&["lab", "--tarpit-delay", "0.5"])
        .spawn()
        .expect("exoport starts");
    drop(child.stdin.take());
    let answer = answer(child);
    assert_eq!(answer.code, Some(0), "{answer:?}");
    assert_eq!(answer.stdout.lines().count(), 1);
    let description: Value = serde_json::from_str(&answer.stdout).expect("JSON");
    assert!(text(&description, "additional_roots").contains("BEGIN CERTIFICATE"));
    assert!(
        description["cases"]
            .as_array()
            .is_some_and(|cases| cases.len() > 10)
    );
}

/// How many mail domains the lab has.
fn domains() -> usize {
    let count = lab().description["domains"].as_array().map(Vec::len);
    count.filter(|count| *count > 20).expect("domains")
}

#[test]
fn the_demonstration_comes_out_as_expected() {
    let answer = run(&["demo"]);
    assert_eq!(answer.code, Some(0), "{}{}", answer.stdout, answer.stderr);
    assert_eq!(answer.stderr, "");
    let cases = lab().cases().len() + domains();
    let summary = format!("{cases} cases, {cases} as expected");
    assert!(answer.stdout.contains(&summary), "{}", answer.stdout);
    for fault in [
        "refused",
        "silent-drop",
        "reset-in-handshake",
        "starttls-stripped",
        "starttls-masked",
        "expired",
        "wrong-name",
        "foreign-issuer",
        "tarpit",
        "dripping",
        "tls10-only",
        "contoso.com",
        "spf-lookups.example",
        "dmarc-missing.example",
    ] {
        let start = format!("{fault} ");
        let block = answer.stdout.lines().any(|line| line.starts_with(&start));
        assert!(block, "{fault} is not in\n{}", answer.stdout);
    }
    assert!(!answer.stdout.contains('\x1b'));
    for line in answer.stdout.lines() {
        assert!(line.chars().count() <= 120, "{line}");
    }
}

#[test]
fn the_demonstration_as_json_holds_every_record() {
    let answer = run(&["demo", "--json"]);
    assert_eq!(answer.code, Some(0), "{}", answer.stderr);
    let lines: Vec<Value> = answer
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    assert_eq!(lines.len(), lab().cases().len() + domains());
    for line in lines {
        assert_eq!(line["as_expected"], true, "{line}");
        if line["report"].is_object() {
            assert_eq!(line["report"]["kind"], "domain");
            assert_eq!(
                line["report"]["verdict"]["result"],
                line["expected"]["verdict"]
            );
            continue;
        }
        assert_eq!(line["record"]["schema"], 1);
        assert_eq!(
            line["record"]["outcome"]["code"],
            line["expected"]["outcome"]
        );
    }
}
