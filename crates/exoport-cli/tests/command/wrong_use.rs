//! Wrong use gets a message that says what to do, exit code 2 and nothing on standard output.

use super::program::{file, refused, run};

#[test]
fn arguments() {
    for (arguments, part) in [
        (&[][..], "Usage: exoport"),
        (&["probe"], "unrecognized subcommand"),
        (&["test", "--frobnicate"], "--frobnicate"),
        (
            &["test", "::1", "--service", "smtp"],
            "one of: smtp-mx, submission, imap, pop, web, admin",
        ),
        (
            &["test", "::1", "--tls", "ssl"],
            "one of: none, implicit, smtp, imap, pop",
        ),
        (
            &["test", "::1", "--family", "ipv5"],
            "one of: any, ipv4, ipv6",
        ),
        (
            &["test", "::1", "--addresses", "some"],
            "one of: all, first",
        ),
        (&["test", "::1", "--port", "0"], "invalid number (1-65535)"),
        (
            &["test", "::1", "--port", "70000"],
            "invalid number (1-65535)",
        ),
        (&["test", "::1", "--timeout", "0"], "seconds (0.001-600)"),
        (&["test", "::1", "--timeout", "ten"], "seconds (0.001-600)"),
        (
            &["test", "::1", "--concurrency", "0"],
            "invalid number (1-4096)",
        ),
        (&["test", "::1", "--address", "localhost"], "--address"),
        (
            &["test", "::1", "--dns-server", "dns.example"],
            "invalid address",
        ),
        (&["test", "::1", "-4", "-6"], "cannot be used with"),
        (&["test", "::1", "--json", "--csv"], "cannot be used with"),
        (&["test", "::1", "--json", "--quiet"], "cannot be used with"),
        (
            &["test", "::1", "--ehlo-name", "two words"],
            "--ehlo-name: ",
        ),
    ] {
        refused(arguments, part);
    }
}

#[test]
fn targets() {
    for (arguments, part) in [
        (&["test", ""][..], "empty target"),
        (&["test", "host:smtp"], "TARGET 1 (host:smtp): "),
        (&["test", "https://outlook.office365.com/"], "is a URL"),
        (&["test", "127.0.0.1:0"], "invalid port 0 (1-65535)"),
        (&["test", "127.0.0.1:70000"], "invalid port 70000 (1-65535)"),
        (&["test", "two words:25"], "is not a host name or address"),
        (&["test", "--service", "smtp-mx"], "needs your mail domain"),
        (&["test", "--port", "25"], "needs your mail domain"),
        (
            &["test", "::1", "--instance", "China"],
            "has no effect on host ::1",
        ),
        (
            &["test", "--instance", "GCC"],
            "GCC uses the hosts of Worldwide",
        ),
        (&["test", "user@contoso.com:25"], "write contoso.com"),
        (
            &["test", "--instance", "Mars", "--service", "imap"],
            "one of: Worldwide",
        ),
        (
            &["test", "127.0.0.1", "--tls", "implicit"],
            "give a port or a service",
        ),
        (&["test", "-", "-"], "more than once"),
    ] {
        refused(arguments, part);
    }
}

#[test]
fn files() {
    let nothing = "/nonexistent/exoport-targets.txt";
    refused(&["test", "--file", nothing], nothing);
    refused(&["test", "::1", "--ca-file", nothing], nothing);
    refused(&["test", "--file", env!("CARGO_TARGET_TMPDIR")], "folder");
    let empty = file("empty.txt", "# all offices are closed\n\n");
    refused(
        &["test", "--file", empty.to_str().expect("UTF-8")],
        "nothing to probe",
    );
    let no_pem = file("no-pem.txt", "not a certificate");
    refused(
        &["test", "::1", "--ca-file", no_pem.to_str().expect("UTF-8")],
        "no PEM certificate",
    );
    let gzip = file("targets.txt.gz", b"\x1f\x8b\x08\0\0\0");
    refused(&["test", "--file", gzip.to_str().expect("UTF-8")], "gzip");
}

#[test]
fn ten_bad_lines_are_named_and_the_others_counted() {
    let name = file("bad-lines.txt", "a b\n".repeat(1_235));
    let answer = run(&["test", "--file", name.to_str().expect("UTF-8")]);
    assert_eq!(answer.code, Some(2));
    let told: Vec<&str> = answer.stderr.lines().collect();
    assert_eq!(told.len(), 11, "{}", answer.stderr);
    assert!(told[9].contains(", line 10: "), "{}", told[9]);
    assert!(told[10].ends_with("... and 1,225 more lines like that"));
}

#[test]
fn a_hostile_text_is_escaped_in_the_message_too() {
    let hostile = "a\x1b[31m\u{202e}b";
    for arguments in [
        &["test", "a\x1b[31m\u{202e}b:25"][..],
        &[hostile],
        &["test", "--frob\x1b[31m\u{202e}"],
        &["test", "::1", "--port", hostile],
        &["test", "::1", "--tls", hostile],
        &["test", "::1", "--quiet=\x1b[31m\u{202e}"],
        &["schema", hostile],
        &["schema", "record", hostile],
    ] {
        let answer = run(arguments);
        assert_eq!(answer.code, Some(2), "{arguments:?}");
        assert!(
            !answer.stderr.contains(['\x1b', '\u{202e}'])
                && answer.stderr.contains("\\x1b[31m\\u{202e}"),
            "{arguments:?}: {:?}",
            answer.stderr
        );
    }
}
