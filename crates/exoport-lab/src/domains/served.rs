//! The server of MTA-STS policies (RFC 8461 section 3.3): one for all domains, told apart by the Host
//! header.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use rustls::ServerConfig;
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;

use super::super::wire::{Line, Lines, serve_each};
use super::table::{DOMAINS, Policy};

/// Connections at the same time.
const MAX_CONNECTIONS: usize = 64;
/// The longest life of one.
const LONGEST: Duration = Duration::from_secs(60);
/// Header lines of a request.
const MAX_HEADERS: usize = 100;
/// Where a policy is.
const PATH: &str = "/.well-known/mta-sts.txt";

/// Serves until it is dropped.
pub(in super::super) async fn serve(listener: TcpListener, config: ServerConfig) {
    let acceptor = TlsAcceptor::from(Arc::new(config));
    serve_each(listener, MAX_CONNECTIONS, |stream, _| {
        let acceptor = acceptor.clone();
        async {
            // A connection that breaks is the client's business.
            let _ = timeout(LONGEST, converse(acceptor, stream)).await;
        }
    })
    .await;
}

async fn converse(acceptor: TlsAcceptor, stream: TcpStream) -> io::Result<()> {
    let mut lines = Lines::new(acceptor.accept(stream).await?);
    let Some((path, host)) = request(&mut lines).await? else {
        return Ok(());
    };
    let policy = DOMAINS
        .iter()
        .find(|definition| host.strip_prefix("mta-sts.") == Some(definition.name))
        .map_or(Policy::Missing, |definition| definition.policy);
    let policy = if path == PATH {
        policy
    } else {
        Policy::Missing
    };
    match answer(policy) {
        Some(answer) => {
            lines.send(&answer).await?;
            lines.close().await
        }
        None => endless(&mut lines.into_inner()).await,
    }
}

/// Path and host of a GET request.
async fn request<S>(lines: &mut Lines<S>) -> io::Result<Option<(String, String)>>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let Line::Text(first) = lines.next().await? else {
        return Ok(None);
    };
    let Some(path) = first
        .strip_prefix("GET ")
        .and_then(|rest| rest.strip_suffix(" HTTP/1.1"))
    else {
        return Ok(None);
    };
    let mut host = String::new();
    for _ in 0..MAX_HEADERS {
        match lines.next().await? {
            Line::Text(line) if line.is_empty() => return Ok(Some((path.to_owned(), host))),
            Line::Text(line) => {
                if let Some((name, value)) = line.split_once(':')
                    && name.eq_ignore_ascii_case("host")
                {
                    host = value.trim().to_ascii_lowercase();
                }
            }
            _ => return Ok(None),
        }
    }
    Ok(None)
}

/// The whole answer; none for the one without end.
fn answer(policy: Policy) -> Option<String> {
    let with = |status: &str, header: &str, body: &str| {
        Some(format!(
            "HTTP/1.1 {status}\r\n{header}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len()
        ))
    };
    match policy {
        // In chunks, as many web servers send it.
        Policy::Text(text) => Some(format!(
            "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n{:x}\r\n{text}\r\n0\r\n\r\n",
            text.len()
        )),
        Policy::Html => with(
            "200 OK",
            "Content-Type: text/html",
            "<!doctype html>\n<p>Welcome\n",
        ),
        Policy::Missing => with("404 Not Found", "Content-Type: text/html", "<p>Not here\n"),
        Policy::Redirect => with(
            "301 Moved Permanently",
            "Location: https://www.lab.example/mta-sts.txt",
            "",
        ),
        Policy::Endless => None,
    }
}

async fn endless(stream: &mut (impl AsyncWrite + Unpin)) -> io::Result<()> {
    stream
        .write_all(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n")
        .await?;
    loop {
        stream.write_all(&[b'x'; 4096]).await?;
    }
}
