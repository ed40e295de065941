//! The TLS handshake, and what comes in its place.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use rustls::ServerConfig;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use super::behaviour::Handshake;
use super::wire;

/// The longest handshake: a client that stalls is let go.
const LONGEST: Duration = Duration::from_secs(60);

/// Between two looks at a ClientHello that is not whole yet.
const PAUSE: Duration = Duration::from_millis(5);

/// The longest body of a TLS record in clear text (RFC 8446 section 5.1).
const LONGEST_RECORD: usize = 1 << 14;

/// Alert record: fatal (2), handshake_failure (40); RFC 5246 section 7.2.
const HANDSHAKE_FAILURE: [u8; 7] = [0x15, 0x03, 0x03, 0x00, 0x02, 0x02, 0x28];

/// Alert record: fatal (2), protocol_version (70).
const PROTOCOL_VERSION: [u8; 7] = [0x15, 0x03, 0x01, 0x00, 0x02, 0x02, 0x46];

/// Does the handshake; the TLS stream comes back when it succeeded.
///
/// # Errors
/// The connection or the handshake broke.
pub(super) async fn perform(
    mut stream: TcpStream,
    handshake: Handshake,
    config: Option<Arc<ServerConfig>>,
) -> io::Result<Option<TlsStream<TcpStream>>> {
    match handshake {
        Handshake::WithOldTls(_) if is_old(&stream).await? => {
            let version = read_client_hello(&mut stream).await?;
            stream.write_all(&old_server_hello(version)).await?;
            wire::hold(&mut stream).await?;
        }
        Handshake::With(_) | Handshake::WithOldTls(_) => {
            let Some(config) = config else {
                return Err(io::Error::other("a handshake without a certificate"));
            };
            return match timeout(LONGEST, TlsAcceptor::from(config).accept(stream)).await {
                Ok(accepted) => accepted.map(Some),
                Err(_) => Err(io::ErrorKind::TimedOut.into()),
            };
        }
        Handshake::Reset => {
            read_client_hello(&mut stream).await?;
            reset(stream)?;
        }
        Handshake::Closed => wire::close(&mut stream).await?,
        Handshake::Silent => wire::hold(&mut stream).await?,
        Handshake::Alert => {
            read_client_hello(&mut stream).await?;
            stream.write_all(&HANDSHAKE_FAILURE).await?;
            wire::close(&mut stream).await?;
        }
        Handshake::Tls10 => {
            let version = read_client_hello(&mut stream).await?;
            if version >= 0x0301 {
                stream.write_all(&old_server_hello(0x0301)).await?;
                wire::hold(&mut stream).await?;
            } else {
                stream.write_all(&PROTOCOL_VERSION).await?;
                wire::close(&mut stream).await?;
            }
        }
        Handshake::PlainHttp => {
            read_client_hello(&mut stream).await?;
            let answer =
                "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
            stream.write_all(answer.as_bytes()).await?;
            wire::close(&mut stream).await?;
        }
    }
    Ok(None)
}

/// Closes with RST instead of FIN.
pub(super) fn reset(stream: TcpStream) -> io::Result<()> {
    stream.set_zero_linger()?;
    drop(stream);
    Ok(())
}

/// Reads the record with the ClientHello and returns its `legacy_version` (RFC 8446 section 4.1.2).
async fn read_client_hello(stream: &mut TcpStream) -> io::Result<u16> {
    let mut header = [0; 5];
    stream.read_exact(&mut header).await?;
    let length = usize::from(u16::from_be_bytes([header[3], header[4]]));
    // Record: handshake (22); message: client_hello (1), length (3 bytes), legacy_version.
    if header[0] != 22 || !(6..=LONGEST_RECORD).contains(&length) {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await?;
    if body[0] != 1 {
        return Err(io::ErrorKind::InvalidData.into());
    }
    Ok(u16::from_be_bytes([body[4], body[5]]))
}

/// Whether the ClientHello that comes knows nothing newer than TLS 1.1. It is left unread.
async fn is_old(stream: &TcpStream) -> io::Result<bool> {
    // Record header, message header, legacy_version.
    let mut start = [0; 11];
    let whole = async {
        loop {
            match stream.peek(&mut start).await? {
                0 => return Err(io::ErrorKind::UnexpectedEof.into()),
                11 => return Ok(u16::from_be_bytes([start[9], start[10]]) < 0x0303),
                // The rest is on its way.
                _ => sleep(PAUSE).await,
            }
        }
    };
    timeout(LONGEST, whole)
        .await
        .unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))
}

/// The ServerHello of a server that agrees on TLS 1.0 or 1.1 (RFC 2246 and RFC 4346, section 7.4.1.3) and
/// has picked TLS_RSA_WITH_AES_128_CBC_SHA. The handshake goes no further: nothing here can complete it.
fn old_server_hello(version: u16) -> Vec<u8> {
    let mut hello = version.to_be_bytes().to_vec(); // server_version
    hello.extend([0x42; 32]); // random
    hello.push(0); // no session id
    hello.extend([0x00, 0x2f, 0x00]); // cipher suite, null compression
    let mut record = vec![0x16, 0x03, 0x01]; // handshake, TLS 1.0
    record.extend((hello.len() as u16 + 4).to_be_bytes());
    record.extend([0x02, 0x00, 0x00, hello.len() as u8]); // server_hello
    record.extend(hello);
    record
}
