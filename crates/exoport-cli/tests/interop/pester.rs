//! The PowerShell module's own tests (powershell/tests), run by Pester 5 in `pwsh`: on this system, and
//! on Windows.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use libtest_mimic::Failed;

use crate::ExternalTest;
use crate::artifacts;
use crate::requirement::WINDOWS_BUILD;
use crate::windows::{self, wine};

/// The tests as `cargo test` lists them.
pub const TESTS: [ExternalTest; 2] = [
    ExternalTest {
        name: "powershell_module_pester",
        needs: &[&["pwsh"]],
        packages: "powershell, from packages.microsoft.com; then in pwsh: Install-Module Pester",
        run: here,
    },
    ExternalTest {
        name: "powershell_module_pester_windows",
        needs: &[
            &[WINDOWS_BUILD],
            &["pwsh-windows"],
            &["wine"],
            &[wine::COMPILER],
        ],
        packages: windows::PACKAGES_WITH_POWERSHELL,
        run: on_windows,
    },
];

/// Runs the test files of a folder, or those that are named with ';' between them.
const SCRIPT: &str = "\
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
Import-Module -Name Pester -MinimumVersion 5.0
$result = Invoke-Pester -Path ($env:EXOPORT_TESTS -split ';') -Output Normal -PassThru
if ($result.TotalCount -eq 0) { 'no test was found'; exit 1 }
'Pester: {0} passed, {1} failed, {2} skipped' -f $result.PassedCount, $result.FailedCount, $result.SkippedCount
if ($result.Result -ne 'Passed') { exit 1 }
exit 0";

fn here() -> Result<(), Failed> {
    let mut pwsh = Command::new("pwsh");
    pwsh.env_remove("EXOPORT_MODULE_PATH")
        .env(
            "EXOPORT_TESTS",
            artifacts::repository().join("powershell/tests"),
        )
        .env("EXOPORT_NATIVE_PATH", artifacts::library_folder())
        .env("EXOPORT_COMMAND", artifacts::command());
    run(pwsh, "Pester")
}

/// Runs some of the test files against the module in a folder, with the native library that is in it.
pub fn against(module: &Path, names: &[&str]) -> Result<(), Failed> {
    let tests = artifacts::repository().join("powershell/tests");
    let files: Vec<String> = names
        .iter()
        .map(|name| tests.join(format!("{name}.Tests.ps1")))
        .map(|file| match file.is_file() {
            true => Ok(file.display().to_string()),
            false => Err(format!("{}: no such file", file.display())),
        })
        .collect::<Result<_, _>>()?;
    let mut pwsh = Command::new("pwsh");
    pwsh.env("EXOPORT_TESTS", files.join(";"))
        .env("EXOPORT_MODULE_PATH", module)
        .env("EXOPORT_COMMAND", artifacts::command())
        .env_remove("EXOPORT_NATIVE_PATH");
    run(pwsh, "Pester (package)")
}

/// The same tests in PowerShell for Windows: a program `pwsh-windows` that runs pwsh.exe under Wine.
fn on_windows() -> Result<(), Failed> {
    let tests = artifacts::repository().join("powershell/tests");
    let command = artifacts::windows("command").join("exoport.exe");
    let mut pwsh = Command::new("pwsh-windows");
    wine::prepared(&mut pwsh)?
        .env_remove("EXOPORT_MODULE_PATH")
        .env("EXOPORT_TESTS", wine::path(&tests))
        .env(
            "EXOPORT_NATIVE_PATH",
            wine::path(&artifacts::windows("library")),
        )
        .env("EXOPORT_COMMAND", wine::path(&command))
        // Wine is not Windows in everything: powershell/tests/Common.ps1.
        .env("EXOPORT_TEST_WINE", "1");
    run(pwsh, "Pester (Windows)")
}

/// Runs Pester and prints what it prints, its counts under a title of their own.
fn run(mut pwsh: Command, title: &str) -> Result<(), Failed> {
    let mut pwsh = pwsh
        .args(["-NoProfile", "-NonInteractive", "-Command", SCRIPT])
        .current_dir(artifacts::repository())
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
        let text = text.trim_end();
        match text.strip_prefix("Pester: ") {
            Some(numbers) => {
                let shown = format!("{title}: {numbers}");
                println!("{shown}");
                counts = Some(shown);
            }
            None => println!("{text}"),
        }
    }
    let status = pwsh.wait()?;
    match counts {
        Some(_) if status.success() => Ok(()),
        Some(counts) => Err(Failed::from(format!("{counts} ({status})"))),
        None => Err(Failed::from(format!(
            "{title} did not get to its end ({status}); is Pester 5 installed for this pwsh?"
        ))),
    }
}
