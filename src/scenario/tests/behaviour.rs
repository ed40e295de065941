//! What a probe of a made-up path sees.

use std::net::IpAddr;

use crate::diagnosis::{diagnose, samples};
use crate::record::{
    Attempt, Certificate, Dialogue, HttpHeader, IssuerClass, MailExchange, Observation, Outcome,
    OutcomeCode, Phase, PhaseName, Record, Resolution, ResolutionSource, StoreVerdict, TlsSession,
};
use crate::scenario::plan::PlannedProbe;
use crate::targets::Protocol;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// The exchanger of the domain in these tests.
pub(super) const EXCHANGER: &str = "contoso-com.mail.protection.outlook.com";

/// How a host and port behave.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Behaviour {
    /// All is well.
    Works,
    /// The connection fails so.
    Connect(OutcomeCode),
    /// The name fails so.
    Name(OutcomeCode),
    /// The chain of aliases breaks behind the first; `true`: in DNSSEC validation.
    Chain(bool),
    /// The server greets with this reply and turns away.
    Turns(&'static str),
    /// TLS ends at this issuer; `true`: this machine trusts it.
    Issuer(&'static str, bool),
    /// The certificate is valid for these days, counted from this machine's clock; the server says
    /// a date so many days off, if any. The first is which certificate it is.
    Dates(&'static str, i64, i64, Option<i64>),
    /// A web page of somebody else.
    Portal,
    /// Works over IPv4, IPv6 is dropped.
    OnlyIpv4,
    /// The MX leads here.
    MxTo(&'static str),
    /// The name leads to this machine itself, and nobody listens.
    LedHome,
    /// The limits of this machine.
    NoSockets,
    /// A proxy connects, or does not.
    Proxy(bool),
    /// A proxy takes the request and never answers it.
    ProxySilent,
    /// An HTTP proxy answers so.
    ProxySays(u16),
}

impl Behaviour {
    pub(super) fn record(&self, id: u64, wanted: &PlannedProbe) -> Record {
        let mut seen = samples::observation(&wanted.host, wanted.port, wanted.target.service);
        seen.id = id;
        seen.target = wanted.target.clone();
        seen.resolution = Some(resolution(wanted));
        self.act(&mut seen);
        let (findings, verdict) = diagnose(&seen);
        Record {
            observation: seen,
            findings,
            verdict,
        }
    }

    fn act(&self, seen: &mut Observation) {
        match self {
            Behaviour::Works => works(seen),
            Behaviour::Connect(code) => {
                seen.attempts = vec![attempt("52.98.0.1", *code)];
                fail(seen, *code, PhaseName::Connect);
            }
            Behaviour::Name(code) => {
                seen.resolution = None;
                fail(seen, *code, PhaseName::Dns);
            }
            Behaviour::Chain(dnssec) => {
                let name = seen.target.host.clone();
                let view = serde_json::json!({
                    "servers": ["192.0.2.53"],
                    "cname_chain": [{"name": name, "target": "pool.office.com", "ttl_seconds": 60}],
                    "broken": {"name": "pool.office.com", "fault": "failure", "dnssec": dnssec}
                });
                if let Some(resolution) = &mut seen.resolution {
                    resolution.addresses.clear();
                    resolution.dns = Some(serde_json::from_value(view).expect("a view"));
                }
                fail(seen, OutcomeCode::ResolverFailure, PhaseName::Dns);
            }
            Behaviour::Turns(reply) => {
                seen.attempts = vec![attempt("52.98.0.1", OutcomeCode::Ok)];
                let code = match reply.starts_with('5') {
                    true => OutcomeCode::ServiceRefused,
                    false => OutcomeCode::ServiceUnavailable,
                };
                fail(seen, code, PhaseName::Greeting);
                seen.outcome.reply = Some((*reply).to_owned());
            }
            Behaviour::Issuer(issuer, trusted) => {
                works(seen);
                seen.certificates = vec![leaf("mitm", issuer), leaf("ca", issuer)];
                let class = match trusted {
                    true => IssuerClass::Private,
                    false => IssuerClass::Unknown,
                };
                let mut trust = samples::trust(class);
                trust.public.verdict = StoreVerdict::UnknownIssuer;
                if !trusted {
                    trust.system.verdict = StoreVerdict::UnknownIssuer;
                    fail(seen, OutcomeCode::CertificateUnknownIssuer, PhaseName::Tls);
                }
                seen.trust = Some(trust);
            }
            Behaviour::Dates(which, from, to, says) => dates(seen, which, (*from, *to), *says),
            Behaviour::Portal => {
                works(seen);
                seen.trust = Some(samples::trust(IssuerClass::Private));
                let mut http = samples::http(302);
                http.headers = vec![HttpHeader {
                    name: "location".into(),
                    value: "http://portal.hotel.example/".into(),
                }];
                let mut dialogue = Dialogue::new(Protocol::Http);
                dialogue.http = Some(http);
                seen.dialogue = Some(dialogue);
            }
            Behaviour::OnlyIpv4 => {
                works(seen);
                seen.attempts
                    .push(attempt("2001:db8::1", OutcomeCode::Timeout));
            }
            Behaviour::MxTo(exchanger) => {
                works(seen);
                if let Some(resolution) = &mut seen.resolution {
                    resolution.name = (*exchanger).to_owned();
                    resolution.mx[0].exchange = (*exchanger).to_owned();
                }
            }
            Behaviour::LedHome => {
                if let Some(resolution) = &mut seen.resolution {
                    resolution.addresses = vec![IpAddr::from([127, 0, 0, 1])];
                }
                seen.attempts = vec![attempt("127.0.0.1", OutcomeCode::Refused)];
                fail(seen, OutcomeCode::Refused, PhaseName::Connect);
            }
            Behaviour::Proxy(connects) => {
                works(seen);
                let proxy = serde_json::json!({
                    "url": "http://proxy.example:8080", "kind": "http-connect", "source": "configuration", "remote_dns": false
                });
                seen.proxy = Some(serde_json::from_value(proxy).expect("a proxy"));
                let outcome = match connects {
                    true => OutcomeCode::Ok,
                    false => OutcomeCode::ProxyRefused,
                };
                seen.phases = vec![Phase {
                    phase: PhaseName::Proxy,
                    start_ms: 0.0,
                    duration_ms: 20.0,
                    outcome,
                    received_bytes: 0,
                }];
                if !connects {
                    fail(seen, outcome, PhaseName::Proxy);
                }
            }
            Behaviour::ProxySays(status) => {
                Behaviour::Proxy(false).act(seen);
                if let Some(proxy) = &mut seen.proxy {
                    proxy.reply_code = Some(*status);
                    proxy.reply = Some(format!("HTTP/1.1 {status} No"));
                }
            }
            Behaviour::ProxySilent => {
                Behaviour::Proxy(false).act(seen);
                if let Some(proxy) = &mut seen.proxy {
                    proxy.address = Some(IpAddr::from([192, 0, 2, 9]));
                }
                fail(seen, OutcomeCode::Timeout, PhaseName::Proxy);
            }
            Behaviour::NoSockets => fail(seen, OutcomeCode::LocalLimit, PhaseName::Connect),
        }
    }
}

fn resolution(wanted: &PlannedProbe) -> Resolution {
    let is_domain = wanted.host == "contoso.com";
    let name = if is_domain { EXCHANGER } else { &wanted.host };
    Resolution {
        name: name.to_owned(),
        source: ResolutionSource::System,
        addresses: vec![match is_domain {
            // Published for mail exchangers and for clients.
            true => IpAddr::from([40, 107, 0, 1]),
            false => IpAddr::from([52, 98, 0, 1]),
        }],
        mx: is_domain
            .then(|| MailExchange {
                preference: 0,
                exchange: name.to_owned(),
            })
            .into_iter()
            .collect(),
        mx_error: None,
        dns: None,
    }
}

fn works(seen: &mut Observation) {
    seen.attempts = vec![attempt("52.98.0.1", OutcomeCode::Ok)];
    seen.tls = Some(TlsSession {
        version: Some("TLSv1.3".into()),
        ..TlsSession::default()
    });
    seen.certificates = vec![leaf("good", "CN=DigiCert Cloud Services CA-1")];
    seen.trust = Some(samples::trust(IssuerClass::KnownMicrosoft));
}

fn dates(seen: &mut Observation, which: &str, (from, to): (i64, i64), says: Option<i64>) {
    works(seen);
    let now = seen.started_at;
    let mut certificate = leaf(which, "CN=DigiCert Cloud Services CA-1");
    certificate.not_before = Some(now + from * DAY_MS);
    certificate.not_after = Some(now + to * DAY_MS);
    seen.certificates = vec![certificate];
    let mut trust = samples::trust(IssuerClass::KnownMicrosoft);
    trust.within_validity = from <= 0 && to >= 0;
    trust.days_left = Some(to);
    let valid = trust.within_validity;
    seen.trust = Some(trust);
    if let Some(days) = says {
        // 1_790_000_000 s is Mon, 21 Sep 2026 14:13:20.
        assert_eq!(now, 1_790_000_000_000);
        let day = u8::try_from(21 + days).expect("a day of that month");
        let mut dialogue = Dialogue::new(Protocol::Smtp);
        let date = format!("{day:02} Sep 2026 14:13:20 +0000");
        dialogue.greeting = Some(format!(
            "220 A.outlook.office365.com Microsoft ESMTP MAIL Service ready at {date} [08DD]"
        ));
        seen.dialogue = Some(dialogue);
    }
    if from > 0 {
        fail(seen, OutcomeCode::CertificateNotYetValid, PhaseName::Tls);
    } else if !valid {
        fail(seen, OutcomeCode::CertificateExpired, PhaseName::Tls);
    }
}

fn leaf(sha256: &str, issuer: &str) -> Certificate {
    Certificate {
        sha256: sha256.to_owned(),
        subject: Some("CN=outlook.com".into()),
        issuer: Some(issuer.to_owned()),
        ..Certificate::default()
    }
}

fn attempt(address: &str, outcome: OutcomeCode) -> Attempt {
    Attempt {
        address: address.parse().expect("an address"),
        start_ms: 0.0,
        duration_ms: 12.0,
        outcome,
        used: outcome == OutcomeCode::Ok,
        detail: None,
        local_address: None,
    }
}

fn fail(seen: &mut Observation, code: OutcomeCode, phase: PhaseName) {
    seen.outcome = Outcome::new(code);
    seen.outcome.phase = Some(phase);
}
