//! `exoport schema`.

use clap::Args;

use super::color::ColorWhen;
use super::error::written;
use super::exit::Exit;
use super::output::print;
use super::progress::Progress;
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
    let text = args.name.text();
    written(print(text, ColorWhen::Never), &Progress::new(false))
}
