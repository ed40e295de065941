//! From the published endpoint sets to the rules that a site needs. Pure.
//!
//! Which port is which service: facts sections 1.1 to 1.4 and 2.

use super::rule::{Direction, NameRule, Rule, RuleSet, Transport};
use super::text_form::{plain, plain_host, slug};
use crate::endpoints::{EndpointSet, IpRange, PortRange, Snapshot};
use crate::string_enum::string_enum;
use crate::targets::{AddressFamily, Service};

string_enum! {
    /// Which directions are wanted.
    pub enum Scope: "direction" {
        /// Connections from this site.
        Outbound = "outbound",
        /// Connections to this site.
        Inbound = "inbound",
        /// Both.
        Both = "both",
    }
}

/// What the rules are wanted for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    /// The services; none: all but [`Service::Admin`], which stands for the sets that every
    /// Microsoft 365 service shares (sign-in and administration).
    pub services: Vec<Service>,
    /// The directions; none: outbound, and inbound too with `hybrid`.
    pub scope: Option<Scope>,
    /// Exchange Online delivers mail to servers of this site (hybrid, or a connector to one's own
    /// servers), so that port 25 must be open to its senders.
    pub hybrid: bool,
    /// Address families.
    pub family: Option<AddressFamily>,
    /// Also TCP 80 where published: browsers that begin without TLS are redirected.
    pub http: bool,
    /// Also UDP 443 where published: HTTP/3. Without it clients use TCP 443.
    pub http3: bool,
}

/// Nothing is published for a selection. The text says why and what to change.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NothingPublished(String);

/// The services that are meant when none is named.
const USUAL: &[Service] = &[
    Service::SmtpMx,
    Service::Submission,
    Service::Imap,
    Service::Pop,
    Service::Web,
];

/// The rules for one cloud.
///
/// # Errors
/// Nothing is published for this selection, for example inbound rules for IMAP.
pub fn select(snapshot: &Snapshot, selection: &Selection) -> Result<RuleSet, NothingPublished> {
    let mut selected = Selected {
        snapshot,
        family: selection.family.unwrap_or(AddressFamily::Any),
        rules: Vec::new(),
        by_name: Vec::new(),
    };
    let services = match selection.services.as_slice() {
        [] => USUAL,
        services => services,
    };
    let scope = selection.scope.unwrap_or(match selection.hybrid {
        true => Scope::Both,
        false => Scope::Outbound,
    });
    if scope != Scope::Inbound {
        for set in &snapshot.sets {
            for &service in services {
                let ports = tcp_ports(set, service, selection.http);
                selected.add(set, service, Direction::Outbound, Transport::Tcp, ports);
                if selection.http3 {
                    let ports = udp_ports(set, service);
                    selected.add(set, service, Direction::Outbound, Transport::Udp, ports);
                }
            }
        }
    }
    if scope != Scope::Outbound && services.contains(&Service::SmtpMx) {
        // The only published connections from Exchange Online to a site: mail.
        for set in &snapshot.sets {
            let ports = tcp_ports(set, Service::SmtpMx, false);
            selected.add(
                set,
                Service::SmtpMx,
                Direction::Inbound,
                Transport::Tcp,
                ports,
            );
        }
    }
    if selected.rules.is_empty() && selected.by_name.is_empty() {
        let words: Vec<&str> = services.iter().map(|service| service.as_str()).collect();
        return Err(NothingPublished(match scope {
            Scope::Inbound => "no inbound rule for these services: Exchange Online connects to a site only to deliver mail; use smtp-mx".into(),
            _ => format!(
                "no address range is published for {} in instance {} (endpoint data {})",
                words.join(", "),
                plain(&snapshot.instance, 40),
                plain(&snapshot.version, 20),
            ),
        }));
    }
    Ok(RuleSet {
        schema: 1,
        kind: "firewall".into(),
        instance: plain(&snapshot.instance, 40),
        version: plain(&snapshot.version, 20),
        source: snapshot.source.as_str().into(),
        warning: None,
        rules: selected.rules,
        by_name: selected.by_name,
    })
}

struct Selected<'a> {
    snapshot: &'a Snapshot,
    family: AddressFamily,
    rules: Vec<Rule>,
    by_name: Vec<NameRule>,
}

impl Selected<'_> {
    fn add(
        &mut self,
        set: &EndpointSet,
        service: Service,
        direction: Direction,
        protocol: Transport,
        ports: Vec<PortRange>,
    ) {
        if ports.is_empty() {
            return;
        }
        let hosts: Vec<String> = set.urls.iter().map(|url| plain_host(url)).collect();
        let lender = match set.ips.is_empty() {
            true => self.same_hosts_with_ranges(set),
            false => None,
        };
        let published = lender.map_or(&set.ips, |lender| &lender.ips);
        if published.is_empty() {
            // Nothing names the senders of such a set: an inbound rule would be open to everybody.
            if direction == Direction::Outbound {
                self.by_name.push(NameRule {
                    protocol,
                    ports,
                    hosts,
                    service,
                    set_id: set.id,
                    required: set.required,
                });
            }
            return;
        }
        let ranges = distinct(published, self.family);
        if ranges.is_empty() {
            return;
        }
        self.rules.push(Rule {
            name: self.name(set.id, service, direction, protocol),
            direction,
            protocol,
            ports,
            ranges,
            service,
            instance: plain(&self.snapshot.instance, 40),
            set_id: set.id,
            ranges_of_set: lender.map(|lender| lender.id),
            version: plain(&self.snapshot.version, 20),
            required: set.required,
            hosts,
        });
    }

    /// Another set of the same area that has ranges and names every host of this one, wildcards
    /// aside: the addresses of a host do not depend on the port.
    fn same_hosts_with_ranges(&self, set: &EndpointSet) -> Option<&EndpointSet> {
        let names_all = |other: &&EndpointSet| {
            other.id != set.id
                && other.service_area == set.service_area
                && !other.ips.is_empty()
                && set.urls.iter().all(|url| other.urls.contains(url))
        };
        let exact = !set.urls.is_empty() && !set.urls.iter().any(|url| url.contains('*'));
        exact
            .then(|| self.snapshot.sets.iter().find(names_all))
            .flatten()
    }

    fn name(
        &self,
        set_id: u32,
        service: Service,
        direction: Direction,
        protocol: Transport,
    ) -> String {
        let instance = slug(&self.snapshot.instance, 16);
        let direction = match direction {
            Direction::Outbound => "out",
            Direction::Inbound => "in",
        };
        let udp = match protocol {
            Transport::Tcp => "",
            Transport::Udp => "-udp",
        };
        format!("exoport-{instance}-{direction}-{set_id}-{service}{udp}")
    }
}

/// The TCP ports of a set that belong to a service, ascending.
fn tcp_ports(set: &EndpointSet, service: Service, http: bool) -> Vec<PortRange> {
    let is_common = set.service_area.eq_ignore_ascii_case("Common");
    let is_exchange = set.service_area.eq_ignore_ascii_case("Exchange");
    // Port 25 beside 587 is the other port for submission (facts section 2), not mail exchange.
    let has_submission = set.has_tcp_port(587);
    let candidates: &[u16] = match service {
        Service::SmtpMx if is_exchange && !has_submission => &[25],
        Service::Submission if is_exchange && has_submission => &[25, 587],
        Service::Imap if is_exchange => &[143, 993],
        Service::Pop if is_exchange => &[110, 995],
        Service::Web if is_exchange => &[80, 443],
        Service::Admin if is_common => &[80, 443],
        _ => &[],
    };
    candidates
        .iter()
        .copied()
        .filter(|&port| (port != 80 || http) && set.has_tcp_port(port))
        .map(PortRange::one)
        .collect()
}

/// UDP 443 of a set, for the services that HTTP/3 serves.
fn udp_ports(set: &EndpointSet, service: Service) -> Vec<PortRange> {
    let area = match service {
        Service::Web => "Exchange",
        Service::Admin => "Common",
        _ => return Vec::new(),
    };
    match set.service_area.eq_ignore_ascii_case(area)
        && set.udp_ports.iter().any(|range| range.contains(443))
    {
        true => vec![PortRange::one(443)],
        false => Vec::new(),
    }
}

/// The ranges of the family without those that lie in another: nftables refuses overlaps, and every
/// target is shorter without them.
fn distinct(published: &[IpRange], family: AddressFamily) -> Vec<IpRange> {
    let mut ranges: Vec<IpRange> = published
        .iter()
        .filter(|range| family.admits(range.address()))
        .copied()
        .collect();
    ranges.sort_by_key(|range| (range.address(), range.prefix()));
    let mut kept: Vec<IpRange> = Vec::with_capacity(ranges.len());
    for range in ranges {
        // Ascending, so a range that holds this one is the last that was kept.
        if !kept
            .last()
            .is_some_and(|last| last.contains(range.address()))
        {
            kept.push(range);
        }
    }
    kept
}

#[cfg(test)]
mod tests;
