//! Sockets for questions to the DNS: they notice a port that is closed, and what comes over them has a
//! bound.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use hickory_resolver::net::runtime::{
    DnsUdpSocket, RuntimeProvider, TokioHandle, TokioRuntimeProvider, TokioTime,
    iocompat::AsyncIoTokioAsStd,
};
use tokio::io::{Interest, ReadBuf};
use tokio::net::UdpSocket;

use super::REFUSED;
use crate::tcp::Tcp;

type Opening<T> = Pin<Box<dyn Future<Output = io::Result<T>> + Send>>;

/// The last error of a socket, in words: the resolver library says no more than "no connections".
#[derive(Clone, Default)]
pub(super) struct LastError(Arc<Mutex<Option<String>>>);

impl LastError {
    /// Keeps the error, and hands it on.
    fn note(&self, error: io::Error) -> io::Error {
        let text = match error.kind() {
            // Windows calls a closed UDP port a reset (WSAECONNRESET).
            io::ErrorKind::ConnectionRefused | io::ErrorKind::ConnectionReset => REFUSED.to_owned(),
            _ => format!("no connection to the DNS server: {error}"),
        };
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(text);
        error
    }

    /// The error, if there was one.
    pub(super) fn text(&self) -> Option<String> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

/// Makes the sockets.
#[derive(Clone, Default)]
pub(super) struct Sockets {
    runtime: TokioRuntimeProvider,
    pub(super) last_error: LastError,
}

impl RuntimeProvider for Sockets {
    type Handle = TokioHandle;
    type Timer = TokioTime;
    type Udp = Udp;
    type Tcp = AsyncIoTokioAsStd<Tcp>;

    fn create_handle(&self) -> TokioHandle {
        self.runtime.create_handle()
    }

    fn connect_tcp(
        &self,
        server: SocketAddr,
        local: Option<SocketAddr>,
        patience: Option<Duration>,
    ) -> Opening<Self::Tcp> {
        let connecting = self.runtime.connect_tcp(server, local, patience);
        let last_error = self.last_error.clone();
        Box::pin(async move {
            let stream = connecting.await.map_err(|error| last_error.note(error))?;
            Ok(AsyncIoTokioAsStd(Tcp(stream.0)))
        })
    }

    fn bind_udp(&self, local: SocketAddr, server: SocketAddr) -> Opening<Udp> {
        let last_error = self.last_error.clone();
        Box::pin(async move {
            let socket = UdpSocket::bind(local).await?;
            // "Port unreachable" (ICMP) reaches only a connected socket.
            let connected = socket.connect(server).await;
            connected.map_err(|error| last_error.note(error))?;
            Ok(Udp {
                socket,
                server,
                last_error,
                sent: Mutex::default(),
            })
        })
    }
}

/// A connected UDP socket for one question.
pub(super) struct Udp {
    socket: UdpSocket,
    server: SocketAddr,
    last_error: LastError,
    /// The question as it went out, its header before it.
    sent: Mutex<Vec<u8>>,
}

impl Udp {
    /// What came, of this length, with the question put in where an answer without records leaves it out:
    /// servers that do not know EDNS answer with a bare header, which would be taken for a forgery.
    fn completed(&self, space: &mut [u8], length: usize) -> usize {
        const HEADER: usize = 12;
        let sent = self.sent.lock().unwrap_or_else(PoisonError::into_inner);
        let mut end = HEADER;
        while let Some(label) = sent.get(end).filter(|label| **label > 0) {
            end += 1 + usize::from(*label);
        }
        // The root label, type and class.
        let question = sent.get(HEADER..end + 5).unwrap_or_default();
        let whole = length + question.len();
        // Neither question nor answer records (QDCOUNT and ANCOUNT, RFC 1035 section 4.1.1).
        if length < HEADER || space[4..8] != [0; 4] || whole > space.len() {
            return length;
        }
        space.copy_within(HEADER..length, HEADER + question.len());
        space[HEADER..HEADER + question.len()].copy_from_slice(question);
        space[5] = 1;
        whole
    }
}

impl DnsUdpSocket for Udp {
    type Time = TokioTime;

    fn poll_recv_from(
        &self,
        context: &mut Context<'_>,
        space: &mut [u8],
    ) -> Poll<io::Result<(usize, SocketAddr)>> {
        let mut buffer = ReadBuf::new(space);
        self.socket
            .poll_recv(context, &mut buffer)
            .map_ok(|()| (buffer.filled().len(), self.server))
            .map_err(|error| self.last_error.note(error))
    }

    // As async_trait writes it.
    fn recv_from<'socket, 'space, 'receiving>(
        &'socket self,
        space: &'space mut [u8],
    ) -> Pin<Box<dyn Future<Output = io::Result<(usize, SocketAddr)>> + Send + 'receiving>>
    where
        'socket: 'receiving,
        'space: 'receiving,
        Self: 'receiving,
    {
        Box::pin(async move {
            // Tokio wakes a reader for data, but for an error only who asks for it.
            let first = tokio::select! {
                received = self.socket.recv(space) => Some(received),
                ready = self.socket.ready(Interest::ERROR) => {
                    ready?;
                    self.socket.take_error()?.map(Err)
                }
            };
            let received = match first {
                Some(received) => received,
                None => self.socket.recv(space).await,
            };
            let length = received.map_err(|error| self.last_error.note(error))?;
            Ok((self.completed(space, length), self.server))
        })
    }

    fn poll_send_to(
        &self,
        context: &mut Context<'_>,
        bytes: &[u8],
        _: SocketAddr,
    ) -> Poll<io::Result<usize>> {
        *self.sent.lock().unwrap_or_else(PoisonError::into_inner) = bytes.to_vec();
        self.socket
            .poll_send(context, bytes)
            .map_err(|error| self.last_error.note(error))
    }
}
