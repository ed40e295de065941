//! Where mail for the domain goes (facts section 3).

use std::net::IpAddr;

use super::cloud::HostKind;
use super::subject::{MailHost, MailHosts};
use super::{Domain, Remarks, View};
use crate::dns::RecordType;
use crate::domain::report::{Item, ItemName};
use crate::domain::rule::Rule;

/// A longer time to live makes a change of the MX slow.
const LONGEST_TTL: u32 = 86_400;

const WHERE: &str = "the Microsoft 365 admin center (Settings, Domains) shows the domain's MX";

pub(super) fn item(view: &View<'_>, domain: &Domain<'_>) -> Item {
    let mut remarks = Remarks::new(ItemName::Mx, domain.name);
    let name = domain.name;
    let (hosts, ttl) = match &domain.hosts {
        MailHosts::Unknown(why) => {
            remarks.not_looked_up(Rule::MxUnknown, "The MX", why);
            return remarks.into_item(unreachable(name));
        }
        MailHosts::NoDomain => {
            remarks.say(
                Rule::MxNoDomain,
                format!("{name} does not exist in the DNS (NXDOMAIN)."),
                "Check the spelling; if it is right, the registration has lapsed, or the zone is not delegated.",
            );
            return remarks.into_item(unreachable(name));
        }
        MailHosts::Known {
            hosts, ttl_seconds, ..
        } => (hosts, *ttl_seconds),
    };
    if let Some(alias) = domain.alias {
        remarks.saw(format!("CNAME {alias}"));
        remarks.say(
            Rule::MxDomainAlias,
            format!("{name} is an alias of {alias}: its mail records are those of {alias}, and none of its own can stand beside it."),
            format!("Replace the CNAME {name} by the records that the domain is to have."),
        );
    }
    for host in hosts {
        remarks.saw(format!("MX {} {}", host.preference, host.name));
    }
    if let Some(ttl) = ttl.filter(|_| !hosts.is_empty()) {
        remarks.saw(format!(
            "time to live {ttl} s (a cache shows what is left of it)"
        ));
        if ttl > LONGEST_TTL {
            remarks.say(
                Rule::MxTtlLong,
                format!("Others may keep the MX of {name} for {ttl} seconds, so that a change takes more than a day."),
                "Set its time to live to 3600 seconds, at the latest before you change it.",
            );
        }
    }
    if hosts.is_empty() {
        remarks.say(
            Rule::MxMissing,
            format!(
                "{name} has no MX: senders then try {name} itself, which is not Exchange Online."
            ),
            format!("Publish one MX with preference 0; {WHERE}."),
        );
    } else {
        as_a_set(name, hosts, domain, &mut remarks);
        for host in hosts {
            alone(view, host, &mut remarks);
        }
    }
    remarks.into_item(good(name, hosts))
}

/// What the hosts say together.
fn as_a_set(name: &str, hosts: &[MailHost], domain: &Domain<'_>, remarks: &mut Remarks) {
    let count =
        |wanted: fn(&HostKind) -> bool| hosts.iter().filter(|host| wanted(&host.kind)).count();
    let nulls = count(|kind| *kind == HostKind::Null);
    let placeholders = count(|kind| *kind == HostKind::Placeholder);
    let online = count(|kind| matches!(kind, HostKind::ExchangeOnline { .. }));
    let others = hosts.len() - nulls - placeholders - online;
    if nulls > 0 {
        if domain.parked {
            remarks.note(
                Rule::MxParked,
                format!("{name} has a null MX: it takes no mail, and sends none."),
            );
        } else if hosts.len() == nulls {
            remarks.say(
                Rule::MxNull,
                format!("{name} has a null MX: it takes no mail at all."),
                format!("Replace it if the domain is to have mail; {WHERE}."),
            );
        } else {
            remarks.say(
                Rule::MxNullNotAlone,
                format!("{name} has a null MX as well as other MX records; senders may refuse to deliver."),
                "Remove the MX whose host is a single dot.",
            );
        }
    }
    if placeholders > 0 {
        if online + others == 0 {
            remarks.say(
                Rule::MxPlaceholder,
                format!("The only MX of {name} is the placeholder that proves ownership to Microsoft 365; no mail can be delivered."),
                format!("Replace it with the real MX; {WHERE}."),
            );
        } else {
            remarks.say(
                Rule::MxPlaceholderLeft,
                format!(
                    "{name} still has the placeholder MX that proved ownership to Microsoft 365."
                ),
                "Remove the MX in msv1.invalid; ownership stays proven.",
            );
        }
    }
    if online == 0 && others > 0 {
        let first = hosts.iter().find(|host| host.kind != HostKind::Placeholder);
        let first = first.map_or(name, |host| host.name.as_str());
        remarks.say(
            Rule::MxElsewhere,
            format!("Mail for {name} goes to {first}, which is not Exchange Online."),
            format!("Fine where that is a gateway in front of Exchange Online (say the cloud with --instance, -Instance, to judge the rest by it); otherwise {WHERE}."),
        );
    }
    if online > 0 && others > 0 {
        remarks.say(
            Rule::MxMixed,
            format!("{name} has hosts of Exchange Online and others: mail arrives at either and bypasses the filter of the other."),
            "Keep one way in: the other hosts' MX, or Exchange Online's, goes.",
        );
    }
    if online > 1 {
        remarks.say(
            Rule::MxSeveral,
            format!("{name} has {online} MX records of Exchange Online; one is expected."),
            "When a move to mx.microsoft is done, delete the MX of the old host; otherwise keep the one that the admin center shows.",
        );
    }
    if let Some(cloud) = domain.cloud
        && let Some(zone) = domain
            .hosts
            .zones()
            .find(|zone| !cloud.mx_zones.contains(zone))
    {
        remarks.say(
            Rule::MxOtherCloud,
            format!(
                "An MX of {name} is in {zone}, which is not of the cloud {}.",
                cloud.instance
            ),
            format!(
                "Mail exchanges of {} are in {}; {WHERE}.",
                cloud.instance,
                cloud.mx_zones.join(" or ")
            ),
        );
    }
}

/// What one host says by itself.
fn alone(view: &View<'_>, host: &MailHost, remarks: &mut Remarks) {
    let name = &host.name;
    match host.kind {
        HostKind::Null | HostKind::Placeholder => return,
        HostKind::Obsolete => {
            remarks.say(
                Rule::MxObsolete,
                format!("{name} is in a zone that Microsoft has retired; it does not lead to Exchange Online."),
                format!("Replace it; {WHERE}."),
            );
            return;
        }
        HostKind::ExchangeOnline {
            zone,
            well_formed: false,
        } => remarks.say(
            Rule::MxForm,
            format!(
                "{name} is in {zone} and does not have the form that names there are known to have."
            ),
            format!("Compare it letter by letter; {WHERE}."),
        ),
        _ => {}
    }
    if name.parse::<IpAddr>().is_ok() {
        remarks.say(
            Rule::MxAddressLiteral,
            format!("The MX {name} is an address; an MX names a host."),
            "Give the host a name with an A or AAAA record and put the name into the MX.",
        );
        return;
    }
    if let Ok(answer) = view.ask(name, RecordType::A)
        && let Some(alias) = answer.cname_chain.first()
    {
        remarks.say(
            Rule::MxAlias,
            format!(
                "The MX {name} is an alias of {}; an MX must not be one.",
                alias.target
            ),
            format!("Put the name that has the address into the MX; {WHERE}."),
        );
    }
    match view.has_address(name) {
        Ok(true) => {}
        Ok(false) => remarks.say(
            Rule::MxHostMissing,
            format!("{name} has no address: mail cannot be delivered to it."),
            format!("The domain may have been removed from the tenant, or the name is misspelt; {WHERE}."),
        ),
        Err(why) => remarks.not_looked_up(Rule::MxHostUnknown, "The address of the MX host", &why),
    }
}

fn good(name: &str, hosts: &[MailHost]) -> (Rule, String) {
    let host = hosts.first().map_or("", |host| host.name.as_str());
    (
        Rule::MxGood,
        format!("Mail for {name} goes to {host}, a host of Exchange Online."),
    )
}

/// Said nowhere: something else has been said before.
fn unreachable(name: &str) -> (Rule, String) {
    (Rule::MxGood, name.to_owned())
}
