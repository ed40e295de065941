//! The DNS itself: what getaddrinfo does not tell.

use std::net::{IpAddr, SocketAddr};
use std::sync::OnceLock;
use std::time::Duration;

use hickory_resolver::Resolver;
use hickory_resolver::net::NetError;
use hickory_resolver::proto::rr::{RData, RecordType};

use crate::dns::{self, Asker, DnsRuntime, Empty, Trace, absolute, shown};
use crate::record::{Cname, DnsView, MailExchange, Outcome, OutcomeCode};

/// The most records of an answer that are kept.
const RECORDS: usize = 64;

/// How long a chain may be followed that leads to no address.
const TRACE_LIMIT: Duration = Duration::from_secs(3);

/// A resolver that talks to DNS servers, made on first use.
pub(super) struct Dns {
    /// The server that the caller named.
    named: Option<SocketAddr>,
    resolver: OnceLock<Result<Resolver<DnsRuntime>, String>>,
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
            resolver: OnceLock::new(),
        }
    }

    fn resolver(&self) -> Result<&Resolver<DnsRuntime>, String> {
        self.resolver
            .get_or_init(|| build(self.named).map_err(|error| error.to_string()))
            .as_ref()
            .map_err(Clone::clone)
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
        let resolver = match self.resolver() {
            Ok(resolver) => resolver,
            Err(why) => {
                view.error = Some(why);
                return view;
            }
        };
        let fqdn = match absolute(name) {
            Ok(fqdn) => fqdn,
            Err(why) => {
                view.error = Some(why);
                return view;
            }
        };
        let (v6, v4) = tokio::join!(
            resolver.lookup(fqdn.clone(), RecordType::AAAA),
            resolver.lookup(fqdn.clone(), RecordType::A),
        );
        let mut error = None;
        // IPv6 first, as RFC 6724 prefers it; a family without addresses is no failure.
        for answer in [v6, v4] {
            match answer {
                Ok(lookup) => take(&mut view, lookup.answers()),
                Err(why) => {
                    if error.is_none() || dns::empty_answer(&why).is_none() {
                        error = Some(describe(&why));
                    }
                }
            }
        }
        if view.addresses.is_empty() {
            let error = error.unwrap_or_else(|| NO_ADDRESS.to_owned());
            // A server that is silent now will not be quicker link by link.
            if error != dns::TIMED_OUT {
                self.explain(name, &mut view).await;
            }
            view.error = Some(error);
        }
        view
    }

    /// Follows the aliases of a name without address link by link, for what one failure does not tell.
    async fn explain(&self, name: &str, view: &mut DnsView) {
        let Ok(asker) = Asker::new(self.named) else {
            return;
        };
        let mut trace = Trace::default();
        // What is known when the patience ends is kept; then no link is called broken.
        let _ = tokio::time::timeout(TRACE_LIMIT, dns::follow(&asker, name, &mut trace)).await;
        if trace.tells() {
            view.cname_chain = trace.chain;
            view.broken = trace.broken;
        }
    }

    /// MX records of a name.
    pub(super) async fn mx(&self, name: &str) -> MxAnswer {
        let resolver = match self.resolver() {
            Ok(resolver) => resolver,
            Err(why) => return MxAnswer::Failed(why),
        };
        let fqdn = match absolute(name) {
            Ok(fqdn) => fqdn,
            Err(why) => return MxAnswer::Failed(why),
        };
        let lookup = match resolver.lookup(fqdn, RecordType::MX).await {
            Ok(lookup) => lookup,
            Err(why) => {
                return match dns::empty_answer(&why) {
                    Some(Empty::NoName) => MxAnswer::NoSuchName,
                    Some(Empty::NoData) => MxAnswer::None,
                    None => MxAnswer::Failed(describe(&why)),
                };
            }
        };
        let mut hosts: Vec<MailExchange> = lookup
            .answers()
            .iter()
            .filter_map(|record| match &record.data {
                RData::MX(mx) => Some(MailExchange {
                    preference: mx.preference,
                    exchange: shown(&mx.exchange),
                }),
                _ => None,
            })
            .take(RECORDS)
            .collect();
        hosts.sort_by(|one, other| {
            (one.preference, &one.exchange).cmp(&(other.preference, &other.exchange))
        });
        if hosts.is_empty() {
            return MxAnswer::None;
        }
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

fn build(named: Option<SocketAddr>) -> Result<Resolver<DnsRuntime>, NetError> {
    let mut builder = match named {
        // The system's own options (search list, ndots ...) come with its servers.
        None => Resolver::builder(DnsRuntime::default())?,
        Some(_) => Resolver::builder_with_config(dns::name_servers(named)?, DnsRuntime::default()),
    };
    dns::set_options(builder.options_mut());
    builder.build()
}

fn take(view: &mut DnsView, answers: &[hickory_resolver::proto::rr::Record]) {
    for record in answers.iter().take(RECORDS) {
        let address = match &record.data {
            RData::A(address) => IpAddr::V4(address.0),
            RData::AAAA(address) => IpAddr::V6(address.0),
            RData::CNAME(target) => {
                let step = Cname {
                    name: shown(&record.name),
                    target: shown(&target.0),
                    ttl_seconds: record.ttl,
                };
                if !view.cname_chain.iter().any(|known| known.name == step.name) {
                    view.cname_chain.push(step);
                }
                note_ttl(view, record.ttl);
                continue;
            }
            _ => continue,
        };
        if !view.addresses.contains(&address) {
            view.addresses.push(address);
        }
        note_ttl(view, record.ttl);
    }
}

fn note_ttl(view: &mut DnsView, ttl: u32) {
    view.ttl_seconds = Some(view.ttl_seconds.map_or(ttl, |known| known.min(ttl)));
}

fn describe(error: &NetError) -> String {
    match dns::empty_answer(error) {
        Some(Empty::NoData) => NO_ADDRESS.to_owned(),
        Some(Empty::NoName) => NO_SUCH_NAME.to_owned(),
        None => dns::failure(error),
    }
}
