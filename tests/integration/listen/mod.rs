//! The listener on loopback: visited by our own prober, by well-behaved and by hostile clients.

mod client;
mod hostile;
mod life;
mod prober;

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use exoport::listen::{Event, Limits, ListenConfig, Listener, Visitor};
use exoport::schemas::SchemaName;
use tokio::runtime::Handle;

use super::schemas::Checked;

/// A configuration for a free port of loopback.
fn config() -> ListenConfig {
    ListenConfig {
        addresses: vec![IpAddr::V4(Ipv4Addr::LOCALHOST)],
        port: 0,
        name: Some("mx.example".into()),
        ..ListenConfig::default()
    }
}

fn with_limits(limits: Limits) -> ListenConfig {
    ListenConfig { limits, ..config() }
}

/// A listener that listens, and where.
async fn start(config: ListenConfig) -> (Listener, SocketAddr) {
    let mut listener = Listener::start(config, &Handle::current()).expect("a listener");
    let address = listener.addresses()[0];
    match listener.next().await {
        Some(Event::Started(started)) => {
            assert_eq!(started.addresses[0], address.to_string());
        }
        other => panic!("{other:?}"),
    }
    (listener, address)
}

/// The next visitor.
async fn visitor(listener: &mut Listener) -> Visitor {
    match listener.next().await {
        Some(Event::Visitor(visitor)) => {
            let json = serde_json::to_value(&visitor).expect("JSON");
            Checked::against(SchemaName::Visitor).is_valid(&json);
            *visitor
        }
        other => panic!("{other:?}"),
    }
}
