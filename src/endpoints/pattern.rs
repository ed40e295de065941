//! Host names with wildcards, as the endpoint sets have them.

/// Whether a host is meant by a name or pattern of an endpoint set; case and a dot at the end do not
/// count.
///
/// Three kinds of wildcard occur (facts section 1.6):
///
/// - `*.mx.microsoft`: every name below, however many labels deep (mail exchangers have two labels
///   there, facts section 3), but not `mx.microsoft` itself;
/// - `*cdn.onenote.net`: every name that ends so, the rest alone included;
/// - `autodiscover.*.onmicrosoft.com`: exactly one label, where the tenant's name stands.
pub fn host_matches(pattern: &str, host: &str) -> bool {
    let host = host.strip_suffix('.').unwrap_or(host);
    if host.is_empty() || host.starts_with('.') || host.len() > MAX_NAME || pattern.len() > MAX_NAME
    {
        return false;
    }
    if !pattern.contains('*') {
        return pattern.eq_ignore_ascii_case(host);
    }
    glob(pattern.as_bytes(), host.as_bytes())
}

/// The longest name in text form, RFC 1035 section 2.3.4.
const MAX_NAME: usize = 253;

/// Follows all ways to read the pattern at once, so that no pattern can take long:
/// `reached[n]` says whether the pattern so far can end before byte `n` of the host.
fn glob(pattern: &[u8], host: &[u8]) -> bool {
    let mut reached = vec![false; host.len() + 1];
    reached[0] = true;
    for (index, &wanted) in pattern.iter().enumerate() {
        let mut next = vec![false; host.len() + 1];
        match wanted {
            b'*' if index == 0 => next.fill(true),
            b'*' => {
                for position in 0..host.len() {
                    let here = reached[position] || next[position];
                    next[position + 1] = here && host[position] != b'.';
                }
            }
            _ => {
                for position in 0..host.len() {
                    next[position + 1] =
                        reached[position] && host[position].eq_ignore_ascii_case(&wanted);
                }
            }
        }
        reached = next;
    }
    reached[host.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_mean_what_the_sets_mean_by_them() {
        for (pattern, host, expected) in [
            ("outlook.office365.com", "OUTLOOK.office365.com.", true),
            ("outlook.office365.com", "xoutlook.office365.com", false),
            (
                "outlook.office365.com",
                "outlook.office365.com.evil.example",
                false,
            ),
            ("*.mx.microsoft", "contoso-com.a-v1.mx.microsoft", true),
            ("*.mx.microsoft", "a.mx.microsoft", true),
            ("*.mx.microsoft", "mx.microsoft", false),
            ("*.mx.microsoft", ".mx.microsoft", false),
            ("*.mx.microsoft", "amx.microsoft", false),
            (
                "*.outlook.com",
                "contoso-com.mail.protection.outlook.com",
                true,
            ),
            ("*cdn.onenote.net", "site-cdn.onenote.net", true),
            ("*cdn.onenote.net", "cdn.onenote.net", true),
            ("*cdn.onenote.net", "a.b.cdn.onenote.net", true),
            ("*cdn.onenote.net", "cdn.onenote.net.example", false),
            (
                "autodiscover.*.onmicrosoft.com",
                "autodiscover.contoso.onmicrosoft.com",
                true,
            ),
            (
                "autodiscover.*.onmicrosoft.com",
                "Autodiscover.Contoso.OnMicrosoft.com",
                true,
            ),
            (
                "autodiscover.*.onmicrosoft.com",
                "autodiscover.a.b.onmicrosoft.com",
                false,
            ),
            (
                "autodiscover.*.onmicrosoft.com",
                "autodiscover..onmicrosoft.com",
                false,
            ),
            (
                "autodiscover.*.onmicrosoft.com",
                "autodiscover.onmicrosoft.com",
                false,
            ),
            (
                "autodiscover.*.mail.onmicrosoft.com",
                "autodiscover.contoso.mail.onmicrosoft.com",
                true,
            ),
            ("*", "anything.example", true),
            ("", "a.example", false),
            ("*.example", "", false),
        ] {
            assert_eq!(host_matches(pattern, host), expected, "{pattern} {host}");
        }
    }

    #[test]
    fn a_hostile_pattern_takes_no_longer_than_another() {
        let pattern = "*a".repeat(126);
        let host = format!("{}b", "a".repeat(252));
        assert!(!host_matches(&pattern, &host));
        assert!(!host_matches("*", &"a".repeat(254)));
    }
}
