//! Every fault does on the wire what its name says.

use std::io::ErrorKind;
use std::time::Duration;

use exoport_lab::{Lab, LabOptions};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::client::{Client, TIMEOUT, connect, handshake};
use super::lab;

/// How long a test looks for something that must not come.
const A_WHILE: Duration = Duration::from_millis(300);

#[tokio::test]
async fn refused_is_refused_and_nobody_else_gets_the_port() {
    let lab = lab().await;
    let case = lab.case("refused");
    let error = TcpStream::connect((case.address, case.port))
        .await
        .expect_err("refused");
    assert_eq!(error.kind(), ErrorKind::ConnectionRefused);
    let error = tokio::net::TcpListener::bind((case.address, case.port))
        .await
        .expect_err("held");
    assert_eq!(error.kind(), ErrorKind::AddrInUse);
}

/// Windows refuses instead of dropping.
#[cfg(unix)]
#[tokio::test]
async fn silent_drop_gives_no_answer_however_many_knock() {
    let lab = lab().await;
    let case = lab.case("silent-drop");
    let knock = || timeout(A_WHILE, TcpStream::connect((case.address, case.port)));
    let (first, second, third) = tokio::join!(knock(), knock(), knock());
    assert!(first.is_err() && second.is_err() && third.is_err());
}

#[tokio::test]
async fn resets_are_resets() {
    let lab = lab().await;
    let mut stream = connect(lab.case("reset-in-greeting")).await;
    let error = stream.read_u8().await.expect_err("no greeting");
    assert_eq!(error.kind(), ErrorKind::ConnectionReset);

    let case = lab.case("reset-in-handshake");
    let error = handshake(&lab, case, connect(case).await)
        .await
        .expect_err("no handshake");
    assert_eq!(error.kind(), ErrorKind::ConnectionReset);
}

#[tokio::test]
async fn greetings_that_refuse_or_belong_to_another_service() {
    let lab = lab().await;
    for (name, start) in [
        ("throttled", "421 4.3.2 "),
        ("refused-greeting", "554 5.7.1 "),
        ("wrong-service", "SSH-2.0-"),
    ] {
        let mut client = Client::new(connect(lab.case(name)).await);
        let line = client.line().await;
        assert!(line.starts_with(start), "{name}: {line}");
        if name != "wrong-service" {
            client.expect_end().await;
        }
    }
}

#[tokio::test]
async fn silent_servers_say_nothing() {
    let lab = lab().await;
    let mut stream = connect(lab.case("stalled-greeting")).await;
    assert!(timeout(A_WHILE, stream.read_u8()).await.is_err());

    let case = lab.case("stalled-application");
    let stream = handshake(&lab, case, connect(case).await)
        .await
        .expect("TLS");
    let mut client = Client::new(stream);
    assert!(client.line().await.starts_with("* OK "));
    let answer = client.ask("a1 CAPABILITY", |_| true);
    assert!(timeout(A_WHILE, answer).await.is_err());
}

#[tokio::test]
async fn a_dripping_greeting_never_completes_a_line() {
    let options = LabOptions {
        drip_interval: Duration::ZERO,
        ..LabOptions::default()
    };
    let lab = Lab::start(options).await.expect("the lab starts");
    let mut stream = connect(lab.case("dripping")).await;
    let mut greeting = [0; 400];
    stream.read_exact(&mut greeting).await.expect("all of it");
    assert!(greeting.starts_with(b"220 ") && !greeting.contains(&b'\n'));
    assert!(timeout(A_WHILE, stream.read_u8()).await.is_err());
}

#[tokio::test]
async fn a_tarpit_is_silent_as_long_as_it_is_told_to_and_then_healthy() {
    for (tarpit_delay, silent) in [(TIMEOUT, true), (Duration::ZERO, false)] {
        let options = LabOptions {
            tarpit_delay,
            ..LabOptions::default()
        };
        let lab = Lab::start(options).await.expect("the lab starts");
        let stream = connect(lab.case("tarpit")).await;
        if silent {
            assert!(timeout(A_WHILE, stream.peek(&mut [0])).await.is_err());
            continue;
        }
        let mut client = Client::new(stream);
        assert!(client.line().await.starts_with("220 "));
        assert!(client.smtp("QUIT").await[0].starts_with("221 "));
    }
}

#[tokio::test]
async fn endless_greetings_outlast_every_bound() {
    let lab = lab().await;
    for (name, line_ends) in [("endless-banner", true), ("endless-line", false)] {
        let mut stream = connect(lab.case(name)).await;
        let mut greeting = vec![0; 1 << 20];
        timeout(TIMEOUT, stream.read_exact(&mut greeting))
            .await
            .expect("fast")
            .expect("a megabyte of it");
        let text = String::from_utf8(greeting).expect("text");
        assert_eq!(text.contains("\r\n"), line_ends, "{name}");
        let whole = text.rsplit_once("\r\n").map_or("", |(whole, _)| whole);
        assert!(whole.lines().all(|line| line.starts_with("220-")), "{name}");
    }
}

#[tokio::test]
async fn starttls_is_stripped_or_masked_before_tls() {
    let lab = lab().await;
    for (name, banner, code) in [
        (
            "starttls-stripped",
            " Microsoft ESMTP MAIL Service ready at ",
            "500 5.3.3 ",
        ),
        ("starttls-masked", "****************", "500 #5.5.1 "),
    ] {
        let mut client = Client::new(connect(lab.case(name)).await);
        let greeting = client.line().await;
        assert!(greeting.contains(banner), "{name}: {greeting}");
        let reply = client.smtp("EHLO client.example").await;
        assert!(
            !reply.iter().any(|line| line.contains("STARTTLS")),
            "{name}"
        );
        let masked = reply.contains(&"250-XXXXXXXA".to_owned());
        assert_eq!(masked, name == "starttls-masked");
        assert!(client.smtp("STARTTLS").await[0].starts_with(code), "{name}");
    }

    let mut imap = Client::new(connect(lab.case("imap-starttls-stripped")).await);
    imap.line().await;
    let tagged = |line: &str| line.starts_with("a1 ");
    let reply = imap.ask("a1 CAPABILITY", tagged).await;
    assert!(!reply[0].contains("STARTTLS"), "{}", reply[0]);
    assert!(imap.ask("a1 STARTTLS", tagged).await[0].starts_with("a1 BAD "));

    let mut pop = Client::new(connect(lab.case("pop-stls-stripped")).await);
    pop.line().await;
    let reply = pop.ask("CAPA", |line| line == ".").await;
    assert!(!reply.contains(&"STLS".to_owned()));
    assert!(pop.ask("STLS", |_| true).await[0].starts_with("-ERR"));
}

/// A submission connection on which STARTTLS has been asked for, and the reply.
async fn starttls(lab: &Lab, name: &str) -> (Client<TcpStream>, Vec<String>) {
    let mut client = Client::new(connect(lab.case(name)).await);
    client.line().await;
    let offer = client.smtp("EHLO client.example").await;
    assert!(offer.contains(&"250-STARTTLS".to_owned()), "{name}");
    let auth = offer.contains(&"250-AUTH LOGIN".to_owned());
    assert_eq!(auth, name == "auth-before-tls");
    let reply = client.smtp("STARTTLS").await;
    (client, reply)
}

#[tokio::test]
async fn starttls_is_accepted_and_then_goes_wrong() {
    let lab = lab().await;
    let (_, reply) = starttls(&lab, "starttls-refused").await;
    assert_eq!(reply, ["454 4.7.0 TLS not available"]);

    for (name, expected) in [
        ("starttls-unsupported", "500 Unsupported command."),
        ("starttls-502", "502 5.5.1 Command not implemented"),
        (
            "starttls-bad-sequence",
            "503 5.5.1 Bad sequence of commands",
        ),
    ] {
        let (_, reply) = starttls(&lab, name).await;
        assert_eq!(reply, [expected], "{name}");
    }
    let (client, _) = starttls(&lab, "masked-banner").await;
    let case = lab.case("masked-banner");
    handshake(&lab, case, client.into_inner())
        .await
        .expect("TLS is healthy behind the mask");

    let (mut client, reply) = starttls(&lab, "closed-after-starttls").await;
    assert_eq!(reply, ["220 2.0.0 SMTP server ready"]);
    client.expect_end().await;

    let (client, _) = starttls(&lab, "stalled-handshake").await;
    let case = lab.case("stalled-handshake");
    let stalled = handshake(&lab, case, client.into_inner());
    assert!(timeout(A_WHILE, stalled).await.is_err());

    let (mut client, reply) = starttls(&lab, "injected").await;
    assert_eq!(reply, ["220 2.0.0 SMTP server ready"]);
    assert_eq!(client.line().await, "250 injected");

    let (client, _) = starttls(&lab, "auth-before-tls").await;
    let case = lab.case("auth-before-tls");
    handshake(&lab, case, client.into_inner())
        .await
        .expect("TLS is healthy");
}

#[tokio::test]
async fn handshakes_fail_as_announced() {
    let lab = lab().await;
    let (client, _) = starttls(&lab, "tls-alert").await;
    let case = lab.case("tls-alert");
    let error = handshake(&lab, case, client.into_inner())
        .await
        .expect_err("an alert");
    assert!(error.to_string().contains("HandshakeFailure"), "{error}");

    for (name, part) in [
        ("tls10-only", "peer is incompatible"),
        ("plain-http-on-tls", "corrupt message"),
    ] {
        let case = lab.case(name);
        let error = handshake(&lab, case, connect(case).await)
            .await
            .expect_err(name);
        assert!(error.to_string().contains(part), "{name}: {error}");
    }
}

#[tokio::test]
async fn an_old_server_agrees_on_tls_1_0_and_nothing_older() {
    let lab = lab().await;
    for (version, first) in [
        (0x0301_u16, [0x16, 0x03, 0x01]),
        (0x0303, [0x16, 0x03, 0x01]),
        (0x0300, [0x15, 0x03, 0x01]),
    ] {
        // A ClientHello that is read no further than its version.
        let mut hello = vec![0x16, 0x03, 0x01, 0x00, 0x26, 0x01, 0x00, 0x00, 0x22];
        hello.extend(version.to_be_bytes());
        hello.extend([0; 32]);
        let mut stream = connect(lab.case("tls10-only")).await;
        stream.write_all(&hello).await.expect("sent");
        let mut reply = [0; 3];
        stream.read_exact(&mut reply).await.expect("a record");
        assert_eq!(reply, first, "{version:04x}");
    }
}

#[tokio::test]
async fn a_server_of_old_and_new_tls_answers_each_client_in_its_version() {
    let lab = lab().await;
    let case = lab.case("tls10-too");
    for version in [0x0301_u16, 0x0302] {
        let (client, _) = starttls(&lab, case.name).await;
        let mut stream = client.into_inner();
        let mut hello = vec![0x16, 0x03, 0x01, 0x00, 0x26, 0x01, 0x00, 0x00, 0x22];
        hello.extend(version.to_be_bytes());
        hello.extend([0; 32]);
        stream.write_all(&hello).await.expect("sent");
        let mut reply = [0; 11];
        stream.read_exact(&mut reply).await.expect("a ServerHello");
        assert_eq!((reply[0], reply[5]), (0x16, 2));
        assert_eq!(reply[9..], version.to_be_bytes());
    }
    let (client, _) = starttls(&lab, case.name).await;
    handshake(&lab, case, client.into_inner())
        .await
        .expect("TLS 1.3");
}

#[tokio::test]
async fn other_products_speak_for_themselves() {
    let lab = lab().await;
    let mut smtp = Client::new(connect(lab.case("foreign-banner")).await);
    assert_eq!(
        smtp.line().await,
        "220 gateway.contoso.example ESMTP Postfix"
    );
    let reply = smtp.smtp("EHLO client.example").await;
    assert!(
        reply[0].starts_with("250-gateway.contoso.example Hello"),
        "{reply:?}"
    );
    let case = lab.case("imap-foreign-banner");
    let stream = handshake(&lab, case, connect(case).await).await;
    let mut imap = Client::new(stream.expect("TLS"));
    assert!(imap.line().await.ends_with("Dovecot ready."));
}

#[tokio::test]
async fn certificates_are_bad_in_the_way_announced() {
    let lab = lab().await;
    for (name, part) in [
        ("expired", "certificate expired"),
        ("not-yet-valid", "certificate not valid yet"),
        ("wrong-name", "certificate not valid for name"),
        ("missing-intermediate", "UnknownIssuer"),
        ("foreign-issuer", "UnknownIssuer"),
        ("self-signed", "UnknownIssuer"),
    ] {
        let case = lab.case(name);
        let stream = match case.tls {
            exoport::targets::TlsMode::Implicit => connect(case).await,
            _ => starttls(&lab, name).await.0.into_inner(),
        };
        let error = handshake(&lab, case, stream).await.expect_err(name);
        assert!(error.to_string().contains(part), "{name}: {error}");
    }
}

#[tokio::test]
async fn an_unavailable_web_server_answers_503() {
    let lab = lab().await;
    let case = lab.case("http-503");
    let stream = handshake(&lab, case, connect(case).await)
        .await
        .expect("TLS");
    let mut client = Client::new(stream);
    let request = format!("HEAD / HTTP/1.1\r\nHost: {}\r\n", case.host);
    let answer = client.ask(&request, str::is_empty).await;
    assert_eq!(answer[0], "HTTP/1.1 503 Service Unavailable");
}

#[tokio::test]
async fn dropping_the_lab_closes_its_ports_and_connections() {
    let lab = lab().await;
    let case = lab.case("stalled-greeting").clone();
    let mut stream = connect(&case).await;
    drop(lab);
    let end = timeout(TIMEOUT, stream.read_u8()).await.expect("closed");
    assert!(end.is_err());
    let error = TcpStream::connect((case.address, case.port))
        .await
        .expect_err("nobody there");
    assert_eq!(error.kind(), ErrorKind::ConnectionRefused);
}
