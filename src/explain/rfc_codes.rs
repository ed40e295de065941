//! What the RFCs say of a code: the meaning of everything that is not in the table.

use std::borrow::Cow;

use super::EnhancedCode;

/// The RFC meaning of a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Generic {
    pub meaning: String,
    pub remedy: &'static str,
    pub source: String,
}

/// The meaning of a reply code, an enhanced status code, or both; at least one must be there.
pub(super) fn generic(reply: Option<u16>, enhanced: Option<EnhancedCode>) -> Generic {
    let class = match (reply, enhanced) {
        // A reply code has three digits, and its first decides (RFC 5321 section 4.2.1).
        (Some(reply), _) => u8::try_from(reply / 100).unwrap_or(5),
        (None, Some(code)) => code.class,
        (None, None) => 5,
    };
    let of_reply = reply.and_then(|reply| reply_meaning(reply).map(|known| (reply, known)));
    let of_enhanced = enhanced.map(|code| {
        let (meaning, rfc) = enhanced_meaning(code);
        (code, meaning, rfc)
    });
    let (what, source) = match (of_reply, of_enhanced) {
        // A detail of 0 says nothing of its own, and 421 always also closes the connection.
        (Some((reply, (said, rfc))), Some((code, meaning, section)))
            if code.detail == 0 || reply == 421 =>
        {
            (format!("{said}; {meaning}"), format!("{rfc}, {section}"))
        }
        (_, Some((_, meaning, section))) => (meaning.into_owned(), section),
        (Some((_, (said, rfc))), None) => (said.to_owned(), rfc.to_owned()),
        (None, None) => {
            let reply = reply.unwrap_or(500);
            (
                format!(
                    "{}; reply code {reply} itself is not assigned",
                    digit_meaning(reply)
                ),
                "RFC 5321 section 4.2.1".to_owned(),
            )
        }
    };
    let duration = match class {
        4 => "Temporary failure",
        _ => "Permanent failure",
    };
    Generic {
        meaning: format!("{duration}: {what}."),
        remedy: remedy(class, enhanced),
        source,
    }
}

/// RFC 5321 section 4.2.3, and the extensions that bring reply codes of their own.
fn reply_meaning(reply: u16) -> Option<(&'static str, &'static str)> {
    const SMTP: &str = "RFC 5321 section 4.2.3";
    const AUTH: &str = "RFC 4954 section 6";
    Some(match reply {
        421 => (
            "the service is not available and closes the connection",
            SMTP,
        ),
        432 => ("a password transition is needed", AUTH),
        450 => (
            "the mailbox is unavailable, busy or blocked for now by policy",
            SMTP,
        ),
        451 => ("an error in processing, the action was aborted", SMTP),
        452 => ("not enough system storage", SMTP),
        454 => (
            "TLS is not available for a temporary reason, or authentication failed for one",
            "RFC 3207 section 4, RFC 4954 section 4",
        ),
        455 => ("the server cannot take the parameters for now", SMTP),
        500 => (
            "syntax error, the command was not recognized or was too long",
            SMTP,
        ),
        501 => ("syntax error in the parameters", SMTP),
        502 => ("the command is not implemented", SMTP),
        503 => ("the commands came in a wrong order", SMTP),
        504 => ("a parameter of the command is not implemented", SMTP),
        521 => ("the host takes no mail", "RFC 7504 section 3"),
        530 => (
            "authentication, or STARTTLS, is required first",
            "RFC 4954 section 6, RFC 3207 section 4",
        ),
        534 => ("the authentication mechanism is too weak", AUTH),
        535 => ("the credentials for authentication are invalid", AUTH),
        538 => ("encryption is required for that authentication", AUTH),
        550 => (
            "the mailbox is unavailable, not found, or refused by policy",
            SMTP,
        ),
        551 => ("the user is not local", SMTP),
        552 => ("the storage allocation is exceeded", SMTP),
        553 => ("the mailbox name is not allowed", SMTP),
        554 => ("the transaction failed, or there is no SMTP service", SMTP),
        555 => ("the parameters of MAIL or RCPT are not recognized", SMTP),
        556 => ("the domain takes no mail", "RFC 7504 section 4"),
        _ => return None,
    })
}

/// RFC 5321 section 4.2.1: the second digit.
fn digit_meaning(reply: u16) -> &'static str {
    match reply / 10 % 10 {
        0 => "it is about syntax",
        1 => "it is a piece of information",
        2 => "it is about the connection",
        5 => "it is about the mail system",
        _ => "its second digit has no meaning",
    }
}

/// RFC 3463 section 3 and what later RFCs registered (RFC 5248).
fn enhanced_meaning(code: EnhancedCode) -> (Cow<'static, str>, String) {
    if !code.has_assigned_subject() {
        return (
            Cow::Owned(format!(
                "subject {} is not assigned, so only the class is known",
                code.subject
            )),
            "RFC 3463 sections 2 and 3".to_owned(),
        );
    }
    let (meaning, source) = assigned_meaning(code);
    (Cow::Borrowed(meaning), source)
}

fn assigned_meaning(code: EnhancedCode) -> (&'static str, String) {
    let section = format!("RFC 3463 section 3.{}", code.subject + 1);
    let known = match (code.subject, code.detail) {
        (1, 0) => "about an address",
        (1, 1) => "the recipient's mailbox does not exist",
        (1, 2) => "the recipient's domain does not exist or takes no mail",
        (1, 3) => "the recipient's address has bad syntax",
        (1, 4) => "the recipient's address is ambiguous",
        (1, 6) => "the recipient has moved and left no address",
        (1, 7) => "the sender's address has bad syntax",
        (1, 8) => "the sender's domain does not exist or takes no mail",
        (1, 9) => return rfc(3886, "relayed to a mailer that reports no further"),
        (1, 10) => return rfc(7505, "the recipient's domain has a null MX"),
        (2, 0) => "about a mailbox",
        (2, 1) => "the mailbox is disabled",
        (2, 2) => "the mailbox is full",
        (2, 3) => "the message is longer than the mailbox allows",
        (2, 4) => "a mailing list could not be expanded",
        (3, 0) => "about the mail system",
        (3, 1) => "the mail system is full",
        (3, 2) => "the system takes no messages from the network",
        (3, 3) => "the system cannot do what the message needs",
        (3, 4) => "the message is too big for the system",
        (3, 5) => "the system is misconfigured",
        (4, 0) => "about network or routing",
        (4, 1) => "no answer from the host",
        (4, 2) => "the connection broke or was bad",
        (4, 3) => "a directory server, such as the DNS, failed",
        (4, 4) => "no route to the recipient's host",
        (4, 5) => "the mail system is congested",
        (4, 6) => "a routing loop was found",
        (4, 7) => "the delivery time has expired",
        (5, 0) => "about the mail protocol",
        (5, 1) => "the command is not valid here",
        (5, 2) => "syntax error",
        (5, 3) => "too many recipients",
        (5, 4) => "the arguments of the command are invalid",
        (5, 5) => "wrong version of the protocol",
        (5, 6) => return rfc(4954, "the authentication line is too long"),
        (6, 0) => "about the content of the message",
        (6, 1) => "the media of the message are not supported",
        (6, 2) => "the content must be converted, and may not be",
        (6, 3) => "the content must be converted, and cannot be",
        (6, 4) => "the content was converted with loss",
        (6, 5) => "the conversion of the content failed",
        (6, 7) => return rfc(6531, "addresses beyond ASCII are not permitted"),
        (7, 0) => "about security or policy",
        (7, 1) => "delivery is not authorized, the message is refused by policy",
        (7, 2) => "the mailing list may not be used by this sender",
        (7, 3) => "the security conversion is not possible",
        (7, 4) => "the security feature is not supported",
        (7, 5) => "a cryptographic failure",
        (7, 6) => "the cryptographic algorithm is not supported",
        (7, 7) => "the message was changed on its way",
        (7, 8) => return rfc(4954, "the credentials are invalid"),
        (7, 9) => return rfc(4954, "the authentication mechanism is too weak"),
        (7, 10) => return rfc(5248, "encryption is needed"),
        (7, 11) => return rfc(4954, "encryption is required for that authentication"),
        (7, 12) => return rfc(4954, "a password transition is needed"),
        (7, 13) => return rfc(5248, "the user account is disabled"),
        (7, 14) => return rfc(5248, "a trust relationship with another server is needed"),
        (7, 20..=22) => return rfc(7372, "no DKIM signature that is acceptable here"),
        (7, 23) => return rfc(7372, "SPF validation failed"),
        (7, 24) => return rfc(7372, "SPF validation ended in an error"),
        (7, 25) => return rfc(7372, "reverse DNS validation failed"),
        (7, 26) => return rfc(7372, "several authentication checks failed"),
        (7, 27) => return rfc(7505, "the sender's domain has a null MX"),
        (7, 29) => return rfc(8617, "ARC validation failed"),
        (7, 30) => return rfc(8689, "REQUIRETLS is not supported on the way"),
        (0, _) => "no reason is given",
        (1, _) => "about an address; the detail is not registered",
        (2, _) => "about a mailbox; the detail is not registered",
        (3, _) => "about the mail system; the detail is not registered",
        (4, _) => "about network or routing; the detail is not registered",
        (5, _) => "about the mail protocol; the detail is not registered",
        (6, _) => "about the content of the message; the detail is not registered",
        _ => "about security or policy; the detail is not registered",
    };
    (known, section)
}

fn rfc(number: u16, meaning: &'static str) -> (&'static str, String) {
    (meaning, format!("RFC {number}"))
}

fn remedy(class: u8, enhanced: Option<EnhancedCode>) -> &'static str {
    let subject = enhanced.map_or(0, |code| code.subject);
    match (class, subject) {
        (4, 4) => {
            "The sending server retries automatically. If the failure persists, probe the way to the next host: exoport test."
        }
        (4, _) => {
            "The sending server retries automatically. If the failure persists, the text behind the code names the reason."
        }
        (_, 1) => "Check the address that the text names.",
        (_, 2) => "The recipient, or the recipient's administrators, have to act.",
        (_, 4) => "Check the DNS of the domain, and probe the way to the next host: exoport test.",
        (_, 5) => {
            "Look at the dialogue line by line: the client, or a device on the path, broke the protocol."
        }
        (_, 6) => "Change the message as the text behind the code asks.",
        (_, 7) => "Read the text after the code: it names the rule, and often a page about it.",
        _ => "Read the text after the code: it names the reason.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(reply: Option<u16>, code: &str) -> Generic {
        let enhanced = EnhancedCode::read(code.as_bytes()).map(|(code, _)| code);
        generic(reply, enhanced)
    }

    #[test]
    fn the_more_telling_code_speaks_and_names_its_rfc() {
        for (reply, code, meaning, source) in [
            (
                Some(550),
                "5.1.1",
                "Permanent failure: the recipient's mailbox does not exist.",
                "RFC 3463 section 3.2",
            ),
            (
                Some(421),
                "4.3.2",
                "Temporary failure: the service is not available and closes the connection; the system takes no messages from the network.",
                "RFC 5321 section 4.2.3, RFC 3463 section 3.4",
            ),
            (
                Some(454),
                "4.7.0",
                "Temporary failure: TLS is not available for a temporary reason, or authentication failed for one; about security or policy.",
                "RFC 3207 section 4, RFC 4954 section 4, RFC 3463 section 3.8",
            ),
            (
                Some(452),
                "",
                "Temporary failure: not enough system storage.",
                "RFC 5321 section 4.2.3",
            ),
            (
                None,
                "5.7.999",
                "Permanent failure: about security or policy; the detail is not registered.",
                "RFC 3463 section 3.8",
            ),
            (
                Some(559),
                "",
                "Permanent failure: it is about the mail system; reply code 559 itself is not assigned.",
                "RFC 5321 section 4.2.1",
            ),
            (
                Some(446),
                "",
                "Temporary failure: its second digit has no meaning; reply code 446 itself is not assigned.",
                "RFC 5321 section 4.2.1",
            ),
            (
                Some(550),
                "5.9.99",
                "Permanent failure: subject 9 is not assigned, so only the class is known.",
                "RFC 3463 sections 2 and 3",
            ),
            (
                None,
                "4.8.1",
                "Temporary failure: subject 8 is not assigned, so only the class is known.",
                "RFC 3463 sections 2 and 3",
            ),
            (
                None,
                "5.7.26",
                "Permanent failure: several authentication checks failed.",
                "RFC 7372",
            ),
        ] {
            let found = of(reply, code);
            assert_eq!(found.meaning, meaning);
            assert_eq!(found.source, source);
        }
    }

    #[test]
    fn every_code_has_a_meaning() {
        for class in [4, 5] {
            for subject in 0..=12 {
                for detail in 0..=999 {
                    let code = EnhancedCode {
                        class,
                        subject,
                        detail,
                    };
                    let found = generic(None, Some(code));
                    assert!(found.source.starts_with("RFC "), "{code}");
                    assert!(!found.remedy.is_empty(), "{code}");
                }
            }
        }
    }
}
