//! What is in what is shipped: bills of materials, license texts, and that the lab is not.

use std::collections::BTreeSet;
use std::process::Command;

use libtest_mimic::Failed;
use serde_json::Value;

use super::{HOST_RID, VERSION, outside_cargo, packages, printed};
use crate::artifacts;

/// The package that a library or a command is built from.
const KINDS: [(&str, &str); 2] = [("library", "exoport"), ("command", "exoport-cli")];

/// The crates that cargo links for Linux or Windows into what a package makes, without that package itself.
fn crates(target: &str, package: &str) -> Result<BTreeSet<String>, Failed> {
    let mut cargo = Command::new(env!("CARGO"));
    cargo
        .args(["tree", "--locked", "--edges", "normal", "--prefix", "none"])
        .args(["--format", "{p}", "--target", target])
        .args(["--package", package])
        .current_dir(artifacts::repository());
    let shown = printed(outside_cargo(&mut cargo))?;
    let crates: BTreeSet<String> = shown
        .lines()
        .filter_map(|line| {
            let mut words = line.split(' ');
            let (name, version) = (words.next()?, words.next()?.strip_prefix('v')?);
            (name != package).then(|| format!("{name} {version}"))
        })
        .collect();
    if crates.len() < 100 {
        return Err(format!("these are not all crates: {crates:?}").into());
    }
    Ok(crates)
}

/// Each bill has the crates that are linked, each with its license, and no other; and the right file's hash.
pub fn bills_name_every_crate() -> Result<(), Failed> {
    let target = if HOST_RID == "linux-arm64" {
        "aarch64-unknown-linux-gnu"
    } else {
        "x86_64-unknown-linux-gnu"
    };
    for (kind, package) in KINDS {
        let file = packages()?.join(format!("exoport-{kind}-{VERSION}-{HOST_RID}.cdx.json"));
        let text = std::fs::read_to_string(file)?;
        let bill: Value = serde_json::from_str(&text)?;
        let components = bill["components"].as_array().ok_or("no components")?;
        let named: BTreeSet<String> = components
            .iter()
            .map(|part| {
                let text = |key: &str| part[key].as_str().unwrap_or_default().to_owned();
                format!("{} {}", text("name"), text("version"))
            })
            .collect();
        let linked = crates(target, package)?;
        if named != linked {
            let difference: Vec<_> = named.symmetric_difference(&linked).collect();
            return Err(format!("{kind}: bill and build differ in {difference:?}").into());
        }
        if let Some(part) = components.iter().find(|part| part["licenses"][0].is_null()) {
            return Err(format!("no licence: {part}").into());
        }
        if bill["bomFormat"] != "CycloneDX" || bill["specVersion"] != "1.5" {
            return Err("not CycloneDX 1.5".into());
        }
        // Every reference leads to a component, and none to a folder of this machine.
        let references: BTreeSet<&str> = components
            .iter()
            .chain([&bill["metadata"]["component"]])
            .filter_map(|part| part["bom-ref"].as_str())
            .collect();
        for dependency in bill["dependencies"].as_array().ok_or("no dependencies")? {
            let below = dependency["dependsOn"].as_array().into_iter().flatten();
            for reference in below.chain([&dependency["ref"]]) {
                if !references.contains(reference.as_str().unwrap_or_default()) {
                    return Err(format!("{reference} leads nowhere").into());
                }
            }
        }
        let here = artifacts::repository().to_string_lossy().into_owned();
        if text.contains("file://") || text.contains(&here) {
            return Err(format!("{kind}: the bill names a folder of this machine").into());
        }
    }
    Ok(())
}

/// The notices name every crate that is linked anywhere, with texts.
pub fn notices_cover_every_crate() -> Result<(), Failed> {
    let notices = std::fs::read_to_string(packages()?.join("THIRD-PARTY-NOTICES.txt"))?;
    let named: BTreeSet<String> = notices
        .lines()
        .filter_map(|line| line.strip_prefix("    "))
        .map(|line| {
            line.split_whitespace()
                .take(2)
                .collect::<Vec<_>>()
                .join(" ")
        })
        .collect();
    for target in ["x86_64-unknown-linux-gnu", "x86_64-pc-windows-gnu"] {
        for (_, package) in KINDS {
            let missing: Vec<String> = crates(target, package)?
                .into_iter()
                .filter(|name| !name.starts_with("exoport") && !named.contains(name))
                .collect();
            if !missing.is_empty() {
                return Err(format!("{target}: no notice for {missing:?}").into());
            }
        }
    }
    for text in [
        "Permission is hereby granted, free of charge",
        "TERMS AND CONDITIONS FOR USE, REPRODUCTION, AND DISTRIBUTION",
        "UNICODE LICENSE V3",
    ] {
        if !notices.contains(text) {
            return Err(format!("no text with {text:?}").into());
        }
    }
    Ok(())
}

/// The shipped library exports the functions of exoport.h and nothing else, and holds nothing of the lab.
pub fn library_is_what_is_shipped() -> Result<(), Failed> {
    let library = packages()?.join(format!(
        "ExoPort/{VERSION}/runtimes/{HOST_RID}/native/libexoport.so"
    ));
    let symbols = printed(
        Command::new("nm")
            .args(["--dynamic", "--defined-only"])
            .arg(&library),
    )?;
    let exported: BTreeSet<&str> = symbols
        .lines()
        .filter_map(|line| line.split_whitespace().last())
        .collect();
    let header = std::fs::read_to_string(artifacts::repository().join("include/exoport.h"))?;
    let declared: BTreeSet<&str> = header
        .lines()
        .filter_map(|line| {
            line.strip_prefix("int32_t ")
                .or_else(|| line.strip_prefix("uint32_t "))
        })
        .filter_map(|line| Some(line.split_once('(')?.0))
        .filter(|name| name.starts_with("exoport_"))
        .collect();
    if exported != declared || declared.len() < 11 {
        return Err(format!("exports {exported:?}, exoport.h declares {declared:?}").into());
    }
    // Texts of the lab alone. That they are in the command shows that they are still worth looking for.
    let shipped = std::fs::read(library)?;
    let command = std::fs::read(artifacts::command())?;
    for text in ["the lab accepts no credentials", "The lab takes no mail"] {
        let within = |bytes: &[u8]| {
            bytes
                .windows(text.len())
                .any(|part| part == text.as_bytes())
        };
        if within(&shipped) || !within(&command) {
            return Err(format!("{text:?}: in the library, or not in the command").into());
        }
    }
    Ok(())
}
