//! The configuration of a run, as a caller writes it in JSON.

use serde::{Deserialize, Serialize};

use crate::proxy::{ProxyCredentials, ProxyEnvironment, ProxyKind, ProxySetting};
use crate::target::AddressFamily;
use crate::words::words;

words! {
    /// How many of a target's addresses get a connection attempt.
    pub enum AddressPolicy: "address policy" {
        /// Every address, so that each has an outcome of its own. The first to connect carries the
        /// dialogue.
        All = "all",
        /// Stop at the first that connects (RFC 8305).
        First = "first",
    }
}

/// The configuration of a run. Every key may be left out; an unknown key is an error.
///
/// ```
/// let config = exoport::config::RunConfig::from_json(r#"{"timeout_ms": 5000, "concurrency": 8}"#)?;
/// assert_eq!(config.timeout_ms, 5000);
/// # Ok::<(), exoport::config::ConfigError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RunConfig {
    /// Hard limit for one probe over all its phases, milliseconds, 1 to 600,000. Default 15,000:
    /// Exchange tarpits answer after 5 to 10 seconds.
    pub timeout_ms: u64,
    /// Limit for one TCP connection attempt, milliseconds, 1 to 600,000. Default 5,000.
    pub connect_timeout_ms: u64,
    /// Probes at the same time, 1 to 4096. Default 64.
    pub concurrency: u32,
    /// Which addresses are tried.
    pub address_policy: AddressPolicy,
    /// Address families for targets that do not say.
    pub family: AddressFamily,
    /// The name given in EHLO. Default: this machine's fully qualified name, else an address
    /// literal (RFC 5321 section 4.1.1.1).
    pub ehlo_name: Option<String>,
    /// Keep every line said in the record.
    pub transcript: bool,
    /// Find out what the server offers below TLS 1.2: up to three extra connections a probe.
    pub legacy_tls: bool,
    /// Ask this DNS server (`address` or `address:port`) instead of the operating system's resolver.
    pub dns_server: Option<String>,
    /// Also ask the DNS directly for the CNAME chain. Default true.
    pub cname_chain: bool,
    /// The proxy to go through: `none` (the default), `system` or a URL
    /// ([`crate::proxy::ProxyServer::parse`]). A target may say otherwise. Written without credentials.
    pub proxy: ProxySetting,
    /// User and password for the proxy of the run, where its URL has none. Never written.
    #[serde(skip_serializing)]
    pub proxy_credentials: Option<ProxyCredentials>,
    /// What `system` reads instead of this process's environment. Never written.
    #[serde(skip_serializing)]
    pub proxy_environment: Option<ProxyEnvironment>,
    /// Trusted roots besides the system's, PEM text with one or more certificates.
    pub additional_roots: Option<String>,
}

impl Default for RunConfig {
    fn default() -> Self {
        Self {
            timeout_ms: 15_000,
            connect_timeout_ms: 5_000,
            concurrency: 64,
            address_policy: AddressPolicy::All,
            family: AddressFamily::Any,
            ehlo_name: None,
            transcript: false,
            legacy_tls: false,
            dns_server: None,
            cname_chain: true,
            proxy: ProxySetting::None,
            proxy_credentials: None,
            proxy_environment: None,
            additional_roots: None,
        }
    }
}

/// Why a configuration cannot be used. The text names the key and the range.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError(String);

impl ConfigError {
    /// A sentence without the word "configuration", which is set before it.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }
}

impl std::fmt::Display for ConfigError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "configuration: {}", self.0)
    }
}

impl std::error::Error for ConfigError {}

impl RunConfig {
    /// Reads and checks a configuration; an empty text is the default one.
    ///
    /// # Errors
    /// Not JSON, a wrong type, an unknown key, a value out of range.
    pub fn from_json(text: &str) -> Result<Self, ConfigError> {
        if text.trim().is_empty() {
            return Ok(Self::default());
        }
        let config: Self =
            crate::json::read_object(text).map_err(|error| ConfigError::new(error.to_string()))?;
        config.check()?;
        Ok(config)
    }

    /// Checks the ranges.
    ///
    /// # Errors
    /// The first value that is out of range.
    pub fn check(&self) -> Result<(), ConfigError> {
        in_range("timeout_ms", self.timeout_ms, 1, 600_000)?;
        in_range("connect_timeout_ms", self.connect_timeout_ms, 1, 600_000)?;
        in_range("concurrency", u64::from(self.concurrency), 1, 4096)?;
        if let Some(name) = &self.ehlo_name {
            crate::host_name::check_ehlo_name(name).map_err(ConfigError::new)?;
        }
        self.check_proxy_credentials()
    }

    fn check_proxy_credentials(&self) -> Result<(), ConfigError> {
        let Some(credentials) = &self.proxy_credentials else {
            return Ok(());
        };
        let kind = match &self.proxy {
            ProxySetting::None => {
                return Err(ConfigError::new(
                    "proxy_credentials is given, and proxy is none",
                ));
            }
            ProxySetting::Server(server) if server.has_credentials() => {
                return Err(ConfigError::new(
                    "credentials for the proxy are given twice: in the URL and in proxy_credentials",
                ));
            }
            ProxySetting::Server(server) => server.kind(),
            // Which proxy it is is known only later; nearly all are of this kind.
            ProxySetting::System => ProxyKind::HttpConnect,
        };
        credentials
            .check(kind)
            .map_err(|error| ConfigError::new(format!("proxy_credentials: {error}")))
    }

    /// The proxy of targets that do not say, with the credentials given beside it.
    pub(crate) fn proxy_of_run(&self) -> ProxySetting {
        match (&self.proxy, &self.proxy_credentials) {
            (ProxySetting::Server(server), Some(credentials)) => server
                .clone()
                .with_credentials(credentials.clone())
                .map_or_else(|_| self.proxy.clone(), ProxySetting::Server),
            _ => self.proxy.clone(),
        }
    }
}

fn in_range(key: &str, value: u64, least: u64, most: u64) -> Result<(), ConfigError> {
    if (least..=most).contains(&value) {
        Ok(())
    } else {
        Err(ConfigError::new(format!(
            "{key} is {value}; it must be {least} to {most}"
        )))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_text_is_the_default() {
        assert_eq!(RunConfig::from_json(" "), Ok(RunConfig::default()));
        assert_eq!(RunConfig::from_json("{}"), Ok(RunConfig::default()));
    }

    #[test]
    fn no_text_of_a_configuration_has_credentials() {
        let config = RunConfig::from_json(
            r#"{"proxy":"http://p:1","proxy_credentials":{"user":"anna","password":"hunter2"},
                "proxy_environment":{"all_proxy":"http://u:hunter2@q"}}"#,
        )
        .expect("a good configuration");
        let json = serde_json::to_string(&config).expect("JSON");
        let shown = format!("{json} {config:?} {:?}", config.proxy_of_run());
        assert!(shown.contains("http://p:1"), "{shown}");
        assert!(
            !shown.contains("hunter2") && !shown.contains("anna"),
            "{shown}"
        );
        let ProxySetting::Server(server) = config.proxy_of_run() else {
            panic!("a proxy");
        };
        assert!(server.has_credentials());
    }

    #[test]
    fn every_mistake_is_named() {
        for (text, part) in [
            ("{", "EOF"),
            ("[]", "a map"),
            (r#"{"timeout_ms":"15"}"#, "timeout_ms: invalid type: string"),
            (r#"{"timeout_ms":-1}"#, "-1"),
            (r#"{"timeout_ms":0}"#, "timeout_ms is 0"),
            (r#"{"timeout_ms":600001}"#, "timeout_ms is 600001"),
            (r#"{"concurrency":0}"#, "concurrency is 0"),
            (r#"{"timeout":1}"#, "unknown field `timeout`"),
            (r#"{"family":"ipv5"}"#, "any, ipv4, ipv6"),
            (r#"{"ehlo_name":"a b"}"#, "ehlo_name"),
            (r#"{"proxy":5}"#, "invalid type"),
            (
                r#"{"proxy":"ftp://u:hunter2@p"}"#,
                "proxy: not a scheme that ExoPort speaks",
            ),
            (
                r#"{"proxy":"http://u:hunter2@p/x"}"#,
                "proxy: more than a host",
            ),
            (
                r#"{"proxy_credentials":{"user":"u","password":"hunter2"}}"#,
                "proxy is none",
            ),
            (
                r#"{"proxy":"http://u:hunter2@p","proxy_credentials":{"user":"u"}}"#,
                "given twice",
            ),
            (
                r#"{"proxy":"socks5://p","proxy_credentials":{"user":"hunter2"}}"#,
                "proxy_credentials: user and password must each",
            ),
            (
                r#"{"proxy":"http://p","proxy_credentials":{"user":"u","pass":"hunter2"}}"#,
                "unknown field `pass`",
            ),
            (r#"{"ehlo_name":"a\r\nMAIL FROM:<x>"}"#, "ehlo_name"),
        ] {
            let error = RunConfig::from_json(text).expect_err(text).to_string();
            assert!(error.contains(part), "{text}: {error}");
            assert!(!error.contains("hunter2"), "{error}");
        }
    }
}
