//! A web server on loopback that answers as a test says, for what fetches over HTTP.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

/// A request.
#[derive(Debug, Clone)]
pub struct Request {
    /// Path and query.
    pub target: String,
    /// The other lines, without line ends.
    pub headers: Vec<String>,
}

/// The server; it ends when this is dropped.
pub struct WebServer {
    /// Where it listens, on loopback.
    pub address: SocketAddr,
    requests: Arc<Mutex<Vec<Request>>>,
    over: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl WebServer {
    /// Serves one connection after the other; `answer` gives the bytes that follow each request.
    pub fn start(answer: impl Fn(&Request) -> Vec<u8> + Send + 'static) -> Self {
        Self::over(|stream| stream, answer)
    }

    /// The same over what `wrap` makes of a connection.
    pub fn over<S: Read + Write>(
        wrap: impl Fn(TcpStream) -> S + Send + 'static,
        answer: impl Fn(&Request) -> Vec<u8> + Send + 'static,
    ) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port of loopback");
        let address = listener.local_addr().expect("bound");
        let requests = Arc::new(Mutex::new(Vec::new()));
        let over = Arc::new(AtomicBool::new(false));
        let (seen, ended) = (Arc::clone(&requests), Arc::clone(&over));
        let thread = std::thread::spawn(move || {
            for stream in listener.incoming() {
                if ended.load(Ordering::SeqCst) {
                    return;
                }
                let Ok(stream) = stream else {
                    continue;
                };
                let mut stream = wrap(stream);
                let Some(request) = read(&mut stream) else {
                    continue;
                };
                let bytes = answer(&request);
                // Before the answer, so that whoever has the answer finds it here.
                seen.lock().expect("no panic").push(request);
                // A client that has had enough closes early.
                let _ = stream.write_all(&bytes).and_then(|()| stream.flush());
            }
        });
        Self {
            address,
            requests,
            over,
            thread: Some(thread),
        }
    }

    /// `http://127.0.0.1:PORT`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The path and query of every request so far.
    pub fn targets(&self) -> Vec<String> {
        let requests = self.requests.lock().expect("no panic");
        requests
            .iter()
            .map(|request| request.target.clone())
            .collect()
    }
}

impl Drop for WebServer {
    fn drop(&mut self) {
        self.over.store(true, Ordering::SeqCst);
        // Wakes the thread; when it cannot be reached, it has ended.
        let _ = TcpStream::connect(self.address);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn read(stream: &mut impl Read) -> Option<Request> {
    let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
    let first = lines.next()?;
    let target = first.split(' ').nth(1)?.to_owned();
    Some(Request {
        target,
        headers: lines.take_while(|line| !line.is_empty()).collect(),
    })
}

/// An answer with a body; `head` is the status and, if there are any, more header lines.
pub fn answer(head: &str, body: &[u8]) -> Vec<u8> {
    let mut bytes = format!(
        "HTTP/1.1 {head}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    )
    .into_bytes();
    bytes.extend_from_slice(body);
    bytes
}
