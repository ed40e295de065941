//! The limits of the targets.

use exoport::firewall::{Format, render};
use exoport_lab::firewall::{of_rules, samples};

use crate::read;

#[test]
fn many_ranges_are_spread_over_several_rules() {
    let rules = samples::large(1200);
    for (format, command, most) in [
        (Format::Powershell, "New-NetFirewallRule ", 500),
        (Format::Netsh, "add rule ", 160),
    ] {
        let text = render(&rules, format).expect("a rendering");
        // Also reads the length of netsh's lines.
        assert_eq!(read::read(format, &text), of_rules(&rules), "{format}");
        let commands = text
            .lines()
            .filter(|line| !line.starts_with(['#', 'r']) && line.contains(command))
            .count();
        assert_eq!(commands, 1200_usize.div_ceil(most), "{format}");
        assert!(
            text.contains("exoport-worldwide-out-10-web-v4-2"),
            "{format}"
        );
    }
}

#[test]
fn more_than_azure_takes_is_refused() {
    let error = render(&samples::large(4001), Format::AzureNsg)
        .expect_err("too many prefixes")
        .to_string();
    assert!(error.contains("4000 prefixes"), "{error}");
    render(&samples::large(4000), Format::AzureNsg).expect("as many as fit");
}

#[test]
fn texts_keep_to_the_lengths_of_their_targets() {
    let mut rules = samples::odd();
    rules.instance = "A-cloud-with-quite-a-long-name-of-its-own".into();
    for rule in &mut rules.rules {
        rule.instance.clone_from(&rules.instance);
        rule.hosts = vec!["a-very-long-host-name.protection.example".into(); 40];
    }
    let nftables = render(&rules, Format::Nftables).expect("nftables");
    for line in nftables.lines().filter(|line| line.starts_with("add rule")) {
        let comment = line.split_once("comment \"").expect("comment").1;
        assert!(comment.len() <= 128, "{comment}");
    }
    let iptables = render(&rules, Format::Iptables).expect("iptables");
    for line in iptables.lines().filter(|line| line.starts_with(':')) {
        let chain = line[1..].split(' ').next().expect("chain");
        assert!(chain.len() <= 28, "{chain}");
    }
    let cisco = render(&rules, Format::Cisco).expect("cisco");
    for line in cisco
        .lines()
        .filter_map(|line| line.strip_prefix(" remark "))
    {
        assert!(line.len() <= 100, "{line}");
    }
}

#[test]
fn one_family_is_asked_of_the_right_iptables() {
    let rules = samples::large(3);
    let error = render(&rules, Format::Ip6tables)
        .expect_err("no IPv6")
        .to_string();
    assert!(error.contains("format iptables"), "{error}");
}
