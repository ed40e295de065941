//! netsh and New-NetFirewallRule.

use exoport::firewall::Direction;

use exoport_lab::firewall::{Openings, cross};

/// Reads `netsh advfirewall firewall add rule` lines.
pub fn netsh(text: &str) -> Openings {
    let mut openings = Openings::new();
    for line in text.split_terminator("\r\n") {
        let Some(arguments) = line.strip_prefix("netsh advfirewall firewall add rule ") else {
            assert!(line.starts_with("rem ") || line == "@echo off", "{line}");
            continue;
        };
        // cmd.exe takes no longer line.
        assert!(line.len() < 8191, "{}", line.len());
        let value = |key: &str| {
            let start = arguments.find(&format!("{key}="))? + key.len() + 1;
            let rest = &arguments[start..];
            rest.split(' ').next()
        };
        assert_eq!(value("action"), Some("allow"));
        let (direction, port) = match value("dir") {
            Some("out") => (Direction::Outbound, "remoteport"),
            Some("in") => (Direction::Inbound, "localport"),
            other => panic!("{other:?}"),
        };
        openings.extend(cross(
            direction,
            value("protocol").expect("protocol"),
            value(port).expect("port").split(','),
            value("remoteip").expect("remoteip").split(','),
        ));
    }
    openings
}

/// Reads New-NetFirewallRule commands with literal strings; the Pester tests parse them as PowerShell
/// does.
pub fn powershell(text: &str) -> Openings {
    let mut openings = Openings::new();
    let commands = text.split("\nNew-NetFirewallRule ").skip(1);
    for command in commands {
        let list = |parameter: &str| -> Vec<String> {
            let start = command.find(&format!("-{parameter} ")).expect(parameter);
            let rest = &command[start + parameter.len() + 2..];
            let end = rest.find(" -").unwrap_or(rest.len());
            let items = rest[..end].split(',').map(str::trim);
            items
                .map(|item| item.trim_matches('\'').to_owned())
                .collect()
        };
        assert_eq!(list("Action"), ["Allow"]);
        let (direction, ports) = match list("Direction")[0].as_str() {
            "Outbound" => (Direction::Outbound, "RemotePort"),
            "Inbound" => (Direction::Inbound, "LocalPort"),
            other => panic!("{other}"),
        };
        openings.extend(cross(
            direction,
            &list("Protocol")[0],
            list(ports),
            list("RemoteAddress"),
        ));
    }
    openings
}
