//! One request over a stream and its whole answer, with bounds. The HTTP/1.1 is hyper's.

use std::error::Error;
use std::io;

use http::header::{CONTENT_LENGTH, HeaderName, TRANSFER_ENCODING};
use http::{HeaderMap, Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Empty, LengthLimitError, Limited};
use hyper::body::{Body as _, Bytes, Incoming};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};

use super::super::error_mapping::socket_outcome;
use crate::record::{Outcome, OutcomeCode};
use crate::text::sanitize;

/// The most bytes of status line and headers.
const HEADERS_LIMIT: usize = 32 * 1024;

/// An answer.
#[derive(Debug)]
pub(crate) struct HttpAnswer {
    pub(crate) status: u16,
    headers: HeaderMap,
    /// The body of an answer with status 200; of any other it is not read.
    pub(crate) body: Vec<u8>,
}

impl HttpAnswer {
    /// The first value of a header, sanitized.
    pub(crate) fn header(&self, name: &str) -> Option<String> {
        let value = self.headers.get(name)?;
        Some(sanitize(value.as_bytes(), 300))
    }

    /// The items of a header that is a list, from all its lines, sanitized.
    fn items(&self, name: &HeaderName) -> Vec<String> {
        self.headers
            .get_all(name)
            .iter()
            .flat_map(|value| value.as_bytes().split(|byte| *byte == b','))
            .map(|item| sanitize(item.trim_ascii(), 100))
            .collect()
    }
}

/// Sends a request and reads its answer; `limit` is the longest body in bytes.
///
/// # Errors
/// Not HTTP, cut short, or longer than the limits allow.
pub(super) async fn ask(
    stream: impl AsyncRead + AsyncWrite + Unpin,
    request: Request<Empty<Bytes>>,
    limit: usize,
) -> Result<HttpAnswer, Outcome> {
    let (mut sender, connection) = http1::Builder::new()
        .max_header_size(HEADERS_LIMIT)
        .title_case_headers(true)
        .handshake(TokioIo::new(stream))
        .await
        .map_err(|error| outcome(&error))?;
    let answer = async {
        let response = sender.send_request(request).await;
        read(response.map_err(|error| outcome(&error))?, limit).await
    };
    tokio::pin!(answer);
    tokio::select! {
        answer = &mut answer => answer,
        // What has come before the end of the connection is still there to be read.
        () = async { drop(connection.await) } => answer.await,
    }
}

async fn read(response: Response<Incoming>, limit: usize) -> Result<HttpAnswer, Outcome> {
    let too_long = || {
        Outcome::new(OutcomeCode::ReplyTooLong)
            .with_detail(format!("a body longer than {limit} bytes"))
    };
    let (head, body) = response.into_parts();
    let mut answer = HttpAnswer {
        status: head.status.as_u16(),
        headers: head.headers,
        body: Vec::new(),
    };
    if head.status != StatusCode::OK {
        return Ok(answer);
    }
    check_framing(&answer)?;
    if body.size_hint().lower() > limit as u64 {
        return Err(too_long());
    }
    match Limited::new(body, limit).collect().await {
        Ok(whole) => answer.body = whole.to_bytes().into(),
        Err(error) if error.is::<LengthLimitError>() => return Err(too_long()),
        Err(error) => return Err(outcome(error.as_ref())),
    }
    Ok(answer)
}

/// Refuses a body whose end is not certain (RFC 9112 section 6.3). Where it is chunked, hyper does not
/// look at lengths beside that, and of several codings at the last alone.
fn check_framing(answer: &HttpAnswer) -> Result<(), Outcome> {
    let refused = |why: String| Err(Outcome::new(OutcomeCode::ProtocolMismatch).with_detail(why));
    let codings = answer.items(&TRANSFER_ENCODING);
    if let Some(coding) = codings
        .iter()
        .find(|coding| !coding.eq_ignore_ascii_case("chunked"))
    {
        return refused(format!("the transfer coding {coding:?} was not asked for"));
    }
    if codings.len() > 1 {
        return refused("the body is chunked twice".to_owned());
    }
    let lengths = answer.items(&CONTENT_LENGTH);
    if lengths.windows(2).any(|pair| pair[0] != pair[1]) {
        return refused(format!("different lengths: {}", lengths.join(", ")));
    }
    Ok(())
}

/// What an error of hyper means: of the stream below it, or of what came over it.
fn outcome(error: &(dyn Error + 'static)) -> Outcome {
    let mut code = OutcomeCode::ProtocolMismatch;
    let mut next = Some(error);
    while let Some(cause) = next {
        next = cause.source();
        if let Some(error) = cause.downcast_ref::<hyper::Error>() {
            // What tells it apart is there for hyper's servers alone.
            if error.is_parse() && error.to_string() == "message head is too large" {
                return Outcome::new(OutcomeCode::ReplyTooLong)
                    .with_detail(format!("headers of more than {HEADERS_LIMIT} bytes"));
            }
            if error.is_incomplete_message() || error.is_closed() {
                code = OutcomeCode::Closed;
            }
        } else if let Some(error) = cause.downcast_ref::<io::Error>() {
            // hyper calls a broken chunk invalid, and rustls a broken record.
            if error.kind() == io::ErrorKind::InvalidInput
                || (error.kind() == io::ErrorKind::InvalidData
                    && !error
                        .get_ref()
                        .is_some_and(|inner| inner.is::<rustls::Error>()))
            {
                break;
            }
            let outcome = socket_outcome(error, false);
            if outcome.code != OutcomeCode::Closed {
                return outcome;
            }
            code = OutcomeCode::Closed;
        }
    }
    Outcome::new(code).with_detail(match code {
        OutcomeCode::Closed => "the connection ended within the HTTP answer".to_owned(),
        _ => format!(
            "no HTTP answer: {}",
            sanitize(error.to_string().as_bytes(), 200)
        ),
    })
}

#[cfg(test)]
mod tests {
    use std::pin::Pin;
    use std::task::{Context, Poll, ready};

    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, DuplexStream, ReadBuf};

    use super::*;

    const LIMIT: usize = 20;

    /// A stream that ends as TLS does without close_notify.
    struct Cut(DuplexStream);

    impl AsyncRead for Cut {
        fn poll_read(
            mut self: Pin<&mut Self>,
            context: &mut Context<'_>,
            space: &mut ReadBuf<'_>,
        ) -> Poll<io::Result<()>> {
            let before = space.filled().len();
            let read = ready!(Pin::new(&mut self.0).poll_read(context, space));
            Poll::Ready(match space.filled().len() == before {
                true => Err(io::ErrorKind::UnexpectedEof.into()),
                false => read,
            })
        }
    }

    impl AsyncWrite for Cut {
        fn poll_write(
            mut self: Pin<&mut Self>,
            context: &mut Context<'_>,
            bytes: &[u8],
        ) -> Poll<io::Result<usize>> {
            Pin::new(&mut self.0).poll_write(context, bytes)
        }

        fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
            Pin::new(&mut self.0).poll_flush(context)
        }

        fn poll_shutdown(
            mut self: Pin<&mut Self>,
            context: &mut Context<'_>,
        ) -> Poll<io::Result<()>> {
            Pin::new(&mut self.0).poll_shutdown(context)
        }
    }

    /// What is made of an answer behind which TLS ends without close_notify.
    async fn cut(text: &str) -> Result<HttpAnswer, Outcome> {
        let (client, server) = tokio::io::duplex(64 * 1024);
        let answer = read_over(Cut(client), server, text.as_bytes(), true).await;
        answer.map(|answer| answer.expect("an end"))
    }

    #[tokio::test]
    async fn a_body_that_only_the_end_of_the_connection_ends_needs_close_notify() {
        for whole in [
            "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
        ] {
            assert_eq!(cut(whole).await.expect(whole).body, b"hello");
        }
        for part in [
            "HTTP/1.1 200 OK\r\n\r\nhello",
            "HTTP/1.0 200 OK\r\nA: b\r\n\r\nhello",
            "HTTP/1.1 200 OK\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nhello",
        ] {
            let outcome = cut(part).await.expect_err(part);
            assert_eq!(outcome.code, OutcomeCode::Closed, "{part}");
        }
    }

    /// What is made of the bytes that a server sends; none while more is waited for. `ended` says that
    /// no more bytes will come.
    async fn read(text: &[u8], ended: bool) -> Result<Option<HttpAnswer>, Outcome> {
        let (client, server) = tokio::io::duplex(64 * 1024);
        read_over(client, server, text, ended).await
    }

    async fn read_over(
        client: impl AsyncRead + AsyncWrite + Unpin,
        mut server: DuplexStream,
        text: &[u8],
        ended: bool,
    ) -> Result<Option<HttpAnswer>, Outcome> {
        let serve = async {
            let mut asked = Vec::new();
            while !asked.ends_with(b"\r\n\r\n") {
                server.read_buf(&mut asked).await.expect("a request");
            }
            server.write_all(text).await.expect("a client");
            if ended {
                server.shutdown().await.expect("a client");
            } else {
                // Everything is in memory: who has not got on by then waits for more.
                for _ in 0..20 {
                    tokio::task::yield_now().await;
                }
            }
        };
        tokio::pin!(serve);
        let request = Request::get("/").body(Empty::new()).expect("a request");
        let asking = ask(client, request, LIMIT);
        tokio::pin!(asking);
        tokio::select! {
            biased;
            answer = &mut asking => answer.map(Some),
            () = &mut serve => match ended {
                true => asking.await.map(Some),
                false => Ok(None),
            },
        }
    }

    async fn body_of(text: &str) -> String {
        let answer = read(text.as_bytes(), true)
            .await
            .expect(text)
            .expect("whole");
        String::from_utf8(answer.body).expect("text")
    }

    #[tokio::test]
    async fn a_body_is_read_in_each_of_its_forms() {
        for text in [
            "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello, and more",
            "HTTP/1.1 200 OK\r\n\r\nhello",
            "HTTP/1.0 200 OK\r\nA: b\r\n\r\nhello",
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\n\r\n",
        ] {
            assert_eq!(body_of(text).await, "hello");
        }
        let moved =
            "HTTP/1.1 301 Moved\r\nLocation: https://b.example/\r\nContent-Type: text/html\r\n\r\n";
        let answer = read(moved.as_bytes(), false)
            .await
            .expect("fine")
            .expect("whole");
        assert_eq!(answer.status, 301);
        assert_eq!(
            answer.header("location").as_deref(),
            Some("https://b.example/")
        );
    }

    #[tokio::test]
    async fn every_cut_waits_for_more_or_says_so() {
        for whole in [
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
        ] {
            for end in 0..whole.len() {
                let part = &whole.as_bytes()[..end];
                assert!(matches!(read(part, false).await, Ok(None)), "{end}");
                let outcome = read(part, true).await.expect_err("cut");
                assert_eq!(outcome.code, OutcomeCode::Closed, "{end}");
            }
            assert!(matches!(read(whole.as_bytes(), false).await, Ok(Some(_))));
        }
    }

    #[tokio::test]
    async fn what_is_hostile_is_refused() {
        use OutcomeCode::{ProtocolMismatch, ReplyTooLong};
        let long_header = format!(
            "HTTP/1.1 200 OK\r\nA: {}\r\n\r\n",
            "x".repeat(HEADERS_LIMIT)
        );
        let more = "x".repeat(LIMIT + 1);
        let long_body = format!("HTTP/1.1 200 OK\r\n\r\n{more}");
        let long_chunk = format!(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n{more}"
        );
        for (text, code) in [
            ("220 mail.example ESMTP\r\n", ProtocolMismatch),
            (long_header.as_str(), ReplyTooLong),
            (&long_body, ReplyTooLong),
            (
                "HTTP/1.1 200 OK\r\nContent-Length: 21\r\n\r\n",
                ReplyTooLong,
            ),
            (
                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
                ProtocolMismatch,
            ),
            (
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 4\r\n\r\nhello",
                ProtocolMismatch,
            ),
            (
                "HTTP/1.1 200 OK\r\nContent-Length: 5, 4\r\n\r\nhello",
                ProtocolMismatch,
            ),
            (
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
                ProtocolMismatch,
            ),
            (
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: gzip\r\n\r\nhello",
                ProtocolMismatch,
            ),
            (
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
                ProtocolMismatch,
            ),
            (&long_chunk, ReplyTooLong),
            (
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhello\r\n",
                ProtocolMismatch,
            ),
        ] {
            let outcome = read(text.as_bytes(), false).await.expect_err(text);
            assert_eq!(outcome.code, code, "{text}");
        }
    }
}
