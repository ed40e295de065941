//! How TLS starts on a connection.

use crate::words::words;

use super::Protocol;

words! {
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
