//! Questions to the DNS itself and its answers: which servers, with which patience, and how names are
//! written.

mod answers;
mod asker;
mod servers;
mod sockets;
mod trace;

use hickory_resolver::net::{DnsError, NetError};
use hickory_resolver::proto::op::ResponseCode;
use hickory_resolver::proto::rr::Name;
use std::time::Duration;

pub use answers::{Answer, AnswerStatus, Answers, Data, Question, RecordType};
pub(crate) use asker::Asker;
pub(crate) use servers::{in_use, parse};
pub(crate) use trace::{Trace, follow};

/// How long one server has for one answer.
const TIMEOUT: Duration = Duration::from_secs(3);

/// How often a question is put again when nothing came.
const ATTEMPTS: usize = 2;

/// A name as the DNS has it: no search list is applied.
///
/// # Errors
/// The text is no domain name.
fn absolute(name: &str) -> Result<Name, String> {
    let mut name = Name::from_ascii(name).map_err(|error| sanitized(&error))?;
    name.set_fqdn(true);
    Ok(name)
}

/// A name as text without the final dot, sanitized; the root as `.`.
fn shown(name: &Name) -> String {
    let text = name.to_ascii();
    match text.trim_end_matches('.') {
        "" => ".".to_owned(),
        text => crate::text::sanitize(text.as_bytes(), 260),
    }
}

/// The words of an error, which may quote what came from the network.
fn sanitized(error: &impl ToString) -> String {
    crate::text::sanitize(error.to_string().as_bytes(), 200)
}

/// What an error of a question says, where it is an answer and not a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Empty {
    /// The name does not exist (NXDOMAIN).
    NoName,
    /// The name has nothing of that type (RFC 2308 section 2.2).
    NoData,
}

/// Whether the DNS said "there is no such record": an answer, not a failure.
fn empty_answer(error: &NetError) -> Option<Empty> {
    match error {
        NetError::Dns(DnsError::NoRecordsFound(found)) => match found.response_code {
            ResponseCode::NoError => Some(Empty::NoData),
            ResponseCode::NXDomain => Some(Empty::NoName),
            _ => None,
        },
        _ => None,
    }
}

/// What a question without an answer is called.
pub(crate) const TIMED_OUT: &str = "the DNS server did not answer in time";

/// What a question to a closed port is called.
pub(crate) const REFUSED: &str =
    "the DNS server refused the question: nothing listens on its port (port unreachable)";

/// A failure in words.
fn failure(error: &NetError) -> String {
    match error {
        NetError::Dns(DnsError::NoRecordsFound(found)) => {
            format!("the DNS server answered {}", found.response_code)
        }
        NetError::Dns(DnsError::ResponseCode(code)) => format!("the DNS server answered {code}"),
        NetError::Timeout => TIMED_OUT.to_owned(),
        other => sanitized(other),
    }
}
