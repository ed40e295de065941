//! The dialogues, as Exchange Online holds them (facts section 4).

mod http;
mod imap;
mod pop;
mod smtp;

use std::io;
use std::net::IpAddr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tokio::io::{AsyncRead, AsyncWrite};

use super::behaviour::{Application, Behaviour};
use super::cases::Definition;
use super::wire::{Line, Lines};
use exoport::targets::{Protocol, Service};

/// What a dialogue knows about its connection.
#[derive(Clone, Copy)]
pub(super) struct Session {
    pub definition: &'static Definition,
    /// The client's address.
    pub peer: IpAddr,
    /// Whether TLS has been started.
    pub tls: bool,
}

impl Session {
    pub(super) fn service(&self) -> Service {
        self.definition.service
    }

    pub(super) fn behaviour(&self) -> &'static Behaviour {
        &self.definition.behaviour
    }

    /// What a healthy server says first; none where the client speaks first.
    pub(super) fn greeting(&self) -> Option<String> {
        match self.service().protocol() {
            Protocol::Smtp => Some(smtp::greeting(self)),
            Protocol::Imap => Some(imap::greeting(self)),
            Protocol::Pop => Some(pop::greeting()),
            Protocol::Http => None,
        }
    }
}

/// What follows a reply.
#[derive(Clone, Copy)]
enum Next {
    /// The next command.
    Command,
    /// The end of the connection.
    Close,
    /// TLS.
    Tls,
}

/// Serves one client to the end of the dialogue, or until it asks for TLS: then the stream comes back,
/// the positive reply already sent.
///
/// # Errors
/// The connection broke.
pub(super) async fn converse<S>(mut lines: Lines<S>, session: Session) -> io::Result<Option<S>>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    if session.tls && session.behaviour().application == Application::Silent {
        lines.hold().await?;
        return Ok(None);
    }
    match session.service().protocol() {
        Protocol::Smtp => {
            let mut smtp = smtp::Smtp::new(session);
            answer_each(lines, smtp::TOO_LONG, |line| smtp.answer(line)).await
        }
        Protocol::Imap => {
            answer_each(lines, imap::TOO_LONG, |line| imap::answer(line, &session)).await
        }
        Protocol::Pop => {
            answer_each(lines, pop::TOO_LONG, |line| pop::answer(line, &session)).await
        }
        Protocol::Http => {
            http::converse(lines, session).await?;
            Ok(None)
        }
    }
}

async fn answer_each<S>(
    mut lines: Lines<S>,
    too_long: &str,
    mut answer: impl FnMut(&str) -> (String, Next),
) -> io::Result<Option<S>>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    loop {
        let (reply, next) = match lines.next().await? {
            Line::Text(line) => answer(&line),
            Line::TooLong => (too_long.to_owned(), Next::Close),
            Line::End => return Ok(None),
        };
        lines.send(&(reply + "\r\n")).await?;
        match next {
            Next::Command => {}
            Next::Close => {
                lines.close().await?;
                return Ok(None);
            }
            Next::Tls => return Ok(Some(lines.into_inner())),
        }
    }
}

/// A mailbox server's name as the greetings of IMAP and POP3 carry it: base64 of UTF-16LE.
fn encoded_server_name(name: &str) -> String {
    let bytes: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
    STANDARD.encode(bytes)
}

#[cfg(test)]
mod tests {
    #[test]
    fn server_names_are_encoded_as_in_a_real_greeting() {
        // The short form of facts section 4.3.
        assert_eq!(
            super::encoded_server_name("MN2PR01CA0007"),
            "TQBOADIAUABSADAAMQBDAEEAMAAwADAANwA="
        );
    }
}
