//! The handshake.

use std::io;
use std::sync::Arc;

use rustls::client::Resumption;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ProtocolVersion};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use crate::probe::ProberError;
use crate::record::{Outcome, OutcomeCode, TlsSession};
use crate::targets::Protocol;

use super::super::error_mapping::{handshake_outcome, looks_like_tls};
use super::super::line_stream::MeteredStream;
use super::chain_recorder::{Chain, ChainRecorder};
use super::provider;

/// TLS settings that all probes share.
pub(crate) struct TlsClient {
    base: ClientConfig,
}

/// How a handshake went.
pub(crate) struct Handshake {
    /// The stream, or why there is none.
    pub(crate) stream: Result<TlsStream<MeteredStream>, Outcome>,
    pub(crate) session: TlsSession,
    /// The chain as sent, leaf first; there as soon as the server has sent it, also when the
    /// handshake failed later.
    pub(crate) certificates: Vec<CertificateDer<'static>>,
    pub(crate) signature_error: Option<String>,
    /// What the peer sent where TLS was expected.
    pub(crate) not_tls: Option<Vec<u8>>,
}

impl TlsClient {
    pub(crate) fn new() -> Result<Self, ProberError> {
        let mut base = ClientConfig::builder_with_provider(provider())
            .with_safe_default_protocol_versions()
            .map_err(|error| ProberError::Tls(error.to_string()))?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(ChainRecorder::default()))
            .with_no_client_auth();
        // Every probe sees a full handshake and the whole chain.
        base.resumption = Resumption::disabled();
        Ok(Self { base })
    }

    /// Shakes hands. The caller holds the deadline over it.
    pub(crate) async fn shake_hands(
        &self,
        tcp: MeteredStream,
        name: ServerName<'static>,
        protocol: Option<Protocol>,
    ) -> Handshake {
        let recorder = Arc::new(ChainRecorder::default());
        let mut config = self.base.clone();
        config
            .dangerous()
            .set_certificate_verifier(Arc::clone(&recorder) as _);
        if protocol == Some(Protocol::Http) {
            config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        }
        let mut session = TlsSession {
            // RFC 6066 section 3: no SNI for address literals.
            server_name: match &name {
                ServerName::DnsName(name) => Some(name.as_ref().to_owned()),
                _ => None,
            },
            ..TlsSession::default()
        };
        let connector = TlsConnector::from(Arc::new(config));
        let shaken = connector.connect(name, tcp).into_fallible().await;
        let Chain {
            certificates,
            ocsp_staple_bytes,
            signature_error,
        } = recorder.chain();
        session.ocsp_staple_bytes = u32::try_from(ocsp_staple_bytes)
            .ok()
            .filter(|bytes| *bytes > 0);
        let mut not_tls = None;
        let stream = match shaken {
            Ok(stream) => {
                describe_session(stream.get_ref().1, &mut session);
                Ok(stream)
            }
            Err((error, tcp)) => {
                let error = match tcp.unread_alert() {
                    Some(alert) if error.get_ref().is_none() => {
                        io::Error::other(rustls::Error::AlertReceived(alert.into()))
                    }
                    _ => error,
                };
                let first = tcp.first_bytes();
                let outcome = handshake_outcome(&error, first);
                session.error.clone_from(&outcome.detail);
                session.version = old_version(first).map(str::to_owned);
                if outcome.code == OutcomeCode::ProtocolMismatch
                    || (!first.is_empty() && !looks_like_tls(first))
                {
                    not_tls = Some(first.to_vec());
                }
                Err(outcome)
            }
        };
        Handshake {
            stream,
            session,
            certificates,
            signature_error,
            not_tls,
        }
    }
}

/// The version of a ServerHello that is older than TLS 1.2 (RFC 5246 section 7.4.1.3): record header 5
/// bytes, handshake header 4, then the version.
fn old_version(first: &[u8]) -> Option<&'static str> {
    match first {
        [22, 3, _, _, _, 2, _, _, _, 3, minor, ..] => match minor {
            0 => Some("SSLv3"),
            1 => Some("TLSv1.0"),
            2 => Some("TLSv1.1"),
            _ => None,
        },
        _ => None,
    }
}

/// What was agreed, of either side's connection.
pub(crate) fn describe_session(connection: &rustls::CommonState, session: &mut TlsSession) {
    session.version = connection.protocol_version().map(|version| {
        match version {
            ProtocolVersion::TLSv1_2 => "TLSv1.2",
            ProtocolVersion::TLSv1_3 => "TLSv1.3",
            _ => "unknown",
        }
        .to_owned()
    });
    session.cipher_suite = connection
        .negotiated_cipher_suite()
        .and_then(|suite| suite.suite().as_str().map(iana_name));
    session.group = connection
        .negotiated_key_exchange_group()
        .map(|group| format!("{:?}", group.name()));
    session.alpn = connection
        .alpn_protocol()
        .map(|protocol| crate::text::sanitize(protocol, 40));
}

/// The IANA name of a suite: rustls writes `TLS13_` where IANA writes `TLS_`.
fn iana_name(name: &str) -> String {
    match name.strip_prefix("TLS13_") {
        Some(rest) => format!("TLS_{rest}"),
        None => name.to_owned(),
    }
}
