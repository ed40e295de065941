//! A DNS server that answers as a test says.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use hickory_resolver::proto::op::{Message, Metadata, ResponseCode};
use hickory_resolver::proto::rr::{RData, Record};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream, UdpSocket};

/// How a question came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    Udp,
    Tcp,
}

/// Starts a server on loopback, UDP and TCP alike. What `answer` gives is sent as it is; nothing is silence.
pub async fn start<F>(answer: F) -> SocketAddr
where
    F: Fn(&Message, Way) -> Option<Vec<u8>> + Send + Sync + 'static,
{
    let (udp, tcp) = loop {
        let udp = UdpSocket::bind("127.0.0.1:0").await.expect("a port");
        let address = udp.local_addr().expect("its address");
        if let Ok(tcp) = TcpListener::bind(address).await {
            break (udp, tcp);
        }
    };
    let address = udp.local_addr().expect("its address");
    let answer = Arc::new(answer);
    let over_tcp = Arc::clone(&answer);
    tokio::spawn(async move {
        let mut query = [0; 1500];
        while let Ok((length, client)) = udp.recv_from(&mut query).await {
            let query = Message::from_vec(&query[..length]).expect("a question");
            if let Some(bytes) = answer(&query, Way::Udp) {
                let _ = udp.send_to(&bytes, client).await;
            }
        }
    });
    tokio::spawn(async move {
        while let Ok((client, _)) = tcp.accept().await {
            tokio::spawn(serve(client, Arc::clone(&over_tcp)));
        }
    });
    address
}

async fn serve<F>(mut client: TcpStream, answer: Arc<F>)
where
    F: Fn(&Message, Way) -> Option<Vec<u8>>,
{
    while let Ok(length) = client.read_u16().await {
        let mut query = vec![0; length.into()];
        if client.read_exact(&mut query).await.is_err() {
            return;
        }
        let query = Message::from_vec(&query).expect("a question");
        if let Some(bytes) = answer(&query, Way::Tcp) {
            let length = u16::try_from(bytes.len()).expect("a short answer");
            let framed = [&length.to_be_bytes()[..], &bytes].concat();
            if client.write_all(&framed).await.is_err() {
                return;
            }
        }
    }
}

/// The answer with these records, owned by the name asked for; with none, "nothing of that type".
pub fn reply(query: &Message, code: ResponseCode, records: &[RData]) -> Message {
    let mut message = Message::response(query.metadata.id, query.metadata.op_code);
    message.metadata = Metadata::response_from_request(&query.metadata);
    message.metadata.recursion_available = true;
    message.metadata.response_code = code;
    message.add_queries(query.queries.iter().cloned());
    for data in records {
        let owner = query.queries[0].name().clone();
        message.add_answer(Record::from_rdata(owner, 60, data.clone()));
    }
    message
}

/// The answer with those of these addresses that are of the type asked for.
pub fn addresses(query: &Message, list: &[&str]) -> Message {
    let records: Vec<RData> = list
        .iter()
        .map(|text| match text.parse().expect(text) {
            IpAddr::V4(address) => RData::A(address.into()),
            IpAddr::V6(address) => RData::AAAA(address.into()),
        })
        .filter(|data| data.record_type() == query.queries[0].query_type())
        .collect();
    reply(query, ResponseCode::NoError, &records)
}
