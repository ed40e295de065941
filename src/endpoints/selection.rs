//! Choosing among endpoint sets.

use super::sets::{Category, EndpointSet};
use crate::targets::Service;

/// Which endpoint sets are wanted; what is `None` does not matter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    /// The service area, `Exchange`, `Common` ...; case does not count.
    pub service_area: Option<String>,
    /// The service that one of the set's TCP ports is known for. Web and admin share 443.
    pub service: Option<Service>,
    /// A TCP or UDP port of the set.
    pub port: Option<u16>,
    /// Whether Microsoft 365 does not work without it.
    pub required: Option<bool>,
    /// The category.
    pub category: Option<Category>,
}

/// The well-known ports of the services.
const KNOWN_PORTS: &[u16] = &[25, 110, 143, 443, 465, 587, 993, 995];

impl Selection {
    /// Whether a set is wanted.
    pub fn takes(&self, set: &EndpointSet) -> bool {
        let area = self
            .service_area
            .as_ref()
            .is_none_or(|area| area.eq_ignore_ascii_case(&set.service_area));
        let service = self.service.is_none_or(|service| offers(set, service));
        let port = self.port.is_none_or(|port| {
            set.has_tcp_port(port) || set.udp_ports.iter().any(|range| range.contains(port))
        });
        area && service
            && port
            && self
                .required
                .is_none_or(|required| required == set.required)
            && self
                .category
                .is_none_or(|category| category == set.category)
    }
}

fn offers(set: &EndpointSet, service: Service) -> bool {
    KNOWN_PORTS
        .iter()
        .filter(|port| set.has_tcp_port(**port))
        .filter_map(|port| Service::of_port(*port))
        .any(|known| known == service || (known, service) == (Service::Web, Service::Admin))
}

#[cfg(test)]
mod tests {
    use super::super::built_in;
    use super::*;

    fn ids(instance: &str, selection: &Selection) -> Vec<u32> {
        let snapshot = built_in(instance).expect(instance);
        let wanted = snapshot.sets.iter().filter(|set| selection.takes(set));
        wanted.map(|set| set.id).collect()
    }

    #[test]
    fn each_wish_narrows_the_list() {
        let all = Selection::default();
        let service = |service| Selection {
            service: Some(service),
            ..Selection::default()
        };
        let port = |port| Selection {
            port: Some(port),
            ..Selection::default()
        };
        let required = |required| Selection {
            required: Some(required),
            ..Selection::default()
        };
        let area = |area: &str| Selection {
            service_area: Some(area.into()),
            ..Selection::default()
        };
        let allow = Selection {
            category: Some(Category::Allow),
            ..Selection::default()
        };
        for (instance, selection, expected) in [
            ("Worldwide", all, &[1, 2, 8, 9, 10][..]),
            ("Worldwide", service(Service::SmtpMx), &[10]),
            ("USGovGCCHigh", service(Service::SmtpMx), &[5, 6]),
            ("Worldwide", service(Service::Submission), &[2]),
            ("Worldwide", service(Service::Imap), &[2]),
            ("Worldwide", service(Service::Pop), &[2]),
            ("Worldwide", service(Service::Web), &[1, 8, 9]),
            ("Worldwide", service(Service::Admin), &[1, 8, 9]),
            ("China", port(53), &[2]),
            ("Worldwide", port(110), &[]),
            ("Worldwide", required(false), &[2]),
            ("Worldwide", required(true), &[1, 8, 9, 10]),
            ("Worldwide", area("exchange"), &[1, 2, 8, 9, 10]),
            ("Worldwide", area("Common"), &[]),
            ("Worldwide", allow, &[2, 9, 10]),
        ] {
            assert_eq!(
                ids(instance, &selection),
                expected,
                "{instance} {selection:?}"
            );
        }
    }
}
