//! What is judged: the domain, where its mail goes, and the cloud that this points to.

use std::net::IpAddr;

use super::View;
use super::cloud::{self, Cloud, HostKind};
use crate::dns::{Answer, AnswerStatus, Data, RecordType};

/// The most mail exchanges that are looked at: a bound for hostile answers, which no domain reaches.
const HOSTS: usize = 256;

/// What all items have in common.
pub(super) struct Domain<'a> {
    pub(super) name: &'a str,
    /// The cloud it is judged for.
    pub(super) cloud: Option<&'static Cloud>,
    pub(super) hosts: MailHosts,
    /// What the domain itself is an alias of.
    pub(super) alias: Option<&'a str>,
    /// It neither takes nor sends mail, and says so; not known before its SPF record has been read.
    pub(super) parked: bool,
}

impl<'a> Domain<'a> {
    pub(super) fn of(view: &View<'a>) -> Self {
        let name = &view.observation.domain;
        let hosts = MailHosts::of(view, name);
        let cloud = cloud_of(view, &hosts);
        let alias = view
            .ask(name, RecordType::Mx)
            .ok()
            .and_then(|answer| answer.cname_chain.first())
            .map(|alias| alias.target.as_str());
        Self {
            name,
            cloud,
            hosts,
            alias,
            parked: false,
        }
    }

    /// Whether the domain says that it takes no mail, and nobody says that it is in a cloud.
    pub(super) fn takes_none(&self) -> bool {
        let hosts = self.hosts.list();
        self.cloud.is_none()
            && !hosts.is_empty()
            && hosts.iter().all(|host| host.kind == HostKind::Null)
    }
}

/// The cloud that the caller named, or that of the most preferred host of Exchange Online.
fn cloud_of(view: &View<'_>, hosts: &MailHosts) -> Option<&'static Cloud> {
    if let Some(asked) = &view.observation.asked_instance {
        return cloud::of_instance(asked);
    }
    let zone = hosts.zones().next()?;
    let mut clouds: Vec<&'static Cloud> = cloud::of_zone(zone).collect();
    if clouds.len() > 1 {
        // GCC High and DoD share their mail exchanges; the alias for Outlook tells them apart.
        let name = format!("autodiscover.{}", view.observation.domain);
        let aliases = view.aliases(&name).unwrap_or_default();
        let is_named = |cloud: &&Cloud| {
            aliases
                .iter()
                .any(|alias| cloud.autodiscover.eq_ignore_ascii_case(alias))
        };
        if clouds.iter().any(is_named) {
            clouds.retain(is_named);
        }
    }
    clouds.first().copied()
}

/// One mail exchange.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct MailHost {
    pub(super) preference: u16,
    /// The host, in lower case.
    pub(super) name: String,
    pub(super) kind: HostKind,
}

/// The mail exchanges of a domain, most preferred first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum MailHosts {
    /// The DNS did not say.
    Unknown(String),
    /// The domain does not exist.
    NoDomain,
    /// As the DNS has them; empty where there is no MX.
    Known {
        hosts: Vec<MailHost>,
        ttl_seconds: Option<u32>,
        /// The resolver vouches for the answer.
        authenticated: bool,
    },
}

impl MailHosts {
    pub(super) fn of(view: &View<'_>, domain: &str) -> Self {
        let answer = match view.ask(domain, RecordType::Mx) {
            Ok(answer) => answer,
            Err(why) => return MailHosts::Unknown(why),
        };
        if answer.status == AnswerStatus::NoName {
            return MailHosts::NoDomain;
        }
        MailHosts::Known {
            hosts: hosts_in(answer),
            ttl_seconds: answer.ttl_seconds,
            authenticated: answer.authenticated,
        }
    }

    /// The hosts, where they are known.
    pub(super) fn list(&self) -> &[MailHost] {
        match self {
            MailHosts::Known { hosts, .. } => hosts,
            _ => &[],
        }
    }

    /// The hosts that mail can go to.
    pub(super) fn receiving(&self) -> impl Iterator<Item = &MailHost> {
        self.list().iter().filter(|host| {
            !matches!(host.kind, HostKind::Null | HostKind::Placeholder)
                && host.name.parse::<IpAddr>().is_err()
        })
    }

    /// The zones of Exchange Online's hosts among them.
    pub(super) fn zones(&self) -> impl Iterator<Item = &'static str> {
        self.list().iter().filter_map(|host| match host.kind {
            HostKind::ExchangeOnline { zone, .. } => Some(zone),
            _ => None,
        })
    }
}

fn hosts_in(answer: &Answer) -> Vec<MailHost> {
    let mut hosts: Vec<MailHost> = answer
        .records
        .iter()
        .filter_map(|data| match data {
            Data::Mx {
                preference,
                exchange,
            } => Some(MailHost {
                preference: *preference,
                name: exchange.to_ascii_lowercase(),
                kind: cloud::exchange(exchange),
            }),
            _ => None,
        })
        .collect();
    hosts.sort_by(|one, other| (one.preference, &one.name).cmp(&(other.preference, &other.name)));
    hosts.dedup();
    hosts.truncate(HOSTS);
    hosts
}
