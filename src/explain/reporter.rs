//! Who said a code. Servers of other makers use the same numbers for other things, so a line that names
//! its speaker decides whether the table of Exchange Online's codes applies.

use crate::microsoft::is_mail_server;

/// Who said it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reporter {
    /// A host of Exchange Online is named, or the text has its marks.
    ExchangeOnline,
    /// Another host is named as the one that said it.
    Other,
    /// A bounce message names another host as the one that was sent to; the code may come from that
    /// host or from who wrote the bounce message.
    OtherRemote,
    /// Nobody is named.
    Unknown,
}

/// What only Exchange Online writes into its replies (facts sections 4.1 and 4.8).
const MARKS: &[&[u8]] = &[
    b".prod.outlook.com",
    b".protection.outlook.com ",
    b"aka.ms/",
    b"tenantattribution",
    b"tenantinboundattribution",
    b"smtpclientauthentication",
];

/// Words behind which a host's name stands, and what the host is then. Lower case.
const INTRODUCTIONS: &[(&[u8], Reporter)] = &[
    // postfix: (host NAME[ADDRESS] said: ...), exim: host NAME [ADDRESS]
    (b"host ", Reporter::Other),
    // exim: H=NAME [ADDRESS]
    (b" h=", Reporter::Other),
    // postfix: relay=NAME[ADDRESS]:25
    (b"relay=", Reporter::Other),
    // RFC 3464 section 2.3.5
    (b"remote-mta: dns;", Reporter::OtherRemote),
    // Exchange: Remote Server at NAME (ADDRESS) returned
    (b"remote server at ", Reporter::OtherRemote),
];

/// Who spoke in a line; `line` is in lower case.
pub(super) fn reporter(line: &[u8]) -> Reporter {
    if MARKS.iter().any(|mark| find(line, mark).is_some()) {
        return Reporter::ExchangeOnline;
    }
    // A postfix of one's own refused somebody.
    if find(line, b"noqueue: reject").is_some() {
        return Reporter::Other;
    }
    for (introduction, reporter) in INTRODUCTIONS {
        let Some(at) = find(line, introduction) else {
            continue;
        };
        let rest = line[at + introduction.len()..].trim_ascii_start();
        let length = rest
            .iter()
            .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'))
            .count();
        let name = rest[..length].trim_ascii();
        // `host not found` and `relay=none` name nobody; an address does not say whose it is.
        if !name.contains(&b'.') || name.iter().all(|byte| !byte.is_ascii_alphabetic()) {
            continue;
        }
        return match std::str::from_utf8(name).is_ok_and(is_mail_server) {
            true => Reporter::ExchangeOnline,
            false => *reporter,
        };
    }
    Reporter::Unknown
}

/// Where `part` first stands in `text`.
pub(super) fn find(text: &[u8], part: &[u8]) -> Option<usize> {
    text.windows(part.len()).position(|window| window == part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_that_is_named_decides() {
        for (line, expected) in [
            (
                "(host contoso-com.mail.protection.outlook.com[192.0.2.1] said: 550 5.4.1",
                Reporter::ExchangeOnline,
            ),
            (
                "(host mx.contoso.example[192.0.2.1] said: 550 5.4.1",
                Reporter::Other,
            ),
            (
                "(host notoutlook.com[192.0.2.1] said: 550 5.4.1",
                Reporter::Other,
            ),
            (
                "h=contoso-com.o-v1.mx.microsoft [192.0.2.1]: 550",
                Reporter::Unknown,
            ),
            (
                "defer h=contoso-com.o-v1.mx.microsoft [192.0.2.1]: 550",
                Reporter::ExchangeOnline,
            ),
            ("relay=none, delay=3", Reporter::Unknown),
            ("host not found", Reporter::Unknown),
            ("host 192.0.2.1[192.0.2.1] said: 550", Reporter::Unknown),
            ("remote-mta: dns; mx.contoso.example", Reporter::OtherRemote),
            (
                "550 5.7.1 x [am0.eurprd01.prod.outlook.com 2026-01-01t00:00:00z]",
                Reporter::ExchangeOnline,
            ),
            (
                "noqueue: reject: rcpt from mail.example[192.0.2.7]: 550",
                Reporter::Other,
            ),
            ("550 5.7.1 no", Reporter::Unknown),
        ] {
            assert_eq!(reporter(line.as_bytes()), expected, "{line}");
        }
    }
}
