//! What the rules see of an observation. What they miss is noted, so that it can be asked for.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;

use crate::dns::{Answer, AnswerStatus, Data, Question, RecordType};
use crate::domain::observation::{Observation, PolicyFetch};

/// What a question without an answer of any kind is answered with.
const OPEN: &str = "no answer before the time or query limit was reached";

/// A label that nobody has: what the DNS answers for it comes from a wildcard (RFC 4592). Chosen at
/// random, once: an observation that is judged again must not miss another one.
const NOBODY: &str = "exoport-wqkz7c3vxn";

/// The most aliases that are followed: a chain of more is a loop, or no resolver follows it.
const ALIASES: usize = 8;

/// An observation as the rules look at it.
pub(super) struct View<'a> {
    pub(super) observation: &'a Observation,
    missing: RefCell<BTreeSet<Question>>,
    misses_policy: Cell<bool>,
}

/// An answer, or why there is none.
pub(super) type Known<T> = Result<T, String>;

impl<'a> View<'a> {
    pub(super) fn new(observation: &'a Observation) -> Self {
        Self {
            observation,
            missing: RefCell::default(),
            misses_policy: Cell::new(false),
        }
    }

    /// The answer to a question.
    ///
    /// # Errors
    /// It failed, or has not been asked; then it is noted.
    pub(super) fn ask(&self, name: &str, record_type: RecordType) -> Known<&'a Answer> {
        let question = Question::new(name, record_type);
        match self.observation.answers.get(&question) {
            Some(answer) if answer.status == AnswerStatus::Failed => {
                let why = answer.error.as_deref().unwrap_or("no reason was given");
                Err(format!("{}: {why}", question.name))
            }
            Some(answer) => Ok(answer),
            None => {
                let why = format!("{}: {OPEN}", question.name);
                self.missing.borrow_mut().insert(question);
                Err(why)
            }
        }
    }

    /// The TXT records of a name, the strings of each put together (RFC 7208 section 3.3); none where
    /// there is no such name.
    pub(super) fn text(&self, name: &str) -> Known<Vec<String>> {
        let answer = self.ask(name, RecordType::Txt)?;
        Ok(answer
            .records
            .iter()
            .filter_map(|data| match data {
                Data::Txt { strings } => Some(strings.concat()),
                _ => None,
            })
            .collect())
    }

    /// The alias that a name is, one step.
    pub(super) fn alias(&self, name: &str) -> Known<Option<&'a str>> {
        let answer = self.ask(name, RecordType::Cname)?;
        Ok(answer.records.iter().find_map(|data| match data {
            Data::Cname { target } => Some(target.as_str()),
            _ => None,
        }))
    }

    /// The whole chain of aliases that begins at a name, at most eight long.
    pub(super) fn aliases(&self, name: &str) -> Known<Vec<&'a str>> {
        let mut chain = Vec::new();
        let mut next = self.alias(name)?;
        while let Some(target) = next
            && chain.len() < ALIASES
        {
            chain.push(target);
            next = self.alias(target)?;
        }
        Ok(chain)
    }

    /// A name beside a name that only a wildcard can answer for.
    pub(super) fn beside(name: &str) -> String {
        let parent = name.split_once('.').map_or("", |(_, parent)| parent);
        format!("{NOBODY}.{parent}")
    }

    /// Whether a name has an address of either family. One that has is known, whatever became of the
    /// other question.
    pub(super) fn has_address(&self, name: &str) -> Known<bool> {
        let v4 = self.ask(name, RecordType::A);
        let v6 = self.ask(name, RecordType::Aaaa);
        let found = |answer: &Known<&Answer>| matches!(answer, Ok(answer) if answer.status == AnswerStatus::Records);
        if found(&v4) || found(&v6) {
            return Ok(true);
        }
        v4?;
        v6?;
        Ok(false)
    }

    /// How the MTA-STS policy was fetched; none and noted where nobody has tried.
    pub(super) fn policy(&self) -> Option<&'a PolicyFetch> {
        if self.observation.policy.is_none() {
            self.misses_policy.set(true);
        }
        self.observation.policy.as_ref()
    }

    /// What the rules would have liked to know.
    pub(super) fn into_missing(self) -> Missing {
        Missing {
            questions: self.missing.into_inner(),
            policy: self.misses_policy.get(),
        }
    }
}

/// What an observation does not hold yet and the rules ask for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::domain) struct Missing {
    /// Questions to the DNS.
    pub(in crate::domain) questions: BTreeSet<Question>,
    /// Whether the MTA-STS policy is to be fetched.
    pub(in crate::domain) policy: bool,
}
