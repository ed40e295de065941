//! What is told, where, and with which exit code.

use std::fs;
use std::io::{BufRead, BufReader};

use super::super::program::run;
use super::{AT_ONCE, FAULT, WELL, Watch, lines, of_kind, text};

#[test]
fn only_changes_are_told_and_the_exit_code_is_the_confirmed_result() {
    let watch = Watch::new();
    for (case, code, told) in [
        (WELL, 0, None),
        (FAULT, 0, None),
        (WELL, 0, None),
        (FAULT, 0, None),
        (FAULT, 1, Some("error    new-failure: imap does not work: ")),
        (FAULT, 1, None),
        (WELL, 1, None),
        (
            WELL,
            0,
            Some("note     recovered: imap works again (fail since "),
        ),
        (WELL, 0, None),
    ] {
        let answer = watch.run(case, &[]);
        assert_eq!(answer.code, Some(code), "{answer:?}");
        assert_eq!(answer.stderr, "");
        match told {
            None => assert_eq!(answer.stdout, ""),
            Some(part) => {
                assert!(answer.stdout.contains(part), "{}", answer.stdout);
                assert_eq!(answer.stdout.contains("    remedy  "), code == 1);
            }
        }
        assert!(
            answer
                .stdout
                .lines()
                .all(|line| line.chars().count() <= 120)
        );
    }
    assert_eq!(watch.state().expect("a state")["rounds"], 9);
    assert_eq!(watch.files(), ["state.json", "state.json.lock"]);
}

#[test]
fn json_tells_the_whole_story_and_quiet_nothing() {
    let watch = Watch::new();
    let mut arguments = AT_ONCE.to_vec();
    arguments.extend(["--json", "--interval", "1s", "--rounds", "2"]);
    let answer = watch.run(FAULT, &arguments);
    assert_eq!((answer.code, answer.stderr.as_str()), (Some(1), ""));
    let lines = lines(&answer.stdout);
    let kinds: Vec<&str> = lines
        .iter()
        .filter_map(|line| line["kind"].as_str())
        .collect();
    assert_eq!(
        kinds,
        ["watch-started", "change", "round", "round", "watch-ended"]
    );
    assert!(lines.iter().all(|line| line["schema"] == 1));
    assert_eq!(lines[0]["state_path"], text(&watch.state_path()));
    assert_eq!(lines[0]["rounds"], 0);
    assert_eq!(
        (&lines[1]["sequence"], &lines[1]["scenario"]),
        (&1.into(), &"imap".into())
    );
    assert_eq!(lines[1]["at"], lines[2]["started_at"]);
    assert_eq!(lines[2]["result"], "fail");
    let time = |line: usize, key: &str| lines[line][key].as_i64();
    assert!(time(2, "next_at") >= time(2, "started_at").map(|at| at + 1000));
    assert_eq!(lines[3]["next_at"].as_i64(), None);
    let end = &lines[4];
    assert_eq!(
        (&end["reason"], &end["rounds"], &end["changes"]),
        (&"done".into(), &2.into(), &1.into())
    );
    arguments.truncate(4);
    arguments.push("--quiet");
    let answer = watch.run(WELL, &arguments);
    assert_eq!(
        (answer.code, answer.stdout.as_str(), answer.stderr.as_str()),
        (Some(0), "", "")
    );
}

#[test]
fn two_watches_do_not_share_a_state() {
    let watch = Watch::new();
    let mut first = watch.start(WELL, &["--json", "--interval", "1h"]);
    let mut output = BufReader::new(first.stdout.take().expect("piped"));
    let mut line = String::new();
    output.read_line(&mut line).expect("it watches");
    let second = watch.run(WELL, &["--json"]);
    assert_eq!((second.code, second.stdout.as_str()), (Some(4), ""));
    assert!(
        second.stderr.contains("another watch is using the state"),
        "{}",
        second.stderr
    );
    // Whatever ends it gives the state back.
    first.kill().expect("killed");
    first.wait().expect("ended");
    assert_eq!(watch.run(WELL, &[]).code, Some(0));
}

#[test]
fn a_damaged_state_is_kept_and_told_of() {
    let watch = Watch::new();
    assert_eq!(watch.run(WELL, &[]).code, Some(0));
    let whole = fs::read_to_string(watch.state_path()).expect("a state");
    fs::write(watch.state_path(), &whole[..whole.len() / 2]).expect("written");
    let answer = watch.run(WELL, &["--json"]);
    assert_eq!(answer.code, Some(0), "{answer:?}");
    assert!(answer.stderr.contains("was damaged"), "{}", answer.stderr);
    let warning = lines(&answer.stdout)[0]["warning"].to_string();
    assert!(warning.contains("state.json.damaged;"), "{warning}");
    assert_eq!(watch.state().expect("a new state")["rounds"], 1);
    let kept = fs::read_to_string(watch.path("state.json.damaged")).expect("kept");
    assert_eq!(kept, whole[..whole.len() / 2]);
}

#[test]
fn a_state_that_cannot_be_used_is_a_fault_and_stays_as_it_is() {
    let watch = Watch::new();
    let refused = |part: &str| {
        let answer = watch.run(WELL, &[]);
        assert_eq!(
            (answer.code, answer.stdout.as_str()),
            (Some(3), ""),
            "{answer:?}"
        );
        assert!(answer.stderr.contains(part), "{}", answer.stderr);
    };
    let newer = r#"{"kind":"watch-state","schema":2}"#;
    fs::write(watch.state_path(), newer).expect("written");
    refused("written by a newer ExoPort");
    let mut permissions = fs::metadata(watch.state_path())
        .expect("there")
        .permissions();
    permissions.set_readonly(true);
    fs::set_permissions(watch.state_path(), permissions).expect("set");
    refused("is read-only");
    assert_eq!(
        fs::read_to_string(watch.state_path()).expect("there"),
        newer
    );
    fs::remove_file(watch.state_path()).expect("removed");
    fs::create_dir(watch.state_path()).expect("created");
    refused("is not a regular file");
}

#[test]
fn the_certificate_and_its_issuer_are_watched() {
    let watch = Watch::new();
    watch.run(WELL, &AT_ONCE);
    let mut arguments = AT_ONCE.to_vec();
    arguments.push("--json");
    let answer = watch.run("foreign-issuer", &arguments);
    let changes = of_kind(&lines(&answer.stdout), "change");
    let kinds: Vec<&str> = changes
        .iter()
        .filter_map(|change| change["change"].as_str())
        .collect();
    assert_eq!(kinds, ["new-failure", "chain-changed"], "{answer:?}");
    assert_eq!(
        (&changes[1]["host"], &changes[1]["port"]),
        (&"outlook.office365.com".into(), &993.into())
    );
    let answer = watch.run(WELL, &arguments);
    let changes = of_kind(&lines(&answer.stdout), "change");
    assert_eq!(changes.len(), 1, "the old chain is known: {changes:?}");
    assert_eq!(changes[0]["change"], "recovered");
}

#[test]
fn wrong_use_is_named() {
    for (arguments, part) in [
        (&["watch", "--scenario", "weather"][..], "send-mail"),
        (
            &["watch", "--scenario", "receive-mail"],
            "receive-mail needs a mail domain",
        ),
        (&["watch", "--domain", "a b"], "domain"),
        (&["watch", "--interval", "0"], "90s, 15m or 1h"),
        (&["watch", "--interval", "25h"], "90s, 15m or 1h"),
        (&["watch", "--rounds", "2"], "needs an interval"),
        (&["watch", "--rounds", "0"], "--rounds"),
        (
            &["watch", "--confirm-failure", "101"],
            "invalid number (1-100)",
        ),
        (
            &["watch", "--expiry-days", "3651"],
            "invalid number (0-3650)",
        ),
        (
            &["watch", "--state", "a", "--prometheus", "a"],
            "the same file",
        ),
        (&["watch", "--json", "--quiet"], "cannot be used with"),
    ] {
        let answer = run(arguments);
        assert_eq!(answer.code, Some(2), "{arguments:?}: {answer:?}");
        assert!(
            answer.stderr.contains(part),
            "{arguments:?}: {}",
            answer.stderr
        );
        assert_eq!(answer.stdout, "");
    }
}
