//! A server that says what a test wrote, byte by byte.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// One step of a script.
#[derive(Clone)]
pub enum Step {
    /// Sends bytes in one write.
    Send(Vec<u8>),
    /// Sends bytes one by one, each in a segment of its own.
    Trickle(Vec<u8>),
    /// Reads one line and checks its start, letter case aside.
    Hear(&'static str),
    /// Reads so many bytes, whatever they are.
    Take(usize),
    /// Sends the same bytes until the client goes.
    Flood(Vec<u8>),
    /// Keeps the connection and says nothing until the client goes.
    Wait,
    /// Closes with a reset.
    Reset,
}

pub fn send(text: &str) -> Step {
    Step::Send(text.as_bytes().to_vec())
}

pub fn trickle(text: &str) -> Step {
    Step::Trickle(text.as_bytes().to_vec())
}

/// A scripted server for one connection. What went wrong in the script fails the test in [`Self::end`].
pub struct Server {
    pub address: SocketAddr,
    running: JoinHandle<Result<(), String>>,
}

impl Server {
    pub async fn start(steps: Vec<Step>) -> Self {
        Self::start_on("127.0.0.1:0", steps).await
    }

    pub async fn start_on(place: &str, steps: Vec<Step>) -> Self {
        let listener = TcpListener::bind(place).await.expect("a port of loopback");
        let address = listener.local_addr().expect("its address");
        let running = tokio::spawn(async move {
            let (stream, _) = listener.accept().await.map_err(|error| error.to_string())?;
            play(stream, steps).await
        });
        Self { address, running }
    }

    /// Waits for the script's end.
    pub async fn end(self) {
        let played = self.running.await.expect("the script did not panic");
        assert_eq!(played, Ok(()));
    }

    /// Stops the script where it is.
    pub fn stop(self) {
        self.running.abort();
    }
}

async fn play(mut stream: TcpStream, steps: Vec<Step>) -> Result<(), String> {
    stream
        .set_nodelay(true)
        .map_err(|error| error.to_string())?;
    for step in steps {
        match step {
            Step::Send(bytes) => {
                if stream.write_all(&bytes).await.is_err() {
                    return Err("the client went before it was told".into());
                }
            }
            Step::Trickle(bytes) => {
                for byte in bytes {
                    if stream.write_all(&[byte]).await.is_err() {
                        return Err("the client went before it was told".into());
                    }
                    tokio::task::yield_now().await;
                }
            }
            Step::Hear(expected) => {
                let line = line(&mut stream).await?;
                let start: String = line.chars().take(expected.len()).collect();
                if !start.eq_ignore_ascii_case(expected) {
                    return Err(format!("expected {expected}, heard {line:?}"));
                }
            }
            Step::Take(count) => {
                let mut bytes = vec![0; count];
                if stream.read_exact(&mut bytes).await.is_err() {
                    return Err(format!("the client went before it sent {count} bytes"));
                }
            }
            Step::Flood(bytes) => while stream.write_all(&bytes).await.is_ok() {},
            Step::Wait => {
                let mut sink = [0; 1024];
                while stream.read(&mut sink).await.is_ok_and(|count| count > 0) {}
            }
            Step::Reset => {
                // A close with unread input or zero linger is a reset.
                #[allow(deprecated)]
                stream
                    .set_linger(Some(std::time::Duration::ZERO))
                    .map_err(|error| error.to_string())?;
                return Ok(());
            }
        }
    }
    Ok(())
}

async fn line(stream: &mut TcpStream) -> Result<String, String> {
    let mut line = Vec::new();
    loop {
        match stream.read_u8().await {
            Ok(b'\n') => {
                return Ok(String::from_utf8_lossy(&line).trim_end().to_owned());
            }
            Ok(byte) => line.push(byte),
            Err(_) => return Err(format!("the client went after {line:?}")),
        }
    }
}
