//! What the DNS has of the mail domains (facts sections 3 and 6).

use std::borrow::Cow;
use std::sync::OnceLock;

use super::super::hosts::MX;
use super::table::{DOMAINS, Definition, Record, SIGNED_MX};

/// An RSA key of 2048 bits that belongs to nobody.
const KEY: &str = "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAnqRCwSz+3CenMvsJ07VGI4WCXiYwPzG+dh1+Wgld/f/yXG3gw/AdJHgy12vRHWsaycy/Ov0TwNbYyDG9BOj3u4XPXxYCwUwDafExTh2l+PcDXBcAm9wUmk+16xKpY4qm4T5qA0Z/elbhWCgkRyJqjp0CIug9aQKNw6eq1P8E/j+LtTC1SMQ31Q3vaVTdYpxTpWfXlgWlrBej394s2b0JBJadqxRE4i0G5mC7UAzpyNtuNZZ0YlqKe/B6ByVrUJidOKyGziUAzBop4OvEZD/Tl47DoQOHZUcwr3t0uIWAmY9zBOqdpvvhvGDCHH9SaNDtIcBQzlpEy0PmrsbxUuV5qwIDAQAB";

type Zone = Vec<(String, Record)>;

/// The records of a name, if it exists. Letter case does not matter; no dot at the end.
pub(in super::super) fn find(name: &str) -> Option<Vec<&'static Record>> {
    let found: Vec<&Record> = zone()
        .iter()
        .filter(|(owner, _)| owner.eq_ignore_ascii_case(name))
        .map(|(_, record)| record)
        .collect();
    (!found.is_empty()).then_some(found)
}

/// Whether the resolver that the lab plays has checked signatures of a name: of the root, of mx.microsoft
/// and of the domains that are signed.
pub(in super::super) fn vouched_for(name: &str) -> bool {
    let below = |zone: &str| {
        name == zone
            || name
                .strip_suffix(zone)
                .is_some_and(|rest| rest.ends_with('.'))
    };
    name.is_empty()
        || below("mx.microsoft")
        || DOMAINS
            .iter()
            .any(|definition| definition.signed && below(definition.name))
}

fn zone() -> &'static Zone {
    static ZONE: OnceLock<Zone> = OnceLock::new();
    ZONE.get_or_init(|| {
        let mut zone = everybody();
        for definition in DOMAINS {
            zone.extend(of_domain(definition));
        }
        zone
    })
}

fn text(text: impl Into<Cow<'static, str>>) -> Record {
    Record::Text(text.into())
}

/// What is Microsoft's, and what all domains share.
fn everybody() -> Zone {
    let key = |target: &str| {
        (
            target.to_owned(),
            text(format!("v=DKIM1; k=rsa; p={KEY}; n=1024,1455")),
        )
    };
    vec![
        (String::new(), Record::Start),
        (SIGNED_MX.into(), Record::Address),
        (
            format!("_25._tcp.{SIGNED_MX}"),
            Record::Association(3, 1, 1),
        ),
        ("gateway.lab.example".into(), Record::Address),
        (
            "spf.protection.outlook.com".into(),
            text("v=spf1 ip4:40.92.0.0/15 ip4:40.107.0.0/16 ip6:2a01:111:f403::/48 -all"),
        ),
        (
            "many.lab.example".into(),
            text(
                "v=spf1 a:gateway.lab.example a:gateway.lab.example a:gateway.lab.example a:gateway.lab.example a:gateway.lab.example a:gateway.lab.example a:gateway.lab.example a:gateway.lab.example a:gateway.lab.example -all",
            ),
        ),
        ("autodiscover.outlook.com".into(), Record::Address),
        key("selector1-lab._domainkey.lab.onmicrosoft.com"),
        key("selector2-lab._domainkey.lab.o-v1.dkim.mail.microsoft"),
    ]
}

/// A healthy domain with the changes of its definition: the records of a changed name replace all that
/// it had.
fn of_domain(definition: &Definition) -> Zone {
    let name = definition.name;
    let at = |prefix: &str| match prefix {
        "" => name.to_owned(),
        absolute if absolute.ends_with('.') => absolute.trim_end_matches('.').to_owned(),
        prefix => format!("{prefix}.{name}"),
    };
    let mail = if definition.signed {
        Record::Mail(0, SIGNED_MX.into())
    } else {
        Record::Mail(10, MX.into())
    };
    let mut zone = vec![
        (at(""), mail),
        (at(""), text("MS=ms12345678")),
        (
            at(""),
            text("v=spf1 include:spf.protection.outlook.com -all"),
        ),
        (
            at("selector1._domainkey"),
            Record::Alias("selector1-lab._domainkey.lab.onmicrosoft.com".into()),
        ),
        (
            at("selector2._domainkey"),
            Record::Alias("selector2-lab._domainkey.lab.o-v1.dkim.mail.microsoft".into()),
        ),
        (
            at("_dmarc"),
            text(format!("v=DMARC1; p=reject; rua=mailto:dmarc@{name}")),
        ),
        (
            at("autodiscover"),
            Record::Alias("autodiscover.outlook.com".into()),
        ),
        (at("_mta-sts"), text("v=STSv1; id=20261123000000;")),
        (at("mta-sts"), Record::Address),
        (
            at("_smtp._tls"),
            text(format!("v=TLSRPTv1; rua=mailto:tls@{name}")),
        ),
    ];
    for (prefix, records) in definition.changes {
        let owner = at(prefix);
        zone.retain(|(known, _)| *known != owner);
        zone.extend(records.iter().map(|record| (owner.clone(), record.clone())));
    }
    zone
}
