//! The extra connections that find out what a server takes below TLS 1.2.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, timeout_at};

use crate::record::{LegacyOffer, LegacyResult};
use crate::targets::{Target, TlsMode};

use super::Shared;
use super::connect::dial;
use super::dialogue::Session;
use super::line_stream::{LineStream, MeteredStream, Transport};
use super::phases::{asked_name, ehlo_name};
use super::progress::Progress;
use super::proxy;
use super::tls::legacy::{Answer, Question, ask};
use super::tunnel::Tunnel;

/// How long the questions may take. They are asked at the same time, and a server that does not know what
/// to say to one of them must not hold up the probe.
const LIMIT: Duration = Duration::from_secs(5);

/// Asks all questions, at the same time, of the address that carried the dialogue. Nothing is asked
/// where that did not come as far as TLS.
pub(super) async fn explore(
    shared: &Shared,
    target: &Target,
    progress: &mut Progress,
    deadline: Instant,
) {
    let Some(address) = progress.address else {
        return;
    };
    if target.tls == TlsMode::None || progress.tls.is_none() {
        return;
    }
    let deadline = deadline.min(Instant::now() + LIMIT);
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
    let ask = async |question| {
        let asking = one(shared, target, &way, question, name.as_deref());
        let answer = timeout_at(deadline, asking).await.ok().flatten();
        match answer {
            Some(Answer { result, suite }) => (result, suite),
            None => (LegacyResult::Unknown, None),
        }
    };
    let ((tls10, _), (tls11, _), (others, other)) = tokio::join!(
        ask(Question::Tls10),
        ask(Question::Tls11),
        ask(Question::Tls12OtherSuites),
    );
    progress.legacy_tls = Some(LegacyOffer {
        tls10: Some(tls10),
        tls11: Some(tls11),
        tls12_other_suites: Some(others),
        tls12_other_suite: other,
    });
}

/// How the dialogue's connection went, for others like it.
struct Way {
    address: IpAddr,
    tunnel: Option<Tunnel>,
}

impl Way {
    async fn connect(&self, shared: &Shared, port: u16) -> Option<MeteredStream> {
        if let Some(tunnel) = &self.tunnel {
            return proxy::another(shared, tunnel, self.address).await.ok();
        }
        let limit = shared.settings.connect_timeout;
        let socket = dial(SocketAddr::new(self.address, port), limit)
            .await
            .ok()?;
        Some(MeteredStream::new(socket, Arc::default()))
    }
}

async fn one(
    shared: &Shared,
    target: &Target,
    way: &Way,
    question: Question,
    name: Option<&str>,
) -> Option<Answer> {
    let tcp = way.connect(shared, target.port).await?;
    let mut tcp = match target.tls.upgrade_protocol() {
        None => tcp,
        Some(protocol) => {
            let ehlo_name = ehlo_name(shared, &tcp);
            // What is said here has been seen already; it must not count twice.
            let mut aside = Progress::new(false);
            let mut session = Session {
                wire: LineStream::plain(tcp),
                progress: &mut aside,
                protocol,
                ehlo_name: &ehlo_name,
            };
            session.greeting().await.ok()?;
            session.upgrade().await.ok()?;
            match session.wire.into_parts() {
                (Transport::Plain(tcp), _) => tcp,
                (Transport::Tls(_), _) => return None,
            }
        }
    };
    Some(ask(&mut tcp, question, name).await)
}
