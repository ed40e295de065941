//! What is new since a person looked last.

use std::path::{Path, PathBuf};

use super::built_in::{built_in, built_in_answer};
use super::changes::{Changes, compare_snapshots};
use super::current::{Current, current_in};
use super::instance::instance_key;
use super::sets::{Snapshot, SnapshotSource};
use super::store::{Found, Kept, Store, Which, data_folder};
use crate::clock::now_ms;
use crate::text::sanitize;

/// An update or review that cannot be begun: the request is wrong, or there is no place to keep anything.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct WrongUpdate(pub(crate) String);

/// What differs between the endpoint sets of a cloud that were reviewed last and those that hold.
/// Without a review the sets that are shipped are compared, in the service areas that they have.
///
/// `folder`: the per-user data folder; by default [`data_folder`].
///
/// # Errors
/// The name cannot be that of a cloud, nothing is known of the cloud, or there is no data folder.
pub fn changes(folder: Option<&Path>, instance: &str) -> Result<Changes, WrongUpdate> {
    let folder = chosen_folder(folder)?;
    let (key, current) = holding(&folder, instance)?;
    let reviewed = reviewed(&folder, &key);
    let base = reviewed.as_ref().or_else(|| built_in(&key));
    let within = base.is_some_and(|base| base.source == SnapshotSource::BuiltIn);
    Ok(compare_snapshots(
        base,
        &current.snapshot,
        within,
        reviewed.is_some(),
    ))
}

/// Remembers the endpoint sets of a cloud that hold as reviewed. `version` is the one that was looked
/// at, so that sets fetched meanwhile do not pass unseen.
///
/// `folder`: the per-user data folder; by default [`data_folder`].
///
/// # Errors
/// Another version holds by now; the file cannot be written; or as [`changes`].
pub fn mark_reviewed(
    folder: Option<&Path>,
    instance: &str,
    version: &str,
) -> Result<(), WrongUpdate> {
    let folder = chosen_folder(folder)?;
    let (key, current) = holding(&folder, instance)?;
    let snapshot = &current.snapshot;
    if snapshot.version != version {
        return Err(WrongUpdate(format!(
            "version {} of the endpoint sets is current, not {:?}; review its changes first",
            snapshot.version,
            sanitize(version.as_bytes(), 20)
        )));
    }
    let store = Store::new(&folder);
    let failed = |why: String| WrongUpdate(format!("{}: {why}", folder.display()));
    let fetched = match snapshot.source {
        SnapshotSource::Cache => store.read(Which::Fetched, &key),
        SnapshotSource::BuiltIn => Found::Nothing,
    };
    let kept = match (fetched, built_in_answer(&key)) {
        (Found::Whole(kept), _) if kept.version == version => Kept {
            saved_at: now_ms(),
            ..kept
        },
        (Found::Nothing, Some(answer)) => Kept {
            instance: key,
            version: version.to_owned(),
            source: SnapshotSource::BuiltIn,
            saved_at: now_ms(),
            answer: answer.as_bytes().to_vec(),
        },
        _ => {
            return Err(failed(
                "the endpoint sets were replaced in the meantime".into(),
            ));
        }
    };
    store
        .write(Which::Reviewed, &kept)
        .map_err(|error| failed(error.to_string()))
}

fn holding(folder: &Path, instance: &str) -> Result<(String, Current), WrongUpdate> {
    let key = checked_instance(instance)?;
    let current = current_in(folder, &key).map_err(|error| WrongUpdate(error.to_string()))?;
    Ok((key, current))
}

/// The sets reviewed last; none when their file cannot be used, for then more is shown and not less.
fn reviewed(folder: &Path, key: &str) -> Option<Snapshot> {
    match Store::new(folder).read(Which::Reviewed, key) {
        Found::Whole(kept) => kept.snapshot().ok(),
        Found::Nothing | Found::Damaged(_) => None,
    }
}

/// The key of a cloud's name, for its files.
pub(crate) fn checked_instance(text: &str) -> Result<String, WrongUpdate> {
    instance_key(text).ok_or_else(|| {
        WrongUpdate(format!(
            "invalid name of an instance {:?} (letters, digits and hyphens, at most 40)",
            sanitize(text.as_bytes(), 60)
        ))
    })
}

/// The per-user data folder: the caller's, or by default [`data_folder`].
pub(crate) fn chosen_folder(folder: Option<&Path>) -> Result<PathBuf, WrongUpdate> {
    match folder {
        Some(folder) => Ok(folder.to_owned()),
        None => data_folder().map_err(|error| WrongUpdate(error.to_string())),
    }
}
