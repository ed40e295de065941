//! The published JSON Schemas, held against what ExoPort really writes.

use exoport::schemas::SchemaName;
use serde_json::Value;

pub fn schema(name: SchemaName) -> Value {
    serde_json::from_str(name.text()).expect("a schema is JSON")
}

/// The schema with every key that it does not name forbidden: readers must allow new keys, tests must
/// not.
pub fn strict(mut schema: Value) -> Value {
    if let Value::Object(object) = &mut schema
        && object.contains_key("properties")
    {
        object.insert("additionalProperties".into(), Value::Bool(false));
    }
    match schema {
        Value::Object(object) => Value::Object(
            object
                .into_iter()
                .map(|(key, value)| (key, strict(value)))
                .collect(),
        ),
        Value::Array(items) => Value::Array(items.into_iter().map(strict).collect()),
        other => other,
    }
}

/// What is checked against one schema, nothing of it from a network.
pub struct Checked(jsonschema::Validator);

impl Checked {
    pub fn against(name: SchemaName) -> Self {
        let strict = strict(schema(name));
        Self(jsonschema::validator_for(&strict).expect("a schema that stands alone"))
    }

    /// # Panics
    /// The value is not what the schema says.
    pub fn is_valid(&self, value: &Value) {
        let faults: Vec<String> = self
            .0
            .iter_errors(value)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(faults.is_empty(), "{}: {value}", faults.join("\n"));
    }

    /// # Panics
    /// The schema takes the value.
    pub fn refuses(&self, value: &Value) {
        assert!(!self.0.is_valid(value), "{value}");
    }

    /// Every key of an object, one at a time, gets a value of another type, and is left out where it is
    /// required: all of that is refused.
    pub fn refuses_changes(&self, good: &Value, required: &[&str]) {
        self.is_valid(good);
        let keys: Vec<String> = good
            .as_object()
            .expect("an object")
            .keys()
            .cloned()
            .collect();
        for key in keys {
            let mut bad = good.clone();
            bad[&key] = match &good[&key] {
                Value::Array(_) => Value::Bool(true),
                _ => serde_json::json!([7]),
            };
            self.refuses(&bad);
        }
        for key in required {
            let mut bad = good.clone();
            let gone = bad.as_object_mut().expect("an object").remove(*key);
            assert!(gone.is_some(), "{key}");
            self.refuses(&bad);
        }
        let mut more = good.clone();
        more["unheard-of"] = Value::Null;
        self.refuses(&more);
    }
}
