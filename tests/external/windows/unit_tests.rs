//! The library's unit tests, as they are on Windows.

use libtest_mimic::Failed;

use super::wine::wine;
use crate::abi_client::end_of;
use crate::artifacts;

/// All pass; those that only Windows has are among them.
pub fn run() -> Result<(), Failed> {
    let program = artifacts::windows("unit-tests").join("exoport-tests.exe");
    let ended = end_of(&mut wine(&program)?)?;
    ended.expect_code(0)?;
    let output = ended.output();
    if !output.contains("winsock_errors_have_their_codes ... ok") {
        return Err("the test of Windows Sockets errors is not among them".into());
    }
    // For whoever counts tests.
    for line in output
        .lines()
        .filter(|line| line.starts_with("test result:"))
    {
        println!("unit tests (Windows): {line}");
    }
    Ok(())
}
