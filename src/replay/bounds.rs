//! Bounds on what comes from a file: its size, its number of values, its texts.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::text::{is_plain, sanitize};

/// Longest record or report that is read, in bytes. A probe's with its transcript has less than
/// 300,000, and a check has about a dozen of those.
pub const MAX_RECORD: usize = 16 * 1024 * 1024;

/// The most values in one text of JSON: a value takes more memory than the two bytes that may stand for
/// it. A report of a check has some thousands.
const MAX_VALUES: usize = 1_000_000;

/// The most findings of one record or scenario.
pub(super) const MAX_FINDINGS: usize = 1_000;

/// The longest text that is kept, in characters. A TXT record cannot be longer (RFC 1035 section 3.2.1).
const LONGEST_TEXT: usize = 65_535;

/// Why a text of JSON has too many values, if it has.
pub(super) fn too_many_values(json: &[u8]) -> Option<String> {
    // Those within texts count as well, which does not matter for a bound.
    let separators = json
        .iter()
        .filter(|byte| matches!(byte, b',' | b'[' | b'{'))
        .take(MAX_VALUES + 1)
        .count();
    (separators > MAX_VALUES).then(|| format!("not a record: more than {MAX_VALUES} values"))
}

/// The same object with every text as ExoPort writes it: a file may have been changed by anybody, and
/// what is said of it reaches terminals.
pub(super) fn sanitized_object(object: Map<String, Value>) -> Map<String, Value> {
    object
        .into_iter()
        .map(|(key, value)| (key, sanitized_value(value)))
        .collect()
}

fn sanitized_value(value: Value) -> Value {
    match value {
        Value::String(text) if text.len() > LONGEST_TEXT || !text.chars().all(is_plain) => {
            Value::String(sanitize(text.as_bytes(), LONGEST_TEXT))
        }
        Value::Array(values) => Value::Array(values.into_iter().map(sanitized_value).collect()),
        Value::Object(object) => Value::Object(sanitized_object(object)),
        other => other,
    }
}

/// Refuses a list that is longer than any that ExoPort writes, before it is read.
pub(super) fn check_length(
    object: &Map<String, Value>,
    key: &str,
    most: usize,
) -> Result<(), String> {
    match object.get(key).and_then(Value::as_array) {
        Some(list) if list.len() > most => {
            Err(format!("{key} has {} entries (at most {most})", list.len()))
        }
        _ => Ok(()),
    }
}

/// Reads a part of a record; the error names the key.
pub(super) fn read<T: DeserializeOwned>(object: Map<String, Value>) -> Result<T, String> {
    serde_path_to_error::deserialize(Value::Object(object)).map_err(|error| {
        // Keys and values that could not be taken are quoted in it, of any length.
        sanitize(error.to_string().as_bytes(), 300)
    })
}
