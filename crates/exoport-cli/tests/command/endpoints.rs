//! `exoport endpoints` against a web service on loopback.

use std::path::Path;

use super::program::{Answer, answer, program};

use exoport_lab::tls_server::{certified, over};
use exoport_lab::web_service::{Request, WebServer, answer as http};

const NEWER: &str = "2026110200";

/// The shipped sets with one range replaced, as a newer version.
fn serve() -> WebServer {
    WebServer::start(answers())
}

fn answers() -> impl Fn(&Request) -> Vec<u8> {
    let sets = include_str!("../../../../src/endpoints/data/worldwide.json")
        .replace("13.107.6.152/31", "198.51.100.0/24");
    move |request: &Request| {
        let agent = format!("User-Agent: exoport/{}", env!("CARGO_PKG_VERSION"));
        let named = request
            .headers
            .iter()
            .any(|line| line.eq_ignore_ascii_case(&agent));
        assert!(named, "{:?}", request.headers);
        if request.target.starts_with("/version/Worldwide?") {
            http("200 OK", format!(r#"{{"latest":"{NEWER}"}}"#).as_bytes())
        } else if request.target.starts_with("/endpoints/Worldwide?") {
            http("200 OK", sets.as_bytes())
        } else {
            http("429 Too Many Requests", b"")
        }
    }
}

fn run(folder: &Path, arguments: &[&str]) -> Answer {
    let child = program(arguments)
        .env("EXOPORT_DATA_FOLDER", folder)
        .spawn()
        .expect("exoport starts");
    answer(child)
}

#[test]
fn the_shipped_sets_are_listed_in_every_form() {
    let folder = tempfile::tempdir().expect("folder");
    for arguments in [&["endpoints"][..], &["endpoints", "list"]] {
        let table = run(folder.path(), arguments);
        assert_eq!((table.code, table.stderr.as_str()), (Some(0), ""));
        assert!(
            table.stdout.contains("5 of 5 endpoint sets of Worldwide"),
            "{}",
            table.stdout
        );
        assert!(table.stdout.lines().all(|line| line.chars().count() <= 120));
    }
    let json = run(folder.path(), &["endpoints", "--port", "25", "--json"]);
    let set: serde_json::Value = serde_json::from_str(&json.stdout).expect("one line of JSON");
    assert_eq!(
        (&set["id"], &set["source"]),
        (&10.into(), &"built-in".into())
    );
    assert_eq!(set["tcp_ports"], serde_json::json!(["25"]));
    assert_eq!(set["ips"][0], "40.92.0.0/15");
    let csv = run(
        folder.path(),
        &["endpoints", "list", "--required=false", "--csv"],
    );
    let rows: Vec<&str> = csv.stdout.lines().collect();
    assert_eq!(rows.len(), 2);
    assert!(
        rows[1].starts_with(
            "Worldwide,2025013000,built-in,2,Exchange,allow,false,true,143 587 993 995,"
        )
    );
    // Listing keeps nothing.
    assert_eq!(std::fs::read_dir(folder.path()).expect("folder").count(), 0);
}

#[test]
fn what_does_not_match_or_is_not_known_is_said() {
    let folder = tempfile::tempdir().expect("folder");
    let none = run(folder.path(), &["endpoints", "--port", "110"]);
    assert_eq!(none.code, Some(0));
    assert!(
        none.stderr.contains("no match in the 5 endpoint sets"),
        "{}",
        none.stderr
    );
    for (arguments, part) in [
        (
            &["endpoints", "--instance", "Mars"][..],
            "one of: Worldwide",
        ),
        (&["endpoints", "--category", "urgent"], "optimize"),
        (&["endpoints", "--port", "0"], "0"),
        (&["endpoints", "--json", "update"], "update"),
        (
            &["endpoints", "update", "--instance", "../x"],
            "name of an instance",
        ),
        (
            &["endpoints", "update", "--url", "http://192.0.2.1"],
            "plain HTTP is allowed only",
        ),
        (&["endpoints", "update", "--timeout", "0"], "0.001"),
    ] {
        let wrong = run(folder.path(), arguments);
        assert_eq!(wrong.code, Some(2), "{arguments:?}");
        assert!(
            wrong.stderr.contains(part),
            "{arguments:?}: {}",
            wrong.stderr
        );
    }
    let nowhere = run(Path::new("relative"), &["endpoints", "update"]);
    assert_eq!(nowhere.code, Some(2));
    assert!(
        nowhere
            .stderr
            .contains("EXOPORT_DATA_FOLDER is not an absolute path")
    );
}

#[test]
fn an_update_holds_shows_its_changes_and_is_reviewed() {
    let folder = tempfile::tempdir().expect("folder");
    let server = serve();
    let url = server.url();
    let update = |more: &[&str]| {
        let mut arguments = vec!["endpoints", "update", "--url", &url];
        arguments.extend(more);
        run(folder.path(), &arguments)
    };
    let first = update(&["--change"]);
    assert_eq!((first.code, first.stderr.as_str()), (Some(0), ""));
    assert!(
        first
            .stdout
            .contains("updated from version 2025013000 to 2026110200"),
        "{}",
        first.stdout
    );
    assert!(
        first
            .stdout
            .contains("4 changes in the service area Exchange"),
        "{}",
        first.stdout
    );
    assert!(
        first
            .stdout
            .contains("   2  Exchange    ip-added          198.51.100.0/24\n"),
        "{}",
        first.stdout
    );

    let listed = run(folder.path(), &["endpoints", "--service", "imap", "--json"]);
    let set: serde_json::Value = serde_json::from_str(&listed.stdout).expect("JSON");
    assert_eq!(
        (&set["version"], &set["source"]),
        (&NEWER.into(), &"cache".into())
    );
    let rules = run(folder.path(), &["firewall", "--service", "imap", "--json"]);
    assert!(rules.stdout.contains("198.51.100.0/24"), "{}", rules.stdout);

    let reviewed = update(&["--reviewed", "--json"]);
    assert_eq!(reviewed.code, Some(0));
    assert!(
        reviewed.stderr.contains("remembered as reviewed"),
        "{}",
        reviewed.stderr
    );
    let report: serde_json::Value = serde_json::from_str(&reviewed.stdout).expect("JSON");
    assert_eq!(report["status"], "checked-recently");
    assert_eq!(
        report["change"]["changes"].as_array().map(Vec::len),
        Some(4)
    );
    let after = update(&["--change"]);
    assert!(
        after
            .stdout
            .contains("nothing changed from version 2026110200, reviewed last"),
        "{}",
        after.stdout
    );
    // The version once, the sets once.
    assert_eq!(server.targets().len(), 2);
}

#[test]
fn damaged_sets_are_named_and_the_shipped_ones_listed() {
    let folder = tempfile::tempdir().expect("folder");
    let server = serve();
    let url = server.url();
    let first = run(folder.path(), &["endpoints", "update", "--url", &url]);
    assert_eq!(first.code, Some(0), "{}", first.stdout);
    let path = folder.path().join("endpoints/Worldwide.sets");
    let whole = std::fs::read(&path).expect("kept");
    std::fs::write(&path, &whole[..whole.len() / 2]).expect("written");
    let listed = run(folder.path(), &["endpoints"]);
    assert_eq!(listed.code, Some(0));
    assert!(listed.stdout.contains("version 2025013000 (built-in)"));
    assert!(
        listed.stderr.contains("checksum is wrong"),
        "{}",
        listed.stderr
    );
    let again = run(folder.path(), &["endpoints", "update", "--url", &url]);
    assert!(again.stdout.contains("Damaged before"), "{}", again.stdout);
    let listed = run(folder.path(), &["endpoints"]);
    assert!(listed.stderr.is_empty() && listed.stdout.contains("version 2026110200 (cache)"));
}

#[test]
fn what_does_not_work_is_exit_code_1_and_says_until_when() {
    let folder = tempfile::tempdir().expect("folder");
    let server = serve();
    let refused = program(&["endpoints", "update", "--instance", "China"])
        .env("EXOPORT_DATA_FOLDER", folder.path())
        .env("EXOPORT_ENDPOINTS_URL", server.url())
        .spawn()
        .expect("exoport starts");
    let refused = answer(refused);
    assert_eq!(refused.code, Some(1));
    assert!(refused.stdout.contains("429"), "{}", refused.stdout);
    assert!(
        refused
            .stdout
            .replace('\n', " ")
            .contains("asked again from 20"),
        "{}",
        refused.stdout
    );
}

#[test]
fn over_https_the_systems_roots_and_those_of_ca_file_decide() {
    let folder = tempfile::tempdir().expect("folder");
    let (root, settings) = certified("127.0.0.1");
    let server = WebServer::over(over(settings), answers());
    let url = format!("https://{}", server.address);
    let refused = run(folder.path(), &["endpoints", "update", "--url", &url]);
    assert_eq!(refused.code, Some(1));
    assert!(
        refused.stdout.contains("certificate-unknown-issuer"),
        "{}",
        refused.stdout
    );
    assert!(server.targets().is_empty());

    let file = folder.path().join("root.pem");
    std::fs::write(&file, root).expect("written");
    let file = file.to_str().expect("a path of text");
    let trusting = ["endpoints", "update", "--url", &url, "--ca-file", file];
    let updated = run(folder.path(), &trusting);
    assert_eq!(updated.code, Some(0), "{}", updated.stdout);
    assert_eq!(server.targets().len(), 2);

    for (option, value, part) in [
        ("--proxy", "ftp://p", "--proxy: "),
        ("--ca-file", "nowhere.pem", "--ca-file nowhere.pem: "),
    ] {
        let wrong = run(folder.path(), &["endpoints", "update", option, value]);
        assert_eq!(wrong.code, Some(2), "{option}");
        assert!(wrong.stderr.contains(part), "{}", wrong.stderr);
    }
}

#[test]
#[cfg(unix)]
fn an_interrupt_ends_an_update_at_once() {
    use std::os::unix::process::ExitStatusExt;

    let folder = tempfile::tempdir().expect("folder");
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("bound"));
    let arguments = ["endpoints", "update", "--url", &url, "--timeout", "600"];
    let mut child = super::program::interruptible_program(&arguments)
        .env("EXOPORT_DATA_FOLDER", folder.path())
        .spawn()
        .expect("exoport starts");
    // The update now waits for an answer that never comes.
    let (_silent, _) = listener.accept().expect("the update connects");
    let sent = std::process::Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status()
        .expect("kill");
    assert!(sent.success());
    assert_eq!(child.wait().expect("it ends").signal(), Some(2));
}
