//! Reading JSON objects that callers wrote.

use serde::de::{DeserializeOwned, Error as _};
use serde_json::{Error, Map, Value};

/// Reads a JSON object. serde alone would take an array for a struct as well, silently.
pub fn read_object<T: DeserializeOwned>(text: &str) -> Result<T, Error> {
    from_object(serde_json::from_str(text)?)
}

/// Makes a value of an object. An error names the key whose value is wrong; serde's own words say only
/// what is wrong with it.
pub fn from_object<T: DeserializeOwned>(object: Map<String, Value>) -> Result<T, Error> {
    let whole = Value::Object(object);
    T::deserialize(&whole).map_err(|error| {
        let said = error.to_string();
        // The wrong key is the one that gives the same error alone.
        let key = whole
            .as_object()
            .into_iter()
            .flatten()
            .find(|(key, value)| {
                let alone = Map::from_iter([((*key).clone(), (*value).clone())]);
                T::deserialize(&Value::Object(alone)).is_err_and(|error| error.to_string() == said)
            });
        match key {
            Some((key, _)) if !said.contains(key.as_str()) => {
                Error::custom(format!("{key}: {said}"))
            }
            _ => error,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::targets::TargetSpec;

    #[test]
    fn an_error_names_the_key() {
        for (text, expected) in [
            (
                r#"{"host":"a","port":"25"}"#,
                "port: invalid type: string \"25\", expected i64",
            ),
            (
                r#"{"host":7}"#,
                "host: invalid type: integer `7`, expected a string",
            ),
            (r#"{"hots":"a"}"#, "unknown field `hots`"),
            (r#"{"host":"a","service":"x"}"#, "invalid service"),
        ] {
            let error = read_object::<TargetSpec>(text).expect_err(text).to_string();
            assert!(error.starts_with(expected), "{text}: {error}");
        }
    }
}
