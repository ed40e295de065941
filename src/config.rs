//! The configuration of a run, as a caller writes it in JSON.

use std::net::SocketAddr;
use std::ops::RangeInclusive;
use std::time::Duration;

use rustls::RootCertStore;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, TrustAnchor};
use serde::{Deserialize, Serialize};

use crate::proxy::{CredentialsError, ProxyCredentials, ProxyEnvironment, ProxyKind, ProxySetting};
use crate::string_enum::string_enum;
use crate::targets::AddressFamily;
use crate::text::{sanitize, short};

string_enum! {
    /// How many of a target's addresses get a connection attempt.
    pub enum AddressPolicy: "address policy" {
        /// Every address, so that each has an outcome of its own. The first to connect carries the
        /// dialogue.
        All = "all",
        /// Stop at the first that connects (RFC 8305).
        First = "first",
    }
}

/// The most additional roots.
const MAX_ROOTS: usize = 1024;

/// The configuration of a run as a caller writes it. Every key may be left out; an unknown key is an error.
///
/// ```
/// use exoport::config::RunConfig;
///
/// let config = RunConfig {
///     timeout_ms: 5_000,
///     ..RunConfig::default()
/// };
/// let settings = config.check()?;
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

/// A configuration that was checked: [`RunConfig::check`] makes it, and what takes it checks nothing again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    pub(crate) timeout: Duration,
    pub(crate) connect_timeout: Duration,
    pub(crate) concurrency: u32,
    pub(crate) address_policy: AddressPolicy,
    pub(crate) family: AddressFamily,
    pub(crate) ehlo_name: Option<String>,
    pub(crate) transcript: bool,
    pub(crate) legacy_tls: bool,
    pub(crate) dns_server: Option<SocketAddr>,
    pub(crate) cname_chain: bool,
    /// With its credentials, where it is a server.
    pub(crate) proxy: ProxySetting,
    /// For the system's proxy, where its setting has none.
    pub(crate) system_proxy_credentials: Option<ProxyCredentials>,
    pub(crate) proxy_environment: Option<ProxyEnvironment>,
    pub(crate) additional_roots: Vec<TrustAnchor<'static>>,
}

impl Default for Settings {
    fn default() -> Self {
        RunConfig::default().check().expect("the defaults are fine")
    }
}

/// Why a configuration cannot be used. The texts name the key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// Not a JSON object with the known keys and their types; why.
    #[error("{0}")]
    Malformed(String),
    /// A key beside one that stands alone.
    #[error("unknown field `{}`: `{key}` allows no other keys", sanitize(.other.as_bytes(), 60))]
    Beside {
        /// The one that stands alone.
        key: &'static str,
        /// The one beside it.
        other: String,
    },
    /// A number out of range.
    #[error(transparent)]
    Range(#[from] OutOfRange),
    /// `ehlo_name` is no name; why.
    #[error("ehlo_name {0}")]
    EhloName(String),
    /// This `dns_server` is no address.
    #[error("invalid dns_server {:?} (address or address:port, for example 192.0.2.53 or [2001:db8::53]:53)", short(.0, 80))]
    DnsServer(String),
    /// `proxy_credentials` without a proxy.
    #[error("proxy_credentials needs a proxy; set proxy to its URL")]
    CredentialsAlone,
    /// `proxy_credentials` beside a proxy that has some.
    #[error("proxy credentials are given twice, in the URL and in proxy_credentials; remove one")]
    CredentialsTwice,
    /// `proxy_credentials` that the proxy cannot be sent.
    #[error("proxy_credentials: {0}")]
    Credentials(CredentialsError),
    /// `additional_roots` without a certificate.
    #[error(
        "additional_roots contains no certificate; give PEM text with -----BEGIN CERTIFICATE-----"
    )]
    NoRoots,
    /// `additional_roots` that are no PEM; why.
    #[error("additional_roots is not PEM: {0}")]
    RootsNotPem(String),
    /// A certificate in `additional_roots` that cannot be a root; why.
    #[error("additional_roots: {0}")]
    Roots(String),
}

/// A number that is not in its range.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("invalid {key} {value} ({})", shown(.allowed))]
pub struct OutOfRange {
    /// Its key.
    pub key: &'static str,
    /// The number.
    pub value: u64,
    /// What it may be; to `u64::MAX` where only the least counts.
    pub allowed: RangeInclusive<u64>,
}

fn shown(range: &RangeInclusive<u64>) -> String {
    match *range.end() {
        u64::MAX => format!("at least {}", range.start()),
        most => format!("{}-{most}", range.start()),
    }
}

pub(crate) fn in_range(
    key: &'static str,
    value: impl Into<u64>,
    allowed: RangeInclusive<u64>,
) -> Result<(), OutOfRange> {
    let value = value.into();
    match allowed.contains(&value) {
        true => Ok(()),
        false => Err(OutOfRange {
            key,
            value,
            allowed,
        }),
    }
}

impl RunConfig {
    /// Checks every value.
    ///
    /// # Errors
    /// The first that cannot be used.
    pub fn check(self) -> Result<Settings, ConfigError> {
        in_range("timeout_ms", self.timeout_ms, 1..=600_000)?;
        in_range("connect_timeout_ms", self.connect_timeout_ms, 1..=600_000)?;
        in_range("concurrency", self.concurrency, 1..=4096)?;
        if let Some(name) = &self.ehlo_name {
            crate::host_name::check_ehlo_name(name).map_err(ConfigError::EhloName)?;
        }
        let (proxy, system_proxy_credentials) =
            with_credentials(self.proxy, self.proxy_credentials)?;
        let dns_server = self
            .dns_server
            .map(|text| crate::dns::parse(&text).ok_or(ConfigError::DnsServer(text)));
        let additional_roots = self.additional_roots.as_deref().map(read_roots);
        Ok(Settings {
            timeout: Duration::from_millis(self.timeout_ms),
            connect_timeout: Duration::from_millis(self.connect_timeout_ms),
            concurrency: self.concurrency,
            address_policy: self.address_policy,
            family: self.family,
            ehlo_name: self.ehlo_name,
            transcript: self.transcript,
            legacy_tls: self.legacy_tls,
            dns_server: dns_server.transpose()?,
            cname_chain: self.cname_chain,
            proxy,
            system_proxy_credentials,
            proxy_environment: self.proxy_environment,
            additional_roots: additional_roots.transpose()?.unwrap_or_default(),
        })
    }
}

/// Gives a server the credentials beside it; those of the system's proxy stay beside it.
fn with_credentials(
    proxy: ProxySetting,
    credentials: Option<ProxyCredentials>,
) -> Result<(ProxySetting, Option<ProxyCredentials>), ConfigError> {
    match (proxy, credentials) {
        (proxy, None) => Ok((proxy, None)),
        (ProxySetting::None, Some(_)) => Err(ConfigError::CredentialsAlone),
        (ProxySetting::Server(server), Some(_)) if server.has_credentials() => {
            Err(ConfigError::CredentialsTwice)
        }
        (ProxySetting::Server(server), Some(credentials)) => {
            let server = server.with_credentials(credentials);
            let server = server.map_err(ConfigError::Credentials)?;
            Ok((ProxySetting::Server(server), None))
        }
        (ProxySetting::System, Some(credentials)) => {
            // Which proxy it is is known only later; nearly all are of this kind.
            let checked = credentials.check(ProxyKind::HttpConnect);
            checked.map_err(ConfigError::Credentials)?;
            Ok((ProxySetting::System, Some(credentials)))
        }
    }
}

fn read_roots(text: &str) -> Result<Vec<TrustAnchor<'static>>, ConfigError> {
    let mut store = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(text.as_bytes()).take(MAX_ROOTS) {
        let certificate =
            certificate.map_err(|error| ConfigError::RootsNotPem(error.to_string()))?;
        let added = store.add(certificate);
        added.map_err(|error| ConfigError::Roots(error.to_string()))?;
    }
    match store.is_empty() {
        true => Err(ConfigError::NoRoots),
        false => Ok(store.roots),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Settings, String> {
        let config: RunConfig =
            crate::json::read_object(text).map_err(|error| error.to_string())?;
        config.check().map_err(|error| error.to_string())
    }

    #[test]
    fn an_empty_object_is_the_default() {
        assert_eq!(read("{}"), Ok(Settings::default()));
    }

    #[test]
    fn no_text_of_a_configuration_has_credentials() {
        let config: RunConfig = serde_json::from_str(
            r#"{"proxy":"http://p:1","proxy_credentials":{"user":"anna","password":"hunter2"},
                "proxy_environment":{"all_proxy":"http://u:hunter2@q"}}"#,
        )
        .expect("a good configuration");
        let json = serde_json::to_string(&config).expect("JSON");
        let shown = format!("{json} {config:?}");
        let settings = config.check().expect("a good configuration");
        let shown = format!("{shown} {settings:?}");
        assert!(shown.contains("http://p:1"), "{shown}");
        assert!(
            !shown.contains("hunter2") && !shown.contains("anna"),
            "{shown}"
        );
        let ProxySetting::Server(server) = settings.proxy else {
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
            (r#"{"timeout_ms":0}"#, "invalid timeout_ms 0"),
            (r#"{"timeout_ms":600001}"#, "invalid timeout_ms 600001"),
            (r#"{"concurrency":0}"#, "invalid concurrency 0"),
            (r#"{"timeout":1}"#, "unknown field `timeout`"),
            (r#"{"family":"ipv5"}"#, "any, ipv4, ipv6"),
            (r#"{"ehlo_name":"a b"}"#, "ehlo_name"),
            (r#"{"proxy":5}"#, "invalid type"),
            (
                r#"{"proxy":"ftp://u:hunter2@p"}"#,
                "proxy: unsupported scheme",
            ),
            (
                r#"{"proxy":"http://u:hunter2@p/x"}"#,
                "proxy: more than a host",
            ),
            (
                r#"{"proxy_credentials":{"user":"u","password":"hunter2"}}"#,
                "proxy_credentials needs a proxy",
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
            let error = read(text).expect_err(text);
            assert!(error.contains(part), "{text}: {error}");
            assert!(!error.contains("hunter2"), "{error}");
        }
    }
}
