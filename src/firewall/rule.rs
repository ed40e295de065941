//! A rule, and the list of rules that a site needs.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use super::text_form;
use crate::endpoints::{IpRange, PortRange};
use crate::string_enum::string_enum;
use crate::targets::{AddressFamily, Service};

string_enum! {
    /// Which side opens the connection.
    pub enum Direction: "direction" {
        /// From this site to Exchange Online.
        Outbound = "outbound",
        /// From Exchange Online to this site.
        Inbound = "inbound",
    }
}

string_enum! {
    /// The transport protocol.
    pub enum Transport: "transport protocol" {
        /// TCP.
        Tcp = "tcp",
        /// UDP: HTTP/3 only.
        Udp = "udp",
    }
}

/// One rule: connections in this direction, with this protocol, to one of these ports, between this
/// site and one of these address ranges are allowed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Unique in its [`RuleSet`], of `a-z`, `0-9` and `-`, at most 64 characters:
    /// `exoport-worldwide-out-2-submission`.
    pub name: String,
    /// Which side opens the connection.
    pub direction: Direction,
    /// The transport protocol.
    pub protocol: Transport,
    /// Ports of the side that is connected to: of Exchange Online where outbound, of this site
    /// where inbound.
    #[serde(with = "text_form::ports")]
    pub ports: Vec<PortRange>,
    /// Address ranges of Exchange Online, IPv4 before IPv6, ascending; none lies in another.
    #[serde(with = "text_form::ranges")]
    pub ranges: Vec<IpRange>,
    /// What it is for.
    pub service: Service,
    /// The cloud.
    pub instance: String,
    /// The published endpoint set that the rule comes from.
    pub set_id: u32,
    /// The set whose ranges these are, where it is another one: the rule's own set has no ranges
    /// but names the same hosts (GCC High set 5 and DoD set 4).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ranges_of_set: Option<u32>,
    /// Version of the endpoint data, `YYYYMMDDNN`.
    pub version: String,
    /// Whether Microsoft lists the set as required.
    pub required: bool,
    /// Names published with the set; `*` stands for any label.
    pub hosts: Vec<String>,
}

impl Rule {
    /// What the rule is for, in words: `mail to Exchange Online`.
    pub fn purpose(&self) -> &'static str {
        purpose(self.service, self.direction)
    }

    /// The ranges of one family, or of both.
    pub fn ranges_of(&self, family: AddressFamily) -> Vec<IpRange> {
        let admitted = |range: &&IpRange| family.admits(range.address());
        self.ranges.iter().filter(admitted).copied().collect()
    }
}

/// What Microsoft publishes by name only. A firewall that filters by address cannot allow it other
/// than to every address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NameRule {
    /// The transport protocol.
    pub protocol: Transport,
    /// Ports at the hosts.
    #[serde(with = "text_form::ports")]
    pub ports: Vec<PortRange>,
    /// Names published with the set; `*` stands for any label.
    pub hosts: Vec<String>,
    /// What it is for.
    pub service: Service,
    /// The published endpoint set.
    pub set_id: u32,
    /// Whether Microsoft lists the set as required.
    pub required: bool,
}

impl NameRule {
    /// `set 8 (required), TCP 443: *.outlook.com, autodiscover.*.onmicrosoft.com`
    pub fn sentence(&self) -> String {
        format!(
            "set {} ({}), {} {}: {}",
            self.set_id,
            if self.required {
                "required"
            } else {
                "optional"
            },
            self.protocol.as_str().to_ascii_uppercase(),
            text_form::port_list(&self.ports, ", "),
            self.hosts.join(", "),
        )
    }
}

/// The rules that a site needs, for one cloud.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleSet {
    /// Version of this form, 1.
    pub schema: u32,
    /// Always `firewall`.
    pub kind: String,
    /// The cloud.
    pub instance: String,
    /// Version of the endpoint data, `YYYYMMDDNN`.
    pub version: String,
    /// Where the endpoint data comes from: `built-in` or `cache`.
    pub source: String,
    /// Why fetched endpoint data is not used, where there is some: it is damaged, for example.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub warning: Option<String>,
    /// The rules, outbound first, by set.
    pub rules: Vec<Rule>,
    /// What is published by name only and therefore no rule.
    pub by_name: Vec<NameRule>,
}

/// What a service is for, seen in one direction.
pub(super) fn purpose(service: Service, direction: Direction) -> &'static str {
    match (service, direction) {
        (Service::SmtpMx, Direction::Outbound) => "mail to Exchange Online",
        (Service::SmtpMx, Direction::Inbound) => "mail from Exchange Online",
        (Service::Submission, _) => "client submission",
        (Service::Imap, _) => "IMAP",
        (Service::Pop, _) => "POP3",
        (Service::Web, _) => "Outlook and web",
        (Service::Admin, _) => "sign-in and administration",
    }
}

/// The family of a range.
pub(super) fn family_of(range: &IpRange) -> AddressFamily {
    match range.address() {
        IpAddr::V4(_) => AddressFamily::Ipv4,
        IpAddr::V6(_) => AddressFamily::Ipv6,
    }
}
