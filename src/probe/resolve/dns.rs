//! The DNS itself: what getaddrinfo does not tell.

use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use crate::dns::{self, Answer, AnswerStatus, Asker, Data, Question, RecordType, Trace};
use crate::record::{DnsView, MailExchange, Outcome, OutcomeCode};

/// The most records of an answer that are kept.
const RECORDS: usize = 64;

/// How long a chain may be followed that leads to no address.
const TRACE_LIMIT: Duration = Duration::from_secs(3);

/// A resolver that talks to DNS servers, made on first use.
pub(super) struct Dns {
    /// The server that the caller named.
    named: Option<SocketAddr>,
    asker: OnceLock<Result<Arc<Asker>, String>>,
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
        }
    }

    /// Asks one question, as applications do.
    async fn ask(&self, name: &str, record_type: RecordType) -> Answer {
        let asker = self
            .asker
            .get_or_init(|| Asker::new(self.named).map(Arc::new));
        match asker {
            Ok(asker) => asker.look_up(&Question::new(name, record_type)).await,
            Err(why) => Answer::failed(why),
        }
    }

    /// The servers that are asked.
    pub(super) fn servers(&self) -> Vec<String> {
        dns::in_use(self.named)
    }

    /// CNAME chain and addresses of a name.
    pub(super) async fn view(&self, name: &str) -> DnsView {
        let mut view = DnsView {
            servers: self.servers(),
            cname_chain: Vec::new(),
            addresses: Vec::new(),
            ttl_seconds: None,
            agrees: None,
            error: None,
            broken: None,
        };
        let (v6, v4) = tokio::join!(
            self.ask(name, RecordType::Aaaa),
            self.ask(name, RecordType::A)
        );
        let mut error = None;
        // IPv6 first, as RFC 6724 prefers it; a family without addresses is no failure.
        for answer in [v6, v4] {
            take(&mut view, &answer);
            if error.is_none() || answer.status == AnswerStatus::Failed {
                error = why_empty(&answer);
            }
        }
        if view.addresses.is_empty() {
            let error = error.unwrap_or_else(|| NO_ADDRESS.to_owned());
            // A server that is silent or refuses now will not say more link by link.
            if error != dns::TIMED_OUT && error != dns::REFUSED {
                self.explain(name, &mut view).await;
            }
            view.error = Some(error);
        }
        view
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

const NO_ADDRESS: &str = "no address";
const NO_SUCH_NAME: &str = "no such name (NXDOMAIN)";

/// The addresses of a view as the answer of a resolver.
pub(super) fn addresses_of(view: &DnsView) -> Result<Vec<IpAddr>, Outcome> {
    if !view.addresses.is_empty() {
        return Ok(view.addresses.clone());
    }
    let why = view.error.as_deref().unwrap_or(NO_ADDRESS);
    let code = match why {
        NO_ADDRESS => OutcomeCode::NoAddress,
        NO_SUCH_NAME => OutcomeCode::NameNotFound,
        dns::TIMED_OUT => OutcomeCode::Timeout,
        _ => OutcomeCode::ResolverFailure,
    };
    Err(Outcome::new(code).with_detail(why))
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
