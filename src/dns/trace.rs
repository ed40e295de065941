//! The aliases of a name followed link by link, to see where a chain breaks that a resolver reports as
//! one failure.

use super::answers::{Answer, AnswerStatus, Data, Question, RecordType};
use super::{Asker, TIMED_OUT};
use crate::record::{BrokenLink, Cname, LinkFault};

/// The longest chain that is followed; Exchange Online's have four aliases (facts section 3).
const LONGEST: usize = 12;

/// A chain as far as it has been followed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Trace {
    /// The links that are good, in order.
    pub(crate) chain: Vec<Cname>,
    /// The first that is not.
    pub(crate) broken: Option<BrokenLink>,
}

impl Trace {
    /// Whether it says more than that the name itself has no answer.
    pub(crate) fn tells(&self) -> bool {
        let by_validation = self.broken.as_ref().is_some_and(|link| link.dnssec);
        by_validation || (self.broken.is_some() && !self.chain.is_empty())
    }
}

/// Follows a name. `trace` has what is known at every moment, for a caller whose patience ends.
pub(crate) async fn follow(asker: &Asker, name: &str, trace: &mut Trace) {
    let mut owner = name.trim_end_matches('.').to_owned();
    loop {
        let answer = ask(asker, &owner, RecordType::Cname).await;
        let target = answer.records.iter().find_map(|data| match data {
            Data::Cname { target } => Some(target.clone()),
            _ => None,
        });
        let Some(target) = target else {
            trace.broken = match answer.status {
                // No alias of its own: the end of the chain, if it has an address.
                AnswerStatus::NoData => end(asker, &owner).await,
                _ => Some(fault(asker, &owner, RecordType::Cname, &answer).await),
            };
            return;
        };
        let known = |link: &Cname| link.name.eq_ignore_ascii_case(&target);
        let again = target.eq_ignore_ascii_case(&owner) || trace.chain.iter().any(known);
        trace.chain.push(Cname {
            name: owner,
            target: target.clone(),
            ttl_seconds: answer.ttl_seconds.unwrap_or(0),
        });
        if again || trace.chain.len() >= LONGEST {
            trace.broken = Some(BrokenLink {
                name: target,
                fault: LinkFault::Loop,
                detail: None,
                dnssec: false,
            });
            return;
        }
        owner = target;
    }
}

/// What is wrong with the addresses of the last name; nothing where it has one.
async fn end(asker: &Asker, owner: &str) -> Option<BrokenLink> {
    let mut worst = None;
    for family in [RecordType::A, RecordType::Aaaa] {
        let answer = ask(asker, owner, family).await;
        if answer.status == AnswerStatus::Records {
            return None;
        }
        // An address of the other family does not help where this one cannot be asked for.
        if worst.is_none() || answer.status == AnswerStatus::Failed {
            worst = Some((family, answer));
        }
    }
    let (family, answer) = worst?;
    Some(fault(asker, owner, family, &answer).await)
}

/// The link that gave this answer, and whether it is the validation of signatures that fails.
async fn fault(asker: &Asker, owner: &str, record_type: RecordType, answer: &Answer) -> BrokenLink {
    let fault = match answer.status {
        AnswerStatus::NoName => LinkFault::NoName,
        AnswerStatus::NoData | AnswerStatus::Records => LinkFault::NoData,
        AnswerStatus::Failed if answer.error.as_deref() == Some(TIMED_OUT) => LinkFault::NoAnswer,
        AnswerStatus::Failed => LinkFault::Failure,
    };
    let mut dnssec = false;
    if fault == LinkFault::Failure {
        let question = Question::new(owner, record_type);
        let unchecked = asker.ask_unchecked(&question).await;
        // Once more with checking: a server that had a bad moment is none that rejects signatures.
        dnssec = unchecked.status != AnswerStatus::Failed
            && asker.ask(&question).await.status == AnswerStatus::Failed;
    }
    BrokenLink {
        name: owner.to_owned(),
        fault,
        detail: answer.error.clone(),
        dnssec,
    }
}

async fn ask(asker: &Asker, name: &str, record_type: RecordType) -> Answer {
    asker.ask(&Question::new(name, record_type)).await
}
