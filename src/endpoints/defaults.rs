//! The hosts that are probed when none is named.
//!
//! Source: facts sections 1.1 to 1.4 and 2, and the design's table of services. `smtp-mx` has no
//! default host: a domain's MX is resolved, never guessed (facts section 3).

use crate::targets::Service;

/// A host that stands for a service of one cloud.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DefaultHost {
    /// The cloud, as the endpoints web service names it.
    pub instance: &'static str,
    /// The service.
    pub service: Service,
    /// The host.
    pub host: &'static str,
}

/// The clouds known here, as the endpoints web service names them. The name is an open string
/// elsewhere: Microsoft adds clouds (facts section 1.5).
pub const INSTANCES: &[&str] = &["Worldwide", "USGovGCCHigh", "USGovDoD", "China"];

const fn at(instance: &'static str, service: Service, host: &'static str) -> DefaultHost {
    DefaultHost {
        instance,
        service,
        host,
    }
}

const DEFAULT_HOSTS: &[DefaultHost] = &[
    at("Worldwide", Service::Submission, "smtp.office365.com"),
    at("Worldwide", Service::Imap, "outlook.office365.com"),
    at("Worldwide", Service::Pop, "outlook.office365.com"),
    at("Worldwide", Service::Web, "outlook.office365.com"),
    at("Worldwide", Service::Web, "outlook.office.com"),
    at("Worldwide", Service::Web, "outlook.cloud.microsoft"),
    at("Worldwide", Service::Admin, "outlook.office365.com"),
    at("Worldwide", Service::Admin, "login.microsoftonline.com"),
    at("Worldwide", Service::Admin, "admin.exchange.microsoft.com"),
    at("USGovGCCHigh", Service::Submission, "smtp.office365.us"),
    at("USGovGCCHigh", Service::Imap, "outlook.office365.us"),
    at("USGovGCCHigh", Service::Pop, "outlook.office365.us"),
    at("USGovGCCHigh", Service::Web, "outlook.office365.us"),
    at("USGovGCCHigh", Service::Admin, "outlook.office365.us"),
    at("USGovDoD", Service::Submission, "outlook-dod.office365.us"),
    at("USGovDoD", Service::Imap, "outlook-dod.office365.us"),
    at("USGovDoD", Service::Pop, "outlook-dod.office365.us"),
    at("USGovDoD", Service::Web, "outlook-dod.office365.us"),
    at("USGovDoD", Service::Web, "webmail.apps.mil"),
    at("USGovDoD", Service::Admin, "outlook-dod.office365.us"),
    at("China", Service::Submission, "smtp.partner.outlook.cn"),
    at("China", Service::Imap, "partner.outlook.cn"),
    at("China", Service::Pop, "partner.outlook.cn"),
    at("China", Service::Web, "partner.outlook.cn"),
    at("China", Service::Admin, "partner.outlook.cn"),
];

/// The known spelling of a cloud's name, whatever the case it was written in.
pub fn instance_name(text: &str) -> Option<&'static str> {
    INSTANCES
        .iter()
        .copied()
        .find(|name| name.eq_ignore_ascii_case(text))
}

/// The same as [`instance_name`], or what is wrong with the name.
pub(crate) fn known_instance(asked: &str) -> Result<&'static str, String> {
    instance_name(asked).ok_or_else(|| unknown_instance(asked))
}

/// What is said of a cloud that is not known.
pub(super) fn unknown_instance(asked: &str) -> String {
    if asked.eq_ignore_ascii_case("GCC") {
        return "invalid instance \"GCC\": GCC uses the hosts of Worldwide; write Worldwide"
            .to_owned();
    }
    format!(
        "invalid instance \"{}\" (one of: {})",
        crate::text::sanitize(asked.as_bytes(), 60),
        INSTANCES.join(", ")
    )
}

/// The default hosts of a cloud, all services or one. Empty for a cloud that is not known here.
pub fn default_hosts(
    instance: &str,
    service: Option<Service>,
) -> impl Iterator<Item = &'static DefaultHost> {
    DEFAULT_HOSTS.iter().filter(move |entry| {
        entry.instance.eq_ignore_ascii_case(instance)
            && service.is_none_or(|service| service == entry.service)
    })
}

/// The services that a host stands for, in any cloud. Empty for a host that is not known here.
pub fn services_of_host(host: &str) -> Vec<Service> {
    let host = host.trim_end_matches('.');
    let mut services: Vec<Service> = DEFAULT_HOSTS
        .iter()
        .filter(|entry| entry.host.eq_ignore_ascii_case(host))
        .map(|entry| entry.service)
        .collect();
    services.sort_unstable();
    services.dedup();
    services
}

#[cfg(test)]
mod tests {
    use super::super::{built_in, ranges_for};
    use super::*;

    /// Default hosts whose port no built-in set publishes, and why they are probed all the same.
    const NOT_PUBLISHED: &[(&str, u16, &str)] = &[
        (
            "login.microsoftonline.com",
            443,
            "sign-in is in a set of the area Common, which is not shipped",
        ),
        (
            "admin.exchange.microsoft.com",
            443,
            "the admin center is in a set of the area Common, which is not shipped",
        ),
        (
            "smtp.office365.us",
            587,
            "in use (facts section 2), but the set has outlook.office365.us alone",
        ),
        (
            "partner.outlook.cn",
            993,
            "in use (facts section 2), but set 20 has the names below it alone",
        ),
        (
            "partner.outlook.cn",
            995,
            "in use (facts section 2), but set 20 has the names below it alone",
        ),
    ];

    #[test]
    fn every_default_host_is_published_or_has_a_reason() {
        for instance in INSTANCES {
            let snapshot = built_in(instance).expect(instance);
            for entry in default_hosts(instance, None) {
                let port = entry.service.default_port();
                let published = ranges_for(snapshot, entry.host, port)
                    .is_some_and(|published| published.port_published);
                let excepted = NOT_PUBLISHED
                    .iter()
                    .any(|(host, other, _)| (*host, *other) == (entry.host, port));
                assert_ne!(published, excepted, "{instance} {}:{port}", entry.host);
            }
        }
    }

    #[test]
    fn every_exception_is_a_default_host() {
        for (host, port, _) in NOT_PUBLISHED {
            let named = DEFAULT_HOSTS
                .iter()
                .any(|entry| entry.host == *host && entry.service.default_port() == *port);
            assert!(named, "{host}:{port}");
        }
    }
}
