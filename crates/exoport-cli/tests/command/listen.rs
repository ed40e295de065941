//! `exoport listen`: visited once on loopback, it says so and ends.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, ChildStdout, Command, Stdio};

use serde_json::Value;

use super::program::refused;

fn listen(arguments: &[&str]) -> (Child, BufReader<ChildStdout>) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_exoport"))
        .args([
            "listen",
            "--address",
            "127.0.0.1",
            "--port",
            "0",
            "--visitors",
            "1",
        ])
        .args(["--name", "mx.example"])
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .expect("started");
    let stdout = child.stdout.take().expect("standard output");
    (child, BufReader::new(stdout))
}

fn line(output: &mut impl BufRead) -> String {
    let mut line = String::new();
    output.read_line(&mut line).expect("a line");
    line
}

/// Visits, says EHLO and QUIT, and takes everything that is answered.
fn visit(address: &str) -> String {
    let mut visitor = TcpStream::connect(address).expect("connected");
    visitor
        .write_all(b"EHLO visitor.example\r\nQUIT\r\n")
        .expect("written");
    let mut answers = String::new();
    visitor.read_to_string(&mut answers).expect("answers");
    answers
}

#[test]
fn json_lines_tell_the_whole_story() {
    let (mut child, mut output) = listen(&["--json", "--throw-away-certificate"]);
    let started: Value = serde_json::from_str(&line(&mut output)).expect("JSON");
    assert_eq!(started["kind"], "listen-started");
    assert_eq!(started["starttls"], true);
    let answers = visit(started["addresses"][0].as_str().expect("address"));
    assert!(
        answers.starts_with("220 mx.example ExoPort test listener"),
        "{answers}"
    );
    assert!(answers.contains("250-STARTTLS\r\n"), "{answers}");
    let visitor: Value = serde_json::from_str(&line(&mut output)).expect("JSON");
    assert_eq!(visitor["kind"], "visitor");
    assert_eq!(visitor["ehlo"], "visitor.example");
    assert_eq!(visitor["outcome"], "quit");
    assert_eq!(visitor["sender"], "private");
    let ended: Value = serde_json::from_str(&line(&mut output)).expect("JSON");
    assert_eq!(
        (&ended["kind"], &ended["reason"]),
        (&"listen-ended".into(), &"visitors".into())
    );
    assert_eq!(line(&mut output), "");
    assert_eq!(child.wait().expect("ended").code(), Some(0));
}

#[test]
fn the_table_has_a_row_for_the_visitor() {
    let (mut child, mut output) = listen(&[]);
    let first = line(&mut output);
    let address = first
        .strip_prefix("Listening on ")
        .and_then(|rest| rest.split(' ').next())
        .expect("address");
    visit(address);
    let mut rest = String::new();
    output.read_to_string(&mut rest).expect("the rest");
    assert!(rest.contains("127.0.0.1                                private                 -    quit             visitor.example"), "{rest}");
    assert!(
        rest.contains("1 visitor; as many as were asked for"),
        "{rest}"
    );
    assert!(
        rest.lines().all(|line| line.chars().count() <= 120),
        "{rest}"
    );
    assert_eq!(child.wait().expect("ended").code(), Some(0));
}

#[test]
fn what_cannot_be_is_wrong_use() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("address").port().to_string();
    for (arguments, part) in [
        (&["listen", "--minutes", "0"][..], "invalid number (1-1440)"),
        (&["listen", "--minutes", "1441"], "invalid number (1-1440)"),
        (&["listen", "--certificate", "x.pem"], "--key"),
        (
            &[
                "listen",
                "--certificate",
                "no-such.pem",
                "--key",
                "no-such.key",
            ],
            "--certificate no-such.pem",
        ),
        (&["listen", "--name", "two words"], "name"),
        (
            &["listen", "--address", "127.0.0.1", "--port", &port],
            "another program is listening there",
        ),
    ] {
        refused(arguments, part);
    }
}
