//! TCP to every address of a target or of its proxy: RFC 8305 for the first connection, and an outcome for each of
//! the others.

use std::collections::VecDeque;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use tokio::net::{TcpSocket, TcpStream};
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout, timeout_at};

use crate::config::{AddressPolicy, Settings};
use crate::record::{Attempt, Outcome, OutcomeCode};

use super::error_mapping::socket_outcome;
use super::progress::Progress;

/// Time between the starts of two attempts (RFC 8305 section 5 recommends 250 ms).
const STAGGER: Duration = Duration::from_millis(250);

/// The most addresses that are tried.
const MOST: usize = 32;

/// An attempt that has ended.
struct Ended {
    index: usize,
    at: Instant,
    result: io::Result<TcpStream>,
}

/// The attempts of one probe. They go on while the dialogue does; dropping stops them.
pub(crate) struct HappyEyeballs {
    limit: Duration,
    waiting: VecDeque<SocketAddr>,
    starts: Vec<Instant>,
    running: JoinSet<Ended>,
}

impl HappyEyeballs {
    pub(crate) fn new(settings: &Settings) -> Self {
        Self {
            limit: settings.connect_timeout,
            waiting: VecDeque::new(),
            starts: Vec::new(),
            running: JoinSet::new(),
        }
    }

    /// Connects to the first address that answers.
    pub(crate) async fn connect(
        &mut self,
        addresses: &[IpAddr],
        port: u16,
        policy: AddressPolicy,
        progress: &mut Progress,
    ) -> Result<TcpStream, Outcome> {
        self.waiting = addresses
            .iter()
            .take(MOST)
            .map(|address| SocketAddr::new(*address, port))
            .collect();
        self.start_next(progress);
        loop {
            let next = if self.waiting.is_empty() {
                self.running.join_next().await
            } else {
                match timeout(STAGGER, self.running.join_next()).await {
                    Ok(ended) => ended,
                    Err(_) => {
                        self.start_next(progress);
                        continue;
                    }
                }
            };
            let Some(ended) = next else {
                if self.start_next(progress) {
                    continue;
                }
                return Err(overall(&progress.attempts));
            };
            let Ok(ended) = ended else { continue };
            let index = ended.index;
            if let Some(socket) = self.note(ended, progress) {
                if let Some(attempt) = progress.attempts.get_mut(index) {
                    attempt.used = true;
                    progress.address = Some(attempt.address);
                }
                match policy {
                    AddressPolicy::All => while self.start_next(progress) {},
                    AddressPolicy::First => self.waiting.clear(),
                }
                return Ok(socket);
            }
            // A failure starts the next one at once.
            self.start_next(progress);
        }
    }

    /// Waits for the other attempts, no longer than until `until`, and says what became of each.
    /// Without a connection in use (`connected` is false) what is left has run into the deadline.
    pub(crate) async fn finish(
        &mut self,
        until: Instant,
        connected: bool,
        progress: &mut Progress,
    ) {
        while let Ok(Some(ended)) = timeout_at(until, self.running.join_next()).await {
            if let Ok(ended) = ended {
                self.note(ended, progress);
            }
        }
        self.running.abort_all();
        let now = Instant::now();
        for (attempt, start) in progress.attempts.iter_mut().zip(&self.starts) {
            if attempt.outcome == OutcomeCode::Cancelled {
                let waited = now.saturating_duration_since(*start);
                attempt.duration_ms = super::progress::rounded_ms(waited);
                attempt.outcome = OutcomeCode::Timeout;
                attempt.detail = Some(if connected {
                    "no answer while the probe went on with another address".into()
                } else {
                    "no answer before the probe's deadline".into()
                });
            }
        }
    }

    fn start_next(&mut self, progress: &mut Progress) -> bool {
        let Some(peer) = self.waiting.pop_front() else {
            return false;
        };
        let start = Instant::now();
        let index = self.starts.len();
        self.starts.push(start);
        progress.attempts.push(Attempt {
            address: peer.ip(),
            start_ms: progress.ms_at(start),
            duration_ms: 0.0,
            outcome: OutcomeCode::Cancelled,
            used: false,
            detail: None,
            local_address: None,
        });
        let limit = self.limit;
        self.running.spawn(async move {
            let result = dial(peer, limit).await;
            Ended {
                index,
                at: Instant::now(),
                result,
            }
        });
        true
    }

    fn note(&self, ended: Ended, progress: &mut Progress) -> Option<TcpStream> {
        let start = self.starts.get(ended.index)?;
        let attempt = progress.attempts.get_mut(ended.index)?;
        attempt.duration_ms =
            super::progress::rounded_ms(ended.at.saturating_duration_since(*start));
        match ended.result {
            Ok(socket) => {
                attempt.outcome = OutcomeCode::Ok;
                attempt.local_address = socket.local_addr().ok().map(|local| local.ip());
                Some(socket)
            }
            Err(error) => {
                let outcome = socket_outcome(&error, attempt.address.is_ipv6());
                attempt.outcome = outcome.code;
                attempt.detail = outcome.detail;
                None
            }
        }
    }
}

/// One TCP connection.
pub(crate) async fn dial(peer: SocketAddr, limit: Duration) -> io::Result<TcpStream> {
    let socket = if peer.is_ipv4() {
        TcpSocket::new_v4()?
    } else {
        TcpSocket::new_v6()?
    };
    match timeout(limit, socket.connect(peer)).await {
        Ok(connected) => {
            let stream = connected?;
            // The dialogue is small writes that must leave at once.
            let _ = stream.set_nodelay(true);
            Ok(stream)
        }
        Err(_) => Err(io::Error::new(
            io::ErrorKind::TimedOut,
            format!("no answer within {} ms", limit.as_millis()),
        )),
    }
}

/// One outcome for attempts that all failed: the one that says most about the peer.
fn overall(attempts: &[Attempt]) -> Outcome {
    let rank = |code: OutcomeCode| match code {
        // This machine could not even ask.
        OutcomeCode::LocalLimit => 0,
        OutcomeCode::LocalPolicy => 1,
        // An answer says more than silence, silence more than "no route".
        OutcomeCode::Refused => 2,
        OutcomeCode::Reset => 3,
        OutcomeCode::Timeout => 4,
        _ => 5,
    };
    let Some(worst) = attempts.iter().min_by_key(|attempt| rank(attempt.outcome)) else {
        return Outcome::new(OutcomeCode::Internal).with_detail("no attempt was made");
    };
    let mut outcome = Outcome::new(worst.outcome);
    outcome.address = Some(worst.address);
    outcome.detail.clone_from(&worst.detail);
    outcome
}
