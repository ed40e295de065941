//! Bounded reading, whole-line writing and orderly closing.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::time::timeout;

use super::config::Limits;

/// How long a closing listener waits for its visitor to close too, and how much it reads meanwhile.
const LINGER: Duration = Duration::from_secs(1);
const LINGER_BYTES: u64 = 64 * 1024;

/// A line that a visitor sent.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// Without its line end.
    Bytes(Vec<u8>),
    /// Longer than a line may be, or more than a visitor may send. The rest is unread.
    TooLong,
    /// The visitor closed the connection.
    End,
}

/// A stream that is read line by line.
pub(super) struct Lines<S> {
    stream: BufReader<S>,
    longest: usize,
    /// Bytes that may still come.
    left: usize,
    idle: Duration,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Lines<S> {
    /// `left`: how many bytes the visitor may still send.
    pub(super) fn new(stream: S, limits: &Limits, left: usize) -> Self {
        Self {
            stream: BufReader::with_capacity(1024, stream),
            longest: limits.line,
            left,
            idle: limits.idle,
        }
    }

    /// The next line.
    ///
    /// # Errors
    /// The connection broke; `TimedOut` when the line took too long.
    pub(super) async fn next(&mut self) -> io::Result<Line> {
        let most = self.longest.min(self.left);
        let mut line = Vec::new();
        let mut bounded = (&mut self.stream).take(most as u64);
        let read = bounded.read_until(b'\n', &mut line);
        // For the whole line: a byte every now and then does not keep a visitor alive.
        timeout(self.idle, read).await.map_err(io::Error::from)??;
        self.left -= line.len();
        if line.pop_if(|last| *last == b'\n').is_none() {
            let full = line.len() == most;
            return Ok(if full { Line::TooLong } else { Line::End });
        }
        line.pop_if(|last| *last == b'\r');
        Ok(Line::Bytes(line))
    }

    /// Sends text in one write, so that it travels in one segment where it fits.
    pub(super) async fn send(&mut self, text: &str) -> io::Result<()> {
        self.stream.write_all(text.as_bytes()).await?;
        self.stream.flush().await
    }

    /// How many bytes the visitor may still send.
    pub(super) fn left(&self) -> usize {
        self.left
    }

    /// The bare stream, unless the visitor sent bytes ahead of the TLS handshake. Nothing of them
    /// may be used (RFC 3207 section 4.2).
    pub(super) fn into_bare(self) -> Option<S> {
        self.stream
            .buffer()
            .is_empty()
            .then(|| self.stream.into_inner())
    }

    /// Ends this side and waits a little for the other. A socket closed with bytes unread sends RST
    /// instead of FIN, and RST may overtake the last reply.
    pub(super) async fn close(mut self) {
        // The reply is out; how the visitor leaves is its own business.
        let _ = timeout(LINGER, async {
            self.stream.shutdown().await?;
            let mut rest = self.stream.take(LINGER_BYTES);
            tokio::io::copy(&mut rest, &mut tokio::io::sink()).await
        })
        .await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn read(limits: Limits, left: usize, bytes: &[u8]) -> Vec<Line> {
        let (mut visitor, stream) = tokio::io::duplex(7);
        let bytes = bytes.to_vec();
        let writer = tokio::spawn(async move {
            // Fails when the reader has had enough.
            let _ = visitor.write_all(&bytes).await;
        });
        let mut lines = Lines::new(stream, &limits, left);
        let mut all = Vec::new();
        loop {
            let line = lines.next().await.expect("readable");
            let last = !matches!(line, Line::Bytes(_));
            all.push(line);
            if last {
                drop(lines);
                writer.await.expect("writer");
                return all;
            }
        }
    }

    fn line(text: &str) -> Line {
        Line::Bytes(text.as_bytes().to_vec())
    }

    #[tokio::test]
    async fn reads_lines_in_any_split() {
        let lines = read(Limits::default(), 1000, b"EHLO a.example\r\nQUIT\n\r\nrest").await;
        assert_eq!(
            lines,
            [line("EHLO a.example"), line("QUIT"), line(""), Line::End]
        );
    }

    #[tokio::test]
    async fn a_line_and_all_lines_have_an_end() {
        let limits = Limits {
            line: 10,
            ..Limits::default()
        };
        let lines = read(limits.clone(), 1000, b"12345678\r\n123456789\r\n").await;
        assert_eq!(lines, [line("12345678"), Line::TooLong]);
        let lines = read(limits, 15, b"1234\r\n1234\r\n1234\r\n").await;
        assert_eq!(lines, [line("1234"), line("1234"), Line::TooLong]);
    }

    #[tokio::test]
    async fn bytes_ahead_of_tls_are_noticed() {
        for (bytes, bare) in [
            (&b"STARTTLS\r\n"[..], true),
            (b"STARTTLS\r\nEHLO x\r\n", false),
        ] {
            let (mut visitor, stream) = tokio::io::duplex(100);
            visitor.write_all(bytes).await.expect("written");
            let mut lines = Lines::new(stream, &Limits::default(), 1000);
            assert_eq!(lines.next().await.expect("line"), line("STARTTLS"));
            assert_eq!(lines.into_bare().is_some(), bare);
        }
    }
}
