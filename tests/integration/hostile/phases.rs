//! Every point of the road at which a peer speaks, with good answers for it.

use exoport::record::PhaseName;

use super::server::{Said, Script, Tls, Turn};

/// One point of the road.
pub struct Point {
    pub name: &'static str,
    pub service: &'static str,
    pub tls: &'static str,
    /// The scheme of the proxy that the server plays.
    pub proxy: Option<&'static str>,
    /// Whether the legacy questions are asked too.
    pub legacy: bool,
    /// The phase in which the peer goes wrong.
    pub phase: PhaseName,
    pub script: Script,
}

const SMTP_GREETING: Said = (
    Turn::Now,
    b"220 AM0PR01CA0001.outlook.office365.com Microsoft ESMTP MAIL Service ready\r\n",
);
const EHLO: &[u8] = b"250-AM0PR01CA0001.outlook.office365.com Hello [192.0.2.7]\r\n250-SIZE 157286400\r\n\
250-PIPELINING\r\n250-DSN\r\n250-ENHANCEDSTATUSCODES\r\n250-STARTTLS\r\n250-AUTH LOGIN XOAUTH2\r\n250 SMTPUTF8\r\n";
const IMAP_GREETING: Said = (
    Turn::Now,
    b"* OK The Microsoft Exchange IMAP4 service is ready. [TQBOADIAUABSADAAMQBDAEEAMAAwADAANwA=]\r\n",
);
const HTTP: &[u8] = b"HTTP/1.1 401 Unauthorized\r\nServer: Microsoft-IIS/10.0\r\nX-FEEFZInfo: PHX\r\n\
X-CalculatedBETarget: A.NAMPRD01.PROD.OUTLOOK.COM\r\nWWW-Authenticate: Bearer realm=\"\"\r\nContent-Length: 0\r\n\r\n";
/// SETTINGS, its acknowledgement, and HEADERS of stream 1: `:status 401`, end of headers and stream.
pub const HTTP2: &[u8] = b"\0\0\x06\x04\0\0\0\0\0\0\x03\0\0\0\x64\0\0\0\x04\x01\0\0\0\0\
\0\0\x05\x01\x05\0\0\0\x01\x48\x03401\0\0\x08\x06\0\0\0\0\0abcdefgh\0\0\x08\x07\0\0\0\0\0\0\0\0\x01\0\0\0\0";

const fn clear(clear: &'static [Said], turn: Turn, samples: &'static [&'static [u8]]) -> Script {
    Script {
        clear,
        tls: Tls::Never,
        inside: &[],
        turn,
        samples,
    }
}

const fn within(
    alpn: &'static [u8],
    inside: &'static [Said],
    turn: Turn,
    samples: &'static [&'static [u8]],
) -> Script {
    Script {
        clear: &[],
        tls: Tls::Inside(alpn),
        inside,
        turn,
        samples,
    }
}

const FIRST_FLIGHT: Script = Script {
    clear: &[],
    tls: Tls::FirstFlight,
    inside: &[],
    turn: Turn::Now,
    samples: &[],
};

pub fn points() -> Vec<Point> {
    let point = |name, service, tls, phase, script| Point {
        name,
        service,
        tls,
        proxy: None,
        legacy: false,
        phase,
        script,
    };
    let through = |name, scheme, script| Point {
        proxy: Some(scheme),
        ..point(name, "pop", "none", PhaseName::Proxy, script)
    };
    use PhaseName::{Application, Greeting, Starttls};
    vec![
        point("SMTP greeting", "submission", "smtp", Greeting, clear(
            &[],
            Turn::Now,
            &[SMTP_GREETING.1, b"220-a\r\n220 b\r\n", b"421 4.3.2 later\r\n", b"554 5.7.1 no\r\n"],
        )),
        point("EHLO answer", "submission", "smtp", Starttls, clear(
            &[SMTP_GREETING],
            Turn::Line,
            &[EHLO, b"502 5.5.1 what\r\n250 old.example\r\n", b"501 5.5.4 no\r\n"],
        )),
        point("STARTTLS reply", "smtp-mx", "smtp", Starttls, clear(
            &[SMTP_GREETING, (Turn::Line, EHLO)],
            Turn::Line,
            &[b"220 2.0.0 SMTP server ready\r\n", b"454 4.7.0 not now\r\n", b"220 go\r\n250 injected\r\n"],
        )),
        point("EHLO answer inside TLS", "submission", "implicit", Application, within(
            b"",
            &[SMTP_GREETING],
            Turn::Line,
            &[EHLO, b"250 x\r\n221 bye\r\n"],
        )),
        point("TLS first flight", "imap", "implicit", PhaseName::Tls, FIRST_FLIGHT),
        point(
            "certificates",
            "imap",
            "implicit",
            Application,
            Script {
                tls: Tls::Certificates,
                samples: &[IMAP_GREETING.1],
                ..FIRST_FLIGHT
            },
        ),
        Point {
            legacy: true,
            ..point("TLS first flight and legacy questions", "web", "implicit", PhaseName::Tls, FIRST_FLIGHT)
        },
        point("TLS first flight after STARTTLS", "submission", "smtp", PhaseName::Tls, Script {
            clear: &[SMTP_GREETING, (Turn::Line, EHLO), (Turn::Line, b"220 go\r\n")],
            ..FIRST_FLIGHT
        }),
        point("HTTP answer", "web", "none", Application, clear(
            &[],
            Turn::Line,
            &[HTTP, b"HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.0 503 no\r\n\r\n"],
        )),
        point("HTTP answer inside TLS", "admin", "implicit", Application, within(
            b"http/1.1",
            &[],
            Turn::Line,
            &[HTTP],
        )),
        point("HTTP/2", "web", "implicit", Application, within(b"h2", &[], Turn::Http2Request, &[HTTP2])),
        point("IMAP greeting", "imap", "none", Greeting, clear(
            &[],
            Turn::Now,
            &[IMAP_GREETING.1, b"* BYE no\r\n", b"* PREAUTH [CAPABILITY IMAP4rev1] hi\r\n"],
        )),
        point("IMAP capabilities", "imap", "none", Application, clear(
            &[IMAP_GREETING],
            Turn::Line,
            &[
                b"* CAPABILITY IMAP4 IMAP4rev1 AUTH=XOAUTH2 SASL-IR UIDPLUS ID\r\nx3 OK CAPABILITY completed.\r\n",
                b"* X {15}\r\nx3 OK no line\r\n more\r\nx3 OK done\r\n* BYE\r\nx4 OK bye\r\n",
                b"x3 BAD what\r\n",
            ],
        )),
        point("IMAP STARTTLS", "imap", "imap", Starttls, clear(
            &[IMAP_GREETING],
            Turn::Line,
            &[b"* CAPABILITY IMAP4rev1 STARTTLS\r\nx1 OK done\r\nx2 OK begin\r\n", b"x1 NO\r\n"],
        )),
        point("POP greeting", "pop", "none", Greeting, clear(
            &[],
            Turn::Now,
            &[b"+OK The Microsoft Exchange POP3 service is ready. [TABPADQAUAA=]\r\n", b"-ERR no\r\n"],
        )),
        point("POP capabilities", "pop", "pop", Starttls, clear(
            &[(Turn::Now, b"+OK ready\r\n")],
            Turn::Line,
            &[b"+OK\r\nTOP\r\nUIDL\r\nSTLS\r\nSASL PLAIN XOAUTH2\r\n.\r\n+OK begin\r\n", b"-ERR what\r\n"],
        )),
        through("CONNECT", "http", clear(
            &[],
            Turn::Bytes,
            &[
                b"HTTP/1.1 200 Connection established\r\nVia: 1.1 gate\r\n\r\n+OK ready\r\n",
                b"HTTP/1.1 407 no\r\nProxy-Authenticate: Basic realm=\"x\", NTLM\r\n\r\n",
                b"HTTP/1.0 503 no\r\nServer: x\r\n\r\n",
            ],
        )),
        through("SOCKS methods", "socks5h", clear(
            &[],
            Turn::Bytes,
            &[b"\x05\0\x05\0\0\x01\x7f\0\0\x01\0\x19+OK ready\r\n", b"\x05\x02\x01\0\x05\x05\0\x01\0\0\0\0\0\0"],
        )),
        through("SOCKS reply", "socks5h", clear(
            &[(Turn::Bytes, b"\x05\0")],
            Turn::Bytes,
            &[b"\x05\0\0\x03\x07gateway\0\x19+OK ready\r\n", b"\x05\0\0\x04\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\0\x19-ERR\r\n"],
        )),
    ]
}
