//! An OCSP response for a server to staple (RFC 6066 section 8, RFC 6960).

use std::path::PathBuf;
use std::process::Command;

use libtest_mimic::Failed;

use crate::servers::certificates::{Authority, Identity};
use crate::servers::folder::Folder;
use crate::servers::process::program;

/// Has the issuer say that the leaf of an identity is good; writes the response into the folder.
pub fn response(
    folder: &Folder,
    authority: &Authority,
    identity: &Identity,
) -> Result<PathBuf, Failed> {
    let leaf = folder.write("leaf.pem", &identity.leaf_pem)?;
    let issuer = folder.write("issuer.pem", &identity.intermediates_pem)?;
    let key = folder.write("issuer.key.pem", &authority.intermediate_key_pem())?;
    let response = folder.path().join("response.der");
    let openssl = program("openssl")?;

    let output = Command::new(&openssl)
        .args(["x509", "-noout", "-serial", "-in"])
        .arg(&leaf)
        .output()?;
    let text = String::from_utf8(output.stdout)?;
    let Some(serial) = text.trim().strip_prefix("serial=") else {
        return Err(format!("openssl x509 -serial says {text:?}").into());
    };
    // The issuer's list: valid, until when, not revoked, serial, file, subject.
    let index = folder.write(
        "index.txt",
        &format!("V\t491231000000Z\t\t{serial}\tunknown\t/CN=leaf\n"),
    )?;

    let output = Command::new(&openssl)
        .args(["ocsp", "-ndays", "1", "-index"])
        .arg(&index)
        .arg("-CA")
        .arg(&issuer)
        .arg("-rsigner")
        .arg(&issuer)
        .arg("-rkey")
        .arg(&key)
        .arg("-issuer")
        .arg(&issuer)
        .arg("-cert")
        .arg(&leaf)
        .arg("-respout")
        .arg(&response)
        .output()?;
    if response.is_file() {
        return Ok(response);
    }
    Err(format!(
        "openssl ocsp wrote no response: {}",
        String::from_utf8_lossy(&output.stderr)
    )
    .into())
}
