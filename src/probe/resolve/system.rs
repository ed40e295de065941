//! The operating system's resolver, as applications use it.

use std::net::IpAddr;
use std::sync::OnceLock;

use dns_lookup::{AddrInfoHints, LookupErrorKind, SockType};
use tokio::sync::Semaphore;

use crate::record::{Outcome, OutcomeCode};

use super::Answer;

/// Threads that may wait in getaddrinfo at the same time, over all runs. It cannot be interrupted, and
/// a dead resolver holds it for half a minute; probes that find no room wait no longer than their own
/// deadline.
static ROOM: Semaphore = Semaphore::const_new(32);

/// Asks the operating system. Dropping the future does not stop a call that has begun; it ends by
/// itself and frees its place then.
pub(super) async fn look_up(name: String) -> Answer {
    let Ok(place) = ROOM.acquire().await else {
        return Err(Outcome::new(OutcomeCode::Internal).with_detail("the resolver pool is closed"));
    };
    let asked = tokio::task::spawn_blocking(move || {
        let _place = place;
        ask(&name)
    });
    asked.await.unwrap_or_else(|error| {
        Err(Outcome::new(OutcomeCode::Internal).with_detail(format!("resolver task: {error}")))
    })
}

fn ask(name: &str) -> Answer {
    let hints = AddrInfoHints {
        socktype: SockType::Stream.into(),
        ..AddrInfoHints::default()
    };
    match dns_lookup::getaddrinfo(Some(name), None, Some(hints)) {
        Ok(found) => {
            let addresses: Vec<IpAddr> = found
                .flatten()
                .map(|entry| entry.sockaddr.ip())
                .take(256)
                .collect();
            Ok(addresses)
        }
        Err(error) => {
            let code = match error.kind() {
                LookupErrorKind::NoName => OutcomeCode::NameNotFound,
                LookupErrorKind::NoData => OutcomeCode::NoAddress,
                LookupErrorKind::Memory => OutcomeCode::LocalLimit,
                _ => OutcomeCode::ResolverFailure,
            };
            let text = std::io::Error::from(error).to_string();
            Err(Outcome::new(code).with_detail(format!("{name}: {text}")))
        }
    }
}

/// This machine's name where it is fully qualified. It is the one for EHLO.
pub(crate) fn own_name() -> Option<&'static str> {
    static NAME: OnceLock<Option<String>> = OnceLock::new();
    NAME.get_or_init(|| {
        let name = dns_lookup::get_hostname().ok()?;
        let name = name.trim_end_matches('.');
        let qualified = name.contains('.')
            && !name.ends_with(".localdomain")
            && crate::host_name::check_ehlo_name(name).is_ok();
        qualified.then(|| name.to_owned())
    })
    .as_deref()
}
