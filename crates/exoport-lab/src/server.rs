//! Accepts connections and runs the phases of each.

use std::io;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use rustls::ServerConfig;
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{sleep, timeout};

use super::LabOptions;
use super::behaviour::{Greeting, Handshake};
use super::cases::Definition;
use super::certificates::Certificates;
use super::dialogue::{self, Session};
use super::wire::{Lines, serve_each};
use super::{greeting, handshake};
use exoport::targets::{Protocol, TlsMode};

/// Connections to one server at the same time; more wait in the accept queue.
const MAX_CONNECTIONS: usize = 4096;

/// The longest life of a connection: more than the longest probe (10 minutes).
const LONGEST_CONNECTION: Duration = Duration::from_secs(15 * 60);

/// How long after the connection a resetting server resets it. Without the pause the RST may reach the
/// client before its connect has returned, and the fault would sometimes be another one.
const RESET_AFTER: Duration = Duration::from_millis(300);

/// One server.
pub(super) struct Server {
    definition: &'static Definition,
    options: LabOptions,
    tls: Option<Arc<ServerConfig>>,
}

impl Server {
    pub(super) fn new(
        definition: &'static Definition,
        options: LabOptions,
        certificates: &Certificates,
    ) -> Self {
        let alpn: &[&[u8]] = match definition.service.protocol() {
            Protocol::Http => &[b"http/1.1"],
            Protocol::Smtp | Protocol::Imap | Protocol::Pop => &[],
        };
        let tls = match definition.behaviour.handshake {
            Handshake::With(identity) | Handshake::WithOldTls(identity) => {
                Some(Arc::new(certificates.server_config(identity, alpn)))
            }
            _ => None,
        };
        Self {
            definition,
            options,
            tls,
        }
    }

    /// Serves until it is dropped; its connections end with it.
    pub(super) async fn run(self, listener: TcpListener) {
        let server = Arc::new(self);
        serve_each(listener, MAX_CONNECTIONS, |stream, peer| {
            let server = Arc::clone(&server);
            async move {
                // A connection that breaks is the client's business: it reports what it saw.
                let _ = timeout(LONGEST_CONNECTION, server.serve(stream, peer.ip())).await;
            }
        })
        .await;
    }

    async fn serve(&self, stream: TcpStream, peer: IpAddr) -> io::Result<()> {
        stream.set_nodelay(true)?;
        let behaviour = &self.definition.behaviour;
        let clear = Session {
            definition: self.definition,
            peer,
            tls: false,
        };
        let inside = Session { tls: true, ..clear };
        match self.definition.tls {
            TlsMode::Implicit => {
                let Some(stream) = self.handshake(stream).await? else {
                    return Ok(());
                };
                let lines = Lines::new(stream);
                if let Some(lines) = greeting::greet(lines, &inside, &self.options).await? {
                    dialogue::converse(lines, inside).await?;
                }
            }
            TlsMode::None | TlsMode::Smtp | TlsMode::Imap | TlsMode::Pop => {
                if behaviour.greeting == Greeting::Reset {
                    sleep(RESET_AFTER).await;
                    return handshake::reset(stream);
                }
                let lines = Lines::new(stream);
                let Some(lines) = greeting::greet(lines, &clear, &self.options).await? else {
                    return Ok(());
                };
                let Some(stream) = dialogue::converse(lines, clear).await? else {
                    return Ok(());
                };
                if let Some(stream) = self.handshake(stream).await? {
                    dialogue::converse(Lines::new(stream), inside).await?;
                }
            }
        }
        Ok(())
    }

    async fn handshake(
        &self,
        stream: TcpStream,
    ) -> io::Result<Option<tokio_rustls::server::TlsStream<TcpStream>>> {
        let tls = self.tls.clone();
        handshake::perform(stream, self.definition.behaviour.handshake, tls).await
    }
}
