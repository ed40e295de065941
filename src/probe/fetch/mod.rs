//! One small file over HTTPS, with a certificate that holds: no redirects, no cookies, bounds on
//! everything.

mod answer;

use std::net::IpAddr;
use std::sync::Arc;

use rustls::pki_types::UnixTime;

use crate::config::AddressPolicy;
use crate::record::{Outcome, OutcomeCode, PhaseName};
use crate::target::{Target, TlsMode};

use super::Prober;
use super::connect::Race;
use super::dialogue::USER_AGENT;
use super::progress::Progress;
use super::proxy;
use super::tls::{Handshake, describe_chain, judge, server_name, trust_outcome};
use super::tunnel::Destination;
use super::wire::{Tap, Transport, Wire};

pub(crate) use answer::HttpAnswer;

/// What to fetch.
pub(crate) struct File<'a> {
    /// The host, for SNI, certificate and the Host header.
    pub(crate) host: &'a str,
    /// The TCP port.
    pub(crate) port: u16,
    /// Beginning with a slash.
    pub(crate) path: &'a str,
    /// Where the host is.
    pub(crate) addresses: &'a [IpAddr],
    /// The longest body in bytes.
    pub(crate) limit: usize,
}

impl Prober {
    /// Fetches a file, through the proxy of the configuration if there is one. The caller holds the
    /// deadline over it; dropping the future closes its sockets.
    ///
    /// # Errors
    /// What happened, and in which phase. A certificate that does not hold (the operating system's
    /// store and the additional roots decide) ends it before anything is asked.
    pub(crate) async fn fetch(&self, file: &File<'_>) -> Result<HttpAnswer, Outcome> {
        let at = |phase| {
            move |mut outcome: Outcome| {
                outcome.phase = outcome.phase.or(Some(phase));
                outcome
            }
        };
        let mut race = Race::new(self.config());
        let tap = self
            .connect(file, &mut race)
            .await
            .map_err(at(PhaseName::Connect))?;
        let mut wire = self
            .encrypt(tap, file.host)
            .await
            .map_err(at(PhaseName::Tls))?;
        let answer = converse(&mut wire, file)
            .await
            .map_err(at(PhaseName::Application));
        wire.close().await;
        answer
    }

    async fn connect(&self, file: &File<'_>, race: &mut Race) -> Result<Tap, Outcome> {
        let target = Target {
            host: file.host.to_owned(),
            port: file.port,
            service: None,
            tls: TlsMode::Implicit,
            family: self.config().family,
            server_name: None,
            addresses: Vec::new(),
            proxy: self.config().proxy_of_run(),
            legacy_tls: None,
            tag: None,
        };
        let addresses: Vec<IpAddr> = file
            .addresses
            .iter()
            .copied()
            .filter(|address| target.family.admits(*address))
            .collect();
        let mut progress = Progress::new(false);
        match proxy::of(&self.shared, &target)? {
            Some(via) => {
                let known: &[IpAddr] = if via.resolves(&target) {
                    &[]
                } else {
                    &addresses
                };
                let destinations = Destination::of(file.host, known, file.port);
                via.open(&self.shared, &destinations, race, &mut progress)
                    .await
            }
            None => {
                let first = AddressPolicy::First;
                let socket = race
                    .connect(&addresses, file.port, first, &mut progress)
                    .await?;
                Ok(Tap::new(socket, Arc::clone(&progress.received)))
            }
        }
    }

    async fn encrypt(&self, tap: Tap, host: &str) -> Result<Wire, Outcome> {
        let name = server_name(host)?;
        // No ALPN: one answer by HTTP/1.1 is all that is wanted.
        let Handshake {
            stream,
            certificates,
            signature_error,
            ..
        } = self.shared.tls.shake_hands(tap, name.clone(), None).await;
        let stream = stream?;
        let stores = Arc::clone(&self.shared.stores);
        // The operating system's store may wait for the network.
        let judged = tokio::task::spawn_blocking(move || {
            let described = describe_chain(&certificates);
            judge(&stores, &certificates, &described, &name, UnixTime::now())
        })
        .await;
        let Ok(Some(trust)) = judged else {
            return Err(Outcome::new(OutcomeCode::CertificateInvalid)
                .with_detail("the server showed no certificate that can be judged"));
        };
        let outcome = trust_outcome(&trust, signature_error.as_deref());
        if outcome.is_ok() {
            Ok(Wire::over(Transport::Tls(Box::new(stream))))
        } else {
            Err(outcome)
        }
    }
}

async fn converse(wire: &mut Wire, file: &File<'_>) -> Result<HttpAnswer, Outcome> {
    let request = format!(
        "GET {} HTTP/1.1\r\nHost: {}\r\nUser-Agent: {USER_AGENT}\r\nAccept: text/plain\r\nConnection: close\r\n\r\n",
        file.path, file.host
    );
    wire.send(request.as_bytes()).await?;
    loop {
        let ended = wire.fill().await? == 0;
        if let Some(answer) = answer::read(wire.inbox(), ended, file.limit)? {
            return Ok(answer);
        }
    }
}
