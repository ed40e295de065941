//! The record: what one probe saw ([`Observation`]) and what it means ([`Record`]).
//!
//! One JSON object per probe, `"schema": 1`. Keys are snake_case; durations and offsets are
//! milliseconds as numbers (`*_ms`), instants are milliseconds since 1970-01-01 UTC (`*_at`,
//! `not_before`, `not_after`); what is absent has no key. schemas/record.schema.json describes it and
//! a test compares real records with it. New keys may appear within schema 1; none is renamed.

mod attempt;
mod certificate;
mod dialogue;
mod finding;
mod outcome;
mod phase;
mod proxy;
mod resolution;
mod tls;
mod trust;

use serde::{Deserialize, Serialize};

use crate::targets::Target;

pub use attempt::Attempt;
pub use certificate::{Certificate, PublicKey};
pub use dialogue::{Dialogue, Direction, Http, HttpHeader, TranscriptLine};
pub use finding::{Finding, Severity, Verdict, VerdictResult};
pub use outcome::{Outcome, OutcomeCode, PhaseName, TlsAlert};
pub use phase::Phase;
pub use proxy::{ProxyAuthentication, ProxyUse};
pub use resolution::{
    BrokenLink, Cname, DnsView, LinkFault, MailExchange, Resolution, ResolutionSource,
    UnansweredFamily,
};
pub use tls::{LegacyOffer, LegacyResult, TlsSession};
pub use trust::{IssuerClass, StoreVerdict, Trust, Verification};

/// The version of the record's shape.
pub const SCHEMA: u32 = 1;

/// What one probe saw; no opinion yet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Observation {
    /// Always [`SCHEMA`].
    pub schema: u32,
    /// Running number of the probe within its run, from 0, in the order in which targets were given.
    pub id: u64,
    /// What was probed.
    pub target: Target,
    /// When the probe started.
    pub started_at: i64,
    /// How long it took, all phases and waiting included.
    pub duration_ms: f64,
    /// Where the addresses came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolution: Option<Resolution>,
    /// The proxy that the probe went through; absent when it connected directly.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proxy: Option<ProxyUse>,
    /// Every address tried, each with its own outcome; those of the proxy where there is one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attempts: Vec<Attempt>,
    /// Every phase that was entered, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub phases: Vec<Phase>,
    /// What was said before and after TLS.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dialogue: Option<Dialogue>,
    /// The TLS session, as far as it got.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tls: Option<TlsSession>,
    /// What the server offers below TLS 1.2 or outside of modern suites; only when asked for, or
    /// when the handshake failed and `legacy_tls` is on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub legacy_tls: Option<LegacyOffer>,
    /// The chain exactly as sent, leaf first, also when it is invalid.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub certificates: Vec<Certificate>,
    /// How that chain is judged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trust: Option<Trust>,
    /// What happened, in one code.
    pub outcome: Outcome,
}

/// What one probe saw and what it means: the record that all entry points give.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Record {
    /// What was seen.
    #[serde(flatten)]
    pub observation: Observation,
    /// What it means; empty on a healthy path.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Finding>,
    /// The one answer.
    pub verdict: Verdict,
}
