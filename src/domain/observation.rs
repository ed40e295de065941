//! Everything that an audit saw. Judging it needs no network, so it can be judged again elsewhere.

use std::net::SocketAddr;

use serde::{Deserialize, Serialize};

use crate::dns::Answers;
use crate::string_enum::string_enum;

/// What an audit saw; no opinion yet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Observation {
    /// The mail domain, in lower case.
    pub domain: String,
    /// The cloud that the caller named; absent when it is to be read from the MX.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked_instance: Option<String>,
    /// DKIM selectors besides `selector1` and `selector2`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dkim_selectors: Vec<String>,
    /// Where the MTA-STS policy was fetched instead of at the addresses of its host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy_address: Option<SocketAddr>,
    /// The DNS servers that were asked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub servers: Vec<String>,
    /// When the audit started, milliseconds since 1970-01-01 UTC.
    pub started_at: i64,
    /// How long it took, milliseconds.
    pub duration_ms: f64,
    /// What the DNS answered.
    #[serde(default)]
    pub answers: Answers,
    /// How the MTA-STS policy was fetched; absent when there was none to fetch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<PolicyFetch>,
}

impl Observation {
    /// One that has seen nothing yet.
    pub fn of(domain: String) -> Self {
        Self {
            domain,
            asked_instance: None,
            dkim_selectors: Vec::new(),
            policy_address: None,
            servers: Vec::new(),
            started_at: 0,
            duration_ms: 0.0,
            answers: Answers::default(),
            policy: None,
        }
    }
}

string_enum! {
    /// Why a policy could not be fetched.
    pub enum FetchFailure: "fetch failure" {
        /// No TCP connection: refused, dropped, no route.
        Connect = "connect",
        /// The time was over.
        Timeout = "timeout",
        /// The certificate is not one that a sender accepts.
        Certificate = "certificate",
        /// The TLS handshake failed for another reason.
        Tls = "tls",
        /// The answer is no HTTP, or was cut.
        Http = "http",
        /// The answer is longer than 64 KiB.
        TooLong = "too-long",
        /// A fault of this machine: nothing is known about the policy.
        Local = "local",
    }
}

/// How fetching `https://mta-sts.DOMAIN/.well-known/mta-sts.txt` went (RFC 8461 section 3.3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum PolicyFetch {
    /// There is an HTTP answer over a certificate that holds.
    Answered {
        /// The HTTP status.
        http_status: u16,
        /// The value of Content-Type.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        content_type: Option<String>,
        /// The value of Location, with a redirection.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        location: Option<String>,
        /// The lines of the body, without their ends, sanitized.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        #[cfg_attr(test, schemars(inner(length(min = 0))))]
        lines: Vec<String>,
    },
    /// There is none.
    Failed {
        /// Why.
        failure: FetchFailure,
        /// The same in a sentence.
        error: String,
    },
}
