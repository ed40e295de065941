//! IMAP as the client access front door speaks it (RFC 9051; facts section 4.3).

use super::super::behaviour::{Greeting, Starttls};
use super::{Next, Session, encoded_server_name};

pub(super) const TOO_LONG: &str = "* BYE Command line too long.";

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
         NAMESPACE LITERAL+"
    )
}

/// The reply to one command, and what follows.
pub(super) fn answer(line: &str, session: &Session) -> (String, Next) {
    let mut words = line.split(' ');
    let tag = words.next().unwrap_or_default();
    let command = words.next().unwrap_or_default().to_ascii_uppercase();
    if !is_tag(tag) {
        let reply = "* BAD Command received in Invalid state.";
        return (reply.to_owned(), Next::Command);
    }
    let reply = match command.as_str() {
        "CAPABILITY" => format!(
            "{}\r\n{tag} OK CAPABILITY completed.",
            capabilities(session)
        ),
        "ID" => format!(
            "* ID (\"name\" \"Microsoft.Exchange.Imap4.Imap4Server\" \"version\" \"15.20\")\r\n\
             {tag} OK ID completed"
        ),
        "NOOP" => format!("{tag} OK NOOP completed."),
        "LOGOUT" => {
            let bye = "* BYE Microsoft Exchange Server IMAP4 server signing off.";
            return (format!("{bye}\r\n{tag} OK LOGOUT completed."), Next::Close);
        }
        "STARTTLS" if !session.tls && session.behaviour().starttls == Starttls::Offered => {
            return (format!("{tag} OK Begin TLS negotiation now."), Next::Tls);
        }
        "LOGIN" | "AUTHENTICATE" => format!("{tag} NO {command} failed."),
        _ => format!("{tag} BAD Command Error. 12"),
    };
    (reply, Next::Command)
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
