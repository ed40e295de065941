//! Commands and replies (RFC 5321 section 4, RFC 3207). Pure.

use std::net::IpAddr;

use crate::text::sanitize;

/// After so many commands that are not understood the listener hangs up.
const MAX_ERRORS: u32 = 5;
/// The longest EHLO name that is kept: a domain (RFC 5321 section 4.5.3.1.2).
const LONGEST_NAME: usize = 255;
/// The longest verb that is kept.
const LONGEST_VERB: usize = 12;

/// What follows a reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    /// The next command.
    Command,
    /// The end, because the visitor said QUIT.
    Quit,
    /// The end, because mail or a password was about to come.
    MailRefused,
    /// The end, because too much was not understood.
    TooMuch,
    /// The TLS handshake.
    Tls,
}

/// What is remembered of a connection.
#[derive(Debug)]
pub(super) struct Conversation {
    /// The name in replies.
    pub name: String,
    /// The visitor.
    pub peer: IpAddr,
    /// Whether STARTTLS can be offered.
    pub has_tls: bool,
    /// Whether TLS is on.
    pub in_tls: bool,
    /// The last name given in EHLO or HELO, sanitized.
    pub ehlo: Option<String>,
    /// Commands so far.
    pub commands: u32,
    /// The last verb, sanitized.
    pub last_command: Option<String>,
    /// Commands that were not understood.
    pub errors: u32,
}

impl Conversation {
    pub(super) fn new(name: String, peer: IpAddr, has_tls: bool) -> Self {
        Self {
            name,
            peer,
            has_tls,
            in_tls: false,
            ehlo: None,
            commands: 0,
            last_command: None,
            errors: 0,
        }
    }

    /// The first line.
    pub(super) fn greeting(&self) -> String {
        format!(
            "220 {} ExoPort test listener, accepts no mail\r\n",
            self.name
        )
    }

    /// What is said to a visitor for whom there is no room.
    pub(super) fn no_room(&self) -> String {
        format!(
            "421 4.3.2 {} ExoPort test listener, too many connections\r\n",
            self.name
        )
    }

    /// The reply to one line, and what follows it.
    pub(super) fn answer(&mut self, line: &[u8]) -> (String, Next) {
        let text = String::from_utf8_lossy(line);
        let (verb, argument) = text.split_once(' ').unwrap_or((&text, ""));
        let argument = argument.trim();
        let verb = verb.trim().to_ascii_uppercase();
        self.commands = self.commands.saturating_add(1);
        self.last_command = Some(sanitize(verb.as_bytes(), LONGEST_VERB));
        let say = |text: &str| (format!("{text}\r\n"), Next::Command);
        match verb.as_str() {
            "EHLO" | "HELO" if argument.is_empty() => {
                self.not_understood("501 5.5.4 EHLO needs your name")
            }
            "EHLO" => {
                self.ehlo = Some(sanitize(argument.as_bytes(), LONGEST_NAME));
                (self.ehlo_reply(), Next::Command)
            }
            "HELO" => {
                self.ehlo = Some(sanitize(argument.as_bytes(), LONGEST_NAME));
                say(&format!("250 {}", self.name))
            }
            "NOOP" => say("250 2.0.0 OK"),
            "RSET" => say("250 2.0.0 OK, nothing to forget"),
            "QUIT" => ("221 2.0.0 Bye\r\n".into(), Next::Quit),
            "STARTTLS" if self.in_tls => say("503 5.5.1 TLS is on already"),
            "STARTTLS" if !self.has_tls => self.not_understood("502 5.5.1 STARTTLS is not offered"),
            "STARTTLS" if !argument.is_empty() => {
                self.not_understood("501 5.5.4 STARTTLS takes no argument")
            }
            "STARTTLS" => ("220 2.0.0 Ready to start TLS\r\n".into(), Next::Tls),
            // 421 and not 5xx: a server that means it keeps its mail and tries again later.
            "MAIL" | "RCPT" | "DATA" | "BDAT" | "AUTH" | "SEND" | "SOML" | "SAML" | "TURN"
            | "ATRN" | "ETRN" => (
                format!(
                    "421 4.3.2 {} ExoPort test listener, accepts no mail\r\n",
                    self.name
                ),
                Next::MailRefused,
            ),
            _ => self.not_understood("500 5.5.2 Command not recognized"),
        }
    }

    fn not_understood(&mut self, reply: &str) -> (String, Next) {
        self.errors += 1;
        if self.errors < MAX_ERRORS {
            return (format!("{reply}\r\n"), Next::Command);
        }
        (
            format!("421 4.7.0 {} Too many errors\r\n", self.name),
            Next::TooMuch,
        )
    }

    fn ehlo_reply(&self) -> String {
        // As Exchange Online does: the visitor learns with which address it arrives.
        let mut reply = format!("250-{} Hello [{}]\r\n", self.name, self.peer);
        if self.has_tls && !self.in_tls {
            reply.push_str("250-STARTTLS\r\n");
        }
        reply.push_str("250 ENHANCEDSTATUSCODES\r\n");
        reply
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn conversation(has_tls: bool) -> Conversation {
        let peer = "192.0.2.7".parse().expect("address");
        Conversation::new("mx.example".into(), peer, has_tls)
    }

    #[test]
    fn whatever_would_hand_over_mail_or_a_password_gets_421() {
        for line in [
            "MAIL FROM:<a@b.example>",
            "mail from:<>",
            "RCPT TO:<a@b.example>",
            "DATA",
            "BDAT 86 LAST",
            "AUTH PLAIN AGEAYg==",
            "Auth login",
            "ETRN example.com",
        ] {
            for (has_tls, in_tls) in [(false, false), (true, false), (true, true)] {
                let mut conversation = conversation(has_tls);
                conversation.in_tls = in_tls;
                let (reply, next) = conversation.answer(line.as_bytes());
                assert!(
                    reply.starts_with("421 4.3.2 mx.example "),
                    "{line}: {reply}"
                );
                assert_eq!(next, Next::MailRefused, "{line}");
                let kept = conversation.last_command.expect("verb");
                assert!(!kept.contains([' ', '@']), "{kept}");
            }
        }
    }

    #[test]
    fn starttls_is_offered_only_where_it_works() {
        let mut plain = conversation(false);
        assert!(!plain.answer(b"EHLO a.example").0.contains("STARTTLS"));
        assert!(plain.answer(b"STARTTLS").0.starts_with("502 "));
        let mut with = conversation(true);
        let (reply, _) = with.answer(b"ehlo a.example");
        assert_eq!(
            reply,
            "250-mx.example Hello [192.0.2.7]\r\n250-STARTTLS\r\n250 ENHANCEDSTATUSCODES\r\n"
        );
        assert!(with.answer(b"STARTTLS now").0.starts_with("501 "));
        assert_eq!(with.answer(b"starttls").1, Next::Tls);
        with.in_tls = true;
        assert!(!with.answer(b"EHLO a.example").0.contains("STARTTLS"));
        assert!(with.answer(b"STARTTLS").0.starts_with("503 "));
    }

    #[test]
    fn names_are_sanitized_and_the_last_one_stays() {
        let mut talk = conversation(false);
        assert!(talk.answer(b"EHLO ").0.starts_with("501 "));
        talk.answer(b"HELO first.example");
        talk.answer(b"EHLO \x1b[31m\xff");
        assert_eq!(talk.ehlo.as_deref(), Some("\\x1b[31m\u{fffd}"));
        talk.answer(format!("EHLO {}", "a".repeat(900)).as_bytes());
        assert!(talk.ehlo.is_some_and(|name| name.len() <= LONGEST_NAME + 3));
        assert_eq!(talk.commands, 4);
    }

    #[test]
    fn after_five_commands_that_are_not_understood_it_is_over() {
        let mut talk = conversation(true);
        for line in ["GET / HTTP/1.1", "Host: x", "VRFY a", "\u{16}\u{3}\u{1}"] {
            let (reply, next) = talk.answer(line.as_bytes());
            assert!(reply.starts_with("500 "), "{reply}");
            assert_eq!(next, Next::Command);
        }
        let (reply, next) = talk.answer(b"EXPN a");
        assert!(reply.starts_with("421 "), "{reply}");
        assert_eq!(next, Next::TooMuch);
    }

    #[test]
    fn quit_noop_and_rset_are_answered() {
        let mut talk = conversation(false);
        assert!(
            talk.greeting()
                .starts_with("220 mx.example ExoPort test listener, accepts no mail")
        );
        assert_eq!(talk.answer(b"NOOP").1, Next::Command);
        assert!(talk.answer(b"RSET").0.starts_with("250 "));
        assert_eq!(
            talk.answer(b"QUIT"),
            ("221 2.0.0 Bye\r\n".into(), Next::Quit)
        );
    }
}
