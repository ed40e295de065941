//! A server's side of TLS with a certificate under a root of its own, for tests without tokio.

use std::net::TcpStream;
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// A root as PEM, and the settings of a server with a certificate for that name or address.
pub fn certified(name: &str) -> (String, Arc<ServerConfig>) {
    let mut root = CertificateParams::default();
    root.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let root = CertifiedIssuer::self_signed(root, KeyPair::generate().expect("a key"))
        .expect("a certificate");
    let key = KeyPair::generate().expect("a key");
    let certificate = CertificateParams::new([name.to_owned()])
        .and_then(|leaf| leaf.signed_by(&key, &root))
        .expect("a certificate");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(
            vec![certificate.der().clone()],
            PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der())),
        )
        .expect("a certificate");
    (root.pem(), Arc::new(config))
}

/// Puts TLS over connections.
pub fn over(
    config: Arc<ServerConfig>,
) -> impl Fn(TcpStream) -> StreamOwned<ServerConnection, TcpStream> {
    move |stream| {
        let connection =
            ServerConnection::new(Arc::clone(&config)).expect("settings that are fine");
        StreamOwned::new(connection, stream)
    }
}
