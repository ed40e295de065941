//! The same request over HTTP/2 (RFC 9113), where ALPN chose it.

use tokio_rustls::client::TlsStream;

use crate::record::{Direction, Outcome, OutcomeCode};
use crate::targets::Protocol;

use super::super::error_mapping::socket_outcome;
use super::super::line_stream::MeteredStream;
use super::super::progress::Progress;
use super::REPLY_LIMIT;
use super::http::{HttpRequest, USER_AGENT, build, settle};

pub(super) async fn answer(
    stream: TlsStream<MeteredStream>,
    request: &HttpRequest<'_>,
    progress: &mut Progress,
) -> Result<(), Outcome> {
    progress.dialogue(Protocol::Http);
    let uri = format!("{}://{}/", request.scheme, request.authority());
    let message = http::Request::head(&uri)
        .header("user-agent", USER_AGENT)
        .header("accept", "*/*")
        .body(())
        .map_err(|error| Outcome::new(OutcomeCode::Internal).with_detail(error.to_string()))?;
    let (client, mut connection) = h2::client::Builder::new()
        .max_header_list_size(REPLY_LIMIT as u32)
        .enable_push(false)
        .max_concurrent_streams(1)
        .handshake::<_, std::io::Cursor<&[u8]>>(stream)
        .await
        .map_err(|error| failure(&error))?;
    let exchange = async move {
        let mut client = client.ready().await?;
        let (response, _body) = client.send_request(message, true)?;
        response.await
    };
    progress.said(Protocol::Http, Direction::Client, true, b"HEAD / (h2)");
    tokio::pin!(exchange);
    // The connection moves the bytes of the exchange; whichever ends first decides.
    let ended = tokio::select! {
        biased;
        response = &mut exchange => Ok(response),
        ended = &mut connection => Err(ended),
    };
    let response = match ended {
        Ok(response) => response.map_err(|error| failure(&error))?,
        Err(ended) => {
            // A server that answers and hangs up at once: the answer may have come all the same.
            let answered = tokio::select! {
                biased;
                response = &mut exchange => response.ok(),
                () = std::future::ready(()) => None,
            };
            let Some(response) = answered else {
                return Err(match ended {
                    Err(error) => failure(&error),
                    Ok(()) => Outcome::new(OutcomeCode::Closed)
                        .with_detail("the peer closed the HTTP/2 connection before its answer"),
                });
            };
            response
        }
    };
    let headers = response
        .headers()
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_bytes()));
    settle(
        build("h2", response.status().as_u16(), headers),
        true,
        progress,
    )
}

fn failure(error: &h2::Error) -> Outcome {
    if let Some(io) = error.get_io() {
        // The end of the stream within a frame comes without a number and without a kind.
        if io.kind() == std::io::ErrorKind::Other && io.raw_os_error().is_none() {
            return Outcome::new(OutcomeCode::Closed).with_detail(format!(
                "the peer closed the connection within an HTTP/2 frame ({io})"
            ));
        }
        // The end of TLS without close_notify, which rustls explains at length.
        if io.kind() == std::io::ErrorKind::UnexpectedEof {
            return Outcome::new(OutcomeCode::Closed)
                .with_detail("the peer closed the connection without ending TLS");
        }
        return socket_outcome(io, false);
    }
    // The codes of RFC 9113 section 7, which people can look up.
    let text = match error.reason() {
        Some(reason) => format!("error {reason:?}"),
        None => crate::text::sanitize(error.to_string().as_bytes(), 200),
    };
    let code = if error.is_remote() {
        OutcomeCode::Closed
    } else {
        OutcomeCode::ProtocolMismatch
    };
    Outcome::new(code).with_detail(format!("HTTP/2: {text}"))
}
