//! What was said.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use crate::string_enum::string_enum;
use crate::targets::Protocol;

/// What was said before and after TLS. All text from the peer is valid UTF-8 here, without control
/// characters (they appear as `\x..`), and bounded in length.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Dialogue {
    /// The protocol spoken.
    pub protocol: Protocol,
    /// The name that this machine gave in EHLO.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ehlo_name: Option<String>,
    /// The reply to EHLO, where it was refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ehlo_refusal: Option<String>,
    /// The server's first line, code included.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub greeting: Option<String>,
    /// The server's own name, from greeting or EHLO (IMAP and POP: decoded from the greeting).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub server_name: Option<String>,
    /// EHLO keywords, IMAP capabilities or POP capabilities before TLS, each with its parameters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capabilities_before_tls: Option<Vec<String>>,
    /// The same inside TLS (or, where no TLS was asked for, in clear text).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capabilities: Option<Vec<String>>,
    /// AUTH mechanisms offered before TLS.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub auth_before_tls: Vec<String>,
    /// AUTH mechanisms offered at the end of the dialogue.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub auth: Vec<String>,
    /// The reply to STARTTLS or STLS.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starttls_reply: Option<String>,
    /// Clear-text bytes that came after the reply to STARTTLS and before TLS (the class of
    /// CVE-2011-0411), escaped. They were discarded, never passed to TLS.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub injected: Option<String>,
    /// This site's public address as the server names it in its EHLO answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub egress_address: Option<IpAddr>,
    /// The reply to QUIT or LOGOUT.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quit_reply: Option<String>,
    /// What came in TLS where TLS bytes were expected and something else stood there, escaped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unexpected: Option<String>,
    /// The HTTP answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub http: Option<Http>,
    /// Every line, when a transcript was asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub transcript: Vec<TranscriptLine>,
}

impl Dialogue {
    /// An empty dialogue.
    pub fn new(protocol: Protocol) -> Self {
        Self {
            protocol,
            ehlo_name: None,
            ehlo_refusal: None,
            greeting: None,
            server_name: None,
            capabilities_before_tls: None,
            capabilities: None,
            auth_before_tls: Vec::new(),
            auth: Vec::new(),
            starttls_reply: None,
            injected: None,
            egress_address: None,
            quit_reply: None,
            unexpected: None,
            http: None,
            transcript: Vec::new(),
        }
    }
}

string_enum! {
    /// Who sent a line.
    pub enum Direction: "direction" {
        /// The server.
        Server = "server",
        /// This side.
        Client = "client",
    }
}

/// One line of the transcript.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct TranscriptLine {
    /// After the start of the probe.
    pub at_ms: f64,
    /// Who said it.
    pub from: Direction,
    /// Inside TLS.
    pub tls: bool,
    /// The line without its line end.
    #[cfg_attr(test, schemars(length(min = 0)))]
    pub text: String,
}

/// The HTTP answer, headers only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Http {
    /// `HTTP/1.1` or `h2`.
    pub version: String,
    /// The request line sent, for example `HEAD /`.
    pub request: String,
    /// The status code.
    pub status: u16,
    /// The answer's headers, in order, at most 64.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub headers: Vec<HttpHeader>,
    /// The front-door site from `x-feefzinfo` or `x-firsthopcafeefz`, for example `PHX` (facts section 4.5).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub front_door: Option<String>,
    /// Whether a header that only Exchange Online sends was there (facts section 4.5).
    #[serde(default)]
    pub exchange_online: bool,
}

/// One HTTP header.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct HttpHeader {
    /// Lower case.
    pub name: String,
    /// As sent, escaped and bounded.
    #[cfg_attr(test, schemars(length(min = 0)))]
    pub value: String,
}
