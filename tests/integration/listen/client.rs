//! A client that says what it is told to say.

use std::net::SocketAddr;

use exoport::listen::{SenderClass, VisitOutcome};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

use super::{config, start, visitor};

/// A connection that is read line by line.
pub struct Client {
    pub stream: BufReader<TcpStream>,
}

impl Client {
    /// Connects and takes the greeting.
    pub async fn connect(address: SocketAddr) -> Self {
        let mut client = Self::connect_only(address).await;
        assert_eq!(
            client.line().await,
            "220 mx.example ExoPort test listener, accepts no mail"
        );
        client
    }

    /// Connects and reads nothing.
    pub async fn connect_only(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).await.expect("connected");
        Self {
            stream: BufReader::new(stream),
        }
    }

    /// Sends bytes.
    pub async fn send(&mut self, bytes: &[u8]) {
        self.stream.write_all(bytes).await.expect("sent");
    }

    /// The next line without its end; empty at the end of the connection.
    pub async fn line(&mut self) -> String {
        let mut line = String::new();
        self.stream.read_line(&mut line).await.expect("readable");
        line.trim_end().to_owned()
    }

    /// Sends a command and takes its reply, all lines of it.
    pub async fn say(&mut self, command: &str) -> Vec<String> {
        self.send(format!("{command}\r\n").as_bytes()).await;
        let mut lines = Vec::new();
        loop {
            let line = self.line().await;
            let more = line.as_bytes().get(3) == Some(&b'-');
            lines.push(line);
            if !more {
                return lines;
            }
        }
    }

    /// Whether the other side has closed: nothing more comes.
    pub async fn is_closed(&mut self) -> bool {
        let mut rest = Vec::new();
        // A reset is an end too.
        matches!(self.stream.read_to_end(&mut rest).await, Ok(0) | Err(_))
    }
}

#[tokio::test]
async fn mail_is_refused_with_421_and_the_end() {
    let (mut listener, address) = start(config()).await;
    for command in [
        "MAIL FROM:<secret.person@a.example>",
        "RCPT TO:<b@mx.example>",
        "AUTH PLAIN AHVzZXIAcGFzc3dvcmQ=",
        "DATA",
    ] {
        let mut client = Client::connect(address).await;
        assert_eq!(
            client.say("EHLO a.example").await,
            [
                "250-mx.example Hello [127.0.0.1]",
                "250 ENHANCEDSTATUSCODES"
            ]
        );
        assert_eq!(
            client.say(command).await,
            ["421 4.3.2 mx.example ExoPort test listener, accepts no mail"]
        );
        assert!(client.is_closed().await, "{command}");
        let visitor = visitor(&mut listener).await;
        assert_eq!(visitor.outcome, VisitOutcome::MailRefused);
        assert_eq!(visitor.ehlo.as_deref(), Some("a.example"));
        // The verb is kept, never whom the mail was from or a password.
        let json = serde_json::to_string(&visitor).expect("JSON");
        assert!(!json.contains("secret") && !json.contains("AHVz"), "{json}");
        assert_eq!(
            visitor.last_command.as_deref(),
            command.split(' ').next(),
            "{command}"
        );
    }
}

#[tokio::test]
async fn a_visitor_is_a_record() {
    let (mut listener, address) = start(config()).await;
    let mut client = Client::connect(address).await;
    let port = client
        .stream
        .get_ref()
        .local_addr()
        .expect("address")
        .port();
    client.say("EHLO [192.0.2.1]").await;
    assert_eq!(client.say("QUIT").await, ["221 2.0.0 Bye"]);
    assert!(client.is_closed().await);
    let visitor = visitor(&mut listener).await;
    assert_eq!(
        (visitor.schema, visitor.kind.as_str(), visitor.id),
        (1, "visitor", 0)
    );
    assert_eq!((visitor.address, visitor.port), (address.ip(), port));
    assert_eq!(visitor.local_address, address.ip());
    assert_eq!(visitor.sender, SenderClass::Private);
    assert!(visitor.published.is_empty() && visitor.tls.is_none());
    assert_eq!(visitor.ehlo.as_deref(), Some("[192.0.2.1]"));
    assert_eq!(visitor.outcome, VisitOutcome::Quit);
    assert_eq!(visitor.commands, 2);
    assert!(visitor.started_at > 1_700_000_000_000 && visitor.duration_ms >= 0.0);
    let json = serde_json::to_string(&visitor).expect("JSON");
    let back: exoport::listen::Visitor = serde_json::from_str(&json).expect("the same form");
    assert_eq!(back, visitor);
}

#[tokio::test]
async fn a_scan_is_seen_as_closed() {
    let (mut listener, address) = start(config()).await;
    drop(Client::connect(address).await);
    let visitor = visitor(&mut listener).await;
    assert_eq!(visitor.outcome, VisitOutcome::Closed);
    assert_eq!((visitor.commands, visitor.ehlo), (0, None));
}
