//! Through proxies, good ones and others.

mod replies;
mod settings;
mod through;

use exoport::proxy::ProxySetting;
use exoport::record::{PhaseName, Record};
use exoport::targets::TargetSpec;
use exoport_lab::Lab;

use super::schema;

fn setting(text: &str) -> ProxySetting {
    text.parse().expect(text)
}

/// The target of a case by its name alone: nobody on this side knows its address.
fn by_name(lab: &Lab, case: &str) -> TargetSpec {
    TargetSpec {
        addresses: Vec::new(),
        ..lab.case(case).target_spec()
    }
}

fn phases(record: &Record) -> Vec<PhaseName> {
    let phases = record.observation.phases.iter();
    phases.map(|phase| phase.phase).collect()
}

fn findings(record: &Record) -> Vec<&str> {
    let findings = record.findings.iter();
    findings.map(|finding| finding.code.as_str()).collect()
}

/// What must hold of every record here.
fn is_sound(record: &Record) {
    schema::is_valid(record);
    let json = serde_json::to_string(record).expect("JSON");
    for secret in ["hunter2", "p@ss", "p%40ss", "aHVudGVyM", "anna:"] {
        assert!(!json.contains(secret), "{secret}: {json}");
    }
}
