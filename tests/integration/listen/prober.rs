//! Our own prober finds a listener healthy: that is how one site proves the way into another.

use exoport::config::RunConfig;
use exoport::listen::{ListenConfig, VisitOutcome, Visitor};
use exoport::plan;
use exoport::probe::Prober;
use exoport::record::{OutcomeCode, Record};
use exoport::run;
use exoport::targets::TargetSpec;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use serde_json::json;

use super::{config, start, visitor};

/// A certificate for mx.example with its key, and the authority that signed it.
fn identity() -> (String, String, String) {
    let mut authority = CertificateParams::default();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(authority, KeyPair::generate().expect("key"))
        .expect("authority");
    let key = KeyPair::generate().expect("key");
    let leaf = CertificateParams::new(vec!["mx.example".to_owned()])
        .expect("name")
        .signed_by(&key, &authority)
        .expect("certificate");
    (leaf.pem(), key.serialize_pem(), authority.pem())
}

/// Probes the listener as a mail server of another site would, and takes the visitor.
async fn probe(listen: ListenConfig, additional_roots: Option<String>) -> (Record, Visitor) {
    let (mut listener, address) = start(listen).await;
    let config = RunConfig {
        cname_chain: false,
        ehlo_name: Some("other-site.example".into()),
        additional_roots,
        ..RunConfig::default()
    };
    let spec: TargetSpec = serde_json::from_value(json!({
        "host": "mx.example", "addresses": [address.ip()], "port": address.port(), "tls": "smtp"
    }))
    .expect("target");
    let settings = config.check().expect("settings");
    let target = plan::expand(&spec, &settings).expect("target").remove(0);
    let prober = Prober::new(settings).expect("prober");
    let record = run::probe(&prober, 0, target).await;
    (record, visitor(&mut listener).await)
}

#[tokio::test]
async fn with_a_certificate_the_probe_is_healthy_to_its_end() {
    let (certificate, key, root) = identity();
    let listen = ListenConfig {
        certificate: Some(certificate),
        key: Some(key),
        ..config()
    };
    let (record, visitor) = probe(listen, Some(root)).await;
    assert_eq!(
        record.observation.outcome.code,
        OutcomeCode::Ok,
        "{record:?}"
    );
    assert_eq!(visitor.outcome, VisitOutcome::Quit, "{visitor:?}");
    assert_eq!(visitor.ehlo.as_deref(), Some("other-site.example"));
    let seen = record.observation.tls.expect("TLS");
    let tls = visitor.tls.expect("TLS");
    assert_eq!(tls.server_name.as_deref(), Some("mx.example"));
    assert_eq!(tls.version.as_deref(), Some("TLSv1.3"));
    // Both sides tell the same.
    assert_eq!(
        (tls.version, tls.cipher_suite, tls.group),
        (seen.version, seen.cipher_suite, seen.group)
    );
}

#[tokio::test]
async fn a_throw_away_certificate_shows_the_way_and_that_nobody_knows_it() {
    let listen = ListenConfig {
        throw_away_certificate: true,
        ..config()
    };
    let (record, visitor) = probe(listen, None).await;
    assert_eq!(visitor.outcome, VisitOutcome::Quit, "{visitor:?}");
    assert!(visitor.tls.is_some_and(|tls| tls.error.is_none()));
    assert_eq!(record.observation.certificates.len(), 1);
    let subject = record.observation.certificates[0].subject.as_deref();
    assert!(
        subject.is_some_and(|subject| subject.contains("throw-away")),
        "{subject:?}"
    );
}

#[tokio::test]
async fn without_a_certificate_the_probe_sees_that_starttls_is_missing() {
    let (record, visitor) = probe(config(), None).await;
    assert_eq!(
        record.observation.outcome.code,
        OutcomeCode::StarttlsNotOffered,
        "{record:?}"
    );
    assert!(visitor.tls.is_none());
    let dialogue = record.observation.dialogue.expect("dialogue");
    assert!(
        dialogue
            .greeting
            .is_some_and(|greeting| greeting.contains("ExoPort test listener"))
    );
}
