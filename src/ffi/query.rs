//! Questions that need no network: what there is, and what a target stands for.

use serde::Deserialize;
use serde_json::{Value, json};

use super::buffer::{OutText, TextArguments, read_text};
use super::guard::guard;
use super::status::{EXOPORT_BAD_ARGUMENT, EXOPORT_BAD_QUERY, EXOPORT_BAD_TARGET, Failure};
use crate::catalogue;
use crate::config::RunConfig;
use crate::firewall;
use crate::json::read_object;
use crate::plan;
use crate::record::OutcomeCode;
use crate::target::{Service, TargetSpec};

/// The record's JSON Schema.
const SCHEMA: &str = include_str!("../../docs/record.schema.json");

/// A question; the word under "query" decides which other keys it may have.
#[derive(Debug, Deserialize)]
#[serde(tag = "query", rename_all = "kebab-case", deny_unknown_fields)]
enum Question {
    Services {},
    Instances {},
    DefaultHosts { instance: Option<String> },
    Outcomes {},
    Schema {},
    Expand { target: Value },
    Firewall(firewall::Request),
}

fn answer(question: &str) -> Result<String, Failure> {
    let bad_query = |text: String| Failure::new(EXOPORT_BAD_QUERY, text);
    let question: Question =
        read_object(question).map_err(|error| bad_query(format!("question: {error}")))?;
    let value = match question {
        Question::Services {} => json!({ "services": services() }),
        Question::Instances {} => json!({ "instances": catalogue::INSTANCES }),
        Question::DefaultHosts { instance } => {
            default_hosts(instance.as_deref().unwrap_or("Worldwide")).map_err(bad_query)?
        }
        Question::Outcomes {} => json!({ "outcomes": OutcomeCode::ALL }),
        Question::Schema {} => return Ok(SCHEMA.to_owned()),
        Question::Expand { target } => json!({ "targets": expand(&target)? }),
        Question::Firewall(request) => request.answer().map_err(bad_query)?,
    };
    Ok(value.to_string())
}

fn services() -> Vec<Value> {
    let describe = |service: &Service| {
        let port = service.default_port();
        json!({
            "service": service,
            "port": port,
            "tls": service.default_tls(port),
            "protocol": service.protocol(),
        })
    };
    Service::ALL.iter().map(describe).collect()
}

fn default_hosts(asked: &str) -> Result<Value, String> {
    let Some(instance) = catalogue::instance_name(asked) else {
        return Err(format!(
            "no default hosts are known for instance {:?}; known: {}",
            asked.chars().take(60).collect::<String>(),
            catalogue::INSTANCES.join(", ")
        ));
    };
    let hosts: Vec<Value> = catalogue::default_hosts(instance, None)
        .map(|entry| {
            let port = entry.service.default_port();
            json!({
                "host": entry.host,
                "service": entry.service,
                "port": port,
                "tls": entry.service.default_tls(port),
            })
        })
        .collect();
    Ok(json!({ "instance": instance, "hosts": hosts }))
}

fn expand(target: &Value) -> Result<Value, Failure> {
    let bad_target = |text: String| Failure::new(EXOPORT_BAD_TARGET, text);
    // Through text again for the same reading and the same errors as a push.
    let spec: TargetSpec =
        read_object(&target.to_string()).map_err(|error| bad_target(format!("target: {error}")))?;
    let targets = plan::expand(&spec, &RunConfig::default())
        .map_err(|error| bad_target(error.to_string()))?;
    Ok(json!(targets))
}

/// Answers a question that needs no network with one JSON object.
///
/// question: one JSON object: {"query":"services"}, {"query":"instances"},
/// {"query":"default-hosts","instance":"Worldwide"}, {"query":"outcomes"}, {"query":"schema"} (the
/// JSON Schema of a record), {"query":"expand","target":{...}} (what a target stands for, without
/// probing it), {"query":"firewall","instance":"Worldwide","services":["submission"],
/// "direction":"both","format":"nftables"} (rules, see docs/firewall.md). EXOPORT_BAD_QUERY, EXOPORT_BAD_TARGET.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exoport_query(
    question: *const u8,
    question_length: u32,
    buffer: *mut u8,
    capacity: u32,
    needed: *mut u32,
) -> i32 {
    guard("exoport_query", || {
        let arguments = TextArguments {
            buffer,
            capacity,
            needed,
        };
        // SAFETY: the caller's contract on pointers, see this folder's mod.rs.
        let mut out = unsafe { OutText::new(arguments) }?;
        if question.is_null() {
            return Err(Failure::new(EXOPORT_BAD_ARGUMENT, "question is NULL"));
        }
        // SAFETY: the same.
        let question = unsafe { read_text("question", question, question_length) }?;
        out.write(&answer(question)?)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(question: &str) -> Value {
        let text = answer(question).expect(question);
        serde_json::from_str(&text).expect("JSON")
    }

    #[test]
    fn every_question_has_an_answer() {
        let services = ask(r#"{"query":"services"}"#);
        assert_eq!(
            services["services"][0],
            json!({"service":"smtp-mx","port":25,"tls":"smtp","protocol":"smtp"})
        );
        let instances = ask(r#"{"query":"instances"}"#);
        assert_eq!(instances["instances"][0], "Worldwide");
        let hosts = ask(r#"{"query":"default-hosts","instance":"china"}"#);
        assert_eq!(hosts["instance"], "China");
        assert_eq!(hosts["hosts"][0]["host"], "smtp.partner.outlook.cn");
        let worldwide = ask(r#"{"query":"default-hosts"}"#);
        assert_eq!(worldwide["hosts"].as_array().map(Vec::len), Some(9));
        let outcomes = ask(r#"{"query":"outcomes"}"#);
        assert_eq!(outcomes["outcomes"][0], "ok");
        assert!(ask(r#"{"query":"schema"}"#)["$schema"].is_string());
        let expanded = ask(r#"{"query":"expand","target":{"host":"a.example","port":143}}"#);
        assert_eq!(
            expanded["targets"],
            json!([{"host":"a.example","port":143,"service":"imap","tls":"imap","family":"any"}])
        );
        let firewall = ask(r#"{"query":"firewall","services":["pop"],"format":"csv"}"#);
        assert!(
            firewall["text"]
                .as_str()
                .is_some_and(|text| text.starts_with("name,"))
        );
    }

    #[test]
    fn a_wrong_question_is_refused_with_a_reason() {
        for (question, status, part) in [
            ("", EXOPORT_BAD_QUERY, "EOF"),
            ("[]", EXOPORT_BAD_QUERY, "a map"),
            ("{}", EXOPORT_BAD_QUERY, "missing field `query`"),
            (r#"{"query":"weather"}"#, EXOPORT_BAD_QUERY, "default-hosts"),
            (
                r#"{"query":"services","port":1}"#,
                EXOPORT_BAD_QUERY,
                "unknown field `port`",
            ),
            (
                r#"{"query":"default-hosts","instance":"Mars"}"#,
                EXOPORT_BAD_QUERY,
                "known: Worldwide",
            ),
            (
                r#"{"query":"firewall","services":["mail"]}"#,
                EXOPORT_BAD_QUERY,
                "use one of: smtp-mx",
            ),
            (
                r#"{"query":"firewall","port":1}"#,
                EXOPORT_BAD_QUERY,
                "unknown field `port`",
            ),
            (
                r#"{"query":"expand","target":[]}"#,
                EXOPORT_BAD_TARGET,
                "a map",
            ),
            (
                r#"{"query":"expand","target":{"port":0}}"#,
                EXOPORT_BAD_TARGET,
                "port 0",
            ),
        ] {
            let failure = answer(question).expect_err(question);
            assert_eq!(failure.status, status, "{question}");
            assert!(failure.text.contains(part), "{question}: {}", failure.text);
        }
    }
}
