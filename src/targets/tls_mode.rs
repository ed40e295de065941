//! What is spoken on a connection, and how TLS starts.

use crate::string_enum::string_enum;

string_enum! {
    /// The application protocol of a dialogue.
    pub enum Protocol: "protocol" {
        /// RFC 5321.
        Smtp = "smtp",
        /// RFC 9051.
        Imap = "imap",
        /// RFC 1939.
        Pop = "pop",
        /// RFC 9110.
        Http = "http",
    }
}

string_enum! {
    /// How TLS starts on a connection.
    pub enum TlsMode: "TLS mode" {
        /// No TLS at all.
        None = "none",
        /// TLS from the first byte (RFC 8314).
        Implicit = "implicit",
        /// SMTP, then STARTTLS (RFC 3207).
        Smtp = "smtp",
        /// IMAP, then STARTTLS (RFC 9051 section 6.2.1).
        Imap = "imap",
        /// POP3, then STLS (RFC 2595 section 4).
        Pop = "pop",
    }
}

impl TlsMode {
    /// The protocol whose command starts TLS, for the modes that have one.
    pub const fn upgrade_protocol(self) -> Option<Protocol> {
        match self {
            TlsMode::None | TlsMode::Implicit => None,
            TlsMode::Smtp => Some(Protocol::Smtp),
            TlsMode::Imap => Some(Protocol::Imap),
            TlsMode::Pop => Some(Protocol::Pop),
        }
    }
}
