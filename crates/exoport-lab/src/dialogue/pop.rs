//! POP3 as the client access front door speaks it (RFC 1939, RFC 2449, RFC 2595; facts section 4.4).

use std::io;

use tokio::io::{AsyncRead, AsyncWrite};

use super::super::behaviour::Starttls;
use super::super::wire::{Line, Lines};
use super::{Session, encoded_server_name};

/// The mailbox server that the greeting names.
const SERVER_NAME: &str = "LO4P265CA0031.gbrp265.prod.outlook.com";

/// The greeting of a healthy server.
pub(super) fn greeting() -> String {
    format!(
        "+OK The Microsoft Exchange POP3 service is ready. [{}]\r\n",
        encoded_server_name(SERVER_NAME)
    )
}

fn capabilities(session: &Session) -> &'static str {
    match (session.tls, session.behaviour().starttls) {
        (true, _) => "+OK\r\nTOP\r\nUIDL\r\nSASL PLAIN XOAUTH2\r\nUSER\r\n.\r\n",
        (false, Starttls::Stripped) => "+OK\r\nTOP\r\nUIDL\r\n.\r\n",
        (false, _) => "+OK\r\nTOP\r\nUIDL\r\nSTLS\r\n.\r\n",
    }
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
                lines.send("-ERR Command line too long.\r\n").await?;
                lines.close().await?;
                return Ok(None);
            }
        };
        let command = line.split(' ').next().unwrap_or_default();
        match command.to_ascii_uppercase().as_str() {
            "CAPA" => lines.send(capabilities(&session)).await?,
            "QUIT" => {
                lines
                    .send("+OK Microsoft Exchange Server POP3 server signing off.\r\n")
                    .await?;
                lines.close().await?;
                return Ok(None);
            }
            "STLS" if !session.tls && session.behaviour().starttls == Starttls::Offered => {
                lines.send("+OK Begin TLS negotiation.\r\n").await?;
                return Ok(Some(lines.into_inner()));
            }
            "USER" if session.tls => lines.send("+OK\r\n").await?,
            "PASS" | "AUTH" | "APOP" => {
                lines
                    .send("-ERR Logon failure: the lab accepts no credentials.\r\n")
                    .await?;
            }
            _ => lines.send("-ERR Protocol error. 14\r\n").await?,
        }
    }
}
