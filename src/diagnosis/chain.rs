//! A chain of aliases that breaks part-way, and answers that DNSSEC validation rejects.

use crate::record::{BrokenLink, DnsView, Finding, LinkFault, Observation, OutcomeCode, Severity};

use super::{FindingCode as Code, finding, is_exchange_online};

/// What the link at which the name fails says; nothing where the name itself is all there is to say.
pub(super) fn diagnose(observation: &Observation) -> Option<Finding> {
    let fails = matches!(
        observation.outcome.code,
        OutcomeCode::NameNotFound | OutcomeCode::NoAddress | OutcomeCode::ResolverFailure
    );
    let resolution = observation.resolution.as_ref()?;
    let view = resolution.dns.as_ref()?;
    let link = view.broken.as_ref().filter(|_| fails)?;
    let evidence = evidence(view, link);
    if link.dnssec {
        return Some(rejected(observation, &resolution.name, link, evidence));
    }
    // Without an alias there is no chain.
    let last = view.cname_chain.last()?;
    let what = match link.fault {
        LinkFault::NoName => "does not exist",
        LinkFault::NoData => "has no address",
        LinkFault::Failure => "the resolver cannot answer for",
        LinkFault::NoAnswer => "the resolver gives no answer for",
        LinkFault::Loop => "leads back into the chain",
    };
    let place = match link.fault {
        LinkFault::Failure | LinkFault::NoAnswer => format!("{what} {}", link.name),
        _ => format!("{} {what}", link.name),
    };
    let remedy = if is_exchange_online(observation) {
        format!(
            "Microsoft publishes this chain and keeps it whole: a resolver, forwarder or filter on your side answers wrongly for {0}. Ask another resolver for \
             that very name (nslookup {0} 1.1.1.1); if it answers there, look for a filter or a private zone for a domain of the chain, a \
             conditional forwarder that leads nowhere, and an old answer in the resolver's cache.",
            link.name
        )
    } else {
        format!(
            "Whoever runs the zone of {} has to correct its CNAME record, or whoever runs that of {} has to give the name an address. Compare with another resolver \
             first (nslookup {1} 1.1.1.1): if it answers there, this site's DNS hides it.",
            last.name, link.name
        )
    };
    Some(finding(
        Code::CnameChainBroken,
        Severity::Error,
        format!(
            "{} cannot be resolved, since its chain of aliases breaks part-way: {place}",
            resolution.name
        ),
        evidence,
        remedy,
    ))
}

fn rejected(
    observation: &Observation,
    name: &str,
    link: &BrokenLink,
    evidence: Vec<String>,
) -> Finding {
    let whose = if is_exchange_online(observation) {
        "If all validating resolvers fail, the zone's signatures are at fault: see the service health page."
    } else {
        "If all validating resolvers fail, the zone's signatures are at fault: tell whoever runs the zone."
    };
    finding(
        Code::DnssecFailure,
        Severity::Error,
        format!(
            "{name} cannot be resolved, since DNSSEC validation rejects the answer for {}",
            link.name
        ),
        evidence,
        format!(
            "Look at the resolver that validates, named in the evidence: its clock (signatures have dates), its trust anchor, and whether large answers reach it \
             (UDP above 1232 bytes, TCP 53, forwarders and firewalls that drop DNSSEC records). Ask another validating resolver for the same name. {whose}"
        ),
    )
}

fn evidence(view: &DnsView, link: &BrokenLink) -> Vec<String> {
    let mut evidence = Vec::new();
    if let Some(last) = view.cname_chain.last() {
        evidence.push(format!(
            "last good link ({} of the chain): {} is an alias of {}",
            view.cname_chain.len(),
            last.name,
            last.target
        ));
    }
    let said = match link.fault {
        LinkFault::NoName => "no such name (NXDOMAIN)",
        LinkFault::NoData => "the name exists and has no address",
        LinkFault::Failure => link.detail.as_deref().unwrap_or("a failure"),
        LinkFault::NoAnswer => "no answer in time",
        LinkFault::Loop => "an alias that leads back, or a chain without end",
    };
    evidence.push(format!("broken link: {}: {said}", link.name));
    if link.dnssec {
        evidence.push(format!(
            "{} is answered when the resolver is told not to check signatures (CD)",
            link.name
        ));
    }
    if !view.servers.is_empty() {
        evidence.push(format!("DNS servers: {}", view.servers.join(", ")));
    }
    evidence
}
