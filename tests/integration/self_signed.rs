//! A certificate that signed itself is called so, also where it says that it is a CA's: OpenSSL makes
//! them so unless told otherwise.

use std::sync::Arc;

use exoport::record::{IssuerClass, OutcomeCode};
use rcgen::{BasicConstraints, CertificateParams, IsCa, KeyPair};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use serde_json::json;
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use super::{config, probe, spec};

fn acceptor(is_ca: IsCa) -> TlsAcceptor {
    let mut params = CertificateParams::new(["127.0.0.1".to_owned()]).expect("a name");
    params.is_ca = is_ca;
    let key = KeyPair::generate().expect("a key");
    let certificate = params.self_signed(&key).expect("a certificate");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(
            vec![certificate.der().clone()],
            PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der())),
        )
        .expect("a certificate");
    TlsAcceptor::from(Arc::new(config))
}

#[tokio::test]
async fn with_and_without_the_mark_of_a_ca() {
    for is_ca in [
        IsCa::Ca(BasicConstraints::Unconstrained),
        IsCa::ExplicitNoCa,
        IsCa::NoCa,
    ] {
        let acceptor = acceptor(is_ca);
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("its address").port();
        let serving = tokio::spawn(async move {
            let (client, _) = listener.accept().await.expect("a client");
            // The client is free to end the handshake once it has the certificate.
            let _ = acceptor.accept(client).await;
        });
        let target =
            spec(&json!({"host": "127.0.0.1", "port": port, "service": "pop", "tls": "implicit"}));
        let record = probe(config(), &target).await;
        serving.await.expect("no panic");
        let codes: Vec<&str> = record
            .findings
            .iter()
            .map(|finding| finding.code.as_str())
            .collect();
        assert_eq!(codes, ["self-signed"], "{is_ca:?}");
        let outcome = &record.observation.outcome;
        assert_eq!(outcome.code, OutcomeCode::CertificateUnknownIssuer);
        let trust = record.observation.trust.expect("a judged chain");
        assert_eq!(trust.issuer_class, IssuerClass::SelfSigned);
    }
}
