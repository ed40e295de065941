//! HTTP/1.1 as the web front door speaks it (RFC 9112; facts section 4.5).

use std::io;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::io::{AsyncRead, AsyncWrite};

use super::super::behaviour::Application;
use super::super::clock::http_date;
use super::super::wire::{Line, Lines};
use super::Session;

/// Header lines that a request may have.
const MAX_HEADERS: usize = 100;

/// Requests on one connection.
const MAX_REQUESTS: usize = 100;

/// Numbers the request ids.
static REQUEST: AtomicU64 = AtomicU64::new(1);

/// A request, as far as the answer depends on it.
struct Request {
    method: String,
    path: String,
    close: bool,
}

/// Why there is no request to answer.
enum Unreadable {
    /// The client has gone.
    End,
    /// An answer is due, and then the end.
    Status(&'static str),
}

/// Serves one client.
pub(super) async fn converse<S>(mut lines: Lines<S>, session: Session) -> io::Result<()>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    for _ in 0..MAX_REQUESTS {
        let request = match read_request(&mut lines).await? {
            Ok(request) => request,
            Err(Unreadable::End) => return Ok(()),
            Err(Unreadable::Status(status)) => {
                let answer =
                    format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
                lines.send(&answer).await?;
                return lines.close().await;
            }
        };
        lines.send(&answer(&request, &session)).await?;
        if request.close {
            break;
        }
    }
    lines.close().await
}

async fn read_request<S>(lines: &mut Lines<S>) -> io::Result<Result<Request, Unreadable>>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let bad = || Ok(Err(Unreadable::Status("400 Bad Request")));
    let first = match lines.next().await? {
        Line::Text(line) => line,
        Line::End => return Ok(Err(Unreadable::End)),
        Line::TooLong => return Ok(Err(Unreadable::Status("414 URI Too Long"))),
    };
    let mut parts = first.split(' ');
    let (Some(method), Some(path), Some(version), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return bad();
    };
    if !version.starts_with("HTTP/1.") {
        return Ok(Err(Unreadable::Status("505 HTTP Version Not Supported")));
    }
    let mut request = Request {
        method: method.to_owned(),
        path: path.to_owned(),
        close: version == "HTTP/1.0",
    };
    let mut hosts = 0;
    for _ in 0..MAX_HEADERS {
        let line = match lines.next().await? {
            Line::Text(line) if line.is_empty() => {
                // RFC 9112 section 3.2: exactly one Host.
                return if hosts == 1 { Ok(Ok(request)) } else { bad() };
            }
            Line::Text(line) => line,
            Line::End => return Ok(Err(Unreadable::End)),
            Line::TooLong => break,
        };
        let Some((name, value)) = line.split_once(':') else {
            return bad();
        };
        match (name.to_ascii_lowercase().as_str(), value.trim()) {
            ("host", _) => hosts += 1,
            ("connection", value) if value.eq_ignore_ascii_case("close") => request.close = true,
            ("content-length", "0") => {}
            ("content-length" | "transfer-encoding", _) => {
                return Ok(Err(Unreadable::Status("413 Content Too Large")));
            }
            _ => {}
        }
    }
    Ok(Err(Unreadable::Status(
        "431 Request Header Fields Too Large",
    )))
}

fn answer(request: &Request, session: &Session) -> String {
    match session.behaviour().application {
        Application::Portal => {
            return foreign_answer(
                request,
                "302 Found",
                "Location: http://portal.example/login\r\nServer: filter\r\n",
            );
        }
        Application::BlockPage => {
            return foreign_answer(
                request,
                "403 Forbidden",
                &format!("{}Server: filter\r\n", content_type("text/html")),
            );
        }
        Application::OtherServer => {
            return foreign_answer(request, "404 Not Found", "Server: nginx\r\n");
        }
        _ => {}
    }
    let path = request.path.split('?').next().unwrap_or_default();
    let (status, own_header, body) = if session.behaviour().application == Application::Unavailable
    {
        ("503 Service Unavailable", String::new(), "")
    } else if !matches!(request.method.as_str(), "GET" | "HEAD") {
        (
            "405 Method Not Allowed",
            "Allow: GET, HEAD\r\n".to_owned(),
            "",
        )
    } else {
        match path {
            "/" => {
                let location = format!("Location: https://{}/owa/\r\n", session.definition.host);
                ("302 Found", location, "")
            }
            "/owa/healthcheck.htm" => ("200 OK", content_type("text/html"), "200 OK<br/>"),
            "/autodiscover/autodiscover.json" => (
                "400 Bad Request",
                content_type("application/json; charset=utf-8"),
                r#"{"ErrorCode":"ProtocolNotSupported","ErrorMessage":"The given protocol is not supported."}"#,
            ),
            _ => ("404 Not Found", String::new(), ""),
        }
    };
    let connection = if request.close {
        "Connection: close\r\n"
    } else {
        ""
    };
    let sent_body = if request.method == "HEAD" { "" } else { body };
    format!(
        "HTTP/1.1 {status}\r\n\
         Content-Length: {}\r\n\
         {own_header}\
         Server: Microsoft-IIS/10.0\r\n\
         request-id: {}\r\n\
         X-CalculatedFETarget: LO4P265CU012.internal.outlook.com\r\n\
         X-FEProxyInfo: LO4P265CA0097.GBRP265.PROD.OUTLOOK.COM\r\n\
         X-FEEFZInfo: LHR\r\n\
         X-FEServer: LO4P265CA0097\r\n\
         X-FirstHopCafeEFZ: LHR\r\n\
         X-Powered-By: ASP.NET\r\n\
         {connection}\
         Date: {}\r\n\
         \r\n\
         {sent_body}",
        body.len(),
        request_id(),
        http_date(),
    )
}

/// The answer of something on the path that is not Exchange Online.
fn foreign_answer(request: &Request, status: &str, header: &str) -> String {
    let body = "<html><body>Access is not allowed from this network.</body></html>";
    let sent_body = if request.method == "HEAD" { "" } else { body };
    let connection = if request.close {
        "Connection: close\r\n"
    } else {
        ""
    };
    format!(
        "HTTP/1.1 {status}\r\n\
         Content-Length: {}\r\n\
         {header}\
         {connection}\
         Date: {}\r\n\
         \r\n\
         {sent_body}",
        body.len(),
        http_date(),
    )
}

fn content_type(value: &str) -> String {
    format!("Content-Type: {value}\r\n")
}

/// A GUID that no other answer of this process has.
fn request_id() -> String {
    let number = REQUEST.fetch_add(1, Ordering::Relaxed);
    format!("6c616200-0000-4000-8000-{:012x}", number & 0xffff_ffff_ffff)
}
