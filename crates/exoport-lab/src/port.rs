//! A port of 127.0.0.1 that accepts, refuses or drops.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::behaviour::Connect;

/// Connections that may wait to be accepted at a healthy port.
const BACKLOG: u32 = 1024;

/// The same at a dropping port: the shortest queue there is. macOS takes 0 for "as long as can be".
const SHORTEST_BACKLOG: u32 = 1;

/// Connections with which the lab tries to fill the accept queue of a dropping port. Kernels let in a
/// few more than the backlog says.
const FILLERS: usize = 64;

/// A connection over loopback that takes longer than this has had its SYN dropped. Windows answers a
/// full queue with RST (documentation of `listen`), and a client there asks two or three times more, half
/// a second apart, before it calls that a refusal.
const CONNECTS_WITHIN: Duration = if cfg!(windows) {
    Duration::from_millis(2_500)
} else {
    Duration::from_millis(200)
};

/// A port, held for as long as the value lives.
pub(super) enum Port {
    /// Accepts connections.
    Listening {
        listener: TcpListener,
        address: SocketAddr,
    },
    /// Bound and not listening: the kernel refuses connections (RST) and gives the port to nobody
    /// else.
    Refusing {
        _socket: TcpSocket,
        address: SocketAddr,
    },
    /// Listening with a full accept queue: Linux and macOS drop every further SYN, as a firewall does.
    /// Windows answers a full queue with RST: there this port refuses. Wine is Windows on the kernel of
    /// Linux, so which of the two it is has been seen, not assumed.
    Dropping {
        _listener: TcpListener,
        _fillers: JoinSet<()>,
        address: SocketAddr,
        refuses: bool,
    },
}

impl Port {
    /// Takes a port that the kernel chooses.
    ///
    /// # Errors
    /// No port or no file descriptor is available.
    pub(super) async fn open(connect: Connect) -> io::Result<Self> {
        let socket = TcpSocket::new_v4()?;
        socket.bind((Ipv4Addr::LOCALHOST, 0).into())?;
        let address = socket.local_addr()?;
        match connect {
            Connect::Accepts => Ok(Port::Listening {
                listener: socket.listen(BACKLOG)?,
                address,
            }),
            Connect::Refuses => Ok(Port::Refusing {
                _socket: socket,
                address,
            }),
            Connect::Drops => {
                let listener = socket.listen(SHORTEST_BACKLOG)?;
                let (fillers, refuses) = fill(address).await?;
                Ok(Port::Dropping {
                    _listener: listener,
                    _fillers: fillers,
                    address,
                    refuses,
                })
            }
        }
    }

    /// Whether a connection is refused.
    pub(super) fn refuses(&self) -> bool {
        match self {
            Port::Listening { .. } => false,
            Port::Refusing { .. } => true,
            Port::Dropping { refuses, .. } => *refuses,
        }
    }

    /// Where it is.
    pub(super) fn address(&self) -> SocketAddr {
        match self {
            Port::Listening { address, .. }
            | Port::Refusing { address, .. }
            | Port::Dropping { address, .. } => *address,
        }
    }
}

/// Fills the accept queue with connections that are never accepted, until one gets no answer. All are
/// held open, the unanswered one too: should the kernel take it after all, the queue is only fuller.
/// `true` beside them: the kernel refuses what it has no room for.
async fn fill(address: SocketAddr) -> io::Result<(JoinSet<()>, bool)> {
    let mut fillers = JoinSet::new();
    for _ in 0..FILLERS {
        let (connected, is_connected) = tokio::sync::oneshot::channel();
        fillers.spawn(async move {
            let stream = TcpStream::connect(address).await;
            let _ = connected.send(stream.is_ok());
            // Holds the connection, or the refusal, until the lab is dropped.
            std::future::pending::<()>().await;
            drop(stream);
        });
        match timeout(CONNECTS_WITHIN, is_connected).await {
            Ok(Ok(true)) => {}
            // RST or no answer: the queue is full.
            Ok(_) => return Ok((fillers, true)),
            Err(_) => return Ok((fillers, false)),
        }
    }
    Err(io::Error::other(format!(
        "the accept queue of {address} took {FILLERS} connections and is still not full"
    )))
}
