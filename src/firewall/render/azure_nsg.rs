//! `securityRules` of an Azure network security group, as templates (Microsoft.Network/
//! networkSecurityGroups, `properties.securityRules`) and the REST interface have them.

use serde_json::{Value, json};

use super::super::rule::{Direction, RuleSet, Transport};
use super::{Part, RenderError, capital, parts, port_items};

/// Prefixes in all the rules of a group ("Azure subscription and service limits", networking).
const MAX_PREFIXES: usize = 4000;
/// Rules in a group (the same).
const MAX_RULES: usize = 1000;
/// Longest description of a rule.
const LONGEST_DESCRIPTION: usize = 140;
/// Priorities go from 100 to 4096, each once for a direction; rules of one's own may come before
/// and after these.
const FIRST_PRIORITY: usize = 1000;
/// Room for rules in between.
const PRIORITY_STEP: usize = 10;
const LAST_PRIORITY: usize = 4096;

pub(super) fn render(rules: &RuleSet) -> Result<String, RenderError> {
    let parts = parts(rules, MAX_PREFIXES);
    let prefixes: usize = parts.iter().map(|part| part.ranges.len()).sum();
    let last = FIRST_PRIORITY + parts.len() * PRIORITY_STEP;
    if prefixes > MAX_PREFIXES || parts.len() > MAX_RULES || last > LAST_PRIORITY {
        return Err(RenderError::new(format!(
            "{} rules with {prefixes} prefixes: an Azure network security group takes {MAX_PREFIXES} prefixes and \
             {MAX_RULES} rules; choose fewer services or one address family",
            parts.len()
        )));
    }
    let rules: Vec<Value> = parts
        .iter()
        .enumerate()
        .map(|(number, part)| rule(part, FIRST_PRIORITY + number * PRIORITY_STEP))
        .collect();
    serde_json::to_string_pretty(&json!({ "securityRules": rules }))
        .map(|text| text + "\n")
        .map_err(|error| RenderError::new(error.to_string()))
}

fn rule(part: &Part<'_>, priority: usize) -> Value {
    let rule = part.rule;
    let ranges: Vec<String> = part.ranges.iter().map(ToString::to_string).collect();
    let mut properties = json!({
        "description": part.comment(LONGEST_DESCRIPTION),
        "protocol": match rule.protocol { Transport::Tcp => "Tcp", Transport::Udp => "Udp" },
        "sourcePortRange": "*",
        "destinationPortRanges": port_items(rule),
        "access": "Allow",
        "priority": priority,
        "direction": capital(rule.direction),
    });
    let (one, any) = match rule.direction {
        Direction::Outbound => ("destinationAddressPrefixes", "sourceAddressPrefix"),
        Direction::Inbound => ("sourceAddressPrefixes", "destinationAddressPrefix"),
    };
    properties[one] = json!(ranges);
    properties[any] = json!("*");
    json!({ "name": part.name, "properties": properties })
}
