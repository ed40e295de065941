//! A server that answers and hangs up at once has answered.

use exoport::record::OutcomeCode;
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use super::super::{config, spec};
use super::certificates::{configuration, root_pem};
use super::phases::HTTP2;
use super::server::{Turn, say};
use super::sound;

#[tokio::test]
async fn an_answer_counts_although_the_connection_ends_with_it() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("its address").port();
    let answering = tokio::spawn(async move {
        let (client, _) = listener.accept().await.expect("a client");
        let acceptor = TlsAcceptor::from(configuration(b"h2"));
        let mut inside = acceptor.accept(client).await.expect("a handshake");
        let said = say(&mut inside, Turn::Http2Request, HTTP2).await;
        said.expect("a client that listens");
        let _ = inside.shutdown().await;
        let mut sink = [0; 1024];
        while inside.read(&mut sink).await.is_ok_and(|count| count > 0) {}
    });
    let mut config = config();
    config.additional_roots = Some(root_pem());
    let target =
        spec(&json!({"host": "127.0.0.1", "port": port, "service": "web", "tls": "implicit"}));
    let prober = crate::prober(config);
    let record = sound(&prober, &target, "answer and end").await;
    let outcome = &record.observation.outcome;
    assert_eq!(outcome.code, OutcomeCode::Ok, "{outcome:?}");
    let http = record
        .observation
        .dialogue
        .and_then(|dialogue| dialogue.http);
    assert_eq!(http.expect("an answer").status, 401);
    answering.await.expect("no panic");
}
