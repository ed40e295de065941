//! The DNS itself: what getaddrinfo does not tell.

use std::net::{IpAddr, SocketAddr};
use std::sync::OnceLock;
use std::time::Duration;

use hickory_resolver::TokioResolver;
use hickory_resolver::config::{NameServerConfig, ResolveHosts, ResolverConfig};
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::net::{DnsError, NetError};
use hickory_resolver::proto::op::ResponseCode;
use hickory_resolver::proto::rr::{Name, RData, RecordType};

use crate::config::ConfigError;
use crate::record::{Cname, DnsView, MailExchange, Outcome, OutcomeCode};

/// The most records of an answer that are kept.
const RECORDS: usize = 64;

/// A resolver that talks to DNS servers, made on first use.
pub(super) struct Dns {
    /// The server that the caller named.
    named: Option<SocketAddr>,
    resolver: OnceLock<Result<TokioResolver, String>>,
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
    pub(super) fn new(server: Option<&str>) -> Result<Self, ConfigError> {
        let named = server.map(parse_server).transpose()?;
        Ok(Self {
            named,
            resolver: OnceLock::new(),
        })
    }

    fn resolver(&self) -> Result<&TokioResolver, String> {
        self.resolver
            .get_or_init(|| build(self.named).map_err(|error| error.to_string()))
            .as_ref()
            .map_err(Clone::clone)
    }

    /// The servers that are asked.
    pub(super) fn servers(&self) -> Vec<String> {
        if let Some(server) = self.named {
            return vec![server.to_string()];
        }
        static SYSTEM: OnceLock<Vec<String>> = OnceLock::new();
        SYSTEM
            .get_or_init(|| {
                let Ok((config, _)) = hickory_resolver::system_conf::read_system_conf() else {
                    return Vec::new();
                };
                let mut servers: Vec<String> = config
                    .name_servers()
                    .iter()
                    .map(|server| server.ip.to_string())
                    .collect();
                servers.dedup();
                servers.truncate(8);
                servers
            })
            .clone()
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
                    if error.is_none() || !is_empty_answer(&why) {
                        error = Some(describe(&why));
                    }
                }
            }
        }
        if view.addresses.is_empty() {
            view.error = error.or_else(|| Some(NO_ADDRESS.to_owned()));
        }
        view
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
            Err(why) if describe(&why) == NO_SUCH_NAME => return MxAnswer::NoSuchName,
            Err(why) if is_empty_answer(&why) => return MxAnswer::None,
            Err(why) => return MxAnswer::Failed(describe(&why)),
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
        TIMED_OUT => OutcomeCode::Timeout,
        _ => OutcomeCode::ResolverFailure,
    };
    Err(Outcome::new(code).with_detail(why))
}

fn build(named: Option<SocketAddr>) -> Result<TokioResolver, NetError> {
    let mut builder = match named {
        None => TokioResolver::builder_tokio()?,
        Some(server) => {
            let mut entry = NameServerConfig::udp_and_tcp(server.ip());
            for connection in &mut entry.connections {
                connection.port = server.port();
            }
            TokioResolver::builder_with_config(
                ResolverConfig::from_name_servers(vec![entry]),
                TokioRuntimeProvider::default(),
            )
        }
    };
    let options = builder.options_mut();
    // The hosts file is the operating system's answer, not the DNS's.
    options.use_hosts_file = ResolveHosts::Never;
    options.timeout = Duration::from_secs(3);
    options.attempts = 2;
    options.cache_size = 256;
    builder.build()
}

/// Reads `address`, `address:port` or `[v6]:port`.
fn parse_server(text: &str) -> Result<SocketAddr, ConfigError> {
    let text = text.trim();
    let with_port = text.parse::<SocketAddr>();
    let server = with_port.or_else(|_| {
        text.trim_start_matches('[')
            .trim_end_matches(']')
            .parse::<IpAddr>()
            .map(|address| SocketAddr::new(address, 53))
    });
    match server {
        Ok(server) if server.port() > 0 => Ok(server),
        _ => Err(ConfigError::new(format!(
            "dns_server {:?} is not an address or address:port, for example 192.0.2.53 or [2001:db8::53]:53",
            text.chars().take(80).collect::<String>()
        ))),
    }
}

fn absolute(name: &str) -> Result<Name, String> {
    let mut name = Name::from_ascii(name).map_err(|error| error.to_string())?;
    name.set_fqdn(true);
    Ok(name)
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

/// A name as text without the final dot, harmless; the root as `.`.
fn shown(name: &Name) -> String {
    let text = name.to_ascii();
    match text.trim_end_matches('.') {
        "" => ".".to_owned(),
        text => crate::text::harmless(text.as_bytes(), 260),
    }
}

pub(super) const TIMED_OUT: &str = "the DNS server did not answer in time";

/// Whether the DNS said "there is no such record": an answer, not a failure.
fn is_empty_answer(error: &NetError) -> bool {
    matches!(
        error,
        NetError::Dns(DnsError::NoRecordsFound(found))
            if matches!(found.response_code, ResponseCode::NoError | ResponseCode::NXDomain)
    )
}

fn describe(error: &NetError) -> String {
    match error {
        NetError::Dns(DnsError::NoRecordsFound(found)) => match found.response_code {
            ResponseCode::NoError => NO_ADDRESS.to_owned(),
            ResponseCode::NXDomain => NO_SUCH_NAME.to_owned(),
            other => format!("the DNS server answered {other}"),
        },
        NetError::Timeout => TIMED_OUT.to_owned(),
        other => crate::text::harmless(other.to_string().as_bytes(), 200),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dns_server_is_an_address_with_or_without_a_port() {
        for (text, expected) in [
            ("192.0.2.53", "192.0.2.53:53"),
            ("192.0.2.53:5353", "192.0.2.53:5353"),
            ("2001:db8::53", "[2001:db8::53]:53"),
            ("[2001:db8::53]:5353", "[2001:db8::53]:5353"),
        ] {
            let server = parse_server(text).map(|server| server.to_string());
            assert_eq!(server.as_deref(), Ok(expected));
        }
        for text in ["", "dns.example", "192.0.2.53:0", "192.0.2.53:70000"] {
            assert!(parse_server(text).is_err(), "{text}");
        }
    }
}
