//! The extra connections that find out what a server takes below TLS 1.2.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, timeout_at};

use crate::record::{LegacyOffer, LegacyResult};
use crate::target::{Target, TlsMode};

use super::Shared;
use super::connect::dial;
use super::dialogue::Talk;
use super::progress::Progress;
use super::proxy::{self, Tunnel};
use super::road::{asked_name, ehlo_name};
use super::tls::legacy::{Answer, Question, ask};
use super::wire::{Tap, Transport, Wire};

/// Asks all questions, one after the other, of the address that carried the dialogue.
pub(super) async fn explore(
    shared: &Shared,
    target: &Target,
    progress: &mut Progress,
    deadline: Instant,
) {
    let Some(address) = progress.address else {
        return;
    };
    if target.tls == TlsMode::None {
        return;
    }
    let name = progress
        .resolution
        .as_ref()
        .map(|resolution| asked_name(target, &resolution.name))
        // RFC 6066 section 3: without the final dot.
        .map(|name| name.trim_end_matches('.').to_owned())
        .filter(|name| name.parse::<IpAddr>().is_err());
    let way = Way {
        address,
        tunnel: progress.tunnel.clone(),
    };
    let mut offer = LegacyOffer::default();
    for question in [Question::Tls10, Question::Tls11, Question::Tls12OtherSuites] {
        let asking = one(shared, target, &way, question, name.as_deref());
        let answer = timeout_at(deadline, asking).await.ok().flatten();
        let (result, suite) = match answer {
            Some(Answer { result, suite }) => (result, suite),
            None => (LegacyResult::Unknown, None),
        };
        match question {
            Question::Tls10 => offer.tls10 = Some(result),
            Question::Tls11 => offer.tls11 = Some(result),
            Question::Tls12OtherSuites => {
                offer.tls12_other_suites = Some(result);
                offer.tls12_other_suite = suite;
            }
        }
    }
    progress.legacy_tls = Some(offer);
}

/// How the dialogue's connection went, for others like it.
struct Way {
    address: IpAddr,
    tunnel: Option<Tunnel>,
}

impl Way {
    async fn connect(&self, shared: &Shared, port: u16) -> Option<Tap> {
        if let Some(tunnel) = &self.tunnel {
            return proxy::another(shared, tunnel, self.address).await.ok();
        }
        let limit = Duration::from_millis(shared.config.connect_timeout_ms);
        let socket = dial(SocketAddr::new(self.address, port), limit)
            .await
            .ok()?;
        Some(Tap::new(socket, Arc::default()))
    }
}

async fn one(
    shared: &Shared,
    target: &Target,
    way: &Way,
    question: Question,
    name: Option<&str>,
) -> Option<Answer> {
    let tap = way.connect(shared, target.port).await?;
    let mut tap = match target.tls.upgrade_protocol() {
        None => tap,
        Some(protocol) => {
            let ehlo_name = ehlo_name(shared, &tap);
            // What is said here has been seen already; it must not count twice.
            let mut aside = Progress::new(false);
            let mut talk = Talk {
                wire: Wire::plain(tap),
                progress: &mut aside,
                protocol,
                ehlo_name: &ehlo_name,
            };
            talk.greeting().await.ok()?;
            talk.upgrade().await.ok()?;
            match talk.wire.into_parts() {
                (Transport::Plain(tap), _) => tap,
                (Transport::Tls(_), _) => return None,
            }
        }
    };
    Some(ask(&mut tap, question, name).await)
}
