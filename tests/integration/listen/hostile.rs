//! Clients that mean harm cost one visit each, and nothing else.

use std::time::Duration;

use exoport::listen::{Limits, ListenConfig, VisitOutcome};
use tokio::io::AsyncWriteExt;

use super::client::Client;
use super::{config, start, visitor, with_limits};

#[tokio::test]
async fn an_endless_line_is_cut() {
    let (mut listener, address) = start(config()).await;
    let mut client = Client::connect(address).await;
    // Until the listener has had enough.
    while client.stream.write_all(&[b'A'; 4096]).await.is_ok() {}
    assert_eq!(visitor(&mut listener).await.outcome, VisitOutcome::TooMuch);
}

#[tokio::test]
async fn endless_commands_are_cut() {
    let (mut listener, address) = start(with_limits(Limits {
        bytes: 100,
        ..Limits::default()
    }))
    .await;
    let mut client = Client::connect(address).await;
    let mut replies = Vec::new();
    while replies
        .last()
        .is_none_or(|reply: &String| reply.starts_with("250 "))
    {
        replies.push(client.say("NOOP").await.remove(0));
    }
    // 16 of them are 96 bytes.
    assert_eq!(replies.len(), 17, "{replies:?}");
    assert_eq!(replies[16], "421 4.7.0 Too much");
    assert!(client.is_closed().await);
    assert_eq!(visitor(&mut listener).await.outcome, VisitOutcome::TooMuch);
}

#[tokio::test]
async fn silence_is_ended() {
    let (mut listener, address) = start(with_limits(Limits {
        idle: Duration::from_millis(50),
        ..Limits::default()
    }))
    .await;
    let mut client = Client::connect(address).await;
    assert!(client.is_closed().await);
    assert_eq!(visitor(&mut listener).await.outcome, VisitOutcome::Timeout);
}

#[tokio::test]
async fn a_visitor_that_never_reads_or_ends_has_a_limit_over_all() {
    let (mut listener, address) = start(with_limits(Limits {
        connection: Duration::from_millis(50),
        ..Limits::default()
    }))
    .await;
    let mut client = Client::connect_only(address).await;
    client.send(b"EHLO a.example\r\n").await;
    let visitor = visitor(&mut listener).await;
    assert_eq!(visitor.outcome, VisitOutcome::Timeout);
}

#[tokio::test]
async fn one_address_gets_only_so_many_connections() {
    let (mut listener, address) = start(with_limits(Limits {
        per_address: 2,
        ..Limits::default()
    }))
    .await;
    let first = Client::connect(address).await;
    let mut second = Client::connect(address).await;
    for _ in 0..20 {
        let mut refused = Client::connect_only(address).await;
        assert_eq!(
            refused.line().await,
            "421 4.3.2 mx.example ExoPort test listener, too many connections"
        );
        assert!(refused.is_closed().await);
    }
    // Those that have a seat are not disturbed.
    assert_eq!(second.say("NOOP").await, ["250 2.0.0 OK"]);
    drop(first);
    assert_eq!(visitor(&mut listener).await.outcome, VisitOutcome::Closed);
}

#[tokio::test]
async fn the_listener_has_only_so_many_connections() {
    let (_listener, address) = start(ListenConfig {
        max_connections: 1,
        ..config()
    })
    .await;
    let _first = Client::connect(address).await;
    let mut second = Client::connect_only(address).await;
    assert!(second.line().await.starts_with("421 "));
}

#[tokio::test]
async fn a_hundred_visitors_whose_records_nobody_takes_do_no_harm() {
    let (mut listener, address) = start(config()).await;
    let mut greeted = 0;
    for _ in 0..100 {
        let mut client = Client::connect_only(address).await;
        let line = client.line().await;
        if line.starts_with("220 ") {
            greeted += 1;
            client.say("QUIT").await;
        } else {
            assert!(line.starts_with("421 ") || line.is_empty(), "{line}");
        }
    }
    assert!(greeted > 0);
    for _ in 0..greeted {
        assert_eq!(visitor(&mut listener).await.outcome, VisitOutcome::Quit);
    }
}

#[tokio::test]
async fn commands_ahead_of_tls_are_not_obeyed() {
    let (mut listener, address) = start(ListenConfig {
        throw_away_certificate: true,
        ..config()
    })
    .await;
    let mut client = Client::connect(address).await;
    client
        .send(b"STARTTLS\r\nEHLO injected.example\r\nQUIT\r\n")
        .await;
    assert_eq!(client.line().await, "220 2.0.0 Ready to start TLS");
    assert!(client.is_closed().await);
    let visitor = visitor(&mut listener).await;
    assert_eq!(visitor.outcome, VisitOutcome::DataBeforeTls);
    assert_eq!(visitor.ehlo, None);
}

#[tokio::test]
async fn a_handshake_that_is_none_fails_as_such() {
    let (mut listener, address) = start(ListenConfig {
        throw_away_certificate: true,
        ..config()
    })
    .await;
    let mut client = Client::connect(address).await;
    assert_eq!(
        client.say("STARTTLS").await,
        ["220 2.0.0 Ready to start TLS"]
    );
    client.send(b"GET / HTTP/1.1\r\n\r\n").await;
    let visitor = visitor(&mut listener).await;
    assert_eq!(visitor.outcome, VisitOutcome::TlsFailed);
    assert!(visitor.tls.expect("session").error.is_some());
}

#[tokio::test]
async fn what_a_visitor_says_reaches_no_terminal_unescaped() {
    let (mut listener, address) = start(config()).await;
    let mut client = Client::connect(address).await;
    client.say("EHLO \u{1b}[2J\u{202e}evil\u{7}").await;
    client.say("\u{1b}]0;title\u{7} x").await;
    client.say("QUIT").await;
    let visitor = visitor(&mut listener).await;
    assert_eq!(visitor.ehlo.as_deref(), Some("\\x1b[2J\\u{202e}evil\\x07"));
}
