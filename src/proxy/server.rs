//! One proxy: its URL, read and shown.

use std::net::IpAddr;

use percent_encoding::percent_decode_str;
use url::{Host, Url};

use super::{CredentialsError, ProxyCredentials, ProxyKind};

/// The longest URL that is read.
const LONGEST: usize = 2048;

/// Why a text is no proxy. It says what to write and repeats nothing of the text, which may hold a
/// password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProxyError {
    /// Not a URL of the forms that are read.
    NotAUrl,
    /// A scheme that is not spoken.
    Scheme,
    /// A path, query or fragment.
    Path,
    /// User or password that cannot be sent.
    Credentials(CredentialsError),
}

impl std::fmt::Display for ProxyError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let why: &dyn std::fmt::Display = match self {
            Self::NotAUrl => &"not the URL of a proxy",
            Self::Scheme => &"unsupported scheme",
            Self::Path => &"more than a host and a port",
            Self::Credentials(error) => error,
        };
        write!(
            f,
            "{why}; write system, none, http://proxy.example:8080, socks5://proxy.example:1080 or \
             socks5h://proxy.example:1080, with credentials percent-encoded (http://USER:PASSWORD@HOST). The value \
             is not shown because it may hold a password"
        )
    }
}

impl std::error::Error for ProxyError {}

impl From<CredentialsError> for ProxyError {
    fn from(error: CredentialsError) -> Self {
        Self::Credentials(error)
    }
}

/// A proxy. `Display` and `Debug` leave its credentials out.
#[derive(Clone, PartialEq, Eq)]
pub struct ProxyServer {
    kind: ProxyKind,
    host: String,
    port: u16,
    remote_dns: bool,
    credentials: Option<ProxyCredentials>,
}

impl ProxyServer {
    /// Reads `http://host:port`, `socks5://host:port`, `socks5h://host:port`, each with
    /// `user:password@` before the host (percent-encoded); without a scheme it is an HTTP proxy.
    /// Without a port: 80 for HTTP, 1080 for SOCKS.
    ///
    /// # Errors
    /// Another scheme (`https` and `socks4` are not spoken), a path, credentials that cannot be sent.
    ///
    /// ```
    /// let proxy = exoport::proxy::ProxyServer::parse("http://anna:secret@proxy.example:8080")?;
    /// assert_eq!(proxy.to_string(), "http://proxy.example:8080");
    /// # Ok::<(), exoport::proxy::ProxyError>(())
    /// ```
    pub fn parse(text: &str) -> Result<Self, ProxyError> {
        let text = text.trim();
        if text.is_empty() || text.len() > LONGEST || text.chars().any(char::is_control) {
            return Err(ProxyError::NotAUrl);
        }
        let with_scheme = if text.contains("://") {
            text.to_owned()
        } else {
            format!("http://{text}")
        };
        let url = Url::parse(&with_scheme).map_err(|_| ProxyError::NotAUrl)?;
        let (kind, remote_dns, default_port) = match url.scheme() {
            "http" => (ProxyKind::HttpConnect, true, 80),
            "socks5" => (ProxyKind::Socks5, false, 1080),
            "socks5h" => (ProxyKind::Socks5, true, 1080),
            _ => return Err(ProxyError::Scheme),
        };
        if !matches!(url.path(), "" | "/") || url.query().is_some() || url.fragment().is_some() {
            return Err(ProxyError::Path);
        }
        let host = match url.host() {
            Some(Host::Domain(name)) => name.to_owned(),
            Some(Host::Ipv4(address)) => address.to_string(),
            Some(Host::Ipv6(address)) => address.to_string(),
            None => return Err(ProxyError::NotAUrl),
        };
        crate::host_name::check_host(&host).map_err(|_| ProxyError::NotAUrl)?;
        let port = url.port().unwrap_or(default_port);
        if port == 0 {
            return Err(ProxyError::NotAUrl);
        }
        let proxy = Self {
            kind,
            host,
            port,
            remote_dns,
            credentials: None,
        };
        match (url.username(), url.password()) {
            ("", None) => Ok(proxy),
            (user, password) => {
                let credentials =
                    ProxyCredentials::new(decoded(user)?, decoded(password.unwrap_or_default())?);
                Ok(proxy.with_credentials(credentials)?)
            }
        }
    }

    /// How it is spoken to.
    pub fn kind(&self) -> ProxyKind {
        self.kind
    }

    /// Its host: a name or an address (IPv6 without brackets).
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Its TCP port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Whether it is given names and resolves them itself: always with HTTP CONNECT, and `socks5h`.
    pub fn remote_dns(&self) -> bool {
        self.remote_dns
    }

    /// Whether it has a user and password.
    pub fn has_credentials(&self) -> bool {
        self.credentials.is_some()
    }

    pub(crate) fn credentials(&self) -> Option<&ProxyCredentials> {
        self.credentials.as_ref()
    }

    /// The same proxy with other credentials.
    ///
    /// # Errors
    /// What its protocol cannot carry.
    pub fn with_credentials(self, credentials: ProxyCredentials) -> Result<Self, CredentialsError> {
        credentials.check(self.kind)?;
        Ok(Self {
            credentials: Some(credentials),
            ..self
        })
    }

    /// The same proxy without credentials.
    #[must_use]
    pub fn without_credentials(&self) -> Self {
        Self {
            credentials: None,
            ..self.clone()
        }
    }
}

fn decoded(text: &str) -> Result<String, ProxyError> {
    let decoded = percent_decode_str(text).decode_utf8();
    decoded
        .map(std::borrow::Cow::into_owned)
        .map_err(|_| ProxyError::NotAUrl)
}

impl std::fmt::Display for ProxyServer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let scheme = match (self.kind, self.remote_dns) {
            (ProxyKind::HttpConnect, _) => "http",
            (ProxyKind::Socks5, true) => "socks5h",
            (ProxyKind::Socks5, false) => "socks5",
        };
        match self.host.parse() {
            Ok(IpAddr::V6(address)) => write!(f, "{scheme}://[{address}]:{}", self.port),
            _ => write!(f, "{scheme}://{}:{}", self.host, self.port),
        }
    }
}

impl std::fmt::Debug for ProxyServer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let credentials = if self.has_credentials() {
            ", credentials hidden"
        } else {
            ""
        };
        write!(f, "ProxyServer({self}{credentials})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_people_write() {
        for (text, shown, remote_dns) in [
            (
                "http://proxy.example:8080",
                "http://proxy.example:8080",
                true,
            ),
            ("http://proxy.example", "http://proxy.example:80", true),
            ("HTTP://Proxy.Example:80/", "http://proxy.example:80", true),
            ("proxy.example:3128", "http://proxy.example:3128", true),
            ("192.0.2.1:3128", "http://192.0.2.1:3128", true),
            (
                "http://[2001:db8::1]:3128",
                "http://[2001:db8::1]:3128",
                true,
            ),
            (
                "socks5://proxy.example",
                "socks5://proxy.example:1080",
                false,
            ),
            ("socks5://192.0.2.1:9050", "socks5://192.0.2.1:9050", false),
            (
                "socks5h://[2001:db8::1]",
                "socks5h://[2001:db8::1]:1080",
                true,
            ),
            (
                "socks5h://u:p@proxy.example:1",
                "socks5h://proxy.example:1",
                true,
            ),
        ] {
            let proxy = ProxyServer::parse(text).expect(text);
            assert_eq!(
                (proxy.to_string().as_str(), proxy.remote_dns()),
                (shown, remote_dns)
            );
        }
    }

    #[test]
    fn credentials_are_percent_decoded() {
        let proxy = ProxyServer::parse("http://an%40na:p%3A%2F%25w%C3%B6@proxy.example:1")
            .expect("a proxy");
        let expected = ProxyCredentials::new("an@na", "p:/%wö");
        assert_eq!(proxy.credentials(), Some(&expected));
        let alone = ProxyServer::parse("http://anna@proxy.example:1").expect("a proxy");
        assert_eq!(
            alone.credentials(),
            Some(&ProxyCredentials::new("anna", ""))
        );
    }

    #[test]
    fn what_is_no_proxy_is_refused_and_never_repeated() {
        for text in [
            "",
            "hunter2:hunter2",
            "http://",
            "http://user:hunter2",
            "http://user:hunter2@",
            "http://user:hunter2@:8080",
            "http://user:hunter2@proxy.example:0",
            "http://user:hunter2@proxy.example:99999",
            "http://user:hunter2@proxy.example:8080/path",
            "http://user:12/hunter2@proxy.example",
            "http://user:12?hunter2@proxy.example",
            "http://user:12#hunter2@proxy.example",
            "https://user:hunter2@proxy.example:8080",
            "socks4://user:hunter2@proxy.example",
            "ftp://user:hunter2@proxy.example",
            "http://user:hunter2%00@proxy.example",
            "http://user:hunter2%ff@proxy.example",
            "http://us%3Aer:hunter2@proxy.example",
            "socks5://hunter2@proxy.example",
            "socks5://user:hunter2@pro xy",
            "http://user:hunter2\r\n@proxy.example",
        ] {
            let error = ProxyServer::parse(text).expect_err(text);
            let shown = format!("{error} {error:?}");
            assert!(!shown.contains("hunter2"), "{shown}");
            assert!(shown.contains("http://proxy.example:8080"), "{shown}");
        }
    }

    #[test]
    fn no_text_of_a_proxy_has_its_credentials() {
        let proxy = ProxyServer::parse("socks5h://anna:hunter2@proxy.example").expect("a proxy");
        let shown = format!("{proxy} {proxy:?}");
        assert!(
            !shown.contains("hunter2") && !shown.contains("anna"),
            "{shown}"
        );
        assert!(!proxy.without_credentials().has_credentials());
    }
}
