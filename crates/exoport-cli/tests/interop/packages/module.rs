//! The PowerShell module as its users get it.

use std::process::Command;

use libtest_mimic::Failed;

use super::{VERSION, clean_folder, outside_cargo, printed, unpack};
use crate::abi_client::OpenPort;
use crate::pester;

/// Imports by name, probes, says where it all came from, reads the nuspec as XML.
const SCRIPT: &str = "\
$ErrorActionPreference = 'Stop'
$env:PSModulePath = $env:EXOPORT_TEST_MODULES + [System.IO.Path]::PathSeparator + $env:PSModulePath
Import-Module -Name ExoPort
$module = Get-Module -Name ExoPort
'version ' + $module.Version
'base ' + $module.ModuleBase
$result = @(Test-ExoPort -ComputerName 127.0.0.1 -Port ([int]$env:EXOPORT_TEST_PORT) -Tls None)
'results ' + $result.Count
'port ' + $result[0].Port
'verdict ' + $result[0].Verdict
$tags = ([xml][System.IO.File]::ReadAllText($env:EXOPORT_TEST_NUSPEC)).package.metadata.tags -split ' '
$missing = @($module.ExportedFunctions.Keys | Where-Object { $tags -notcontains \"PSFunction_$_\" })
'functions {0}, without a tag {1}' -f ($module.ExportedFunctions.Count -ge 8), $missing.Count";

/// Unpacked into a folder with spaces that is in PSModulePath, with nothing else set, the module is found by its
/// name and probes a port on loopback.
pub fn from_a_path_with_spaces() -> Result<(), Failed> {
    let folder = clean_folder("a path with spaces")?;
    unpack(&format!("ExoPort-{VERSION}.zip"), &folder)?;
    let package = clean_folder("nuspec as xml")?;
    unpack(&format!("ExoPort.{VERSION}.nupkg"), &package)?;
    let open_port = OpenPort::new()?;
    let target: serde_json::Value = serde_json::from_str(&open_port.target("module"))?;
    let mut pwsh = Command::new("pwsh");
    pwsh.args(["-NoProfile", "-NonInteractive", "-Command", SCRIPT])
        .env("EXOPORT_TEST_MODULES", &folder)
        .env("EXOPORT_TEST_NUSPEC", package.join("ExoPort.nuspec"))
        .env("EXOPORT_TEST_PORT", target["port"].to_string())
        .env_remove("EXOPORT_NATIVE_PATH");
    let shown = printed(outside_cargo(&mut pwsh))?;
    let lines: Vec<&str> = shown.lines().collect();
    let base = format!("base {}", folder.join("ExoPort").join(VERSION).display());
    let wanted = [
        format!("version {VERSION}"),
        base,
        "results 1".to_owned(),
        format!("port {}", target["port"]),
        "verdict Pass".to_owned(),
        "functions True, without a tag 0".to_owned(),
    ];
    if lines == wanted {
        Ok(())
    } else {
        Err(format!("{lines:#?} instead of {wanted:#?}").into())
    }
}

/// The module's own tests of what its packaged form can change: one file with all functions, in another folder than the
/// sources, with the shipped library in it.
pub fn pester() -> Result<(), Failed> {
    let folder = clean_folder("module pester")?;
    unpack(&format!("ExoPort-{VERSION}.zip"), &folder)?;
    pester::against(
        &folder.join("ExoPort").join(VERSION),
        &[
            "Lab",
            "Language",
            "Module",
            "Native",
            "Register-ExoPortTask",
            "Result",
            "Start-ExoListener",
            "Streaming",
        ],
    )
}
