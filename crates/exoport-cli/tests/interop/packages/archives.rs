//! The files as such: checksums, the same bytes again, the NuGet package.

use std::collections::BTreeSet;
use std::process::Command;

use libtest_mimic::Failed;

use super::{VERSION, build, clean_folder, packages, printed, unpack};
use crate::artifacts;

/// SHA256SUMS fits every file, and names every file.
pub fn sums_hold() -> Result<(), Failed> {
    let folder = packages()?;
    let checked = printed(
        Command::new("sha256sum")
            .args(["--check", "--strict", "SHA256SUMS"])
            .current_dir(folder),
    )?;
    let found = printed(
        Command::new("find")
            .args([
                ".",
                "-type",
                "f",
                "!",
                "-name",
                "SHA256SUMS",
                "-printf",
                "%P\\n",
            ])
            .current_dir(folder),
    )?;
    let summed: BTreeSet<&str> = checked
        .lines()
        .filter_map(|line| line.strip_suffix(": OK"))
        .collect();
    let found: BTreeSet<&str> = found.lines().collect();
    if summed != found || found.len() < 15 {
        return Err(format!("sums of {summed:?}, files {found:?}").into());
    }
    Ok(())
}

/// A second run gives the same bytes: the sums of all files are the same.
pub fn same_bytes_again() -> Result<(), Failed> {
    let first = std::fs::read_to_string(packages()?.join("SHA256SUMS"))?;
    let again = clean_folder("again")?;
    build(&again, &[])?.expect_code(0)?;
    let second = std::fs::read_to_string(again.join("SHA256SUMS"))?;
    let different: Vec<&str> = second
        .lines()
        .filter(|line| !first.lines().any(|one| one == *line))
        .collect();
    if first != second {
        return Err(format!("other bytes the second time: {different:?}").into());
    }
    std::fs::remove_dir_all(again)?;
    Ok(())
}

/// Every part has a content type, no name needs escaping, the relationships lead to parts.
pub fn nupkg_is_an_opc_package() -> Result<(), Failed> {
    let folder = clean_folder("nupkg")?;
    unpack(&format!("ExoPort.{VERSION}.nupkg"), &folder)?;
    let parts = printed(
        Command::new("find")
            .args([".", "-type", "f", "-printf", "%P\\n"])
            .current_dir(&folder),
    )?;
    let types = std::fs::read_to_string(folder.join("[Content_Types].xml"))?;
    for part in parts.lines().filter(|part| *part != "[Content_Types].xml") {
        let plain = |letter: char| letter.is_ascii_alphanumeric() || "/._-".contains(letter);
        if !part.chars().all(plain) {
            return Err(format!("{part} would have to be escaped").into());
        }
        let name = part.rsplit('/').next().unwrap_or(part);
        let wanted = match name.rsplit_once('.') {
            Some((_, extension)) => format!("<Default Extension=\"{extension}\" "),
            None => format!("<Override PartName=\"/{part}\" "),
        };
        if types.matches(&wanted).count() != 1 {
            return Err(format!("{part} needs {wanted} once in {types}").into());
        }
    }
    let relationships = std::fs::read_to_string(folder.join("_rels/.rels"))?;
    let targets: Vec<&str> = relationships
        .split("Target=\"/")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect();
    if targets.len() != 2 || !targets.iter().all(|target| folder.join(target).is_file()) {
        return Err(format!("relationships to {targets:?}").into());
    }
    // One nuspec, at the root, as a reader of packages looks for it.
    let nuspecs = parts.lines().filter(|part| part.ends_with(".nuspec"));
    if nuspecs.collect::<Vec<_>>() != ["ExoPort.nuspec"] {
        return Err("not exactly one ExoPort.nuspec".into());
    }
    Ok(())
}

/// What Find-PSResource and the Gallery go by: name, version, license, and a tag for every function.
pub fn nuspec_names_every_function() -> Result<(), Failed> {
    let folder = clean_folder("nuspec")?;
    unpack(&format!("ExoPort.{VERSION}.nupkg"), &folder)?;
    let nuspec = std::fs::read_to_string(folder.join("ExoPort.nuspec"))?;
    let between = |name: &str| -> Option<&str> {
        let (_, rest) = nuspec.split_once(&format!("<{name}>"))?;
        Some(rest.split_once(&format!("</{name}>"))?.0)
    };
    if between("id") != Some("ExoPort") || between("version") != Some(VERSION) {
        return Err(nuspec.into());
    }
    if !nuspec.contains("<license type=\"expression\">MIT</license>")
        || between("description").is_none_or(|text| text.len() < 50)
        || between("releaseNotes").is_none_or(|text| text.len() < 50)
    {
        return Err(nuspec.into());
    }
    let tags: BTreeSet<&str> = between("tags").unwrap_or_default().split(' ').collect();
    let mut wanted: BTreeSet<String> = [
        "PSModule",
        "PSEdition_Desktop",
        "PSEdition_Core",
        "PSIncludes_Function",
    ]
    .map(str::to_owned)
    .into();
    // One file a function: what the module's own tests compare its exports with.
    for file in std::fs::read_dir(artifacts::repository().join("powershell/ExoPort/Public"))? {
        let file = file?.file_name().to_string_lossy().into_owned();
        let function = file.trim_end_matches(".ps1");
        wanted.insert(format!("PSFunction_{function}"));
        wanted.insert(format!("PSCommand_{function}"));
    }
    let of_powershell: BTreeSet<String> = tags
        .iter()
        .filter(|tag| tag.starts_with("PS"))
        .map(ToString::to_string)
        .collect();
    if of_powershell != wanted {
        return Err(format!("tags {of_powershell:?} instead of {wanted:?}").into());
    }
    // The module's test has it read by PowerShell; this much holds without.
    let pairs = nuspec.matches("</").count() + nuspec.matches("/>").count();
    let opened = nuspec.matches('<').count() - nuspec.matches("</").count() - 1;
    if pairs != opened {
        return Err(format!("{opened} elements opened, {pairs} closed: {nuspec}").into());
    }
    Ok(())
}
