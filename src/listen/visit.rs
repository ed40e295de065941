//! One connection, from the greeting to the end.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use rustls::ServerConfig;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::time::timeout;
use tokio_rustls::LazyConfigAcceptor;
use tokio_rustls::server::TlsStream;

use super::commands::{Conversation, Next};
use super::config::Limits;
use super::senders::Senders;
use super::visitor::{VisitOutcome, Visitor};
use super::wire::{Line, Lines};
use crate::clock::now_ms;
use crate::probe::tls::describe_session;
use crate::record::TlsSession;
use crate::tcp::Tcp;
use crate::text::sanitize;

/// What all visits share.
pub(super) struct Hall {
    pub name: Option<String>,
    pub tls: Option<Arc<ServerConfig>>,
    pub limits: Limits,
    pub senders: Senders,
}

impl Hall {
    /// The conversation of a connection between these addresses.
    pub(super) fn conversation(&self, peer: SocketAddr, local: SocketAddr) -> Conversation {
        // An address literal (RFC 5321 section 4.1.3) where there is no name.
        let name = self.name.clone().unwrap_or_else(|| match local.ip() {
            std::net::IpAddr::V4(v4) => format!("[{v4}]"),
            std::net::IpAddr::V6(v6) => format!("[IPv6:{v6}]"),
        });
        Conversation::new(name, peer.ip().to_canonical(), self.tls.is_some())
    }
}

/// What has been seen of a visit; outlives the deadline.
struct Seen {
    conversation: Conversation,
    tls: Option<TlsSession>,
    detail: Option<String>,
}

/// Receives one visitor until it leaves, its time is over or the listener ends.
pub(super) async fn receive(
    hall: Arc<Hall>,
    id: u64,
    stream: TcpStream,
    addresses: (SocketAddr, SocketAddr),
    mut stop: watch::Receiver<bool>,
) -> Visitor {
    let (peer, local) = addresses;
    let started_at = now_ms();
    let start = Instant::now();
    let mut seen = Seen {
        conversation: hall.conversation(peer, local),
        tls: None,
        detail: None,
    };
    let outcome = tokio::select! {
        biased;
        ended = timeout(hall.limits.connection, seen.converse(&hall, stream)) => match ended {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(error)) if error.kind() == io::ErrorKind::TimedOut => VisitOutcome::Timeout,
            Ok(Err(error)) => {
                seen.detail = Some(sanitize(error.to_string().as_bytes(), 200));
                VisitOutcome::Reset
            }
            Err(_) => VisitOutcome::Timeout,
        },
        _ = stop.wait_for(|stop| *stop) => VisitOutcome::Stopped,
    };
    let address = peer.ip().to_canonical();
    let (sender, published) = hall.senders.look_up(address);
    Visitor {
        schema: 1,
        kind: "visitor".into(),
        id,
        started_at,
        duration_ms: start.elapsed().as_secs_f64() * 1000.0,
        address,
        port: peer.port(),
        local_address: local.ip().to_canonical(),
        sender,
        published,
        ehlo: seen.conversation.ehlo,
        tls: seen.tls,
        commands: seen.conversation.commands,
        last_command: seen.conversation.last_command,
        outcome,
        detail: seen.detail,
    }
}

/// How a dialogue goes on.
enum Then<S> {
    Ended(VisitOutcome),
    /// The bare stream, and how many bytes may still come.
    Tls(S, usize),
}

impl Seen {
    async fn converse(&mut self, hall: &Hall, stream: TcpStream) -> io::Result<VisitOutcome> {
        // Replies are single small writes.
        stream.set_nodelay(true)?;
        let mut lines = Lines::new(Tcp(stream), &hall.limits, hall.limits.bytes);
        let greeting = self.conversation.greeting();
        lines.send(&greeting).await?;
        let (stream, left) = match self.dialogue(lines).await? {
            Then::Ended(outcome) => return Ok(outcome),
            Then::Tls(stream, left) => (stream, left),
        };
        let Some(stream) = self.handshake(hall, stream).await? else {
            return Ok(VisitOutcome::TlsFailed);
        };
        self.conversation.in_tls = true;
        match self
            .dialogue(Lines::new(stream, &hall.limits, left))
            .await?
        {
            Then::Ended(outcome) => Ok(outcome),
            // Inside TLS, STARTTLS is refused.
            Then::Tls(..) => Ok(VisitOutcome::TooMuch),
        }
    }

    /// Answers commands until the end or until TLS starts.
    async fn dialogue<S: AsyncRead + AsyncWrite + Unpin>(
        &mut self,
        mut lines: Lines<S>,
    ) -> io::Result<Then<S>> {
        loop {
            let line = match lines.next().await? {
                Line::Bytes(line) => line,
                Line::End => return Ok(Then::Ended(VisitOutcome::Closed)),
                Line::TooLong => {
                    lines.send("421 4.7.0 Too much\r\n").await?;
                    lines.close().await;
                    return Ok(Then::Ended(VisitOutcome::TooMuch));
                }
            };
            let (reply, next) = self.conversation.answer(&line);
            if next == Next::Tls {
                let left = lines.left();
                // Looked at before the reply: a visitor that waits for it has sent nothing more.
                lines.send(&reply).await?;
                return Ok(match lines.into_bare() {
                    Some(stream) => Then::Tls(stream, left),
                    None => Then::Ended(VisitOutcome::DataBeforeTls),
                });
            }
            lines.send(&reply).await?;
            let outcome = match next {
                Next::Command | Next::Tls => continue,
                Next::Quit => VisitOutcome::Quit,
                Next::MailRefused => VisitOutcome::MailRefused,
                Next::TooMuch => VisitOutcome::TooMuch,
            };
            lines.close().await;
            return Ok(Then::Ended(outcome));
        }
    }

    /// The handshake; `None` when it failed, and why is in the session.
    async fn handshake(&mut self, hall: &Hall, stream: Tcp) -> io::Result<Option<TlsStream<Tcp>>> {
        let Some(config) = hall.tls.clone() else {
            return Ok(None);
        };
        let session = self.tls.insert(TlsSession::default());
        let handshake = async {
            let hello = LazyConfigAcceptor::new(Default::default(), stream).await?;
            // Kept also when the handshake fails later.
            let name = hello.client_hello().server_name().map(str::to_owned);
            session.server_name = name.map(|name| sanitize(name.as_bytes(), 253));
            hello.into_stream(config).await
        };
        match timeout(hall.limits.idle, handshake).await {
            Ok(Ok(stream)) => {
                describe_session(stream.get_ref().1, session);
                Ok(Some(stream))
            }
            Ok(Err(error)) => {
                session.error = Some(sanitize(error.to_string().as_bytes(), 300));
                Ok(None)
            }
            Err(elapsed) => {
                session.error = Some("the handshake took too long".into());
                Err(elapsed.into())
            }
        }
    }
}
