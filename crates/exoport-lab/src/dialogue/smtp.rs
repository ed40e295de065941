//! SMTP as the submission and MX front doors speak it (RFC 5321, RFC 3207; facts sections 4.1 and 4.2).

use std::sync::atomic::{AtomicU64, Ordering};

use super::super::behaviour::{Greeting, Starttls};
use super::super::clock::smtp_date;
use super::{Next, Session};
use exoport::targets::Service;

pub(super) const TOO_LONG: &str = "500 5.5.2 Line too long";

/// After so many commands that are not understood the server hangs up.
const MAX_ERRORS: u32 = 5;

/// The session ids in the greetings: 16 hexadecimal digits, rising.
static SESSION_ID: AtomicU64 = AtomicU64::new(0x08DE_2A60_28D2_6C22);

/// The name of the front-end server.
fn server_name(session: &Session) -> &'static str {
    match session.service() {
        _ if is_other_product(session) => "gateway.contoso.example",
        Service::SmtpMx => "AMS0EPF0000019A.mail.protection.outlook.com",
        _ => "LO4P265CA0097.outlook.office365.com",
    }
}

/// Whether a mail server of another make answers.
fn is_other_product(session: &Session) -> bool {
    session.behaviour().greeting == Greeting::OtherProduct
}

/// What the server says first.
pub(super) fn greeting(session: &Session) -> String {
    if is_other_product(session) {
        return format!("220 {} ESMTP Postfix\r\n", server_name(session));
    }
    if matches!(
        session.behaviour().starttls,
        Starttls::Masked | Starttls::OfferedMasked
    ) {
        // What the "mask-banner" of an inspecting firewall leaves (facts section 5.3).
        return format!("220 {}\r\n", "*".repeat(96));
    }
    format!(
        "220 {} Microsoft ESMTP MAIL Service ready at {} [{:016X}]\r\n",
        server_name(session),
        smtp_date(),
        SESSION_ID.fetch_add(1, Ordering::Relaxed),
    )
}

/// The reply to EHLO.
fn ehlo_reply(session: &Session) -> String {
    let starttls = session.behaviour().starttls;
    let mut keywords = vec!["SIZE 157286400", "PIPELINING", "DSN", "ENHANCEDSTATUSCODES"];
    if !session.tls {
        match starttls {
            Starttls::Offered
            | Starttls::Refused
            | Starttls::NotRecognized
            | Starttls::NotImplemented
            | Starttls::OutOfSequence
            | Starttls::Injected => keywords.push("STARTTLS"),
            Starttls::OfferedMasked => keywords.extend(["STARTTLS", "XXXXXXXA"]),
            Starttls::OfferedBesideAuth => keywords.extend(["STARTTLS", "AUTH LOGIN"]),
            Starttls::Masked => keywords.push("XXXXXXXA"),
            Starttls::Stripped => {}
        }
    } else if session.service() == Service::Submission {
        keywords.push("AUTH LOGIN XOAUTH2");
    }
    keywords.extend(["8BITMIME", "BINARYMIME", "CHUNKING", "SMTPUTF8"]);

    let mut reply = format!("250-{} Hello [{}]", server_name(session), session.peer);
    let last = keywords.len() - 1;
    for (index, keyword) in keywords.iter().enumerate() {
        let separator = if index == last { ' ' } else { '-' };
        reply.push_str(&format!("\r\n250{separator}{keyword}"));
    }
    reply
}

/// One connection, command by command.
pub(super) struct Smtp {
    session: Session,
    greeted: bool,
    errors: u32,
}

impl Smtp {
    pub(super) fn new(session: Session) -> Self {
        Self {
            session,
            greeted: false,
            errors: 0,
        }
    }

    /// The reply to one command, and what follows.
    pub(super) fn answer(&mut self, line: &str) -> (String, Next) {
        let (verb, argument) = line.split_once(' ').unwrap_or((line, ""));
        let verb = verb.to_ascii_uppercase();
        let (mut reply, mut next) = match verb.as_str() {
            "STARTTLS" => starttls(argument.trim(), &self.session, self.greeted),
            "QUIT" => (
                "221 2.0.0 Service closing transmission channel".to_owned(),
                Next::Close,
            ),
            _ => (self.reply(&verb, argument.trim()), Next::Command),
        };
        self.errors += u32::from(reply.starts_with("50"));
        if self.errors == MAX_ERRORS {
            reply +=
                "\r\n421 4.7.0 Too many errors on this connection, closing transmission channel";
            next = Next::Close;
        }
        (reply, next)
    }

    fn reply(&mut self, verb: &str, argument: &str) -> String {
        let session = &self.session;
        let submission = session.service() == Service::Submission;
        let reply = match verb {
            "EHLO" | "HELO" if !is_domain(argument) => "501 5.5.4 Invalid domain name",
            "EHLO" => {
                self.greeted = true;
                return ehlo_reply(session);
            }
            "HELO" => {
                self.greeted = true;
                return format!("250 {} Hello [{}]", server_name(session), session.peer);
            }
            "NOOP" => "250 2.0.0 OK",
            "RSET" => "250 2.0.0 Resetting",
            "AUTH" | "MAIL" | "RCPT" | "DATA" | "BDAT" if !self.greeted => {
                "503 5.5.2 Send hello first"
            }
            "AUTH" if session.tls && submission => {
                "535 5.7.139 Authentication unsuccessful, the lab accepts no credentials"
            }
            "AUTH" => "504 5.7.4 Unrecognized authentication type",
            "MAIL" if submission => "530 5.7.57 Client not authenticated to send mail",
            "MAIL" => "550 5.7.1 The lab takes no mail",
            "RCPT" | "DATA" | "BDAT" => "503 5.5.1 Bad sequence of commands",
            _ => "500 5.3.3 Unrecognized command",
        };
        reply.to_owned()
    }
}

/// The reply to STARTTLS.
fn starttls(argument: &str, session: &Session, greeted: bool) -> (String, Next) {
    let say = |text: &str| (text.to_owned(), Next::Command);
    const READY: &str = "220 2.0.0 SMTP server ready";
    match session.behaviour().starttls {
        Starttls::Stripped => say("500 5.3.3 Unrecognized command"),
        Starttls::Masked => say("500 #5.5.1 command not recognized"),
        _ if session.tls => say("503 5.5.2 Only one STARTTLS command can be issued per session"),
        _ if !greeted => say("503 5.5.2 Send hello first"),
        _ if !argument.is_empty() => say("501 5.5.4 Invalid arguments"),
        Starttls::Refused => say("454 4.7.0 TLS not available"),
        // What mail shields and inspecting firewalls answer in the server's place (facts section 5.3).
        Starttls::NotRecognized => say("500 Unsupported command."),
        Starttls::NotImplemented => say("502 5.5.1 Command not implemented"),
        Starttls::OutOfSequence => say("503 5.5.1 Bad sequence of commands"),
        // One write, so that both lines travel in one segment.
        Starttls::Injected => (format!("{READY}\r\n250 injected"), Next::Tls),
        Starttls::Offered | Starttls::OfferedBesideAuth | Starttls::OfferedMasked => {
            (READY.to_owned(), Next::Tls)
        }
    }
}

/// Whether this may stand in EHLO: a domain or an address literal (RFC 5321 section 4.1.3).
fn is_domain(text: &str) -> bool {
    let literal = text.starts_with('[') && text.ends_with(']');
    let characters = if literal {
        &text[1..text.len() - 1]
    } else {
        text
    };
    !characters.is_empty()
        && characters
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-._:".contains(&byte))
}
