//! Domains that Microsoft gives to each tenant, such as `contoso.onmicrosoft.com`: Microsoft runs their
//! zone, so that other things can be done about them (facts section 6).

use super::cloud::below;
use crate::domain::report::{Item, ItemName};
use crate::domain::rule::ItemResult;

/// Where they are, by cloud. Those of the cloud in China are not known.
const ZONES: [&str; 2] = ["onmicrosoft.com", "onmicrosoft.us"];

/// The zone that a given domain is in, and what stands in front of it.
fn split(domain: &str) -> Option<(&str, &'static str)> {
    ZONES
        .into_iter()
        .find_map(|zone| Some((below(domain, zone)?, zone)))
}

/// Whether Microsoft runs the zone of a domain.
pub(super) fn is_given(domain: &str) -> bool {
    split(domain).is_some()
}

/// Where a given domain has the key of a selector: the domain is in the name, and the name is below the
/// tenant's first domain, `contoso.mail.onmicrosoft.com` as well.
pub(super) fn key_name(selector: &str, domain: &str) -> Option<String> {
    let (inner, zone) = split(domain)?;
    let tenant = inner.split('.').next()?;
    let dashed = domain.replace('.', "-");
    Some(format!("{selector}-{dashed}._domainkey.{tenant}.{zone}"))
}

/// Replaces remedies that the owner of a given domain cannot follow.
pub(super) fn adapt(domain: &str, items: &mut [Item]) {
    for item in items {
        let kind = item.item;
        let remarks = std::iter::once(&mut item.remark).chain(&mut item.also);
        for remark in remarks.filter(|remark| remark.result != ItemResult::Unknown) {
            let Some(remedy) = &mut remark.remedy else {
                continue;
            };
            match kind {
                ItemName::Dmarc => remedy.push_str(&format!(
                    " Microsoft runs the zone: edit its TXT records in the Microsoft 365 admin center (Settings, Domains, {domain}, DNS records)."
                )),
                ItemName::Dkim => {
                    *remedy = format!(
                        "Enable signing for {domain} in Microsoft Defender (email authentication settings, DKIM), or rotate its keys there; Microsoft publishes them."
                    );
                }
                _ => {
                    *remedy = format!(
                        "Microsoft runs the zone of {domain}: ask its support if mail is affected, or use a domain of your own."
                    );
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_has_the_domain_in_its_name() {
        for (domain, expected) in [
            (
                "contoso.onmicrosoft.com",
                Some("selector1-contoso-onmicrosoft-com._domainkey.contoso.onmicrosoft.com"),
            ),
            (
                "contoso.mail.onmicrosoft.com",
                Some("selector1-contoso-mail-onmicrosoft-com._domainkey.contoso.onmicrosoft.com"),
            ),
            (
                "contoso.onmicrosoft.us",
                Some("selector1-contoso-onmicrosoft-us._domainkey.contoso.onmicrosoft.us"),
            ),
            ("onmicrosoft.com", None),
            ("contoso.com", None),
        ] {
            let name = key_name("selector1", domain);
            assert_eq!(name.as_deref(), expected, "{domain}");
            assert_eq!(is_given(domain), expected.is_some(), "{domain}");
        }
    }
}
