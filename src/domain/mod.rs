//! The DNS of a mail domain in Exchange Online: MX, SPF, DKIM, DMARC, Autodiscover, MTA-STS, TLS-RPT
//! and DANE, each with a verdict, the evidence and the remedy.
//!
//! [`audit()`] asks the questions, which is all that it decides; [`judge()`] is pure and says from the
//! answers how each item is. The rules name what they still want to know while they judge, so `audit`
//! judges and asks in turn until nothing is missing. docs/domain.md lists every [`Rule`] and its source.

mod audit;
mod judge;
mod observation;
mod report;
mod rule;
mod spec;

pub use crate::dns::{Answer, AnswerStatus, Answers, Data, Question, RecordType};
pub use audit::audit;
pub use judge::judge;
pub use observation::{FetchFailure, Observation, PolicyFetch};
pub use report::{Item, ItemName, Remark, Report};
pub use rule::{ItemResult, Rule};
pub use spec::{DomainError, DomainSpec};
