//! The firewall rules through the real tools: checked, then loaded (twice: loading again replaces)
//! in a network namespace that holds nothing else and ends with the test, listed and compared.

use std::collections::HashMap;
use std::io::Write;
use std::process::{Command, Stdio};

use exoport::firewall::{Direction, Format, RuleSet, render};
use exoport_lab::firewall::{Openings, cross, iptables as saved, of_rules, samples};
use libtest_mimic::Failed;
use serde_json::Value;

use crate::ExternalTest;
use crate::requirement::{ROOT, find_program};

const PACKAGES: &str = "nftables iptables util-linux";

/// The tests as `cargo test` lists them.
pub const TESTS: [ExternalTest; 3] = [
    ExternalTest {
        name: "firewall_nftables",
        needs: &[&["nft"], &["unshare"], &[ROOT]],
        packages: PACKAGES,
        run: nftables,
    },
    ExternalTest {
        name: "firewall_iptables",
        needs: &[
            &["iptables-restore"],
            &["iptables-save"],
            &["unshare"],
            &[ROOT],
        ],
        packages: PACKAGES,
        run: || iptables(Format::Iptables),
    },
    ExternalTest {
        name: "firewall_ip6tables",
        needs: &[
            &["ip6tables-restore"],
            &["ip6tables-save"],
            &["unshare"],
            &[ROOT],
        ],
        packages: PACKAGES,
        run: || iptables(Format::Ip6tables),
    },
];

fn rule_sets() -> Vec<RuleSet> {
    let mut all = samples::clouds();
    all.extend([samples::odd(), samples::large(1200)]);
    all
}

/// What a format opens of a rule set.
fn expected(rules: &RuleSet, format: Format) -> Openings {
    let wanted = |range: &str| match format {
        Format::Iptables => !range.contains(':'),
        Format::Ip6tables => range.contains(':'),
        _ => true,
    };
    let all = of_rules(rules).into_iter();
    all.filter(|opening| wanted(&opening.range)).collect()
}

/// Runs shell lines in a network namespace of their own, with `input` as standard input.
fn in_namespace(script: &str, input: &str) -> Result<String, Failed> {
    let sbin = find_program("unshare").ok_or("unshare")?;
    let path = std::env::var("PATH").unwrap_or_default();
    let mut child = Command::new(sbin)
        .args(["--net", "sh", "-euc", script])
        .env("PATH", format!("{path}:/usr/sbin:/usr/local/sbin"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    let mut stdin = child.stdin.take().ok_or("standard input")?;
    // The script reads all of its input before it writes.
    stdin.write_all(input.as_bytes())?;
    drop(stdin);
    let output = child.wait_with_output()?;
    if !output.status.success() {
        return Err(Failed::from(format!(
            "{script}: {}\n{}\n{input}",
            output.status,
            String::from_utf8_lossy(&output.stderr)
        )));
    }
    Ok(String::from_utf8(output.stdout)?)
}

fn nftables() -> Result<(), Failed> {
    for rules in rule_sets() {
        let text = render(&rules, Format::Nftables)?;
        let listed = in_namespace(
            "rules=$(cat); load() { printf '%s\\n' \"$rules\" | nft \"$@\" -f -; }; load -c; load; load; nft -j list ruleset",
            &text,
        )?;
        let found = read_nft_json(&serde_json::from_str(&listed)?);
        if found != expected(&rules, Format::Nftables) {
            return Err(Failed::from(format!("nft lists {found:#?} for\n{text}")));
        }
    }
    Ok(())
}

fn iptables(format: Format) -> Result<(), Failed> {
    for rules in rule_sets() {
        if expected(&rules, format).is_empty() {
            continue;
        }
        let text = render(&rules, format)?;
        let script = format!(
            "rules=$(cat); load() {{ printf '%s\\n' \"$rules\" | {format}-restore --noflush \"$@\"; }}; load --test; load; load; {format}-save"
        );
        let found = saved::read(&in_namespace(&script, &text)?);
        if found != expected(&rules, format) {
            return Err(Failed::from(format!(
                "{format} saves {found:#?} for\n{text}"
            )));
        }
    }
    Ok(())
}

/// Reads `nft -j list ruleset` (libnftables-json(5)).
fn read_nft_json(document: &Value) -> Openings {
    let objects = document["nftables"].as_array().expect("nftables");
    let mut sets: HashMap<&str, Vec<String>> = HashMap::new();
    let mut openings = Openings::new();
    for object in objects {
        if let Some(set) = object.get("set") {
            let elements = set["elem"].as_array().expect("elements");
            let name = set["name"].as_str().expect("name");
            sets.insert(name, elements.iter().map(element).collect());
        }
    }
    for rule in objects.iter().filter_map(|object| object.get("rule")) {
        let chain = rule["chain"].as_str().expect("chain");
        let statements = rule["expr"].as_array().expect("statements");
        let matches: Vec<&Value> = statements
            .iter()
            .filter_map(|statement| statement.get("match"))
            .collect();
        let [address, port] = matches.as_slice() else {
            panic!("{rule}");
        };
        assert!(statements.last().expect("verdict").get("accept").is_some());
        let payload = |found: &Value, key: &str| -> String {
            let text = found["left"]["payload"][key].as_str();
            text.expect(key).to_owned()
        };
        let direction = match (chain.ends_with("_out"), payload(address, "field").as_str()) {
            (true, "daddr") => Direction::Outbound,
            (false, "saddr") => Direction::Inbound,
            other => panic!("{other:?}"),
        };
        let set = address["right"]
            .as_str()
            .expect("set")
            .trim_start_matches('@');
        let ports: Vec<String> = match port["right"].get("set").and_then(Value::as_array) {
            Some(ports) => ports.iter().map(element).collect(),
            None => vec![element(&port["right"])],
        };
        openings.extend(cross(
            direction,
            &payload(port, "protocol"),
            ports,
            &sets[set],
        ));
    }
    openings
}

/// An address, a prefix, a port or a range of ports.
fn element(value: &Value) -> String {
    if let Some(prefix) = value.get("prefix") {
        return format!(
            "{}/{}",
            prefix["addr"].as_str().expect("addr"),
            prefix["len"]
        );
    }
    if let Some(range) = value.get("range") {
        return format!("{}-{}", range[0], range[1]);
    }
    match value.as_str() {
        Some(text) => text.to_owned(),
        None => value.to_string(),
    }
}
