//! What a configuration or a target says about a proxy.

use std::borrow::Cow;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{ProxyError, ProxyServer};

/// Which proxy, if any. In JSON a text: `none`, `system`, or a URL as [`ProxyServer::parse`] reads it.
/// Written out again, a URL has no credentials.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum ProxySetting {
    /// Connect directly.
    #[default]
    None,
    /// The system's setting: environment variables, on Windows else that of the user.
    System,
    /// This one.
    Server(ProxyServer),
}

impl ProxySetting {
    /// Whether connections are direct.
    pub fn is_none(&self) -> bool {
        matches!(self, Self::None)
    }

    /// Whether a text that is given for a proxy must not be written where others read it: it has a user or a
    /// password, or is no proxy and may hold one anywhere. The one guard of all that writes settings down.
    pub fn may_hold_credentials(text: &str) -> bool {
        match text.parse() {
            Ok(Self::Server(server)) => server.has_credentials(),
            Ok(Self::None | Self::System) => false,
            Err(_) => true,
        }
    }

    /// The same without credentials.
    #[must_use]
    pub fn without_credentials(&self) -> Self {
        match self {
            Self::Server(server) => Self::Server(server.without_credentials()),
            other => other.clone(),
        }
    }
}

impl FromStr for ProxySetting {
    type Err = ProxyError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.trim() {
            word if word.eq_ignore_ascii_case("none") => Ok(Self::None),
            word if word.eq_ignore_ascii_case("system") => Ok(Self::System),
            url => ProxyServer::parse(url).map(Self::Server),
        }
    }
}

impl std::fmt::Display for ProxySetting {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::None => f.write_str("none"),
            Self::System => f.write_str("system"),
            Self::Server(server) => server.fmt(f),
        }
    }
}

impl Serialize for ProxySetting {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ProxySetting {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <Cow<'de, str>>::deserialize(deserializer)?;
        text.parse()
            .map_err(|error| serde::de::Error::custom(format_args!("proxy: {error}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_hold_credentials_is_known_in_every_form() {
        for text in [
            "anna:secret@proxy.example:8080",
            "anna@proxy.example",
            "http://anna:secret@proxy.example:8080",
            "http:anna:secret@proxy.example:8080",
            "http:\\\\anna:secret@proxy.example",
            "//anna:secret@proxy.example",
            "anna:secret",
        ] {
            assert!(ProxySetting::may_hold_credentials(text), "{text}");
        }
        for text in ["none", "System", "proxy.example:8080", "socks5h://[::1]:1"] {
            assert!(!ProxySetting::may_hold_credentials(text), "{text}");
        }
    }

    #[test]
    fn a_setting_is_written_without_credentials() {
        for (text, written) in [
            (r#""none""#, r#""none""#),
            (r#""System""#, r#""system""#),
            (
                r#""http://anna:hunter2@proxy.example:8080""#,
                r#""http://proxy.example:8080""#,
            ),
        ] {
            let setting: ProxySetting = serde_json::from_str(text).expect(text);
            assert_eq!(serde_json::to_string(&setting).expect("JSON"), written);
            assert!(!format!("{setting:?}").contains("hunter2"));
        }
        let error = serde_json::from_str::<ProxySetting>(r#""htp://anna:hunter2@x""#)
            .expect_err("a scheme that is none");
        assert!(!error.to_string().contains("hunter2"), "{error}");
    }
}
