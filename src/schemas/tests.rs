//! The files in `schemas/` are generated from the types that are written, their documentation included.
//! `EXOPORT_UPDATE_SCHEMAS=1 cargo test --lib schemas` writes them anew.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use super::SchemaName;
use crate::{domain, explain, listen, record, scenario, watch};

#[test]
fn the_schemas_are_those_of_the_types() {
    for name in SchemaName::ALL {
        let text = serde_json::to_string_pretty(&generate(*name)).expect("JSON") + "\n";
        if std::env::var_os("EXOPORT_UPDATE_SCHEMAS").is_some() {
            let file = format!("{}/schemas/{name}.schema.json", env!("CARGO_MANIFEST_DIR"));
            std::fs::write(file, &text).expect("the schema");
            continue;
        }
        assert!(text == name.text(), "schemas/{name}.schema.json is stale");
    }
}

/// Everything that is written is described.
#[test]
fn every_key_and_every_word_has_a_description() {
    for name in SchemaName::ALL {
        let schema = generate(*name);
        let mut missing = Vec::new();
        undescribed(&schema, &mut String::new(), &mut missing);
        assert_eq!(missing, [""; 0], "{name}");
    }
}

fn undescribed(schema: &Value, path: &mut String, missing: &mut Vec<String>) {
    let Value::Object(object) = schema else {
        return;
    };
    for (group, named) in [("properties", true), ("$defs", true), ("oneOf", false)] {
        let members: Vec<(String, &Value)> = match object.get(group) {
            Some(Value::Object(members)) => members.iter().map(|(k, v)| (k.clone(), v)).collect(),
            Some(Value::Array(members)) => (0..).map(|i: u32| i.to_string()).zip(members).collect(),
            _ => continue,
        };
        for (key, member) in members {
            let length = path.len();
            path.push_str(&format!("/{key}"));
            // What stands for a whole line of output is described where it is defined.
            let refers = !named && member.get("$ref").is_some();
            if member["description"].as_str().is_none_or(str::is_empty) && !refers {
                missing.push(path.clone());
            }
            undescribed(member, path, missing);
            path.truncate(length);
        }
    }
}

fn generate(name: SchemaName) -> Value {
    let milliseconds =
        "Keys ending in _ms are milliseconds; instants are milliseconds since 1970-01-01 UTC.";
    let (title, what, mut schema) = match name {
        SchemaName::Record => (
            "record",
            "What one probe saw and what it means.",
            of::<record::Record>(),
        ),
        SchemaName::Check => (
            "report of a check",
            "What exoport check --json writes: a verdict for each scenario, and the records of its probes.",
            of::<scenario::CheckReport>(),
        ),
        SchemaName::Domain => (
            "report of a mail domain",
            "What exoport domain --json writes: an audit of the DNS of a mail domain.",
            of::<domain::Report>(),
        ),
        SchemaName::Visitor => (
            "line of the listener",
            "One line that exoport listen --json writes: it has started to listen, a visitor has left, it has ended.",
            of::<listen::Event>(),
        ),
        SchemaName::Explanation => (
            "explanation of codes",
            "What exoport explain --json writes of a text: the codes in it and what they mean.",
            of::<explain::Report>(),
        ),
        SchemaName::Watch => (
            "line of a watch",
            "One line that exoport watch --json writes: it has started, a change (these are the lines of --json-lines, too), \
             a round, it has ended.",
            of::<watch::WatchEvent>(),
        ),
    };
    schema["title"] = format!("ExoPort {title}, schema 1").into();
    schema["$comment"] =
        "New keys may appear within schema 1: readers must ignore keys that they do not know. \
                          No key or code is ever renamed."
            .into();
    schema["description"] = format!("{what} {milliseconds} What is absent has no key.").into();
    schema["type"] = "object".into();
    if name == SchemaName::Explanation {
        // Only the command adds it.
        schema["properties"]["input"] = json!({
            "type": "string",
            "description": "Which input it is about: a file, TEXT, standard input; only the command adds it."
        });
    }
    schema
}

fn of<T: JsonSchema>() -> Value {
    let generator = SchemaSettings::draft2020_12()
        .for_serialize()
        .into_generator();
    let mut schema = generator.into_root_schema_for::<T>().to_value();
    if let Some(lines) = schema.as_object_mut().and_then(|root| root.remove("anyOf")) {
        schema["oneOf"] = lines;
    }
    move_tags(&mut schema);
    // Asked for, never reported.
    if let Some(Value::Array(scenarios)) = schema.pointer_mut("/$defs/Scenario/oneOf") {
        scenarios.retain(|scenario| scenario["const"] != "all");
    }
    tidy(&mut schema);
    schema
}

/// The `kind` of a line of output belongs to the definition of that line, so that readers find it there.
fn move_tags(root: &mut Value) {
    for place in 0..root["oneOf"].as_array().map_or(0, Vec::len) {
        let line = root["oneOf"][place].clone();
        let reference = json!({ "$ref": line["$ref"] });
        let name = line["$ref"]
            .as_str()
            .and_then(|path| path.rsplit('/').next());
        let definition = &mut root["$defs"][name.expect("a definition")];
        if let Some(kind) = line.pointer("/properties/kind") {
            definition["properties"]["kind"] = kind.clone();
            definition["properties"]["kind"]["description"] = "What this line is.".into();
            let required = definition["required"].as_array_mut();
            required.expect("required keys").push("kind".into());
        }
        root["oneOf"][place] = reference;
    }
}

/// Leaves out what JSON does not have (widths of numbers, absent keys as null) and the markup of doc comments.
fn tidy(schema: &mut Value) {
    match schema {
        Value::Array(members) => members.iter_mut().for_each(tidy),
        Value::Object(object) => {
            let is_address = object.remove("format") == Some("ip".into());
            object.remove("default");
            if let Some(Value::Array(types)) = object.get_mut("type") {
                types.retain(|one| one != "null");
                if let [one] = types.as_slice() {
                    let one = one.clone();
                    object.insert("type".into(), one);
                }
            }
            if let Some(Value::Array(either)) = object.get("anyOf")
                && let [Value::Object(one), Value::Object(null)] = either.as_slice()
                && null.get("type") == Some(&Value::from("null"))
            {
                let one = one.clone();
                object.remove("anyOf");
                object.extend(one);
            }
            if is_address {
                object.insert("minLength".into(), 2.into());
                object
                    .entry("description")
                    .or_insert_with(|| "IPv4 or IPv6 address.".into());
            }
            if object.get("type") == Some(&"string".into())
                && !["const", "pattern", "minLength"]
                    .iter()
                    .any(|key| object.contains_key(*key))
            {
                // What is absent has no key.
                object.insert("minLength".into(), 1.into());
            }
            if let Some(Value::String(text)) = object.get_mut("description") {
                *text = plain(text);
            }
            if let Some(Value::Object(properties)) = object.get_mut("properties") {
                bound(properties);
            }
            object.values_mut().for_each(tidy);
        }
        _ => {}
    }
}

/// What the types cannot say: durations are not negative, and the version of the shape is 1.
fn bound(properties: &mut Map<String, Value>) {
    for (key, value) in properties {
        if key.ends_with("_ms") && value["type"] != "integer" {
            value["minimum"] = 0.into();
        }
        if key == "schema" {
            value["const"] = 1.into();
            value["description"] = "Version of this shape.".into();
        }
        if value.get("const").is_some() && value.get("description").is_none() {
            value["description"] = "Which of these it is.".into();
        }
    }
}

/// A doc comment as text.
fn plain(comment: &str) -> String {
    let text = comment.replace(['`', '[', ']'], "").replace("crate::", "");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
