//! What a listener reports: that it listens, each visitor, that it has ended.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use super::senders::{PublishedSender, SenderClass};
use crate::record::TlsSession;
use crate::string_enum::string_enum;

string_enum! {
    /// How a visit ended.
    pub enum VisitOutcome: "outcome of a visit" {
        /// The visitor said QUIT.
        Quit = "quit",
        /// The visitor began to hand over mail or a password and was answered with 421.
        MailRefused = "mail-refused",
        /// The visitor closed the connection without QUIT: port scans and health checks do.
        Closed = "closed",
        /// The visitor, or a device in between, reset the connection.
        Reset = "reset",
        /// The visitor said nothing for too long, or stayed for too long.
        Timeout = "timeout",
        /// A line or all lines were too long, or too many commands were not understood.
        TooMuch = "too-much",
        /// The TLS handshake failed.
        TlsFailed = "tls-failed",
        /// Bytes came between STARTTLS and the handshake (RFC 3207 section 4.2 forbids to use them).
        DataBeforeTls = "data-before-tls",
        /// The listener ended.
        Stopped = "stopped",
    }
}

string_enum! {
    /// Why a listener ended.
    pub enum EndReason: "end reason" {
        /// Its time was over.
        Time = "time",
        /// As many visitors as were asked for have come.
        Visitors = "visitors",
        /// Its sockets failed.
        Failed = "failed",
    }
}

/// Something that a listener reports, one line of JSON each.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum Event {
    /// First: it listens.
    Started(Started),
    /// A visitor has left.
    Visitor(Box<Visitor>),
    /// Last: it has ended.
    Ended(Ended),
}

/// The listener listens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Started {
    /// Version of this form, 1.
    pub schema: u32,
    /// Always `listen-started`.
    #[cfg_attr(test, schemars(extend("const" = "listen-started")))]
    pub kind: String,
    /// Since when, milliseconds since 1970-01-01 UTC.
    pub started_at: i64,
    /// When it will end.
    pub until: i64,
    /// The addresses and ports: `0.0.0.0:25`, `[::]:25`.
    pub addresses: Vec<String>,
    /// The name in the greeting; absent: the address that a visitor connects to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Whether it offers STARTTLS.
    pub starttls: bool,
}

/// One visitor.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Visitor {
    /// Version of this form, 1.
    pub schema: u32,
    /// Always `visitor`.
    #[cfg_attr(test, schemars(extend("const" = "visitor")))]
    pub kind: String,
    /// Counts the visitors from 0 in the order in which they came.
    pub id: u64,
    /// When the connection was accepted, milliseconds since 1970-01-01 UTC.
    pub started_at: i64,
    /// How long it lasted, milliseconds.
    pub duration_ms: f64,
    /// The visitor's address, as it arrives here.
    pub address: IpAddr,
    /// The visitor's port.
    pub port: u16,
    /// The address of this machine that was connected to.
    pub local_address: IpAddr,
    /// What kind of address the visitor has.
    pub sender: SenderClass,
    /// The published ranges that it lies in, at most one of each cloud.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub published: Vec<PublishedSender>,
    /// The name given in EHLO or HELO, the last one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ehlo: Option<String>,
    /// The TLS session, as far as it got; `server_name` is what the visitor asked for in SNI.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tls: Option<TlsSession>,
    /// Commands that were answered.
    pub commands: u32,
    /// The verb of the last command, never its argument.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_command: Option<String>,
    /// How it ended.
    pub outcome: VisitOutcome,
    /// More about the end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

/// The listener has ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Ended {
    /// Version of this form, 1.
    pub schema: u32,
    /// Always `listen-ended`.
    #[cfg_attr(test, schemars(extend("const" = "listen-ended")))]
    pub kind: String,
    /// When, milliseconds since 1970-01-01 UTC.
    pub ended_at: i64,
    /// How many visitors there were.
    pub visitors: u64,
    /// How many connections were answered with 421 at once because there were too many.
    pub refused: u64,
    /// Why it ended.
    pub reason: EndReason,
    /// More about a failure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}
