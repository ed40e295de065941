//! The snapshot that holds: the fetched one, or the shipped one when none is newer.

use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};

use super::built_in::built_in;
use super::defaults::{INSTANCES, unknown_instance};
use super::instance::instance_key;
use super::lookup::{PublishedRanges, merge, ranges_for};
use super::sets::Snapshot;
use super::store::{Found, NoDataFolder, Store, Which, choose_data_folder, data_folder};

/// The snapshot that holds, and what was wrong with a fetched one that was passed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Current {
    /// The snapshot.
    pub snapshot: Arc<Snapshot>,
    /// Why the fetched sets cannot be used, when there are some: a damaged file, no data folder.
    pub warning: Option<String>,
}

/// No sets are known of a cloud.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text}")]
pub struct UnknownInstance {
    text: String,
}

/// The endpoint sets of a cloud that hold now, read from the per-user data folder: the fetched ones,
/// or the shipped ones when none were fetched, when those are damaged, or when they are older.
///
/// # Errors
/// A cloud of which nothing is shipped and nothing was fetched.
pub fn current(instance: &str) -> Result<Current, UnknownInstance> {
    // Unit tests must not depend on what a user of this machine has fetched.
    if cfg!(test) {
        return shipped(instance, None);
    }
    match data_folder() {
        Ok(folder) => current_in(&folder, instance),
        Err(error) => shipped(instance, Some(error.to_string())),
    }
}

/// The same with a data folder of the caller's choice.
///
/// # Errors
/// A cloud of which nothing is shipped and nothing was fetched.
pub fn current_in(data_folder: &Path, instance: &str) -> Result<Current, UnknownInstance> {
    let Some(key) = instance_key(instance) else {
        return shipped(instance, None);
    };
    let why = match Store::new(data_folder).read(Which::Fetched, &key) {
        Found::Nothing => None,
        Found::Damaged(why) => Some(why),
        Found::Whole(kept) => match kept.snapshot() {
            Ok(snapshot) => {
                let newer_built_in =
                    built_in(&key).filter(|built_in| built_in.version > snapshot.version);
                if newer_built_in.is_none() {
                    return Ok(Current {
                        snapshot: Arc::new(snapshot),
                        warning: None,
                    });
                }
                None
            }
            Err(why) => Some(why),
        },
    };
    let warning = why.map(|why| {
        format!(
            "the fetched endpoint sets cannot be used ({}); fetch them again: exoport endpoints update (Update-ExoEndpoint)",
            crate::text::sanitize(why.as_bytes(), 500)
        )
    });
    shipped(instance, warning)
}

fn shipped(instance: &str, warning: Option<String>) -> Result<Current, UnknownInstance> {
    match built_in(instance) {
        Some(snapshot) => Ok(Current {
            snapshot: Arc::new(snapshot.clone()),
            warning,
        }),
        None => Err(UnknownInstance {
            text: format!(
                "{}; another one only after its endpoint sets are fetched{}",
                unknown_instance(instance),
                warning
                    .map(|warning| format!(" ({warning})"))
                    .unwrap_or_default()
            ),
        }),
    }
}

/// The snapshots of all clouds that are shipped, as they hold: read once, then remembered, so that
/// every probe can ask.
static REMEMBERED: RwLock<Option<Arc<Vec<Arc<Snapshot>>>>> = RwLock::new(None);

/// What all clouds publish about a host (a name, case and final dot do not count) and TCP port;
/// `None` when no set of any cloud names the host.
///
/// Some names belong to two clouds (`*.protection.office365.us` to both of the US government): the
/// addresses of both are right then. Uses the fetched sets where they are newer than the shipped
/// ones; they are read once in a process, and again after an update in it.
pub fn published_ranges(host: &str, port: u16) -> Option<PublishedRanges> {
    let snapshots = remembered();
    merge(
        snapshots
            .iter()
            .filter_map(|snapshot| ranges_for(snapshot, host, port)),
    )
}

fn remembered() -> Arc<Vec<Arc<Snapshot>>> {
    let known = REMEMBERED
        .read()
        .unwrap_or_else(PoisonError::into_inner)
        .clone();
    if let Some(known) = known {
        return known;
    }
    let read = Arc::new(read_all());
    *REMEMBERED.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&read));
    read
}

/// Chooses the per-user data folder for this process; `None` leaves the choice to the environment
/// again. For programs whose own environment is not that of the process: .NET, and so PowerShell,
/// keeps one of its own on Unix.
///
/// # Errors
/// The path is not absolute.
pub fn set_data_folder(folder: Option<&Path>) -> Result<(), NoDataFolder> {
    choose_data_folder(folder)?;
    forget();
    Ok(())
}

/// Lets the next question about a host read the sets again.
pub(crate) fn forget() {
    *REMEMBERED.write().unwrap_or_else(PoisonError::into_inner) = None;
}

fn read_all() -> Vec<Arc<Snapshot>> {
    let read = |instance: &&str| current(instance).ok().map(|current| current.snapshot);
    INSTANCES.iter().filter_map(read).collect()
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use super::super::sets::SnapshotSource;
    use super::super::store::Kept;
    use super::*;

    fn fetched(instance: &str, version: &str, answer: &[u8]) -> Kept {
        Kept {
            instance: instance.into(),
            version: version.into(),
            source: SnapshotSource::Cache,
            saved_at: 1,
            answer: answer.to_vec(),
        }
    }

    #[test]
    fn the_newer_one_holds() {
        let folder = tempfile::tempdir().expect("folder");
        let store = Store::new(folder.path());
        let answer = include_bytes!("data/china.json");
        for (version, source, holding) in [
            (None, SnapshotSource::BuiltIn, "2025013000"),
            (Some("2024010100"), SnapshotSource::BuiltIn, "2025013000"),
            (Some("2025013000"), SnapshotSource::Cache, "2025013000"),
            (Some("2026010100"), SnapshotSource::Cache, "2026010100"),
        ] {
            if let Some(version) = version {
                let kept = fetched("China", version, answer);
                store.write(Which::Fetched, &kept).expect("written");
            }
            let current = current_in(folder.path(), "china").expect("known");
            assert_eq!(current.snapshot.source, source, "{version:?}");
            assert_eq!(current.snapshot.version, holding);
            assert_eq!(current.warning, None);
        }
    }

    #[test]
    fn a_damaged_file_gives_the_shipped_sets_and_a_warning() {
        let folder = tempfile::tempdir().expect("folder");
        let store = Store::new(folder.path());
        let kept = fetched("China", "2026010100", b"[]");
        store.write(Which::Fetched, &kept).expect("written");
        let current = current_in(folder.path(), "China").expect("known");
        assert_eq!(current.snapshot.source, SnapshotSource::BuiltIn);
        assert!(
            current
                .warning
                .is_some_and(|warning| warning.contains("empty"))
        );
        std::fs::write(store.path(Which::Fetched, "China"), "\x1b[2Jx\n").expect("written");
        let warning = current_in(folder.path(), "China").expect("known").warning;
        assert!(warning.is_some_and(|warning| warning.contains("first line cannot be read")));
    }

    #[test]
    fn a_cloud_that_is_not_shipped_is_known_once_fetched() {
        let folder = tempfile::tempdir().expect("folder");
        let error = current_in(folder.path(), "France")
            .expect_err("unknown")
            .to_string();
        assert!(
            error.contains("\"France\"") && error.contains("USGovDoD"),
            "{error}"
        );
        let kept = fetched("France", "2025053000", include_bytes!("data/china.json"));
        Store::new(folder.path())
            .write(Which::Fetched, &kept)
            .expect("written");
        let current = current_in(folder.path(), "France").expect("fetched");
        assert_eq!(current.snapshot.instance, "France");
        for instance in ["../France", "", "a b"] {
            assert!(current_in(folder.path(), instance).is_err());
        }
    }

    #[test]
    fn a_name_of_two_clouds_has_the_addresses_of_both() {
        let found = published_ranges("contoso.mail.protection.office365.us", 25).expect("named");
        let instances: Vec<&str> = found.sets.iter().map(|set| set.instance.as_str()).collect();
        assert_eq!(instances, ["USGovGCCHigh", "USGovDoD"]);
        let contains = |address: &str| found.contains(address.parse::<IpAddr>().expect(address));
        for address in ["23.103.208.1", "23.103.204.1", "62.10.128.1", "62.10.144.1"] {
            assert_eq!(contains(address), Some(true));
        }
        assert_eq!(contains("192.0.2.1"), Some(false));
    }

    #[test]
    fn a_host_of_no_set_has_no_answer() {
        for host in ["mail.example", "outlook.com.example", "", "mx.microsoft"] {
            assert_eq!(published_ranges(host, 25), None, "{host}");
        }
    }
}
