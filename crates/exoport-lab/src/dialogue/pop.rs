//! POP3 as the client access front door speaks it (RFC 1939, RFC 2449, RFC 2595; facts section 4.4).

use super::super::behaviour::Starttls;
use super::{Next, Session, encoded_server_name};

pub(super) const TOO_LONG: &str = "-ERR Command line too long.";

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
        (true, _) => "+OK\r\nTOP\r\nUIDL\r\nSASL PLAIN XOAUTH2\r\nUSER\r\n.",
        (false, Starttls::Stripped) => "+OK\r\nTOP\r\nUIDL\r\n.",
        (false, _) => "+OK\r\nTOP\r\nUIDL\r\nSTLS\r\n.",
    }
}

/// The reply to one command, and what follows.
pub(super) fn answer(line: &str, session: &Session) -> (String, Next) {
    let command = line.split(' ').next().unwrap_or_default();
    let (reply, next) = match command.to_ascii_uppercase().as_str() {
        "CAPA" => (capabilities(session), Next::Command),
        "QUIT" => (
            "+OK Microsoft Exchange Server POP3 server signing off.",
            Next::Close,
        ),
        "STLS" if !session.tls && session.behaviour().starttls == Starttls::Offered => {
            ("+OK Begin TLS negotiation.", Next::Tls)
        }
        "USER" if session.tls => ("+OK", Next::Command),
        "PASS" | "AUTH" | "APOP" => (
            "-ERR Logon failure: the lab accepts no credentials.",
            Next::Command,
        ),
        _ => ("-ERR Protocol error. 14", Next::Command),
    };
    (reply.to_owned(), next)
}
