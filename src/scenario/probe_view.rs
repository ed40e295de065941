//! One probe as the rules see it.

use super::Role;
use crate::diagnosis::{FindingCode, is_exchange_online};
use crate::host_name::join_port;
use crate::record::{Finding, Observation, OutcomeCode, PhaseName, Record, VerdictResult};

/// A probe with what it was for.
#[derive(Debug, Clone, Copy)]
pub(super) struct ProbeView<'a> {
    /// Its number in the report.
    pub probe: u32,
    /// What it is for in the scenario that is being judged.
    pub role: Role,
    /// The host as it is known to people.
    pub host: &'a str,
    /// The port that is meant.
    pub port: u16,
    /// It is the unrelated mail server of the caller.
    pub second_host: bool,
    /// It went without the proxy that the others go through.
    pub direct: bool,
    pub record: &'a Record,
}

impl<'a> ProbeView<'a> {
    pub(super) fn seen(&self) -> &'a Observation {
        &self.record.observation
    }

    pub(super) fn result(&self) -> VerdictResult {
        self.record.verdict.result
    }

    /// Whether it works, warnings or not.
    pub(super) fn works(&self) -> bool {
        matches!(self.result(), VerdictResult::Pass | VerdictResult::Warn)
    }

    /// `smtp.office365.com:587`
    pub(super) fn name(&self) -> String {
        let how = if self.direct {
            " without the proxy"
        } else {
            ""
        };
        join_port(self.host, self.port) + how
    }

    /// The same with the mail exchanger: `contoso.com:25 by MX mx.example`.
    pub(super) fn full_name(&self) -> String {
        match &self.seen().resolution {
            Some(resolution) if !resolution.mx.is_empty() => {
                format!("{} by MX {}", self.name(), resolution.name)
            }
            _ => self.name(),
        }
    }

    /// Whether a TCP connection came about, or the proxy's instead of one.
    pub(super) fn connected(&self) -> bool {
        if self.seen().proxy.is_some() {
            // What connects there is the way to the proxy.
            return self
                .seen()
                .phases
                .iter()
                .any(|phase| phase.phase == PhaseName::Proxy && phase.outcome == OutcomeCode::Ok);
        }
        self.seen()
            .attempts
            .iter()
            .any(|attempt| attempt.outcome == OutcomeCode::Ok)
    }

    /// How the connection failed, where it did not come about.
    pub(super) fn connect_failure(&self) -> Option<OutcomeCode> {
        let outcome = &self.seen().outcome;
        (outcome.phase == Some(PhaseName::Connect) && !self.connected()).then_some(outcome.code)
    }

    /// Whether it went through a proxy, or tried to.
    pub(super) fn by_proxy(&self) -> bool {
        self.seen().proxy.is_some()
    }

    /// Whether nothing gets there without a proxy: no connection, or no name to connect to. What this
    /// machine has not even tried says nothing.
    pub(super) fn is_blocked(&self) -> bool {
        let failure = self.connect_failure().or(self.name_failure());
        failure.is_some_and(|code| {
            !matches!(
                code,
                OutcomeCode::LocalLimit | OutcomeCode::Cancelled | OutcomeCode::Internal
            )
        })
    }

    /// Whether a proxy that is there opens no way to this host and port: it refuses, or answers nothing.
    pub(super) fn not_carried(&self) -> bool {
        let outcome = &self.seen().outcome;
        let reached = self
            .seen()
            .proxy
            .as_ref()
            .is_some_and(|proxy| proxy.address.is_some());
        match outcome.code {
            OutcomeCode::ProxyRefused => true,
            OutcomeCode::Timeout | OutcomeCode::Reset | OutcomeCode::Closed => {
                reached && outcome.phase == Some(PhaseName::Proxy)
            }
            _ => false,
        }
    }

    /// How the name failed, where there is no address to connect to. A null MX is an answer.
    pub(super) fn name_failure(&self) -> Option<OutcomeCode> {
        let outcome = &self.seen().outcome;
        (outcome.phase == Some(PhaseName::Dns)
            && !matches!(outcome.code, OutcomeCode::NullMx | OutcomeCode::Ok))
        .then_some(outcome.code)
    }

    /// Whether it plays one of Exchange Online's names.
    pub(super) fn is_exchange_online(&self) -> bool {
        !self.second_host && is_exchange_online(self.seen())
    }

    /// The finding with this code.
    pub(super) fn finding(&self, code: FindingCode) -> Option<&'a Finding> {
        self.record
            .findings
            .iter()
            .find(|finding| finding.code == code.as_str())
    }

    /// How long the TCP connection took that the dialogue went over, in milliseconds.
    pub(super) fn connect_ms(&self) -> Option<f64> {
        self.seen()
            .attempts
            .iter()
            .find(|attempt| attempt.used && attempt.outcome == OutcomeCode::Ok)
            .map(|attempt| attempt.duration_ms)
    }

    /// One line of evidence.
    pub(super) fn line(&self) -> String {
        let seen = self.seen();
        let name = self.full_name();
        let outcome = &seen.outcome;
        if let (true, Some(connect)) = (outcome.is_ok(), self.connect_ms()) {
            let tls = seen
                .tls
                .as_ref()
                .and_then(|tls| tls.version.as_deref())
                .map_or_else(String::new, |version| format!(", {version}"));
            let verdict = self.record.verdict.finding.as_deref();
            let but = verdict.map_or_else(String::new, |code| format!(", {code}"));
            return format!("{name}: connected in {connect:.0} ms{tls}{but}");
        }
        let phase = outcome
            .phase
            .map_or_else(String::new, |phase| format!(" in {phase}"));
        let reply = outcome
            .reply
            .as_ref()
            .map_or_else(String::new, |reply| format!(" ({reply})"));
        format!("{name}: {}{phase}{reply}", outcome.code)
    }
}

/// What a rule may look at.
#[derive(Debug, Clone, Copy)]
pub(super) struct View<'a> {
    /// The probes of the scenario that are not all well and count, the worst first.
    pub subjects: &'a [ProbeView<'a>],
    /// Every probe of the check, those of other scenarios included, but for the direct one.
    pub site: &'a [ProbeView<'a>],
    /// The front door without the proxy that the others go through; only where there is one.
    pub direct: Option<&'a ProbeView<'a>>,
}

impl<'a> View<'a> {
    /// Every probe that got a connection.
    pub(super) fn connected(&self) -> impl Iterator<Item = &'a ProbeView<'a>> {
        self.site.iter().filter(|view| view.connected())
    }
}
