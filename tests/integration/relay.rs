//! Small proxies on loopback that do what they are asked, for probes that go through to the end.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// How a relay is spoken to, and what it wants to hear first.
#[derive(Clone, Copy)]
pub enum Speech {
    /// HTTP CONNECT; the value of `Proxy-Authorization`, if it wants one.
    Connect(Option<&'static str>),
    /// SOCKS 5; user and password, if it wants them.
    Socks5(Option<(&'static str, &'static str)>),
}

/// Where a proxy leads: from the port asked for to another, or to a refusal by its rules (HTTP 403).
pub type Detours = std::collections::BTreeMap<u16, Option<u16>>;

/// A proxy that connects to 127.0.0.1 at the port asked for, whatever the name. An IPv6 address it
/// cannot reach.
pub struct Relay {
    pub address: SocketAddr,
    asked: Arc<Mutex<Vec<String>>>,
    running: JoinHandle<()>,
}

impl Relay {
    pub async fn start(place: &str, speech: Speech) -> Self {
        Self::with_detours(place, speech, Detours::new()).await
    }

    /// The same with rules for some ports, as an HTTP proxy has them.
    pub async fn with_detours(place: &str, speech: Speech, detours: Detours) -> Self {
        let detours = Arc::new(detours);
        let listener = TcpListener::bind(place).await.expect("a port of loopback");
        let address = listener.local_addr().expect("its address");
        let asked = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&asked);
        let running = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let (log, detours) = (Arc::clone(&log), Arc::clone(&detours));
                tokio::spawn(async move {
                    let _ = serve(client, speech, &log, &detours).await;
                });
            }
        });
        Self {
            address,
            asked,
            running,
        }
    }

    /// What it was asked for, `host:port` each.
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().expect("no panic").clone()
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.running.abort();
    }
}

type Served = std::io::Result<()>;

async fn serve(
    mut client: TcpStream,
    speech: Speech,
    log: &Mutex<Vec<String>>,
    detours: &Detours,
) -> Served {
    let note = |authority: &str| log.lock().expect("no panic").push(authority.to_owned());
    match speech {
        Speech::Connect(wanted) => {
            let mut head = Vec::new();
            while !head.ends_with(b"\r\n\r\n") {
                head.push(client.read_u8().await?);
            }
            let head = String::from_utf8_lossy(&head).into_owned();
            let authority = head.split(' ').nth(1).unwrap_or_default();
            note(authority);
            let given = head
                .lines()
                .find_map(|line| line.strip_prefix("Proxy-Authorization: "));
            if wanted.is_some() && given != wanted {
                return client
                    .write_all(b"HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"lab\"\r\nContent-Length: 0\r\n\r\n")
                    .await;
            }
            let port = authority
                .rsplit_once(':')
                .and_then(|(_, port)| port.parse().ok());
            let elsewhere = match port.and_then(|port: u16| detours.get(&port)) {
                Some(None) => return client.write_all(b"HTTP/1.1 403 Forbidden\r\n\r\n").await,
                Some(Some(port)) => format!("127.0.0.1:{port}"),
                None => authority.to_owned(),
            };
            match reach(&elsewhere).await {
                Some(server) => {
                    let first =
                        b"HTTP/1.1 200 Connection established\r\nVia: 1.1 relay.example\r\n\r\n";
                    pass(client, server, first).await
                }
                None => client.write_all(b"HTTP/1.1 503 No way\r\n\r\n").await,
            }
        }
        Speech::Socks5(wanted) => {
            let [_, count] = take(&mut client).await?;
            let mut methods = vec![0; usize::from(count)];
            client.read_exact(&mut methods).await?;
            let method = if wanted.is_some() { 2 } else { 0 };
            if !methods.contains(&method) {
                return client.write_all(&[5, 0xff]).await;
            }
            client.write_all(&[5, method]).await?;
            if let Some(wanted) = wanted {
                let [_] = take(&mut client).await?;
                let user = text(&mut client).await?;
                let password = text(&mut client).await?;
                let good = (user.as_str(), password.as_str()) == wanted;
                client.write_all(&[1, u8::from(!good)]).await?;
                if !good {
                    return Ok(());
                }
            }
            let [_, _, _, kind] = take(&mut client).await?;
            let host = match kind {
                1 => std::net::Ipv4Addr::from(take::<4>(&mut client).await?).to_string(),
                4 => format!(
                    "[{}]",
                    std::net::Ipv6Addr::from(take::<16>(&mut client).await?)
                ),
                _ => text(&mut client).await?,
            };
            let port = u16::from_be_bytes(take(&mut client).await?);
            let authority = format!("{host}:{port}");
            note(&authority);
            match reach(&authority).await {
                Some(server) => pass(client, server, &[5, 0, 0, 1, 127, 0, 0, 9, 1, 2]).await,
                None => client.write_all(&[5, 4, 0, 1, 0, 0, 0, 0, 0, 0]).await,
            }
        }
    }
}

async fn reach(authority: &str) -> Option<TcpStream> {
    let (host, port) = authority.rsplit_once(':')?;
    if host.starts_with('[') {
        return None;
    }
    let port: u16 = port.parse().ok()?;
    TcpStream::connect(("127.0.0.1", port)).await.ok()
}

async fn pass(mut client: TcpStream, mut server: TcpStream, reply: &[u8]) -> Served {
    client.write_all(reply).await?;
    tokio::io::copy_bidirectional(&mut client, &mut server).await?;
    Ok(())
}

async fn take<const COUNT: usize>(client: &mut TcpStream) -> std::io::Result<[u8; COUNT]> {
    let mut bytes = [0; COUNT];
    client.read_exact(&mut bytes).await?;
    Ok(bytes)
}

async fn text(client: &mut TcpStream) -> std::io::Result<String> {
    let [length] = take(client).await?;
    let mut bytes = vec![0; usize::from(length)];
    client.read_exact(&mut bytes).await?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
