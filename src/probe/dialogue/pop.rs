//! POP3: RFC 1939, CAPA of RFC 2449, STLS of RFC 2595.

use crate::record::{Outcome, OutcomeCode};
use crate::targets::Protocol;

use super::exchange::server_name_in_greeting;
use super::{Bounds, Session, first_ones, kept, kept_line, mismatch};

pub(super) async fn greeting(session: &mut Session<'_>) -> Result<(), Outcome> {
    let line = session.read_line().await?;
    let dialogue = session.progress.dialogue(Protocol::Pop);
    dialogue.greeting = kept_line(&line);
    dialogue.server_name = server_name_in_greeting(&line);
    match status(&line) {
        Some(true) => Ok(()),
        Some(false) => Err(refused(OutcomeCode::ServiceUnavailable, &line)),
        None => Err(mismatch("a POP3 greeting", &line)),
    }
}

/// `+OK` is true, `-ERR` is false, anything else is no POP3.
fn status(line: &[u8]) -> Option<bool> {
    let word = line.split(|byte| *byte == b' ').next().unwrap_or_default();
    if word.eq_ignore_ascii_case(b"+OK") {
        Some(true)
    } else if word.eq_ignore_ascii_case(b"-ERR") {
        Some(false)
    } else {
        None
    }
}

fn refused(code: OutcomeCode, line: &[u8]) -> Outcome {
    Outcome::new(code)
        .with_detail(crate::text::sanitize(line, 300))
        .with_reply("-ERR")
}

/// The capabilities, or none where the server knows no CAPA.
async fn ask_capabilities(session: &mut Session<'_>) -> Result<Option<Vec<String>>, Outcome> {
    session.send_line("CAPA").await?;
    let line = session.read_line().await?;
    match status(&line) {
        Some(true) => {}
        Some(false) => return Ok(None),
        None => return Err(mismatch("+OK or -ERR", &line)),
    }
    let mut bounds = Bounds::new();
    let mut capabilities = Vec::new();
    loop {
        let line = session.read_line().await?;
        bounds.count(&line)?;
        if line == b"." {
            return Ok(Some(capabilities));
        }
        // A line that starts with a dot has it doubled (RFC 1939 section 3).
        let line = line.strip_prefix(b".").unwrap_or(&line);
        if !line.is_empty() {
            capabilities.push(kept(line));
        }
    }
}

/// Mechanisms of `SASL PLAIN XOAUTH2`.
fn mechanisms(capabilities: &[String]) -> Vec<String> {
    capabilities
        .iter()
        .map(|capability| capability.to_ascii_uppercase())
        .filter_map(|capability| capability.strip_prefix("SASL ").map(str::to_owned))
        .flat_map(|list| {
            list.split_whitespace()
                .map(str::to_owned)
                .collect::<Vec<_>>()
        })
        .collect()
}

pub(super) async fn capabilities(session: &mut Session<'_>) -> Result<(), Outcome> {
    let capabilities = ask_capabilities(session).await?;
    let dialogue = session.progress.dialogue(Protocol::Pop);
    dialogue.auth = capabilities.as_deref().map(mechanisms).unwrap_or_default();
    dialogue.capabilities = capabilities.map(first_ones);
    Ok(())
}

pub(super) async fn upgrade(session: &mut Session<'_>) -> Result<(), Outcome> {
    let capabilities = ask_capabilities(session).await?;
    // A server without CAPA may know STLS all the same; one with CAPA has to list it.
    let offered = capabilities.as_ref().is_none_or(|list| {
        list.iter()
            .any(|capability| capability.trim().eq_ignore_ascii_case("STLS"))
    });
    let dialogue = session.progress.dialogue(Protocol::Pop);
    dialogue.auth_before_tls = capabilities.as_deref().map(mechanisms).unwrap_or_default();
    dialogue.capabilities_before_tls = capabilities.map(first_ones);
    if !offered {
        session.quit().await;
        return Err(Outcome::new(OutcomeCode::StarttlsNotOffered)
            .with_detail("the CAPA answer has no STLS"));
    }
    session.send_line("STLS").await?;
    let line = session.read_line().await?;
    session.progress.dialogue(Protocol::Pop).starttls_reply = kept_line(&line);
    match status(&line) {
        Some(true) => Ok(()),
        Some(false) => {
            session.quit().await;
            Err(refused(OutcomeCode::StarttlsRefused, &line))
        }
        None => Err(mismatch("+OK or -ERR", &line)),
    }
}

pub(super) async fn quit(session: &mut Session<'_>) -> Result<(), Outcome> {
    session.send_line("QUIT").await?;
    let line = session.read_line().await?;
    session.progress.dialogue(Protocol::Pop).quit_reply = kept_line(&line);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn status_words_are_whole_words() {
        assert_eq!(status(b"+OK"), Some(true));
        assert_eq!(status(b"+ok ready"), Some(true));
        assert_eq!(status(b"-ERR no"), Some(false));
        assert_eq!(status(b"+OKAY"), None);
        assert_eq!(status(b"220 mail"), None);
        assert_eq!(status(b""), None);
    }
}
