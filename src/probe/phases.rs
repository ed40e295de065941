//! The phases of a probe, one after the other.

use std::net::IpAddr;
use std::sync::Arc;

use rustls::pki_types::UnixTime;

use crate::record::{Outcome, OutcomeCode, PhaseName};
use crate::targets::{Protocol, Service, Target, TlsMode};

use super::Shared;
use super::connect::HappyEyeballs;
use super::dialogue::{HttpRequest, Session, http_answer};
use super::line_stream::{LineStream, MeteredStream, Transport};
use super::progress::Progress;
use super::proxy;
use super::resolve::own_name;
use super::tls::{Handshake, describe_chain, judge, server_name, trust_outcome};
use super::tunnel::Destination;

/// Goes through all phases. What is seen goes to `progress` as it is seen, so that nothing is lost
/// when the caller's deadline drops this future.
pub(super) async fn run_phases(
    shared: &Shared,
    target: &Target,
    progress: &mut Progress,
    eyeballs: &mut HappyEyeballs,
) -> Result<(), Outcome> {
    let via = proxy::of(shared, target)?;
    let by_proxy = via.as_ref().is_some_and(|via| via.resolves(target));
    // What the proxy resolves takes no time here; only the MX has to be asked for on this side.
    if !by_proxy || target.service == Some(Service::SmtpMx) {
        progress.enter(PhaseName::Dns);
    }
    let resolved = if by_proxy {
        shared.resolvers.leave_to_proxy(target).await
    } else {
        shared
            .resolvers
            .resolve(target, &mut progress.resolution)
            .await
    };
    let _asking = ask_dns_too(shared, &resolved.resolution);
    let name = asked_name(target, &resolved.resolution.name);
    let resolved_name = resolved.resolution.name.clone();
    progress.resolution = Some(resolved.resolution);
    let addresses = resolved.addresses?;

    // The trust store is read while the network is slow anyway, so that judging costs no time of its own.
    if target.tls != TlsMode::None && !shared.stores.is_read() {
        let stores = Arc::clone(&shared.stores);
        tokio::task::spawn_blocking(move || stores.read().is_ok());
    }

    let tcp = match via {
        Some(via) => {
            progress.enter(PhaseName::Proxy);
            let destinations = Destination::of(&resolved_name, &addresses, target.port);
            via.open(shared, &destinations, eyeballs, progress).await?
        }
        None => {
            progress.enter(PhaseName::Connect);
            let policy = shared.settings.address_policy;
            let socket = eyeballs
                .connect(&addresses, target.port, policy, progress)
                .await?;
            MeteredStream::new(socket, Arc::clone(&progress.received))
        }
    };
    let ehlo_name = ehlo_name(shared, &tcp);

    let mut session = ProbeSession {
        shared,
        target,
        progress,
        name,
        ehlo_name,
    };
    match target.tls {
        TlsMode::None => {
            let wire = LineStream::plain(tcp);
            session.speak(wire, true).await
        }
        TlsMode::Implicit => {
            let wire = session.encrypt(tcp).await?;
            session.speak(wire, true).await
        }
        TlsMode::Smtp | TlsMode::Imap | TlsMode::Pop => {
            let tcp = session.start_tls(tcp).await?;
            let wire = session.encrypt(tcp).await?;
            session.speak(wire, false).await
        }
    }
}

/// The name that SNI asks for and the certificate has to be for.
pub(super) fn asked_name(target: &Target, resolved: &str) -> String {
    target
        .server_name
        .clone()
        .unwrap_or_else(|| resolved.to_owned())
}

/// The name for EHLO: configured, else this machine's own, else the address literal that RFC 5321
/// section 4.1.4 asks of a client without a name.
pub(super) fn ehlo_name(shared: &Shared, tcp: &MeteredStream) -> String {
    if let Some(name) = &shared.settings.ehlo_name {
        return name.clone();
    }
    if let Some(name) = own_name() {
        return name.to_owned();
    }
    match tcp.local_address() {
        Some(IpAddr::V6(address)) => format!("[IPv6:{address}]"),
        Some(IpAddr::V4(address)) => format!("[{address}]"),
        None => "[127.0.0.1]".to_owned(),
    }
}

/// A task that ends with its owner.
struct AbortOnDrop(tokio::task::JoinHandle<()>);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Asks the DNS while the probe goes on, so that the answer is there at its end.
fn ask_dns_too(shared: &Shared, resolution: &crate::record::Resolution) -> AbortOnDrop {
    let resolvers = Arc::clone(&shared.resolvers);
    let resolution = resolution.clone();
    AbortOnDrop(tokio::spawn(async move {
        resolvers.prepare(&resolution).await;
    }))
}

/// What the steps of one probe have in common.
struct ProbeSession<'a> {
    shared: &'a Shared,
    target: &'a Target,
    progress: &'a mut Progress,
    name: String,
    ehlo_name: String,
}

impl ProbeSession<'_> {
    fn session(&mut self, wire: LineStream, protocol: Protocol) -> Session<'_> {
        Session {
            wire,
            progress: self.progress,
            protocol,
            ehlo_name: &self.ehlo_name,
        }
    }

    /// Clear-text dialogue up to the reply after which TLS may start.
    async fn start_tls(&mut self, tcp: MeteredStream) -> Result<MeteredStream, Outcome> {
        let Some(protocol) = self.target.tls.upgrade_protocol() else {
            return Err(Outcome::new(OutcomeCode::Internal).with_detail("no STARTTLS protocol"));
        };
        self.progress.enter(PhaseName::Greeting);
        let mut session = self.session(LineStream::plain(tcp), protocol);
        session.greeting().await?;
        session.progress.enter(PhaseName::Starttls);
        session.upgrade().await?;
        let mut wire = session.wire;
        // Clear text behind the reply was written by somebody who cannot write inside TLS.
        wire.look().await;
        let (transport, ahead) = wire.into_parts();
        if !ahead.is_empty() {
            self.note_injected(protocol, &ahead);
        }
        match transport {
            Transport::Plain(tcp) => Ok(tcp),
            Transport::Tls(_) => {
                Err(Outcome::new(OutcomeCode::Internal).with_detail("TLS within TLS"))
            }
        }
    }

    fn note_injected(&mut self, protocol: Protocol, bytes: &[u8]) {
        self.progress.dialogue(protocol).injected = Some(crate::text::sanitize(bytes, 200));
    }

    /// The handshake. A bad certificate is noted and the probe goes on: nothing secret is sent.
    async fn encrypt(&mut self, tcp: MeteredStream) -> Result<LineStream, Outcome> {
        self.progress.enter(PhaseName::Tls);
        let name = server_name(&self.name)?;
        let protocol = self.target.protocol();
        let Handshake {
            stream,
            session,
            certificates,
            signature_error,
            not_tls,
        } = self
            .shared
            .tls
            .shake_hands(tcp, name.clone(), protocol)
            .await;
        self.progress.tls = Some(session);
        if let Some(bytes) = &not_tls
            && let Some(protocol) = protocol
        {
            self.progress.dialogue(protocol).unexpected = Some(crate::text::sanitize(bytes, 200));
            if self.target.tls.upgrade_protocol().is_some() {
                self.note_injected(protocol, bytes);
            }
        }
        if !certificates.is_empty() {
            let described = describe_chain(&certificates);
            self.progress.certificates.clone_from(&described);
            let stores = Arc::clone(&self.shared.stores);
            // The operating system's store may wait for the network.
            let judged = tokio::task::spawn_blocking(move || {
                judge(&stores, &certificates, &described, &name, UnixTime::now())
            })
            .await;
            self.progress.trust = judged.ok().flatten();
        }
        let stream = stream.map_err(|outcome| match not_tls {
            Some(bytes) => Outcome {
                detail: Some(format!(
                    "no TLS; the peer sent: {}",
                    crate::text::sanitize(&bytes, 120)
                )),
                ..outcome
            },
            None => outcome,
        })?;
        if let Some(trust) = &self.progress.trust {
            let mut outcome = trust_outcome(trust, signature_error.as_deref());
            if !outcome.is_ok() {
                outcome.phase = Some(PhaseName::Tls);
                self.progress.leave(outcome.code);
                self.progress.certificate_outcome = Some(outcome);
            }
        }
        Ok(LineStream::over(Transport::Tls(Box::new(stream))))
    }

    /// The dialogue on the final transport.
    async fn speak(&mut self, wire: LineStream, with_greeting: bool) -> Result<(), Outcome> {
        let Some(protocol) = self.target.protocol() else {
            // Nothing to say: the connection, or the handshake, was all that was asked for.
            wire.close().await;
            return Ok(());
        };
        if protocol == Protocol::Http {
            self.progress.enter(PhaseName::Application);
            let alpn = self.progress.tls.as_ref().and_then(|tls| tls.alpn.clone());
            let request = HttpRequest {
                host: self.name.trim_end_matches('.'),
                scheme: if wire.is_tls() { "https" } else { "http" },
                port: self.target.port,
            };
            return http_answer(wire, alpn.as_deref(), &request, self.progress).await;
        }
        let mut session = self.session(wire, protocol);
        if with_greeting {
            session.progress.enter(PhaseName::Greeting);
            session.greeting().await?;
        }
        session.progress.enter(PhaseName::Application);
        session.capabilities().await?;
        session.quit().await;
        session.wire.close().await;
        Ok(())
    }
}
