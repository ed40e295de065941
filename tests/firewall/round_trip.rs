//! What is read back is what was written.

use exoport::firewall::{Format, RuleSet, read_csv, render};
use exoport_lab::firewall::{Openings, of_rules, samples};

use crate::read;

/// What a format has to open: the iptables formats have one family each.
fn expected(rules: &RuleSet, format: Format) -> Openings {
    let all = of_rules(rules).into_iter();
    match format {
        Format::Iptables => all.filter(|one| !one.range.contains(':')).collect(),
        Format::Ip6tables => all.filter(|one| one.range.contains(':')).collect(),
        _ => all.collect(),
    }
}

fn check(rules: &RuleSet) {
    for format in Format::ALL {
        let text = render(rules, *format).expect("a rendering");
        let expected = expected(rules, *format);
        assert!(!expected.is_empty(), "{format}");
        assert_eq!(read::read(*format, &text), expected, "{format}:\n{text}");
        assert!(text.is_ascii() && text.ends_with('\n'), "{format}");
    }
}

#[test]
fn the_rules_of_every_cloud() {
    for rules in samples::clouds() {
        check(&rules);
    }
}

#[test]
fn what_no_cloud_has_today() {
    check(&samples::odd());
}

#[test]
fn json_and_csv_keep_everything() {
    for rules in samples::clouds() {
        let json = render(&rules, Format::Json).expect("JSON");
        let back: RuleSet = serde_json::from_str(&json).expect("the same form");
        assert_eq!(back, rules);
        let csv = render(&rules, Format::Csv).expect("CSV");
        assert_eq!(read_csv(&csv).expect("rows"), rules.rules);
    }
}

#[test]
fn names_version_and_what_has_no_range_are_told() {
    for rules in samples::clouds() {
        assert!(!rules.by_name.is_empty(), "{}", rules.instance);
        for format in Format::ALL {
            let text = render(&rules, *format).expect("a rendering");
            assert!(text.contains(&rules.version), "{format}");
            for rule in &rules.rules {
                let told = match format {
                    Format::Iptables => rule.ranges.iter().any(|range| range.address().is_ipv4()),
                    Format::Ip6tables => rule.ranges.iter().any(|range| range.address().is_ipv6()),
                    _ => true,
                };
                let set = format!("set {}", rule.set_id);
                let in_columns = matches!(format, Format::Csv | Format::Json);
                assert!(
                    !told || in_columns || text.contains(&set),
                    "{format}: {set}"
                );
            }
            if format.tells_names() {
                let name = &rules.by_name[0].hosts[0];
                assert!(text.contains(name.as_str()), "{format}: {name}");
            }
        }
    }
}

#[test]
fn a_csv_that_is_not_ours_is_refused_with_its_row() {
    let rules = samples::odd();
    let csv = render(&rules, Format::Csv).expect("CSV");
    for (from, to, part) in [
        ("192.0.2.1/32", "192.0.2.1/99", "row 1: range"),
        (",udp,", ",sctp,", "row 1: protocol"),
        ("50000-50059", "50059-50000", "50059-50000"),
        (",false,", ",perhaps,", "row 1: required"),
    ] {
        let error = read_csv(&csv.replace(from, to)).expect_err(to).to_string();
        assert!(error.contains(part), "{error}");
    }
}
