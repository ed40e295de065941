//! `exoport endpoints update`.

use serde_json::json;

use super::super::color::ColorWhen;
use super::super::escape::{escape, escape_json};
use super::super::exit::Exit;
use super::super::output::date::instant;
use super::super::output::text::{BOLD, DIM, hanging, paint};
use super::super::progress::Progress;
use super::{UpdateArgs, write};
use exoport::config::RunConfig;
use exoport::endpoint_update::{UpdateReport, UpdateRequest, UpdateStatus, update};
use exoport::endpoints::{Changes, changes, mark_reviewed};

/// Updates, and shows what changed.
pub fn run(args: &UpdateArgs, color: ColorWhen) -> Exit {
    let messages = Progress::new(false);
    let request = UpdateRequest {
        instance: args.instance.clone(),
        url: args.url.clone(),
        force: args.force,
        ..UpdateRequest::default()
    };
    let updated = args
        .config()
        .and_then(|config| update(&request, config).map_err(|error| error.to_string()));
    let report = match updated {
        Ok(report) => report,
        Err(error) => return messages.wrong_use(&error.to_string()),
    };
    let mut exit = match report.status {
        UpdateStatus::Updated | UpdateStatus::UpToDate | UpdateStatus::CheckedRecently => {
            Exit::Passed
        }
        UpdateStatus::Waiting | UpdateStatus::Failed => Exit::Failed,
    };
    let mut shown = None;
    if args.change || args.reviewed {
        match changes(None, &report.instance) {
            Ok(changes) => shown = Some(changes),
            Err(error) => {
                messages.message(&error.to_string());
                exit = exit.max(Exit::Failed);
            }
        }
    }
    let text = match args.json {
        true => json_text(&report, shown.as_ref()),
        false => sentences(&report) + &shown.as_ref().map(changes_table).unwrap_or_default(),
    };
    let written = write(&text, color, &messages);
    // What could not be shown was not reviewed.
    if let Some(shown) = shown.filter(|_| args.reviewed && written == Exit::Passed) {
        match mark_reviewed(None, &shown.instance, &shown.to) {
            Ok(()) => messages.message(&format!(
                "version {} of {} is remembered as reviewed",
                shown.to, shown.instance
            )),
            Err(error) => {
                messages.message(&error.to_string());
                exit = exit.max(Exit::Failed);
            }
        }
    }
    exit.max(written)
}

impl UpdateArgs {
    fn config(&self) -> Result<RunConfig, String> {
        self.path.config(self.timeout)
    }
}

fn json_text(report: &UpdateReport, changes: Option<&Changes>) -> String {
    let mut object = json!(report);
    if let Some(changes) = changes {
        object["change"] = json!(changes);
    }
    escape_json(object.to_string()) + "\n"
}

/// How it went, in sentences.
fn sentences(report: &UpdateReport) -> String {
    let version = report.version.as_deref().unwrap_or("none");
    let previous = report.previous_version.as_deref().unwrap_or("none");
    let until = report.next_check_at.map(instant).unwrap_or_default();
    let held = match report.source {
        Some(source) => format!("version {version} ({source}) is in use"),
        None => "no endpoint sets are known".to_owned(),
    };
    let what = match report.status {
        UpdateStatus::Updated if previous == version => {
            format!("version {version} was fetched again")
        }
        UpdateStatus::Updated => format!("updated from version {previous} to {version}"),
        UpdateStatus::UpToDate => format!(
            "{held}; the web service has nothing newer (version {})",
            report.latest.as_deref().unwrap_or("unknown")
        ),
        UpdateStatus::CheckedRecently => format!(
            "{held}; the web service was asked within the hour and may be asked again from {until}"
        ),
        UpdateStatus::Waiting => format!(
            "{held}; the web service had too many requests (HTTP status 429) and may be asked again from {until}"
        ),
        UpdateStatus::Failed => format!(
            "not updated, {held}: {}",
            report.reason.as_deref().unwrap_or("for an unknown reason")
        ),
    };
    let mut text = format!("{}: {what}\n", report.instance);
    if let Some(warning) = &report.warning {
        text.push_str(&format!("Damaged before: {warning}\n"));
    }
    lines(&text)
}

fn changes_table(changes: &Changes) -> String {
    let from = match (&changes.from, changes.reviewed) {
        (Some(version), true) => format!("version {version}, reviewed last"),
        (Some(version), false) => format!("version {version}, shipped and never reviewed"),
        (None, _) => "nothing".to_owned(),
    };
    let areas = match &changes.areas {
        Some(areas) => format!(" in the service area {}", areas.join(", ")),
        None => String::new(),
    };
    let count = match changes.changes.len() {
        0 => "nothing changed".to_owned(),
        1 => "1 change".to_owned(),
        count => format!("{count} changes"),
    };
    let head = format!("{count}{areas} from {from}, to version {}", changes.to);
    let mut text = format!("\n{}", paint(DIM, lines(&head).trim_end()));
    text.push('\n');
    if changes.changes.is_empty() {
        return text;
    }
    let heading = format!("{:>4}  {:<10}  {:<16}  {}", "Set", "Area", "Change", "What");
    text.push_str(&format!("{}\n", paint(BOLD, &heading)));
    for change in &changes.changes {
        let area: String = escape(&change.service_area).chars().take(10).collect();
        let head = format!("{:>4}  {area:<10}  {:<16}  ", change.id, change.kind);
        text.push_str(&hanging(&head, &escape(&change.value)));
    }
    text
}

/// Text in lines of the table's width, made safe for a terminal.
fn lines(text: &str) -> String {
    text.lines()
        .map(|line| hanging("", &escape(line)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::super::output::text::WIDTH;
    use super::*;
    use exoport::endpoints::{Change, ChangeKind, SnapshotSource};

    fn report(status: UpdateStatus) -> UpdateReport {
        UpdateReport {
            instance: "Worldwide".into(),
            status,
            version: Some("2026110200".into()),
            source: Some(SnapshotSource::Cache),
            previous_version: Some("2025013000".into()),
            latest: Some("2026110200".into()),
            checked_at: Some(1_790_000_000_000),
            next_check_at: Some(1_790_003_600_000),
            reason: Some("\x1b[2J".repeat(50)),
            warning: Some("x".repeat(300)),
        }
    }

    #[test]
    fn every_status_has_its_sentence() {
        for status in UpdateStatus::ALL {
            let text = sentences(&report(*status));
            let part = match status {
                UpdateStatus::Updated => "updated from version 2025013000 to 2026110200",
                UpdateStatus::UpToDate => "nothing newer",
                UpdateStatus::CheckedRecently => "again from 2026-09-21T15:13:20Z",
                UpdateStatus::Waiting => "429",
                UpdateStatus::Failed => "not updated, version 2026110200 (cache) is in use",
            };
            assert!(text.replace('\n', " ").contains(part), "{text}");
            assert!(!text.contains('\x1b'));
            assert!(text.lines().all(|line| line.chars().count() <= WIDTH));
        }
    }

    #[test]
    fn changes_fit_their_columns() {
        let changes = Changes {
            instance: "Worldwide".into(),
            from: Some("2025013000".into()),
            to: "2026110200".into(),
            reviewed: false,
            areas: Some(vec!["Exchange".into()]),
            changes: vec![Change {
                id: 184,
                service_area: "Area of some length".into(),
                kind: ChangeKind::TcpPortRemoved,
                value: format!("\u{202e}{}", "a".repeat(250)),
            }],
        };
        let text = changes_table(&changes);
        let plain = anstream::adapter::strip_str(&text).to_string();
        assert!(plain.contains("1 change in the service area Exchange from version 2025013000"));
        assert!(plain.contains(" 184  Area of so  tcp-port-removed  \\u{202e}aaa"));
        assert!(plain.lines().all(|line| line.chars().count() <= WIDTH));
    }
}
