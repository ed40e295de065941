//! A plain client: raw TCP lines, and TLS that trusts the lab's root and nothing else.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use exoport_lab::{Lab, LabCase};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

/// Nothing healthy takes this long; a test that waits longer fails instead of hanging.
pub const TIMEOUT: Duration = Duration::from_secs(30);

/// A connection read line by line.
pub struct Client<S>(BufReader<S>);

impl<S: AsyncRead + AsyncWrite + Unpin> Client<S> {
    pub fn new(stream: S) -> Self {
        Self(BufReader::new(stream))
    }

    /// The next line without its CRLF; none at the end of the stream.
    pub async fn try_line(&mut self) -> io::Result<Option<String>> {
        let mut line = String::new();
        let length = timeout(TIMEOUT, self.0.read_line(&mut line))
            .await
            .expect("an answer in time")?;
        if length == 0 {
            return Ok(None);
        }
        let line = line.strip_suffix("\r\n").expect("a line ends with CRLF");
        Ok(Some(line.to_owned()))
    }

    /// The next line without its CRLF.
    pub async fn line(&mut self) -> String {
        self.try_line()
            .await
            .expect("a line")
            .expect("not the end of the stream")
    }

    /// Sends a command and returns its reply up to the line that `last` accepts.
    pub async fn ask(&mut self, command: &str, last: impl Fn(&str) -> bool) -> Vec<String> {
        let command = format!("{command}\r\n");
        self.0.write_all(command.as_bytes()).await.expect("sent");
        self.0.flush().await.expect("sent");
        let mut reply = Vec::new();
        loop {
            let line = self.line().await;
            let done = last(&line);
            reply.push(line);
            if done {
                return reply;
            }
        }
    }

    /// Sends an SMTP command and returns its reply (RFC 5321 section 4.2.1).
    pub async fn smtp(&mut self, command: &str) -> Vec<String> {
        self.ask(command, |line| line.as_bytes()[3] == b' ').await
    }

    /// Asserts that the server closes in good order, with nothing left to say.
    pub async fn expect_end(&mut self) {
        assert_eq!(self.try_line().await.expect("no reset"), None);
    }

    pub fn into_inner(self) -> S {
        self.0.into_inner()
    }
}

/// A TCP connection to a case.
pub async fn connect(case: &LabCase) -> TcpStream {
    TcpStream::connect((case.address, case.port))
        .await
        .expect("connected")
}

/// A TLS handshake with a case, with nothing trusted but the lab's root.
pub async fn handshake(
    lab: &Lab,
    case: &LabCase,
    stream: TcpStream,
) -> io::Result<TlsStream<TcpStream>> {
    let mut roots = RootCertStore::empty();
    roots
        .add(CertificateDer::from_pem_slice(lab.ca_pem().as_bytes()).expect("a certificate"))
        .expect("a root");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from(case.host.clone()).expect("a host name");
    timeout(
        TIMEOUT,
        TlsConnector::from(Arc::new(config)).connect(name, stream),
    )
    .await
    .expect("a handshake in time")
}
