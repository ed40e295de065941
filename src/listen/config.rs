//! What a listener is to do, and its limits.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use serde::Deserialize;

use crate::config::{OutOfRange, in_range};

/// The longest life of a listener: a day.
const MAX_MINUTES: u64 = 1440;

/// A listener's configuration. Every key may be left out; an unknown key is an error.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ListenConfig {
    /// Addresses of this machine to listen on. Default: all, IPv4 and IPv6.
    pub addresses: Vec<IpAddr>,
    /// TCP port; 0: one that is free. Default 25.
    pub port: u16,
    /// After so many minutes the listener ends by itself, 1 to 1440. Default 10.
    pub minutes: u32,
    /// Connections at the same time, 1 to 1000. Default 20. More are answered with 421 at once.
    pub max_connections: u32,
    /// End after so many visitors, whoever they are, at least 1. Default: only the time counts.
    pub max_visitors: Option<u64>,
    /// The name in the greeting. Default: this machine's fully qualified name, else the address that
    /// was connected to as an address literal (RFC 5321 section 4.1.3).
    pub name: Option<String>,
    /// A certificate chain for STARTTLS, PEM, the server's own certificate first.
    pub certificate: Option<String>,
    /// The private key of it, PEM (PKCS 8, PKCS 1 or SEC 1, not encrypted).
    pub key: Option<String>,
    /// Make a certificate for STARTTLS that signs itself and is thrown away afterwards. Needs the
    /// feature `throw-away-certificate`.
    pub throw_away_certificate: bool,
    /// What a visitor may use up. Not part of the JSON form.
    #[serde(skip)]
    pub limits: Limits,
}

/// What a visitor, and the whole listener, may use up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Connections at the same time from one address. Default 5.
    pub per_address: u32,
    /// Bytes of one line, line end included. Default 1,000; RFC 5321 section 4.5.3.1.4 asks for 512.
    pub line: usize,
    /// Bytes of all lines of a connection. Default 16 KiB.
    pub bytes: usize,
    /// Wait for one line, and for the TLS handshake. Default 30 s.
    pub idle: Duration,
    /// Life of a connection. Default 60 s.
    pub connection: Duration,
    /// Life of the listener, where it is to be other than [`ListenConfig::minutes`].
    pub whole: Option<Duration>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            per_address: 5,
            line: 1_000,
            bytes: 16 * 1024,
            idle: Duration::from_secs(30),
            connection: Duration::from_secs(60),
            whole: None,
        }
    }
}

impl Default for ListenConfig {
    fn default() -> Self {
        Self {
            addresses: Vec::new(),
            port: 25,
            minutes: 10,
            max_connections: 20,
            max_visitors: None,
            name: None,
            certificate: None,
            key: None,
            throw_away_certificate: false,
            limits: Limits::default(),
        }
    }
}

impl ListenConfig {
    /// How long the listener lives.
    pub fn life(&self) -> Duration {
        let minutes = Duration::from_secs(60) * self.minutes;
        self.limits.whole.unwrap_or(minutes)
    }

    /// Checks the ranges.
    ///
    /// # Errors
    /// The first value that is out of range; the text names it.
    pub fn check(&self) -> Result<(), ListenError> {
        in_range("minutes", self.minutes, 1..=MAX_MINUTES)?;
        in_range("max_connections", self.max_connections, 1..=1000)?;
        if let Some(most) = self.max_visitors {
            in_range("max_visitors", most, 1..=u64::MAX)?;
        }
        if let Some(name) = &self.name {
            crate::host_name::check_host(name).map_err(ListenError::Name)?;
        }
        match (&self.certificate, &self.key, self.throw_away_certificate) {
            (Some(_), None, _) => Err(ListenError::NoKey),
            (None, Some(_), _) => Err(ListenError::NoCertificate),
            (Some(_), Some(_), true) => Err(ListenError::TwoCertificates),
            _ => Ok(()),
        }
    }
}

/// Why a listener cannot start. The texts say what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ListenError {
    /// Not a JSON object with the known keys and their types; why.
    #[error("{0}")]
    Malformed(String),
    /// A number out of range.
    #[error(transparent)]
    Range(#[from] OutOfRange),
    /// The name is none; why.
    #[error("name {0}")]
    Name(String),
    /// A certificate without its key.
    #[error("a certificate needs its key: give both as PEM")]
    NoKey,
    /// A key without its certificate.
    #[error("a key needs its certificate: give both as PEM")]
    NoCertificate,
    /// A certificate, and a throw-away one as well.
    #[error("give a certificate or ask for a throw-away one, not both")]
    TwoCertificates,
    /// The certificate or its key cannot be used; why.
    #[error("{0}")]
    Certificate(String),
    /// An address and port that this machine does not give.
    #[error("cannot listen on {at}: {error}; {remedy}")]
    Address {
        /// Where.
        at: SocketAddr,
        /// What the operating system says.
        error: String,
        /// What to do about it.
        remedy: &'static str,
    },
    /// The machine has no addresses.
    #[error("this machine has neither IPv4 nor IPv6 addresses to listen on")]
    NoAddress,
    /// The sockets failed; why.
    #[error("the sockets failed: {0}")]
    Sockets(String),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_has_a_default_and_bounds() {
        let read = |text: &str| -> Result<ListenConfig, String> {
            let config: ListenConfig =
                serde_json::from_str(text).map_err(|error| error.to_string())?;
            config.check().map_err(|error| error.to_string())?;
            Ok(config)
        };
        let config = read("{}").expect("defaults");
        assert_eq!((config.port, config.minutes), (25, 10));
        assert_eq!(config.life(), Duration::from_secs(600));
        for (text, part) in [
            (r#"{"minutes":0}"#, "invalid minutes 0 (1-1440)"),
            (r#"{"minutes":1441}"#, "1-1440"),
            (r#"{"max_connections":0}"#, "max_connections"),
            (r#"{"max_visitors":0}"#, "at least 1"),
            (r#"{"port":70000}"#, "u16"),
            (r#"{"name":"two words"}"#, "name"),
            (r#"{"certificate":"x"}"#, "needs its key"),
            (r#"{"key":"x"}"#, "needs its certificate"),
            (
                r#"{"certificate":"x","key":"y","throw_away_certificate":true}"#,
                "not both",
            ),
            (r#"{"limits":{}}"#, "unknown field"),
            (r#"{"relay":true}"#, "unknown field"),
        ] {
            let error = read(text).expect_err(text);
            assert!(error.contains(part), "{text}: {error}");
        }
    }
}
