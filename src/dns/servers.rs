//! Which DNS servers are asked.

use std::net::{IpAddr, SocketAddr};
use std::sync::OnceLock;

use hickory_resolver::config::{NameServerConfig, ResolverConfig};
use hickory_resolver::net::NetError;

/// Reads `address`, `address:port` or `[v6]:port`; anything else is none.
pub(crate) fn parse(text: &str) -> Option<SocketAddr> {
    let text = text.trim();
    let with_port = text.parse::<SocketAddr>();
    let server = with_port.or_else(|_| {
        text.trim_start_matches('[')
            .trim_end_matches(']')
            .parse::<IpAddr>()
            .map(|address| SocketAddr::new(address, 53))
    });
    server.ok().filter(|server| server.port() > 0)
}

/// The one server that the caller named, or those of this machine's configuration.
///
/// # Errors
/// This machine's configuration cannot be read.
pub(crate) fn name_servers(named: Option<SocketAddr>) -> Result<ResolverConfig, NetError> {
    match named {
        // Its error is another type on Windows.
        None => Ok(hickory_resolver::system_conf::read_system_conf()?.0),
        Some(server) => {
            let mut entry = NameServerConfig::udp_and_tcp(server.ip());
            for connection in &mut entry.connections {
                connection.port = server.port();
            }
            Ok(ResolverConfig::from_name_servers(vec![entry]))
        }
    }
}

/// The servers that are asked, as text.
pub(crate) fn in_use(named: Option<SocketAddr>) -> Vec<String> {
    if let Some(server) = named {
        return vec![server.to_string()];
    }
    static SYSTEM: OnceLock<Vec<String>> = OnceLock::new();
    SYSTEM
        .get_or_init(|| {
            let Ok(config) = name_servers(None) else {
                return Vec::new();
            };
            let mut servers: Vec<String> = config
                .name_servers()
                .iter()
                .map(|server| server.ip.to_string())
                .collect();
            servers.dedup();
            servers.truncate(8);
            servers
        })
        .clone()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dns_server_is_an_address_with_or_without_a_port() {
        for (text, expected) in [
            ("192.0.2.53", "192.0.2.53:53"),
            ("192.0.2.53:5353", "192.0.2.53:5353"),
            ("2001:db8::53", "[2001:db8::53]:53"),
            ("[2001:db8::53]:5353", "[2001:db8::53]:5353"),
        ] {
            let server = parse(text).map(|server| server.to_string());
            assert_eq!(server.as_deref(), Some(expected));
        }
        for text in ["", "dns.example", "192.0.2.53:0", "192.0.2.53:70000"] {
            assert!(parse(text).is_none(), "{text}");
        }
    }
}
