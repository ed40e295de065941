//! Names to addresses: the operating system's resolver for what is tried, the DNS itself for the
//! CNAME chain and MX.

mod dns;
mod order;
mod shared;
mod system;

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use crate::config::Settings;
use crate::record::{DnsView, MailExchange, Outcome, OutcomeCode, Resolution, ResolutionSource};
use crate::targets::{AddressFamily, Service, Target};

use dns::{Dns, MxAnswer};
use shared::Shared;
pub(crate) use system::own_name;

/// How long the MX of a name may take.
const MX_LIMIT: Duration = Duration::from_secs(4);

/// The addresses of a name, or why there are none.
type Answer = Result<Vec<IpAddr>, Outcome>;

/// Resolvers that all probes of a run share; equal questions at the same time are asked once.
pub(crate) struct Resolvers {
    dns: Arc<Dns>,
    /// The caller named a DNS server: the operating system's resolver is not asked.
    named_server: bool,
    wants_chain: bool,
    system_answers: Shared<Answer>,
    views: Shared<DnsView>,
    exchanges: Shared<MxAnswer>,
}

/// A resolved target.
pub(crate) struct Resolved {
    /// What the record says.
    pub(crate) resolution: Resolution,
    /// The addresses to try, or why there are none.
    pub(crate) addresses: Result<Vec<IpAddr>, Outcome>,
}

impl Resolvers {
    pub(crate) fn new(settings: &Settings) -> Self {
        Self {
            dns: Arc::new(Dns::new(settings.dns_server)),
            named_server: settings.dns_server.is_some(),
            wants_chain: settings.cname_chain,
            system_answers: Shared::new(),
            views: Shared::new(),
            exchanges: Shared::new(),
        }
    }

    /// Finds the addresses of a target. The caller holds the deadline over it; the MX is in `known` as soon as
    /// it is known.
    pub(crate) async fn resolve(
        &self,
        target: &Target,
        known: &mut Option<Resolution>,
    ) -> Resolved {
        let host = target.host.trim_end_matches('.');
        if !target.addresses.is_empty() {
            let list = target.addresses.clone();
            return settled(host, ResolutionSource::Given, list, target.family);
        }
        if let Ok(address) = host.parse::<IpAddr>() {
            return settled(
                host,
                ResolutionSource::Literal,
                vec![address],
                target.family,
            );
        }
        let source = if self.named_server {
            ResolutionSource::DnsServer
        } else {
            ResolutionSource::System
        };
        let mut resolution = Resolution {
            name: host.to_owned(),
            source,
            addresses: Vec::new(),
            mx: Vec::new(),
            mx_error: None,
            dns: None,
        };
        if target.service == Some(Service::SmtpMx)
            && let Err(outcome) = self.follow_mx(host, &mut resolution).await
        {
            return Resolved {
                resolution,
                addresses: Err(outcome),
            };
        }
        if !resolution.mx.is_empty() {
            *known = Some(resolution.clone());
        }
        let name = resolution.name.clone();
        let (answer, view) = self.ask(&name, target.family).await;
        resolution.dns = view;
        let addresses = answer.and_then(|list| {
            let list = order::interleave(list);
            resolution.addresses.clone_from(&list);
            in_family(list, target.family, &name)
        });
        Resolved {
            resolution,
            addresses,
        }
    }

    /// What can be known of a target whose name a proxy resolves: for a mail domain its MX, which no
    /// proxy can be asked for. No address.
    pub(crate) async fn leave_to_proxy(&self, target: &Target) -> Resolved {
        let host = target.host.trim_end_matches('.');
        let mut resolution = Resolution {
            name: host.to_owned(),
            source: ResolutionSource::Proxy,
            addresses: Vec::new(),
            mx: Vec::new(),
            mx_error: None,
            dns: None,
        };
        let mut addresses = Ok(Vec::new());
        if target.service == Some(Service::SmtpMx)
            && let Err(outcome) = self.follow_mx(host, &mut resolution).await
        {
            addresses = Err(outcome);
        }
        Resolved {
            resolution,
            addresses,
        }
    }

    /// The addresses of a name that is no target: that of a proxy.
    pub(crate) async fn addresses_of(&self, name: &str) -> Answer {
        let (answer, _) = self.ask(name, AddressFamily::Any).await;
        answer.map(order::interleave)
    }

    /// Asks who is to be asked: the operating system, or the DNS server that the caller named.
    async fn ask(&self, name: &str, family: AddressFamily) -> (Answer, Option<DnsView>) {
        if self.named_server {
            let view = self.view(name, family).await;
            return (dns::addresses_of(&view, family), Some(view));
        }
        let name = name.to_owned();
        let answer = self
            .system_answers
            .get(&name, || system::look_up(name.clone()))
            .await;
        (answer, None)
    }

    /// Replaces the name by the most preferred mail exchange, where the name is a mail domain.
    async fn follow_mx(&self, host: &str, resolution: &mut Resolution) -> Result<(), Outcome> {
        // A name without a dot has no MX anywhere but in a search list, which mail does not use.
        if !host.contains('.') {
            return Ok(());
        }
        let answer = self
            .exchanges
            .get(host, || {
                let (dns, host) = (Arc::clone(&self.dns), host.to_owned());
                async move {
                    // A silent DNS must leave time for the probe of the host itself.
                    tokio::time::timeout(MX_LIMIT, dns.mx(&host))
                        .await
                        .unwrap_or_else(|_| MxAnswer::Failed(crate::dns::TIMED_OUT.to_owned()))
                }
            })
            .await;
        match answer {
            MxAnswer::None => Ok(()),
            // Where this side's resolver decides, it says so itself right after.
            MxAnswer::NoSuchName if resolution.source != ResolutionSource::Proxy => Ok(()),
            MxAnswer::NoSuchName => {
                resolution.mx_error =
                    Some("this machine's DNS servers do not know the name".to_owned());
                Ok(())
            }
            MxAnswer::Failed(why) => {
                resolution.mx_error = Some(why);
                Ok(())
            }
            MxAnswer::Null => Err(Outcome::new(OutcomeCode::NullMx).with_detail(format!(
                "{host} has a null MX: it accepts no mail (RFC 7505)"
            ))),
            MxAnswer::Hosts(hosts) => {
                if let Some(first) = hosts.first() {
                    resolution.name.clone_from(&first.exchange);
                }
                resolution.mx = hosts;
                match resolution.name.parse::<IpAddr>() {
                    // getaddrinfo would take it; mail servers do not (RFC 5321 section 5.1).
                    Ok(address) => Err(Outcome::new(OutcomeCode::NameNotFound).with_detail(
                        format!("the MX of {host} is the address {address}, not a host name"),
                    )),
                    Err(_) => Ok(()),
                }
            }
        }
    }

    /// What the DNS says of a name.
    async fn view(&self, name: &str, family: AddressFamily) -> DnsView {
        self.views
            .get(&format!("{family} {name}"), || self.dns.view(name, family))
            .await
    }

    /// The DNS beside the operating system's answer, and a family's answer that was late, for the record;
    /// waits no longer than `until`.
    pub(crate) async fn compare(&self, resolution: &mut Resolution, until: Instant) {
        if let Some(view) = &mut resolution.dns {
            self.dns.complete(&resolution.name, view, until).await;
        }
        let asks = self.wants_chain
            && resolution.source == ResolutionSource::System
            && resolution.dns.is_none()
            && resolution.name.contains('.');
        if !asks {
            return;
        }
        let view = self.view(&resolution.name, AddressFamily::Any);
        let Ok(mut view) = tokio::time::timeout_at(until, view).await else {
            resolution.dns = Some(DnsView {
                servers: self.dns.servers(),
                error: Some("no answer while the probe went on".into()),
                ..DnsView::default()
            });
            return;
        };
        self.dns.complete(&resolution.name, &mut view, until).await;
        if !view.addresses.is_empty() && !resolution.addresses.is_empty() {
            view.agrees = Some(
                view.addresses
                    .iter()
                    .any(|address| resolution.addresses.contains(address)),
            );
        }
        resolution.dns = Some(view);
    }

    /// Starts asking the DNS for a name, so that the answer is there when [`Self::compare`] wants it.
    pub(crate) async fn prepare(&self, resolution: &Resolution) {
        if self.wants_chain
            && resolution.source == ResolutionSource::System
            && resolution.name.contains('.')
        {
            self.view(&resolution.name, AddressFamily::Any).await;
        }
    }
}

fn settled(
    host: &str,
    source: ResolutionSource,
    list: Vec<IpAddr>,
    family: AddressFamily,
) -> Resolved {
    let list = order::interleave(list);
    Resolved {
        resolution: Resolution {
            name: host.to_owned(),
            source,
            addresses: list.clone(),
            mx: Vec::<MailExchange>::new(),
            mx_error: None,
            dns: None,
        },
        addresses: in_family(list, family, host),
    }
}

fn in_family(list: Vec<IpAddr>, family: AddressFamily, name: &str) -> Answer {
    let of_family: Vec<IpAddr> = list
        .iter()
        .copied()
        .filter(|address| family.admits(*address))
        .collect();
    if of_family.is_empty() {
        let detail = if list.is_empty() {
            format!("{name} exists but has no address")
        } else {
            format!(
                "{name} has {} address(es), none of them {family}",
                list.len()
            )
        };
        return Err(Outcome::new(OutcomeCode::NoAddress).with_detail(detail));
    }
    Ok(of_family)
}
