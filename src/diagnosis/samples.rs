//! Observations for tests.

use crate::record::{
    Dialogue, Http, HttpHeader, IssuerClass, Observation, Outcome, OutcomeCode, SCHEMA,
    StoreVerdict, Trust, Verification,
};
use crate::targets::{AddressFamily, Protocol, Service, Target, TlsMode};

/// A probe of which nothing is known but that it went well.
pub(crate) fn observation(host: &str, port: u16, service: Option<Service>) -> Observation {
    Observation {
        schema: SCHEMA,
        id: 0,
        target: Target {
            host: host.to_owned(),
            port,
            service,
            tls: service.map_or(TlsMode::None, |service| service.default_tls(port)),
            family: AddressFamily::Any,
            server_name: None,
            addresses: Vec::new(),
            legacy_tls: None,
            tag: None,
            proxy: crate::proxy::ProxySetting::default(),
        },
        started_at: 1_790_000_000_000,
        duration_ms: 100.0,
        resolution: None,
        proxy: None,
        attempts: Vec::new(),
        phases: Vec::new(),
        dialogue: None,
        tls: None,
        legacy_tls: None,
        certificates: Vec::new(),
        trust: None,
        outcome: Outcome::new(OutcomeCode::Ok),
    }
}

/// An HTTP answer without headers.
pub(crate) fn http(status: u16) -> Http {
    Http {
        version: "HTTP/1.1".into(),
        request: "HEAD /".into(),
        status,
        headers: Vec::new(),
        front_door: None,
        exchange_online: false,
    }
}

/// A chain that everybody trusts, by its issuer.
pub(crate) fn trust(issuer_class: IssuerClass) -> Trust {
    let trusted = Verification {
        verdict: StoreVerdict::Trusted,
        detail: None,
    };
    Trust {
        system: trusted.clone(),
        public: trusted,
        name_matches: true,
        name: "outlook.office365.com".into(),
        within_validity: true,
        days_left: Some(90),
        issuer_class,
    }
}

/// A web probe with this answer.
pub(crate) fn web(host: &str, status: u16, headers: &[(&str, &str)]) -> Observation {
    let mut observation = observation(host, 443, Some(Service::Web));
    let mut http = http(status);
    http.headers = headers
        .iter()
        .map(|(name, value)| HttpHeader {
            name: (*name).to_owned(),
            value: (*value).to_owned(),
        })
        .collect();
    let mut dialogue = Dialogue::new(Protocol::Http);
    dialogue.http = Some(http);
    observation.dialogue = Some(dialogue);
    observation
}
