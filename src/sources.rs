//! The public pages behind the rules, each named once.

/// The source of a rule as users see it: a public page, or a section of docs/exchange-online-facts.md
/// where no page says it; what follows is appended.
macro_rules! source {
    (facts $rest:literal) => {
        concat!("docs/exchange-online-facts.md section ", $rest)
    };
    (facts sections $rest:literal) => {
        concat!("docs/exchange-online-facts.md sections ", $rest)
    };
    (endpoints $($rest:literal)?) => {
        concat!(
            "https://learn.microsoft.com/microsoft-365/enterprise/urls-and-ip-address-ranges",
            $($rest)?
        )
    };
    (dns_records $($rest:literal)?) => {
        concat!(
            "https://learn.microsoft.com/microsoft-365/enterprise/external-domain-name-system-records",
            $($rest)?
        )
    };
    (principles $($rest:literal)?) => {
        concat!(
            "https://learn.microsoft.com/microsoft-365/enterprise/microsoft-365-network-connectivity-principles",
            $($rest)?
        )
    };
    (encryption $($rest:literal)?) => {
        concat!(
            "https://learn.microsoft.com/purview/technical-reference-details-about-encryption",
            $($rest)?
        )
    };
    (smtp_errors $($rest:literal)?) => {
        concat!(
            "https://learn.microsoft.com/exchange/troubleshoot/email-delivery/ndr/non-delivery-reports-in-exchange-online",
            $($rest)?
        )
    };
}

pub(crate) use source;

/// Whether a source has one of the forms that users are promised.
#[cfg(test)]
pub(crate) fn is_source(source: &str) -> bool {
    source.starts_with("RFC ")
        || source.starts_with("https://learn.microsoft.com/")
        || source.starts_with("docs/exchange-online-facts.md section")
}
