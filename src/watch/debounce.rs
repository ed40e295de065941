//! When another result of a scenario is told: hysteresis, pure.
//!
//! A result that differs from the confirmed one counts from the first round of an unbroken row. When
//! the row is as long as was asked for and its last rounds agree, it is confirmed. Where they are all
//! worse (or all better) and do not agree on what it is, twice as many are waited for; then what they
//! have in common is told: the least bad of those that are worse, the worst of those that are better.

use std::cmp::Ordering;

use super::memory::{MAX_RECENT, ScenarioMemory, Seen};
use super::rules::Rules;
use super::snapshot::ScenarioSnapshot;
use super::{Change, messages};
use crate::record::VerdictResult;

/// Takes in what a round saw of a scenario; gives the change that it confirms.
pub(super) fn confirm(
    memory: &mut ScenarioMemory,
    at: i64,
    seen: &ScenarioSnapshot,
    rules: &Rules,
) -> Option<Change> {
    memory.seen_at = at;
    memory.recent.push(Seen {
        at,
        result: seen.result,
        finding: seen.finding.clone(),
    });
    let kept = (2 * rules.confirm_failure.max(rules.confirm_recovery)).min(MAX_RECENT);
    let surplus = memory.recent.len().saturating_sub(kept);
    memory.recent.drain(..surplus);
    if let Some((result, since)) = confirmed(memory, rules) {
        let change = messages::scenario(memory, result, at, seen);
        memory.result = result;
        memory.since = since;
        memory.finding = finding_behind(memory, result);
        return Some(change);
    }
    if seen.result != memory.result {
        return None;
    }
    if memory.result != VerdictResult::Fail {
        memory.finding.clone_from(&seen.finding);
        return None;
    }
    if seen.finding == memory.finding || !same_cause(memory, rules.confirm_failure) {
        return None;
    }
    let change = messages::cause(memory, at, seen);
    memory.finding.clone_from(&seen.finding);
    Some(change)
}

/// The result that the last rounds confirm, where it is another one, and when it began.
fn confirmed(memory: &ScenarioMemory, rules: &Rules) -> Option<(VerdictResult, i64)> {
    let compare = |seen: &Seen| seen.result.gravity().cmp(&memory.result.gravity());
    let direction = compare(memory.recent.last()?);
    let wanted = match direction {
        Ordering::Equal => return None,
        // A failure that is there when the watch begins is none that comes and goes.
        _ if memory.failed_at_first() => 1,
        Ordering::Greater => rules.confirm_failure,
        Ordering::Less => rules.confirm_recovery,
    };
    let row = row(memory, |seen| compare(seen) == direction);
    let last = row.get(row.len().checked_sub(wanted)?..)?;
    let results = || last.iter().map(|seen| seen.result);
    let (mildest, worst) = (
        results().min_by_key(|result| result.gravity())?,
        results().max_by_key(|result| result.gravity())?,
    );
    if mildest != worst && row.len() < 2 * wanted {
        return None;
    }
    let result = match direction {
        Ordering::Greater => mildest,
        _ => worst,
    };
    let began = self::row(memory, |seen| seen.result == result);
    let first = began.first().or(last.first())?;
    Some((result, first.at))
}

/// The last rounds of which something is true, without a gap.
fn row(memory: &ScenarioMemory, is: impl Fn(&Seen) -> bool) -> &[Seen] {
    let length = memory
        .recent
        .iter()
        .rev()
        .take_while(|seen| is(seen))
        .count();
    &memory.recent[memory.recent.len() - length..]
}

/// Whether the last rounds failed for the same reason.
fn same_cause(memory: &ScenarioMemory, wanted: usize) -> bool {
    memory.recent.last().is_some_and(|last| {
        let same = |seen: &Seen| seen.result == last.result && seen.finding == last.finding;
        row(memory, same).len() >= wanted
    })
}

/// The finding of the last round that saw this result.
fn finding_behind(memory: &ScenarioMemory, result: VerdictResult) -> Option<String> {
    let mut seen = memory.recent.iter().rev();
    seen.find(|seen| seen.result == result)?.finding.clone()
}
