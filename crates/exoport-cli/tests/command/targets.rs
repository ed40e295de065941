//! Targets from arguments, files and standard input; exit codes of runs.

use std::io::{BufRead, BufReader, Write};
use std::net::UdpSocket;

use serde_json::Value;

use super::lab::lab;
use super::program::{Answer, answer, file, program, run, run_with_input};

fn test(case: &str, more: &[&str]) -> Answer {
    let arguments = lab().test(case, more);
    run(&arguments.iter().map(String::as_str).collect::<Vec<_>>())
}

fn records(answer: &Answer) -> Vec<Value> {
    answer
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect()
}

#[test]
fn the_exit_code_is_the_answer() {
    for (case, code) in [
        ("healthy-submission", 0),
        ("healthy-imap", 0),
        ("refused", 1),
    ] {
        let quiet = test(case, &["--quiet"]);
        assert_eq!(quiet.code, Some(code), "{case}: {quiet:?}");
        assert_eq!(
            (quiet.stdout.as_str(), quiet.stderr.as_str()),
            ("", ""),
            "{case}"
        );
        let json = test(case, &["--json"]);
        assert_eq!(json.code, Some(code), "{case}");
        assert_eq!(records(&json).len(), 1, "{case}");
    }
}

#[test]
fn a_bad_target_does_not_stop_the_others() {
    let list = format!(
        "# the lab\n\n{}\nhost:smtp\n{{\"hots\":1}}\n{}\n",
        lab().line("healthy-imap"),
        lab().line("healthy-pop"),
    );
    let path = file("bad-lines.txt", &list);
    let path = path.to_str().expect("UTF-8");
    // As Windows PowerShell's `>` writes it.
    let bytes = format!("\u{feff}{list}").replace('\n', "\r\n");
    let bytes: Vec<u8> = bytes.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let utf16 = file("bad-lines-utf16.txt", bytes);
    let utf16 = utf16.to_str().expect("UTF-8");
    let roots = lab().roots();
    for (arguments, input, name) in [
        (
            ["test", "--json", "--ca-file", roots, "--file", utf16],
            "",
            utf16,
        ),
        (
            ["test", "--json", "--ca-file", roots, "--file", path],
            "",
            path,
        ),
        (
            ["test", "--json", "--ca-file", roots, "--file", "-"],
            list.as_str(),
            "standard input",
        ),
        (
            ["test", "--json", "--ca-file", roots, "--", "-"],
            list.as_str(),
            "standard input",
        ),
    ] {
        let answer = run_with_input(&arguments, input);
        assert_eq!(answer.code, Some(2), "{answer:?}");
        let records = records(&answer);
        assert_eq!(records.len(), 2, "{answer:?}");
        for record in records {
            assert_eq!(record["schema"], 1);
            assert_eq!(record["verdict"]["result"], "pass", "{record}");
        }
        let messages: Vec<&str> = answer.stderr.lines().collect();
        assert_eq!(messages.len(), 2, "{answer:?}");
        assert!(
            messages[0].starts_with(&format!("exoport: {name}, line 4: ")),
            "{}",
            messages[0]
        );
        assert!(
            messages[1].starts_with(&format!("exoport: {name}, line 5: ")),
            "{}",
            messages[1]
        );
    }
}

#[test]
fn records_come_while_targets_still_do() {
    let mut child = program(&["test", "-", "--json", "--ca-file", lab().roots()])
        .spawn()
        .expect("exoport starts");
    let mut stdin = child.stdin.take().expect("piped");
    let mut stdout = BufReader::new(child.stdout.take().expect("piped"));
    // Each record must arrive before the next target is even written.
    for case in ["healthy-imap", "refused", "healthy-web"] {
        writeln!(stdin, "{}", lab().line(case)).expect("exoport reads");
        let mut line = String::new();
        stdout.read_line(&mut line).expect("a record");
        let record: Value = serde_json::from_str(&line).expect("JSON");
        assert_eq!(record["target"]["tag"], case);
    }
    drop(stdin);
    assert_eq!(answer(child).code, Some(1));
}

#[test]
fn many_targets_from_standard_input() {
    // More than every queue on the way holds.
    let list: String = (0..600).map(|_| lab().line("refused") + "\n").collect();
    let path = file("many.txt", list);
    let answer = run(&[
        "test",
        "--csv",
        "--concurrency",
        "32",
        "--file",
        path.to_str().expect("UTF-8"),
    ]);
    assert_eq!(answer.code, Some(1));
    assert_eq!(answer.stdout.lines().count(), 601);
    assert_eq!(answer.stderr, "");
}

#[test]
fn without_targets_all_default_services_and_a_hint() {
    // A DNS server that never answers, on loopback: nothing leaves this machine.
    let silent = UdpSocket::bind("127.0.0.1:0").expect("a port");
    let server = silent.local_addr().expect("bound").to_string();
    let arguments = [
        "test",
        "--json",
        "--timeout",
        "1",
        "--no-cname-chain",
        "--dns-server",
        &server,
    ];
    let answer = run(&arguments);
    let services: Vec<Value> = records(&answer)
        .iter()
        .map(|record| record["target"]["service"].clone())
        .collect();
    assert_eq!(services.len(), 9, "{answer:?}");
    assert!(!services.contains(&"smtp-mx".into()));
    assert!(
        answer
            .stderr
            .contains("exoport test contoso.com --service smtp-mx"),
        "{}",
        answer.stderr
    );
}

#[test]
#[cfg(unix)]
fn an_interrupt_stops_at_once() {
    use std::net::TcpListener;
    use std::os::unix::process::ExitStatusExt;
    use std::process::Command;

    use super::program::interruptible_program;

    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let target = listener.local_addr().expect("bound").to_string();
    let mut child = interruptible_program(&["test", &target, "--tls", "smtp", "--timeout", "600"])
        .spawn()
        .expect("exoport starts");
    // The probe now waits for a greeting that never comes.
    let (_silent, _) = listener.accept().expect("the probe connects");
    let sent = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status()
        .expect("kill");
    assert!(sent.success());
    assert_eq!(child.wait().expect("it ends").signal(), Some(2));
}
