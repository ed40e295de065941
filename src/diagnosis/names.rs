//! Names and resolvers.

use crate::record::{Finding, Observation, OutcomeCode, PhaseName, Severity};
use crate::targets::AddressFamily;

use super::{FindingCode as Code, asked, detail, finding, mail_exchanger};

pub(super) fn diagnose(observation: &Observation, findings: &mut Vec<Finding>) {
    if super::proxy::decides(observation) {
        return mx(observation, findings);
    }
    findings.extend(unresolved_family(observation));
    if let Some(found) = super::chain::diagnose(observation) {
        findings.push(found);
        return mx(observation, findings);
    }
    let host = asked(observation);
    let evidence = detail(observation);
    let found = match observation.outcome.code {
        OutcomeCode::NameNotFound => finding(
            Code::NameNotFound,
            Severity::Error,
            format!("The name {host} does not exist for this machine's resolver"),
            evidence,
            if let Some(exchanger) = mail_exchanger(observation) {
                no_such_exchanger(exchanger, &observation.target.host)
            } else if published(&host) {
                "Microsoft publishes this name, so it is not misspelt: this machine's resolver does not see the Internet's DNS, or hides the name \
                 (split DNS, filter, NRPT rule, hosts file). Compare with a public resolver (nslookup NAME 1.1.1.1), and ask the administrator of \
                 this site's DNS."
                    .to_owned()
            } else {
                "Check the spelling; compare with a public resolver (nslookup NAME 1.1.1.1). If it exists there, this site's DNS (split DNS, filter, \
             NRPT rule, hosts file) hides it: ask its administrator."
                    .to_owned()
            },
        ),
        OutcomeCode::NoAddress => finding(
            Code::NoAddress,
            Severity::Error,
            format!("{host} has no address of the requested family"),
            evidence,
            "Allow both address families, or check the name's A and AAAA records and any DNS filter that removes them.",
        ),
        OutcomeCode::NullMx => finding(
            Code::NullMx,
            Severity::Error,
            format!("{host} has a null MX record: it accepts no mail"),
            evidence,
            "If it should receive mail, replace the MX record \"0 .\" with the host shown in the Microsoft 365 admin center.",
        ),
        OutcomeCode::ResolverFailure => finding(
            Code::ResolverFailure,
            Severity::Error,
            format!("The resolver could not answer for {host}"),
            evidence,
            "Check this machine's DNS servers and the path to them (UDP and TCP 53); restart the local DNS client or forwarder. A SERVFAIL for only \
             one name points to that zone or to DNSSEC validation.",
        ),
        OutcomeCode::Timeout if observation.outcome.phase == Some(PhaseName::Dns) => finding(
            Code::ResolverTimeout,
            Severity::Error,
            format!("The resolver did not answer for {host} in time"),
            evidence,
            "Check that this machine's DNS servers are reachable on UDP and TCP 53, and remove dead ones from its configuration.",
        ),
        _ => return mx(observation, findings),
    };
    findings.push(found);
    mx(observation, findings);
}

/// What to do about an MX whose host does not exist.
fn no_such_exchanger(exchanger: &str, domain: &str) -> String {
    if exchanger.parse::<std::net::IpAddr>().is_ok() {
        return format!(
            "An MX record must name a host, never an address (RFC 5321 section 5.1): correct the MX record of {domain}. Postfix and other servers \
             refuse it."
        );
    }
    let whose = match crate::microsoft::is_mail_server(exchanger) {
        true => format!(
            "No tenant of Exchange Online has {domain} any longer, or not yet: replace the record with the host that the Microsoft 365 admin center \
             shows, or with that of the server that takes the mail now."
        ),
        false => format!("Correct the MX record of {domain}, or give {exchanger} an address."),
    };
    format!("Compare with a public resolver first (nslookup {exchanger} 1.1.1.1). {whose}")
}

/// A family that the DNS does not answer for beside one for which it does: an empty answer is what a name
/// without such addresses has.
fn unresolved_family(observation: &Observation) -> Option<Finding> {
    if observation.outcome.phase == Some(PhaseName::Dns) {
        return None;
    }
    let resolution = observation.resolution.as_ref()?;
    let view = resolution.dns.as_ref()?;
    let unanswered = view.unanswered.as_ref()?;
    let (missing, record, other) = match unanswered.family {
        AddressFamily::Ipv6 => ("IPv6", "AAAA", "IPv4"),
        _ => ("IPv4", "A", "IPv6"),
    };
    let mut evidence = vec![format!("{record}: {}", unanswered.error)];
    if !view.servers.is_empty() {
        evidence.push(format!("DNS servers: {}", view.servers.join(", ")));
    }
    Some(finding(
        Code::AddressFamilyUnresolved,
        Severity::Warning,
        format!(
            "The DNS server answers for the {other} addresses of {} and not for the {missing} ones",
            resolution.name
        ),
        evidence,
        format!(
            "Clients that wait for both answers are delayed by seconds at each connection, or fail. Look for a filter, load balancer or forwarder that \
             drops or rejects questions for {record} records, and compare with another DNS server (nslookup -type={record} {0} 1.1.1.1). A name without \
             {missing} addresses is to be answered with no records, not with silence or an error.",
            resolution.name
        ),
    ))
}

/// Whether the name is one of the default hosts.
fn published(host: &str) -> bool {
    !crate::endpoints::services_of_host(host.trim_end_matches('.')).is_empty()
}

fn mx(observation: &Observation, findings: &mut Vec<Finding>) {
    let Some(resolution) = &observation.resolution else {
        return;
    };
    if let Some(why) = &resolution.mx_error {
        findings.push(finding(
            Code::MxNotResolved,
            Severity::Warning,
            format!(
                "The MX of {} could not be looked up, so the host itself was probed",
                observation.target.host
            ),
            vec![why.clone()],
            "Check this machine's DNS servers, or specify one that answers. Without the MX, it is not known where mail for the domain goes.",
        ));
    }
}
