//! From what is remembered and what a round saw to what has changed: pure.

use super::memory::{MAX_SCENARIOS, MAX_SERVERS, MAX_WAITING, ScenarioMemory, State};
use super::rules::Rules;
use super::snapshot::{ScenarioSnapshot, Snapshot};
use super::values::KEPT_MS;
use super::{CertificateState, Round, ScenarioState, debounce, expiry, messages, server};
use crate::record::VerdictResult;

/// What a round makes of the state, whose last changes that wait to be delivered are those of the round.
pub(super) struct Step {
    pub state: State,
    pub round: Round,
}

/// Takes one round in.
pub(super) fn step(state: &State, snapshot: &Snapshot, rules: &Rules) -> Step {
    let mut state = state.clone();
    let mut changes = Vec::new();
    let mut scenarios = Vec::new();
    // A clock that is wrong for one round must not make everything forgotten: age is counted up to
    // the round before, too.
    let aged_at = state.round_at.unwrap_or(snapshot.at).min(snapshot.at);
    state.rounds = state.rounds.saturating_add(1);
    state.round_at = Some(snapshot.at);
    for seen in &snapshot.scenarios {
        let memory = recall(&mut state, snapshot, seen);
        changes.extend(debounce::confirm(memory, snapshot.at, seen, rules));
        scenarios.push(ScenarioState {
            scenario: seen.scenario,
            result: memory.result,
            seen: seen.result,
            since: memory.since,
            duration_ms: seen.duration_ms,
            finding: seen.finding.clone(),
            cause: seen.cause.clone(),
        });
    }
    for seen in &snapshot.servers {
        changes.extend(server::compare(
            &mut state.servers,
            snapshot.at,
            seen,
            rules,
        ));
    }
    changes.extend(expiry::compare(&mut state.expiring, snapshot, rules));
    forget(&mut state, aged_at);
    for change in &mut changes {
        state.sequence = state.sequence.saturating_add(1);
        change.sequence = state.sequence;
    }
    changes.truncate(MAX_WAITING.saturating_sub(state.waiting.len()));
    let round = Round {
        schema: messages::SCHEMA,
        number: state.rounds,
        started_at: snapshot.at,
        duration_ms: snapshot.duration_ms,
        result: scenarios
            .iter()
            .map(|scenario: &ScenarioState| scenario.result)
            .max_by_key(|result| result.gravity())
            .unwrap_or(VerdictResult::Unknown),
        scenarios,
        certificates: certificates(snapshot),
        changes: u32::try_from(changes.len()).unwrap_or(u32::MAX),
        problem: None,
        next_at: None,
    };
    state.waiting.extend(changes);
    Step { state, round }
}

/// The memory of a scenario, now the last in the list. At first everything is taken as well.
fn recall<'a>(
    state: &'a mut State,
    snapshot: &Snapshot,
    seen: &ScenarioSnapshot,
) -> &'a mut ScenarioMemory {
    let known = state.scenarios.iter().position(|memory| {
        memory.scenario == seen.scenario
            && memory.instance == snapshot.instance
            && memory.domain == snapshot.domain
    });
    let memory = match known {
        Some(place) => state.scenarios.remove(place),
        None => ScenarioMemory {
            scenario: seen.scenario,
            instance: snapshot.instance.clone(),
            domain: snapshot.domain.clone(),
            result: VerdictResult::Pass,
            finding: None,
            since: snapshot.at,
            seen_at: snapshot.at,
            recent: Vec::new(),
        },
    };
    state.scenarios.push(memory);
    state.scenarios.last_mut().expect("just pushed")
}

fn forget(state: &mut State, now: i64) {
    let recent = |seen_at: i64| now.saturating_sub(seen_at) <= KEPT_MS;
    state.scenarios.retain(|memory| recent(memory.seen_at));
    state.servers.retain(|memory| recent(memory.seen_at));
    state.expiring.retain(|memory| recent(memory.seen_at));
    for memory in &mut state.servers {
        memory.leaves.forget(now);
        memory.chains.forget(now);
        memory.sites.forget(now);
    }
    drop_oldest(&mut state.scenarios, MAX_SCENARIOS);
    drop_oldest(&mut state.servers, MAX_SERVERS);
    drop_oldest(&mut state.expiring, super::memory::MAX_EXPIRING);
}

fn drop_oldest<T>(list: &mut Vec<T>, most: usize) {
    list.drain(..list.len().saturating_sub(most));
}

fn certificates(snapshot: &Snapshot) -> Vec<CertificateState> {
    let shown = snapshot.servers.iter().filter_map(|server| {
        let certificate = server.certificate.as_ref()?;
        Some(CertificateState {
            host: server.host.clone(),
            port: server.port,
            sha256: certificate.sha256.clone(),
            not_after: certificate.not_after?,
        })
    });
    shown.collect()
}
