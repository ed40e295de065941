//! HTTP: one request, the answer's status and headers (RFC 9110, RFC 9112).
//!
//! The dialogue is by hand, its headers are read by httparse: a client such as hyper refuses a malformed answer, and here
//! that is evidence.

use std::sync::OnceLock;

use crate::record::{Direction, Http, HttpHeader, Outcome, OutcomeCode};
use crate::targets::Protocol;

use super::super::line_stream::LineStream;
use super::super::progress::Progress;
use super::exchange::is_exchange_online_header;
use super::{REPLY_LIMIT, mismatch};

/// The most headers that are kept; the most that are read is twice that.
const HEADERS: usize = 64;

/// The one request of a probe.
pub(crate) struct HttpRequest<'a> {
    /// The host it is for.
    pub(crate) host: &'a str,
    /// `https` or `http`.
    pub(crate) scheme: &'static str,
    /// The port, for the authority where it is not the scheme's own.
    pub(crate) port: u16,
}

/// What is sent in User-Agent.
pub(crate) const USER_AGENT: &str = concat!("ExoPort/", env!("CARGO_PKG_VERSION"));

impl HttpRequest<'_> {
    /// Host and port as RFC 9110 section 7.2 writes them.
    pub(super) fn authority(&self) -> String {
        let host = if self.host.contains(':') {
            format!("[{}]", self.host)
        } else {
            self.host.to_owned()
        };
        match (self.scheme, self.port) {
            ("https", 443) | ("http", 80) => host,
            (_, port) => format!("{host}:{port}"),
        }
    }
}

/// Sends the request and reads the answer.
pub(super) async fn answer(
    wire: &mut LineStream,
    request: &HttpRequest<'_>,
    progress: &mut Progress,
) -> Result<(), Outcome> {
    let tls = wire.is_tls();
    let lines = [
        "HEAD / HTTP/1.1".to_owned(),
        format!("Host: {}", request.authority()),
        format!("User-Agent: {USER_AGENT}"),
        "Accept: */*".to_owned(),
        "Connection: close".to_owned(),
    ];
    for line in &lines {
        progress.said(Protocol::Http, Direction::Client, tls, line.as_bytes());
    }
    let text = format!("{}\r\n\r\n", lines.join("\r\n"));
    progress.dialogue(Protocol::Http);
    wire.send(text.as_bytes()).await?;
    loop {
        if let Some((http, used)) = parse(wire.inbox())? {
            wire.consume(used);
            // 1xx answers come before the one that counts (RFC 9110 section 15.2).
            if (100..200).contains(&http.status) {
                continue;
            }
            return settle(http, tls, progress);
        }
        if wire.inbox().len() > REPLY_LIMIT {
            return Err(Outcome::new(OutcomeCode::ReplyTooLong)
                .with_detail(format!("HTTP headers of more than {REPLY_LIMIT} bytes")));
        }
        if wire.fill().await? == 0 {
            return Err(wire.closed());
        }
    }
}

/// Keeps an answer and judges its status: 5xx is the server's own word that it does not work.
pub(super) fn settle(http: Http, tls: bool, progress: &mut Progress) -> Result<(), Outcome> {
    let status = http.status;
    let first = format!("{} {status}", http.version);
    progress.said(Protocol::Http, Direction::Server, tls, first.as_bytes());
    for header in &http.headers {
        let line = format!("{}: {}", header.name, header.value);
        progress.said(Protocol::Http, Direction::Server, tls, line.as_bytes());
    }
    let dialogue = progress.dialogue(Protocol::Http);
    dialogue.greeting = Some(first);
    dialogue.server_name = ["x-feserver", "x-calculatedfetarget"]
        .iter()
        .find_map(|wanted| value_of(&http.headers, wanted))
        .map(str::to_owned);
    dialogue.http = Some(http);
    // 408 is what a server says that has not seen the request; below 100 there are no statuses.
    if status >= 500 || status == 408 || status < 100 {
        return Err(Outcome::new(OutcomeCode::HttpError)
            .with_detail(format!("HTTP status {status:03}"))
            .with_reply(format!("{status:03}")));
    }
    Ok(())
}

fn value_of<'a>(headers: &'a [HttpHeader], name: &str) -> Option<&'a str> {
    headers
        .iter()
        .find(|header| header.name == name)
        .map(|header| header.value.as_str())
}

/// Reads headers as browsers and curl do: one that is malformed spoils none of the others, and no answer.
fn lenient() -> httparse::ParserConfig {
    let mut config = httparse::ParserConfig::default();
    config
        .allow_spaces_after_header_name_in_responses(true)
        .allow_obsolete_multiline_headers_in_responses(true)
        .allow_multiple_spaces_in_response_status_delimiters(true)
        .allow_space_before_first_header_name(true)
        .ignore_invalid_headers_in_responses(true);
    config
}

static LENIENT: OnceLock<httparse::ParserConfig> = OnceLock::new();

fn parse(bytes: &[u8]) -> Result<Option<(Http, usize)>, Outcome> {
    let mut space = [httparse::EMPTY_HEADER; HEADERS * 2];
    let mut response = httparse::Response::new(&mut space);
    match LENIENT
        .get_or_init(lenient)
        .parse_response(&mut response, bytes)
    {
        Ok(httparse::Status::Partial) => Ok(None),
        Ok(httparse::Status::Complete(used)) => {
            let version = match response.version {
                Some(0) => "HTTP/1.0",
                _ => "HTTP/1.1",
            };
            let headers = response
                .headers
                .iter()
                .map(|header| (header.name, header.value));
            let http = build(version, response.code.unwrap_or(0), headers);
            Ok(Some((http, used)))
        }
        Err(httparse::Error::TooManyHeaders) => Err(Outcome::new(OutcomeCode::ReplyTooLong)
            .with_detail(format!("more than {} HTTP headers", HEADERS * 2))),
        Err(error) => Err(mismatch(&format!("an HTTP answer ({error})"), bytes)),
    }
}

/// The record of an answer.
pub(super) fn build<'a>(
    version: &str,
    status: u16,
    headers: impl Iterator<Item = (&'a str, &'a [u8])>,
) -> Http {
    let headers: Vec<HttpHeader> = headers
        .take(HEADERS)
        .map(|(name, value)| HttpHeader {
            name: crate::text::sanitize(name.to_ascii_lowercase().as_bytes(), 100),
            value: crate::text::sanitize(&unfolded(value), 512),
        })
        .collect();
    let front_door = ["x-feefzinfo", "x-firsthopcafeefz"]
        .iter()
        .find_map(|wanted| value_of(&headers, wanted))
        .map(str::to_owned);
    let exchange_online = headers
        .iter()
        .any(|header| is_exchange_online_header(&header.name, &header.value));
    Http {
        version: version.to_owned(),
        request: "HEAD /".to_owned(),
        status,
        headers,
        front_door,
        exchange_online,
    }
}

/// A value on one line (obs-fold, RFC 9112 section 5.2).
fn unfolded(value: &[u8]) -> Vec<u8> {
    let lines = value.split(|byte| matches!(byte, b'\r' | b'\n'));
    let parts: Vec<&[u8]> = lines
        .map(<[u8]>::trim_ascii)
        .filter(|part| !part.is_empty())
        .collect();
    parts.join(&b' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_read_once_its_headers_are_whole() {
        let whole = b"HTTP/1.1 200 OK\r\nX-FEEFZInfo: LHR\r\nX-CalculatedBETarget: A.PROD.OUTLOOK.COM\r\n\r\nbody";
        assert!(parse(&whole[..40]).expect("partial").is_none());
        let (http, used) = parse(whole).expect("whole").expect("complete");
        assert_eq!(used, whole.len() - 4);
        assert_eq!(http.status, 200);
        assert_eq!(http.front_door.as_deref(), Some("LHR"));
        assert!(http.exchange_online);
    }

    #[test]
    fn a_malformed_header_spoils_neither_the_others_nor_the_answer() {
        for malformed in [
            "X-Powered-By : PHP\r\n",
            "<br /><b>Warning</b>: headers already sent in /x.php on line 2\r\n",
            "PHP Warning without a colon\r\n",
            "X-Control: a\x01b\r\n",
            "X-Folded: a\r\n b\r\n",
            "X\u{e9}: y\r\n",
            ": no name\r\n",
        ] {
            for place in 0..2 {
                let mut headers = vec!["Server: Microsoft-IIS/10.0\r\n", "X-FEEFZInfo: LHR\r\n"];
                headers.insert(place, malformed);
                let text = format!("HTTP/1.1 302 Found\r\n{}\r\n", headers.concat());
                let (http, used) = parse(text.as_bytes()).expect(malformed).expect("whole");
                assert_eq!((http.status, used), (302, text.len()), "{malformed}");
                assert_eq!(http.front_door.as_deref(), Some("LHR"), "{malformed}");
                assert!(
                    http.headers
                        .iter()
                        .all(|header| !header.value.contains("\\r"))
                );
            }
        }
        let text = "HTTP/1.1  200  OK\r\n\r\n";
        assert!(parse(text.as_bytes()).is_ok_and(|answer| answer.is_some()));
    }

    #[test]
    fn another_protocol_is_not_an_answer() {
        let outcome = parse(b"220 mail.example ESMTP\r\n").expect_err("mismatch");
        assert_eq!(outcome.code, OutcomeCode::ProtocolMismatch);
    }

    #[test]
    fn headers_without_number_are_too_long_and_still_http() {
        let many = format!(
            "HTTP/1.1 200 OK\r\n{}\r\n",
            "X: y\r\n".repeat(HEADERS * 2 + 1)
        );
        let outcome = parse(many.as_bytes()).expect_err("too many");
        assert_eq!(outcome.code, OutcomeCode::ReplyTooLong);
    }

    #[test]
    fn the_authority_names_the_port_only_where_it_must() {
        let request = |host, scheme, port| HttpRequest { host, scheme, port }.authority();
        assert_eq!(request("a.example", "https", 443), "a.example");
        assert_eq!(request("a.example", "https", 8443), "a.example:8443");
        assert_eq!(request("2001:db8::1", "http", 80), "[2001:db8::1]");
    }
}
