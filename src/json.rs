//! Reading JSON objects that callers wrote.

use std::fmt;

use serde::de::{DeserializeOwned, Error as _, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::{Error, Map, Value};

use crate::text::sanitize;

/// Reads a JSON object. serde alone would take an array for a struct as well, silently.
pub fn read_object<T: DeserializeOwned>(text: &str) -> Result<T, Error> {
    from_object(read_map(text.as_bytes())?)
}

/// Reads a JSON object whose keys are not known yet.
pub(crate) fn read_map(text: &[u8]) -> Result<Map<String, Value>, Error> {
    serde_json::from_slice(text).map(|Unambiguous(map)| map)
}

/// A value or an object of JSON in which no object has a key twice: serde_json alone keeps the last of
/// them, silently.
pub(crate) struct Unambiguous<T>(pub T);

impl<'de> Deserialize<'de> for Unambiguous<Value> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyValue).map(Self)
    }
}

impl<'de> Deserialize<'de> for Unambiguous<Map<String, Value>> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(AnyObject).map(Self)
    }
}

struct AnyObject;

impl<'de> Visitor<'de> for AnyObject {
    type Value = Map<String, Value>;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("a map")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
        let mut map = Map::new();
        while let Some(key) = entries.next_key::<String>()? {
            if map.contains_key(&key) {
                let key = sanitize(key.as_bytes(), 60);
                return Err(A::Error::custom(format!("duplicate field `{key}`")));
            }
            let Unambiguous(value) = entries.next_value()?;
            map.insert(key, value);
        }
        Ok(map)
    }
}

struct AnyValue;

impl<'de> Visitor<'de> for AnyValue {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(Unambiguous(value)) = entries.next_element::<Unambiguous<Value>>()? {
            list.push(value);
        }
        Ok(list.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, entries: A) -> Result<Value, A::Error> {
        AnyObject.visit_map(entries).map(Value::Object)
    }
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
            (
                r#"{"host":"a","host":"b"}"#,
                "duplicate field `host` at line 1",
            ),
            (
                r#"{"host":[{"a":1},{"\u001b":1,"\u001b":2}]}"#,
                "duplicate field `\\x1b` at line 1",
            ),
        ] {
            let error = read_object::<TargetSpec>(text).expect_err(text).to_string();
            assert!(error.starts_with(expected), "{text}: {error}");
        }
    }
}
