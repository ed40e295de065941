//! Drives the library as a Rust program would.

use std::net::{IpAddr, Ipv4Addr};

use exoport::config::RunConfig;
use exoport::plan;
use exoport::probe::Prober;
use exoport::record::Record;
use exoport::run;
use exoport::targets::{Service, TargetSpec, TlsMode};
use libtest_mimic::Failed;

use super::certificates::{Authority, HOST};

/// The name that the probe gives in EHLO.
pub const EHLO_NAME: &str = "probe.example.test";

/// A target on 127.0.0.1 that is asked for by [`HOST`].
pub fn target(port: u16, service: Service, tls: TlsMode) -> TargetSpec {
    TargetSpec {
        service: Some(service),
        ..plain_target(port, tls)
    }
}

/// The same without a service: TCP and TLS alone.
pub fn plain_target(port: u16, tls: TlsMode) -> TargetSpec {
    TargetSpec {
        host: Some(HOST.to_owned()),
        port: Some(port.into()),
        tls: Some(tls),
        addresses: vec![IpAddr::V4(Ipv4Addr::LOCALHOST)],
        ..TargetSpec::default()
    }
}

/// A configuration that trusts an authority besides the system's roots.
pub fn trusting(authority: &Authority) -> RunConfig {
    RunConfig {
        additional_roots: Some(authority.root_pem()),
        ..trusting_system_only()
    }
}

/// A configuration that trusts the system's roots only.
pub fn trusting_system_only() -> RunConfig {
    RunConfig {
        ehlo_name: Some(EHLO_NAME.to_owned()),
        transcript: true,
        // Nothing here may ask a DNS server.
        cname_chain: false,
        // Only a fault makes a probe of a server on loopback last long.
        timeout_ms: 60_000,
        connect_timeout_ms: 30_000,
        ..RunConfig::default()
    }
}

/// Probes one target.
pub fn probe(spec: &TargetSpec, config: &RunConfig) -> Result<Record, Failed> {
    let settings = config.clone().check()?;
    let targets = plan::expand(spec, &settings)?;
    let [target] = &targets[..] else {
        return Err(format!("{} targets instead of one", targets.len()).into());
    };
    let prober = Prober::new(settings)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    Ok(runtime.block_on(run::probe(&prober, 0, target.clone())))
}
