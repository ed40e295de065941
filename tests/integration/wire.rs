//! Replies in every form that the protocols allow, and in forms that they do not.

use exoport::record::{OutcomeCode, PhaseName, Record};
use serde_json::json;

use super::script::{Server, Step, send, trickle};
use super::{config, probe, spec};

/// Probes a scripted server without TLS.
async fn plain(service: &str, steps: Vec<Step>) -> Record {
    let server = Server::start(steps).await;
    let target = spec(&json!({
        "host": "127.0.0.1", "port": server.address.port(), "service": service, "tls": "none",
    }));
    let record = probe(config(), &target).await;
    server.end().await;
    record
}

#[tokio::test]
async fn a_dialogue_in_single_bytes_is_the_same_dialogue() {
    let record = plain(
        "submission",
        vec![
            trickle("220-mail.example greets\r\n220 you\r\n"),
            Step::Hear("EHLO client.example"),
            trickle(
                "250-mail.example Hello [192.0.2.7]\r\n250-SIZE 1000\r\n250 AUTH LOGIN XOAUTH2\r\n",
            ),
            Step::Hear("QUIT"),
            trickle("221 2.0.0 Bye\r\n"),
        ],
    )
    .await;
    let dialogue = record.observation.dialogue.expect("a dialogue");
    assert_eq!(record.observation.outcome.code, OutcomeCode::Ok);
    assert_eq!(
        dialogue.greeting.as_deref(),
        Some("220 mail.example greets")
    );
    assert_eq!(
        dialogue.capabilities.as_deref(),
        Some(&["SIZE 1000".to_owned(), "AUTH LOGIN XOAUTH2".to_owned()][..])
    );
    assert_eq!(dialogue.auth, ["LOGIN", "XOAUTH2"]);
    assert_eq!(
        dialogue.egress_address,
        Some("192.0.2.7".parse().expect("address"))
    );
    assert_eq!(dialogue.quit_reply.as_deref(), Some("221 2.0.0 Bye"));
}

#[tokio::test]
async fn replies_that_come_together_are_taken_apart() {
    // The greeting and the answer to EHLO in one segment: early, but each in its order.
    let record = plain(
        "submission",
        vec![
            send("220 mail.example ESMTP\r\n250-mail.example\r\n250 STARTTLS\r\n"),
            Step::Hear("EHLO"),
            Step::Hear("QUIT"),
            send("221 Bye\r\n"),
        ],
    )
    .await;
    assert_eq!(record.observation.outcome.code, OutcomeCode::Ok);
    let dialogue = record.observation.dialogue.expect("a dialogue");
    assert_eq!(
        dialogue.capabilities.as_deref(),
        Some(&["STARTTLS".to_owned()][..])
    );
}

#[tokio::test]
async fn a_server_without_ehlo_is_asked_by_helo() {
    let record = plain(
        "smtp-mx",
        vec![
            send("220 old.example\r\n"),
            Step::Hear("EHLO"),
            send("502 5.5.1 Command not implemented\r\n"),
            Step::Hear("HELO client.example"),
            send("250 old.example\r\n"),
            Step::Hear("QUIT"),
            send("221 Bye\r\n"),
        ],
    )
    .await;
    assert_eq!(record.observation.outcome.code, OutcomeCode::Ok);
    let dialogue = record.observation.dialogue.expect("a dialogue");
    assert_eq!(
        dialogue.ehlo_refusal.as_deref(),
        Some("502 5.5.1 Command not implemented")
    );
}

#[tokio::test]
async fn a_refused_ehlo_is_told_from_starttls_that_is_not_offered() {
    for (replies, code, explanation, remedy) in [
        (
            &["501 5.5.4 Invalid domain name\r\n", ""][..],
            "service-refused",
            "names itself client.example",
            "--ehlo-name",
        ),
        (
            &["550 5.7.1 HELO name is not a host\r\n", ""],
            "service-refused",
            "names itself client.example",
            "--ehlo-name",
        ),
        (
            &["500 5.5.1 Unknown command\r\n", "250 mail.example\r\n"],
            "starttls-not-offered",
            "refuses EHLO",
            "certificate",
        ),
    ] {
        let server = Server::start(vec![
            send("220 mail.example ESMTP\r\n"),
            Step::Hear("EHLO"),
            send(replies[0]),
            Step::Hear(if replies[1].is_empty() { "" } else { "HELO" }),
            send(replies[1]),
            Step::Wait,
        ])
        .await;
        let target = spec(&json!({
            "host": "127.0.0.1", "port": server.address.port(), "service": "submission", "tls": "smtp"
        }));
        let record = probe(config(), &target).await;
        server.stop();
        let finding = &record.findings[0];
        assert_eq!(finding.code, code);
        assert!(finding.explanation.contains(explanation), "{finding:?}");
        assert!(finding.remedy.contains(remedy), "{finding:?}");
        let evidence = finding.evidence.join("\n");
        assert!(evidence.contains(replies[0].trim_end()), "{finding:?}");
    }
}

#[tokio::test]
async fn a_server_that_gives_up_within_its_answer_is_quoted_with_its_reason() {
    let record = plain(
        "submission",
        vec![
            send("220 mail.example ESMTP\r\n"),
            Step::Hear("EHLO"),
            send("250-mail.example\r\n250-SIZE 1000\r\n421 4.3.2 Too many connections\r\n"),
        ],
    )
    .await;
    let outcome = &record.observation.outcome;
    assert_eq!(outcome.code, OutcomeCode::ServiceUnavailable);
    assert_eq!(
        outcome.detail.as_deref(),
        Some("421 4.3.2 Too many connections")
    );
    assert_eq!(outcome.reply.as_deref(), Some("421 4.3.2"));
}

#[tokio::test]
async fn a_status_that_is_none_or_says_that_no_request_came_is_a_fault() {
    for (status, code) in [
        ("000", OutcomeCode::HttpError),
        ("408", OutcomeCode::HttpError),
        ("404", OutcomeCode::Ok),
    ] {
        let answer = format!("HTTP/1.1 {status} x\r\nServer : y\r\n\r\n");
        let record = plain("web", vec![send(&answer), Step::Wait]).await;
        assert_eq!(record.observation.outcome.code, code, "{status}");
    }
}

#[tokio::test]
async fn a_missing_goodbye_is_no_failure() {
    for last in [Step::Reset, send("")] {
        let record = plain(
            "pop",
            vec![
                send("+OK ready\r\n"),
                Step::Hear("CAPA"),
                send("+OK\r\nSASL PLAIN\r\n.\r\n"),
                Step::Hear("QUIT"),
                last,
            ],
        )
        .await;
        assert_eq!(record.observation.outcome.code, OutcomeCode::Ok);
    }
}

#[tokio::test]
async fn imap_literals_and_untagged_data_are_stepped_over() {
    let record = plain(
        "imap",
        vec![
            send("* OK ready\r\n"),
            Step::Hear("x3 CAPABILITY"),
            send("* 5 EXISTS\r\n* X {15}\r\nx3 OK no line\r\n more\r\n* CAPABILITY IMAP4rev1 AUTH=XOAUTH2\r\nx3 OK done\r\n"),
            Step::Hear("x4 LOGOUT"),
            send("* BYE\r\nx4 OK bye\r\n"),
        ],
    )
    .await;
    let dialogue = record.observation.dialogue.expect("a dialogue");
    assert_eq!(record.observation.outcome.code, OutcomeCode::Ok);
    assert_eq!(dialogue.auth, ["XOAUTH2"]);
    assert_eq!(dialogue.quit_reply.as_deref(), Some("x4 OK bye"));
}

#[tokio::test]
async fn refusals_keep_their_codes() {
    for (service, steps, code, phase, reply) in [
        (
            "submission",
            vec![send("421 4.3.2 Service not available\r\n")],
            OutcomeCode::ServiceUnavailable,
            PhaseName::Greeting,
            "421 4.3.2",
        ),
        (
            "submission",
            vec![send("554 5.7.1 No\r\n"), Step::Hear("QUIT")],
            OutcomeCode::ServiceRefused,
            PhaseName::Greeting,
            "554 5.7.1",
        ),
        (
            "submission",
            vec![
                send("220 x\r\n"),
                Step::Hear("EHLO"),
                send("501 5.5.4 Invalid domain name\r\n"),
            ],
            OutcomeCode::ServiceRefused,
            PhaseName::Application,
            "501 5.5.4",
        ),
        (
            "submission",
            vec![
                send("220 x\r\n"),
                Step::Hear("EHLO"),
                send("451 4.7.0 Timeout waiting for client input\r\n"),
            ],
            OutcomeCode::ServiceUnavailable,
            PhaseName::Application,
            "451 4.7.0",
        ),
        (
            "imap",
            vec![send("* BYE too many connections\r\n")],
            OutcomeCode::ServiceUnavailable,
            PhaseName::Greeting,
            "BYE",
        ),
        (
            "pop",
            vec![send("-ERR not now\r\n")],
            OutcomeCode::ServiceUnavailable,
            PhaseName::Greeting,
            "-ERR",
        ),
    ] {
        let record = plain(service, steps).await;
        let outcome = record.observation.outcome;
        assert_eq!(
            (outcome.code, outcome.phase, outcome.reply.as_deref()),
            (code, Some(phase), Some(reply)),
            "{service}"
        );
    }
}

#[tokio::test]
async fn what_is_no_reply_is_a_mismatch() {
    for (service, words) in [
        ("submission", "SSH-2.0-OpenSSH_9.2\r\n"),
        ("submission", "* OK IMAP4rev1\r\n"),
        ("submission", "\r\n"),
        ("submission", "2\r\n"),
        ("imap", "220 mail.example ESMTP\r\n"),
        ("imap", "\u{0}\u{1}\u{2}\r\n"),
        ("pop", "* OK ready\r\n"),
        ("pop", "+OKAY\r\n"),
    ] {
        let record = plain(service, vec![send(words)]).await;
        let outcome = record.observation.outcome;
        assert_eq!(
            outcome.code,
            OutcomeCode::ProtocolMismatch,
            "{service} {words:?}"
        );
        assert_eq!(outcome.phase, Some(PhaseName::Greeting));
    }
}

#[tokio::test]
async fn endless_replies_are_cut_off_before_the_deadline() {
    for (service, flood) in [
        ("submission", "220-more\r\n"),
        ("submission", "220-"),
        ("imap", "* "),
        ("pop", "+OK"),
    ] {
        let server = Server::start(vec![Step::Flood(flood.repeat(500).into_bytes())]).await;
        let target = spec(&json!({
            "host": "127.0.0.1", "port": server.address.port(), "service": service, "tls": "none",
        }));
        let record = probe(config(), &target).await;
        server.stop();
        let outcome = record.observation.outcome;
        assert_eq!(
            outcome.code,
            OutcomeCode::ReplyTooLong,
            "{service} {flood:?}"
        );
    }
}

#[tokio::test]
async fn nothing_from_a_peer_stays_dangerous() {
    let record = plain(
        "submission",
        vec![
            send("220 \u{1b}[31mred\u{7}\u{202e}\r\n"),
            Step::Hear("EHLO"),
            Step::Send(b"250-\xff\xfe\r\n250 \x1b]0;title\x07\r\n".to_vec()),
            Step::Hear("QUIT"),
            send("221 Bye\r\n"),
        ],
    )
    .await;
    let json = serde_json::to_string(&record).expect("JSON");
    assert!(json.is_ascii(), "{json}");
    assert!(
        !json.contains("\\u001b") && !json.contains("\\u0007"),
        "{json}"
    );
}

/// What a mail server says before TLS, and whether STARTTLS is asked for then: `None`, or why not.
async fn asks_for_tls(
    service: &str,
    greeting: &str,
    asks: &'static str,
    answer: &str,
) -> Option<String> {
    let server = Server::start(vec![
        send(greeting),
        Step::Hear(asks),
        send(answer),
        // The next command decides: none of these servers really starts TLS.
        Step::Hear(""),
        send("500 not here\r\nx2 BAD not here\r\n-ERR not here\r\n"),
        Step::Wait,
    ])
    .await;
    let target = spec(&json!({
        "host": "127.0.0.1", "port": server.address.port(), "service": service,
        "tls": if service == "submission" { "smtp" } else { service },
    }));
    let outcome = probe(config(), &target).await.observation.outcome;
    server.end().await;
    (outcome.code == OutcomeCode::StarttlsNotOffered).then(|| outcome.detail.expect("a reason"))
}

#[tokio::test]
async fn an_offer_of_starttls_is_found_wherever_mail_servers_find_it() {
    let many = |line: &str| line.repeat(200);
    for answer in [
        // The last line, in any letter case, with blanks around it, behind line ends converted twice.
        "250-mail.example\r\n250 STARTTLS\r\n".to_owned(),
        "250-mail.example\r\n250-starttls\r\n250 HELP\r\n".to_owned(),
        "250-mail.example\r\n250- STARTTLS \r\n250 HELP\r\n".to_owned(),
        "250-mail.example\r\r\n250-SIZE\r\r\n250-STARTTLS\r\r\n250 HELP\r\r\n".to_owned(),
        "250-mail.example\r\r\r\n250 STARTTLS\r\r\r\n".to_owned(),
        "250-mail.example\n250 STARTTLS\n".to_owned(),
        format!(
            "250-mail.example\r\n{}250 STARTTLS\r\n",
            many("250-XKEYWORD\r\n")
        ),
    ] {
        let refused = asks_for_tls("submission", "220 mail.example\r\r\n", "EHLO", &answer).await;
        assert_eq!(refused, None, "{answer:?}");
    }
    for answer in [
        "* CAPABILITY IMAP4rev1 STARTTLS\r\r\nx1 OK done\r\r\n".to_owned(),
        format!("* CAPABILITY{} STARTTLS\r\nx1 OK done\r\n", many(" XWORD")),
    ] {
        let refused = asks_for_tls("imap", "* OK ready\r\n", "x1 CAPABILITY", &answer).await;
        assert_eq!(refused, None, "{answer:?}");
    }
    for answer in [
        "+OK\r\r\nSTLS\r\r\n.\r\r\n".to_owned(),
        format!("+OK\r\n{}STLS\r\n.\r\n", many("XWORD\r\n")),
    ] {
        let refused = asks_for_tls("pop", "+OK ready\r\n", "CAPA", &answer).await;
        assert_eq!(refused, None, "{answer:?}");
    }
}

#[tokio::test]
async fn what_mail_servers_take_for_no_offer_of_starttls_is_none_and_says_why() {
    for (answer, why) in [
        ("250 mail.example\r\n", "has no STARTTLS"),
        ("250-mail.example\r\n250 XSTARTTLS\r\n", "has no STARTTLS"),
        (
            "250-mail.example STARTTLS\r\n250 HELP\r\n",
            "has no STARTTLS",
        ),
        ("250-STARTTLS\r\n250 HELP\r\n", "only in its first line"),
        ("250 STARTTLS\r\n", "only in its first line"),
    ] {
        let refused = asks_for_tls("submission", "220 mail.example\r\n", "EHLO", answer).await;
        assert!(
            refused.as_deref().is_some_and(|said| said.contains(why)),
            "{answer:?}: {refused:?}"
        );
    }
}

#[tokio::test]
async fn an_imap_connection_that_is_logged_in_from_the_start_is_told_and_gets_no_starttls() {
    for greeting in [
        "* PREAUTH IMAP4rev1 ready",
        "* preauth",
        "* PREAUTH [CAPABILITY IMAP4rev1 STARTTLS] hi",
    ] {
        let server = Server::start(vec![
            send(&format!("{greeting}\r\n")),
            Step::Hear("x4 LOGOUT"),
            send("* BYE\r\nx4 OK bye\r\n"),
        ])
        .await;
        let target = spec(&json!({
            "host": "127.0.0.1", "port": server.address.port(), "service": "imap", "tls": "imap",
        }));
        let record = probe(config(), &target).await;
        server.end().await;
        let outcome = &record.observation.outcome;
        assert_eq!(outcome.code, OutcomeCode::StarttlsNotOffered, "{greeting}");
        assert_eq!(record.findings[0].code, "imap-preauth", "{greeting}");
        assert_eq!(record.findings.len(), 1, "{:?}", record.findings);
    }
    let record = plain(
        "imap",
        vec![
            send("* PREAUTH ready\r\n"),
            Step::Hear("x3 CAPABILITY"),
            send("* CAPABILITY IMAP4rev1\r\nx3 OK done\r\n"),
            Step::Hear("x4 LOGOUT"),
            send("* BYE\r\nx4 OK bye\r\n"),
        ],
    )
    .await;
    assert_eq!(record.observation.outcome.code, OutcomeCode::Ok);
    assert_eq!(record.findings[0].code, "imap-preauth");
}

#[tokio::test]
async fn clear_text_behind_the_starttls_reply_never_reaches_tls() {
    // Split so that the injected bytes come with the reply, and so that they come behind it.
    for steps in [
        vec![send("220 2.0.0 ready\r\n250 injected\r\n"), Step::Wait],
        vec![
            send("220 2.0.0 ready\r\n"),
            send("250 injected\r\n"),
            Step::Wait,
        ],
    ] {
        let mut all = vec![
            send("220 mail.example ESMTP\r\n"),
            Step::Hear("EHLO"),
            send("250-mail.example\r\n250 STARTTLS\r\n"),
            Step::Hear("STARTTLS"),
        ];
        all.extend(steps);
        let server = Server::start(all).await;
        let target = spec(&json!({
            "host": "127.0.0.1", "port": server.address.port(), "service": "submission",
        }));
        let mut config = config();
        config.timeout_ms = 1_500;
        let record = probe(config, &target).await;
        server.stop();
        let dialogue = record.observation.dialogue.as_ref().expect("a dialogue");
        assert_eq!(
            dialogue.injected.as_deref(),
            Some("250 injected\\r\\n"),
            "{:?}",
            record.observation.outcome
        );
        assert!(
            record
                .findings
                .iter()
                .any(|finding| finding.code == "plaintext-injection"),
            "{:?}",
            record.findings
        );
        assert_eq!(record.verdict.result.as_str(), "fail");
    }
}

#[tokio::test]
async fn http_over_clear_text_reads_the_answer_behind_the_continue() {
    let record = plain(
        "web",
        vec![
            Step::Hear("HEAD / HTTP/1.1"),
            Step::Hear("Host: 127.0.0.1"),
            send("HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 302 Found\r\nLocation: /owa/\r\nX-FEEFZInfo: LHR\r\n\r\n"),
            Step::Wait,
        ],
    )
    .await;
    assert_eq!(record.observation.outcome.code, OutcomeCode::Ok);
    let http = record
        .observation
        .dialogue
        .and_then(|dialogue| dialogue.http)
        .expect("an answer");
    assert_eq!(
        (http.status, http.front_door.as_deref()),
        (302, Some("LHR"))
    );
}
