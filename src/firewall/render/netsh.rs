//! `netsh advfirewall firewall add rule`, as a batch file.

use super::super::rule::{Direction, RuleSet};
use super::super::text_form::{port_list, range_list};
use super::{Part, heading, parts};

/// Ranges in one rule: with the longest ranges (43 characters), names and descriptions, a line stays
/// below the 8191 characters that cmd.exe takes.
const MAX_RANGES: usize = 160;

pub(super) fn render(rules: &RuleSet) -> String {
    let mut lines = vec!["@echo off".to_owned()];
    let mut remarks = heading(rules);
    remarks.extend([
        "Run as administrator. Running it again adds the rules again; to remove one, run:"
            .to_owned(),
        "  netsh advfirewall firewall delete rule name=\"NAME\"".to_owned(),
        "Outbound rules matter only where outbound connections are blocked by default.".to_owned(),
    ]);
    // rem would run what follows & or |; nothing here holds one.
    lines.extend(remarks.into_iter().map(|line| format!("rem {line}")));
    lines.extend(parts(rules, MAX_RANGES).iter().map(command));
    // cmd.exe can lose its place in a batch file without CR.
    lines.join("\r\n") + "\r\n"
}

fn command(part: &Part<'_>) -> String {
    let rule = part.rule;
    let (direction, port) = match rule.direction {
        Direction::Outbound => ("out", "remoteport"),
        Direction::Inbound => ("in", "localport"),
    };
    format!(
        "netsh advfirewall firewall add rule name=\"{}\" description=\"{}\" dir={direction} action=allow \
         enable=yes profile=any protocol={} {port}={} remoteip={}",
        part.name,
        part.comment(300),
        rule.protocol.as_str().to_ascii_uppercase(),
        port_list(&rule.ports, ","),
        range_list(&part.ranges, ","),
    )
}
