//! From what a caller wrote to what is probed: pure, no I/O.

use crate::config::Settings;
use crate::endpoints;
use crate::host_name::check_host;
use crate::targets::{Service, Target, TargetSpec, TlsMode};

/// Why a target cannot be probed. The texts say what to write instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TargetError {
    /// The host is none; why.
    #[error("host {0}")]
    Host(String),
    /// The server name is none; why.
    #[error("server name {0}")]
    ServerName(String),
    /// Not a port.
    #[error("invalid port {0} (1-65535)")]
    Port(i64),
    /// No default hosts are known for this cloud.
    #[error("{0}")]
    Instance(String),
    /// `smtp-mx` without a mail domain.
    #[error(
        "smtp-mx (port 25) needs your mail domain as host, for example contoso.com: its MX is looked up, never guessed"
    )]
    NoDomain,
    /// A cloud beside a host.
    #[error("instance selects default hosts and has no effect on host {host}; omit one of them")]
    InstanceOfHost {
        /// The host.
        host: String,
    },
    /// A host with a TLS mode alone.
    #[error("{host}: the TLS mode does not determine the port; give a port or a service")]
    TlsAlone {
        /// The host.
        host: String,
    },
    /// A host with neither port nor service.
    #[error("{host}: give a port or a service")]
    NoPort {
        /// The host.
        host: String,
    },
    /// A TLS mode that the service cannot speak.
    #[error(
        "{host}: service {service} cannot start TLS in mode {tls}; omit the TLS mode or the service"
    )]
    TlsMode {
        /// The host.
        host: String,
        /// The service.
        service: Service,
        /// The mode.
        tls: TlsMode,
    },
    /// Too many addresses.
    #[error("more than 64 addresses")]
    Addresses,
    /// The tag is too long.
    #[error("the tag is longer than 1024 bytes")]
    Tag,
}

/// The services of a host that the endpoint data does not know, when neither service nor port is given.
const EVERY_PORT: [Service; 5] = [
    Service::SmtpMx,
    Service::Submission,
    Service::Imap,
    Service::Pop,
    Service::Web,
];

/// Checks a specification and completes it; [`TargetSpec`] says what stands for what.
///
/// # Errors
/// An empty or malformed host, a port outside 1 to 65535, a cloud that is not known or stands beside a host,
/// `smtp-mx` (or port 25) without a domain, a TLS mode that the service cannot speak.
///
/// ```
/// use exoport::{config::Settings, plan, targets::TargetSpec};
/// let spec: TargetSpec = serde_json::from_str(r#"{"host":"outlook.office365.com","port":993}"#)?;
/// let targets = plan::expand(&spec, &Settings::default())?;
/// assert_eq!(targets[0].service, Some(exoport::targets::Service::Imap));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn expand(spec: &TargetSpec, settings: &Settings) -> Result<Vec<Target>, TargetError> {
    if spec.addresses.len() > 64 {
        return Err(TargetError::Addresses);
    }
    if spec.tag.as_ref().is_some_and(|tag| tag.len() > 1024) {
        return Err(TargetError::Tag);
    }
    let port = spec.port.map(check_port).transpose()?;
    if let Some(name) = &spec.server_name {
        check_host(name).map_err(TargetError::ServerName)?;
    }
    let Some(host) = &spec.host else {
        return expand_defaults(spec, port, settings);
    };
    let host = host.trim();
    check_host(host).map_err(TargetError::Host)?;
    if spec.instance.is_some() {
        let host = host.to_owned();
        return Err(TargetError::InstanceOfHost { host });
    }
    let services: Vec<Option<Service>> = match (spec.service, port) {
        (Some(service), _) => vec![Some(service)],
        (None, Some(port)) => vec![service_for(port, spec.tls)],
        (None, None) if spec.tls.is_some() => {
            let host = host.to_owned();
            return Err(TargetError::TlsAlone { host });
        }
        (None, None) => {
            let known = endpoints::services_of_host(host);
            if known.is_empty() {
                EVERY_PORT.iter().copied().map(Some).collect()
            } else {
                known.into_iter().map(Some).collect()
            }
        }
    };
    services
        .into_iter()
        .map(|service| complete(spec, host, port, service, settings))
        .collect()
}

/// The service of a well-known port, unless the TLS mode asks for something that it cannot speak.
fn service_for(port: u16, tls: Option<TlsMode>) -> Option<Service> {
    let service = Service::of_port(port)?;
    match tls {
        Some(tls) if !can_speak(service, tls) => None,
        _ => Some(service),
    }
}

fn can_speak(service: Service, tls: TlsMode) -> bool {
    tls.upgrade_protocol()
        .is_none_or(|protocol| protocol == service.protocol())
}

fn expand_defaults(
    spec: &TargetSpec,
    port: Option<u16>,
    settings: &Settings,
) -> Result<Vec<Target>, TargetError> {
    let asked = spec.instance.as_deref().unwrap_or("Worldwide");
    let instance = endpoints::known_instance(asked).map_err(TargetError::Instance)?;
    let wanted = spec.service.or_else(|| port.and_then(Service::of_port));
    if wanted == Some(Service::SmtpMx) {
        return Err(TargetError::NoDomain);
    }
    endpoints::default_hosts(instance, wanted)
        .map(|entry| complete(spec, entry.host, port, Some(entry.service), settings))
        .collect()
}

fn complete(
    spec: &TargetSpec,
    host: &str,
    port: Option<u16>,
    service: Option<Service>,
    settings: &Settings,
) -> Result<Target, TargetError> {
    let port = match (port, service) {
        (Some(port), _) => port,
        (None, Some(service)) => service.default_port(),
        (None, None) => {
            let host = host.to_owned();
            return Err(TargetError::NoPort { host });
        }
    };
    let tls = spec
        .tls
        .or(service.map(|service| service.default_tls(port)))
        .unwrap_or(TlsMode::None);
    if let Some(service) = service
        && !can_speak(service, tls)
    {
        let host = host.to_owned();
        return Err(TargetError::TlsMode { host, service, tls });
    }
    Ok(Target {
        host: host.to_owned(),
        port,
        service,
        tls,
        family: spec.family.unwrap_or(settings.family),
        server_name: spec.server_name.clone(),
        addresses: spec.addresses.clone(),
        // The target's own word wins, also where it says "none".
        proxy: spec.proxy.clone().unwrap_or_else(|| settings.proxy.clone()),
        legacy_tls: spec.legacy_tls,
        tag: spec.tag.clone(),
    })
}

fn check_port(port: i64) -> Result<u16, TargetError> {
    match u16::try_from(port) {
        Ok(port) if port > 0 => Ok(port),
        _ => Err(TargetError::Port(port)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::targets::parse_target_text;

    fn plan(text: &str) -> Result<Vec<String>, String> {
        let spec: TargetSpec = serde_json::from_str(text).map_err(|error| error.to_string())?;
        let targets = expand(&spec, &Settings::default()).map_err(|error| error.to_string())?;
        Ok(targets
            .iter()
            .map(|target| {
                let service = target.service.map_or("-", Service::as_str);
                format!("{}:{} {service} {}", target.host, target.port, target.tls)
            })
            .collect())
    }

    #[test]
    fn completes_what_is_left_out() {
        for (text, expected) in [
            (
                r#"{"host":"a.example","service":"submission"}"#,
                vec!["a.example:587 submission smtp"],
            ),
            (
                r#"{"host":"a.example","port":25}"#,
                vec!["a.example:25 smtp-mx smtp"],
            ),
            (
                r#"{"host":"a.example","port":465}"#,
                vec!["a.example:465 submission implicit"],
            ),
            (
                r#"{"host":"a.example","port":143}"#,
                vec!["a.example:143 imap imap"],
            ),
            (
                r#"{"host":"a.example","port":110}"#,
                vec!["a.example:110 pop pop"],
            ),
            (
                r#"{"host":"a.example","port":8443}"#,
                vec!["a.example:8443 - none"],
            ),
            (
                r#"{"host":"a.example","port":8443,"tls":"implicit"}"#,
                vec!["a.example:8443 - implicit"],
            ),
            (
                r#"{"host":"a.example","port":2525,"tls":"smtp"}"#,
                vec!["a.example:2525 - smtp"],
            ),
            (
                r#"{"host":"a.example","port":443,"tls":"smtp"}"#,
                vec!["a.example:443 - smtp"],
            ),
            (
                r#"{"host":"a.example","port":25,"tls":"none"}"#,
                vec!["a.example:25 smtp-mx none"],
            ),
            (
                r#"{"host":"a.example","port":2525,"service":"smtp-mx"}"#,
                vec!["a.example:2525 smtp-mx smtp"],
            ),
            (
                r#"{"host":"smtp.office365.com"}"#,
                vec!["smtp.office365.com:587 submission smtp"],
            ),
            (
                r#"{"service":"imap","instance":"china"}"#,
                vec!["partner.outlook.cn:993 imap implicit"],
            ),
            (
                r#"{"host":"a.example"}"#,
                vec![
                    "a.example:25 smtp-mx smtp",
                    "a.example:587 submission smtp",
                    "a.example:993 imap implicit",
                    "a.example:995 pop implicit",
                    "a.example:443 web implicit",
                ],
            ),
        ] {
            assert_eq!(
                plan(text).as_deref(),
                Ok(&expected.iter().map(|s| s.to_string()).collect::<Vec<_>>()[..]),
                "{text}"
            );
        }
        assert_eq!(plan("{}").map(|targets| targets.len()), Ok(9));
    }

    #[test]
    fn refuses_with_a_reason() {
        for (text, part) in [
            (r#"{"host":""}"#, "host is empty"),
            (r#"{"host":"  "}"#, "host is empty"),
            (r#"{"host":"a b"}"#, "not a host name"),
            (r#"{"host":"a..b"}"#, "not a host name"),
            (r#"{"host":"1"}"#, "neither a host name nor an IPv4 address"),
            (
                r#"{"host":"192.0.2.256"}"#,
                "neither a host name nor an IPv4 address",
            ),
            (r#"{"host":"a\r\nQUIT"}"#, "not a host name"),
            (r#"{"host":"bücher.example"}"#, "xn--"),
            (
                r#"{"host":"a.example","port":0}"#,
                "invalid port 0 (1-65535)",
            ),
            (
                r#"{"host":"a.example","port":70000}"#,
                "invalid port 70000 (1-65535)",
            ),
            (r#"{"host":"a.example","port":-1}"#, "port -1"),
            (
                r#"{"host":"a.example","service":"smtp"}"#,
                "invalid service \"smtp\" (one of: smtp-mx",
            ),
            (
                r#"{"host":"a.example","service":"imap","tls":"smtp"}"#,
                "cannot start TLS",
            ),
            (
                r#"{"host":"a.example","tls":"smtp"}"#,
                "give a port or a service",
            ),
            (r#"{"service":"smtp-mx"}"#, "needs your mail domain"),
            (r#"{"port":25}"#, "needs your mail domain"),
            (
                r#"{"host":"a.example","instance":"China"}"#,
                "no effect on host a.example",
            ),
            (
                r#"{"instance":"Mars"}"#,
                "invalid instance \"Mars\" (one of: Worldwide, ",
            ),
            (r#"{"hots":"a.example"}"#, "unknown field `hots`"),
        ] {
            let error = plan(text).expect_err(text);
            assert!(error.contains(part), "{text}: {error}");
        }
    }

    #[test]
    fn typed_targets_go_through_the_same_checks() {
        let spec = parse_target_text("mail.example:70000").expect("split");
        assert!(expand(&spec, &Settings::default()).is_err());
    }
}
