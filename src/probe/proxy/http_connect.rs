//! HTTP CONNECT: RFC 9110 section 9.3.6, the reply of RFC 9112.

use crate::record::{HttpHeader, Outcome, OutcomeCode, ProxyAuthentication};

use super::exchange::{Exchange, LINE, Refused};

/// The most bytes of a reply, status line and headers.
const REPLY: usize = 16 * 1024;

/// The most headers that are read.
const HEADERS: usize = 64;

/// The most headers that are kept.
const KEPT: usize = 16;

/// Headers that name the proxy or its reason. The others are not a probe's business.
const TELLING: &[&str] = &[
    "via",
    "server",
    "proxy-agent",
    "proxy-authenticate",
    "www-authenticate",
    "proxy-connection",
    "proxy-status",
    "retry-after",
    "location",
    "x-squid-error",
    "x-cache",
];

/// Asks an HTTP proxy to connect.
pub(super) async fn ask(exchange: &mut Exchange<'_>) -> Result<(), Refused> {
    let authority = exchange.destination.authority();
    let agent = env!("CARGO_PKG_VERSION");
    let mut request = format!(
        "CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\nUser-Agent: ExoPort/{agent}\r\n"
    );
    exchange.seen.authentication = Some(match exchange.server.credentials() {
        Some(credentials) => {
            request.push_str("Proxy-Authorization: Basic ");
            request.push_str(&credentials.basic_token());
            request.push_str("\r\n");
            ProxyAuthentication::Basic
        }
        None => ProxyAuthentication::None,
    });
    request.push_str("\r\n");
    exchange.wire.send(request.as_bytes()).await?;
    loop {
        if let Some(reply) = parse(exchange)?.filter(|reply| reply.length <= REPLY) {
            exchange.wire.consume(reply.length);
            // 1xx comes before the reply that counts (RFC 9110 section 15.2).
            if (100..200).contains(&reply.status) {
                continue;
            }
            return settle(exchange, reply);
        }
        if exchange.wire.inbox().len() > REPLY {
            return Err(too_long(&format!("{REPLY} bytes")).into());
        }
        exchange.more().await?;
    }
}

struct Reply {
    status: u16,
    line: String,
    headers: Vec<HttpHeader>,
    length: usize,
}

fn parse(exchange: &Exchange<'_>) -> Result<Option<Reply>, Outcome> {
    let mut space = [httparse::EMPTY_HEADER; HEADERS];
    let mut response = httparse::Response::new(&mut space);
    let bytes = exchange.wire.inbox();
    let length = match response.parse(bytes) {
        Ok(httparse::Status::Partial) => return Ok(None),
        Ok(httparse::Status::Complete(length)) => length,
        Err(httparse::Error::TooManyHeaders) => {
            return Err(too_long(&format!("{HEADERS} headers")));
        }
        Err(error) => {
            return Err(exchange.mismatch(&format!("the reply of an HTTP proxy ({error})")));
        }
    };
    let first = bytes
        .split(|byte| *byte == b'\n')
        .find(|line| line.len() > 1);
    let headers = response
        .headers
        .iter()
        .map(|header| (header.name.to_ascii_lowercase(), header.value))
        .filter(|(name, _)| TELLING.contains(&name.as_str()))
        .take(KEPT)
        .map(|(name, value)| HttpHeader {
            name,
            value: exchange.redactor.sanitize(value, LINE),
        })
        .collect();
    Ok(Some(Reply {
        status: response.code.unwrap_or(0),
        line: exchange
            .redactor
            .sanitize(first.unwrap_or_default().trim_ascii(), LINE),
        headers,
        length,
    }))
}

fn too_long(bound: &str) -> Outcome {
    Outcome::new(OutcomeCode::ReplyTooLong)
        .with_detail(format!("the reply of the proxy has more than {bound}"))
}

fn settle(exchange: &mut Exchange<'_>, reply: Reply) -> Result<(), Refused> {
    let seen = &mut *exchange.seen;
    seen.reply_code = Some(reply.status);
    seen.reply = Some(reply.line.clone());
    seen.authentication_offered = schemes(&reply.headers);
    seen.headers = reply.headers;
    let refused = |code: OutcomeCode| {
        Outcome::new(code)
            .with_detail(reply.line.clone())
            .with_reply(reply.status.to_string())
    };
    match reply.status {
        200..=299 => Ok(()),
        // 401 is the answer of a target, but tinyproxy sends it when its own credentials are wrong;
        // no target has been spoken to before the way is open.
        401 | 407 => Err(refused(OutcomeCode::ProxyAuthenticationRequired).into()),
        // 502 to 504: the proxy could not get there, which another address may help.
        status => Err(Refused {
            outcome: refused(OutcomeCode::ProxyRefused),
            elsewhere: (502..=504).contains(&status),
        }),
    }
}

/// The schemes of `Proxy-Authenticate` (RFC 9110 section 11.7.1), the first word of each challenge.
/// Parameters (`realm="..."`) are left out; several challenges may stand in one header.
fn schemes(headers: &[HttpHeader]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let values = headers
        .iter()
        .filter(|header| {
            matches!(
                header.name.as_str(),
                "proxy-authenticate" | "www-authenticate"
            )
        })
        .map(|header| &header.value);
    for challenge in values.flat_map(|value| value.split(',')) {
        let word = challenge.split_whitespace().next().unwrap_or_default();
        let is_token = !word.is_empty()
            && word.len() <= 40
            && word
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
        if is_token && !found.iter().any(|known| known == word) && found.len() < KEPT {
            found.push(word.to_owned());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schemes_are_the_first_words_of_challenges() {
        let header = |value: &str| HttpHeader {
            name: "proxy-authenticate".into(),
            value: value.into(),
        };
        for (values, expected) in [
            (vec!["Basic realm=\"x\""], vec!["Basic"]),
            (
                vec!["Negotiate", "NTLM", "Negotiate"],
                vec!["Negotiate", "NTLM"],
            ),
            (
                vec!["Digest realm=\"a\", qop=\"auth\", Basic realm=\"b\""],
                vec!["Digest", "Basic"],
            ),
            (vec!["", ",,", "\\x1b[1m"], vec![]),
        ] {
            let headers: Vec<HttpHeader> = values.iter().map(|value| header(value)).collect();
            assert_eq!(schemes(&headers), expected, "{values:?}");
        }
    }
}
