//! One HTTP/1.1 answer with its body, read from bytes: no I/O (RFC 9112).

use crate::record::{Outcome, OutcomeCode};

/// The most bytes of status line and headers.
const HEADERS_LIMIT: usize = 16 * 1024;

/// The most headers.
const HEADERS: usize = 100;

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HttpAnswer {
    pub(crate) status: u16,
    /// Content-Type, made harmless.
    pub(crate) content_type: Option<String>,
    /// Location, made harmless.
    pub(crate) location: Option<String>,
    /// The body of an answer with status 200; of any other it is not read.
    pub(crate) body: Vec<u8>,
}

/// How long the body is.
enum Length {
    Bytes(usize),
    Chunks,
    /// Until the connection ends.
    Open,
}

/// Reads an answer once all of it is there. `ended` says that no more bytes will come; `limit` is the
/// longest body in bytes.
///
/// # Errors
/// Not HTTP, cut short, or longer than the limits allow.
pub(super) fn read(bytes: &[u8], ended: bool, limit: usize) -> Result<Option<HttpAnswer>, Outcome> {
    let mut rest = bytes;
    loop {
        let mut space = [httparse::EMPTY_HEADER; HEADERS];
        let mut response = httparse::Response::new(&mut space);
        let used = match response.parse(rest) {
            Ok(httparse::Status::Complete(used)) if used <= HEADERS_LIMIT => used,
            Ok(httparse::Status::Partial) if rest.len() <= HEADERS_LIMIT => {
                return cut_or_wait(ended);
            }
            Ok(_) => return Err(too_long("headers", HEADERS_LIMIT)),
            Err(error) => {
                return Err(
                    Outcome::new(OutcomeCode::ProtocolMismatch).with_detail(format!(
                        "no HTTP answer ({error}): {}",
                        crate::text::harmless(&rest[..rest.len().min(80)], 80)
                    )),
                );
            }
        };
        let status = response.code.unwrap_or(0);
        // 1xx answers come before the one that counts (RFC 9110 section 15.2).
        if (100..200).contains(&status) {
            rest = &rest[used..];
            continue;
        }
        let value = |name: &str| {
            response
                .headers
                .iter()
                .find(|header| header.name.eq_ignore_ascii_case(name))
                .map(|header| crate::text::harmless(header.value, 300))
        };
        let mut answer = HttpAnswer {
            status,
            content_type: value("content-type"),
            location: value("location"),
            body: Vec::new(),
        };
        if status != 200 {
            return Ok(Some(answer));
        }
        let length = length(&value)?;
        return match body(&rest[used..], length, ended, limit)? {
            Some(body) => {
                answer.body = body;
                Ok(Some(answer))
            }
            None => cut_or_wait(ended),
        };
    }
}

fn cut_or_wait(ended: bool) -> Result<Option<HttpAnswer>, Outcome> {
    if ended {
        Err(Outcome::new(OutcomeCode::Closed)
            .with_detail("the connection ended within the HTTP answer"))
    } else {
        Ok(None)
    }
}

fn too_long(what: &str, limit: usize) -> Outcome {
    Outcome::new(OutcomeCode::ReplyTooLong)
        .with_detail(format!("{what} of more than {limit} bytes"))
}

/// RFC 9112 section 6.3.
fn length(value: &impl Fn(&str) -> Option<String>) -> Result<Length, Outcome> {
    if let Some(coding) = value("transfer-encoding") {
        return if coding.trim().eq_ignore_ascii_case("chunked") {
            Ok(Length::Chunks)
        } else {
            Err(Outcome::new(OutcomeCode::ProtocolMismatch)
                .with_detail(format!("the transfer coding {coding:?} was not asked for")))
        };
    }
    match value("content-length") {
        None => Ok(Length::Open),
        Some(text) => text.trim().parse().map(Length::Bytes).map_err(|_| {
            Outcome::new(OutcomeCode::ProtocolMismatch)
                .with_detail(format!("the content length {text:?} is no number"))
        }),
    }
}

/// The body; none while it is not whole.
fn body(
    bytes: &[u8],
    length: Length,
    ended: bool,
    limit: usize,
) -> Result<Option<Vec<u8>>, Outcome> {
    match length {
        Length::Bytes(count) if count > limit => Err(too_long("a body", limit)),
        Length::Bytes(count) => Ok(bytes.get(..count).map(<[u8]>::to_vec)),
        Length::Open if bytes.len() > limit => Err(too_long("a body", limit)),
        Length::Open => Ok(ended.then(|| bytes.to_vec())),
        Length::Chunks => chunks(bytes, limit),
    }
}

/// RFC 9112 section 7.1.
fn chunks(mut bytes: &[u8], limit: usize) -> Result<Option<Vec<u8>>, Outcome> {
    let broken = || Outcome::new(OutcomeCode::ProtocolMismatch).with_detail("a broken HTTP chunk");
    let mut body = Vec::new();
    loop {
        let (start, size) = match httparse::parse_chunk_size(bytes) {
            Ok(httparse::Status::Complete(found)) => found,
            Ok(httparse::Status::Partial) => return Ok(None),
            Err(_) => return Err(broken()),
        };
        if size == 0 {
            // Trailers say nothing that matters here.
            return Ok(Some(body));
        }
        let size = usize::try_from(size).unwrap_or(usize::MAX);
        if size > limit - body.len() {
            return Err(too_long("a body", limit));
        }
        let Some(chunk) = bytes.get(start..start + size) else {
            return Ok(None);
        };
        body.extend_from_slice(chunk);
        match bytes.get(start + size..start + size + 2) {
            Some(b"\r\n") => bytes = &bytes[start + size + 2..],
            Some(_) => return Err(broken()),
            None => return Ok(None),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: usize = 20;

    fn body_of(text: &str) -> String {
        let answer = read(text.as_bytes(), true, LIMIT)
            .expect(text)
            .expect("whole");
        String::from_utf8(answer.body).expect("text")
    }

    #[test]
    fn a_body_is_read_in_each_of_its_forms() {
        for text in [
            "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello, and more",
            "HTTP/1.1 200 OK\r\n\r\nhello",
            "HTTP/1.0 200 OK\r\nA: b\r\n\r\nhello",
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\n\r\n",
        ] {
            assert_eq!(body_of(text), "hello");
        }
        let moved =
            "HTTP/1.1 301 Moved\r\nLocation: https://b.example/\r\nContent-Type: text/html\r\n\r\n";
        let answer = read(moved.as_bytes(), false, LIMIT)
            .expect("fine")
            .expect("whole");
        assert_eq!(answer.status, 301);
        assert_eq!(answer.location.as_deref(), Some("https://b.example/"));
    }

    #[test]
    fn every_cut_waits_for_more_or_says_so() {
        let whole = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n";
        for end in 0..whole.len() {
            let part = &whole.as_bytes()[..end];
            assert_eq!(read(part, false, LIMIT), Ok(None), "{end}");
            let outcome = read(part, true, LIMIT).expect_err("cut");
            assert_eq!(outcome.code, OutcomeCode::Closed, "{end}");
        }
        assert!(matches!(read(whole.as_bytes(), false, LIMIT), Ok(Some(_))));
    }

    #[test]
    fn what_is_hostile_is_refused() {
        use OutcomeCode::{ProtocolMismatch, ReplyTooLong};
        let long_header = format!(
            "HTTP/1.1 200 OK\r\nA: {}\r\n\r\n",
            "x".repeat(HEADERS_LIMIT)
        );
        let long_body = format!("HTTP/1.1 200 OK\r\n\r\n{}", "x".repeat(LIMIT + 1));
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
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
                ProtocolMismatch,
            ),
            (
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n",
                ReplyTooLong,
            ),
            (
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhello\r\n",
                ProtocolMismatch,
            ),
        ] {
            let outcome = read(text.as_bytes(), false, LIMIT).expect_err(text);
            assert_eq!(outcome.code, code, "{text}");
        }
    }
}
