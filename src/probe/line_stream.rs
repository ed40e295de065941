//! Lines and bytes over a connection, in clear text or inside TLS, with bounds on everything read.

use std::io;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::client::TlsStream;

use crate::record::{Outcome, OutcomeCode};

use super::error_mapping::socket_outcome;

/// The longest line that is read, line end included. RFC 5321 section 4.5.3.1.5 allows 512 octets, RFC
/// 9051 section 4 recommends 8192; what is longer is no mail server's line.
pub(crate) const LINE_LIMIT: usize = 8192;

/// The most that is read in one dialogue. A healthy dialogue is under 8 KiB.
const TOTAL_LIMIT: usize = 512 * 1024;

/// The most that is read from one connection, TLS and HTTP/2 included: what they take in without giving
/// out a byte (records, frames) must end too. The biggest handshake that rustls takes is far below.
const CONNECTION_LIMIT: usize = 1024 * 1024;

/// How many of a peer's first bytes are kept as evidence.
const FIRST_BYTES: usize = 96;

/// A TCP connection that keeps the peer's first bytes since [`MeteredStream::restart`].
pub(crate) struct MeteredStream {
    socket: TcpStream,
    /// Read already and given back: comes before what the socket has.
    ahead: Vec<u8>,
    first: Vec<u8>,
    /// Bytes that came over the socket, and the most that may.
    taken: usize,
    limit: usize,
    received: Arc<AtomicU64>,
}

impl MeteredStream {
    pub(crate) fn new(socket: TcpStream, received: Arc<AtomicU64>) -> Self {
        Self {
            socket,
            ahead: Vec::new(),
            first: Vec::new(),
            taken: 0,
            limit: CONNECTION_LIMIT,
            received,
        }
    }

    /// Lets that much more come over the connection.
    pub(crate) fn allow(&mut self, bytes: usize) {
        self.limit += bytes;
    }

    /// What the peer sent first.
    pub(crate) fn first_bytes(&self) -> &[u8] {
        &self.first
    }

    /// This side's address.
    pub(crate) fn local_address(&self) -> Option<IpAddr> {
        self.socket.local_addr().ok().map(|local| local.ip())
    }

    /// Gives back bytes that were read too far: the next read has them again, and counts them then.
    pub(crate) fn put_back(&mut self, bytes: Vec<u8>) {
        self.received
            .fetch_sub(bytes.len() as u64, Ordering::Relaxed);
        self.ahead = bytes;
    }

    fn restart(&mut self) {
        self.first.clear();
    }

    /// The TLS alert that has arrived and was not read, because writing failed first: a server that
    /// refuses a handshake says so and closes at once.
    pub(crate) fn unread_alert(&self) -> Option<u8> {
        let mut bytes = [0; 7];
        let count = self.socket.try_read(&mut bytes).ok()?;
        match bytes.get(..count)? {
            // Alert record of two bytes: level and description (RFC 8446 section 6).
            [21, 3, _, 0, 2, _, description] => Some(*description),
            _ => None,
        }
    }
}

impl AsyncRead for MeteredStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.taken >= self.limit {
            // A kind that no socket has: HTTP/2 passes on the kind alone.
            return Poll::Ready(Err(io::Error::new(
                io::ErrorKind::QuotaExceeded,
                format!("more than {} bytes over one connection", self.limit),
            )));
        }
        let before = buffer.filled().len();
        let result = if self.ahead.is_empty() {
            Pin::new(&mut self.socket).poll_read(context, buffer)
        } else {
            let count = self.ahead.len().min(buffer.remaining());
            buffer.put_slice(&self.ahead[..count]);
            self.ahead.drain(..count);
            Poll::Ready(Ok(()))
        };
        let new = buffer.filled().get(before..).unwrap_or_default();
        self.received.fetch_add(new.len() as u64, Ordering::Relaxed);
        self.taken += new.len();
        let room = FIRST_BYTES.saturating_sub(self.first.len());
        self.first.extend(new.iter().take(room));
        result
    }
}

impl AsyncWrite for MeteredStream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.socket).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_shutdown(context)
    }
}

/// What carries the bytes.
pub(crate) enum Transport {
    Plain(MeteredStream),
    Tls(Box<TlsStream<MeteredStream>>),
}

/// A connection read by lines.
pub(crate) struct LineStream {
    transport: Transport,
    inbox: Vec<u8>,
    total: usize,
}

impl LineStream {
    pub(crate) fn plain(tcp: MeteredStream) -> Self {
        Self::over(Transport::Plain(tcp))
    }

    pub(crate) fn over(transport: Transport) -> Self {
        Self {
            transport,
            inbox: Vec::new(),
            total: 0,
        }
    }

    /// Whether the bytes are inside TLS.
    pub(crate) fn is_tls(&self) -> bool {
        matches!(self.transport, Transport::Tls(_))
    }

    /// Takes the connection for something else than lines. Bytes that were read ahead come along
    /// and must not be given to the next protocol (RFC 3207 section 6, CVE-2011-0411).
    pub(crate) fn into_parts(self) -> (Transport, Vec<u8>) {
        let Self {
            mut transport,
            inbox,
            ..
        } = self;
        if let Transport::Plain(tcp) = &mut transport {
            tcp.restart();
        }
        (transport, inbox)
    }

    /// Sends bytes whole: one line, one write, never a byte at a time (some devices mask what comes
    /// in pieces, facts section 5.3).
    pub(crate) async fn send(&mut self, bytes: &[u8]) -> Result<(), Outcome> {
        let result = match &mut self.transport {
            Transport::Plain(stream) => send_all(stream, bytes).await,
            Transport::Tls(stream) => send_all(stream.as_mut(), bytes).await,
        };
        result.map_err(|error| socket_outcome(&error, false))
    }

    /// Reads what has already arrived, without waiting for more than it takes to look.
    pub(crate) async fn look(&mut self) {
        // One poll and no more: "not ready" must not make the probe wait.
        let inbox = &mut self.inbox;
        let transport = &mut self.transport;
        std::future::poll_fn(|context| {
            let mut space = [0_u8; 1024];
            let mut buffer = ReadBuf::new(&mut space);
            let ready = match transport {
                Transport::Plain(stream) => Pin::new(stream).poll_read(context, &mut buffer),
                Transport::Tls(stream) => Pin::new(stream.as_mut()).poll_read(context, &mut buffer),
            };
            if let Poll::Ready(Ok(())) = ready {
                inbox.extend_from_slice(buffer.filled());
            }
            Poll::Ready(())
        })
        .await;
    }

    /// The next line without its line end. `CR CR LF` ends a line too, as Postfix and curl read it: some
    /// servers and gateways convert line ends that were right already.
    ///
    /// # Errors
    /// Closed, reset, or a bound exceeded.
    pub(crate) async fn line(&mut self) -> Result<Vec<u8>, Outcome> {
        let mut searched = 0;
        loop {
            if let Some(end) = self.inbox[searched..]
                .iter()
                .position(|byte| *byte == b'\n')
            {
                let mut line: Vec<u8> = self.inbox.drain(..=searched + end).collect();
                line.pop();
                while line.last() == Some(&b'\r') {
                    line.pop();
                }
                return Ok(line);
            }
            searched = self.inbox.len();
            if searched > LINE_LIMIT {
                return Err(Outcome::new(OutcomeCode::ReplyTooLong).with_detail(format!(
                    "an unterminated line: more than {LINE_LIMIT} bytes"
                )));
            }
            if self.fill().await? == 0 {
                return Err(self.closed());
            }
        }
    }

    /// Reads more into the inbox; 0 is the end of the stream.
    pub(crate) async fn fill(&mut self) -> Result<usize, Outcome> {
        if self.total >= TOTAL_LIMIT {
            return Err(Outcome::new(OutcomeCode::ReplyTooLong)
                .with_detail(format!("more than {TOTAL_LIMIT} bytes in one dialogue")));
        }
        let result = match &mut self.transport {
            Transport::Plain(stream) => read_some(stream, &mut self.inbox).await,
            Transport::Tls(stream) => read_some(stream.as_mut(), &mut self.inbox).await,
        };
        match result {
            Ok(count) => {
                self.total += count;
                Ok(count)
            }
            // A peer that ends TLS without close_notify has ended all the same (RFC 8446 section
            // 6.1 is widely ignored); whether that matters is for the dialogue to say.
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(0),
            Err(error) => Err(socket_outcome(&error, false)),
        }
    }

    /// What has been read and not yet taken.
    pub(crate) fn inbox(&self) -> &[u8] {
        &self.inbox
    }

    /// Forgets the first `count` bytes of the inbox.
    pub(crate) fn consume(&mut self, count: usize) {
        self.inbox.drain(..count.min(self.inbox.len()));
    }

    /// The outcome of a stream that ended too early.
    pub(crate) fn closed(&self) -> Outcome {
        let detail = if self.inbox.is_empty() {
            "the peer closed the connection".to_owned()
        } else {
            format!(
                "the peer closed the connection within a line: {}",
                crate::text::sanitize(&self.inbox, 80)
            )
        };
        Outcome::new(OutcomeCode::Closed).with_detail(detail)
    }

    /// Says goodbye on the transport: close_notify inside TLS, FIN below. Best effort.
    pub(crate) async fn close(mut self) {
        let goodbye = async {
            match &mut self.transport {
                Transport::Plain(stream) => stream.shutdown().await,
                Transport::Tls(stream) => stream.shutdown().await,
            }
        };
        // A peer that does not take our last bytes must not hold the probe.
        let _ = tokio::time::timeout(std::time::Duration::from_millis(200), goodbye).await;
    }

    /// The TLS stream, for HTTP/2.
    pub(crate) fn into_transport(self) -> Transport {
        self.transport
    }
}

async fn send_all<S: AsyncWrite + Unpin>(stream: &mut S, bytes: &[u8]) -> io::Result<()> {
    stream.write_all(bytes).await?;
    stream.flush().await
}

async fn read_some<S: AsyncRead + Unpin>(stream: &mut S, inbox: &mut Vec<u8>) -> io::Result<usize> {
    let mut space = [0_u8; 4096];
    let count = stream.read(&mut space).await?;
    inbox.extend_from_slice(&space[..count]);
    Ok(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_alert_behind_a_failed_write_is_found() {
        for (bytes, expected) in [
            (&[21, 3, 3, 0, 2, 2, 40][..], Some(40)),
            (&[21, 3, 3, 0, 26, 2, 40], None),
            (b"220 hi\r\n", None),
        ] {
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
                .await
                .expect("a port");
            let address = listener.local_addr().expect("its address");
            let client = TcpStream::connect(address).await.expect("a connection");
            let (mut server, _) = listener.accept().await.expect("the same");
            server.write_all(bytes).await.expect("sent");
            client.readable().await.expect("arrived");
            let tcp = MeteredStream::new(client, Arc::default());
            assert_eq!(tcp.unread_alert(), expected, "{bytes:?}");
        }
    }
}
