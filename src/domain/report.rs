//! What an audit says: items, each with its verdict, and the one verdict over them.

use serde::{Deserialize, Serialize};

use super::observation::Observation;
use super::rule::{ItemResult, Rule};
use super::spec::DomainSpec;
use crate::clock::now_ms;
use crate::record::{OutcomeCode, SCHEMA, Verdict, VerdictResult};
use crate::string_enum::string_enum;

string_enum! {
    /// What is looked at.
    pub enum ItemName: "item" {
        /// Where mail for the domain goes.
        Mx = "mx",
        /// Who may send for the domain (RFC 7208).
        Spf = "spf",
        /// The keys of the domain's signatures (RFC 6376).
        Dkim = "dkim",
        /// What receivers shall do with mail that is neither (RFC 9989).
        Dmarc = "dmarc",
        /// How Outlook finds the mailbox.
        Autodiscover = "autodiscover",
        /// An alias that only the cloud in China has.
        Msoid = "msoid",
        /// Transport security for mail in, by policy (RFC 8461).
        MtaSts = "mta-sts",
        /// Reports about transport security (RFC 8460).
        TlsRpt = "tls-rpt",
        /// Transport security for mail in, by DNSSEC (RFC 7672).
        Tlsa = "tlsa",
    }
}

/// One rule that applies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Remark {
    /// The rule; docs/domain.md lists them all.
    #[cfg_attr(test, schemars(with = "String"))]
    pub rule: Rule,
    /// How the item is by that rule.
    pub result: ItemResult,
    /// One sentence: what it means.
    pub explanation: String,
    /// What to change; absent where nothing is to be changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remedy: Option<String>,
    /// Where the rule comes from: an RFC section, a Microsoft page or a section of docs/exchange-online-facts.md.
    pub source: String,
}

/// One item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Item {
    /// What was looked at.
    pub item: ItemName,
    /// The name in the DNS.
    pub name: String,
    /// The gravest rule that applies.
    #[serde(flatten)]
    pub remark: Remark,
    /// What was seen; text of others in it is escaped.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<String>,
    /// The other rules that apply, the gravest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<Remark>,
}

/// The result of an audit: one JSON object.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Report {
    /// Always [`crate::record::SCHEMA`].
    pub schema: u32,
    /// Always `domain`.
    #[cfg_attr(test, schemars(extend("const" = "domain")))]
    pub kind: String,
    /// Running number within a run.
    pub id: u64,
    /// The mail domain, in lower case.
    pub domain: String,
    /// The cloud it is judged for: the one that the caller named, or that the MX names. Absent when
    /// its mail goes elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instance: Option<String>,
    /// The caller's own text, given back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tag: Option<String>,
    /// When the audit started, milliseconds since 1970-01-01 UTC.
    pub started_at: i64,
    /// How long it took, milliseconds.
    pub duration_ms: f64,
    /// `ok`, or `internal` when ExoPort itself failed.
    pub outcome: OutcomeCode,
    /// Why it failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// Every item, in a fixed order.
    pub items: Vec<Item>,
    /// The one answer.
    pub verdict: Verdict,
    /// What was seen: `judge` makes the same items of it, anywhere.
    pub observation: Observation,
}

impl Report {
    /// What stands for an audit in which ExoPort itself failed.
    pub(crate) fn broken(id: u64, spec: &DomainSpec, why: &str) -> Self {
        let short: String = why.chars().take(200).collect();
        let text = format!(
            "ExoPort itself failed in this audit; please report it with this text: {}",
            short.escape_debug()
        );
        let observation = Observation::of(spec.domain.clone());
        Self {
            schema: SCHEMA,
            kind: "domain".to_owned(),
            id,
            domain: spec.domain.clone(),
            instance: spec.instance.clone(),
            tag: spec.tag.clone(),
            started_at: now_ms(),
            duration_ms: 0.0,
            outcome: OutcomeCode::Internal,
            detail: Some(text.clone()),
            items: Vec::new(),
            verdict: Verdict {
                result: VerdictResult::Unknown,
                summary: text,
                finding: None,
            },
            observation,
        }
    }
}
