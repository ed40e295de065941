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
    match policy {
        Policy::Endless => endless(&mut lines.into_inner()).await,
        // Dropping the stream says no close_notify.
        Policy::Cut(_) => lines.send(&answer(policy)).await,
        _ => {
            lines.send(&answer(policy)).await?;
            lines.close().await
        }
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

/// How the answers begin that only the end of the connection ends.
const UNBOUNDED: &str = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n";

/// The answer, up to where the one without end goes on.
fn answer(policy: Policy) -> String {
    let with = |status: &str, header: &str, body: &str| {
        format!(
            "HTTP/1.1 {status}\r\n{header}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len()
        )
    };
    match policy {
        // In chunks, as many web servers send it.
        Policy::Text(text) => format!(
            "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n{:x}\r\n{text}\r\n0\r\n\r\n",
            text.len()
        ),
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
        Policy::Cut(text) => format!("{UNBOUNDED}{text}"),
        Policy::Endless => UNBOUNDED.to_owned(),
    }
}

async fn endless(stream: &mut (impl AsyncWrite + Unpin)) -> io::Result<()> {
    stream.write_all(answer(Policy::Endless).as_bytes()).await?;
    loop {
        stream.write_all(&[b'x'; 4096]).await?;
    }
}
