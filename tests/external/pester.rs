//! The PowerShell module's own tests (powershell/tests), run by Pester 5 in `pwsh`.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use libtest_mimic::Failed;

use crate::artifacts;

/// The test as `cargo test` lists it.
pub const TEST: crate::ExternalTest = crate::ExternalTest {
    name: "powershell_module_pester",
    needs: &[&["pwsh"]],
    packages: "powershell, from packages.microsoft.com; then in pwsh: Install-Module Pester",
    run,
};

/// Runs every test file; the exit code is the number of failures.
const SCRIPT: &str = "\
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
Import-Module -Name Pester -MinimumVersion 5.0
$result = Invoke-Pester -Path $env:EXOPORT_TESTS -Output Normal -PassThru
if ($result.TotalCount -eq 0) { 'no test was found'; exit 1 }
'Pester: {0} passed, {1} failed, {2} skipped' -f $result.PassedCount, $result.FailedCount, $result.SkippedCount
if ($result.Result -ne 'Passed') { exit 1 }
exit 0";

fn run() -> Result<(), Failed> {
    let mut pwsh = Command::new("pwsh")
        .args(["-NoProfile", "-NonInteractive", "-Command", SCRIPT])
        .current_dir(artifacts::repository())
        .env(
            "EXOPORT_TESTS",
            artifacts::repository().join("powershell/tests"),
        )
        .env("EXOPORT_NATIVE_PATH", artifacts::library_folder())
        .env("EXOPORT_COMMAND", artifacts::command())
        // What the person who runs the tests has fetched must not change them: there is no such folder.
        .env(
            "EXOPORT_DATA_FOLDER",
            artifacts::repository().join("target/no-data"),
        )
        .env_remove("EXOPORT_ENDPOINTS_URL")
        // The tests look at widths and colours: nothing of the terminal may change them.
        .env("COLUMNS", "120")
        .env_remove("NO_COLOR")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()?;
    let output = pwsh.stdout.take().ok_or("pwsh has no output")?;
    let mut counts = None;
    for line in BufReader::new(output).split(b'\n') {
        let line = line?;
        let text = String::from_utf8_lossy(&line);
        println!("{}", text.trim_end());
        if text.starts_with("Pester: ") {
            counts = Some(text.trim_end().to_owned());
        }
    }
    let status = pwsh.wait()?;
    match counts {
        Some(_) if status.success() => Ok(()),
        Some(counts) => Err(Failed::from(format!("{counts} ({status})"))),
        None => Err(Failed::from(format!(
            "Pester did not get to its end ({status}); is Pester 5 installed for this pwsh?"
        ))),
    }
}
