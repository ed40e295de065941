//! Transport security for mail in, by DNSSEC (RFC 7672, facts section 6).
//!
//! Signatures are not checked here: the resolver says whether it has (the AD bit). That is as good as
//! the resolver and the path to it. To tell an unsigned zone from a resolver that checks nothing, the
//! root is asked for, which is signed.

use super::cloud::{HostKind, SIGNED_ZONE, SIGNED_ZONE_GOVERNMENT};
use super::subject::{MailHost, MailHosts};
use super::view::Known;
use super::{Domain, Remarks, View};
use crate::dns::{Data, RecordType};
use crate::domain::report::{Item, ItemName};
use crate::domain::rule::Rule;

/// The most mail exchanges that are looked at.
const HOSTS: usize = 4;

/// One item for each mail exchange.
pub(super) fn items(view: &View<'_>, domain: &Domain<'_>) -> Vec<Item> {
    let hosts: Vec<&MailHost> = domain.hosts.receiving().take(HOSTS).collect();
    if hosts.is_empty() {
        let mut remarks = Remarks::new(ItemName::Tlsa, domain.name);
        if let MailHosts::Unknown(why) = &domain.hosts {
            remarks.not_looked_up(Rule::TlsaUnknown, "The MX", why);
        }
        let none = format!("{} has no MX that could have TLSA records.", domain.name);
        return vec![remarks.into_item((Rule::TlsaNoMx, none))];
    }
    hosts
        .into_iter()
        .map(|host| {
            let name = format!("_25._tcp.{}", host.name);
            let mut remarks = Remarks::new(ItemName::Tlsa, name.clone());
            judge(view, domain, host, &name, &mut remarks);
            remarks.into_item((
                Rule::TlsaGood,
                format!("Senders that support DANE require the certificate that {name} specifies."),
            ))
        })
        .collect()
}

fn judge(view: &View<'_>, domain: &Domain<'_>, host: &MailHost, name: &str, remarks: &mut Remarks) {
    let zone = match host.kind {
        HostKind::ExchangeOnline { zone, .. } => Some(zone),
        _ => None,
    };
    let may_have = |zone| zone == SIGNED_ZONE || zone == SIGNED_ZONE_GOVERNMENT;
    if let Some(zone) = zone
        && !may_have(zone)
    {
        return remarks.say(
            Rule::TlsaImpossible,
            format!("{zone} is not signed, so {} cannot have TLSA records.", host.name),
            format!("For DANE, sign {} with DNSSEC, run Enable-DnssecForVerifiedDomain, move the MX to the mx.microsoft name that it gives, then run Enable-SmtpDaneInbound.", domain.name),
        );
    }
    let answer = match view.ask(name, RecordType::Tlsa) {
        Ok(answer) => answer,
        Err(why) => return unknown(&why, remarks),
    };
    let mut usable = 0;
    let mut unusable = Vec::new();
    for data in &answer.records {
        if let Data::Tlsa {
            usage,
            selector,
            matching,
            data,
        } = data
        {
            remarks.saw(format!("TLSA {usage} {selector} {matching} {data}"));
            match problem(*usage, *selector, *matching, data) {
                None => usable += 1,
                Some(why) => unusable.push(format!("{usage} {selector} {matching}: {why}")),
            }
        }
    }
    if usable == 0 && unusable.is_empty() {
        return absent(domain, host, zone.is_some(), remarks);
    }
    if usable == 0 {
        return remarks.say(
            Rule::TlsaUnusable,
            format!("No TLSA record at {name} is usable for SMTP ({}).", unusable.join("; ")),
            "Publish 3 1 1 (the SHA-256 of the server's public key); usages 0 and 1 have no meaning for SMTP.",
        );
    }
    if !unusable.is_empty() {
        remarks.say(
            Rule::TlsaSomeUnusable,
            format!(
                "Some TLSA records at {name} are not usable for SMTP ({}).",
                unusable.join("; ")
            ),
            "Take them out.",
        );
    }
    match signed(view, domain, host, answer.authenticated) {
        Ok(Signed::All) => {}
        Ok(Signed::NotVouched) => remarks.say(
            Rule::TlsaNotVouched,
            "The DNS server that was asked does not validate DNSSEC for any name, so it is not known whether these records count.",
            "Ask a validating one (--dns-server, -DnsServer).",
        ),
        Ok(Signed::Not(what)) => remarks.say(
            Rule::TlsaNotSigned,
            format!("The TLSA records at {name} do not count, because {what} not signed."),
            format!("Sign {} with DNSSEC (and enter its DS record at the registrar); until then senders ignore these records.", domain.name),
        ),
        Err(why) => unknown(&why, remarks),
    }
}

fn unknown(why: &str, remarks: &mut Remarks) {
    remarks.not_looked_up(Rule::TlsaUnknown, "The TLSA records", why);
}

fn absent(domain: &Domain<'_>, host: &MailHost, online: bool, remarks: &mut Remarks) {
    let remedy = if online {
        format!(
            "Run Enable-SmtpDaneInbound -DomainName {}; the records appear after 15 to 30 minutes.",
            domain.name
        )
    } else {
        "Whoever runs that host must publish them, and must sign the zone first.".to_owned()
    };
    remarks.say(
        Rule::TlsaAbsent,
        format!(
            "{} has no TLSA records: senders that support DANE do not verify its certificate.",
            host.name
        ),
        remedy,
    );
}

enum Signed {
    All,
    Not(String),
    NotVouched,
}

/// Whether MX, address and TLSA are all vouched for (RFC 7672 section 2.2).
fn signed(view: &View<'_>, domain: &Domain<'_>, host: &MailHost, tlsa: bool) -> Known<Signed> {
    let mx = matches!(
        domain.hosts,
        MailHosts::Known {
            authenticated: true,
            ..
        }
    );
    // An address of one family is enough to connect to.
    let vouched = |record_type| {
        view.ask(&host.name, record_type)
            .is_ok_and(|answer| answer.authenticated && !answer.records.is_empty())
    };
    let (v4, v6) = (vouched(RecordType::A), vouched(RecordType::Aaaa));
    if mx && tlsa && (v4 || v6) {
        return Ok(Signed::All);
    }
    if !view.ask(".", RecordType::Soa)?.authenticated {
        return Ok(Signed::NotVouched);
    }
    if !(v4 || v6) {
        // An address that was not answered for is not one without a signature.
        view.has_address(&host.name)?;
    }
    Ok(Signed::Not(if !mx {
        format!("the MX of {} is", domain.name)
    } else if !tlsa {
        "they themselves are".to_owned()
    } else {
        format!("the address of {} is", host.name)
    }))
}

/// Why a record is not usable for SMTP (RFC 7672 section 3.1); none for one that is.
fn problem(usage: u8, selector: u8, matching: u8, data: &str) -> Option<&'static str> {
    match (usage, selector, matching) {
        (0 | 1, _, _) => Some("usages 0 and 1 are not for SMTP"),
        (2 | 3, 0 | 1, 1) if data.len() != 64 => Some("not the length of a SHA-256"),
        (2 | 3, 0 | 1, 2) if data.len() != 128 => Some("not the length of a SHA-512"),
        (2 | 3, 0 | 1, 0) if data.is_empty() => Some("no data"),
        (2 | 3, 0 | 1, 0..=2) => None,
        (2 | 3, 0 | 1, _) => Some("an unknown matching type"),
        (2 | 3, _, _) => Some("an unknown selector"),
        _ => Some("an unknown usage"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_smtp_can_use_is_usable() {
        let sha256 = "ab".repeat(32);
        let sha512 = "ab".repeat(64);
        for (usage, selector, matching, data, usable) in [
            (3, 1, 1, sha256.as_str(), true),
            (2, 0, 1, &sha256, true),
            (3, 0, 2, &sha512, true),
            (3, 1, 0, "3082", true),
            (3, 1, 0, "", false),
            (3, 1, 1, &sha512, false),
            (3, 1, 2, &sha256, false),
            (0, 1, 1, &sha256, false),
            (1, 1, 1, &sha256, false),
            (4, 1, 1, &sha256, false),
            (3, 2, 1, &sha256, false),
            (3, 1, 3, &sha256, false),
        ] {
            assert_eq!(
                problem(usage, selector, matching, data).is_none(),
                usable,
                "{usage} {selector} {matching}"
            );
        }
    }
}
