//! Spoilt answers of a DNS server. What addresses they lead to nobody knows, so nothing is connected
//! to them: they are handed to a proxy on loopback that hangs up.

use std::net::SocketAddr;
use std::sync::Arc;

use exoport::config::RunConfig;
use serde_json::json;
use tokio::net::{TcpListener, UdpSocket};
use tokio::sync::Semaphore;

use super::super::{config, lab, spec};
use super::random::{Random, mutate};
use super::{cases, panics, sound};

/// Spoils the answers of another DNS server.
async fn spoiling_server(good: SocketAddr, seed: u64) -> SocketAddr {
    let socket = Arc::new(UdpSocket::bind("127.0.0.1:0").await.expect("a port"));
    let address = socket.local_addr().expect("its address");
    tokio::spawn(async move {
        let mut random = Random::new(seed);
        let mut query = [0; 1500];
        while let Ok((length, client)) = socket.recv_from(&mut query).await {
            let query = query[..length].to_vec();
            let mut own = Random::new(random.next());
            let socket = Arc::clone(&socket);
            tokio::spawn(async move {
                let Some(answer) = ask(good, &query).await else {
                    return;
                };
                // The number and the question mostly stay, or the client does not even look.
                let kept = *own.pick(&[2, 12, length, length, length, length]);
                let kept = kept.min(answer.len());
                let spoilt = mutate(&mut own, &[&answer[kept..]]);
                let mut bytes = answer[..kept].to_vec();
                bytes.extend(spoilt.into_iter().take(4_000));
                let _ = socket.send_to(&bytes, client).await;
            });
        }
    });
    address
}

async fn ask(server: SocketAddr, query: &[u8]) -> Option<Vec<u8>> {
    let socket = UdpSocket::bind("127.0.0.1:0").await.ok()?;
    socket.send_to(query, server).await.ok()?;
    let mut answer = vec![0; 4096];
    let length = socket.recv(&mut answer).await.ok()?;
    answer.truncate(length);
    Some(answer)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_a_dns_server_says_a_probe_ends_with_one_outcome() {
    let before = panics();
    let lab = lab().await;
    let server = spoiling_server(lab.dns_server(), 99).await;
    let proxy = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let proxy_address = proxy.local_addr().expect("its address");
    tokio::spawn(async move { while proxy.accept().await.is_ok() {} });
    // Each probe asks anew, in a cache of its own, and many wait for nothing: side by side.
    let room = Arc::new(Semaphore::new(32));
    let mut running = Vec::new();
    for number in 0..cases() {
        let place = Arc::clone(&room).acquire_owned().await.expect("open");
        running.push(tokio::spawn(async move {
            let _place = place;
            let config = RunConfig {
                timeout_ms: 500,
                dns_server: Some(server.to_string()),
                proxy: format!("socks5://{proxy_address}")
                    .parse()
                    .expect("a proxy"),
                ..config()
            };
            let target = match number % 2 {
                0 => json!({"host": "contoso.com", "service": "smtp-mx"}),
                _ => json!({"host": "outlook.office365.com", "service": "imap"}),
            };
            let prober = crate::prober(config);
            let case = format!("DNS, case {number}");
            let record = sound(&prober, &spec(&target), &case).await;
            // Only ever to the proxy.
            for attempt in &record.observation.attempts {
                assert_eq!(attempt.address, proxy_address.ip());
            }
            !record.observation.attempts.is_empty()
        }));
    }
    let mut believed = 0;
    for case in running {
        believed += usize::from(case.await.expect("see above"));
    }
    assert!(believed > 0, "no answer was ever good enough to go on");
    assert_eq!(panics(), before);
}
