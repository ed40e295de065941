//! `exoport schema`.

use std::io::{self, Write};

use clap::Args;

use super::exit::Exit;
use super::feed::FeedError;
use super::progress::Progress;
use super::test::report;
use exoport::schemas::SchemaName;

#[derive(Debug, Args)]
pub struct SchemaArgs {
    /// Of what: record (exoport test), check, domain, visitor (exoport listen), explanation
    /// (exoport explain), watch.
    #[arg(value_name = "NAME", default_value = "record")]
    pub name: SchemaName,
}

/// Prints a JSON Schema.
pub fn run(args: &SchemaArgs) -> Exit {
    let mut stdout = io::stdout().lock();
    let written = stdout
        .write_all(args.name.text().as_bytes())
        .and_then(|()| stdout.flush());
    match written {
        Ok(()) => Exit::Passed,
        Err(error) => report(&FeedError::Write(error), &Progress::new(false)),
    }
}
