//! Operating system and TLS errors as outcomes.

use std::io;

use rustls::{CertificateError, Error as TlsError};

use super::tls_error_text::{alert_name, words};
use crate::record::{Outcome, OutcomeCode, TlsAlert};

/// What an error of a connection means: of its socket, or of the TLS on it.
pub(crate) fn socket_outcome(error: &io::Error, is_ipv6: bool) -> Outcome {
    // Inside TLS an alert or a broken record comes as an error of the stream: in TLS 1.3 a server that
    // wants a client certificate says so only after the handshake (RFC 8446 section 4.4.2.4).
    match tls_error(error) {
        Some(tls) => tls_outcome(tls),
        None => Outcome::new(socket_code(error, is_ipv6)).with_detail(error.to_string()),
    }
}

fn tls_error(error: &io::Error) -> Option<&TlsError> {
    error.get_ref()?.downcast_ref::<TlsError>()
}

fn socket_code(error: &io::Error, is_ipv6: bool) -> OutcomeCode {
    use io::ErrorKind as Kind;
    // Numbers first: the standard library has no kinds for "this machine is out of resources".
    if let Some(number) = error.raw_os_error() {
        if is_local_limit(number) {
            return OutcomeCode::LocalLimit;
        }
        if cfg!(windows)
            && let Some(code) = winsock_code(number)
        {
            return code;
        }
    }
    match error.kind() {
        Kind::ConnectionRefused => OutcomeCode::Refused,
        Kind::ConnectionReset | Kind::ConnectionAborted => OutcomeCode::Reset,
        Kind::BrokenPipe | Kind::UnexpectedEof | Kind::NotConnected | Kind::WriteZero => {
            OutcomeCode::Closed
        }
        // No socket says this: the bound on a connection does (wire.rs).
        Kind::QuotaExceeded => OutcomeCode::ReplyTooLong,
        // Only TLS calls bytes invalid; HTTP/2 passes the kind on without rustls's own error.
        Kind::InvalidData => OutcomeCode::TlsFailure,
        Kind::TimedOut => OutcomeCode::Timeout,
        Kind::PermissionDenied => OutcomeCode::LocalPolicy,
        Kind::OutOfMemory => OutcomeCode::LocalLimit,
        // IPv6: this machine has no address to come from. IPv4: it has run out of ports.
        Kind::AddrNotAvailable if !is_ipv6 => OutcomeCode::LocalLimit,
        _ => OutcomeCode::Unreachable,
    }
}

/// What Windows Sockets says where the standard library has no kind for it ("Windows Sockets Error
/// Codes" of the Winsock reference).
fn winsock_code(number: i32) -> Option<OutcomeCode> {
    match number {
        // WSAENETRESET: keep-alive found the peer gone.
        10052 => Some(OutcomeCode::Reset),
        // WSAESHUTDOWN, WSAEDISCON.
        10058 | 10101 => Some(OutcomeCode::Closed),
        _ => None,
    }
}

/// EMFILE, ENFILE, ENOBUFS, ENOMEM; on Windows WSAEMFILE, WSAENOBUFS, WSAEPROCLIM and
/// WSA_NOT_ENOUGH_MEMORY.
fn is_local_limit(number: i32) -> bool {
    if cfg!(windows) {
        matches!(number, 10024 | 10055 | 10067 | 8)
    } else if cfg!(target_vendor = "apple") {
        matches!(number, 23 | 24 | 12 | 55)
    } else {
        matches!(number, 23 | 24 | 12 | 105)
    }
}

/// What a failed handshake means. `first_bytes` is what the peer sent first.
pub(crate) fn handshake_outcome(error: &io::Error, first_bytes: &[u8]) -> Outcome {
    match tls_error(error) {
        // An alert is a TLS record; anything else is TLS only if it began as TLS.
        Some(tls)
            if !matches!(tls, TlsError::AlertReceived(_))
                && !first_bytes.is_empty()
                && !looks_like_tls(first_bytes) =>
        {
            Outcome::new(OutcomeCode::ProtocolMismatch).with_detail(words(tls))
        }
        _ => socket_outcome(error, false),
    }
}

fn tls_outcome(error: &TlsError) -> Outcome {
    let mut outcome = Outcome::new(match error {
        TlsError::AlertReceived(_) => OutcomeCode::TlsAlert,
        TlsError::PeerIncompatible(_) => OutcomeCode::TlsIncompatible,
        TlsError::InvalidCertificate(why) => certificate_code(why),
        _ => OutcomeCode::TlsFailure,
    });
    if let TlsError::AlertReceived(alert) = error {
        outcome.tls_alert = Some(TlsAlert {
            number: u8::from(*alert),
            name: alert_name(*alert),
        });
    }
    outcome.with_detail(words(error))
}

fn certificate_code(error: &CertificateError) -> OutcomeCode {
    match error {
        CertificateError::Revoked => OutcomeCode::CertificateRevoked,
        _ => OutcomeCode::CertificateInvalid,
    }
}

/// Whether bytes can be the start of a TLS record: a known content type and major version 3
/// (RFC 8446 section 5.1).
pub(crate) fn looks_like_tls(bytes: &[u8]) -> bool {
    match bytes {
        [] => false,
        [kind] => (20..=24).contains(kind),
        [kind, major, ..] => (20..=24).contains(kind) && *major == 3,
    }
}

#[cfg(test)]
mod tests {
    use rustls::AlertDescription;

    use super::*;

    #[test]
    fn socket_errors_have_their_codes() {
        use io::ErrorKind as Kind;
        for (kind, ipv6, code) in [
            (Kind::ConnectionRefused, false, OutcomeCode::Refused),
            (Kind::ConnectionReset, false, OutcomeCode::Reset),
            (Kind::UnexpectedEof, false, OutcomeCode::Closed),
            (Kind::TimedOut, false, OutcomeCode::Timeout),
            (Kind::PermissionDenied, false, OutcomeCode::LocalPolicy),
            (Kind::HostUnreachable, false, OutcomeCode::Unreachable),
            (Kind::NetworkUnreachable, true, OutcomeCode::Unreachable),
            (Kind::AddrNotAvailable, true, OutcomeCode::Unreachable),
            (Kind::AddrNotAvailable, false, OutcomeCode::LocalLimit),
        ] {
            assert_eq!(socket_code(&kind.into(), ipv6), code, "{kind:?}");
        }
    }

    #[cfg(windows)]
    #[test]
    fn winsock_errors_have_their_codes() {
        for (number, name, ipv6, code) in [
            (10061, "WSAECONNREFUSED", false, OutcomeCode::Refused),
            (10054, "WSAECONNRESET", false, OutcomeCode::Reset),
            (10053, "WSAECONNABORTED", false, OutcomeCode::Reset),
            (10052, "WSAENETRESET", false, OutcomeCode::Reset),
            (10057, "WSAENOTCONN", false, OutcomeCode::Closed),
            (10058, "WSAESHUTDOWN", false, OutcomeCode::Closed),
            (10101, "WSAEDISCON", false, OutcomeCode::Closed),
            (10060, "WSAETIMEDOUT", false, OutcomeCode::Timeout),
            (10013, "WSAEACCES", false, OutcomeCode::LocalPolicy),
            (10024, "WSAEMFILE", false, OutcomeCode::LocalLimit),
            (10055, "WSAENOBUFS", false, OutcomeCode::LocalLimit),
            (10067, "WSAEPROCLIM", false, OutcomeCode::LocalLimit),
            (10050, "WSAENETDOWN", false, OutcomeCode::Unreachable),
            (10051, "WSAENETUNREACH", false, OutcomeCode::Unreachable),
            (10065, "WSAEHOSTUNREACH", false, OutcomeCode::Unreachable),
            (10049, "WSAEADDRNOTAVAIL", true, OutcomeCode::Unreachable),
            (10049, "WSAEADDRNOTAVAIL", false, OutcomeCode::LocalLimit),
        ] {
            let error = io::Error::from_raw_os_error(number);
            assert_eq!(socket_code(&error, ipv6), code, "{name}");
        }
    }

    #[test]
    fn winsock_numbers_without_a_kind() {
        assert_eq!(winsock_code(10052), Some(OutcomeCode::Reset));
        assert_eq!(winsock_code(10058), Some(OutcomeCode::Closed));
        assert_eq!(winsock_code(10061), None, "the kind says it");
    }

    #[cfg(unix)]
    #[test]
    fn running_out_of_descriptors_is_not_a_closed_port() {
        let error = io::Error::from_raw_os_error(24);
        assert_eq!(socket_code(&error, false), OutcomeCode::LocalLimit);
    }

    #[test]
    fn what_breaks_inside_tls_is_not_a_missing_route() {
        let alert = TlsError::AlertReceived(AlertDescription::CertificateRequired);
        let broken = TlsError::InvalidMessage(rustls::InvalidMessage::InvalidContentType);
        for (error, code) in [
            (
                io::Error::new(io::ErrorKind::InvalidData, alert),
                OutcomeCode::TlsAlert,
            ),
            (
                io::Error::new(io::ErrorKind::InvalidData, broken),
                OutcomeCode::TlsFailure,
            ),
            (io::ErrorKind::InvalidData.into(), OutcomeCode::TlsFailure),
        ] {
            let outcome = socket_outcome(&error, false);
            assert_eq!(outcome.code, code, "{error}");
            assert_eq!(outcome.tls_alert.is_some(), code == OutcomeCode::TlsAlert);
        }
    }

    #[test]
    fn alerts_have_their_names_of_rfc_8446() {
        for (alert, name, number) in [
            (AlertDescription::HandshakeFailure, "handshake_failure", 40),
            (AlertDescription::ProtocolVersion, "protocol_version", 70),
            (AlertDescription::UnknownCA, "unknown_ca", 48),
            (AlertDescription::UnrecognisedName, "unrecognized_name", 112),
            (
                AlertDescription::UnknownPSKIdentity,
                "unknown_psk_identity",
                115,
            ),
        ] {
            let error = io::Error::other(TlsError::AlertReceived(alert));
            let outcome = handshake_outcome(&error, &[21, 3, 3]);
            let alert = outcome.tls_alert.expect("alert");
            assert_eq!((alert.name.as_str(), alert.number), (name, number));
        }
    }
}
