//! Reading JSON objects that callers wrote.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// Reads a JSON object. serde alone would take an array for a struct as well, silently.
pub(crate) fn read_object<T: DeserializeOwned>(text: &str) -> Result<T, serde_json::Error> {
    let object: Map<String, Value> = serde_json::from_str(text)?;
    serde_json::from_value(Value::Object(object))
}
