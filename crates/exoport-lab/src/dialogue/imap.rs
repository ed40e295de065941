//! IMAP as the client access front door speaks it (RFC 9051; facts section 4.3).

use std::io;

use tokio::io::{AsyncRead, AsyncWrite};

use super::super::behaviour::{Greeting, Starttls};
use super::super::wire::{Line, Lines};
use super::{Session, encoded_server_name};

/// The mailbox server that the greeting names.
const SERVER_NAME: &str = "LO4P265CA0012.gbrp265.prod.outlook.com";

/// What the server says first.
pub(super) fn greeting(session: &Session) -> String {
    if session.behaviour().greeting == Greeting::OtherProduct {
        return "* OK [CAPABILITY IMAP4rev1 SASL-IR LOGIN-REFERRALS ID ENABLE IDLE LITERAL+] Dovecot ready.\r\n".to_owned();
    }
    format!(
        "* OK The Microsoft Exchange IMAP4 service is ready. [{}]\r\n",
        encoded_server_name(SERVER_NAME)
    )
}

fn capabilities(session: &Session) -> String {
    let start = match (session.tls, session.behaviour().starttls) {
        (true, _) => " AUTH=XOAUTH2",
        (false, Starttls::Stripped) => "",
        (false, _) => " STARTTLS",
    };
    format!(
        "* CAPABILITY IMAP4 IMAP4rev1{start} LOGINDISABLED SASL-IR UIDPLUS ID UNSELECT CHILDREN IDLE \
         NAMESPACE LITERAL+\r\n"
    )
}

/// Serves one client; the stream comes back when it is to be upgraded.
pub(super) async fn converse<S>(mut lines: Lines<S>, session: Session) -> io::Result<Option<S>>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    loop {
        let line = match lines.next().await? {
            Line::Text(line) => line,
            Line::End => return Ok(None),
            Line::TooLong => {
                lines.send("* BYE Command line too long.\r\n").await?;
                lines.close().await?;
                return Ok(None);
            }
        };
        let mut words = line.split(' ');
        let tag = words.next().unwrap_or_default();
        let command = words.next().unwrap_or_default().to_ascii_uppercase();
        if !is_tag(tag) {
            lines
                .send("* BAD Command received in Invalid state.\r\n")
                .await?;
            continue;
        }
        match command.as_str() {
            "CAPABILITY" => {
                let listed = capabilities(&session);
                lines
                    .send(&format!("{listed}{tag} OK CAPABILITY completed.\r\n"))
                    .await?;
            }
            "ID" => {
                lines
                    .send(&format!(
                        "* ID (\"name\" \"Microsoft.Exchange.Imap4.Imap4Server\" \"version\" \
                         \"15.20\")\r\n{tag} OK ID completed\r\n"
                    ))
                    .await?;
            }
            "NOOP" => lines.send(&format!("{tag} OK NOOP completed.\r\n")).await?,
            "LOGOUT" => {
                lines
                    .send(&format!(
                        "* BYE Microsoft Exchange Server IMAP4 server signing off.\r\n\
                         {tag} OK LOGOUT completed.\r\n"
                    ))
                    .await?;
                lines.close().await?;
                return Ok(None);
            }
            "STARTTLS" if !session.tls && session.behaviour().starttls == Starttls::Offered => {
                lines
                    .send(&format!("{tag} OK Begin TLS negotiation now.\r\n"))
                    .await?;
                return Ok(Some(lines.into_inner()));
            }
            "LOGIN" | "AUTHENTICATE" => {
                lines
                    .send(&format!("{tag} NO {command} failed.\r\n"))
                    .await?;
            }
            _ => {
                lines
                    .send(&format!("{tag} BAD Command Error. 12\r\n"))
                    .await?;
            }
        }
    }
}

/// Whether this is a tag: ASTRING-CHAR without "+" (RFC 9051 section 9). It is echoed, so it must be
/// nothing else. Some clients use ".".
fn is_tag(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 64
        && text
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && !b"(){%*\"\\+".contains(&byte))
}
