//! Microsoft's domain names, and which of them are Exchange Online's (facts sections 1 to 4).

/// What the names below a domain are for. Each includes those before it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Use {
    /// Exchange Online's mail servers are here.
    Mail,
    /// Clients of Exchange Online connect to names here.
    Client,
    /// Microsoft's web pages redirect here.
    Microsoft,
}

const DOMAINS: &[(Use, &[&str])] = &[
    (
        Use::Mail,
        &[
            "outlook.com",
            "office365.com",
            "office365.us",
            "apps.mil",
            "partner.outlook.cn",
            "mx.microsoft",
            "usgovcloud-mx.microsoft",
        ],
    ),
    (
        Use::Client,
        &[
            "office.com",
            "cloud.microsoft",
            "exchange.microsoft.com",
            "microsoftonline.com",
        ],
    ),
    (
        Use::Microsoft,
        &[
            "microsoft",
            "microsoft.com",
            "microsoftonline.us",
            "microsoftonline-p.com",
            "microsoft365.com",
            "microsoft365.us",
            "office.net",
            "outlook.cn",
            "live.com",
            "chinacloudapi.cn",
            "partner.microsoftonline.cn",
        ],
    ),
];

/// Whether Exchange Online's mail servers have names like this one.
pub(crate) fn is_mail_server(name: &str) -> bool {
    is_for(name, Use::Mail)
}

/// Whether the name is one that clients of Exchange Online connect to, mail servers included.
pub(crate) fn is_exchange_online(name: &str) -> bool {
    is_for(name, Use::Client)
}

/// Whether the name is Microsoft's.
pub(crate) fn is_microsoft(name: &str) -> bool {
    is_for(name, Use::Microsoft)
}

fn is_for(name: &str, most: Use) -> bool {
    let domains = DOMAINS.iter().filter(|(of, _)| *of <= most);
    domains
        .flat_map(|(_, domains)| *domains)
        .any(|domain| is_under(name, domain))
}

/// Whether a name is the domain or below it, with a dot at its end or without. `domain` is lower case.
pub(crate) fn is_under(name: &str, domain: &str) -> bool {
    name.trim_end_matches('.')
        .to_ascii_lowercase()
        .strip_suffix(domain)
        .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_known_by_its_domain() {
        for (name, mail_server, exchange_online, microsoft) in [
            ("contoso-com.mail.protection.outlook.com", true, true, true),
            ("Outlook.Office365.COM.", true, true, true),
            ("contoso-com.o-v1.mx.microsoft", true, true, true),
            ("webmail.apps.mil", true, true, true),
            ("partner.outlook.cn", true, true, true),
            ("outlook.office.com", false, true, true),
            ("outlook.cloud.microsoft", false, true, true),
            ("admin.exchange.microsoft.com", false, true, true),
            ("login.microsoftonline.com", false, true, true),
            ("www.microsoft.com", false, false, true),
            ("login.partner.microsoftonline.cn", false, false, true),
            ("login.live.com", false, false, true),
            ("notoutlook.com", false, false, false),
            ("outlook.com.example", false, false, false),
            ("", false, false, false),
        ] {
            assert_eq!(is_mail_server(name), mail_server, "{name}");
            assert_eq!(is_exchange_online(name), exchange_online, "{name}");
            assert_eq!(is_microsoft(name), microsoft, "{name}");
        }
    }
}
