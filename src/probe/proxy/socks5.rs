//! SOCKS 5: RFC 1928, user and password of RFC 1929.
//!
//! By hand: every reply has an outcome of its own, and what the proxy said goes into the record; clients give an error.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::record::{Outcome, OutcomeCode, ProxyAuthentication};

use super::exchange::{Exchange, Refused};
use crate::probe::tunnel::Host;

const VERSION: u8 = 5;
const NO_AUTHENTICATION: u8 = 0;
const USER_AND_PASSWORD: u8 = 2;
const NONE_ACCEPTABLE: u8 = 0xff;

/// Asks a SOCKS 5 proxy to connect.
pub(super) async fn ask(exchange: &mut Exchange<'_>) -> Result<(), Refused> {
    authenticate(exchange).await?;
    let request = request(&exchange.destination.host, exchange.destination.port);
    exchange.wire.send(&request).await?;
    let reply = read_reply(exchange).await?;
    exchange.seen.reply_code = Some(u16::from(reply));
    exchange.seen.reply = Some(meaning(reply).to_owned());
    if reply == 0 {
        return Ok(());
    }
    Err(Refused {
        outcome: Outcome::new(OutcomeCode::ProxyRefused)
            .with_detail(format!("SOCKS reply {reply}: {}", meaning(reply)))
            .with_reply(reply.to_string()),
        // Network, host, refused, TTL, address type: another address may fare better. 1 is what
        // some send for all of them.
        elsewhere: matches!(reply, 1 | 3 | 4 | 5 | 6 | 8),
    })
}

/// The method negotiation of RFC 1928 section 3.
async fn authenticate(exchange: &mut Exchange<'_>) -> Result<(), Outcome> {
    let credentials = exchange.server.credentials();
    let offer: &[u8] = match credentials {
        Some(_) => &[VERSION, 2, NO_AUTHENTICATION, USER_AND_PASSWORD],
        None => &[VERSION, 1, NO_AUTHENTICATION],
    };
    exchange.wire.send(offer).await?;
    need(exchange, 1).await?;
    if exchange.wire.inbox().first() != Some(&VERSION) {
        return Err(exchange.mismatch("a SOCKS 5 proxy"));
    }
    let [_, method] = take(exchange).await?;
    match (method, credentials) {
        (NO_AUTHENTICATION, _) => {
            exchange.seen.authentication = Some(ProxyAuthentication::None);
            Ok(())
        }
        (USER_AND_PASSWORD, Some(credentials)) => {
            exchange.seen.authentication = Some(ProxyAuthentication::UsernamePassword);
            let mut message = vec![1];
            push_with_length(&mut message, credentials.user());
            push_with_length(&mut message, credentials.password());
            exchange.wire.send(&message).await?;
            let [version, status] = take(exchange).await?;
            // Some answer with the version of SOCKS instead of that of this dialogue.
            if version != 1 && version != VERSION {
                return Err(
                    Outcome::new(OutcomeCode::ProtocolMismatch).with_detail(format!(
                        "expected the answer to user and password (RFC 1929), got version {version}"
                    )),
                );
            }
            if status == 0 {
                return Ok(());
            }
            Err(unauthenticated(
                exchange,
                format!("user and password were refused (status {status})"),
            ))
        }
        (NONE_ACCEPTABLE, Some(_)) => Err(unauthenticated(
            exchange,
            "the proxy accepts neither user name and password nor access without authentication"
                .to_owned(),
        )),
        (NONE_ACCEPTABLE, None) => Err(unauthenticated(
            exchange,
            "the proxy requires authentication".to_owned(),
        )),
        (method, _) => Err(
            Outcome::new(OutcomeCode::ProtocolMismatch).with_detail(format!(
                "the proxy chose authentication method {method}, which was not offered"
            )),
        ),
    }
}

fn unauthenticated(exchange: &mut Exchange<'_>, why: String) -> Outcome {
    exchange.seen.reply = Some(why.clone());
    Outcome::new(OutcomeCode::ProxyAuthenticationRequired).with_detail(why)
}

/// CONNECT (RFC 1928 section 4).
fn request(host: &Host, port: u16) -> Vec<u8> {
    let mut message = vec![VERSION, 1, 0];
    match host {
        Host::Address(IpAddr::V4(address)) => {
            message.push(1);
            message.extend(address.octets());
        }
        Host::Address(IpAddr::V6(address)) => {
            message.push(4);
            message.extend(address.octets());
        }
        Host::Name(name) => {
            message.push(3);
            push_with_length(&mut message, name.as_bytes());
        }
    }
    message.extend(port.to_be_bytes());
    message
}

/// One byte of length, then the bytes. What is sent has been checked to have at most 255.
fn push_with_length(into: &mut Vec<u8>, bytes: &[u8]) {
    let length = u8::try_from(bytes.len()).unwrap_or(u8::MAX);
    into.push(length);
    into.extend(bytes.iter().take(usize::from(length)));
}

/// The reply of RFC 1928 section 6, whole: what follows it belongs to the target.
async fn read_reply(exchange: &mut Exchange<'_>) -> Result<u8, Outcome> {
    need(exchange, 2).await?;
    let reply = match exchange.wire.inbox() {
        [VERSION, reply, ..] => *reply,
        _ => return Err(exchange.mismatch("a SOCKS 5 reply")),
    };
    // Some close right after a refusal, without the address that nobody needs.
    if reply != 0 {
        return Ok(reply);
    }
    let [_, _, _, kind] = take(exchange).await?;
    let address = match kind {
        1 => Some(IpAddr::from(Ipv4Addr::from(take::<4>(exchange).await?))),
        4 => Some(IpAddr::from(Ipv6Addr::from(take::<16>(exchange).await?))),
        3 => {
            let [length] = take(exchange).await?;
            let length = usize::from(length);
            need(exchange, length).await?;
            exchange.wire.consume(length);
            None
        }
        other => {
            return Err(
                Outcome::new(OutcomeCode::ProtocolMismatch).with_detail(format!(
                    "a SOCKS 5 reply with an address of unknown type {other}"
                )),
            );
        }
    };
    let [_, _] = take(exchange).await?;
    exchange.seen.bound_address = address.filter(|address| !address.is_unspecified());
    Ok(reply)
}

/// Waits for so many bytes; 255 at most, so no bound is needed.
async fn need(exchange: &mut Exchange<'_>, count: usize) -> Result<(), Outcome> {
    while exchange.wire.inbox().len() < count {
        exchange.more().await?;
    }
    Ok(())
}

async fn take<const COUNT: usize>(exchange: &mut Exchange<'_>) -> Result<[u8; COUNT], Outcome> {
    need(exchange, COUNT).await?;
    let bytes = exchange.wire.inbox().first_chunk::<COUNT>().copied();
    exchange.wire.consume(COUNT);
    bytes.ok_or_else(|| Outcome::new(OutcomeCode::Internal).with_detail("too few bytes"))
}

/// The replies of RFC 1928 section 6.
fn meaning(reply: u8) -> &'static str {
    match reply {
        0 => "succeeded",
        1 => "general failure",
        2 => "not allowed by its rules",
        3 => "network unreachable",
        4 => "host unreachable",
        5 => "connection refused",
        6 => "time to live expired",
        7 => "command not supported",
        8 => "address type not supported",
        _ => "unassigned",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_as_rfc_1928_writes_them() {
        for (host, expected) in [
            (
                Host::Address("192.0.2.1".parse().expect("address")),
                vec![5, 1, 0, 1, 192, 0, 2, 1, 2, 75],
            ),
            (
                Host::Address("::1".parse().expect("address")),
                [&[5, 1, 0, 4][..], &[0; 15], &[1, 2, 75]].concat(),
            ),
            (
                Host::Name("a.example".into()),
                [&[5, 1, 0, 3, 9][..], b"a.example", &[2, 75]].concat(),
            ),
        ] {
            assert_eq!(request(&host, 587), expected, "{host:?}");
        }
    }
}
