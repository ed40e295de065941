//! One record a line.

use std::io;

use super::super::escape::escape_json;
use exoport::record::Record;

/// The record as one line of JSON, line end included.
///
/// # Errors
/// Never for a record; serde_json asks.
pub fn line(record: &Record) -> io::Result<String> {
    let mut json = escape_json(serde_json::to_string(record)?);
    json.push('\n');
    Ok(json)
}
