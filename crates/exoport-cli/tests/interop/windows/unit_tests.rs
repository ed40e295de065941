//! The unit tests of the three crates, as they are on Windows.

use libtest_mimic::Failed;

use super::wine::wine;
use crate::abi_client::end_of;
use crate::artifacts;

/// All pass; those that only Windows has are among them.
pub fn run() -> Result<(), Failed> {
    let mut outputs = String::new();
    for name in ["exoport", "exoport_lab", "exoport_cli"] {
        let program = artifacts::windows("unit-tests").join(format!("{name}.exe"));
        let ended = end_of(&mut wine(&program)?)?;
        ended.expect_code(0)?;
        let output = ended.output();
        // For whoever counts tests.
        for line in output
            .lines()
            .filter(|line| line.starts_with("test result:"))
        {
            println!("unit tests (Windows) of {name}: {line}");
        }
        outputs += output;
    }
    if !outputs.contains("winsock_errors_have_their_codes ... ok") {
        return Err("the test of Windows Sockets errors is not among them".into());
    }
    Ok(())
}
