//! A listener ends by itself, and at once when it is dropped.

use std::time::Duration;

use exoport::listen::{EndReason, Event, Limits, ListenConfig, Listener, VisitOutcome};
use exoport::schemas::SchemaName;
use tokio::net::TcpStream;
use tokio::runtime::Handle;

use super::client::Client;
use super::{config, start, visitor, with_limits};
use crate::schemas::Checked;

#[tokio::test]
async fn it_ends_by_itself() {
    let (mut listener, address) = start(with_limits(Limits {
        whole: Some(Duration::from_millis(20)),
        ..Limits::default()
    }))
    .await;
    let Some(Event::Ended(ended)) = listener.next().await else {
        panic!("nobody came");
    };
    assert_eq!((ended.visitors, ended.refused), (0, 0));
    assert_eq!(ended.reason, EndReason::Time);
    assert_eq!(listener.next().await, None);
    // Nobody listens any more.
    assert!(TcpStream::connect(address).await.is_err());
}

#[tokio::test]
async fn visitors_that_are_still_there_are_told_apart() {
    // Time enough to connect once, however busy the machine is.
    let (mut listener, address) = start(with_limits(Limits {
        whole: Some(Duration::from_secs(2)),
        ..Limits::default()
    }))
    .await;
    let mut client = Client::connect(address).await;
    assert_eq!(visitor(&mut listener).await.outcome, VisitOutcome::Stopped);
    assert!(client.is_closed().await);
    let Some(Event::Ended(ended)) = listener.next().await else {
        panic!("the end");
    };
    assert_eq!(ended.visitors, 1);
}

#[tokio::test]
async fn it_ends_after_so_many_visitors_once_they_have_left() {
    let (mut listener, address) = start(ListenConfig {
        max_visitors: Some(2),
        ..config()
    })
    .await;
    let mut first = Client::connect(address).await;
    drop(Client::connect(address).await);
    assert_eq!(visitor(&mut listener).await.id, 1);
    // The first one stays as long as it likes, the third one finds the door closed.
    assert_eq!(first.say("NOOP").await, ["250 2.0.0 OK"]);
    first.say("QUIT").await;
    drop(first);
    assert_eq!(visitor(&mut listener).await.outcome, VisitOutcome::Quit);
    let Some(Event::Ended(ended)) = listener.next().await else {
        panic!("the end");
    };
    assert_eq!((ended.visitors, ended.reason), (2, EndReason::Visitors));
    assert!(TcpStream::connect(address).await.is_err());
}

#[tokio::test]
async fn dropping_it_closes_every_connection() {
    let (listener, address) = start(config()).await;
    let mut client = Client::connect(address).await;
    drop(listener);
    assert!(client.is_closed().await);
}

#[tokio::test]
async fn events_are_lines_of_json_with_a_kind() {
    let mut listener = Listener::start(
        with_limits(Limits {
            whole: Some(Duration::from_secs(2)),
            ..Limits::default()
        }),
        &Handle::current(),
    )
    .expect("a listener");
    drop(Client::connect(listener.addresses()[0]).await);
    let mut kinds = Vec::new();
    let schema = Checked::against(SchemaName::Visitor);
    while let Some(event) = listener.next().await {
        let json = serde_json::to_value(&event).expect("JSON");
        schema.refuses_changes(&json, &["schema", "kind"]);
        assert_eq!(json["schema"], 1);
        kinds.push(json["kind"].as_str().expect("kind").to_owned());
    }
    assert_eq!(kinds, ["listen-started", "visitor", "listen-ended"]);
}
