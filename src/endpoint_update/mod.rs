//! Fetching newer endpoint sets from Microsoft's web service: a job of a run, and a short form that blocks.

mod attempt;
mod rules;
#[cfg(test)]
mod tests;
mod web;

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use tokio::time::Instant;

use crate::clock::now_ms;
use crate::config::RunConfig;
use crate::endpoints::{SnapshotSource, WrongUpdate, checked_instance, chosen_folder};
use crate::probe::Prober;
use crate::record::{OutcomeCode, SCHEMA};
use crate::runtime;
use crate::string_enum::string_enum;
use crate::text::sanitize;

use attempt::Attempt;
use web::BaseUrl;

/// Microsoft's endpoints web service.
pub const DEFAULT_URL: &str = "https://endpoints.office.com";
/// The environment variable that names another address of the web service: a mirror, or a test.
pub const URL_VARIABLE: &str = "EXOPORT_ENDPOINTS_URL";
/// The longest time for an update, milliseconds.
const MAX_TIMEOUT_MS: u64 = 600_000;

/// What to update, and how. Every key of the job may be left out. The time for all of it is that of a
/// probe, [`RunConfig::timeout_ms`].
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct UpdateRequest {
    /// The cloud: a known one in any case, or another by letters, digits and hyphens. Default Worldwide.
    pub instance: String,
    /// Where the web service is; by default what [`URL_VARIABLE`] says, else [`DEFAULT_URL`]. HTTPS,
    /// or plain HTTP to loopback.
    pub url: Option<String>,
    /// The per-user data folder; by default [`crate::endpoints::data_folder`]. No key of the job.
    #[serde(skip)]
    pub data_folder: Option<PathBuf>,
    /// Ask although the version was asked for within the hour, and fetch although it is not newer.
    /// Never within the wait after a 429.
    pub force: bool,
    /// A text of the caller, at most 1,024 bytes, given back in the report.
    pub tag: Option<String>,
}

impl Default for UpdateRequest {
    fn default() -> Self {
        Self::new("Worldwide")
    }
}

/// A request, checked and completed.
struct Checked {
    instance: String,
    base: BaseUrl,
    folder: PathBuf,
    force: bool,
}

impl UpdateRequest {
    /// An update of a cloud.
    pub fn new(instance: &str) -> Self {
        Self {
            instance: instance.to_owned(),
            url: None,
            data_folder: None,
            force: false,
            tag: None,
        }
    }

    /// Checks what was asked for.
    ///
    /// # Errors
    /// The name cannot be that of a cloud, an address that is not asked, no data folder, a tag that is
    /// too long.
    pub fn validate(&self) -> Result<(), WrongUpdate> {
        self.checked().map(|_| ())
    }

    fn checked(&self) -> Result<Checked, WrongUpdate> {
        let url = match &self.url {
            Some(url) => url.clone(),
            None => match std::env::var(URL_VARIABLE) {
                Ok(url) if !url.is_empty() => url,
                _ => DEFAULT_URL.to_owned(),
            },
        };
        if self.tag.as_ref().is_some_and(|tag| tag.len() > 1024) {
            return Err(WrongUpdate("the tag is longer than 1024 bytes".into()));
        }
        Ok(Checked {
            instance: checked_instance(&self.instance)?,
            base: BaseUrl::new(&url).map_err(WrongUpdate)?,
            folder: chosen_folder(self.data_folder.as_deref())?,
            force: self.force,
        })
    }
}

string_enum! {
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

impl UpdateReport {
    /// Nothing is done yet.
    fn nothing(instance: &str) -> Self {
        Self {
            instance: instance.to_owned(),
            status: UpdateStatus::Failed,
            version: None,
            source: None,
            previous_version: None,
            latest: None,
            checked_at: None,
            next_check_at: None,
            reason: None,
            warning: None,
        }
    }
}

/// The report of the job: one JSON object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Always [`crate::record::SCHEMA`].
    pub schema: u32,
    /// Always `endpoints-update`.
    pub kind: &'static str,
    /// Running number within a run.
    pub id: u64,
    /// The caller's own text, given back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag: Option<String>,
    /// `ok` whatever the status, or `internal` when ExoPort itself failed.
    pub outcome: OutcomeCode,
    /// Why it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// How it went.
    #[serde(flatten)]
    pub update: UpdateReport,
}

impl Report {
    fn of(id: u64, request: &UpdateRequest, update: UpdateReport) -> Self {
        Self {
            schema: SCHEMA,
            kind: "endpoints-update",
            id,
            tag: request.tag.clone(),
            outcome: OutcomeCode::Ok,
            detail: None,
            update,
        }
    }

    /// What stands for an update in which ExoPort itself failed.
    pub(crate) fn broken(id: u64, request: &UpdateRequest, why: &str) -> Self {
        let why = sanitize(why.as_bytes(), 200);
        Self {
            outcome: OutcomeCode::Internal,
            detail: Some(format!(
                "ExoPort itself failed in this update; please report it with this text: {why}"
            )),
            ..Self::of(id, request, UpdateReport::nothing(&request.instance))
        }
    }
}

/// Fetches a cloud's endpoint sets when the web service has newer ones, by its rules, and keeps them
/// in the per-user data folder; a second update waits for the first. Ends within the timeout of the
/// run. Dropping the future ends it at once.
///
/// What is held is only ever replaced by a whole, sound and newer answer. A request that
/// [`UpdateRequest::validate`] refuses gives a report with outcome `internal`.
pub async fn run(id: u64, request: &UpdateRequest, prober: &Prober) -> Report {
    match request.checked() {
        Ok(checked) => Report::of(id, request, fetch_newer(&checked, prober, now_ms()).await),
        Err(error) => Report::broken(id, request, &error.to_string()),
    }
}

/// The same in a run of its own. Blocks, at most as long as the configuration's timeout, and must not
/// be called from asynchronous code. A network that does not work is a report with the status `failed`,
/// not an error.
///
/// # Errors
/// The request or the configuration is wrong, or there is no data folder.
pub fn update(request: &UpdateRequest, config: RunConfig) -> Result<UpdateReport, WrongUpdate> {
    update_at(request, config, now_ms())
}

fn update_at(
    request: &UpdateRequest,
    config: RunConfig,
    now: i64,
) -> Result<UpdateReport, WrongUpdate> {
    if !(1..=MAX_TIMEOUT_MS).contains(&config.timeout_ms) {
        return Err(WrongUpdate(format!(
            "the time limit of an update is above 0 and at most {} seconds",
            MAX_TIMEOUT_MS / 1_000
        )));
    }
    let checked = request.checked()?;
    let settings = config
        .check()
        .map_err(|error| WrongUpdate(error.to_string()))?;
    let prober = Prober::new(settings).map_err(|error| WrongUpdate(error.to_string()))?;
    let runtime = runtime::handle()
        .map_err(|error| WrongUpdate(format!("the threads could not start: {error}")))?;
    Ok(runtime.block_on(fetch_newer(&checked, &prober, now)))
}

async fn fetch_newer(checked: &Checked, prober: &Prober, now: i64) -> UpdateReport {
    let deadline = Instant::now() + prober.settings().timeout;
    let mut attempt = Attempt::new(&checked.instance, &checked.folder, checked.force, now);
    match attempt.run(&checked.base, prober, deadline).await {
        Ok(status) => attempt.report.status = status,
        Err(why) => attempt.report.reason = Some(why),
    }
    // Paths may be long; a caller across the C ABI has made room for this much.
    for text in [&mut attempt.report.reason, &mut attempt.report.warning] {
        *text = text.take().map(|text| sanitize(text.as_bytes(), 1_000));
    }
    attempt.report
}
