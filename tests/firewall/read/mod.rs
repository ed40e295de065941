//! A reader for each rendering.

mod cisco;
mod json;
mod nftables;
mod windows;

use exoport::firewall::{Format, read_csv};
use exoport_lab::firewall::{Openings, iptables, of_rules, samples};

/// What a rendering opens.
pub fn read(format: Format, text: &str) -> Openings {
    match format {
        Format::Powershell => windows::powershell(text),
        Format::Netsh => windows::netsh(text),
        Format::Nftables => nftables::read(text),
        Format::Iptables | Format::Ip6tables => iptables::read(text),
        Format::Cisco => cisco::read(text),
        Format::AzureNsg => json::azure_nsg(text),
        Format::Csv => {
            let mut rules = samples::odd();
            rules.rules = read_csv(text).expect("CSV");
            of_rules(&rules)
        }
        Format::Json => of_rules(&serde_json::from_str(text).expect("JSON")),
    }
}
