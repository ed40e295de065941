//! The same server seen by somebody else: `openssl s_client`.

use std::net::SocketAddr;
use std::process::{Command, Stdio};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use libtest_mimic::Failed;

use super::certificates::HOST;
use super::folder::Folder;

/// What `openssl s_client` saw.
#[derive(Debug)]
pub struct OpensslView {
    /// `TLSv1.3` or `TLSv1.2`.
    pub version: String,
    /// The certificates as sent, leaf first, DER.
    pub chain: Vec<Vec<u8>>,
    /// The result of verification (openssl-verification-options(1)): 0 is good.
    pub verify_code: u32,
}

/// X509_V_OK.
pub const VERIFIED: u32 = 0;
/// X509_V_ERR_CERT_NOT_YET_VALID.
pub const NOT_YET_VALID: u32 = 9;
/// X509_V_ERR_CERT_HAS_EXPIRED.
pub const EXPIRED: u32 = 10;
/// X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY.
pub const NO_ISSUER: u32 = 20;
/// X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE.
pub const LEAF_ALONE: u32 = 21;
/// X509_V_ERR_HOSTNAME_MISMATCH.
pub const WRONG_NAME: u32 = 62;

/// Connects to a server and asks for [`HOST`]; `starttls` as in s_client's option, `name`
/// is the name that the certificate is checked for, `root_pem` is the only root that is trusted.
pub fn look(
    server: impl Into<SocketAddr>,
    starttls: Option<&str>,
    name: &str,
    root_pem: &str,
) -> Result<OpensslView, Failed> {
    let server = server.into();
    let folder = Folder::new()?;
    let root = folder.write("root.pem", root_pem)?;
    let mut command = Command::new("openssl");
    command
        .arg("s_client")
        .args(["-connect", &server.to_string()])
        .args(["-servername", HOST, "-verify_hostname", name])
        .arg("-CAfile")
        .arg(root)
        .args(["-no-CApath", "-no-CAstore", "-showcerts"])
        .stdin(Stdio::null());
    if let Some(protocol) = starttls {
        command.args(["-starttls", protocol]);
    }
    let output = command.output()?;
    let text = String::from_utf8_lossy(&output.stdout);
    let after = |start: &str| {
        text.lines()
            .find_map(|line| line.trim_start().strip_prefix(start))
            .map(str::trim)
    };
    // "New, TLSv1.3, Cipher is TLS_AES_256_GCM_SHA384"
    let version = after("New, ").and_then(|rest| rest.split(',').next());
    // "Verify return code: 0 (ok)"
    let verify_code = after("Verify return code:")
        .and_then(|rest| rest.split_whitespace().next())
        .and_then(|number| number.parse().ok());
    let (Some(version), Some(verify_code)) = (version, verify_code) else {
        return Err(format!(
            "openssl s_client to {server} saw no TLS:\n{text}{}",
            String::from_utf8_lossy(&output.stderr)
        )
        .into());
    };
    Ok(OpensslView {
        version: version.to_owned(),
        chain: certificates(&text)?,
        verify_code,
    })
}

/// The DER of every PEM certificate in a text.
fn certificates(text: &str) -> Result<Vec<Vec<u8>>, Failed> {
    text.split("-----BEGIN CERTIFICATE-----")
        .skip(1)
        .filter_map(|rest| rest.split("-----END CERTIFICATE-----").next())
        .map(|body| {
            let base64: String = body.split_whitespace().collect();
            STANDARD.decode(base64).map_err(Failed::from)
        })
        .collect()
}
