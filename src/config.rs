//! The configuration of a run, as a caller writes it in JSON.

use serde::{Deserialize, Serialize};

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
    pub addresses: AddressPolicy,
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
    /// Trusted roots besides the system's, PEM text with one or more certificates.
    pub additional_roots: Option<String>,
}

impl Default for RunConfig {
    fn default() -> Self {
        Self {
            timeout_ms: 15_000,
            connect_timeout_ms: 5_000,
            concurrency: 64,
            addresses: AddressPolicy::All,
            family: AddressFamily::Any,
            ehlo_name: None,
            transcript: false,
            legacy_tls: false,
            dns_server: None,
            cname_chain: true,
            additional_roots: None,
        }
    }
}

/// Why a configuration cannot be used. The text names the key and the range.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError(String);

impl ConfigError {
    pub(crate) fn new(text: impl Into<String>) -> Self {
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
            crate::plan::check_ehlo_name(name).map_err(ConfigError::new)?;
        }
        Ok(())
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
            (r#"{"ehlo_name":"a\r\nMAIL FROM:<x>"}"#, "ehlo_name"),
        ] {
            let error = RunConfig::from_json(text).expect_err(text).to_string();
            assert!(error.contains(part), "{text}: {error}");
        }
    }
}
