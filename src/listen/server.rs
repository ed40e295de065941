//! Accepts visitors until the time is over.

use std::future::poll_fn;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Handle;
use tokio::sync::{mpsc, watch};
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::{Instant, sleep, sleep_until, timeout};

use super::certificate::tls_config;
use super::config::{ListenConfig, ListenError};
use super::connection_limiter::{ConnectionLimiter, ConnectionSlot};
use super::senders::Senders;
use super::sockets;
use super::visit::{Hall, receive};
use super::visitor::{EndReason, Ended, Event, Started};
use crate::clock::now_ms;
use crate::probe::resolve::own_name;

/// Events that wait to be taken. When there are more, visits that end keep their seats, and new
/// visitors find none: memory stays flat.
const MAX_EVENTS: usize = 64;
/// The pause after a failed accept (no file descriptors left): the next would fail as well.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);
/// So many failed accepts without one that succeeds, about 10 s, end the listener.
const MAX_FAILURES: u32 = 200;
/// Time for the 421 of a visitor for whom there is no seat.
const REFUSAL: Duration = Duration::from_secs(1);
/// Refusals that are being written at the same time; more are closed without a word.
const MAX_REFUSALS: usize = 64;

/// A listener at work. Dropping it closes every socket at once.
#[derive(Debug)]
pub struct Listener {
    addresses: Vec<SocketAddr>,
    events: mpsc::Receiver<Event>,
    task: JoinHandle<()>,
}

impl Listener {
    /// Binds the sockets and starts to listen on this runtime. Does not wait.
    ///
    /// # Errors
    /// A value of the configuration that cannot be, a certificate that cannot be used, or a socket
    /// that this machine does not give; the text says what to do.
    pub fn start(config: ListenConfig, runtime: &Handle) -> Result<Self, ListenError> {
        config.check()?;
        let name = config
            .name
            .clone()
            .or_else(|| own_name().map(str::to_owned));
        let tls = tls_config(&config, name.as_deref().unwrap_or_default())?;
        let broken = |error: io::Error| ListenError::Sockets(error.to_string());
        let _context = runtime.enter();
        let sockets: Vec<TcpListener> = sockets::bind(&config)?
            .into_iter()
            .map(TcpListener::from_std)
            .collect::<io::Result<_>>()
            .map_err(broken)?;
        let addresses: Vec<SocketAddr> = sockets
            .iter()
            .map(TcpListener::local_addr)
            .collect::<io::Result<_>>()
            .map_err(broken)?;
        let life = config.life();
        let started_at = now_ms();
        let started = Started {
            schema: 1,
            kind: "listen-started".into(),
            started_at,
            until: started_at.saturating_add(life.as_millis().try_into().unwrap_or(i64::MAX)),
            addresses: addresses.iter().map(ToString::to_string).collect(),
            name: name.clone(),
            starttls: tls.is_some(),
        };
        let (sender, events) = mpsc::channel(MAX_EVENTS);
        // There is room: nothing else has been sent.
        let _ = sender.try_send(Event::Started(started));
        let (stop, _) = watch::channel(false);
        let door = Door {
            sockets,
            limiter: ConnectionLimiter::new(config.max_connections, config.limits.per_address),
            hall: Arc::new(Hall {
                name,
                tls,
                limits: config.limits,
                senders: Senders::current(),
            }),
            events: sender,
            visits: JoinSet::new(),
            refusals: JoinSet::new(),
            stop,
            most_visitors: config.max_visitors,
            visitors: 0,
            refused: 0,
        };
        let task = runtime.spawn(door.attend(Instant::now() + life));
        Ok(Self {
            addresses,
            events,
            task,
        })
    }

    /// Where it listens.
    pub fn addresses(&self) -> &[SocketAddr] {
        &self.addresses
    }

    /// The next event: [`Event::Started`] first, [`Event::Ended`] last, then `None`. Nothing is lost
    /// when the future is dropped.
    pub async fn next(&mut self) -> Option<Event> {
        self.events.recv().await
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// The side that accepts.
struct Door {
    sockets: Vec<TcpListener>,
    limiter: ConnectionLimiter,
    hall: Arc<Hall>,
    events: mpsc::Sender<Event>,
    visits: JoinSet<()>,
    refusals: JoinSet<()>,
    stop: watch::Sender<bool>,
    most_visitors: Option<u64>,
    visitors: u64,
    refused: u64,
}

impl Door {
    async fn attend(mut self, end: Instant) {
        let failure = tokio::select! {
            biased;
            () = sleep_until(end) => None,
            accepted = accept_all(&mut self) => accepted.err(),
        };
        // No new visitors.
        self.sockets.clear();
        self.refusals.shutdown().await;
        let enough = self.has_enough();
        if enough {
            // The last ones that were asked for may stay to their own end.
            tokio::select! {
                biased;
                () = sleep_until(end) => {}
                () = all_gone(&mut self.visits) => {}
            }
        }
        // Those that are still here are told apart as stopped.
        self.stop.send_replace(true);
        all_gone(&mut self.visits).await;
        let ended = Ended {
            schema: 1,
            kind: "listen-ended".into(),
            ended_at: now_ms(),
            visitors: self.visitors,
            refused: self.refused,
            reason: match failure {
                None if enough => EndReason::Visitors,
                None => EndReason::Time,
                Some(_) => EndReason::Failed,
            },
            detail: failure.map(|error| format!("no connection can be accepted: {error}")),
        };
        // Nobody may be listening to the listener any more.
        let _ = self.events.send(Event::Ended(ended)).await;
    }

    fn has_enough(&self) -> bool {
        self.most_visitors.is_some_and(|most| self.visitors >= most)
    }

    fn welcome(&mut self, stream: TcpStream, peer: SocketAddr) {
        while self.visits.try_join_next().is_some() {}
        let Ok(local) = stream.local_addr() else {
            return;
        };
        match self.limiter.take(peer.ip().to_canonical()) {
            Some(slot) => self.slot(stream, (peer, local), slot),
            None => self.turn_away(stream, (peer, local)),
        }
    }

    fn slot(
        &mut self,
        stream: TcpStream,
        addresses: (SocketAddr, SocketAddr),
        slot: ConnectionSlot,
    ) {
        let id = self.visitors;
        self.visitors += 1;
        let hall = Arc::clone(&self.hall);
        let events = self.events.clone();
        let stop = self.stop.subscribe();
        self.visits.spawn(async move {
            let visitor = receive(hall, id, stream, addresses, stop).await;
            // The seat stays taken until there is room for the record.
            let _ = events.send(Event::Visitor(Box::new(visitor))).await;
            drop(slot);
        });
    }

    /// Says 421 at once. No record: a flood of connections must not become a flood of records.
    fn turn_away(&mut self, mut stream: TcpStream, (peer, local): (SocketAddr, SocketAddr)) {
        self.refused += 1;
        while self.refusals.try_join_next().is_some() {}
        if self.refusals.len() >= MAX_REFUSALS {
            return;
        }
        let reply = self.hall.conversation(peer, local).no_room();
        self.refusals.spawn(async move {
            let _ = timeout(REFUSAL, async {
                stream.write_all(reply.as_bytes()).await?;
                stream.shutdown().await
            })
            .await;
        });
    }
}

async fn all_gone(visits: &mut JoinSet<()>) {
    while visits.join_next().await.is_some() {}
}

/// Accepts from all sockets until there were visitors enough.
///
/// # Errors
/// The sockets fail for good.
async fn accept_all(door: &mut Door) -> io::Result<()> {
    let mut failures = 0;
    while !door.has_enough() {
        match accept(&door.sockets).await {
            Ok((stream, peer)) => {
                failures = 0;
                door.welcome(stream, peer);
            }
            Err(error) => {
                failures += 1;
                if failures == MAX_FAILURES {
                    return Err(error);
                }
                sleep(ACCEPT_PAUSE).await;
            }
        }
    }
    Ok(())
}

/// The next connection of any socket.
async fn accept(sockets: &[TcpListener]) -> io::Result<(TcpStream, SocketAddr)> {
    poll_fn(|context| {
        for socket in sockets {
            if let Poll::Ready(accepted) = socket.poll_accept(context) {
                return Poll::Ready(accepted);
            }
        }
        Poll::Pending
    })
    .await
}
