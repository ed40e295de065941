//! Through a proxy: TCP to it, then HTTP CONNECT or SOCKS 5 for the way to the target.

mod exchange;
mod http_connect;
mod socks5;

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::proxy::{ProxyKind, ProxyServer, ProxySetting, ProxySource, Redactor};
use crate::record::{Outcome, OutcomeCode, PhaseName, ProxyUse};
use crate::targets::{AddressFamily, Target};

use super::Shared;
use super::connect::{HappyEyeballs, dial};
use super::error_mapping::socket_outcome;
use super::line_stream::{LineStream, MeteredStream, Transport};
use super::progress::Progress;
use super::tunnel::{Destination, Tunnel, Via};
use exchange::{Exchange, Refused};

/// The proxy for a target; none where it is connected to directly.
///
/// # Errors
/// The system's setting cannot be read.
pub(super) fn of(shared: &Shared, target: &Target) -> Result<Option<Via>, Outcome> {
    let (server, source) = match &target.proxy {
        ProxySetting::None => return Ok(None),
        ProxySetting::Server(server) => (server.clone(), ProxySource::Configuration),
        ProxySetting::System => {
            let system = shared.system_proxy().map_err(|why| {
                let mut outcome = Outcome::new(OutcomeCode::Unreachable)
                    .with_detail(format!("the system's proxy setting cannot be used: {why}"));
                outcome.phase = Some(PhaseName::Proxy);
                outcome
            })?;
            let Some((server, source)) = system.for_target(&target.host, target.port) else {
                return Ok(None);
            };
            (with_run_credentials(shared, server), *source)
        }
    };
    Ok(Some(Via { server, source }))
}

/// The credentials of the run are for the proxy of the run, here the system's.
fn with_run_credentials(shared: &Shared, server: &ProxyServer) -> ProxyServer {
    match &shared.settings.system_proxy_credentials {
        Some(credentials) if !server.has_credentials() => {
            let complete = server.clone().with_credentials(credentials.clone());
            complete.unwrap_or_else(|_| server.clone())
        }
        _ => server.clone(),
    }
}

impl Via {
    /// Whether the proxy resolves the target's name. A choice of address family can be kept only by
    /// resolving here, since a proxy is told a name and no family.
    pub(super) fn resolves(&self, target: &Target) -> bool {
        self.server.remote_dns()
            && target.family == AddressFamily::Any
            && target.addresses.is_empty()
            && target.host.parse::<IpAddr>().is_err()
    }

    /// What the record says before anything has happened.
    fn described(&self, remote_dns: bool) -> ProxyUse {
        ProxyUse {
            url: self.server.to_string(),
            kind: self.server.kind(),
            source: self.source,
            address: None,
            destination: None,
            remote_dns,
            authentication: None,
            reply_code: None,
            reply: None,
            authentication_offered: Vec::new(),
            headers: Vec::new(),
            bound_address: None,
        }
    }

    /// Goes to the proxy and through it, to the first destination that it opens the way to.
    pub(super) async fn open(
        self,
        shared: &Shared,
        destinations: &[Destination],
        eyeballs: &mut HappyEyeballs,
        progress: &mut Progress,
    ) -> Result<MeteredStream, Outcome> {
        let remote_dns = destinations
            .iter()
            .any(|destination| destination.address().is_none());
        progress.proxy = Some(self.described(remote_dns));
        let addresses = self.own_addresses(shared).await?;
        let settings = &shared.settings;
        let first = eyeballs
            .connect(
                &addresses,
                self.server.port(),
                settings.address_policy,
                progress,
            )
            .await?;
        let address = progress.address;
        if let Some(seen) = &mut progress.proxy {
            seen.address = address;
        }
        let via = Arc::new(self);
        let mut fresh = Some(first);
        let mut refusal = Outcome::new(OutcomeCode::Internal).with_detail("no destination");
        for destination in destinations {
            let socket = match fresh.take() {
                Some(socket) => socket,
                // A proxy that refused has no further use for its connection.
                None => via.dial_again(shared, address).await?,
            };
            let is_last = destinations.last() == Some(destination);
            let passed = via.pass(socket, destination, progress);
            // The last one has the rest of the probe's time; those before it leave some for it.
            let passed = if is_last {
                passed.await
            } else {
                let answered = timeout(settings.connect_timeout, passed);
                answered
                    .await
                    .unwrap_or_else(|_| Err(Refused::unanswered()))
            };
            match passed {
                Ok(tcp) => {
                    progress.tunnel = Some(Tunnel {
                        via,
                        destination: destination.clone(),
                    });
                    return Ok(tcp);
                }
                Err(Refused { outcome, elsewhere }) => {
                    refusal = outcome;
                    refusal.address = address;
                    if !elsewhere {
                        break;
                    }
                }
            }
        }
        Err(refusal)
    }

    /// The addresses of the proxy itself. The family of a target is not that of its proxy.
    async fn own_addresses(&self, shared: &Shared) -> Result<Vec<IpAddr>, Outcome> {
        let host = self.server.host();
        if let Ok(address) = host.parse::<IpAddr>() {
            return Ok(vec![address]);
        }
        let found = shared.resolvers.addresses_of(host).await;
        found.map_err(|mut outcome| {
            let why = outcome.detail.take().unwrap_or_default();
            outcome.with_detail(format!("the name of the proxy: {why}"))
        })
    }

    async fn dial_again(
        &self,
        shared: &Shared,
        address: Option<IpAddr>,
    ) -> Result<TcpStream, Outcome> {
        let Some(address) = address else {
            return Err(Outcome::new(OutcomeCode::Internal).with_detail("no address of the proxy"));
        };
        let limit = shared.settings.connect_timeout;
        let peer = SocketAddr::new(address, self.server.port());
        dial(peer, limit)
            .await
            .map_err(|error| socket_outcome(&error, address.is_ipv6()))
    }

    /// Asks for one destination over a fresh connection.
    async fn pass(
        &self,
        socket: TcpStream,
        destination: &Destination,
        progress: &mut Progress,
    ) -> Result<MeteredStream, Refused> {
        let received = Arc::clone(&progress.received);
        let mut wire = LineStream::plain(MeteredStream::new(socket, received));
        let Some(seen) = &mut progress.proxy else {
            return Err(Refused::here(
                Outcome::new(OutcomeCode::Internal).with_detail("no proxy"),
            ));
        };
        seen.destination = Some(destination.authority());
        let redactor = Redactor::new(self.server.credentials());
        let mut exchange = Exchange {
            wire: &mut wire,
            server: &self.server,
            destination,
            seen,
            redactor: &redactor,
        };
        match self.server.kind() {
            ProxyKind::HttpConnect => http_connect::ask(&mut exchange).await?,
            ProxyKind::Socks5 => socks5::ask(&mut exchange).await?,
        }
        match wire.into_parts() {
            (Transport::Plain(mut tcp), ahead) => {
                // A server that speaks first can have its greeting right behind the proxy's reply.
                tcp.put_back(ahead);
                Ok(tcp)
            }
            (Transport::Tls(_), _) => Err(Refused::here(
                Outcome::new(OutcomeCode::Internal).with_detail("TLS to the proxy"),
            )),
        }
    }
}

/// Another connection through the same proxy to the same end, for questions aside.
pub(super) async fn another(
    shared: &Shared,
    tunnel: &Tunnel,
    address: IpAddr,
) -> Result<MeteredStream, Outcome> {
    let via = &tunnel.via;
    let socket = via.dial_again(shared, Some(address)).await?;
    let mut aside = Progress::new(false);
    aside.proxy = Some(via.described(false));
    let passed = via.pass(socket, &tunnel.destination, &mut aside).await;
    passed.map_err(|refused| refused.outcome)
}
