//! Certificates that come close to their end: pure.

use std::collections::BTreeMap;

use super::memory::ExpiringMemory;
use super::rules::Rules;
use super::sighting::{ServerSighting, Sighting};
use super::{Change, tell};

const DAY_MS: i64 = 86_400_000;

/// Takes in the certificates of a round; gives those that have come closer to their end than was told
/// before. A certificate that several servers show is told of once, with all of them.
pub(super) fn compare(
    told: &mut Vec<ExpiringMemory>,
    sighting: &Sighting,
    rules: &Rules,
) -> Vec<Change> {
    let mut shown: BTreeMap<&str, (i64, Vec<&ServerSighting>)> = BTreeMap::new();
    for server in &sighting.servers {
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
        let left = not_after.saturating_sub(sighting.at).div_euclid(DAY_MS);
        let reached = |days: &&u32| left <= i64::from(**days);
        let Some(days) = rules.expiry_days.iter().find(reached).copied() else {
            continue;
        };
        let known = told.iter().position(|memory| memory.sha256 == sha256);
        let before = known.map(|place| told.remove(place));
        let least = before.as_ref().map_or(u32::MAX, |memory| memory.days);
        told.push(ExpiringMemory {
            sha256: sha256.to_owned(),
            days: days.min(least),
            seen_at: sighting.at,
        });
        if days < least {
            changes.extend(tell::expiring(sighting.at, &servers, left, not_after));
        }
    }
    changes
}
