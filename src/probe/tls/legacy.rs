//! What a server takes that this client would never agree on: TLS 1.0, TLS 1.1, and TLS 1.2 with suites
//! that rustls does not have. Found with a hand-made ClientHello; nothing is completed.

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use crate::record::LegacyResult;

use super::super::line_stream::MeteredStream;

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Question {
    Tls10,
    Tls11,
    /// TLS 1.2 with CBC, RSA key exchange and DHE suites only.
    Tls12OtherSuites,
}

/// The answer, and the suite agreed on.
pub(crate) struct Answer {
    pub(crate) result: LegacyResult,
    pub(crate) suite: Option<String>,
}

/// Suites by IANA name: what Exchange Online documents beside the modern ones (facts section 4.7), and
/// what old servers have.
const SUITES: &[(u16, &str)] = &[
    (0xc028, "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384"),
    (0xc027, "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256"),
    (0xc014, "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA"),
    (0xc013, "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA"),
    (0xc00a, "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA"),
    (0xc009, "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA"),
    (0x009d, "TLS_RSA_WITH_AES_256_GCM_SHA384"),
    (0x009c, "TLS_RSA_WITH_AES_128_GCM_SHA256"),
    (0x009f, "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384"),
    (0x009e, "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256"),
    (0x003d, "TLS_RSA_WITH_AES_256_CBC_SHA256"),
    (0x003c, "TLS_RSA_WITH_AES_128_CBC_SHA256"),
    (0x0039, "TLS_DHE_RSA_WITH_AES_256_CBC_SHA"),
    (0x0033, "TLS_DHE_RSA_WITH_AES_128_CBC_SHA"),
    (0x0035, "TLS_RSA_WITH_AES_256_CBC_SHA"),
    (0x002f, "TLS_RSA_WITH_AES_128_CBC_SHA"),
    (0x000a, "TLS_RSA_WITH_3DES_EDE_CBC_SHA"),
    (0x0005, "TLS_RSA_WITH_RC4_128_SHA"),
];

impl Question {
    const fn version(self) -> [u8; 2] {
        match self {
            Question::Tls10 => [3, 1],
            Question::Tls11 => [3, 2],
            Question::Tls12OtherSuites => [3, 3],
        }
    }
}

/// Asks one question over a connection on which TLS may start. The caller holds the deadline.
pub(crate) async fn ask(
    tcp: &mut MeteredStream,
    question: Question,
    server_name: Option<&str>,
) -> Answer {
    let hello = client_hello(question, server_name);
    if tcp.write_all(&hello).await.is_err() || tcp.flush().await.is_err() {
        return unknown();
    }
    // The ServerHello, or an alert, fits the first record; 5 bytes of record header and enough of the
    // message to hold the suite.
    let mut answer = Vec::with_capacity(128);
    while answer.len() < 128 {
        let mut space = [0_u8; 128];
        match tcp.read(&mut space).await {
            Ok(0) => break,
            Ok(count) => answer.extend_from_slice(&space[..count]),
            Err(_) => break,
        }
        if let Some(known) = read_answer(&answer, question) {
            return known;
        }
    }
    // A server that hangs up on such a hello has refused it.
    Answer {
        result: LegacyResult::Rejected,
        suite: None,
    }
}

fn unknown() -> Answer {
    Answer {
        result: LegacyResult::Unknown,
        suite: None,
    }
}

/// Reads an alert or a ServerHello as far as the suite; `None` while more bytes are needed.
fn read_answer(bytes: &[u8], question: Question) -> Option<Answer> {
    match bytes.first()? {
        // Alert (RFC 8446 section 6); a whole record has 7 bytes.
        21 => Some(Answer {
            result: LegacyResult::Rejected,
            suite: None,
        }),
        22 => {
            // Record header 5, handshake header 4, version 2, random 32, session id length 1.
            let kind = *bytes.get(5)?;
            if kind != 2 {
                return Some(unknown());
            }
            let version = bytes.get(9..11)?;
            let session_id = usize::from(*bytes.get(43)?);
            let suite = bytes.get(44 + session_id..46 + session_id)?;
            if version != question.version() {
                return Some(Answer {
                    result: LegacyResult::Rejected,
                    suite: None,
                });
            }
            let number = u16::from_be_bytes([suite[0], suite[1]]);
            let name = SUITES
                .iter()
                .find(|(known, _)| *known == number)
                .map_or_else(|| format!("0x{number:04x}"), |(_, name)| (*name).to_owned());
            Some(Answer {
                result: LegacyResult::Accepted,
                suite: Some(name),
            })
        }
        _ => Some(unknown()),
    }
}

/// A ClientHello (RFC 5246 section 7.4.1.2) with the record layer of RFC 5246 appendix E.1.
fn client_hello(question: Question, server_name: Option<&str>) -> Vec<u8> {
    let mut body = Vec::with_capacity(256);
    body.extend(question.version());
    body.extend(random());
    body.push(0); // no session id
    let suites: Vec<u8> = SUITES
        .iter()
        .flat_map(|(number, _)| number.to_be_bytes())
        // The signal that this client does secure renegotiation (RFC 5746 section 3.3); servers ask for it.
        .chain([0x00, 0xff])
        .collect();
    push_u16_prefixed(&mut body, &suites);
    body.extend([1, 0]); // null compression
    let mut extensions = Vec::with_capacity(128);
    if let Some(name) = server_name {
        // server_name (RFC 6066 section 3)
        let mut entry = vec![0];
        push_u16_prefixed(&mut entry, name.as_bytes());
        let mut list = Vec::new();
        push_u16_prefixed(&mut list, &entry);
        push_extension(&mut extensions, 0, &list);
    }
    // supported_groups: secp256r1, secp384r1, x25519 (RFC 8422 section 5.1.1)
    push_extension(&mut extensions, 10, &[0, 6, 0, 23, 0, 24, 0, 29]);
    // ec_point_formats: uncompressed
    push_extension(&mut extensions, 11, &[1, 0]);
    if question == Question::Tls12OtherSuites {
        // signature_algorithms: rsa and ecdsa with sha256, sha384, sha1, and rsa_pss
        push_extension(
            &mut extensions,
            13,
            &[0, 16, 4, 1, 4, 3, 5, 1, 5, 3, 2, 1, 2, 3, 8, 4, 8, 5],
        );
    }
    push_u16_prefixed(&mut body, &extensions);

    let length = u32::try_from(body.len()).unwrap_or(0).to_be_bytes();
    let mut handshake = vec![1, length[1], length[2], length[3]];
    handshake.extend(body);
    // The record says TLS 1.0, as every ClientHello of its time did.
    let mut record = vec![22, 3, 1];
    push_u16_prefixed(&mut record, &handshake);
    record
}

fn push_extension(into: &mut Vec<u8>, kind: u16, content: &[u8]) {
    into.extend(kind.to_be_bytes());
    push_u16_prefixed(into, content);
}

fn push_u16_prefixed(into: &mut Vec<u8>, content: &[u8]) {
    let length = u16::try_from(content.len()).unwrap_or(0);
    into.extend(length.to_be_bytes());
    into.extend(content.iter().take(usize::from(length)));
}

fn random() -> [u8; 32] {
    use ring::rand::SecureRandom as _;
    let mut bytes = [0x5a; 32];
    // A fixed random is harmless here, since no handshake is completed.
    let _ = ring::rand::SystemRandom::new().fill(&mut bytes);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server_hello(version: [u8; 2], suite: u16) -> Vec<u8> {
        let mut bytes = vec![22, 3, 1, 0, 42, 2, 0, 0, 38];
        bytes.extend(version);
        bytes.extend([7; 32]);
        bytes.push(0);
        bytes.extend(suite.to_be_bytes());
        bytes.push(0);
        bytes
    }

    #[test]
    fn a_server_hello_is_read_as_far_as_its_suite() {
        let hello = server_hello([3, 1], 0x002f);
        for cut in 1..45 {
            assert!(
                read_answer(&hello[..cut], Question::Tls10).is_none(),
                "{cut}"
            );
        }
        let answer = read_answer(&hello, Question::Tls10).expect("answer");
        assert_eq!(answer.result, LegacyResult::Accepted);
        assert_eq!(
            answer.suite.as_deref(),
            Some("TLS_RSA_WITH_AES_128_CBC_SHA")
        );
    }

    #[test]
    fn an_alert_or_a_lower_version_is_a_refusal() {
        let alert = read_answer(&[21, 3, 1, 0, 2, 2, 70], Question::Tls10).expect("answer");
        assert_eq!(alert.result, LegacyResult::Rejected);
        let lower = read_answer(&server_hello([3, 1], 0x002f), Question::Tls11).expect("answer");
        assert_eq!(lower.result, LegacyResult::Rejected);
    }

    #[test]
    fn other_bytes_are_no_answer() {
        let answer = read_answer(b"220 mail.example ESMTP", Question::Tls10).expect("answer");
        assert_eq!(answer.result, LegacyResult::Unknown);
    }

    #[test]
    fn the_lengths_of_a_client_hello_agree() {
        let hello = client_hello(Question::Tls12OtherSuites, Some("mail.example"));
        let record = usize::from(u16::from_be_bytes([hello[3], hello[4]]));
        assert_eq!(hello.len(), 5 + record);
        let body = usize::from(hello[6]) << 16 | usize::from(hello[7]) << 8 | usize::from(hello[8]);
        assert_eq!(record, 4 + body);
    }
}
