//! One answer over HTTPS, with a certificate that holds: no redirects, no cookies, bounds on everything.

mod answer;

use std::net::IpAddr;
use std::sync::Arc;

use http::Request;
use http::header::{ACCEPT, CONNECTION, HOST, IF_NONE_MATCH, USER_AGENT as AGENT};
use http_body_util::Empty;
use rustls::pki_types::UnixTime;
use tokio_rustls::client::TlsStream;

use crate::config::AddressPolicy;
use crate::proxy::ProxySetting;
use crate::record::{Outcome, OutcomeCode, PhaseName};
use crate::targets::{Target, TlsMode};

use super::Prober;
use super::connect::HappyEyeballs;
use super::dialogue::USER_AGENT;
use super::line_stream::MeteredStream;
use super::progress::Progress;
use super::proxy;
use super::tls::{Handshake, describe_chain, judge, server_name, trust_outcome};
use super::tunnel::Destination;

pub(crate) use answer::HttpAnswer;

/// What to fetch.
pub(crate) struct Fetch<'a> {
    /// HTTPS. Without, nobody but this machine's loopback is asked, and no proxy.
    pub(crate) tls: bool,
    /// The host, for SNI and certificate.
    pub(crate) host: &'a str,
    /// The TCP port.
    pub(crate) port: u16,
    /// The Host header.
    pub(crate) authority: &'a str,
    /// With the query; beginning with a slash.
    pub(crate) path: &'a str,
    /// Where the host is; left out, the run's resolver or its proxy is asked.
    pub(crate) addresses: Option<&'a [IpAddr]>,
    /// The media type that is wanted.
    pub(crate) accept: &'static str,
    /// The entity tag of what is known already.
    pub(crate) if_none_match: Option<&'a str>,
    /// The longest body in bytes.
    pub(crate) limit: usize,
}

impl Prober {
    /// Fetches, through the proxy of the configuration if there is one. The caller holds the deadline
    /// over it; dropping the future closes its sockets.
    ///
    /// # Errors
    /// What happened, and in which phase. A certificate that does not hold (the operating system's
    /// store and the additional roots decide) ends it before anything is asked.
    pub(crate) async fn fetch(&self, wanted: &Fetch<'_>) -> Result<HttpAnswer, Outcome> {
        let at = |phase| {
            move |mut outcome: Outcome| {
                outcome.phase = outcome.phase.or(Some(phase));
                outcome
            }
        };
        let mut request = Request::get(wanted.path)
            .header(HOST, wanted.authority)
            .header(AGENT, USER_AGENT)
            .header(ACCEPT, wanted.accept)
            .header(CONNECTION, "close");
        if let Some(tag) = wanted.if_none_match {
            request = request.header(IF_NONE_MATCH, tag);
        }
        let request = request.body(Empty::new()).map_err(|error| {
            Outcome::new(OutcomeCode::Internal).with_detail(format!("no request: {error}"))
        })?;
        let mut eyeballs = HappyEyeballs::new(self.settings());
        let mut tcp = self
            .connect(wanted, &mut eyeballs)
            .await
            .map_err(at(PhaseName::Connect))?;
        tcp.allow(wanted.limit);
        let answer = if wanted.tls {
            let stream = self
                .encrypt(tcp, wanted.host)
                .await
                .map_err(at(PhaseName::Tls))?;
            answer::ask(stream, request, wanted.limit).await
        } else {
            answer::ask(tcp, request, wanted.limit).await
        };
        answer.map_err(at(PhaseName::Application))
    }

    async fn connect(
        &self,
        wanted: &Fetch<'_>,
        eyeballs: &mut HappyEyeballs,
    ) -> Result<MeteredStream, Outcome> {
        let target = Target {
            host: wanted.host.to_owned(),
            port: wanted.port,
            service: None,
            tls: TlsMode::Implicit,
            family: self.settings().family,
            server_name: None,
            addresses: Vec::new(),
            proxy: if wanted.tls {
                self.settings().proxy.clone()
            } else {
                ProxySetting::None
            },
            legacy_tls: None,
            tag: None,
        };
        let via = proxy::of(&self.shared, &target)?;
        let mut addresses = match wanted.addresses {
            _ if via.as_ref().is_some_and(|via| via.resolves(&target)) => Vec::new(),
            Some(known) => known.to_vec(),
            None => {
                let resolvers = &self.shared.resolvers;
                resolvers.resolve(&target, &mut None).await.addresses?
            }
        };
        addresses.retain(|address| {
            target.family.admits(*address) && (wanted.tls || address.is_loopback())
        });
        if addresses.is_empty() && !wanted.tls {
            return Err(Outcome::new(OutcomeCode::Unreachable)
                .with_detail("plain HTTP is allowed only for this machine"));
        }
        let mut progress = Progress::new(false);
        match via {
            Some(via) => {
                let destinations = Destination::of(wanted.host, &addresses, wanted.port);
                via.open(&self.shared, &destinations, eyeballs, &mut progress)
                    .await
            }
            None => {
                let first = AddressPolicy::First;
                let socket = eyeballs
                    .connect(&addresses, wanted.port, first, &mut progress)
                    .await?;
                Ok(MeteredStream::new(socket, Arc::clone(&progress.received)))
            }
        }
    }

    async fn encrypt(
        &self,
        tcp: MeteredStream,
        host: &str,
    ) -> Result<TlsStream<MeteredStream>, Outcome> {
        let name = server_name(host)?;
        // No ALPN: one answer by HTTP/1.1 is all that is wanted.
        let Handshake {
            stream,
            certificates,
            signature_error,
            ..
        } = self.shared.tls.shake_hands(tcp, name.clone(), None).await;
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
                .with_detail("the server presented no certificate that can be checked"));
        };
        let outcome = trust_outcome(&trust, signature_error.as_deref());
        if outcome.is_ok() {
            Ok(stream)
        } else {
            Err(outcome)
        }
    }
}
