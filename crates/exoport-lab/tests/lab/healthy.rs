//! The healthy servers hold their dialogues and show good certificates.

use std::collections::BTreeSet;

use exoport::record::OutcomeCode;

use super::client::{Client, connect, handshake};
use super::lab;

#[tokio::test]
async fn cases_have_unique_names_and_ports_and_describe_themselves() {
    let lab = lab().await;
    let names: BTreeSet<&str> = lab.cases().iter().map(|case| case.name).collect();
    let ports: BTreeSet<u16> = lab.cases().iter().map(|case| case.port).collect();
    assert_eq!(names.len(), lab.cases().len());
    assert_eq!(ports.len(), lab.cases().len());

    let described = lab.describe();
    let listed = described["cases"].as_array().expect("cases");
    assert_eq!(listed.len(), lab.cases().len());
    for (object, case) in listed.iter().zip(lab.cases()) {
        assert_eq!(object["name"], case.name);
        assert_eq!(object["port"], case.port);
        assert_eq!(object["outcome"], case.expected.outcome.as_str());
        assert_eq!(object.get("phase").is_some(), case.expected.phase.is_some());
        assert!(case.address.is_loopback());
        assert_eq!(
            case.expected.phase.is_none(),
            case.expected.outcome == OutcomeCode::Ok
        );
        let settings = exoport::config::Settings::default();
        let targets = exoport::plan::expand(&case.target_spec(), &settings).expect(case.name);
        assert_eq!(targets.len(), 1);
        let given: &[std::net::IpAddr] = match case.by_name {
            true => &[],
            false => &[case.address],
        };
        assert_eq!(targets[0].addresses, given);
        assert_eq!(object.get("address").is_some(), !case.by_name);
        assert_eq!(targets[0].legacy_tls.is_some(), case.legacy_tls);
    }
}

#[tokio::test]
async fn submission_offers_auth_inside_tls_only() {
    let lab = lab().await;
    let case = lab.case("healthy-submission");
    let mut client = Client::new(connect(case).await);
    let greeting = client.line().await;
    assert!(
        greeting.contains(".outlook.office365.com Microsoft ESMTP MAIL Service ready at "),
        "{greeting}"
    );
    assert_eq!(
        client.smtp("STARTTLS").await,
        ["503 5.5.2 Send hello first"]
    );
    assert_eq!(client.smtp("EHLO").await, ["501 5.5.4 Invalid domain name"]);
    let clear = client.smtp("EHLO client.example").await;
    assert!(clear[0].ends_with(" Hello [127.0.0.1]"), "{}", clear[0]);
    assert!(clear.contains(&"250-STARTTLS".to_owned()));
    assert!(!clear.iter().any(|line| line.contains("AUTH")));
    assert_eq!(
        client.smtp("AUTH LOGIN").await,
        ["504 5.7.4 Unrecognized authentication type"]
    );
    assert_eq!(
        client.smtp("STARTTLS").await,
        ["220 2.0.0 SMTP server ready"]
    );
    let stream = handshake(&lab, case, client.into_inner())
        .await
        .expect("TLS");
    let mut client = Client::new(stream);
    let inside = client.smtp("EHLO client.example").await;
    assert!(inside.contains(&"250-AUTH LOGIN XOAUTH2".to_owned()));
    assert!(!inside.iter().any(|line| line.contains("STARTTLS")));
    assert_eq!(
        client.smtp("QUIT").await,
        ["221 2.0.0 Service closing transmission channel"]
    );
    client.expect_end().await;
}

#[tokio::test]
async fn a_mail_exchanger_offers_no_auth_and_takes_no_mail() {
    let lab = lab().await;
    let case = lab.case("healthy-smtp-mx");
    let mut client = Client::new(connect(case).await);
    let greeting = client.line().await;
    assert!(
        greeting.contains(".mail.protection.outlook.com Microsoft ESMTP"),
        "{greeting}"
    );
    client.smtp("EHLO client.example").await;
    client.smtp("STARTTLS").await;
    let stream = handshake(&lab, case, client.into_inner())
        .await
        .expect("TLS");
    let mut client = Client::new(stream);
    let inside = client.smtp("EHLO client.example").await;
    assert!(!inside.iter().any(|line| line.contains("AUTH")));
    let refused = client.smtp("MAIL FROM:<a@client.example>").await;
    assert_eq!(refused, ["550 5.7.1 The lab takes no mail"]);
    assert!(client.smtp("QUIT").await[0].starts_with("221 "));
}

#[tokio::test]
async fn a_client_that_speaks_nonsense_is_answered_and_then_shown_out() {
    let lab = lab().await;
    let mut client = Client::new(connect(lab.case("healthy-submission")).await);
    client.line().await;
    for _ in 0..5 {
        assert_eq!(
            client.smtp("XYZZY").await,
            ["500 5.3.3 Unrecognized command"]
        );
    }
    assert!(client.line().await.starts_with("421 4.7.0 "));
    client.expect_end().await;
}

#[tokio::test]
async fn imap_starts_in_clear_text_or_in_tls() {
    let lab = lab().await;
    let tagged = |line: &str| line.starts_with("a1 ");

    let case = lab.case("healthy-imap-starttls");
    let mut client = Client::new(connect(case).await);
    let greeting = client.line().await;
    assert!(
        greeting.starts_with("* OK The Microsoft Exchange IMAP4 service is ready. ["),
        "{greeting}"
    );
    let clear = client.ask("a1 CAPABILITY", tagged).await;
    assert!(clear[0].contains(" STARTTLS "), "{}", clear[0]);
    let reply = client.ask("a1 STARTTLS", tagged).await;
    assert!(reply[0].starts_with("a1 OK "), "{}", reply[0]);
    let upgraded = handshake(&lab, case, client.into_inner())
        .await
        .expect("TLS");

    let case = lab.case("healthy-imap");
    let implicit = handshake(&lab, case, connect(case).await)
        .await
        .expect("TLS");
    for (stream, greets) in [(upgraded, false), (implicit, true)] {
        let mut client = Client::new(stream);
        if greets {
            assert!(client.line().await.starts_with("* OK "));
        }
        let inside = client.ask("a1 CAPABILITY", tagged).await;
        assert!(inside[0].contains(" AUTH=XOAUTH2 "), "{}", inside[0]);
        assert!(!inside[0].contains("STARTTLS"), "{}", inside[0]);
        assert!(client.ask("a1 XYZZY", tagged).await[0].starts_with("a1 BAD "));
        let bye = client.ask("a1 LOGOUT", tagged).await;
        assert!(bye[0].starts_with("* BYE "), "{}", bye[0]);
        assert!(bye[1].starts_with("a1 OK "), "{}", bye[1]);
        client.expect_end().await;
    }
}

#[tokio::test]
async fn pop_starts_in_clear_text_or_in_tls() {
    let lab = lab().await;
    let listed = |line: &str| line == ".";

    let case = lab.case("healthy-pop-stls");
    let mut client = Client::new(connect(case).await);
    assert!(
        client
            .line()
            .await
            .starts_with("+OK The Microsoft Exchange POP3")
    );
    assert!(
        client
            .ask("CAPA", listed)
            .await
            .contains(&"STLS".to_owned())
    );
    assert!(client.ask("STLS", |_| true).await[0].starts_with("+OK"));
    let upgraded = handshake(&lab, case, client.into_inner())
        .await
        .expect("TLS");

    let case = lab.case("healthy-pop");
    let implicit = handshake(&lab, case, connect(case).await)
        .await
        .expect("TLS");
    for (stream, greets) in [(upgraded, false), (implicit, true)] {
        let mut client = Client::new(stream);
        if greets {
            assert!(client.line().await.starts_with("+OK "));
        }
        let inside = client.ask("CAPA", listed).await;
        assert!(inside.contains(&"SASL PLAIN XOAUTH2".to_owned()));
        assert!(!inside.contains(&"STLS".to_owned()));
        assert!(client.ask("STLS", |_| true).await[0].starts_with("-ERR"));
        assert!(client.ask("QUIT", |_| true).await[0].starts_with("+OK"));
        client.expect_end().await;
    }
}

#[tokio::test]
async fn the_web_server_answers_with_exchange_headers() {
    let lab = lab().await;
    for name in ["healthy-web", "healthy-admin"] {
        let case = lab.case(name);
        let stream = handshake(&lab, case, connect(case).await)
            .await
            .expect("TLS");
        let mut client = Client::new(stream);
        let head = format!("HEAD / HTTP/1.1\r\nHost: {}\r\n", case.host);
        let answer = client.ask(&head, str::is_empty).await;
        assert_eq!(answer[0], "HTTP/1.1 302 Found");
        for part in ["Server: Microsoft-IIS/10.0", "X-FEEFZInfo: LHR"] {
            assert!(answer.contains(&part.to_owned()), "{part}");
        }
        let target = "X-CalculatedFETarget: ";
        assert!(
            answer
                .iter()
                .any(|line| line.starts_with(target) && line.ends_with(".outlook.com"))
        );
        let bad = client.ask("nonsense\r\n", str::is_empty).await;
        assert_eq!(bad[0], "HTTP/1.1 400 Bad Request");
        client.expect_end().await;
    }
}
