//! A server that is good up to one point, and then is not.

use std::io::Cursor;
use std::net::SocketAddr;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

use super::certificates::{configuration, with_spoilt_certificates};
use super::random::{Random, mutate};

/// How TLS comes into it.
#[derive(Clone, Copy, PartialEq)]
pub enum Tls {
    /// Not at all.
    Never,
    /// The server's first flight is what is spoilt.
    FirstFlight,
    /// It goes well but for the certificates, which are spoilt.
    Certificates,
    /// It goes well, with this protocol chosen by ALPN; what is spoilt is said inside.
    Inside(&'static [u8]),
}

/// What the server waits for before it speaks.
#[derive(Clone, Copy)]
pub enum Turn {
    /// Nothing.
    Now,
    /// A line of the client's.
    Line,
    /// Any bytes of the client's.
    Bytes,
    /// The client's request over HTTP/2, its preface included (RFC 9113 section 3.4).
    Http2Request,
}

/// One thing that the server says in good order.
pub type Said = (Turn, &'static [u8]);

/// What a server does.
#[derive(Clone)]
pub struct Script {
    /// Said in clear text.
    pub clear: &'static [Said],
    pub tls: Tls,
    /// Said inside TLS.
    pub inside: &'static [Said],
    /// When it goes wrong, after all that.
    pub turn: Turn,
    /// Good answers for that point; unused for the first flight of TLS.
    pub samples: &'static [&'static [u8]],
}

/// A server for one connection after the other, each with the next answer of its seed.
pub struct Hostile {
    pub address: SocketAddr,
    running: JoinHandle<()>,
}

impl Hostile {
    pub async fn start(script: Script, seed: u64) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("its address");
        let running = tokio::spawn(async move {
            let mut random = Random::new(seed);
            while let Ok((client, _)) = listener.accept().await {
                // A child of its own for each connection, so that a stuck one holds nobody up.
                let own = Random::new(random.next());
                let script = script.clone();
                tokio::spawn(async move {
                    let _ = play(client, &script, own).await;
                });
            }
        });
        Self { address, running }
    }
}

impl Drop for Hostile {
    fn drop(&mut self) {
        self.running.abort();
    }
}

type Played = std::io::Result<()>;

async fn play(mut client: TcpStream, script: &Script, mut random: Random) -> Played {
    for (turn, bytes) in script.clear {
        say(&mut client, *turn, bytes).await?;
    }
    match script.tls {
        Tls::Never => spoil(client, script, random).await,
        Tls::FirstFlight => {
            let flight = first_flight(&mut client).await?;
            let bytes = mutate(&mut random, &[&flight]);
            client.write_all(&bytes).await?;
            end(client, random).await
        }
        Tls::Certificates => {
            let acceptor = TlsAcceptor::from(with_spoilt_certificates(&mut random));
            let inside = acceptor.accept(client).await?;
            spoil(inside, script, random).await
        }
        Tls::Inside(alpn) => {
            let acceptor = TlsAcceptor::from(configuration(alpn));
            let mut inside = acceptor.accept(client).await?;
            for (turn, bytes) in script.inside {
                say(&mut inside, *turn, bytes).await?;
            }
            spoil(inside, script, random).await
        }
    }
}

pub async fn say<S>(stream: &mut S, turn: Turn, bytes: &[u8]) -> Played
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    match turn {
        Turn::Now => {}
        Turn::Line => while stream.read_u8().await? != b'\n' {},
        Turn::Bytes => {
            stream.read_u8().await?;
        }
        Turn::Http2Request => {
            stream.read_exact(&mut [0; 24]).await?;
            let mut head = [0; 9];
            // HEADERS is type 1.
            while head[3] != 1 {
                stream.read_exact(&mut head).await?;
                let length = usize::from(head[1]) << 8 | usize::from(head[2]);
                stream.read_exact(&mut vec![0; length]).await?;
            }
        }
    }
    stream.write_all(bytes).await?;
    stream.flush().await
}

async fn spoil<S>(mut stream: S, script: &Script, mut random: Random) -> Played
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let bytes = mutate(&mut random, script.samples);
    say(&mut stream, script.turn, &bytes).await?;
    end(stream, random).await
}

/// Ends in one of the ways in which servers do.
async fn end<S: AsyncRead + AsyncWrite + Unpin>(mut stream: S, mut random: Random) -> Played {
    let mut sink = [0; 1024];
    if random.percent(4) {
        // Not at all, until the client has enough.
        while stream.read(&mut sink).await? > 0 {}
    } else if random.percent(60) {
        stream.shutdown().await?;
        while stream.read(&mut sink).await? > 0 {}
    }
    Ok(())
}

/// What a good TLS server would answer to the ClientHello that comes.
async fn first_flight(client: &mut TcpStream) -> std::io::Result<Vec<u8>> {
    let mut hello = vec![0; 5];
    client.read_exact(&mut hello).await?;
    let length = usize::from(u16::from_be_bytes([hello[3], hello[4]]));
    hello.resize(5 + length, 0);
    client.read_exact(&mut hello[5..]).await?;
    let mut server =
        rustls::ServerConnection::new(configuration(b"")).map_err(std::io::Error::other)?;
    server.read_tls(&mut Cursor::new(&hello))?;
    // A legacy question finds nothing in common: then the flight is an alert.
    let _ = server.process_new_packets();
    let mut flight = Vec::new();
    while server.wants_write() {
        server.write_tls(&mut flight)?;
    }
    Ok(flight)
}
