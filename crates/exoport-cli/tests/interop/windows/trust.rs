//! The Windows trust store: a root that an enterprise put there makes interception by its device look
//! trusted, and the record says by whom.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::sync::Arc;

use libtest_mimic::Failed;
use rcgen::{
    BasicConstraints, CertificateParams, CertificateRevocationListParams, CertifiedIssuer,
    CrlDistributionPoint, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, KeyIdMethod,
    KeyPair, KeyUsagePurpose, SanType, SerialNumber, date_time_ymd,
};
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use serde_json::{Value, json};

use super::wine::{compile, path, source, wine};
use crate::abi_client::end_of;

/// Whom the device plays.
const HOST: &str = "outlook.office365.com";
const ROOT: &str = "Example Corp TLS Inspection Root";

/// The certificates of an inspecting device. It revokes nothing, and says so where its certificate
/// points to: Wine does not trust what it cannot ask about.
struct Device {
    root: CertifiedIssuer<'static, KeyPair>,
    leaf: CertificateDer<'static>,
    key: PrivatePkcs8KeyDer<'static>,
}

impl Device {
    fn new(revocation_list: &str) -> Result<Self, Failed> {
        let mut params = CertificateParams::new(Vec::new())?;
        params.distinguished_name = name(ROOT);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let root = CertifiedIssuer::self_signed(params, KeyPair::generate()?)?;

        let mut params = CertificateParams::new(Vec::new())?;
        params.distinguished_name = name(HOST);
        params.subject_alt_names = vec![SanType::DnsName(HOST.try_into()?)];
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        params.use_authority_key_identifier_extension = true;
        params.not_before = date_time_ymd(2025, 1, 1);
        params.not_after = date_time_ymd(2049, 12, 31);
        params.crl_distribution_points = vec![CrlDistributionPoint {
            uris: vec![revocation_list.to_owned()],
        }];
        let key = KeyPair::generate()?;
        let leaf = params.signed_by(&key, &root)?;
        Ok(Self {
            leaf: leaf.der().clone(),
            key: PrivatePkcs8KeyDer::from(key.serialize_der()),
            root,
        })
    }

    /// A list of no revoked certificates.
    fn revocation_list(&self) -> Result<Vec<u8>, Failed> {
        let list = CertificateRevocationListParams {
            this_update: date_time_ymd(2025, 1, 1),
            next_update: date_time_ymd(2049, 12, 31),
            crl_number: SerialNumber::from(1_u64),
            issuing_distribution_point: None,
            revoked_certs: Vec::new(),
            key_identifier_method: KeyIdMethod::Sha256,
        };
        Ok(list.signed_by(&self.root)?.der().to_vec())
    }

    fn tls(&self) -> Result<Arc<ServerConfig>, Failed> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(vec![self.leaf.clone()], self.key.clone_key().into())?;
        Ok(Arc::new(config))
    }
}

fn name(common_name: &str) -> DistinguishedName {
    let mut name = DistinguishedName::new();
    name.push(DnType::CommonName, common_name);
    name
}

/// Answers every connection in a thread of its own, as long as this process lives.
fn serve(
    listener: TcpListener,
    answer: impl Fn(TcpStream) -> io::Result<()> + Send + Sync + 'static,
) -> io::Result<SocketAddr> {
    let address = listener.local_addr()?;
    let answer = Arc::new(answer);
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let answer = Arc::clone(&answer);
            // A client that goes away early is none of the server's business.
            std::thread::spawn(move || answer(stream).is_ok());
        }
    });
    Ok(address)
}

/// Reads a request up to its empty line and answers it.
fn answer_http(mut stream: impl Read + Write, body: &[u8]) -> io::Result<()> {
    let mut request = Vec::new();
    let mut byte = [0];
    while !request.ends_with(b"\r\n\r\n") && request.len() < 16_384 {
        if stream.read(&mut byte)? == 0 {
            return Ok(());
        }
        request.push(byte[0]);
    }
    write!(
        stream,
        "HTTP/1.1 200 OK\r\nContent-Type: application/pkix-crl\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    )?;
    stream.write_all(body)?;
    stream.flush()
}

/// Without the root the device cannot be told from a server that forgot its intermediates; with it in the machine's store the chain is trusted by
/// Windows and not public: inspection, and the issuer has a name.
pub fn enterprise_root() -> Result<(), Failed> {
    let lists = TcpListener::bind("127.0.0.1:0")?;
    let device = Device::new(&format!("http://{}/root.crl", lists.local_addr()?))?;
    let list = device.revocation_list()?;
    serve(lists, move |stream| answer_http(stream, &list))?;
    let tls = device.tls()?;
    let address = serve(TcpListener::bind("127.0.0.1:0")?, move |stream| {
        let connection = ServerConnection::new(Arc::clone(&tls)).map_err(io::Error::other)?;
        answer_http(StreamOwned::new(connection, stream), b"")
    })?;

    let before = probe(address)?;
    expect(&before, "/trust/issuer_class", "unknown")?;
    expect(&before, "/outcome/code", "certificate-unknown-issuer")?;
    // It sends its leaf alone.
    expect_finding(&before, "chain-incomplete")?;

    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("windows/root.der");
    std::fs::write(&root, device.root.der())?;
    let program = compile(&source("root_store.c"), "root_store.exe", &["-lcrypt32"])?;
    let store = |what: &str| end_of(wine(&program)?.arg(what).arg(path(&root)))?.expect_code(0);
    store("add")?;
    let after = probe(address);
    store("remove")?;
    let after = after?;
    expect(&after, "/trust/system/verdict", "trusted")?;
    expect(&after, "/trust/public/verdict", "unknown-issuer")?;
    expect(&after, "/trust/issuer_class", "private")?;
    expect(&after, "/outcome/code", "ok")?;
    expect_finding(&after, "tls-inspection")
}

/// Probes the device as Outlook on the web.
fn probe(address: SocketAddr) -> Result<Value, Failed> {
    let target = json!({
        "host": HOST,
        "addresses": [address.ip()],
        "port": address.port(),
        "service": "web",
        "tls": "implicit",
    });
    let client = super::client::command()?;
    let ended = end_of(
        client()
            .arg(r#"{"cname_chain":false,"timeout_ms":60000}"#)
            .arg(target.to_string()),
    )?;
    ended.expect_code(0)?;
    match ended.records()?.as_slice() {
        [record] => Ok(record.clone()),
        other => Err(format!("{} records", other.len()).into()),
    }
}

fn expect(record: &Value, pointer: &str, word: &str) -> Result<(), Failed> {
    if record.pointer(pointer) == Some(&Value::from(word)) {
        return Ok(());
    }
    Err(format!("{pointer} is not {word} in {record}").into())
}

fn expect_finding(record: &Value, code: &str) -> Result<(), Failed> {
    let findings = record["findings"].as_array();
    let named = findings.into_iter().flatten().any(|finding| {
        finding["code"] == code && finding.to_string().contains(&format!("CN={ROOT}"))
    });
    if named {
        return Ok(());
    }
    Err(format!("no finding {code} that names {ROOT} in {record}").into())
}
