//! The environment variables that name proxies, as curl and others read them.

use serde::Deserialize;

/// The values of `https_proxy`, `all_proxy` and `no_proxy`. `Debug` shows only which are there: they
/// may hold credentials.
#[derive(Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ProxyEnvironment {
    /// `https_proxy`: the proxy.
    pub https_proxy: Option<String>,
    /// `all_proxy`: the proxy, where `https_proxy` is absent.
    pub all_proxy: Option<String>,
    /// `no_proxy`: hosts that are connected to directly.
    pub no_proxy: Option<String>,
}

impl ProxyEnvironment {
    /// That of this process: the lower-case name wins over the upper-case one; empty is absent.
    pub(crate) fn of_process() -> Self {
        Self::read(|name| std::env::var(name).ok())
    }

    fn read(variable: impl Fn(&str) -> Option<String>) -> Self {
        let either = |name: &str| {
            [name.to_owned(), name.to_ascii_uppercase()]
                .iter()
                .find_map(|name| variable(name).filter(|value| !value.trim().is_empty()))
        };
        Self {
            https_proxy: either("https_proxy"),
            all_proxy: either("all_proxy"),
            no_proxy: either("no_proxy"),
        }
    }

    /// The proxy's text and the name of its variable.
    pub(crate) fn proxy(&self) -> Option<(&'static str, &str)> {
        let https = self
            .https_proxy
            .as_deref()
            .map(|value| ("https_proxy", value));
        let all = self.all_proxy.as_deref().map(|value| ("all_proxy", value));
        [https, all]
            .into_iter()
            .flatten()
            .find(|(_, value)| !value.trim().is_empty())
    }
}

impl std::fmt::Debug for ProxyEnvironment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ProxyEnvironment")
            .field("https_proxy", &self.https_proxy.is_some())
            .field("all_proxy", &self.all_proxy.is_some())
            .field("no_proxy", &self.no_proxy.is_some())
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(variables: &[(&str, &str)]) -> ProxyEnvironment {
        ProxyEnvironment::read(|wanted| {
            let found = variables.iter().find(|(name, _)| *name == wanted)?;
            Some(found.1.to_owned())
        })
    }

    #[test]
    fn https_proxy_wins_over_all_proxy_and_lower_case_over_upper() {
        for (variables, expected) in [
            (&[][..], None),
            (&[("HTTPS_PROXY", " ")], None),
            (&[("ALL_PROXY", "a:1")], Some(("all_proxy", "a:1"))),
            (
                &[("all_proxy", "a:1"), ("HTTPS_PROXY", "b:1")],
                Some(("https_proxy", "b:1")),
            ),
            (
                &[("https_proxy", "a:1"), ("HTTPS_PROXY", "b:1")],
                Some(("https_proxy", "a:1")),
            ),
            (
                &[("https_proxy", ""), ("all_proxy", "c:1")],
                Some(("all_proxy", "c:1")),
            ),
            // That of plain HTTP is for plain HTTP.
            (&[("http_proxy", "a:1")], None),
        ] {
            assert_eq!(environment(variables).proxy(), expected, "{variables:?}");
        }
    }

    #[test]
    fn debug_shows_no_value() {
        let shown = format!("{:?}", environment(&[("ALL_PROXY", "http://u:hunter2@p")]));
        assert!(
            shown.contains("all_proxy: true") && !shown.contains("hunter2"),
            "{shown}"
        );
    }
}
