//! A small DNS server: what a recursive resolver would answer about the hosts of the lab.

mod answer;
pub(super) mod zone;

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UdpSocket};
use tokio::time::{sleep, timeout};

use super::wire::{PAUSE, serve_each};
use answer::{Transport, answer};

/// The longest query that is read; longer ones are not for this server.
const LONGEST_QUERY: usize = 4096;

/// TCP connections at the same time.
const MAX_CONNECTIONS: usize = 64;

/// How long a TCP connection may be silent.
const LONGEST_SILENCE: Duration = Duration::from_secs(10);

/// Ports that are tried for one that is free for both UDP and TCP.
const ATTEMPTS: usize = 32;

/// The server's two sockets, on one port.
pub(super) struct DnsServer {
    udp: UdpSocket,
    tcp: TcpListener,
}

impl DnsServer {
    /// Takes a port of 127.0.0.1 that the kernel chooses.
    ///
    /// # Errors
    /// No port is free for both UDP and TCP.
    pub(super) async fn bind() -> io::Result<Self> {
        let mut last = None;
        for _ in 0..ATTEMPTS {
            let udp = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await?;
            match TcpListener::bind(udp.local_addr()?).await {
                Ok(tcp) => return Ok(Self { udp, tcp }),
                Err(error) => last = Some(error),
            }
        }
        Err(last.unwrap_or_else(|| io::ErrorKind::AddrInUse.into()))
    }

    /// Where it is, for UDP and TCP alike.
    ///
    /// # Errors
    /// The socket is broken.
    pub(super) fn address(&self) -> io::Result<SocketAddr> {
        self.udp.local_addr()
    }

    /// Serves until it is dropped.
    pub(super) async fn run(self) {
        tokio::join!(serve_udp(self.udp), serve_tcp(self.tcp));
    }
}

async fn serve_udp(socket: UdpSocket) {
    let mut query = vec![0; LONGEST_QUERY];
    loop {
        match socket.recv_from(&mut query).await {
            Ok((length, client)) => {
                if let Some(reply) = answer(&query[..length], Transport::Udp) {
                    // A client that has gone does not get its answer.
                    let _ = socket.send_to(&reply, client).await;
                }
            }
            Err(_) => sleep(PAUSE).await,
        }
    }
}

async fn serve_tcp(listener: TcpListener) {
    serve_each(listener, MAX_CONNECTIONS, |stream, _| async {
        // A connection that breaks is the client's business.
        let _ = serve_connection(stream).await;
    })
    .await;
}

/// Answers the queries of one connection, each behind its length (RFC 1035 section 4.2.2).
async fn serve_connection(mut stream: TcpStream) -> io::Result<()> {
    loop {
        let length = timeout(LONGEST_SILENCE, stream.read_u16()).await??;
        let length = usize::from(length);
        if length > LONGEST_QUERY {
            return Ok(());
        }
        let mut query = vec![0; length];
        timeout(LONGEST_SILENCE, stream.read_exact(&mut query)).await??;
        let Some(reply) = answer(&query, Transport::Tcp) else {
            continue;
        };
        let Ok(length) = u16::try_from(reply.len()) else {
            return Ok(());
        };
        let mut framed = length.to_be_bytes().to_vec();
        framed.extend(reply);
        stream.write_all(&framed).await?;
    }
}
