//! Questions: what there is, what a target stands for, what Microsoft publishes. One of them, the update of
//! the endpoint sets, uses the network.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::buffer::{OutText, TextArguments, read_text};
use super::endpoint_queries;
use super::guard::guard;
use super::replay::ReplayQuestion;
use super::status::{EXOPORT_BAD_ARGUMENT, EXOPORT_BAD_QUERY, EXOPORT_BAD_TARGET, Failure};
use crate::config::Settings;
use crate::endpoints;
use crate::explain;
use crate::firewall;
use crate::json::read_object;
use crate::plan;
use crate::record::OutcomeCode;
use crate::schemas::SchemaName;
use crate::targets::{Service, TargetSpec};

/// A question; the word under "query" decides which other keys it may have.
#[derive(Debug, Deserialize)]
#[serde(tag = "query", rename_all = "kebab-case", deny_unknown_fields)]
enum Question {
    Services {},
    Instances {},
    DefaultHosts { instance: Option<String> },
    Outcomes {},
    Schema { of: Option<SchemaName> },
    Expand { target: Value },
    Firewall(firewall::Request),
    Explain { text: String },
    Diagnose { record: Map<String, Value> },
    Replay(ReplayQuestion),
    Endpoints(endpoint_queries::ListQuestion),
    EndpointsUpdate(endpoint_queries::UpdateQuestion),
    EndpointsChanges(endpoint_queries::ChangesQuestion),
    EndpointsReviewed(endpoint_queries::ReviewedQuestion),
    DataFolder(endpoint_queries::FolderQuestion),
}

impl Question {
    fn read(text: &str) -> Result<Self, Failure> {
        read_object(text)
            .map_err(|error| Failure::new(EXOPORT_BAD_QUERY, format!("question: {error}")))
    }

    /// Room that the answer may need where finding it has effects, in bytes: asking twice, once for
    /// the size, must not have them twice.
    fn least_capacity(&self) -> usize {
        match self {
            Question::EndpointsUpdate(_) => endpoint_queries::UPDATE_ANSWER,
            _ => 0,
        }
    }
}

fn answer(question: Question) -> Result<String, Failure> {
    let bad_query = |text: String| Failure::new(EXOPORT_BAD_QUERY, text);
    let value = match question {
        Question::Services {} => json!({ "services": services() }),
        Question::Instances {} => json!({ "instances": endpoints::INSTANCES }),
        Question::DefaultHosts { instance } => {
            default_hosts(instance.as_deref().unwrap_or("Worldwide")).map_err(bad_query)?
        }
        Question::Outcomes {} => json!({ "outcomes": OutcomeCode::ALL }),
        Question::Schema { of } => {
            return Ok(of.unwrap_or(SchemaName::Record).text().to_owned());
        }
        Question::Expand { target } => json!({ "targets": expand(&target)? }),
        Question::Explain { text } => json!(
            explain::explain(text.as_bytes())
                .map_err(|compressed| bad_query(format!("text: {compressed}")))?
        ),
        Question::Diagnose { record } => crate::replay::replay_object(record)
            .map_err(|why| bad_query(format!("record: {why}")))?
            .to_json(),
        Question::Replay(question) => question.answer().map_err(bad_query)?,
        Question::Firewall(request) => request.answer().map_err(bad_query)?,
        Question::Endpoints(question) => question.answer().map_err(bad_query)?,
        Question::EndpointsUpdate(question) => question.answer().map_err(bad_query)?,
        Question::EndpointsChanges(question) => question.answer().map_err(bad_query)?,
        Question::EndpointsReviewed(question) => question.answer().map_err(bad_query)?,
        Question::DataFolder(question) => question.answer().map_err(bad_query)?,
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
    let instance = endpoints::known_instance(asked)?;
    let hosts: Vec<Value> = endpoints::default_hosts(instance, None)
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
    let bad_target = |error: &dyn std::fmt::Display| {
        Failure::new(EXOPORT_BAD_TARGET, format!("target: {error}"))
    };
    // Through text again for the same reading and the same errors as a push.
    let spec: TargetSpec = read_object(&target.to_string()).map_err(|error| bad_target(&error))?;
    let targets = plan::expand(&spec, &Settings::default()).map_err(|error| bad_target(&error))?;
    Ok(json!(targets))
}

/// Answers a question with one JSON object, at once and without the network, but for one question.
///
/// question: one JSON object: {"query":"services"}, {"query":"instances"},
/// {"query":"default-hosts","instance":"Worldwide"}, {"query":"outcomes"}, {"query":"schema"} (the
/// JSON Schema of a record; with "of": "check", "domain", "visitor", "explanation" or "watch" of that),
/// {"query":"expand","target":{...}} (what a target stands for, without probing it), {"query":"firewall","instance":"Worldwide","services":["submission"],
/// "direction":"both","format":"nftables"} (rules, see docs/firewall.md), {"query":"endpoints","instance":"Worldwide","service":"imap",
/// "service_area":"Exchange","port":993,"required":false,"category":"allow"} (endpoint sets, see
/// docs/endpoints.md; every key may be left out), {"query":"explain","text":"..."} (the codes in a text
/// and what they mean, see docs/errors.md), {"query":"diagnose","record":{...}} (a record of a probe, or a report
/// of a check or domain, judged again), {"query":"replay","path":"/absolute/path"} or {"query":"replay",
/// "text":"..."} (all of a file or text, see docs/c-abi.md), {"query":"endpoints-changes","instance":"Worldwide"}
/// (what changed since the sets were reviewed last), {"query":"endpoints-reviewed","instance":
/// "Worldwide","version":"2026110200"} (remembers them as reviewed), {"query":"data-folder","path":
/// "/absolute/path"} (chooses the per-user data folder for this process, "" lets the environment choose
/// again; without "path" it only answers with the folder).
///
/// {"query":"endpoints-update","instance":"Worldwide","force":false,"timeout_ms":30000} fetches newer
/// endpoint sets from Microsoft's web service. It blocks for as long as timeout_ms allows (1 to 600000)
/// and wants a buffer of 16384 bytes: with less it does nothing but say so (EXOPORT_BUFFER_TOO_SMALL).
///
/// EXOPORT_BAD_QUERY, EXOPORT_BAD_TARGET.
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
        let question = Question::read(question)?;
        let least = question.least_capacity();
        if out.capacity() < least {
            return Err(out.too_small(least));
        }
        out.write(&answer(question)?)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn respond(question: &str) -> Result<String, Failure> {
        answer(Question::read(question)?)
    }

    fn ask(question: &str) -> Value {
        let text = respond(question).expect(question);
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
        let of_check = ask(r#"{"query":"schema","of":"check"}"#);
        assert_eq!(of_check["properties"]["kind"]["const"], "check");
        let expanded = ask(r#"{"query":"expand","target":{"host":"a.example","port":143}}"#);
        assert_eq!(
            expanded["targets"],
            json!([{"host":"a.example","port":143,"service":"imap","tls":"imap","family":"any"}])
        );
        let explained = ask(r#"{"query":"explain","text":"x\n550 5.7.64 no\n550 5.7.64 no"}"#);
        let code = &explained["explanations"][0];
        assert_eq!(code["code"], "550 5.7.64");
        assert_eq!(
            (&code["count"], &code["first_line"]),
            (&json!(2), &json!(2))
        );
        assert_eq!(code["name"], "connector-does-not-match");
        let judged = ask(
            r#"{"query":"diagnose","record":{"schema":1,"id":0,"target":{"host":"a.example","port":25,"tls":"none","family":"any"},"started_at":0,"duration_ms":1.0,"outcome":{"code":"refused","phase":"connect"}}}"#,
        );
        assert_eq!(judged["verdict"]["finding"], "connection-refused");
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
                "one of: Worldwide",
            ),
            (
                r#"{"query":"explain"}"#,
                EXOPORT_BAD_QUERY,
                "missing field `text`",
            ),
            (
                r#"{"query":"explain","text":"PK\u0003\u0004"}"#,
                EXOPORT_BAD_QUERY,
                "text: this is a compressed file (zip)",
            ),
            (
                r#"{"query":"diagnose","record":[]}"#,
                EXOPORT_BAD_QUERY,
                "a map",
            ),
            (
                r#"{"query":"diagnose","record":{"schema":2}}"#,
                EXOPORT_BAD_QUERY,
                "record: unsupported schema 2 ",
            ),
            (
                r#"{"query":"schema","of":"weather"}"#,
                EXOPORT_BAD_QUERY,
                "invalid schema",
            ),
            (r#"{"query":"replay"}"#, EXOPORT_BAD_QUERY, "text or path"),
            (
                r#"{"query":"services","query":"instances"}"#,
                EXOPORT_BAD_QUERY,
                "duplicate field `query`",
            ),
            (
                r#"{"query":"replay","path":"record.json"}"#,
                EXOPORT_BAD_QUERY,
                "not an absolute path",
            ),
            (
                r#"{"query":"firewall","services":["mail"]}"#,
                EXOPORT_BAD_QUERY,
                "one of: smtp-mx",
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
            let failure = respond(question).expect_err(question);
            assert_eq!(failure.status, status, "{question}");
            assert!(failure.text.contains(part), "{question}: {}", failure.text);
        }
    }
    #[test]
    fn endpoint_sets_are_listed_as_asked() {
        let all = ask(r#"{"query":"endpoints"}"#);
        assert_eq!(
            (&all["instance"], &all["source"]),
            (&json!("Worldwide"), &json!("built-in"))
        );
        assert_eq!(all["sets"].as_array().map(Vec::len), Some(5));
        let some = ask(
            r#"{"query":"endpoints","instance":"china","service":"pop","service_area":"exchange",
            "port":995,"required":true,"category":"allow"}"#,
        );
        assert_eq!(some["sets"][0]["id"], 20);
        assert_eq!(some["sets"][0]["tcp_ports"], json!(["587", "993", "995"]));
        for (question, part) in [
            (
                r#"{"query":"endpoints","instance":"Mars"}"#,
                "one of: Worldwide",
            ),
            (r#"{"query":"endpoints","port":0}"#, "port 0"),
            (r#"{"query":"endpoints","category":"high"}"#, "optimize"),
            (
                r#"{"query":"endpoints","color":1}"#,
                "unknown field `color`",
            ),
            (
                r#"{"query":"endpoints-update","timeout_ms":0}"#,
                "time limit",
            ),
            (
                r#"{"query":"endpoints-update","url":"http://192.0.2.1"}"#,
                "plain HTTP is allowed only",
            ),
            (
                r#"{"query":"data-folder","path":"relative"}"#,
                "not an absolute path",
            ),
            (
                r#"{"query":"endpoints-changes","instance":"../x"}"#,
                "name of an instance",
            ),
            (
                r#"{"query":"endpoints-reviewed","instance":"China"}"#,
                "missing field `version`",
            ),
        ] {
            let failure = respond(question).expect_err(question);
            assert_eq!(failure.status, EXOPORT_BAD_QUERY, "{question}");
            assert!(failure.text.contains(part), "{question}: {}", failure.text);
        }
    }

    #[test]
    fn an_update_is_not_begun_without_room_for_its_answer() {
        // The URL would be refused; the room is asked about first.
        let question = br#"{"query":"endpoints-update","url":"http://192.0.2.1"}"#;
        let mut buffer = [0_u8; 100];
        let mut needed = 0;
        // SAFETY: the lengths are those of the arrays.
        let status = unsafe {
            exoport_query(
                question.as_ptr(),
                question.len() as u32,
                buffer.as_mut_ptr(),
                buffer.len() as u32,
                &mut needed,
            )
        };
        assert_eq!(status, crate::ffi::status::EXOPORT_BUFFER_TOO_SMALL);
        assert_eq!(needed as usize, endpoint_queries::UPDATE_ANSWER);
    }
}
