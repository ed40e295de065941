//! New-NetFirewallRule (module NetSecurity, Windows 8 and Server 2012 or later).

use super::super::rule::{Direction, RuleSet};
use super::{Part, capital, heading, parts, port_items};

/// Ranges in one rule. Windows takes more; a rule that nobody can read helps nobody.
const MAX_RANGES: usize = 500;

/// Ranges on one line.
const RANGES_A_LINE: usize = 4;

pub(super) fn render(rules: &RuleSet) -> String {
    let mut text = String::new();
    let group = format!("ExoPort {}", rules.instance);
    let mut lines = heading(rules);
    lines.extend([
        "Run in an elevated Windows PowerShell. A rule whose name exists is refused; to replace them, first run:".to_owned(),
        format!("  Remove-NetFirewallRule -Group '{group}'"),
        "Outbound rules matter only where outbound connections are blocked by default.".to_owned(),
    ]);
    for line in lines {
        text.push_str(&format!("# {line}\n"));
    }
    for part in parts(rules, MAX_RANGES) {
        text.push('\n');
        text.push_str(&command(&part, &group));
    }
    text
}

fn command(part: &Part<'_>, group: &str) -> String {
    let rule = part.rule;
    // The port of the side that is connected to.
    let port = match rule.direction {
        Direction::Outbound => "RemotePort",
        Direction::Inbound => "LocalPort",
    };
    let ranges: Vec<String> = part
        .ranges
        .iter()
        .map(|range| quoted(&range.to_string()))
        .collect();
    let lines: Vec<String> = ranges
        .chunks(RANGES_A_LINE)
        .map(|line| line.join(", "))
        .collect();
    format!(
        "New-NetFirewallRule -Name {} -DisplayName {} -Group {} -Description {} -Enabled True -Profile Any \
         -Direction {} -Action Allow -Protocol {} -{port} {} -RemoteAddress {}\n",
        quoted(&part.name),
        quoted(&part.title()),
        quoted(group),
        quoted(&part.comment(500)),
        capital(rule.direction),
        rule.protocol.as_str().to_ascii_uppercase(),
        port_items(rule)
            .iter()
            .map(|port| quoted(port))
            .collect::<Vec<_>>()
            .join(", "),
        // A comma at the end of a line goes on with the list.
        lines.join(",\n    "),
    )
}

/// A literal string. The texts here hold no quotes (see [`crate::firewall::text_form::plain`]).
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
