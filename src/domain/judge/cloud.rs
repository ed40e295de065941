//! The clouds and their names in a domain's DNS (facts sections 3 and 6).

/// What the DNS of a domain in one cloud holds.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Cloud {
    /// The name of the cloud, as the endpoints web service has it.
    pub(super) instance: &'static str,
    /// Zones of its mail exchanges.
    pub(super) mx_zones: &'static [&'static str],
    /// What its SPF records include.
    pub(super) spf_include: &'static str,
    /// What `autodiscover` is an alias of.
    pub(super) autodiscover: &'static str,
}

/// Every cloud. GCC High and DoD have the same mail exchanges.
pub(super) const CLOUDS: &[Cloud] = &[
    Cloud {
        instance: "Worldwide",
        mx_zones: &["mail.protection.outlook.com", "mx.microsoft"],
        spf_include: "spf.protection.outlook.com",
        autodiscover: "autodiscover.outlook.com",
    },
    Cloud {
        instance: "USGovGCCHigh",
        mx_zones: &["mail.protection.office365.us", "usgovcloud-mx.microsoft"],
        spf_include: "spf.protection.office365.us",
        autodiscover: "autodiscover.office365.us",
    },
    Cloud {
        instance: "USGovDoD",
        mx_zones: &["mail.protection.office365.us", "usgovcloud-mx.microsoft"],
        spf_include: "spf.protection.office365.us",
        autodiscover: "autodiscover-dod.office365.us",
    },
    Cloud {
        instance: "China",
        mx_zones: &["mail.protection.partner.outlook.cn"],
        spf_include: "spf.protection.partner.outlook.cn",
        autodiscover: "autodiscover.partner.outlook.cn",
    },
];

/// The zone of the mail exchanges that may have TLSA records.
pub(super) const SIGNED_ZONE: &str = "mx.microsoft";

/// The same of the government's clouds.
pub(super) const SIGNED_ZONE_GOVERNMENT: &str = "usgovcloud-mx.microsoft";

/// Zones that Microsoft has given up: the FOPE era, and the closed German cloud.
const OBSOLETE_ZONES: &[&str] = &["mail.eo.outlook.com", "mail.protection.outlook.de"];

/// Mail exchanges of Outlook.com, which is not Exchange Online.
const CONSUMER_ZONES: &[&str] = &["olc.protection.outlook.com", "pamx1.hotmail.com"];

/// What a mail exchange is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum HostKind {
    /// A host of Exchange Online; the zone is the one it is in.
    ExchangeOnline {
        zone: &'static str,
        /// The name has the form that is known for its zone.
        well_formed: bool,
    },
    /// `ms<digits>.msv1.invalid`.
    Placeholder,
    /// In a zone that Microsoft has given up.
    Obsolete,
    /// Outlook.com's.
    Consumer,
    /// The null MX (RFC 7505).
    Null,
    /// Somebody else's.
    Other,
}

/// What a mail exchange is, by its name.
pub(super) fn exchange(host: &str) -> HostKind {
    let host = host.to_ascii_lowercase();
    if host == "." {
        return HostKind::Null;
    }
    if is_placeholder(&host) {
        return HostKind::Placeholder;
    }
    let in_any = |zones: &[&str]| zones.iter().any(|zone| below(&host, zone).is_some());
    if in_any(OBSOLETE_ZONES) {
        return HostKind::Obsolete;
    }
    if in_any(CONSUMER_ZONES) {
        return HostKind::Consumer;
    }
    for zone in CLOUDS.iter().flat_map(|cloud| cloud.mx_zones) {
        if let Some(inner) = below(&host, zone) {
            let well_formed = match *zone {
                SIGNED_ZONE => is_token_and_partition(inner),
                // The form of these is not known.
                SIGNED_ZONE_GOVERNMENT => true,
                _ => !inner.contains('.'),
            };
            return HostKind::ExchangeOnline { zone, well_formed };
        }
    }
    HostKind::Other
}

/// The clouds with mail exchanges in a zone.
pub(super) fn of_zone(zone: &str) -> impl Iterator<Item = &'static Cloud> {
    CLOUDS
        .iter()
        .filter(move |cloud| cloud.mx_zones.contains(&zone))
}

/// The cloud of that name.
pub(super) fn of_instance(instance: &str) -> Option<&'static Cloud> {
    CLOUDS.iter().find(|cloud| cloud.instance == instance)
}

/// What stands in front of a zone in a name; none where the name is not below it.
pub(super) fn below<'a>(name: &'a str, zone: &str) -> Option<&'a str> {
    name.strip_suffix(zone)?
        .strip_suffix('.')
        .filter(|inner| !inner.is_empty())
}

fn is_placeholder(host: &str) -> bool {
    below(host, "msv1.invalid")
        .and_then(|label| label.strip_prefix("ms"))
        .is_some_and(|digits| {
            !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
        })
}

/// `<token>.<x>-v1` with one letter x.
fn is_token_and_partition(inner: &str) -> bool {
    match inner.split_once('.') {
        Some((token, partition)) => {
            !token.is_empty()
                && partition.strip_suffix("-v1").is_some_and(|letter| {
                    letter.len() == 1 && letter.as_bytes()[0].is_ascii_alphabetic()
                })
        }
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mail_exchanges_are_known_by_their_zone_and_form() {
        let online = |zone, well_formed| HostKind::ExchangeOnline { zone, well_formed };
        for (host, expected) in [
            (
                "contoso-com.mail.protection.outlook.com",
                online("mail.protection.outlook.com", true),
            ),
            (
                "Contoso-Com.Mail.Protection.Outlook.COM",
                online("mail.protection.outlook.com", true),
            ),
            (
                "a.b.mail.protection.outlook.com",
                online("mail.protection.outlook.com", false),
            ),
            (
                "contoso-com.r-v1.mx.microsoft",
                online("mx.microsoft", true),
            ),
            (
                "contoso-com.rr-v1.mx.microsoft",
                online("mx.microsoft", false),
            ),
            ("contoso-com.mx.microsoft", online("mx.microsoft", false)),
            (
                "contoso.mail.protection.office365.us",
                online("mail.protection.office365.us", true),
            ),
            (
                "x.y.usgovcloud-mx.microsoft",
                online("usgovcloud-mx.microsoft", true),
            ),
            (
                "synyi-com.mail.protection.partner.outlook.cn",
                online("mail.protection.partner.outlook.cn", true),
            ),
            ("ms12345678.msv1.invalid", HostKind::Placeholder),
            ("msabc.msv1.invalid", HostKind::Other),
            ("contoso.mail.eo.outlook.com", HostKind::Obsolete),
            ("contoso-de.mail.protection.outlook.de", HostKind::Obsolete),
            ("outlook-com.olc.protection.outlook.com", HostKind::Consumer),
            (".", HostKind::Null),
            ("mx.microsoft", HostKind::Other),
            ("evilmx.microsoft", HostKind::Other),
            ("mail.protection.outlook.com.example", HostKind::Other),
        ] {
            assert_eq!(exchange(host), expected, "{host}");
        }
    }

    #[test]
    fn every_zone_is_of_exchange_online() {
        for zone in CLOUDS.iter().flat_map(|cloud| cloud.mx_zones) {
            assert!(crate::microsoft::is_mail_server(zone), "{zone}");
        }
    }

    #[test]
    fn every_cloud_has_published_endpoints() {
        let instances: Vec<&str> = CLOUDS.iter().map(|cloud| cloud.instance).collect();
        assert_eq!(instances, crate::endpoints::INSTANCES);
    }
}
