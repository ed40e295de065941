//! Questions about endpoint sets: listing, updating, what changed.

use std::path::Path;

use serde::Deserialize;
use serde_json::{Value, json};

use crate::config::RunConfig;
use crate::endpoint_update::{UpdateRequest, update};
use crate::endpoints::{
    Category, Selection, changes, current, data_folder, mark_reviewed, set_data_folder,
};
use crate::targets::Service;

/// Room for any answer to an update, in bytes: asking again with more room would update again.
pub(super) const UPDATE_ANSWER: usize = 16_384;

/// {"query":"endpoints"}.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ListQuestion {
    instance: Option<String>,
    service: Option<Service>,
    service_area: Option<String>,
    port: Option<u16>,
    required: Option<bool>,
    category: Option<Category>,
}

impl ListQuestion {
    pub(super) fn answer(self) -> Result<Value, String> {
        if self.port == Some(0) {
            return Err("invalid port 0 (1-65535)".into());
        }
        let selection = Selection {
            service_area: self.service_area,
            service: self.service,
            port: self.port,
            required: self.required,
            category: self.category,
        };
        let instance = self.instance.as_deref().unwrap_or("Worldwide");
        let found = current(instance).map_err(|error| error.to_string())?;
        let snapshot = &found.snapshot;
        let sets = snapshot.sets.iter().filter(|set| selection.takes(set));
        Ok(json!({
            "instance": snapshot.instance,
            "version": snapshot.version,
            "source": snapshot.source,
            "warning": found.warning,
            "sets": sets.collect::<Vec<_>>(),
        }))
    }
}

/// {"query":"endpoints-update"}.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct UpdateQuestion {
    instance: Option<String>,
    force: Option<bool>,
    timeout_ms: Option<u32>,
    url: Option<String>,
}

impl UpdateQuestion {
    pub(super) fn answer(self) -> Result<Value, String> {
        let mut request = UpdateRequest::new(self.instance.as_deref().unwrap_or("Worldwide"));
        request.force = self.force.unwrap_or(false);
        request.url = self.url;
        let config = RunConfig {
            timeout_ms: self.timeout_ms.unwrap_or(30_000).into(),
            ..RunConfig::default()
        };
        #[cfg(windows)]
        crate::os::windows::keep_loaded().map_err(|error| error.to_string())?;
        let report = update(&request, config).map_err(|error| error.to_string())?;
        Ok(json!(report))
    }
}

/// {"query":"endpoints-changes"}.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ChangesQuestion {
    instance: Option<String>,
}

impl ChangesQuestion {
    pub(super) fn answer(self) -> Result<Value, String> {
        let instance = self.instance.as_deref().unwrap_or("Worldwide");
        let found = changes(None, instance).map_err(|error| error.to_string())?;
        Ok(json!(found))
    }
}

/// {"query":"endpoints-reviewed"}.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ReviewedQuestion {
    instance: String,
    version: String,
}

impl ReviewedQuestion {
    pub(super) fn answer(self) -> Result<Value, String> {
        mark_reviewed(None, &self.instance, &self.version).map_err(|error| error.to_string())?;
        Ok(json!({ "instance": self.instance, "version": self.version }))
    }
}

/// {"query":"data-folder"}.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FolderQuestion {
    path: Option<String>,
}

impl FolderQuestion {
    pub(super) fn answer(self) -> Result<Value, String> {
        if let Some(path) = &self.path {
            let path = Some(Path::new(path)).filter(|path| !path.as_os_str().is_empty());
            set_data_folder(path).map_err(|error| error.to_string())?;
        }
        let folder = data_folder().map_err(|error| error.to_string())?;
        Ok(json!({ "path": folder.to_string_lossy() }))
    }
}
