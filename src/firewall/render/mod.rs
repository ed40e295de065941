//! Rules as text for one target each.

mod azure_nsg;
mod cisco;
mod csv;
mod iptables;
mod netsh;
mod nftables;
mod powershell;

use super::rule::{Direction, Rule, RuleSet, family_of};
use super::text_form::plain;
use crate::endpoints::IpRange;
use crate::string_enum::string_enum;
use crate::targets::AddressFamily;

pub use csv::read_csv;

string_enum! {
    /// A form in which rules are written.
    pub enum Format: "format" {
        /// A script of New-NetFirewallRule commands (Windows PowerShell 5.1 and later).
        Powershell = "powershell",
        /// A batch file of `netsh advfirewall` commands.
        Netsh = "netsh",
        /// A file for `nft -f`: IPv4 and IPv6.
        Nftables = "nftables",
        /// A file for `iptables-restore --noflush`: the IPv4 rules.
        Iptables = "iptables",
        /// A file for `ip6tables-restore --noflush`: the IPv6 rules.
        Ip6tables = "ip6tables",
        /// Extended access lists of Cisco IOS, IPv4 and IPv6.
        Cisco = "cisco",
        /// `securityRules` of an Azure network security group, JSON.
        AzureNsg = "azure-nsg",
        /// One row a range, comma-separated.
        Csv = "csv",
        /// The rules as they are here, JSON.
        Json = "json",
    }
}

impl Format {
    /// Whether the text tells in comments what is published by name only.
    pub fn tells_names(self) -> bool {
        !matches!(self, Format::AzureNsg | Format::Csv)
    }
}

/// The rules do not fit the target. The text names the limit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct RenderError(String);

impl RenderError {
    fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }
}

/// The rules in the language of one target, ASCII with line feeds (a batch file: CR LF).
///
/// # Errors
/// The rules exceed a limit of the target, or none is of the family that the target takes.
pub fn render(rules: &RuleSet, format: Format) -> Result<String, RenderError> {
    match format {
        Format::Powershell => Ok(powershell::render(rules)),
        Format::Netsh => Ok(netsh::render(rules)),
        Format::Nftables => Ok(nftables::render(rules)),
        Format::Iptables => iptables::render(rules, AddressFamily::Ipv4),
        Format::Ip6tables => iptables::render(rules, AddressFamily::Ipv6),
        Format::Cisco => Ok(cisco::render(rules)),
        Format::AzureNsg => azure_nsg::render(rules),
        Format::Csv => csv::render(rules),
        Format::Json => serde_json::to_string_pretty(rules)
            .map(|text| text + "\n")
            .map_err(|error| RenderError::new(error.to_string())),
    }
}

/// A rule, or a part of one, as a target takes it: one family, and no more ranges than it can hold.
struct Part<'a> {
    rule: &'a Rule,
    /// `exoport-worldwide-out-10-smtp-mx-v4`, with `-2` and so on for further parts.
    name: String,
    family: AddressFamily,
    ranges: Vec<IpRange>,
}

impl Part<'_> {
    /// `ExoPort Worldwide: mail to Exchange Online, set 10, IPv4`; at most 80 characters.
    fn title(&self) -> String {
        let family = match self.family {
            AddressFamily::Ipv6 => "IPv6",
            _ => "IPv4",
        };
        let Rule {
            instance, set_id, ..
        } = self.rule;
        let purpose = self.rule.purpose();
        plain(
            &format!("ExoPort {instance}: {purpose}, set {set_id}, {family}"),
            80,
        )
    }

    /// Set, version and names, at most `limit` characters.
    fn comment(&self, limit: usize) -> String {
        plain(&description(self.rule), limit)
    }
}

/// Where a rule comes from: what every rendering says about it.
fn description(rule: &Rule) -> String {
    let lender = match rule.ranges_of_set {
        Some(lender) => format!(" (ranges of set {lender}: same hosts)"),
        None => String::new(),
    };
    let need = if rule.required {
        "required"
    } else {
        "optional"
    };
    format!(
        "Microsoft 365 {} endpoint set {}, version {}, {need}{lender}: {}",
        rule.instance,
        rule.set_id,
        rule.version,
        rule.hosts.join(", ")
    )
}

/// Cuts every rule by family and into parts of at most `most` ranges.
fn parts(rules: &RuleSet, most: usize) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    for rule in &rules.rules {
        for (family, suffix) in [(AddressFamily::Ipv4, "v4"), (AddressFamily::Ipv6, "v6")] {
            for (number, ranges) in rule.ranges_of(family).chunks(most).enumerate() {
                let more = match number {
                    0 => String::new(),
                    _ => format!("-{}", number + 1),
                };
                parts.push(Part {
                    rule,
                    name: format!("{}-{suffix}{more}", rule.name),
                    family,
                    ranges: ranges.to_vec(),
                });
            }
        }
    }
    parts
}

/// What every text says first, one line each, without the target's comment mark.
fn heading(rules: &RuleSet) -> Vec<String> {
    let mut lines = vec![
        format!(
            "Firewall rules for Exchange Online, instance {}, made by ExoPort.",
            rules.instance
        ),
        format!(
            "Endpoint data: version {} ({}). Published: https://learn.microsoft.com/microsoft-365/enterprise/urls-and-ip-address-ranges",
            rules.version, rules.source
        ),
        "ExoPort only prints these rules. Read them before you run them.".into(),
    ];
    if let Some(warning) = &rules.warning {
        lines.push(plain(&format!("Warning: {warning}"), 300));
    }
    if !rules.by_name.is_empty() {
        lines.push(
            "Published by name only, so not in here; allow by name (proxy, FQDN objects) or to any address:"
                .into(),
        );
        let names = rules
            .by_name
            .iter()
            .map(|names| plain(&names.sentence(), 500));
        lines.extend(names.map(|text| format!("  {text}")));
    }
    lines
}

/// `Outbound`, `Inbound`: as PowerShell and Azure write it.
fn capital(direction: Direction) -> &'static str {
    match direction {
        Direction::Outbound => "Outbound",
        Direction::Inbound => "Inbound",
    }
}

/// The ports of a rule as list items, ranges with `-`.
fn port_items(rule: &Rule) -> Vec<String> {
    rule.ports.iter().map(ToString::to_string).collect()
}

/// Whether any rule has a range of this family.
fn has_family(rules: &RuleSet, family: AddressFamily) -> bool {
    let mut ranges = rules.rules.iter().flat_map(|rule| &rule.ranges);
    ranges.any(|range| family_of(range) == family)
}
