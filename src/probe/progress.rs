//! What a probe has seen so far. It outlives the probe's future, so that nothing is lost when the
//! deadline strikes.

use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::time::Instant;

use crate::clock::now_ms;
use crate::record::{
    Attempt, Certificate, Dialogue, Direction, LegacyOffer, Observation, Outcome, OutcomeCode,
    Phase, PhaseName, ProxyUse, Resolution, SCHEMA, TlsSession, TranscriptLine, Trust,
};
use crate::targets::{Protocol, Target};

use super::tunnel::Tunnel;

/// The most lines that a transcript keeps.
const TRANSCRIPT_LINES: usize = 512;

/// The phase that is going on.
struct Current {
    phase: PhaseName,
    start: Instant,
    received_before: u64,
}

/// What a probe has seen so far.
pub(crate) struct Progress {
    started: Instant,
    started_at: i64,
    keeps_transcript: bool,
    current: Option<Current>,
    /// Bytes from the peer over all connections of the dialogue, counted where they are read.
    pub(crate) received: Arc<AtomicU64>,
    phases: Vec<Phase>,
    /// Address of the connection that carries the dialogue.
    pub(crate) address: Option<IpAddr>,
    pub(crate) resolution: Option<Resolution>,
    pub(crate) proxy: Option<ProxyUse>,
    /// The way through the proxy, once it is open.
    pub(crate) tunnel: Option<Tunnel>,
    pub(crate) attempts: Vec<Attempt>,
    pub(crate) dialogue: Option<Dialogue>,
    pub(crate) tls: Option<TlsSession>,
    pub(crate) legacy_tls: Option<LegacyOffer>,
    pub(crate) certificates: Vec<Certificate>,
    pub(crate) trust: Option<Trust>,
    /// What is wrong with the certificate, while the dialogue goes on.
    pub(crate) certificate_outcome: Option<Outcome>,
}

impl Progress {
    pub(crate) fn new(keeps_transcript: bool) -> Self {
        Self {
            started: Instant::now(),
            started_at: now_ms(),
            keeps_transcript,
            current: None,
            received: Arc::default(),
            phases: Vec::with_capacity(6),
            address: None,
            resolution: None,
            proxy: None,
            tunnel: None,
            attempts: Vec::new(),
            dialogue: None,
            tls: None,
            legacy_tls: None,
            certificates: Vec::new(),
            trust: None,
            certificate_outcome: None,
        }
    }

    /// The start of the probe.
    pub(crate) fn started(&self) -> Instant {
        self.started
    }

    /// Milliseconds between the start of the probe and an instant.
    pub(crate) fn ms_at(&self, instant: Instant) -> f64 {
        rounded_ms(instant.saturating_duration_since(self.started))
    }

    /// Enters a phase; the one before is done, and well.
    pub(crate) fn enter(&mut self, phase: PhaseName) {
        self.leave(OutcomeCode::Ok);
        self.current = Some(Current {
            phase,
            start: Instant::now(),
            received_before: self.received.load(Ordering::Relaxed),
        });
    }

    /// Ends the current phase, if any.
    pub(crate) fn leave(&mut self, outcome: OutcomeCode) {
        if let Some(current) = self.current.take() {
            let received = self.received.load(Ordering::Relaxed);
            self.phases.push(Phase {
                phase: current.phase,
                start_ms: self.ms_at(current.start),
                duration_ms: rounded_ms(current.start.elapsed()),
                outcome,
                received_bytes: received.saturating_sub(current.received_before),
            });
        }
    }

    /// The phase that is going on.
    pub(crate) fn current(&self) -> Option<PhaseName> {
        self.current.as_ref().map(|current| current.phase)
    }

    /// How long the current phase has lasted, in milliseconds.
    pub(crate) fn current_ms(&self) -> f64 {
        self.current
            .as_ref()
            .map_or(0.0, |current| rounded_ms(current.start.elapsed()))
    }

    /// The dialogue, made on first use.
    pub(crate) fn dialogue(&mut self, protocol: Protocol) -> &mut Dialogue {
        self.dialogue.get_or_insert_with(|| Dialogue::new(protocol))
    }

    /// Keeps a line said, when a transcript was asked for.
    pub(crate) fn said(&mut self, protocol: Protocol, from: Direction, tls: bool, line: &[u8]) {
        if !self.keeps_transcript {
            return;
        }
        let at_ms = self.ms_at(Instant::now());
        let transcript = &mut self.dialogue(protocol).transcript;
        if transcript.len() < TRANSCRIPT_LINES {
            transcript.push(TranscriptLine {
                at_ms,
                from,
                tls,
                text: crate::text::sanitize(line, 1000),
            });
        }
    }

    /// Closes the books: what was seen, with its outcome. The outcome gets the address with which the
    /// probe spoke, where it does not name its own.
    pub(crate) fn into_observation(
        self,
        id: u64,
        target: Target,
        mut outcome: Outcome,
    ) -> Observation {
        if outcome.address.is_none() {
            // Behind a proxy the address of the connection is not the one that was spoken with.
            outcome.address = match &self.tunnel {
                Some(tunnel) => tunnel.far_address(),
                None => self.address,
            };
        }
        Observation {
            schema: SCHEMA,
            id,
            target: target.without_credentials(),
            started_at: self.started_at,
            duration_ms: rounded_ms(self.started.elapsed()),
            resolution: self.resolution,
            proxy: self.proxy,
            attempts: self.attempts,
            phases: self.phases,
            dialogue: self.dialogue,
            tls: self.tls,
            legacy_tls: self.legacy_tls,
            certificates: self.certificates,
            trust: self.trust,
            outcome,
        }
    }
}

/// Milliseconds with microseconds as decimals: finer is noise and longer JSON.
pub(crate) fn rounded_ms(duration: std::time::Duration) -> f64 {
    (duration.as_secs_f64() * 1_000_000.0).round() / 1000.0
}
