//! Peers that send without end: a probe stops reading, long before its deadline.

use exoport::record::OutcomeCode;
use hickory_resolver::proto::op::{Message, ResponseCode};
use serde_json::json;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, UdpSocket};
use tokio_rustls::TlsAcceptor;

use super::super::dns_server::reply;
use super::super::{config, spec};
use super::certificates::configuration;
use super::sound;

/// What a client may have taken when it goes: its own bound of 1 MiB, and what the kernel's buffers
/// of both sides hold (tcp_wmem and tcp_rmem are 4 and 6 MiB at most).
const MOST: usize = 16 * 1024 * 1024;

/// Says something once, then something else until nobody takes it any more; hears all the while, so
/// that no side waits for the other. Gives how much went out.
async fn flood<S>(stream: S, first: &[u8], again: &[u8]) -> usize
where
    S: AsyncRead + AsyncWrite,
{
    let (mut reader, mut writer) = tokio::io::split(stream);
    let again = again.repeat(4096_usize.div_ceil(again.len()));
    let mut rest = first;
    let mut sink = [0; 4096];
    let mut sent = 0;
    loop {
        tokio::select! {
            written = writer.write(rest) => match written {
                Ok(count) if count > 0 => {
                    sent += count;
                    rest = &rest[count..];
                    if rest.is_empty() {
                        rest = &again;
                    }
                }
                _ => return sent,
            },
            heard = reader.read(&mut sink) => match heard {
                Ok(count) if count > 0 => {}
                _ => return sent,
            },
        }
    }
}

/// Where the flood comes.
#[derive(Clone, Copy)]
enum Place {
    Clear,
    /// Inside TLS, with this protocol chosen by ALPN.
    Inside(&'static [u8]),
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_sends_without_end_is_left() {
    use Place::{Clear, Inside};
    // SETTINGS comes first, as HTTP/2 asks of a server (RFC 9113 section 3.4).
    let settings = &b"\0\0\0\x04\0\0\0\0\0"[..];
    let headers = &b"\0\0\0\x04\0\0\0\0\0\0\0\x01\x01\0\0\0\0\x01\x88"[..];
    for (name, service, tls, place, first, again) in [
        (
            "lines",
            "submission",
            "smtp",
            Clear,
            &b""[..],
            &b"220-more\r\n"[..],
        ),
        ("one line", "pop", "implicit", Inside(b""), b"", b"+OK"),
        (
            "untagged",
            "imap",
            "implicit",
            Inside(b""),
            b"* OK\r\n",
            b"* 1 EXISTS\r\n",
        ),
        (
            "literals",
            "imap",
            "none",
            Clear,
            b"* OK\r\n",
            b"* X {60000}\r\n",
        ),
        (
            "headers",
            "web",
            "implicit",
            Inside(b"http/1.1"),
            b"HTTP/1.1 200 OK\r\n",
            b"A: b\r\n",
        ),
        (
            "early hints",
            "web",
            "none",
            Clear,
            b"",
            b"HTTP/1.1 103 Early\r\n\r\n",
        ),
        (
            "change cipher spec",
            "web",
            "implicit",
            Clear,
            b"",
            b"\x14\x03\x03\0\x01\x01",
        ),
        (
            "warnings",
            "web",
            "implicit",
            Clear,
            b"",
            b"\x15\x03\x03\0\x02\x01\x5a",
        ),
        (
            "handshake pieces",
            "web",
            "implicit",
            Clear,
            b"\x16\x03\x03\0\x04\x02\0\xff\xff",
            b"\x16\x03\x03\0\x01\0",
        ),
        (
            "settings",
            "web",
            "implicit",
            Inside(b"h2"),
            settings,
            settings,
        ),
        (
            "pings",
            "web",
            "implicit",
            Inside(b"h2"),
            settings,
            b"\0\0\x08\x06\0\0\0\0\0abcdefgh",
        ),
        (
            "window updates",
            "web",
            "implicit",
            Inside(b"h2"),
            settings,
            b"\0\0\x04\x08\0\0\0\0\0\0\0\0\x01",
        ),
        (
            "unknown frames",
            "web",
            "implicit",
            Inside(b"h2"),
            settings,
            b"\0\0\x02\x77\0\0\0\0\0xy",
        ),
        (
            "priorities",
            "web",
            "implicit",
            Inside(b"h2"),
            settings,
            b"\0\0\x05\x02\0\0\0\0\x01\0\0\0\0\0",
        ),
        (
            "continuations",
            "web",
            "implicit",
            Inside(b"h2"),
            headers,
            b"\0\0\0\x09\0\0\0\0\x01",
        ),
        (
            "big continuations",
            "web",
            "implicit",
            Inside(b"h2"),
            headers,
            b"\0\0\x06\x09\0\0\0\0\x01\0\x01a\x02bc",
        ),
        (
            "informational",
            "web",
            "implicit",
            Inside(b"h2"),
            settings,
            b"\0\0\x05\x01\x04\0\0\0\x01\x48\x03103",
        ),
    ] {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("its address").port();
        let flooding = tokio::spawn(async move {
            let (client, _) = listener.accept().await.expect("a client");
            match place {
                Clear => flood(client, first, again).await,
                Inside(alpn) => {
                    let acceptor = TlsAcceptor::from(configuration(alpn));
                    let inside = acceptor.accept(client).await.expect("a handshake");
                    flood(inside, first, again).await
                }
            }
        });
        let mut config = config();
        config.timeout_ms = 60_000;
        let target =
            spec(&json!({"host": "127.0.0.1", "port": port, "service": service, "tls": tls}));
        let prober = crate::prober(config);
        let record = sound(&prober, &target, name).await;
        let outcome = &record.observation.outcome;
        assert_ne!(outcome.code, OutcomeCode::Timeout, "{name}: {outcome:?}");
        // The certificate is the first fault, where it came to one; the phase behind it has the flood's.
        let last = record.observation.phases.last().expect("phases");
        assert_ne!(last.outcome, OutcomeCode::Timeout, "{name}: {last:?}");
        assert_ne!(last.outcome, OutcomeCode::Ok, "{name}: {last:?}");
        let sent = flooding.await.expect("no panic");
        assert!(sent <= MOST, "{name}: {sent} bytes");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dns_server_that_sends_datagrams_of_other_questions_is_left() {
    let udp = UdpSocket::bind("127.0.0.1:0").await.expect("a port");
    let server = udp.local_addr().expect("its address");
    tokio::spawn(async move {
        let mut query = [0; 1500];
        while let Ok((length, client)) = udp.recv_from(&mut query).await {
            let mut query = Message::from_vec(&query[..length]).expect("a question");
            query.metadata.id ^= 1;
            let bytes = reply(&query, ResponseCode::NoError, &[])
                .to_vec()
                .expect("bytes");
            for _ in 0..100 {
                let _ = udp.send_to(&bytes, client).await;
            }
        }
    });
    let mut config = config();
    config.timeout_ms = 60_000;
    config.dns_server = Some(server.to_string());
    let target = spec(&json!({"host": "mail.example", "service": "submission"}));
    let record = sound(&crate::prober(config), &target, "datagrams").await;
    let outcome = record.observation.outcome;
    assert_eq!(outcome.code, OutcomeCode::ResolverFailure, "{outcome:?}");
    let detail = outcome.detail.expect("a reason");
    assert!(detail.contains("64 messages"), "{detail}");
}
