//! `exoport firewall`: rules on standard output, notes on standard error, nothing applied.

use super::program::{refused, run};

#[test]
fn the_table_has_a_row_for_each_rule_within_120_columns() {
    let answer = run(&["firewall", "--hybrid"]);
    assert_eq!(answer.code, Some(0), "{answer:?}");
    assert_eq!(answer.stderr, "");
    assert!(
        answer
            .stdout
            .lines()
            .all(|line| line.chars().count() <= 120)
    );
    for row in [
        "outbound   submission  tcp       587         2  no        13.107.6.152/31",
        "outbound   imap        tcp       143 993     2  no        ",
        "inbound    smtp-mx     tcp       25         10  yes       40.92.0.0/15",
        "By name only: set 8 (required), TCP 443: *.outlook.com",
    ] {
        assert!(answer.stdout.contains(row), "{row}: {}", answer.stdout);
    }
}

#[test]
fn every_format_goes_to_standard_output() {
    for (format, part) in [
        ("powershell", "New-NetFirewallRule"),
        ("netsh", "netsh advfirewall firewall add rule"),
        ("nftables", "add rule inet filter exoport_usgovdod_out"),
        ("iptables", "*filter"),
        ("ip6tables", "*filter"),
        ("cisco", "ip access-list extended EXOPORT-USGOVDOD-OUT-V4"),
        ("azure-nsg", "securityRules"),
        ("csv", "name,direction"),
        ("json", "\"kind\": \"firewall\""),
    ] {
        let answer = run(&["firewall", "--instance", "usgovdod", "--format", format]);
        assert_eq!(answer.code, Some(0), "{answer:?}");
        assert!(answer.stdout.contains(part), "{format}: {}", answer.stdout);
        // What has no room for comments says on standard error what is missing.
        let noted = answer.stderr.contains("published by name only");
        assert_eq!(noted, ["azure-nsg", "csv"].contains(&format), "{format}");
    }
    assert_eq!(
        run(&["firewall", "--json"]).stdout,
        run(&["firewall", "--format", "json"]).stdout
    );
}

#[test]
fn services_come_with_commas_or_repeated() {
    let one = run(&["firewall", "--service", "pop,imap", "--format", "csv"]);
    let two = run(&[
        "firewall",
        "--service",
        "pop",
        "--service",
        "imap",
        "--format",
        "csv",
    ]);
    assert_eq!(one.code, Some(0));
    assert_eq!(one.stdout, two.stdout);
    assert!(!one.stdout.contains("submission"));
}

#[test]
fn what_cannot_be_is_wrong_use() {
    for (arguments, part) in [
        (&["firewall", "--instance", "Mars"][..], "one of: Worldwide"),
        (&["firewall", "--format", "pf"], "one of: powershell"),
        (
            &["firewall", "--service", "imap", "--direction", "inbound"],
            "use smtp-mx",
        ),
        (
            &["firewall", "--family", "ipv6", "--format", "iptables"],
            "ip6tables",
        ),
        (
            &["firewall", "--json", "--format", "csv"],
            "cannot be used with",
        ),
    ] {
        refused(arguments, part);
    }
}
