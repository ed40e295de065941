//! Bounded reading, whole-line writing and orderly closing.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

/// The longest line that the lab reads, line end included. RFC 5321 section 4.5.3.1.4 asks for 512,
/// RFC 9110 section 2.3 recommends 8000 for HTTP.
pub(super) const LONGEST_LINE: u64 = 8192;

/// How long a closing server waits for its client to close too, and how much it reads meanwhile.
const LINGER: Duration = Duration::from_secs(2);
const LINGER_BYTES: u64 = 1 << 20;

/// The pause after a failed accept (no file descriptors left): the next would fail as well.
pub(super) const PAUSE: Duration = Duration::from_millis(50);

/// A line that a client sent.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// Without its line end; bytes that are not UTF-8 are replaced.
    Text(String),
    /// Longer than [`LONGEST_LINE`]. The rest of it is still unread.
    TooLong,
    /// The client closed the connection.
    End,
}

/// A stream that is read line by line.
pub(super) struct Lines<S> {
    stream: BufReader<S>,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Lines<S> {
    pub(super) fn new(stream: S) -> Self {
        Self {
            stream: BufReader::with_capacity(1024, stream),
        }
    }

    /// The next line.
    pub(super) async fn next(&mut self) -> io::Result<Line> {
        let mut line = Vec::new();
        let mut bounded = (&mut self.stream).take(LONGEST_LINE);
        bounded.read_until(b'\n', &mut line).await?;
        if line.pop_if(|last| *last == b'\n').is_none() {
            let full = line.len() as u64 == LONGEST_LINE;
            return Ok(if full { Line::TooLong } else { Line::End });
        }
        line.pop_if(|last| *last == b'\r');
        Ok(Line::Text(String::from_utf8_lossy(&line).into_owned()))
    }

    /// Sends text in one write, so that it travels in one segment where it fits.
    pub(super) async fn send(&mut self, text: &str) -> io::Result<()> {
        self.stream.write_all(text.as_bytes()).await?;
        self.stream.flush().await
    }

    /// The bare stream. What the client sent ahead is thrown away, as RFC 3207 section 4.2 asks of a
    /// server that starts TLS.
    pub(super) fn into_inner(self) -> S {
        self.stream.into_inner()
    }

    /// Reads and forgets until the client is gone.
    pub(super) async fn hold(&mut self) -> io::Result<()> {
        hold(&mut self.stream).await
    }

    /// Closes in good order.
    pub(super) async fn close(mut self) -> io::Result<()> {
        close(&mut self.stream).await
    }
}

/// Serves each connection until this is dropped; its connections end with it.
///
/// More than `most` at the same time wait in the accept queue.
pub(super) async fn serve_each<F>(
    listener: TcpListener,
    most: usize,
    serve: impl Fn(TcpStream, SocketAddr) -> F,
) where
    F: Future<Output = ()> + Send + 'static,
{
    let mut connections = JoinSet::new();
    loop {
        while connections.try_join_next().is_some() {}
        if connections.len() >= most {
            connections.join_next().await;
            continue;
        }
        match listener.accept().await {
            Ok((stream, peer)) => {
                connections.spawn(serve(stream, peer));
            }
            Err(_) => sleep(PAUSE).await,
        }
    }
}

/// Reads and forgets until the client is gone. A silent server must do so, or it would outlive its
/// client.
pub(super) async fn hold(stream: &mut (impl AsyncRead + Unpin)) -> io::Result<()> {
    tokio::io::copy(stream, &mut tokio::io::sink()).await?;
    Ok(())
}

/// Ends this side (close_notify inside TLS, then FIN) and waits a little for the other. A socket closed
/// with bytes unread sends RST instead of FIN, and RST may overtake the last reply.
pub(super) async fn close(stream: &mut (impl AsyncRead + AsyncWrite + Unpin)) -> io::Result<()> {
    stream.shutdown().await?;
    let mut rest = stream.take(LINGER_BYTES);
    // Running into the limit is no failure: the client has had its chance.
    let _ = timeout(LINGER, hold(&mut rest)).await;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn reads_lines_in_any_split_and_bounds_them() {
        let (mut client, server) = tokio::io::duplex(7);
        let writer = tokio::spawn(async move {
            client
                .write_all(b"EHLO a.example\r\nQUIT\n\xff\r\n")
                .await
                .expect("written");
            client
                .write_all(&vec![b'A'; LONGEST_LINE as usize + 1])
                .await
                .ok();
        });
        let mut lines = Lines::new(server);
        for expected in ["EHLO a.example", "QUIT", "\u{fffd}"] {
            let line = lines.next().await.expect("a line");
            assert_eq!(line, Line::Text(expected.into()));
        }
        assert_eq!(lines.next().await.expect("bounded"), Line::TooLong);
        assert_eq!(lines.next().await.expect("end"), Line::End);
        writer.await.expect("writer");
    }
}
