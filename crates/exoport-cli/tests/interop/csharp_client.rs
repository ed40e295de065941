//! The C ABI from C# through P/Invoke, compiled by mcs and run by mono.

use std::path::Path;
use std::process::Command;

use libtest_mimic::Failed;

use crate::ExternalTest;
use crate::abi_client::{self, end_of};
use crate::artifacts;

pub const TESTS: [ExternalTest; 1] = [ExternalTest {
    name: "c_abi::client_in_csharp",
    needs: &[&["mcs"], &["mono"]],
    packages: "mono-mcs mono-runtime",
    run: client_in_csharp,
}];

fn client_in_csharp() -> Result<(), Failed> {
    let program = Path::new(env!("CARGO_TARGET_TMPDIR")).join("client.exe");
    let folder = artifacts::repository().join("crates/exoport-cli/tests/interop/csharp");
    end_of(
        Command::new("mcs")
            .args(["-langversion:7", "-warn:4", "-warnaserror"])
            .arg(format!("-out:{}", program.display()))
            .args(["ExoPortRun.cs", "Client.cs"].map(|name| folder.join(name))),
    )?
    .expect_code(0)?;
    abi_client::exercise(|| {
        // "exoport" in DllImport becomes libexoport.so.
        let mut mono = abi_client::with_library("mono");
        mono.arg(&program);
        mono
    })
}
