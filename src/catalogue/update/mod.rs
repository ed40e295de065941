//! Fetching newer endpoint sets from the web service, and what is new since they were reviewed last.

mod attempt;
mod review;
mod rules;
#[cfg(test)]
mod tests;
mod web;

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde::Serialize;

use super::instance::instance_key;
use super::sets::SnapshotSource;
use super::store::data_folder;
use crate::clock::now_ms;
use crate::text::harmless;
use crate::words::words;

use attempt::Attempt;
pub use review::{changes, mark_reviewed};
use web::BaseUrl;

/// Microsoft's endpoints web service.
pub const DEFAULT_URL: &str = "https://endpoints.office.com";
/// The environment variable that names another address of the web service: a mirror, or a test.
pub const URL_VARIABLE: &str = "EXOPORT_ENDPOINTS_URL";
/// The longest time for an update.
const MAX_TIMEOUT: Duration = Duration::from_secs(600);

/// What to update, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UpdateRequest {
    /// The cloud: a known one in any case, or another by letters, digits and hyphens.
    pub instance: String,
    /// Where the web service is; by default what [`URL_VARIABLE`] says, else [`DEFAULT_URL`]. HTTPS,
    /// or plain HTTP to loopback.
    pub url: Option<String>,
    /// The per-user data folder; by default [`data_folder`].
    pub data_folder: Option<PathBuf>,
    /// The time for all of it: above 0, at most 600 seconds.
    pub timeout: Duration,
    /// Ask although the version was asked for within the hour, and fetch although it is not newer.
    /// Never within the wait after a 429.
    pub force: bool,
}

impl UpdateRequest {
    /// An update of a cloud within 30 seconds.
    pub fn new(instance: &str) -> Self {
        Self {
            instance: instance.to_owned(),
            url: None,
            data_folder: None,
            timeout: Duration::from_secs(30),
            force: false,
        }
    }
}

/// An update that cannot be begun: the request is wrong, or there is no place to keep anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrongUpdate(String);

impl fmt::Display for WrongUpdate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for WrongUpdate {}

words! {
    /// How an update went.
    pub enum UpdateStatus: "status of an update" {
        /// Newer sets were fetched, and hold.
        Updated = "updated",
        /// The web service has nothing newer than what holds.
        UpToDate = "up-to-date",
        /// The version was asked for within the hour; the web service was left alone.
        CheckedRecently = "checked-recently",
        /// The web service asked to be left alone (429), now or within the last hour.
        Waiting = "waiting",
        /// It did not work, for the reason given. What held before still holds.
        Failed = "failed",
    }
}

/// How an update went. Instants are milliseconds since 1970-01-01 UTC.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UpdateReport {
    /// The cloud.
    pub instance: String,
    /// How it went.
    pub status: UpdateStatus,
    /// The version that holds now; absent when nothing is known of the cloud.
    pub version: Option<String>,
    /// Where the sets that hold now come from.
    pub source: Option<SnapshotSource>,
    /// The version that held before.
    pub previous_version: Option<String>,
    /// The newest version that the web service has told of.
    pub latest: Option<String>,
    /// When the web service last said its version.
    pub checked_at: Option<i64>,
    /// The web service is left alone until then: an hour after the question for the version, or after
    /// a 429.
    pub next_check_at: Option<i64>,
    /// Why it did not work.
    pub reason: Option<String>,
    /// What else should be known: that kept sets were damaged.
    pub warning: Option<String>,
}

/// Fetches a cloud's endpoint sets when the web service has newer ones, by its rules, and keeps them
/// in the per-user data folder. Blocks, at most as long as the request says; a second update waits
/// for the first.
///
/// What is held is only ever replaced by a whole, sound and newer answer. A network that does not
/// work is a report with the status `failed`, not an error.
///
/// # Errors
/// The request is wrong, or there is no data folder.
pub fn update(request: &UpdateRequest) -> Result<UpdateReport, WrongUpdate> {
    update_at(request, now_ms())
}

fn update_at(request: &UpdateRequest, now: i64) -> Result<UpdateReport, WrongUpdate> {
    let deadline = Instant::now() + request.timeout;
    if request.timeout.is_zero() || request.timeout > MAX_TIMEOUT {
        return Err(WrongUpdate(format!(
            "the time limit of an update is above 0 and at most {} seconds",
            MAX_TIMEOUT.as_secs()
        )));
    }
    let instance = checked_instance(&request.instance)?;
    let url = match &request.url {
        Some(url) => url.clone(),
        None => match std::env::var(URL_VARIABLE) {
            Ok(url) if !url.is_empty() => url,
            _ => DEFAULT_URL.to_owned(),
        },
    };
    let base = BaseUrl::new(&url).map_err(WrongUpdate)?;
    let folder = chosen_folder(request.data_folder.as_deref())?;
    let mut attempt = Attempt::new(&instance, &folder, request.force, now);
    match attempt.run(&base, deadline) {
        Ok(status) => attempt.report.status = status,
        Err(why) => attempt.report.reason = Some(why),
    }
    // Paths may be long; a caller across the C ABI has made room for this much.
    for text in [&mut attempt.report.reason, &mut attempt.report.warning] {
        *text = text.take().map(|text| harmless(text.as_bytes(), 1_000));
    }
    Ok(attempt.report)
}

fn checked_instance(text: &str) -> Result<String, WrongUpdate> {
    instance_key(text).ok_or_else(|| {
        WrongUpdate(format!(
            "{:?} cannot be the name of an instance: letters, digits and hyphens, at most 40",
            harmless(text.as_bytes(), 60)
        ))
    })
}

fn chosen_folder(folder: Option<&Path>) -> Result<PathBuf, WrongUpdate> {
    match folder {
        Some(folder) => Ok(folder.to_owned()),
        None => data_folder().map_err(|error| WrongUpdate(error.to_string())),
    }
}
