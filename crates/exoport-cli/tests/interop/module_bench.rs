//! What the PowerShell module costs before it does anything: its import, from its sources and as it is packaged, and the time to
//! its first result, on this system and, where `pwsh-windows` and the Windows build are here, on Windows. docs/performance.md says what the figures mean.
//!
//! ```text
//! cargo bench --bench module                 # 9 processes of each kind
//! cargo bench --bench module -- 25
//! ```
//!
//! It prints and asserts nothing about time: a busy machine fails no test.

use std::path::{Path, PathBuf};
use std::process::Command;

use libtest_mimic::Failed;
use serde_json::Value;

// What the tests have for it already: the lab, the built files, Wine.
#[allow(dead_code)]
mod abi_client;
#[allow(dead_code)]
mod artifacts;
#[allow(dead_code)]
mod lab;
#[allow(dead_code)]
mod requirement;
mod windows {
    pub mod build;
    #[allow(dead_code)]
    pub mod wine;
}

use windows::wine;

/// One process: imports a module for the first time, has a target probed where one is named, imports it again.
const SCRIPT: &str = "\
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$times = @{}
$clock = [System.Diagnostics.Stopwatch]::StartNew()
Import-Module -Name $env:EXOPORT_BENCH_MODULE
$times.cold = $clock.Elapsed.TotalMilliseconds
if ($env:EXOPORT_BENCH_PORT) {
    $target = [pscustomobject]@{ ComputerName = $env:EXOPORT_BENCH_HOST; Port = $env:EXOPORT_BENCH_PORT; Service = 'Imap'; Address = $env:EXOPORT_BENCH_ADDRESS }
    $result = $target | Test-ExoPort -RootCertificatePath $env:EXOPORT_BENCH_ROOTS
    $times.first = $clock.Elapsed.TotalMilliseconds
    if ($result.Outcome -ne 'ok') { throw $result.Summary }
    $clock.Restart()
    $result = $target | Test-ExoPort -RootCertificatePath $env:EXOPORT_BENCH_ROOTS
    $times.second = $clock.Elapsed.TotalMilliseconds
}
$times.warm = @(foreach ($again in 1..5) {
    $clock.Restart()
    Import-Module -Name $env:EXOPORT_BENCH_MODULE -Force
    $clock.Elapsed.TotalMilliseconds
} ) | Sort-Object | Select-Object -Skip 2 -First 1
ConvertTo-Json -InputObject $times -Compress";

/// How one process took its time, in milliseconds.
struct Times {
    cold: f64,
    warm: f64,
    /// From the start of the import to the first record, and a second record of the same target.
    results: Option<(f64, f64)>,
}

/// Where PowerShell runs, and how paths are written there.
struct System {
    title: String,
    command: fn() -> Result<Command, Failed>,
    path: fn(&Path) -> String,
    library: PathBuf,
}

fn main() {
    // cargo says --bench.
    let runs = std::env::args()
        .skip(1)
        .find_map(|argument| argument.parse().ok());
    if let Err(error) = measure_all(runs.unwrap_or(9)) {
        eprintln!("{}", error.message().unwrap_or("failed"));
        std::process::exit(1);
    }
}

fn measure_all(runs: usize) -> Result<(), Failed> {
    let mut systems = Vec::new();
    match requirement::find_program("pwsh") {
        Some(_) => systems.push(System {
            title: "this system".to_owned(),
            command: || Ok(Command::new("pwsh")),
            path: |path| path.display().to_string(),
            library: artifacts::library_folder(),
        }),
        None => println!("not measured: pwsh is not on PATH"),
    }
    let wanting = [requirement::WINDOWS_BUILD, "pwsh-windows", wine::COMPILER]
        .into_iter()
        .find_map(|name| requirement::missing(&[name]));
    match wanting {
        None => systems.push(System {
            title: "Windows (Wine)".to_owned(),
            command: || {
                let mut pwsh = Command::new("pwsh-windows");
                wine::prepared(&mut pwsh)?;
                Ok(pwsh)
            },
            path: wine::path,
            library: artifacts::windows("library"),
        }),
        Some(reason) => println!("not measured on Windows: needs {reason}"),
    }
    for system in systems {
        measure(&system, runs.max(1))?;
    }
    Ok(())
}

/// Prints the medians of one system.
fn measure(system: &System, runs: usize) -> Result<(), Failed> {
    let packaged = packaged_module()?;
    let source = artifacts::repository().join("powershell/ExoPort/ExoPort.psd1");
    let kinds = [
        (&packaged, true),
        (&source, true),
        (&empty_module()?, false),
    ];
    let mut measured = kinds.map(|_| Vec::new());
    // The first round fills the caches of the operating system.
    for round in 0..=runs {
        for ((module, probing), times) in kinds.iter().zip(&mut measured) {
            let took = run(system, module, *probing)?;
            if round > 0 {
                times.push(took);
            }
        }
    }
    println!(
        "\n{}, {runs} processes of each; library: {}",
        system.title,
        system.library.display()
    );
    println!(
        "{:16} {:>12} {:>12} {:>12} {:>20}",
        "median", "packaged", "sources", "empty module", "packaged to empty"
    );
    for (name, which) in [
        (
            "import, cold",
            (|times| Some(times.cold)) as fn(&Times) -> Option<f64>,
        ),
        ("import, warm", |times| Some(times.warm)),
        ("first result", |times| times.results.map(|both| both.0)),
        ("second result", |times| times.results.map(|both| both.1)),
    ] {
        let medians = measured
            .each_ref()
            .map(|times| median(times.iter().filter_map(which).collect()));
        // An empty module has no results.
        let shown = medians.map(|time| match time {
            Some(time) => format!("{time:.1} ms"),
            None => String::new(),
        });
        let ratio = match medians {
            [Some(packaged), _, Some(empty)] => format!("{:.1}x", packaged / empty),
            _ => String::new(),
        };
        let [packaged, sources, empty] = shown;
        println!("{name:16} {packaged:>12} {sources:>12} {empty:>12} {ratio:>20}");
    }
    Ok(())
}

/// One process of PowerShell; `probing`: it has the lab's healthy IMAP service probed too.
fn run(system: &System, module: &Path, probing: bool) -> Result<Times, Failed> {
    let mut pwsh = (system.command)()?;
    pwsh.args(["-NoProfile", "-NonInteractive", "-Command", SCRIPT])
        .env("EXOPORT_BENCH_MODULE", (system.path)(module))
        .env("EXOPORT_NATIVE_PATH", (system.path)(&system.library))
        .env(
            "EXOPORT_DATA_FOLDER",
            (system.path)(&folder()?.join("no-data")),
        );
    if probing {
        let lab = lab::lab()?;
        let case = healthy_imap(lab)?;
        let text = |name: &str| case[name].as_str().unwrap_or_default().to_owned();
        pwsh.env("EXOPORT_BENCH_HOST", text("host"))
            .env("EXOPORT_BENCH_ADDRESS", text("address"))
            .env("EXOPORT_BENCH_PORT", case["port"].to_string())
            .env("EXOPORT_BENCH_ROOTS", (system.path)(&roots(lab)?));
    }
    let ended = abi_client::end_of(&mut pwsh)?;
    ended.expect_code(0)?;
    let times: Value = serde_json::from_str(ended.output().trim())?;
    let time = |name: &str| times[name].as_f64();
    Ok(Times {
        cold: time("cold").ok_or("no time of the import")?,
        warm: time("warm").ok_or("no time of the second import")?,
        results: time("first").zip(time("second")),
    })
}

fn healthy_imap(lab: &lab::Lab) -> Result<&Value, Failed> {
    let mut cases = lab.quick_cases().into_iter();
    let found = cases.find(|case| case["name"] == "healthy-imap");
    Ok(found.ok_or("the lab has no healthy IMAP service")?)
}

/// The lab's certificate authority as a file.
fn roots(lab: &lab::Lab) -> Result<PathBuf, Failed> {
    let config: Value = serde_json::from_str(&lab.config())?;
    let file = folder()?.join("roots.pem");
    std::fs::write(
        &file,
        config["additional_roots"].as_str().unwrap_or_default(),
    )?;
    Ok(file)
}

/// The module as packages have it, without a library: EXOPORT_NATIVE_PATH names that.
fn packaged_module() -> Result<PathBuf, Failed> {
    let folder = folder()?.join("ExoPort");
    if folder.exists() {
        std::fs::remove_dir_all(&folder)?;
    }
    let mut build = Command::new(artifacts::repository().join("packaging/build-module"));
    abi_client::end_of(build.arg(&folder))?.expect_code(0)?;
    Ok(folder.join("ExoPort.psd1"))
}

/// A module with a manifest and nothing else: what importing costs at least.
fn empty_module() -> Result<PathBuf, Failed> {
    let folder = folder()?.join("Empty");
    std::fs::create_dir_all(&folder)?;
    std::fs::write(folder.join("Empty.psm1"), "")?;
    let manifest = folder.join("Empty.psd1");
    std::fs::write(
        &manifest,
        "@{ RootModule = 'Empty.psm1'; ModuleVersion = '1.0'; FunctionsToExport = @(); CmdletsToExport = @(); AliasesToExport = @() }\n",
    )?;
    Ok(manifest)
}

fn folder() -> Result<PathBuf, Failed> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bench-module");
    std::fs::create_dir_all(&folder)?;
    Ok(folder)
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied()
}
