//! A configuration that was checked.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::{WatchConfig, WatchConfigError, WatchError};
use crate::config::{Settings, in_range};
use crate::endpoints::data_folder;
use crate::scenario::{CheckSpec, Scenario, asked, needs_domain};

/// How changes are confirmed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Rules {
    pub confirm_failure: usize,
    pub confirm_recovery: usize,
    /// Days left at which a certificate is told of: ascending, each once.
    pub expiry_days: Vec<u32>,
}

/// When rounds begin and how many there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Schedule {
    pub interval: Option<Duration>,
    pub rounds: Option<u64>,
}

/// What [`WatchConfig::check`] makes of a configuration.
#[derive(Debug, Clone)]
pub struct WatchSettings {
    /// What is checked in each round.
    pub(super) check: CheckSpec,
    pub(super) run: Settings,
    pub(super) rules: Rules,
    pub(super) schedule: Schedule,
}

impl WatchConfig {
    /// Checks every value.
    ///
    /// # Errors
    /// The first that cannot be used.
    pub fn check(&self) -> Result<WatchSettings, WatchConfigError> {
        self.check.validate().map_err(WatchConfigError::Check)?;
        let run = self.run.clone().check().map_err(WatchConfigError::Run)?;
        if let Some(seconds) = self.interval_seconds {
            in_range("interval_seconds", seconds, 1..=86_400)?;
        }
        if let Some(rounds) = self.rounds {
            in_range("rounds", rounds, 1..=u64::MAX)?;
        }
        in_range("confirm_failure", self.confirm_failure, 1..=100)?;
        in_range("confirm_recovery", self.confirm_recovery, 1..=100)?;
        if self.interval_seconds.is_none() && self.rounds.is_some_and(|rounds| rounds > 1) {
            return Err(WatchConfigError::NoInterval);
        }
        if self.expiry_days.len() > 16 || self.expiry_days.iter().any(|days| *days > 3_650) {
            return Err(WatchConfigError::ExpiryDays);
        }
        self.check_paths()?;
        let mut expiry_days = self.expiry_days.clone();
        expiry_days.sort_unstable();
        expiry_days.dedup();
        let seconds = self.interval_seconds;
        Ok(WatchSettings {
            check: without_domain(self.check.clone())?,
            run,
            rules: Rules {
                confirm_failure: self.confirm_failure as usize,
                confirm_recovery: self.confirm_recovery as usize,
                expiry_days,
            },
            schedule: Schedule {
                interval: seconds.map(|seconds| Duration::from_secs(seconds.into())),
                rounds: self.rounds,
            },
        })
    }

    fn check_paths(&self) -> Result<(), WatchConfigError> {
        let paths = [
            ("state_path", &self.state_path),
            ("json_lines", &self.json_lines),
            ("prometheus", &self.prometheus),
        ];
        for (place, (key, path)) in paths.iter().enumerate() {
            let Some(path) = path else { continue };
            if path.file_name().is_none() {
                let path = path.clone();
                return Err(WatchConfigError::NoFile { key, path });
            }
            for (one, same) in &paths[..place] {
                if same.as_deref().is_some_and(|same| is_same(same, path)) {
                    return Err(WatchConfigError::SameFile { one, other: key });
                }
            }
        }
        Ok(())
    }

    /// Where the state is kept, absolute.
    ///
    /// # Errors
    /// None was given, and there is no per-user data folder.
    pub(super) fn state_file(&self) -> Result<PathBuf, WatchError> {
        let path = match &self.state_path {
            Some(path) => path.clone(),
            None => data_folder()
                .map_err(|error| WatchConfigError::NoStatePath(error.to_string()))?
                .join("watch")
                .join("default.json"),
        };
        std::path::absolute(&path)
            .map_err(|error| WatchError::Fault(format!("{}: {error}", path.display())))
    }
}

/// What is checked in each round. Where all scenarios are meant and no domain is given, those that
/// are about the domain are left out: they could never be judged.
fn without_domain(mut spec: CheckSpec) -> Result<CheckSpec, WatchConfigError> {
    let all = spec.scenarios.is_empty() || spec.scenarios.contains(&Scenario::All);
    spec.scenarios = asked(&spec.scenarios);
    if spec.domain.is_some() {
        return Ok(spec);
    }
    let lacks = |scenario: &Scenario| needs_domain(*scenario);
    if all {
        spec.scenarios.retain(|scenario| !lacks(scenario));
    } else if let Some(scenario) = spec.scenarios.iter().find(|scenario| lacks(scenario)) {
        return Err(WatchConfigError::NoDomain(*scenario));
    }
    Ok(spec)
}

/// Whether two paths lead to the same file, which need not be there.
fn is_same(one: &Path, other: &Path) -> bool {
    let place = |path: &Path| {
        let path = std::path::absolute(path).ok()?;
        let beside = || {
            Some(
                fs::canonicalize(path.parent()?)
                    .ok()?
                    .join(path.file_name()?),
            )
        };
        fs::canonicalize(&path)
            .ok()
            .or_else(beside)
            .or(Some(path.clone()))
    };
    one == other || place(one).is_some_and(|one| place(other) == Some(one))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<WatchSettings, String> {
        let config: WatchConfig =
            crate::json::read_object(text).map_err(|error| error.to_string())?;
        config.check().map_err(|error| error.to_string())
    }

    #[test]
    fn every_mistake_is_named() {
        for (text, part) in [
            (r#"{"check":{"scenarios":["x"]}}"#, "send-mail"),
            (
                r#"{"check":{"instance":"Mars"}}"#,
                "check: invalid instance \"Mars\"",
            ),
            (
                r#"{"check":{"scenarios":["receive-mail"]}}"#,
                "receive-mail needs a mail domain",
            ),
            (r#"{"run":{"timeout_ms":0}}"#, "run: invalid timeout_ms 0"),
            (
                r#"{"interval_seconds":0}"#,
                "invalid interval_seconds 0 (1-86400)",
            ),
            (
                r#"{"interval_seconds":86401}"#,
                "invalid interval_seconds 86401 (1-86400)",
            ),
            (
                r#"{"interval_seconds":60,"rounds":0}"#,
                "invalid rounds 0 (at least 1)",
            ),
            (r#"{"rounds":2}"#, "needs an interval"),
            (
                r#"{"confirm_failure":0}"#,
                "invalid confirm_failure 0 (1-100)",
            ),
            (
                r#"{"confirm_recovery":101}"#,
                "invalid confirm_recovery 101",
            ),
            (r#"{"expiry_days":[3651]}"#, "0-3650"),
            (
                r#"{"expiry_days":[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]}"#,
                "at most 16",
            ),
            (
                r#"{"state_path":"a","json_lines":"a"}"#,
                "state_path and json_lines are the same",
            ),
            (
                r#"{"state_path":"a","json_lines":"b","prometheus":"./src/../b"}"#,
                "json_lines and prometheus are the same",
            ),
            (
                r#"{"prometheus":".."}"#,
                "prometheus: \"..\" has no file name",
            ),
            (r#"{"state":"a"}"#, "unknown field `state`"),
        ] {
            let error = read(text).expect_err(text);
            assert!(error.contains(part), "{text}: {error}");
        }
    }

    #[test]
    fn all_scenarios_without_a_domain_are_those_that_need_none() {
        let spec = read("{}").expect("the default").check;
        assert_eq!(spec.scenarios.len(), 6);
        assert!(!spec.scenarios.contains(&Scenario::ReceiveMail));
        let settings = read(r#"{"check":{"domain":"contoso.com"}}"#).expect("with a domain");
        assert_eq!(settings.check.scenarios.len(), 8);
    }
}
