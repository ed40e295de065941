//! Certificates that come close to their end: pure.

use std::collections::BTreeMap;

use super::memory::ExpiringMemory;
use super::rules::Rules;
use super::snapshot::{ServerSnapshot, Snapshot};
use super::{Change, messages};

const DAY_MS: i64 = 86_400_000;
/// Stands below all numbers of days: the certificate has passed its end.
pub(super) const PASSED: i64 = -1;

/// Takes in the certificates of a round; gives those that have come closer to their end than was told
/// before. A certificate that several servers show is told of once, with all of them.
///
/// A round that found this machine's clock wrong says nothing about ends. One whose clock went unnoticed
/// may have told too early: what was told at fewer days than are left now counts no more, because
/// telling it twice is better than being silent about the real end.
pub(super) fn compare(
    told: &mut Vec<ExpiringMemory>,
    snapshot: &Snapshot,
    rules: &Rules,
) -> Vec<Change> {
    let mut shown: BTreeMap<&str, (i64, Vec<&ServerSnapshot>)> = BTreeMap::new();
    if snapshot.clock_is_wrong {
        return Vec::new();
    }
    for server in &snapshot.servers {
        let Some(certificate) = &server.certificate else {
            continue;
        };
        let Some(not_after) = certificate.not_after else {
            continue;
        };
        let entry = shown.entry(&certificate.sha256);
        let (_, servers) = entry.or_insert_with(|| (not_after, Vec::new()));
        servers.push(server);
    }
    let mut changes = Vec::new();
    for (sha256, (not_after, servers)) in shown {
        let left = not_after.saturating_sub(snapshot.at).div_euclid(DAY_MS);
        let known = told.iter().position(|memory| memory.sha256 == sha256);
        let before = known.map(|place| told.remove(place).days);
        let Some(days) = reached(left, rules) else {
            continue;
        };
        told.push(ExpiringMemory {
            sha256: sha256.to_owned(),
            days,
            seen_at: snapshot.at,
        });
        if before.is_none_or(|before| days < before) {
            changes.extend(messages::expiring(snapshot.at, &servers, left, not_after));
        }
    }
    changes
}

/// The smallest number of days that is reached, where one is.
fn reached(left: i64, rules: &Rules) -> Option<i64> {
    let mut numbers = rules.expiry_days.iter().map(|days| i64::from(*days));
    let least = numbers.find(|days| left <= *days)?;
    Some(if left < 0 { PASSED } else { least })
}
