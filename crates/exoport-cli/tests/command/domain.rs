//! `exoport domain` against the lab.

use serde_json::Value;

use super::lab::lab;
use super::program::{Answer, run};

fn domain(names: &[&str], more: &[&str]) -> Answer {
    let (dns_server, policy_server) = lab().domain_servers();
    let mut arguments = vec!["domain"];
    arguments.extend(names);
    arguments.extend([
        "--dns-server",
        dns_server,
        "--policy-address",
        policy_server,
    ]);
    arguments.extend(["--ca-file", lab().roots()]);
    arguments.extend(more);
    run(&arguments)
}

#[test]
fn a_healthy_domain_passes() {
    let answer = domain(&["contoso.com"], &[]);
    assert_eq!(answer.code, Some(0), "{answer:?}");
    assert_eq!(answer.stderr, "");
    assert!(
        answer.stdout.starts_with("contoso.com (Worldwide): pass\n"),
        "{}",
        answer.stdout
    );
    for item in [
        "mx",
        "spf",
        "dkim",
        "dmarc",
        "autodiscover",
        "msoid",
        "mta-sts",
        "tls-rpt",
    ] {
        let row = format!("\n{item:<12}  pass ");
        assert!(answer.stdout.contains(&row), "{item}: {}", answer.stdout);
    }
    assert!(
        answer.stdout.contains("\ntlsa          absent "),
        "{}",
        answer.stdout
    );
    assert!(!answer.stdout.contains("remedy"), "{}", answer.stdout);
    let details = domain(&["contoso.com"], &["--details"]).stdout;
    assert!(
        details.contains("    seen    MX 10 contoso-com.mail.protection.outlook.com\n"),
        "{details}"
    );
    assert!(
        details.contains("    rule    tlsa-impossible (docs/exchange-online-facts.md section 6)\n"),
        "{details}"
    );
    for line in answer.stdout.lines().chain(details.lines()) {
        assert!(line.chars().count() <= 120, "{line}");
    }
}

#[test]
fn a_fault_has_its_remedy_and_exit_code() {
    let answer = domain(&["spf-several.example"], &[]);
    assert_eq!(answer.code, Some(1));
    assert!(
        answer.stdout.contains("\nspf           fail "),
        "{}",
        answer.stdout
    );
    assert!(
        answer.stdout.contains("    remedy  Put the mechanisms"),
        "{}",
        answer.stdout
    );
    // A warning passes, unless it is asked to be strict.
    assert_eq!(
        domain(&["dmarc-missing.example"], &["--quiet"]).code,
        Some(0)
    );
    let strict = domain(&["dmarc-missing.example"], &["--quiet", "--strict"]);
    assert_eq!((strict.code, strict.stdout.as_str()), (Some(1), ""));
}

#[test]
fn json_has_one_report_a_line_for_each_domain() {
    let answer = domain(
        &["contoso.com", "fabrikam.com", "dmarc-unknown.example"],
        &["--json"],
    );
    assert_eq!(answer.code, Some(1), "{answer:?}");
    let mut reports: Vec<Value> = answer
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    reports.sort_by_key(|report| report["id"].as_u64());
    let verdicts: Vec<&str> = reports
        .iter()
        .filter_map(|report| report["verdict"]["result"].as_str())
        .collect();
    assert_eq!(verdicts, ["pass", "pass", "unknown"]);
    for report in &reports {
        assert_eq!(
            (&report["schema"], &report["kind"]),
            (&1.into(), &"domain".into())
        );
        let items = report["items"].as_array().expect("items");
        assert_eq!(items.len(), 10);
        for item in items {
            for key in ["item", "name", "rule", "result", "explanation", "source"] {
                assert!(item[key].is_string(), "{key}: {item}");
            }
        }
    }
}

#[test]
fn wrong_use_is_told_before_anything_is_asked() {
    for (arguments, part) in [
        (&["domain"][..], "DOMAIN"),
        (&["domain", "user@contoso.com"], "after the @"),
        (
            &["domain", "contoso.com", "--instance", "Mars"],
            "one of: Worldwide",
        ),
        (
            &["domain", "contoso.com", "--dkim-selector", "a b"],
            "dkim selector",
        ),
        (
            &["domain", "contoso.com", "--policy-address", "192.0.2.1"],
            "--policy-address",
        ),
        (
            &["domain", "contoso.com", "--dns-server", "resolver"],
            "--dns-server",
        ),
        (&["domain", "contoso.com", "--proxy", "ftp://p"], "--proxy"),
    ] {
        let answer = run(arguments);
        assert_eq!(answer.code, Some(2), "{arguments:?}");
        assert!(
            answer.stderr.contains(part),
            "{arguments:?}: {}",
            answer.stderr
        );
    }
}
