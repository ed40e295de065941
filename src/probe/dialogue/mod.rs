//! The dialogues: what is said, in which order, and how answers are read.

mod exchange;
mod http;
mod http2;
mod imap;
mod pop;
mod smtp;

use crate::record::{Direction, Outcome, OutcomeCode};
use crate::targets::Protocol;

use super::line_stream::{LineStream, Transport};
use super::progress::Progress;

pub(crate) use http::HttpRequest;
pub(super) use http::USER_AGENT;

/// The most bytes of one reply, all its lines together.
const REPLY_LIMIT: usize = 64 * 1024;

/// The most lines of one reply.
const REPLY_LINES: usize = 256;

/// The most capabilities that are kept, and the longest one.
const CAPABILITIES: usize = 128;
const CAPABILITY_LENGTH: usize = 300;

/// Sends the request and reads the answer, by HTTP/2 where ALPN chose it.
pub(crate) async fn http_answer(
    wire: LineStream,
    alpn: Option<&str>,
    request: &HttpRequest<'_>,
    progress: &mut Progress,
) -> Result<(), Outcome> {
    if alpn == Some("h2") {
        match wire.into_transport() {
            Transport::Tls(stream) => http2::answer(*stream, request, progress).await,
            Transport::Plain(_) => Err(Outcome::new(OutcomeCode::Internal)
                .with_detail("HTTP/2 was chosen by ALPN without TLS")),
        }
    } else {
        let mut wire = wire;
        let result = http::answer(&mut wire, request, progress).await;
        wire.close().await;
        result
    }
}

/// A dialogue that goes on: connection, what has been seen, and how this side introduces itself.
pub(crate) struct Session<'a> {
    pub(crate) wire: LineStream,
    pub(crate) progress: &'a mut Progress,
    pub(crate) protocol: Protocol,
    /// The name for EHLO.
    pub(crate) ehlo_name: &'a str,
}

impl Session<'_> {
    /// Reads the server's first words.
    pub(crate) async fn greeting(&mut self) -> Result<(), Outcome> {
        match self.protocol {
            Protocol::Smtp => smtp::greeting(self).await,
            Protocol::Imap => imap::greeting(self).await,
            Protocol::Pop => pop::greeting(self).await,
            Protocol::Http => Ok(()),
        }
    }

    /// Asks for TLS; on success the next byte of the connection belongs to TLS.
    pub(crate) async fn upgrade(&mut self) -> Result<(), Outcome> {
        match self.protocol {
            Protocol::Smtp => smtp::upgrade(self).await,
            Protocol::Imap => imap::upgrade(self).await,
            Protocol::Pop => pop::upgrade(self).await,
            Protocol::Http => Err(Outcome::new(OutcomeCode::Internal)
                .with_detail("HTTP does not start TLS within a dialogue")),
        }
    }

    /// Asks what the server can do.
    pub(crate) async fn capabilities(&mut self) -> Result<(), Outcome> {
        match self.protocol {
            Protocol::Smtp => smtp::capabilities(self).await,
            Protocol::Imap => imap::capabilities(self).await,
            Protocol::Pop => pop::capabilities(self).await,
            Protocol::Http => Ok(()),
        }
    }

    /// Says goodbye. What the server makes of it is noted and changes no outcome.
    pub(crate) async fn quit(&mut self) {
        let goodbye = async {
            match self.protocol {
                Protocol::Smtp => smtp::quit(self).await,
                Protocol::Imap => imap::quit(self).await,
                Protocol::Pop => pop::quit(self).await,
                Protocol::Http => Ok(()),
            }
        };
        // A server that has told all and dawdles with its goodbye must not cost the whole deadline.
        let _ = tokio::time::timeout(std::time::Duration::from_secs(2), goodbye).await;
    }

    /// Sends one command line, whole.
    async fn send_line(&mut self, line: &str) -> Result<(), Outcome> {
        let tls = self.wire.is_tls();
        self.progress
            .said(self.protocol, Direction::Client, tls, line.as_bytes());
        self.wire.send(format!("{line}\r\n").as_bytes()).await
    }

    /// Reads one line.
    async fn read_line(&mut self) -> Result<Vec<u8>, Outcome> {
        let tls = self.wire.is_tls();
        let line = self.wire.line().await?;
        self.progress
            .said(self.protocol, Direction::Server, tls, &line);
        Ok(line)
    }
}

/// Counts lines and bytes of one reply.
struct Bounds {
    lines: usize,
    bytes: usize,
}

impl Bounds {
    fn new() -> Self {
        Self { lines: 0, bytes: 0 }
    }

    /// Takes one more line into account.
    fn count(&mut self, line: &[u8]) -> Result<(), Outcome> {
        self.lines += 1;
        self.bytes += line.len();
        if self.lines > REPLY_LINES || self.bytes > REPLY_LIMIT {
            return Err(Outcome::new(OutcomeCode::ReplyTooLong).with_detail(format!(
                "a reply of more than {} lines or {} bytes",
                self.lines - 1,
                self.bytes - line.len()
            )));
        }
        Ok(())
    }
}

/// The capabilities that are kept, once all of them have been looked at.
fn first_ones(mut capabilities: Vec<String>) -> Vec<String> {
    capabilities.truncate(CAPABILITIES);
    capabilities
}

/// A capability as it is kept.
fn kept(text: &[u8]) -> String {
    crate::text::sanitize(text, CAPABILITY_LENGTH)
}

/// A line as it is kept; an empty one is not.
fn kept_line(line: &[u8]) -> Option<String> {
    (!line.is_empty()).then(|| crate::text::sanitize(line, 500))
}

/// The outcome of words that are not the expected protocol.
fn mismatch(expected: &str, line: &[u8]) -> Outcome {
    Outcome::new(OutcomeCode::ProtocolMismatch).with_detail(format!(
        "expected {expected}, got: {}",
        crate::text::sanitize(line, 120)
    ))
}
