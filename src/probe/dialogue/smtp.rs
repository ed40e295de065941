//! SMTP: RFC 5321, STARTTLS of RFC 3207.

use std::net::IpAddr;

use crate::record::{Outcome, OutcomeCode};
use crate::targets::Protocol;

use super::{Bounds, Session, first_ones, kept, mismatch};

/// A reply: code and the texts of its lines.
struct Reply {
    code: u16,
    texts: Vec<Vec<u8>>,
    /// Lines before the last had another code: a server that gives up half-way through its answer.
    changed: bool,
}

impl Reply {
    /// The text that explains the code: the first line's, or the last one's where the code has changed.
    fn reason(&self) -> &[u8] {
        match self.texts.last() {
            Some(last) if self.changed => last,
            _ => self.first(),
        }
    }

    fn first(&self) -> &[u8] {
        self.texts.first().map_or(&[], Vec::as_slice)
    }

    /// The first line as it came.
    fn line(&self) -> String {
        self.with_code(self.first())
    }

    fn with_code(&self, text: &[u8]) -> String {
        let text = crate::text::sanitize(text, 500);
        format!("{} {text}", self.code).trim_end().to_owned()
    }

    /// Code and, where there is one, enhanced status code (RFC 3463), for example `421 4.3.2`.
    fn codes(&self) -> String {
        match enhanced_status(self.reason()) {
            Some(status) => format!("{} {status}", self.code),
            None => self.code.to_string(),
        }
    }

    /// The outcome of a reply that is not the one hoped for.
    fn refusal(&self, temporary: OutcomeCode, permanent: OutcomeCode) -> Outcome {
        let code = if (400..500).contains(&self.code) {
            temporary
        } else {
            permanent
        };
        Outcome::new(code)
            .with_detail(self.with_code(self.reason()))
            .with_reply(self.codes())
    }
}

fn enhanced_status(text: &[u8]) -> Option<&str> {
    let word = std::str::from_utf8(text).ok()?.split(' ').next()?;
    let mut parts = word.split('.');
    let class = parts.next()?;
    let fits =
        |part: &str| (1..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    let well_formed = matches!(class, "2" | "4" | "5")
        && parts.next().is_some_and(fits)
        && parts.next().is_some_and(fits)
        && parts.next().is_none();
    well_formed.then_some(word)
}

async fn reply(session: &mut Session<'_>) -> Result<Reply, Outcome> {
    let mut bounds = Bounds::new();
    let mut texts = Vec::new();
    let mut first_code = None;
    loop {
        let line = session.read_line().await?;
        bounds.count(&line)?;
        let Some((code, last, text)) = split(&line) else {
            return Err(mismatch("an SMTP reply", &line));
        };
        texts.push(text.to_vec());
        let changed = *first_code.get_or_insert(code) != code;
        if last {
            return Ok(Reply {
                code,
                texts,
                changed,
            });
        }
    }
}

/// Splits `250-text`, `250 text` and `250`.
fn split(line: &[u8]) -> Option<(u16, bool, &[u8])> {
    let digits = line.get(..3)?;
    if !digits.iter().all(u8::is_ascii_digit) || !(b'2'..=b'5').contains(&digits[0]) {
        return None;
    }
    let code = std::str::from_utf8(digits).ok()?.parse().ok()?;
    match line.get(3) {
        None => Some((code, true, &[])),
        Some(b' ') => Some((code, true, &line[4..])),
        Some(b'-') => Some((code, false, &line[4..])),
        Some(_) => None,
    }
}

pub(super) async fn greeting(session: &mut Session<'_>) -> Result<(), Outcome> {
    let reply = reply(session).await?;
    let line = reply.line();
    session.progress.dialogue(Protocol::Smtp).greeting = Some(line);
    match reply.code {
        220 => Ok(()),
        400..=599 => {
            let outcome =
                reply.refusal(OutcomeCode::ServiceUnavailable, OutcomeCode::ServiceRefused);
            // After a 554 greeting the client still has to say QUIT (RFC 5321 section 3.1).
            session.quit_quietly().await;
            Err(outcome)
        }
        _ => Err(mismatch("220", reply.line().as_bytes())),
    }
}

/// EHLO, and what it says.
pub(super) async fn capabilities(session: &mut Session<'_>) -> Result<(), Outcome> {
    let Hello { keywords, auth, .. } = hello(session).await?;
    let dialogue = session.progress.dialogue(Protocol::Smtp);
    dialogue.capabilities = Some(keywords);
    dialogue.auth = auth;
    Ok(())
}

/// What the server says of itself.
struct Hello {
    keywords: Vec<String>,
    auth: Vec<String>,
    /// STARTTLS, or why it is not offered.
    starttls: Result<(), &'static str>,
}

async fn hello(session: &mut Session<'_>) -> Result<Hello, Outcome> {
    let name = session.ehlo_name;
    session.progress.dialogue(Protocol::Smtp).ehlo_name = Some(name.to_owned());
    session.send_line(&format!("EHLO {name}")).await?;
    let mut answer = reply(session).await?;
    if answer.code >= 500 {
        let line = Some(answer.with_code(answer.reason()));
        session.progress.dialogue(Protocol::Smtp).ehlo_refusal = line;
    }
    let knows_ehlo = !matches!(answer.code, 500 | 502 | 504);
    if !knows_ehlo {
        // A server, or a device in between, that knows no EHLO (RFC 5321 section 3.2).
        session.send_line(&format!("HELO {name}")).await?;
        answer = reply(session).await?;
    }
    if answer.code != 250 {
        return Err(answer.refusal(OutcomeCode::ServiceUnavailable, OutcomeCode::ServiceRefused));
    }
    let first = answer.first();
    let server = first.split(|byte| *byte == b' ').next().unwrap_or_default();
    let dialogue = session.progress.dialogue(Protocol::Smtp);
    if !server.is_empty() {
        dialogue.server_name = Some(crate::text::sanitize(server, 255));
    }
    if let Some(address) = bracketed_address(first) {
        dialogue.egress_address = Some(address);
    }
    // The first line is the server's name (RFC 5321 section 4.1.1.1). Postfix, Exim, sendmail and Python's
    // smtplib find no extension there; curl and openssl s_client do.
    let starttls = if answer.texts.iter().skip(1).any(|text| is_starttls(text)) {
        Ok(())
    } else if !knows_ehlo {
        Err("EHLO was refused, and HELO offers no extensions")
    } else if is_starttls(first) {
        Err(
            "the EHLO answer has STARTTLS only in its first line, where the server's name belongs: \
             mail servers take that for no offer, some clients for one",
        )
    } else {
        Err("the EHLO answer has no STARTTLS")
    };
    let keywords: Vec<String> = answer
        .texts
        .iter()
        .skip(1)
        .filter(|text| !text.is_empty())
        .map(|text| kept(text))
        .collect();
    let auth = mechanisms(&keywords);
    Ok(Hello {
        keywords: first_ones(keywords),
        auth,
        starttls,
    })
}

fn is_starttls(text: &[u8]) -> bool {
    let word = text
        .split(u8::is_ascii_whitespace)
        .find(|word| !word.is_empty());
    word.is_some_and(|word| word.eq_ignore_ascii_case(b"STARTTLS"))
}

/// `mail.example Hello [192.0.2.7]`: the address that the server sees (facts section 4.1).
fn bracketed_address(text: &[u8]) -> Option<IpAddr> {
    let text = std::str::from_utf8(text).ok()?;
    let (_, rest) = text.split_once('[')?;
    let (inner, _) = rest.split_once(']')?;
    inner.trim_start_matches("IPv6:").parse().ok()
}

/// Mechanisms of `AUTH LOGIN XOAUTH2` and of the old `AUTH=LOGIN`.
fn mechanisms(keywords: &[String]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for keyword in keywords {
        let upper = keyword.to_ascii_uppercase();
        let Some(list) = upper
            .strip_prefix("AUTH ")
            .or_else(|| upper.strip_prefix("AUTH="))
        else {
            continue;
        };
        for mechanism in list.split_whitespace() {
            if !found.iter().any(|known| known == mechanism) {
                found.push(mechanism.to_owned());
            }
        }
    }
    found
}

pub(super) async fn upgrade(session: &mut Session<'_>) -> Result<(), Outcome> {
    let Hello {
        keywords,
        auth,
        starttls,
    } = hello(session).await?;
    let dialogue = session.progress.dialogue(Protocol::Smtp);
    dialogue.capabilities_before_tls = Some(keywords);
    dialogue.auth_before_tls = auth;
    if let Err(why) = starttls {
        session.quit().await;
        return Err(Outcome::new(OutcomeCode::StarttlsNotOffered).with_detail(why));
    }
    session.send_line("STARTTLS").await?;
    let answer = reply(session).await?;
    let line = answer.line();
    session.progress.dialogue(Protocol::Smtp).starttls_reply = Some(line);
    match answer.code {
        220 => Ok(()),
        421 => Err(answer.refusal(
            OutcomeCode::ServiceUnavailable,
            OutcomeCode::StarttlsRefused,
        )),
        _ => {
            let outcome =
                answer.refusal(OutcomeCode::StarttlsRefused, OutcomeCode::StarttlsRefused);
            session.quit_quietly().await;
            Err(outcome)
        }
    }
}

pub(super) async fn quit(session: &mut Session<'_>) -> Result<(), Outcome> {
    session.send_line("QUIT").await?;
    let answer = reply(session).await?;
    session.progress.dialogue(Protocol::Smtp).quit_reply = Some(answer.line());
    Ok(())
}

impl Session<'_> {
    /// QUIT without keeping the answer.
    async fn quit_quietly(&mut self) {
        let _ = self.send_line("QUIT").await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reply_lines_are_split_as_rfc_5321_writes_them() {
        assert_eq!(split(b"250-SIZE 1"), Some((250, false, &b"SIZE 1"[..])));
        assert_eq!(split(b"250 OK"), Some((250, true, &b"OK"[..])));
        assert_eq!(split(b"221"), Some((221, true, &b""[..])));
        for line in [
            &b""[..],
            b"25",
            b"+OK ready",
            b"SSH-2.0-x",
            b"650 x",
            b"250x",
            b"HTTP/1.1 400",
        ] {
            assert_eq!(split(line), None, "{line:?}");
        }
    }

    #[test]
    fn enhanced_codes_are_read_only_where_they_are() {
        for (text, expected) in [
            ("4.3.2 Service not available", Some("4.3.2")),
            ("5.7.139 Authentication", Some("5.7.139")),
            ("2.0.0 SMTP server ready", Some("2.0.0")),
            ("127.0.0.1 hello", None),
            ("4.3 short", None),
            ("ready", None),
        ] {
            assert_eq!(enhanced_status(text.as_bytes()), expected, "{text}");
        }
    }

    #[test]
    fn the_egress_address_is_read_from_the_ehlo_answer() {
        for (text, expected) in [
            (
                "x.outlook.office365.com Hello [172.105.184.101]",
                Some("172.105.184.101"),
            ),
            ("x Hello [2001:db8::7]", Some("2001:db8::7")),
            ("x Hello [IPv6:2001:db8::7]", Some("2001:db8::7")),
            ("x Hello [nobody]", None),
            ("mail.example", None),
        ] {
            let expected = expected.map(|address| address.parse().expect(address));
            assert_eq!(bracketed_address(text.as_bytes()), expected, "{text}");
        }
    }

    #[test]
    fn mechanisms_come_from_both_spellings_once() {
        let keywords = ["SIZE 1", "AUTH LOGIN XOAUTH2", "AUTH=LOGIN"].map(str::to_owned);
        assert_eq!(mechanisms(&keywords), ["LOGIN", "XOAUTH2"]);
    }
}
