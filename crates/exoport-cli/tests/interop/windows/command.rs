//! exoport.exe: its demonstration, and its lab for other clients.

use libtest_mimic::Failed;

use super::{client, wine::wine};
use crate::abi_client::{self, Platform, end_of};
use crate::artifacts;
use crate::lab::Lab;

/// Every case comes out as it should, in JSON.
pub fn demo() -> Result<(), Failed> {
    let program = artifacts::windows("command").join("exoport.exe");
    let ended = end_of(wine(&program)?.args(["demo", "--json"]))?;
    let lines = ended.records()?;
    if lines.len() < 40 {
        return Err(format!("{} cases: {ended:?}", lines.len()).into());
    }
    for line in &lines {
        let expected = Platform::Wine.outcome(&line["expected"]["outcome"]);
        if line["as_expected"] != true && line["record"]["outcome"]["code"] != expected {
            return Err(format!("not as expected: {line}").into());
        }
    }
    let all = lines.iter().all(|line| line["as_expected"] == true);
    ended.expect_code(if all { 0 } else { 1 })
}

/// Its lab serves the client, five services at least.
pub fn lab() -> Result<(), Failed> {
    let program = artifacts::windows("command").join("exoport.exe");
    let lab = Lab::start(wine(&program)?).map_err(|error| format!("exoport.exe lab: {error}"))?;
    let client = client::command()?;
    abi_client::probes_the_lab(Platform::Wine, &client, &lab)?;
    let healthy = lab
        .quick_cases()
        .into_iter()
        .filter(|case| case["outcome"] == "ok");
    let services: std::collections::BTreeSet<&str> = healthy
        .filter_map(|case| case["service"].as_str())
        .collect();
    if services.len() < 5 {
        return Err(format!("only {services:?}").into());
    }
    Ok(())
}
