//! IMAP: RFC 9051 (and RFC 3501), STARTTLS of its section 6.2.1.

use crate::record::{Outcome, OutcomeCode};
use crate::targets::Protocol;

use super::exchange::server_name_in_greeting;
use super::{Bounds, Session, first_ones, kept, kept_line, mismatch};

/// The biggest literal that is skipped.
const LITERAL_LIMIT: usize = 64 * 1024;

pub(super) async fn greeting(session: &mut Session<'_>) -> Result<(), Outcome> {
    let line = session.read_line().await?;
    let dialogue = session.progress.dialogue(Protocol::Imap);
    dialogue.greeting = kept_line(&line);
    dialogue.server_name = server_name_in_greeting(&line);
    let upper = line.to_ascii_uppercase();
    if upper.starts_with(b"* OK") || upper.starts_with(b"* PREAUTH") {
        Ok(())
    } else if upper.starts_with(b"* BYE") {
        Err(unavailable(&line))
    } else {
        Err(mismatch("an IMAP greeting", &line))
    }
}

fn unavailable(line: &[u8]) -> Outcome {
    Outcome::new(OutcomeCode::ServiceUnavailable)
        .with_detail(crate::text::sanitize(line, 300))
        .with_reply("BYE")
}

/// How a command ended: the tagged line, and what came before it.
struct Answer {
    /// `OK`, `NO` or `BAD`.
    status: String,
    tagged: Vec<u8>,
    untagged: Vec<Vec<u8>>,
}

async fn command(session: &mut Session<'_>, tag: &str, words: &str) -> Result<Answer, Outcome> {
    session.send_line(&format!("{tag} {words}")).await?;
    let mut bounds = Bounds::new();
    let mut untagged = Vec::new();
    loop {
        let line = session.read_line().await?;
        bounds.count(&line)?;
        if let Some(rest) = line
            .strip_prefix(tag.as_bytes())
            .and_then(|rest| rest.strip_prefix(b" "))
        {
            let status = rest.split(|byte| *byte == b' ').next().unwrap_or_default();
            let status = String::from_utf8_lossy(status).to_ascii_uppercase();
            if !matches!(status.as_str(), "OK" | "NO" | "BAD") {
                return Err(mismatch("OK, NO or BAD", &line));
            }
            return Ok(Answer {
                status,
                tagged: line,
                untagged,
            });
        }
        if !line.starts_with(b"* ") && !line.starts_with(b"+") {
            return Err(mismatch("an IMAP response", &line));
        }
        let bye = line.to_ascii_uppercase().starts_with(b"* BYE");
        if bye && words != "LOGOUT" {
            return Err(unavailable(&line));
        }
        // A literal stands within a response; what follows it belongs to the same one.
        let mut end = literal_size(&line);
        while let Some(size) = end {
            skip(session, size).await?;
            let rest = session.read_line().await?;
            bounds.count(&rest)?;
            end = literal_size(&rest);
        }
        untagged.push(line);
    }
}

/// The size of a literal that a line announces at its end (RFC 9051 section 4.3).
fn literal_size(line: &[u8]) -> Option<usize> {
    let inner = line.strip_suffix(b"}")?;
    let open = inner.iter().rposition(|byte| *byte == b'{')?;
    std::str::from_utf8(&inner[open + 1..]).ok()?.parse().ok()
}

async fn skip(session: &mut Session<'_>, size: usize) -> Result<(), Outcome> {
    if size > LITERAL_LIMIT {
        return Err(Outcome::new(OutcomeCode::ReplyTooLong)
            .with_detail(format!("a literal of {size} bytes")));
    }
    while session.wire.inbox().len() < size {
        if session.wire.fill().await? == 0 {
            return Err(session.wire.closed());
        }
    }
    session.wire.consume(size);
    Ok(())
}

async fn ask_capabilities(session: &mut Session<'_>, tag: &str) -> Result<Vec<String>, Outcome> {
    let answer = command(session, tag, "CAPABILITY").await?;
    if answer.status != "OK" {
        return Err(Outcome::new(OutcomeCode::ServiceRefused)
            .with_detail(crate::text::sanitize(&answer.tagged, 300))
            .with_reply(answer.status));
    }
    let mut capabilities = Vec::new();
    for line in &answer.untagged {
        let mut words = line
            .split(|byte| *byte == b' ')
            .filter(|word| !word.is_empty());
        let is_list = words.next() == Some(b"*".as_slice())
            && words
                .next()
                .is_some_and(|word| word.eq_ignore_ascii_case(b"CAPABILITY"));
        if is_list {
            capabilities.extend(words.map(kept));
        }
    }
    Ok(capabilities)
}

/// Mechanisms of `AUTH=XOAUTH2`.
fn mechanisms(capabilities: &[String]) -> Vec<String> {
    capabilities
        .iter()
        .filter_map(|capability| {
            let upper = capability.to_ascii_uppercase();
            upper.strip_prefix("AUTH=").map(str::to_owned)
        })
        .filter(|mechanism| !mechanism.is_empty())
        .collect()
}

pub(super) async fn capabilities(session: &mut Session<'_>) -> Result<(), Outcome> {
    let capabilities = ask_capabilities(session, "x3").await?;
    let dialogue = session.progress.dialogue(Protocol::Imap);
    dialogue.auth = mechanisms(&capabilities);
    dialogue.capabilities = Some(first_ones(capabilities));
    Ok(())
}

pub(super) async fn upgrade(session: &mut Session<'_>) -> Result<(), Outcome> {
    let dialogue = session.progress.dialogue(Protocol::Imap);
    let greeting = dialogue.greeting.as_deref().unwrap_or_default();
    // Authenticated already, and STARTTLS is for the state before that alone (RFC 9051 section 6.2.1).
    if greeting.to_ascii_uppercase().starts_with("* PREAUTH") {
        session.quit().await;
        return Err(Outcome::new(OutcomeCode::StarttlsNotOffered)
            .with_detail("the greeting is PREAUTH, after which there is no STARTTLS"));
    }
    let capabilities = ask_capabilities(session, "x1").await?;
    let offered = capabilities
        .iter()
        .any(|capability| capability.eq_ignore_ascii_case("STARTTLS"));
    let dialogue = session.progress.dialogue(Protocol::Imap);
    dialogue.auth_before_tls = mechanisms(&capabilities);
    dialogue.capabilities_before_tls = Some(first_ones(capabilities));
    if !offered {
        session.quit().await;
        return Err(Outcome::new(OutcomeCode::StarttlsNotOffered)
            .with_detail("the CAPABILITY answer has no STARTTLS"));
    }
    let answer = command(session, "x2", "STARTTLS").await?;
    let line = crate::text::sanitize(&answer.tagged, 300);
    session.progress.dialogue(Protocol::Imap).starttls_reply = Some(line.clone());
    if answer.status == "OK" {
        return Ok(());
    }
    session.quit().await;
    Err(Outcome::new(OutcomeCode::StarttlsRefused)
        .with_detail(line)
        .with_reply(answer.status))
}

pub(super) async fn quit(session: &mut Session<'_>) -> Result<(), Outcome> {
    let answer = command(session, "x4", "LOGOUT").await?;
    let line = crate::text::sanitize(&answer.tagged, 300);
    session.progress.dialogue(Protocol::Imap).quit_reply = Some(line);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_are_seen_at_the_end_of_a_line_only() {
        assert_eq!(literal_size(b"* X {12}"), Some(12));
        assert_eq!(literal_size(b"* X {12} y"), None);
        assert_eq!(literal_size(b"* X {}"), None);
        assert_eq!(literal_size(b"* X {99999999999999999999999}"), None);
    }

    #[test]
    fn mechanisms_are_the_auth_capabilities() {
        let capabilities = ["IMAP4rev1", "AUTH=XOAUTH2", "AUTH=", "auth=plain"].map(str::to_owned);
        assert_eq!(mechanisms(&capabilities), ["XOAUTH2", "PLAIN"]);
    }
}
