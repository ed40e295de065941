//! What an observation means.

use serde::{Deserialize, Serialize};

use crate::string_enum::string_enum;

string_enum! {
    /// How much a finding matters.
    pub enum Severity: "severity" {
        /// Worth knowing; nothing to do.
        Note = "note",
        /// Works, but should be changed.
        Warning = "warning",
        /// Does not work, or must not be trusted.
        Error = "error",
    }
}

/// One finding. Codes are public contract: documented in docs/verdicts.md, never renamed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Finding {
    /// kebab-case code.
    pub code: String,
    /// How much it matters.
    pub severity: Severity,
    /// One sentence: what it means.
    pub explanation: String,
    /// What was seen that says so; peer text in it is escaped.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<String>,
    /// What to change, and who.
    pub remedy: String,
    /// Where the rule comes from: an RFC section, a Microsoft page or a section of docs/exchange-online-facts.md.
    pub source: String,
}

string_enum! {
    /// The overall result.
    pub enum VerdictResult: "verdict" {
        /// All is well.
        Pass = "pass",
        /// It works, but something should be changed.
        Warn = "warn",
        /// It does not work, or must not be trusted.
        Fail = "fail",
        /// The probe could not find out (for example cancelled, or this machine's own limits).
        Unknown = "unknown",
    }
}

impl VerdictResult {
    /// How bad it is, for comparing: not to know is worse than a warning, and better than a failure.
    pub(crate) const fn gravity(self) -> u8 {
        match self {
            VerdictResult::Pass => 0,
            VerdictResult::Warn => 1,
            VerdictResult::Unknown => 2,
            VerdictResult::Fail => 3,
        }
    }
}

/// The one answer of a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Verdict {
    /// Pass, warn, fail, unknown.
    pub result: VerdictResult,
    /// One sentence for people.
    pub summary: String,
    /// The code of the finding that decided; absent when there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finding: Option<String>,
}
