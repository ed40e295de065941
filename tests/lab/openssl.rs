//! The healthy servers, checked by `openssl s_client`.

use std::process::{Command, Output, Stdio};

use exoport::lab::LabCase;
use exoport::target::TlsMode;
use tokio::task::spawn_blocking;
use tokio::time::timeout;

use super::client::PATIENCE;
use super::lab;

/// `openssl s_client` finds a chain to the lab's root, the host name in the certificate, and completes
/// the handshake with every healthy server, in TLS 1.2 and 1.3.
#[tokio::test]
async fn openssl_accepts_every_healthy_server() {
    if Command::new("openssl").arg("version").output().is_err() {
        let reason =
            "openssl_accepts_every_healthy_server: needs openssl (Debian: apt-get install openssl)";
        let required = std::env::var("EXOPORT_TEST_REQUIRE").is_ok_and(|value| value == "all");
        assert!(!required, "{reason}");
        println!("skipped: {reason}");
        return;
    }
    let lab = lab().await;
    let root = std::env::temp_dir().join(format!("exoport-lab-{}.pem", std::process::id()));
    std::fs::write(&root, lab.ca_pem()).expect("root written");
    let healthy = lab
        .cases()
        .iter()
        .filter(|case| case.name.starts_with("healthy-"));
    let mut checked = 0;
    for case in healthy {
        for version in ["-tls1_2", "-tls1_3"] {
            let mut command = s_client(case);
            command.arg(version).arg("-CAfile").arg(&root);
            // A client that hangs ends when the lab is dropped, which closes its connection.
            let output: Output = timeout(PATIENCE, spawn_blocking(move || command.output()))
                .await
                .unwrap_or_else(|_| panic!("{} {version}: openssl hangs", case.name))
                .expect("no panic")
                .expect("openssl runs");
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{} {version}: {said}", case.name);
            assert!(
                said.contains("Verification: OK"),
                "{} {version}: {said}",
                case.name
            );
            checked += 1;
        }
    }
    std::fs::remove_file(&root).expect("root removed");
    assert_eq!(checked, 16);
}

fn s_client(case: &LabCase) -> Command {
    let mut command = Command::new("openssl");
    command
        .args(["s_client", "-brief", "-verify_return_error"])
        .args(["-connect", &format!("{}:{}", case.address, case.port)])
        .args(["-servername", &case.host, "-verify_hostname", &case.host])
        .stdin(Stdio::null());
    match case.tls {
        TlsMode::Smtp => command.args(["-starttls", "smtp", "-name", "client.example"]),
        TlsMode::Imap => command.args(["-starttls", "imap"]),
        TlsMode::Pop => command.args(["-starttls", "pop3"]),
        TlsMode::Implicit | TlsMode::None => &mut command,
    };
    command
}
