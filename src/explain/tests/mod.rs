//! Realistic lines, forms of input, numbers that are no codes, hostile input.

mod bounds;
mod document;
mod forms;
mod meanings;
mod numbers;

use super::{Report, explain};

fn report(text: &str) -> Report {
    explain(text.as_bytes()).expect("no compressed file")
}

/// Code, name (`generic` where it has none) and count of everything found.
fn found(text: &str) -> Vec<(String, &'static str, u64)> {
    report(text)
        .explanations
        .into_iter()
        .map(|one| (one.code, one.name.unwrap_or("generic"), one.count))
        .collect()
}
