//! The system's setting, read once a run.

use super::bypass::Bypass;
use super::{ProxyEnvironment, ProxyServer, ProxySource};

/// What this machine says about proxies.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct SystemProxy {
    server: Option<(ProxyServer, ProxySource)>,
    bypass: Bypass,
}

impl SystemProxy {
    /// Reads the environment (`given` stands for that of this process), and where it names no
    /// proxy, on Windows, the user's setting.
    ///
    /// # Errors
    /// A proxy that cannot be read; the text says where it is set and nothing of its value.
    pub(crate) fn read(given: Option<&ProxyEnvironment>) -> Result<Self, String> {
        let environment = given.cloned().unwrap_or_else(ProxyEnvironment::of_process);
        if let Some((name, text)) = environment.proxy() {
            let server = ProxyServer::parse(text)
                .map_err(|error| format!("the environment variable {name}: {error}"))?;
            return Ok(Self {
                server: Some((server, ProxySource::Environment)),
                bypass: Bypass::of_no_proxy(environment.no_proxy.as_deref().unwrap_or_default()),
            });
        }
        #[cfg(windows)]
        if let Some(setting) = super::windows::user_setting() {
            let server = ProxyServer::parse(&setting.proxy)
                .map_err(|error| format!("the Windows proxy setting: {error}"))?;
            return Ok(Self {
                server: Some((server, ProxySource::WindowsSetting)),
                bypass: setting.bypass,
            });
        }
        Ok(Self::default())
    }

    /// The proxy for a target; none where it is connected to directly.
    pub(crate) fn for_target(&self, host: &str, port: u16) -> Option<&(ProxyServer, ProxySource)> {
        self.server
            .as_ref()
            .filter(|_| !self.bypass.covers(host, port))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_environment_names_a_proxy_and_its_exceptions() {
        let environment = ProxyEnvironment {
            https_proxy: Some("http://anna:hunter2@proxy.example:8080".into()),
            no_proxy: Some("corp.example".into()),
            ..ProxyEnvironment::default()
        };
        let system = SystemProxy::read(Some(&environment)).expect("readable");
        let (server, source) = system.for_target("a.example", 25).expect("a proxy");
        assert_eq!(server.to_string(), "http://proxy.example:8080");
        assert_eq!(*source, ProxySource::Environment);
        assert!(system.for_target("mail.corp.example", 25).is_none());
        assert!(!format!("{system:?}").contains("hunter2"));
    }

    #[test]
    fn a_bad_value_is_named_and_not_shown() {
        let environment = ProxyEnvironment {
            all_proxy: Some("gopher://anna:hunter2@proxy.example".into()),
            ..ProxyEnvironment::default()
        };
        let error = SystemProxy::read(Some(&environment)).expect_err("no proxy");
        assert!(
            error.contains("all_proxy") && !error.contains("hunter2"),
            "{error}"
        );
    }
}
