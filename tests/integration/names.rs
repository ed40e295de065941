//! Names, asked of the lab's DNS server.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use exoport::config::RunConfig;
use exoport::record::{OutcomeCode, PhaseName, Record};
use hickory_resolver::proto::op::{Edns, Message, ResponseCode};
use serde_json::{Value, json};

use super::dns_server::{self, Way, addresses, reply};
use super::script::{Server, Step};
use super::{config_for, lab, probe, spec};

async fn ask(target: Value, change: impl FnOnce(&mut RunConfig)) -> Record {
    let lab = lab().await;
    let mut config = config_for(&lab);
    config.dns_server = Some(lab.dns_server().to_string());
    change(&mut config);
    let mut target = target;
    if target["port"].is_null() {
        target["port"] = json!(lab.case("healthy-smtp-mx").port);
    }
    probe(config, &spec(&target)).await
}

#[tokio::test]
async fn a_mail_domain_leads_to_its_mail_exchange() {
    let record = ask(json!({"host": "contoso.com", "service": "smtp-mx"}), |_| {}).await;
    assert_eq!(
        record.observation.outcome.code,
        OutcomeCode::Ok,
        "{record:?}"
    );
    let resolution = record.observation.resolution.expect("a resolution");
    assert_eq!(resolution.name, "contoso-com.mail.protection.outlook.com");
    assert_eq!(resolution.source.as_str(), "dns-server");
    assert_eq!(resolution.mx.len(), 1);
    assert_eq!(resolution.mx[0].preference, 10);
    // The certificate is matched with the host that the MX names, not with the mail domain.
    let trust = record.observation.trust.expect("a judged chain");
    assert_eq!(trust.name, "contoso-com.mail.protection.outlook.com");
}

#[tokio::test]
async fn a_host_that_is_no_mail_domain_stands_for_itself() {
    let host = "contoso-com.mail.protection.outlook.com";
    let record = ask(json!({"host": host, "service": "smtp-mx"}), |_| {}).await;
    assert_eq!(
        record.observation.outcome.code,
        OutcomeCode::Ok,
        "{record:?}"
    );
    let resolution = record.observation.resolution.expect("a resolution");
    assert_eq!((resolution.name.as_str(), resolution.mx.len()), (host, 0));
}

#[tokio::test]
async fn the_cname_chain_is_in_the_record() {
    let record = ask(
        json!({"host": "outlook.office365.com", "service": "imap", "port": 1}),
        |_| {},
    )
    .await;
    let view = record
        .observation
        .resolution
        .and_then(|resolution| resolution.dns)
        .expect("the DNS was asked");
    let first = view.cname_chain.first().expect("a chain");
    let last = view.cname_chain.last().expect("a chain");
    assert_eq!(first.name, "outlook.office365.com");
    assert!(last.target.ends_with("-efz.ms-acdc.office.com"), "{last:?}");
    assert!(view.ttl_seconds.is_some());
}

#[tokio::test]
async fn what_a_resolver_can_answer_has_its_code() {
    for (host, service, code, finding) in [
        (
            "nobody.example",
            "submission",
            OutcomeCode::NameNotFound,
            "name-not-found",
        ),
        (
            "servfail.example",
            "submission",
            OutcomeCode::ResolverFailure,
            "resolver-failure",
        ),
        (
            "silent.example",
            "submission",
            OutcomeCode::Timeout,
            "resolver-timeout",
        ),
        ("nomail.example", "smtp-mx", OutcomeCode::NullMx, "null-mx"),
    ] {
        let record = ask(json!({"host": host, "service": service}), |config| {
            config.timeout_ms = 1_000;
        })
        .await;
        let outcome = &record.observation.outcome;
        assert_eq!(
            (outcome.code, outcome.phase),
            (code, Some(PhaseName::Dns)),
            "{host}: {outcome:?}"
        );
        let codes: Vec<&str> = record
            .findings
            .iter()
            .map(|finding| finding.code.as_str())
            .collect();
        assert_eq!(codes, [finding], "{host}");
    }
}

#[tokio::test]
async fn the_exchanger_that_fails_is_named_beside_its_domain() {
    for (host, exchanger, code, remedy) in [
        (
            "left.example",
            "left-example.mail.protection.outlook.com",
            "name-not-found",
            "No tenant of Exchange Online has left.example",
        ),
        (
            "no-address-mx.example",
            "empty.ms-acdc.office.com",
            "no-address",
            "A and AAAA records",
        ),
        (
            "failing-mx.example",
            "servfail.example",
            "resolver-failure",
            "SERVFAIL",
        ),
        (
            "silent-mx.example",
            "silent.example",
            "resolver-timeout",
            "DNS servers",
        ),
        (
            "literal-mx.example",
            "192.0.2.1",
            "name-not-found",
            "correct the MX record of literal-mx.example",
        ),
    ] {
        let record = ask(json!({"host": host, "service": "smtp-mx"}), |config| {
            config.timeout_ms = 1_000;
        })
        .await;
        assert_eq!(record.observation.attempts, [], "{host}");
        let [finding] = &record.findings[..] else {
            panic!("{host}: {:?}", record.findings);
        };
        assert_eq!(finding.code, code, "{host}");
        let name = format!("{exchanger} (MX of {host})");
        assert!(finding.explanation.contains(&name), "{finding:?}");
        assert!(finding.remedy.contains(remedy), "{finding:?}");
    }
}

#[tokio::test]
async fn a_chain_is_followed_to_the_link_that_breaks() {
    for (host, chain, broken, fault, dnssec) in [
        (
            "alias-to-nowhere.office365.com",
            2,
            "missing.ms-acdc.office.com",
            "no-name",
            false,
        ),
        (
            "alias-to-failure.office365.com",
            1,
            "failing.ms-acdc.office.com",
            "failure",
            false,
        ),
        (
            "alias-without-address.office365.com",
            1,
            "empty.ms-acdc.office.com",
            "no-data",
            false,
        ),
        (
            "alias-to-bogus.office365.com",
            1,
            "bogus.svc.cloud.microsoft",
            "failure",
            true,
        ),
        ("bogus.example", 0, "bogus.example", "failure", true),
        ("loop.example", 2, "loop.example", "loop", false),
    ] {
        let record = ask(json!({"host": host, "service": "submission"}), |_| {}).await;
        let resolution = record.observation.resolution.expect("a resolution");
        let view = resolution.dns.expect("the DNS was asked");
        let link = view
            .broken
            .unwrap_or_else(|| panic!("{host}: {:?}", view.error));
        assert_eq!(view.cname_chain.len(), chain, "{host}");
        assert_eq!(
            (link.name.as_str(), link.fault.as_str(), link.dnssec),
            (broken, fault, dnssec),
            "{host}"
        );
        let expected = if dnssec {
            "dnssec-failure"
        } else {
            "cname-chain-broken"
        };
        assert_eq!(record.findings[0].code, expected, "{host}");
    }
    // Where the name itself is all that fails, there is no chain to speak of.
    for host in ["nobody.example", "servfail.example"] {
        let record = ask(json!({"host": host, "service": "submission"}), |_| {}).await;
        let resolution = record.observation.resolution.expect("a resolution");
        assert_eq!(resolution.dns.expect("asked").broken, None, "{host}");
    }
}

#[tokio::test]
async fn a_dns_server_whose_port_is_closed_refuses_and_is_not_silent() {
    // A port that was free a moment ago, on both address families of loopback.
    for place in ["127.0.0.1:0", "[::1]:0"] {
        let taken = std::net::UdpSocket::bind(place).expect("a port");
        let closed = taken.local_addr().expect("its address");
        drop(taken);
        for service in ["submission", "smtp-mx"] {
            let target = json!({"host": "mail.example", "service": service});
            let record = ask(target, |config| {
                config.dns_server = Some(closed.to_string());
            })
            .await;
            let outcome = &record.observation.outcome;
            assert_eq!(outcome.code, OutcomeCode::ResolverFailure, "{outcome:?}");
            let detail = outcome.detail.as_deref().expect("a reason");
            assert!(detail.contains("refused"), "{detail}");
            assert_eq!(record.findings[0].code, "resolver-failure");
        }
    }
}

/// A refusal of EDNS in each form that servers are known to give.
fn refusals_of_edns(query: &Message) -> [Vec<u8>; 6] {
    let whole = |code| {
        let message = reply(query, code, &[]);
        message.to_vec().expect("an answer")
    };
    let header = |code| {
        let mut message = reply(query, code, &[]);
        message.queries.clear();
        message.to_vec().expect("an answer")
    };
    let version = |with_question: bool| {
        let mut message = reply(query, ResponseCode::BADVERS, &[]);
        message.set_edns(Edns::new());
        if !with_question {
            message.queries.clear();
        }
        message.to_vec().expect("an answer")
    };
    [
        whole(ResponseCode::FormErr),
        whole(ResponseCode::NotImp),
        // Twelve bytes, no question, as authoritative servers of Exchange Online answer.
        header(ResponseCode::FormErr),
        header(ResponseCode::NotImp),
        version(true),
        version(false),
    ]
}

#[tokio::test]
async fn a_server_that_refuses_edns_is_asked_without() {
    for form in 0..6 {
        // Over UDP, and over TCP behind an answer that is too long for a question without EDNS.
        for truncates in [false, true] {
            let refused = Arc::new(AtomicUsize::new(0));
            let count = Arc::clone(&refused);
            let server = dns_server::start(move |query, way| {
                if query.edns.is_some() {
                    count.fetch_add(1, Ordering::Relaxed);
                    return Some(refusals_of_edns(query)[form].clone());
                }
                let mut message = addresses(query, &["127.0.0.1"]);
                if truncates && way == Way::Udp {
                    message = message.truncate();
                }
                message.to_vec().ok()
            })
            .await;
            let target = json!({"host": "mail.example", "service": "smtp-mx"});
            let record = ask(target, |config| {
                config.dns_server = Some(server.to_string());
            })
            .await;
            let resolution = record.observation.resolution.expect("a resolution");
            let found: Vec<String> = resolution
                .addresses
                .iter()
                .map(ToString::to_string)
                .collect();
            assert_eq!(
                found,
                ["127.0.0.1"],
                "form {form}: {:?}",
                record.observation.outcome
            );
            assert_eq!(resolution.mx_error, None, "form {form}");
            // MX, A and AAAA: each refused once, none asked for again with EDNS.
            assert_eq!(refused.load(Ordering::Relaxed), 3, "form {form}");
        }
    }
}

#[tokio::test]
async fn a_server_that_refuses_the_question_itself_is_quoted() {
    let server =
        dns_server::start(|query, _| reply(query, ResponseCode::FormErr, &[]).to_vec().ok()).await;
    let target = json!({"host": "mail.example", "service": "submission"});
    let record = ask(target, |config| {
        config.dns_server = Some(server.to_string());
    })
    .await;
    let outcome = &record.observation.outcome;
    assert_eq!(outcome.code, OutcomeCode::ResolverFailure, "{outcome:?}");
    let detail = outcome.detail.as_deref().expect("a reason");
    assert!(detail.contains("Form Error"), "{detail}");
}

/// How the question for one family goes wrong while the other is answered at once.
#[derive(Debug, Clone, Copy)]
enum Wrong {
    Silent,
    Code(ResponseCode),
}

#[tokio::test]
async fn one_family_without_an_answer_does_not_hide_the_other() {
    use hickory_resolver::proto::rr::RecordType as Type;
    for (missing, family, there) in [(Type::AAAA, "ipv6", "127.0.0.1"), (Type::A, "ipv4", "::1")] {
        for (wrong, said) in [
            (Wrong::Silent, "no answer"),
            (Wrong::Code(ResponseCode::ServFail), "Server Failure"),
            (Wrong::Code(ResponseCode::Refused), "Query Refused"),
            (Wrong::Code(ResponseCode::NotImp), "Not Implemented"),
        ] {
            let server = dns_server::start(move |query, _| {
                let message = if query.queries[0].query_type() == missing {
                    match wrong {
                        Wrong::Silent => return None,
                        Wrong::Code(code) => reply(query, code, &[]),
                    }
                } else {
                    addresses(query, &["127.0.0.1", "::1"])
                };
                message.to_vec().ok()
            })
            .await;
            let asked = |wanted| {
                let target =
                    json!({"host": "mail.example", "service": "submission", "family": wanted});
                ask(target, |config| {
                    config.dns_server = Some(server.to_string())
                })
            };
            let record = asked("any").await;
            let case = format!("{missing} {wrong:?}");
            let outcome = &record.observation.outcome;
            assert_ne!(outcome.phase, Some(PhaseName::Dns), "{case}: {outcome:?}");
            let resolution = record.observation.resolution.expect("a resolution");
            let found: Vec<String> = resolution
                .addresses
                .iter()
                .map(ToString::to_string)
                .collect();
            assert_eq!(found, [there], "{case}");
            let unanswered = resolution
                .dns
                .and_then(|view| view.unanswered)
                .expect("a family");
            assert_eq!(unanswered.family.as_str(), family, "{case}");
            assert!(
                unanswered.error.contains(said),
                "{case}: {}",
                unanswered.error
            );
            let codes: Vec<&str> = record
                .findings
                .iter()
                .map(|found| found.code.as_str())
                .collect();
            assert!(
                codes.contains(&"address-family-unresolved"),
                "{case}: {codes:?}"
            );
            // The family that is wanted alone: no answer is not "no address".
            if !matches!(wrong, Wrong::Silent) {
                let outcome = asked(family).await.observation.outcome;
                assert_eq!(
                    outcome.code,
                    OutcomeCode::ResolverFailure,
                    "{case}: {outcome:?}"
                );
            }
        }
    }
}

#[tokio::test]
async fn a_name_that_does_not_exist_for_one_family_does_not_exist() {
    use hickory_resolver::proto::rr::RecordType as Type;
    for silent in [Type::A, Type::AAAA] {
        let server = dns_server::start(move |query, _| {
            let exists = query.queries[0].query_type() == silent;
            (!exists).then(|| {
                reply(query, ResponseCode::NXDomain, &[])
                    .to_vec()
                    .expect("bytes")
            })
        })
        .await;
        let target = json!({"host": "mail.example", "service": "submission"});
        let record = ask(target, |config| {
            config.dns_server = Some(server.to_string())
        })
        .await;
        let outcome = &record.observation.outcome;
        assert_eq!(
            outcome.code,
            OutcomeCode::NameNotFound,
            "{silent}: {outcome:?}"
        );
    }
}

/// Every text of a JSON value with the place where it stands.
fn texts(value: &Value, place: &str, found: &mut Vec<(String, String)>) {
    match value {
        Value::String(text) => found.push((place.to_owned(), text.clone())),
        Value::Array(list) => list.iter().for_each(|item| texts(item, place, found)),
        Value::Object(fields) => fields.iter().for_each(|(key, value)| {
            found.push((place.to_owned(), key.clone()));
            texts(value, &format!("{place}.{key}"), found);
        }),
        _ => {}
    }
}

/// Fails at any character that steers a terminal or hides text.
fn plain(value: &impl serde::Serialize, case: &str) -> String {
    let value = serde_json::to_value(value).expect("JSON");
    let mut found = Vec::new();
    texts(&value, "", &mut found);
    for (place, text) in &found {
        assert!(
            text.chars().all(exoport::text::is_plain),
            "{case}: {place}: {text:?}"
        );
    }
    value.to_string()
}

#[tokio::test]
async fn no_text_of_a_hostile_server_reaches_a_record_as_it_is() {
    use hickory_resolver::proto::rr::rdata::{A, CNAME, MX, TXT};
    use hickory_resolver::proto::rr::{Name, RData, Record, RecordType as Type};
    // Sets the title of a terminal, turns text around (U+202E), C1, DEL, NUL, no UTF-8.
    const EVIL: &[u8] = b"\x1b]0;evil\x07\xe2\x80\xae\xc2\x9b31m\x7f\0\xff\r\n";
    let name = || Name::from_labels([EVIL, b"example"]).expect("labels");
    for (lead, fails) in [("address", false), ("address", true), ("nowhere", true)] {
        let server = dns_server::start(move |query, _| {
            let mut message = reply(query, ResponseCode::NoError, &[]);
            let owner = query.queries[0].name().clone();
            let text = TXT::from_bytes(vec![b"v=spf1 include:", EVIL]);
            let evil = owner == name();
            let data = match query.queries[0].query_type() {
                Type::A if lead == "address" && (evil || !fails) => RData::A(A::new(127, 0, 0, 1)),
                Type::MX => RData::MX(MX::new(10, name())),
                Type::TXT => RData::TXT(text),
                _ if fails && evil => {
                    message.metadata.response_code = ResponseCode::ServFail;
                    return message.to_vec().ok();
                }
                _ => RData::CNAME(CNAME(name())),
            };
            message.add_answer(Record::from_rdata(owner, 60, data));
            message.to_vec().ok()
        })
        .await;
        let greeting = [b"220 ", EVIL].concat();
        for service in ["submission", "smtp-mx"] {
            let smtp = Server::start(vec![
                Step::Send([&greeting[..10], b"\r\n"].concat()),
                Step::Hear("EHLO"),
                Step::Send([b"250-", &EVIL[..20], b"\r\n250 AUTH ", &EVIL[..8], b"\r\n"].concat()),
                Step::Wait,
            ])
            .await;
            let target = json!({
                "host": "mail.example", "service": service, "port": smtp.address.port(),
            });
            let record = ask(target, |config| {
                config.dns_server = Some(server.to_string());
                config.transcript = true;
            })
            .await;
            smtp.stop();
            let case = format!("{lead} {fails} {service}");
            let json = plain(&record, &case);
            assert!(json.contains("evil"), "{case}: {json}");
        }
        let config = RunConfig {
            dns_server: Some(server.to_string()),
            ..RunConfig::default()
        };
        let prober = crate::prober(config);
        let spec = exoport::domain::DomainSpec {
            domain: "mail.example".into(),
            ..Default::default()
        };
        let report = exoport::domain::audit(0, &spec, &prober).await;
        let json = plain(&report, lead);
        assert!(json.contains("evil"), "{json}");
    }
}
