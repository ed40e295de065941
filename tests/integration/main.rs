//! The engine against the lab and against servers scripted byte by byte.

mod addresses;
mod confusion;
mod confusion_domains;
mod deadline;
mod dns_server;
mod documents;
mod domain;
mod endpoint_update;
mod faults;
mod golden;
mod hostile;
#[cfg(feature = "throw-away-certificate")]
mod listen;
mod names;
mod proxy;
mod relay;
mod replay;
mod scenarios;
mod schema;
mod schemas;
mod script;
mod self_signed;
mod wire;

use exoport::config::RunConfig;
use exoport::plan;
use exoport::probe::Prober;
use exoport::record::Record;
use exoport::run;
use exoport::targets::TargetSpec;
use exoport_lab::{Lab, LabOptions};

/// A configuration that talks to nobody but the target.
fn config() -> RunConfig {
    RunConfig {
        cname_chain: false,
        ehlo_name: Some("client.example".into()),
        ..RunConfig::default()
    }
}

/// A configuration that trusts a lab.
fn config_for(lab: &Lab) -> RunConfig {
    RunConfig {
        additional_roots: Some(lab.ca_pem().to_owned()),
        ..config()
    }
}

/// A target from its JSON.
fn spec(json: &serde_json::Value) -> TargetSpec {
    serde_json::from_value(json.clone()).expect("a target")
}

fn prober(config: RunConfig) -> Prober {
    let settings = config.check().expect("a good configuration");
    Prober::new(settings).expect("a prober")
}

/// Probes the only target that a specification stands for.
async fn probe(config: RunConfig, spec: &TargetSpec) -> Record {
    let prober = prober(config);
    let targets = plan::expand(spec, prober.settings()).expect("a good target");
    assert_eq!(targets.len(), 1, "{targets:?}");
    let target = targets.into_iter().next().expect("one target");
    run::probe(&prober, 0, target).await
}

async fn lab() -> Lab {
    Lab::start(LabOptions::default())
        .await
        .expect("the lab starts")
}
