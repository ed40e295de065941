//! --proxy: what reaches the proxy, and what reaches nobody.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::thread::JoinHandle;

use serde_json::Value;

use super::program::{answer, file, program, run, run_with_input};

/// A proxy that refuses the one client it takes, and repeats to it all that it was told.
fn echoing_proxy() -> (String, JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("its address").to_string();
    let running = std::thread::spawn(move || {
        let (client, _) = listener.accept().expect("a client");
        let mut reader = BufReader::new(client);
        let mut heard = String::new();
        while !heard.ends_with("\r\n\r\n") {
            reader.read_line(&mut heard).expect("a request");
        }
        let said = heard.replace("\r\n", " ");
        let reply = format!("HTTP/1.1 403 {said}\r\nVia: {said}\r\n\r\n");
        let mut client = reader.into_inner();
        client
            .write_all(reply.as_bytes())
            .expect("a client that listens");
        heard
    });
    (address, running)
}

const TOKEN: &str = "YW5uYTpodW50ZXIy"; // anna:hunter2

fn keeps_the_secret(text: &str) {
    for secret in ["hunter2", TOKEN] {
        assert!(!text.contains(secret), "{text}");
    }
}

#[test]
fn credentials_reach_the_proxy_and_no_output() {
    for form in ["--details", "--transcript", "--json", "--csv"] {
        let (address, proxy) = echoing_proxy();
        let url = format!("http://anna:hunter2@{address}");
        let answer = run(&["test", "mail.example:995", "--proxy", &url, form]);
        assert_eq!(answer.code, Some(1), "{answer:?}");
        let heard = proxy.join().expect("no panic");
        assert!(
            heard.starts_with("CONNECT mail.example:995 HTTP/1.1\r\n"),
            "{heard}"
        );
        assert!(heard.contains(&format!("Basic {TOKEN}\r\n")), "{heard}");
        keeps_the_secret(&answer.stdout);
        keeps_the_secret(&answer.stderr);
        assert!(
            answer.stdout.contains(&format!("http://{address}")),
            "{}",
            answer.stdout
        );
        assert!(answer.stdout.contains("proxy-refused"), "{}", answer.stdout);
    }
}

#[test]
fn the_environment_names_the_systems_proxy() {
    for (variable, no_proxy, phase) in [
        ("HTTPS_PROXY", "other.example", "proxy"),
        ("all_proxy", "", "proxy"),
        ("HTTPS_PROXY", "127.0.0.0/8", "connect"),
    ] {
        // Nobody listens there: the phase of the refusal says where it was gone to.
        let (address, closed) = {
            let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
            let own = listener.local_addr().expect("its address");
            (format!("http://anna:hunter2@{own}"), own.port())
        };
        let target = format!("127.0.0.1:{closed}");
        let mut command = program(&["test", &target, "--proxy", "system", "--json"]);
        for name in [
            "https_proxy",
            "HTTPS_PROXY",
            "all_proxy",
            "ALL_PROXY",
            "NO_PROXY",
        ] {
            command.env_remove(name);
        }
        command.env(variable, &address).env("no_proxy", no_proxy);
        let answer = answer(command.spawn().expect("exoport starts"));
        keeps_the_secret(&answer.stdout);
        let record: Value = serde_json::from_str(&answer.stdout).expect("a record");
        assert_eq!(record["outcome"]["phase"], phase, "{variable} {no_proxy}");
        assert_eq!(record["outcome"]["code"], "refused");
        if phase == "proxy" {
            assert_eq!(record["proxy"]["source"], "environment");
        }
    }
}

#[test]
fn a_proxy_that_is_none_is_refused_and_not_repeated() {
    let mut command = program(&["test", "127.0.0.1:25", "--proxy", "system"]);
    command.env("https_proxy", "gopher://anna:hunter2@proxy.example");
    let of_environment = answer(command.spawn().expect("exoport starts"));
    let lines =
        "{\"host\":\"127.0.0.1\",\"port\":25,\"proxy\":\"ftp://anna:hunter2@proxy.example\"}\n";
    let list = file("bad-proxy.txt", lines);
    for (answer, part) in [
        (
            run(&[
                "test",
                "127.0.0.1:25",
                "--proxy",
                "https://anna:hunter2@proxy.example",
            ]),
            "--proxy: unsupported scheme",
        ),
        (
            run(&["test", "127.0.0.1:25", "--proxy", "http://anna:hunter2"]),
            "--proxy: not the URL",
        ),
        (
            run_with_input(&["test", "-"], lines),
            "standard input, line 1",
        ),
        (
            run(&["test", "--file", list.to_str().expect("UTF-8")]),
            "unsupported scheme",
        ),
        (of_environment, "https_proxy"),
    ] {
        assert_eq!(answer.code, Some(2), "{answer:?}");
        assert!(answer.stderr.contains(part), "{}", answer.stderr);
        keeps_the_secret(&answer.stderr);
        keeps_the_secret(&answer.stdout);
    }
}
