//! What the DNS answered, as data: questions and answers without an opinion.

use std::collections::BTreeMap;
use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use crate::record::Cname;
use crate::string_enum::string_enum;

string_enum! {
    /// The types of records that an audit asks for.
    pub enum RecordType: "record type" {
        /// IPv4 address (RFC 1035 section 3.4.1).
        A = "a",
        /// IPv6 address (RFC 3596).
        Aaaa = "aaaa",
        /// Alias (RFC 1035 section 3.3.1).
        Cname = "cname",
        /// Mail exchange (RFC 5321 section 5.1).
        Mx = "mx",
        /// Start of authority: asked of the root, to see whether the resolver vouches for signatures.
        Soa = "soa",
        /// Certificate association (RFC 6698).
        Tlsa = "tlsa",
        /// Text.
        Txt = "txt",
    }
}

/// One question to the DNS.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Question {
    /// The name, in lower case, without the final dot; the root as `.`.
    pub name: String,
    /// The type asked for.
    #[serde(rename = "type")]
    pub record_type: RecordType,
}

impl Question {
    /// A question for a name in any letter case, with or without the final dot.
    pub fn new(name: &str, record_type: RecordType) -> Self {
        let name = match name.trim_end_matches('.') {
            "" => ".".to_owned(),
            name => name.to_ascii_lowercase(),
        };
        Self { name, record_type }
    }
}

string_enum! {
    /// How a question was answered.
    pub enum AnswerStatus: "answer status" {
        /// There are records of that type.
        Records = "records",
        /// The name exists and has nothing of that type (RFC 2308 section 2.2).
        NoData = "no-data",
        /// The name, or what it is an alias of, does not exist (NXDOMAIN).
        NoName = "no-name",
        /// No answer, or an error of the server: nothing is known.
        Failed = "failed",
    }
}

/// One record's data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum Data {
    /// A or AAAA.
    Address {
        /// The address.
        address: IpAddr,
    },
    /// CNAME.
    Cname {
        /// What the name stands for, without the final dot.
        target: String,
    },
    /// MX.
    Mx {
        /// Lower is preferred.
        preference: u16,
        /// The host, without the final dot; `.` in a null MX.
        exchange: String,
    },
    /// SOA: that there is one is all that matters.
    Soa,
    /// TLSA (RFC 6698 section 2.1).
    Tlsa {
        /// Certificate usage.
        usage: u8,
        /// Selector.
        selector: u8,
        /// Matching type.
        matching: u8,
        /// Certificate association data, lower-case hexadecimal, at most 1,024 digits.
        #[cfg_attr(test, schemars(regex(pattern = r"^[0-9a-f]*(\.\.\.)?$")))]
        data: String,
    },
    /// TXT: its strings (RFC 1035 section 3.3.14), sanitized.
    Txt {
        /// The strings in order.
        #[cfg_attr(test, schemars(inner(length(min = 0))))]
        strings: Vec<String>,
    },
}

/// The answer to one question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Answer {
    /// How it was answered.
    pub status: AnswerStatus,
    /// Aliases that were followed, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cname_chain: Vec<Cname>,
    /// The records of the type asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub records: Vec<Data>,
    /// Whether the resolver says that it has checked the signatures (the AD bit, RFC 4035 section
    /// 3.2.3). As good as the path to the resolver: ExoPort itself checks no signature.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub authenticated: bool,
    /// The smallest time to live of the records in seconds; a cache gives what is left of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ttl_seconds: Option<u32>,
    /// Why there is no answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

impl Answer {
    /// An answer with these records, or "nothing of that type" without any.
    pub fn of(records: Vec<Data>) -> Self {
        let status = if records.is_empty() {
            AnswerStatus::NoData
        } else {
            AnswerStatus::Records
        };
        Self {
            records,
            ..Self::empty(status)
        }
    }

    /// An answer without records.
    pub fn empty(status: AnswerStatus) -> Self {
        Self {
            status,
            cname_chain: Vec::new(),
            records: Vec::new(),
            authenticated: false,
            ttl_seconds: None,
            error: None,
        }
    }

    /// No answer, and why.
    pub fn failed(why: impl Into<String>) -> Self {
        Self {
            error: Some(why.into()),
            ..Self::empty(AnswerStatus::Failed)
        }
    }
}

/// Questions with their answers, each question once.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(from = "Vec<Asked>", into = "Vec<Asked>")]
pub struct Answers(BTreeMap<Question, Answer>);

/// A question with its answer, as JSON has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Asked {
    #[serde(flatten)]
    question: Question,
    #[serde(flatten)]
    answer: Answer,
}

impl From<Vec<Asked>> for Answers {
    fn from(list: Vec<Asked>) -> Self {
        Self(
            list.into_iter()
                .map(|asked| (asked.question, asked.answer))
                .collect(),
        )
    }
}

impl From<Answers> for Vec<Asked> {
    fn from(answers: Answers) -> Self {
        answers
            .0
            .into_iter()
            .map(|(question, answer)| Asked { question, answer })
            .collect()
    }
}

impl Answers {
    /// The answer to a question, if it was asked.
    pub fn get(&self, question: &Question) -> Option<&Answer> {
        self.0.get(question)
    }

    /// Keeps an answer.
    pub fn insert(&mut self, question: Question, answer: Answer) {
        self.0.insert(question, answer);
    }

    /// How many questions were asked.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether nothing was asked.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
