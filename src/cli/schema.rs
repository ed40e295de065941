//! `exoport schema`.

use std::io::{self, Write};

use super::drive::DriveError;
use super::exit::Exit;
use super::progress::Progress;
use super::test::report;

const SCHEMA: &str = include_str!("../../docs/record.schema.json");

/// Prints the JSON Schema of the record.
pub fn run() -> Exit {
    let mut stdout = io::stdout().lock();
    let written = stdout
        .write_all(SCHEMA.as_bytes())
        .and_then(|()| stdout.flush());
    match written {
        Ok(()) => Exit::Passed,
        Err(error) => report(&DriveError::Write(error), &Progress::new(false)),
    }
}
