//! The lab's healthy servers, checked by `openssl s_client`.

use std::process::{Command, Stdio};

use exoport::targets::TlsMode;
use exoport_lab::{Lab, LabCase, LabOptions};
use libtest_mimic::Failed;

use crate::ExternalTest;

/// The tests as `cargo test` lists them.
pub const TESTS: [ExternalTest; 1] = [ExternalTest {
    name: "lab::openssl_accepts_every_healthy_server",
    needs: &[&["openssl"]],
    packages: "openssl",
    run: openssl_accepts_every_healthy_server,
}];

/// `openssl s_client` finds a chain to the lab's root, the host name in the certificate, and completes
/// the handshake with every healthy server, in TLS 1.2 and 1.3.
fn openssl_accepts_every_healthy_server() -> Result<(), Failed> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()?;
    let lab = runtime.block_on(Lab::start(LabOptions::default()))?;
    let root = std::env::temp_dir().join(format!("exoport-lab-{}.pem", std::process::id()));
    std::fs::write(&root, lab.ca_pem())?;
    let healthy = lab
        .cases()
        .iter()
        .filter(|case| case.name.starts_with("healthy-"));
    let mut checked = 0;
    for case in healthy {
        for version in ["-tls1_2", "-tls1_3"] {
            let output = s_client(case)
                .arg(version)
                .arg("-CAfile")
                .arg(&root)
                .output()?;
            let said = String::from_utf8_lossy(&output.stderr);
            if !output.status.success() || !said.contains("Verification: OK") {
                return Err(format!("{} {version}: {said}", case.name).into());
            }
            checked += 1;
        }
    }
    std::fs::remove_file(&root)?;
    if checked == 16 {
        Ok(())
    } else {
        Err(format!("{checked} handshakes instead of 16").into())
    }
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
