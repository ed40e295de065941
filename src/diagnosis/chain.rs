//! A chain of aliases that breaks part-way, and answers that DNSSEC validation rejects.

use crate::record::{BrokenLink, DnsView, Finding, LinkFault, Observation, OutcomeCode, Severity};

use super::{FindingCode as Code, asked, finding, is_exchange_online};

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
        return Some(rejected(observation, link, evidence));
    }
    // Without an alias there is no chain.
    let last = view.cname_chain.last()?;
    let what = match link.fault {
        LinkFault::NoName => "does not exist",
        LinkFault::NoData => "has no address",
        LinkFault::Failure => "the resolver cannot answer for",
        LinkFault::NoAnswer => "the resolver does not answer for",
        LinkFault::Loop => "leads back into the chain",
    };
    let place = match link.fault {
        LinkFault::Failure | LinkFault::NoAnswer => format!("{what} {}", link.name),
        _ => format!("{} {what}", link.name),
    };
    let remedy = if is_exchange_online(observation) {
        format!(
            "Microsoft publishes and maintains this chain: a resolver, forwarder or filter on your side gives a wrong answer for {0}. Query another \
             resolver for the same name (nslookup {0} 1.1.1.1). If the name resolves there, look for a filter or a private zone for a domain of the \
             chain, a conditional forwarder whose target does not answer, and an outdated entry in the resolver's cache.",
            link.name
        )
    } else {
        format!(
            "Compare with another resolver first (nslookup {1} 1.1.1.1): if the name resolves there, this site's DNS hides it. If not, the owner of \
             the zone of {} must correct its CNAME record, or the owner of the zone of {} must give the name an address.",
            last.name, link.name
        )
    };
    Some(finding(
        Code::CnameChainBroken,
        Severity::Error,
        format!(
            "{} cannot be resolved, because its CNAME chain breaks part-way: {place}",
            asked(observation)
        ),
        evidence,
        remedy,
    ))
}

fn rejected(observation: &Observation, link: &BrokenLink, evidence: Vec<String>) -> Finding {
    let whose = if is_exchange_online(observation) {
        "If all validating resolvers fail, the zone's signatures are at fault: see the service health page."
    } else {
        "If all validating resolvers fail, the zone's signatures are at fault: tell the owner of the zone."
    };
    finding(
        Code::DnssecFailure,
        Severity::Error,
        format!(
            "{} cannot be resolved, because DNSSEC validation rejects the answer for {}",
            asked(observation),
            link.name
        ),
        evidence,
        format!(
            "Check the validating resolver named in the evidence: its clock (signatures have validity periods), its trust anchor, and whether large \
             answers reach it (UDP above 1232 bytes, TCP 53, forwarders and firewalls that drop DNSSEC records). Ask another validating resolver for \
             the same name. {whose}"
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
        LinkFault::NoData => "the name exists but has no address",
        LinkFault::Failure => link.detail.as_deref().unwrap_or("a failure"),
        LinkFault::NoAnswer => "no answer in time",
        LinkFault::Loop => "a CNAME loop, or a chain that is too long",
    };
    evidence.push(format!("broken link: {}: {said}", link.name));
    if link.dnssec {
        evidence.push(format!(
            "the resolver answers for {} when told not to check signatures (CD)",
            link.name
        ));
    }
    if !view.servers.is_empty() {
        evidence.push(format!("DNS servers: {}", view.servers.join(", ")));
    }
    evidence
}
