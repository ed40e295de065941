//! The DNS itself: what getaddrinfo does not tell.

use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout, timeout_at};

use crate::dns::{self, Answer, AnswerStatus, Asker, Data, Question, RecordType, Trace};
use crate::record::{DnsView, MailExchange, Outcome, OutcomeCode, UnansweredFamily};
use crate::targets::AddressFamily;

use super::shared::Shared;

/// The most records of an answer that are kept.
const RECORDS: usize = 64;

/// How long the slower of A and AAAA is waited for once the other is there (RFC 8305 section 3).
const RESOLUTION_DELAY: Duration = Duration::from_millis(50);

/// How long a chain may be followed that leads to no address.
const TRACE_LIMIT: Duration = Duration::from_secs(3);

/// A resolver that talks to DNS servers, made on first use.
pub(super) struct Dns {
    /// The server that the caller named.
    named: Option<SocketAddr>,
    asker: OnceLock<Result<Asker, String>>,
    families: Shared<Answer>,
}

/// The MX records of a name.
#[derive(Clone)]
pub(super) enum MxAnswer {
    /// The name has none: it stands for itself (RFC 5321 section 5.1).
    None,
    /// The name does not exist for the server that was asked.
    NoSuchName,
    /// A null MX (RFC 7505).
    Null,
    /// Most preferred first.
    Hosts(Vec<MailExchange>),
    /// The DNS could not be asked.
    Failed(String),
}

impl Dns {
    pub(super) fn new(named: Option<SocketAddr>) -> Self {
        Self {
            named,
            asker: OnceLock::new(),
            families: Shared::new(),
        }
    }

    /// Asks one question, as applications do.
    async fn ask(&self, name: &str, record_type: RecordType) -> Answer {
        let asker = self.asker.get_or_init(|| Asker::new(self.named));
        match asker {
            Ok(asker) => asker.look_up(&Question::new(name, record_type)).await,
            Err(why) => Answer::failed(why),
        }
    }

    /// The servers that are asked.
    pub(super) fn servers(&self) -> Vec<String> {
        dns::in_use(self.named)
    }

    /// Asks for the addresses of one family. The question stays open when nobody waits any longer, so that a
    /// late answer is there for who asks then.
    fn addresses(self: &Arc<Self>, name: &str, family: AddressFamily) -> JoinHandle<Answer> {
        let (dns, name) = (Arc::clone(self), name.to_owned());
        tokio::spawn(async move {
            let record_type = match family {
                AddressFamily::Ipv6 => RecordType::Aaaa,
                _ => RecordType::A,
            };
            let key = format!("{family} {name}");
            dns.families.get(&key, || dns.ask(&name, record_type)).await
        })
    }

    /// CNAME chain and addresses of a name. Once one family's addresses are there, or the name does not exist,
    /// the other family's answer must follow soon; where one family alone is wanted, its answer is waited for.
    pub(super) async fn view(self: &Arc<Self>, name: &str, wanted: AddressFamily) -> DnsView {
        use AddressFamily::{Any, Ipv4, Ipv6};
        let mut view = DnsView {
            servers: self.servers(),
            ..DnsView::default()
        };
        let (mut v6, mut v4) = (self.addresses(name, Ipv6), self.addresses(name, Ipv4));
        let (first, family, other) = tokio::select! {
            answer = &mut v6 => (of_task(answer), Ipv6, v4),
            answer = &mut v4 => (of_task(answer), Ipv4, v6),
        };
        let settled = match wanted {
            Any => matches!(first.status, AnswerStatus::Records | AnswerStatus::NoName),
            only => only == family,
        };
        let second = if settled {
            let late = timeout(RESOLUTION_DELAY, other).await;
            late.map_or_else(|_| Answer::failed(PENDING), of_task)
        } else {
            of_task(other.await)
        };
        // IPv6 first, as RFC 6724 prefers it.
        let answers = match family {
            Ipv6 => [(Ipv6, first), (Ipv4, second)],
            _ => [(Ipv6, second), (Ipv4, first)],
        };
        for (_, answer) in &answers {
            take(&mut view, answer);
        }
        if view.addresses.is_empty() {
            // What is known of the family that is wanted counts; a family without addresses is no failure.
            let mut known: Vec<&Answer> = answers
                .iter()
                .filter(|(family, _)| wanted == Any || wanted == *family)
                .map(|(_, answer)| answer)
                .collect();
            known.sort_by_key(|answer| match answer.status {
                AnswerStatus::NoName => 0,
                AnswerStatus::Failed => 1,
                _ => 2,
            });
            let error = known.first().and_then(|answer| why_empty(answer));
            let error = error.unwrap_or_else(|| NO_ADDRESS.to_owned());
            // A server that is silent or refuses now will not say more link by link.
            if error != dns::TIMED_OUT && error != dns::REFUSED {
                self.explain(name, &mut view).await;
            }
            view.error = Some(error);
        } else {
            let failed = answers
                .into_iter()
                .filter(|(family, _)| wanted == Any || wanted == *family)
                .find(|(_, answer)| answer.status == AnswerStatus::Failed);
            view.unanswered = failed.map(|(family, answer)| UnansweredFamily {
                family,
                error: answer.error.unwrap_or_default(),
            });
        }
        view
    }

    /// Adds the answer for the family that was late, where it comes before `until`.
    pub(super) async fn complete(self: &Arc<Self>, name: &str, view: &mut DnsView, until: Instant) {
        let Some(late) = view
            .unanswered
            .as_mut()
            .filter(|late| late.error == PENDING)
        else {
            return;
        };
        match timeout_at(until, self.addresses(name, late.family))
            .await
            .map(of_task)
        {
            Err(_) => {}
            Ok(answer) => match answer.error.clone() {
                Some(error) => late.error = error,
                None => {
                    view.unanswered = None;
                    take(view, &answer);
                }
            },
        }
    }

    /// Follows the aliases of a name without address link by link, for what one failure does not tell.
    async fn explain(&self, name: &str, view: &mut DnsView) {
        let Some(Ok(asker)) = self.asker.get() else {
            return;
        };
        let mut trace = Trace::default();
        // What is known when the patience ends is kept; then no link is called broken.
        let _ = tokio::time::timeout(TRACE_LIMIT, dns::follow(asker, name, &mut trace)).await;
        if trace.tells() {
            view.cname_chain = trace.chain;
            view.broken = trace.broken;
        }
    }

    /// MX records of a name.
    pub(super) async fn mx(&self, name: &str) -> MxAnswer {
        let answer = self.ask(name, RecordType::Mx).await;
        match answer.status {
            AnswerStatus::Records => {}
            AnswerStatus::NoName => return MxAnswer::NoSuchName,
            AnswerStatus::NoData => return MxAnswer::None,
            AnswerStatus::Failed => return MxAnswer::Failed(answer.error.unwrap_or_default()),
        }
        let mut hosts: Vec<MailExchange> = answer
            .records
            .into_iter()
            .filter_map(|record| match record {
                Data::Mx {
                    preference,
                    exchange,
                } => Some(MailExchange {
                    preference,
                    exchange,
                }),
                _ => None,
            })
            .take(RECORDS)
            .collect();
        hosts.sort_by(|one, other| {
            (one.preference, &one.exchange).cmp(&(other.preference, &other.exchange))
        });
        // A null MX beside others is a mistake (RFC 7505 section 3); the others count.
        hosts.retain(|host| host.exchange != ".");
        if hosts.is_empty() {
            MxAnswer::Null
        } else {
            MxAnswer::Hosts(hosts)
        }
    }
}

/// What is said of a family while its answer may still come.
const PENDING: &str = "no answer while the probe went on";
const NO_ADDRESS: &str = "no address";
const NO_SUCH_NAME: &str = "no such name (NXDOMAIN)";

/// The addresses of a view as the answer of a resolver.
pub(super) fn addresses_of(view: &DnsView, wanted: AddressFamily) -> Result<Vec<IpAddr>, Outcome> {
    // The family that is wanted alone has no answer, which is not to have no address.
    let unanswered = view.unanswered.as_ref();
    let unanswered = unanswered.filter(|missing| missing.family == wanted);
    if !view.addresses.is_empty() && unanswered.is_none() {
        return Ok(view.addresses.clone());
    }
    let why = unanswered.map(|missing| &missing.error);
    let why = why
        .or(view.error.as_ref())
        .map_or(NO_ADDRESS, String::as_str);
    let code = match why {
        NO_ADDRESS => OutcomeCode::NoAddress,
        NO_SUCH_NAME => OutcomeCode::NameNotFound,
        dns::TIMED_OUT => OutcomeCode::Timeout,
        _ => OutcomeCode::ResolverFailure,
    };
    Err(Outcome::new(code).with_detail(why))
}

/// The answer that a task has found.
fn of_task(answer: Result<Answer, tokio::task::JoinError>) -> Answer {
    answer.unwrap_or_else(|error| Answer::failed(format!("resolver task: {error}")))
}

/// Adds what one answer says.
fn take(view: &mut DnsView, answer: &Answer) {
    for link in &answer.cname_chain {
        if !view.cname_chain.iter().any(|known| known.name == link.name) {
            view.cname_chain.push(link.clone());
        }
    }
    for record in answer.records.iter().take(RECORDS) {
        if let Data::Address { address } = record
            && !view.addresses.contains(address)
        {
            view.addresses.push(*address);
        }
    }
    let links = answer.cname_chain.iter().map(|link| link.ttl_seconds);
    let times = links.chain(answer.ttl_seconds).chain(view.ttl_seconds);
    view.ttl_seconds = times.min();
}

/// Why an answer has no address.
fn why_empty(answer: &Answer) -> Option<String> {
    match answer.status {
        AnswerStatus::Records => None,
        AnswerStatus::NoData => Some(NO_ADDRESS.to_owned()),
        AnswerStatus::NoName => Some(NO_SUCH_NAME.to_owned()),
        AnswerStatus::Failed => answer.error.clone(),
    }
}
