//! Every example that a person can copy is accepted, and help reads well.

use super::program::run;

/// The arguments of each line that calls exoport, up to what is the shell's.
fn examples(text: &str) -> Vec<Vec<String>> {
    text.lines()
        .filter_map(|line| {
            let line = line.trim();
            let call = match line.split_once("| exoport ") {
                Some((_, call)) => call,
                None => line.strip_prefix("exoport ")?,
            };
            let words = call
                .split_whitespace()
                .take_while(|word| !["|", "||", ">", "<", "#", "&&"].contains(word));
            Some(words.map(str::to_owned).collect())
        })
        .collect()
}

fn accept(example: &[String]) {
    let arguments = std::iter::once("exoport").chain(example.iter().map(String::as_str));
    if let Err(error) = exoport_cli::command().try_get_matches_from(arguments) {
        let help = error.use_stderr().then(|| error.to_string());
        assert_eq!(help, None, "exoport {}", example.join(" "));
    }
}

#[test]
fn examples_of_the_help_are_accepted() {
    let mut found = 0;
    for command in [
        &["--help"][..],
        &["help", "test"],
        &["help", "check"],
        &["help", "demo"],
        &["help", "lab"],
        &["help", "schema"],
        &["help", "endpoints"],
        &["help", "endpoints", "update"],
        &["help", "firewall"],
        &["help", "explain"],
        &["help", "listen"],
        &["help", "domain"],
        &["help", "watch"],
    ] {
        let help = run(command).stdout;
        let examples = examples(&help);
        assert!(!examples.is_empty(), "{command:?} has examples");
        for example in &examples {
            accept(example);
        }
        found += examples.len();
    }
    assert!(found >= 20, "{found}");
}

#[test]
fn examples_of_the_guide_are_accepted() {
    let examples = examples(include_str!("../../../../docs/command.md"));
    assert!(examples.len() >= 10, "{}", examples.len());
    for example in &examples {
        accept(example);
    }
}

#[test]
fn examples_of_the_page_about_codes_are_accepted() {
    let examples = examples(include_str!("../../../../docs/errors.md"));
    assert!(examples.len() >= 4, "{}", examples.len());
    for example in &examples {
        accept(example);
    }
}

#[test]
fn examples_of_watching_are_accepted() {
    let examples = examples(include_str!("../../../../docs/watch.md"));
    assert!(examples.len() >= 2, "{}", examples.len());
    for example in &examples {
        accept(example);
    }
}

#[test]
fn examples_of_scenarios_are_accepted() {
    let examples = examples(include_str!("../../../../docs/scenarios.md"));
    assert!(examples.len() >= 3, "{}", examples.len());
    for example in &examples {
        accept(example);
    }
}

#[test]
fn examples_of_domains_are_accepted() {
    let examples = examples(include_str!("../../../../docs/domain.md"));
    assert!(examples.len() >= 3, "{}", examples.len());
    for example in &examples {
        accept(example);
    }
}

#[test]
fn help_fits_a_hundred_columns() {
    for command in [
        &["--help"][..],
        &["help", "test"],
        &["test", "-h"],
        &["help", "check"],
        &["check", "-h"],
        &["help", "demo"],
        &["help", "lab"],
        &["help", "endpoints"],
        &["endpoints", "list", "--help"],
        &["endpoints", "update", "--help"],
        &["help", "firewall"],
        &["help", "explain"],
        &["help", "listen"],
        &["help", "domain"],
        &["help", "watch"],
        &["domain", "-h"],
    ] {
        let answer = run(command);
        assert_eq!(answer.code, Some(0), "{command:?}");
        assert!(answer.stdout.contains("Usage: exoport"), "{command:?}");
        for line in answer.stdout.lines() {
            assert!(line.chars().count() <= 100, "{command:?}: {line}");
        }
    }
}

#[test]
fn help_and_guide_name_the_exit_codes() {
    let help = run(&["help", "test"]).stdout;
    let guide = include_str!("../../../../docs/command.md");
    for code in 0..=3 {
        assert!(help.contains(&format!("\n  {code}  ")), "{code}");
        assert!(guide.contains(&format!("\n| {code} | ")), "{code}");
    }
}

#[test]
fn version_and_schema() {
    let version = run(&["--version"]);
    assert_eq!(
        version.stdout,
        format!("exoport {}\n", env!("CARGO_PKG_VERSION"))
    );
    let schema = run(&["schema"]);
    assert_eq!(schema.code, Some(0));
    assert_eq!(
        schema.stdout,
        include_str!("../../../../schemas/record.schema.json")
    );
}
