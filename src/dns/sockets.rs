//! Sockets for questions to the DNS: they notice a port that is closed, and what comes over them has a
//! bound.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use hickory_resolver::net::runtime::{
    DnsUdpSocket, RuntimeProvider, TokioHandle, TokioRuntimeProvider, TokioTime,
    iocompat::AsyncIoTokioAsStd,
};
use tokio::io::{AsyncRead, AsyncWrite, Interest, ReadBuf};
use tokio::net::UdpSocket;

use super::REFUSED;
use crate::tcp::Tcp;

/// The most that is read over TCP after a question: two answers of the greatest length, with their lengths
/// before them, since A and AAAA may be asked for together.
const TCP_LIMIT: usize = 2 * (2 + 0xffff);

/// What a read counts for at least: many small messages cost more than their bytes.
const LEAST: usize = 128;

/// The most datagrams that are looked at for one answer.
const DATAGRAMS: usize = 64;

type Opening<T> = Pin<Box<dyn Future<Output = io::Result<T>> + Send>>;

/// The last error of a socket, in words: the resolver library says no more than "no connections".
#[derive(Clone, Default)]
pub(super) struct LastError(Arc<Mutex<Option<String>>>);

impl LastError {
    /// Keeps the error, and hands it on.
    fn note(&self, error: io::Error) -> io::Error {
        let text = match error.kind() {
            io::ErrorKind::QuotaExceeded | io::ErrorKind::Other => error.to_string(),
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
    type Tcp = AsyncIoTokioAsStd<BoundedTcp>;

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
            Ok(AsyncIoTokioAsStd(BoundedTcp {
                socket: Tcp(stream.0),
                taken: 0,
                last_error,
            }))
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
                received: AtomicUsize::new(0),
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
    /// Datagrams that came.
    received: AtomicUsize,
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
            .map_err(|error| self.last_error.note(closed_port(error)))
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
            let length = received.map_err(|error| self.last_error.note(closed_port(error)))?;
            if self.received.fetch_add(1, Ordering::Relaxed) >= DATAGRAMS {
                let error = too_much(format!(
                    "the DNS server sent more than {DATAGRAMS} messages for one question"
                ));
                return Err(self.last_error.note(error));
            }
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
            .map_err(|error| self.last_error.note(closed_port(error)))
    }
}

/// A TCP connection that reads no more than so much after each question.
pub(super) struct BoundedTcp {
    socket: Tcp,
    taken: usize,
    last_error: LastError,
}

impl AsyncRead for BoundedTcp {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.taken > TCP_LIMIT {
            let error = too_much(format!(
                "the DNS server sent more than {TCP_LIMIT} bytes, or too many messages, for one question"
            ));
            return Poll::Ready(Err(self.last_error.note(error)));
        }
        let before = buffer.filled().len();
        let result = Pin::new(&mut self.socket)
            .poll_read(context, buffer)
            .map_err(|error| self.last_error.note(error));
        if result.is_ready() {
            self.taken += LEAST.max(buffer.filled().len() - before);
        }
        result
    }
}

impl AsyncWrite for BoundedTcp {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.taken = 0;
        Pin::new(&mut self.socket).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_shutdown(context)
    }
}

/// The error of a UDP socket as text where its port is closed; Windows calls that a reset (WSAECONNRESET).
fn closed_port(error: io::Error) -> io::Error {
    match error.kind() {
        io::ErrorKind::ConnectionRefused | io::ErrorKind::ConnectionReset => {
            io::Error::other(REFUSED)
        }
        _ => error,
    }
}

/// The error of a socket over which too much has come.
fn too_much(what: String) -> io::Error {
    io::Error::new(io::ErrorKind::QuotaExceeded, what)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    /// Reads in such pieces until the bound ends it; gives how many came.
    async fn read_out(tcp: &mut BoundedTcp, piece: usize) -> usize {
        let mut space = vec![0; piece];
        for count in 0..10_000 {
            if let Err(error) = tcp.read_exact(&mut space).await {
                assert_eq!(error.kind(), io::ErrorKind::QuotaExceeded);
                return count;
            }
        }
        panic!("no bound")
    }

    #[tokio::test]
    async fn each_question_over_tcp_has_so_many_bytes_and_messages_for_its_answer() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await;
        let listener = listener.expect("a port");
        let address = listener.local_addr().expect("its address");
        let connecting = Sockets::default();
        let tcp = connecting.connect_tcp(address, None, None).await;
        let mut tcp = tcp.expect("a connection").0;
        let (mut server, _) = listener.accept().await.expect("the same");
        let flooding =
            tokio::spawn(async move { while server.write_all(&[0; 4096]).await.is_ok() {} });
        for (piece, most) in [(4096, TCP_LIMIT / 4096 + 1), (2, TCP_LIMIT / LEAST + 1)] {
            tcp.write_all(b"a question").await.expect("sent");
            let count = read_out(&mut tcp, piece).await;
            assert!((1..=most).contains(&count), "{count} pieces of {piece}");
            // Nothing more without another question.
            assert_eq!(read_out(&mut tcp, piece).await, 0);
        }
        let text = connecting.last_error.text().expect("an error");
        assert!(text.contains("sent more than"), "{text}");
        drop(tcp);
        flooding.await.expect("ends with the connection");
    }
}
