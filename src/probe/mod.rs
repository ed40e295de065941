//! One probe: names, TCP, dialogue, TLS, dialogue inside TLS. The only part that talks to the network.

mod connect;
mod dialogue;
mod error_mapping;
mod fetch;
mod legacy;
mod line_stream;
mod phases;
mod progress;
mod proxy;
pub(crate) mod resolve;
pub(crate) mod tls;
mod tls_error_text;
mod tunnel;

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use tokio::time::{Instant, timeout_at};

use crate::config::Settings;
use crate::proxy::{ProxySetting, SystemProxy};
use crate::record::{Observation, Outcome, OutcomeCode, PhaseName};
use crate::targets::Target;

pub(crate) use fetch::{Fetch, HttpAnswer};

use connect::HappyEyeballs;
use progress::Progress;
use resolve::Resolvers;
use tls::{Stores, TlsClient};

/// How long attempts to other addresses, and the DNS beside the system's resolver, may go on after the
/// dialogue is over, counted from the start of the probe. A lost SYN is sent again after one second (RFC
/// 6298 section 2); what nobody has answered a while after that has been dropped.
const GRACE: Duration = Duration::from_millis(1500);

/// How long the DNS may be asked why a name has no address, after the operating system's resolver has said
/// so.
const DNS_TIMEOUT: Duration = Duration::from_secs(3);

/// Everything that probes share: configuration, TLS, trust stores, resolvers. Cheap to clone.
/// It observes; [`crate::run::probe`] gives a record with the verdict.
#[derive(Clone)]
pub struct Prober {
    shared: Arc<Shared>,
}

struct Shared {
    settings: Settings,
    resolvers: Arc<Resolvers>,
    tls: TlsClient,
    stores: Arc<Stores>,
    system_proxy: OnceLock<Result<SystemProxy, String>>,
}

impl Shared {
    /// The system's proxy setting, read on first use.
    fn system_proxy(&self) -> Result<&SystemProxy, &str> {
        self.system_proxy
            .get_or_init(|| SystemProxy::read(self.settings.proxy_environment.as_ref()))
            .as_ref()
            .map_err(String::as_str)
    }
}

/// Why no probe can be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ProberError {
    /// The proxy is `system`, and the system's setting cannot be used; why.
    #[error("proxy is system: {0}")]
    SystemProxy(String),
    /// TLS or the additional roots cannot be used; why.
    #[error("{0}")]
    Tls(String),
}

impl Prober {
    /// Prepares what probes share. Trust stores and resolvers are read when they are first needed.
    ///
    /// # Errors
    /// See [`ProberError`].
    pub fn new(settings: Settings) -> Result<Self, ProberError> {
        let shared = Shared {
            resolvers: Arc::new(Resolvers::new(&settings)),
            tls: TlsClient::new()?,
            stores: Arc::new(Stores::new(&settings.additional_roots)?),
            system_proxy: OnceLock::new(),
            settings,
        };
        // Where every target wants it, say at once that it is unusable, not in every record.
        if shared.settings.proxy == ProxySetting::System
            && let Err(why) = shared.system_proxy()
        {
            return Err(ProberError::SystemProxy(why.to_owned()));
        }
        Ok(Self {
            shared: Arc::new(shared),
        })
    }

    /// The configuration.
    pub fn settings(&self) -> &Settings {
        &self.shared.settings
    }

    /// Whether a target is reached through a proxy. What cannot be found out is said by its probe.
    pub(crate) fn goes_through_proxy(&self, target: &Target) -> bool {
        matches!(proxy::of(&self.shared, target), Ok(Some(_)))
    }

    /// Probes one target. Never fails: what goes wrong is in the observation. Ends within the
    /// configured timeout. Dropping the future closes its sockets at once.
    /// [`crate::run::probe`] also says what it means.
    pub async fn observe(&self, id: u64, target: Target) -> Observation {
        let shared = &self.shared;
        let settings = &shared.settings;
        let mut progress = Progress::new(settings.transcript);
        let mut eyeballs = HappyEyeballs::new(settings);
        let deadline = progress.started() + settings.timeout;

        let walk = phases::run_phases(shared, &target, &mut progress, &mut eyeballs);
        let mut outcome = match timeout_at(deadline, walk).await {
            Ok(Ok(())) => Outcome::new(OutcomeCode::Ok),
            Ok(Err(outcome)) => outcome,
            Err(_) => late(&progress, settings),
        };
        if !outcome.is_ok() && outcome.phase.is_none() {
            outcome.phase = progress.current();
        }
        progress.leave(outcome.code);
        // A bad certificate was seen first and stands, whatever the dialogue after it came to.
        if let Some(certificate) = progress.certificate_outcome.take() {
            outcome = certificate;
        }

        if target.legacy_tls.unwrap_or(settings.legacy_tls) {
            legacy::explore(shared, &target, &mut progress, deadline).await;
        }
        let until = (progress.started() + GRACE)
            .max(Instant::now())
            .min(deadline);
        let connected = progress.address.is_some();
        eyeballs.finish(until, connected, &mut progress).await;
        if let Some(mut resolution) = progress.resolution.take() {
            // Where the name itself fails, the DNS is what the probe is about.
            let until = if name_fails(&outcome) {
                (Instant::now() + DNS_TIMEOUT).min(deadline)
            } else {
                until
            };
            shared.resolvers.compare(&mut resolution, until).await;
            progress.resolution = Some(resolution);
        }
        progress.into_observation(id, target, outcome)
    }
}

/// Whether the name has no address; silence is no such answer.
fn name_fails(outcome: &Outcome) -> bool {
    matches!(
        outcome.code,
        OutcomeCode::NameNotFound | OutcomeCode::NoAddress | OutcomeCode::ResolverFailure
    )
}

/// The outcome of a probe whose deadline struck.
fn late(progress: &Progress, settings: &Settings) -> Outcome {
    let phase = progress.current().unwrap_or(PhaseName::Dns);
    Outcome::new(OutcomeCode::Timeout).with_detail(format!(
        "{phase} had not ended after {:.0} ms when the limit of {} ms was reached",
        progress.current_ms(),
        settings.timeout.as_millis()
    ))
}
