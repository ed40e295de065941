//! The certificates of a hostile server, good and spoilt.

use std::sync::{Arc, LazyLock};

use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

use super::random::{Random, mutate};

type Made = rcgen::CertifiedKey<rcgen::KeyPair>;

/// Good, so that nothing but the bytes decides.
static CERTIFICATE: LazyLock<Made> = LazyLock::new(|| {
    rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).expect("a certificate")
});

/// What a client has to trust for it.
pub fn root_pem() -> String {
    CERTIFICATE.cert.pem()
}

pub fn configuration(alpn: &'static [u8]) -> Arc<rustls::ServerConfig> {
    let made = &*CERTIFICATE;
    let mut config = builder()
        .with_single_cert(
            vec![made.cert.der().clone()],
            PrivateKeyDer::from(PrivatePkcs8KeyDer::from(made.signing_key.serialize_der())),
        )
        .expect("a certificate");
    if !alpn.is_empty() {
        config.alpn_protocols = vec![alpn.to_vec()];
    }
    Arc::new(config)
}

fn builder() -> rustls::ConfigBuilder<rustls::ServerConfig, rustls::server::WantsServerCert> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
}

/// Gives out the same chain to everybody, whatever is wrong with it.
#[derive(Debug)]
struct Chain(Arc<rustls::sign::CertifiedKey>);

impl rustls::server::ResolvesServerCert for Chain {
    fn resolve(
        &self,
        _: rustls::server::ClientHello<'_>,
    ) -> Option<Arc<rustls::sign::CertifiedKey>> {
        Some(Arc::clone(&self.0))
    }
}

pub fn with_spoilt_certificates(random: &mut Random) -> Arc<rustls::ServerConfig> {
    let leaf = CERTIFICATE.cert.der().as_ref();
    let samples = [leaf, &RICH];
    // Mostly the leaf stays good enough for the signature over the handshake to be checked.
    let most = *random.pick(&[1, 2, 3, 24]);
    let count = 1 + random.below(most);
    let chain = (0..count)
        .map(|place| {
            let good = place == 0 && random.percent(30);
            let bytes = if good {
                leaf.to_vec()
            } else {
                mutate(random, &samples)
            };
            // Together they must fit a handshake message of 64 KiB.
            rustls::pki_types::CertificateDer::from(bytes[..bytes.len().min(2_500)].to_vec())
        })
        .collect();
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(
        CERTIFICATE.signing_key.serialize_der(),
    ));
    let key = rustls::crypto::ring::sign::any_supported_type(&key).expect("a key");
    let certified = Arc::new(rustls::sign::CertifiedKey::new(chain, key));
    Arc::new(builder().with_cert_resolver(Arc::new(Chain(certified))))
}

/// A certificate with something of everything.
static RICH: LazyLock<Vec<u8>> = LazyLock::new(|| {
    use rcgen::{
        CustomExtension, DnType, ExtendedKeyUsagePurpose, GeneralSubtree, KeyUsagePurpose, SanType,
    };
    let mut params = rcgen::CertificateParams::new(
        (0..8)
            .map(|number| format!("*.name{number}.example"))
            .collect::<Vec<_>>(),
    )
    .expect("names");
    params.subject_alt_names.extend([
        SanType::IpAddress("2001:db8::1".parse().expect("address")),
        SanType::URI("https://a.example/".try_into().expect("ASCII")),
        SanType::Rfc822Name("a@b.example".try_into().expect("ASCII")),
    ]);
    for (kind, text) in [
        (DnType::CommonName, "outlook.com"),
        (
            DnType::OrganizationName,
            "Microsoft Corporation, \"quoted\" + more",
        ),
        (DnType::CountryName, "US"),
    ] {
        params.distinguished_name.push(kind, text);
    }
    params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Constrained(1));
    params.key_usages = vec![
        KeyUsagePurpose::DigitalSignature,
        KeyUsagePurpose::KeyCertSign,
    ];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.name_constraints = Some(rcgen::NameConstraints {
        permitted_subtrees: vec![GeneralSubtree::DnsName("example".into())],
        excluded_subtrees: vec![],
    });
    params.crl_distribution_points = vec![rcgen::CrlDistributionPoint {
        uris: vec!["http://crl.example/a.crl".into()],
    }];
    params.custom_extensions = vec![CustomExtension::from_oid_content(
        &[1, 2, 3, 4],
        vec![4, 1, 7],
    )];
    let key = rcgen::KeyPair::generate().expect("a key");
    params
        .self_signed(&key)
        .expect("a certificate")
        .der()
        .to_vec()
});
