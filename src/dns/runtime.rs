//! The runtime of the DNS client.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::time::Duration;

use hickory_resolver::net::runtime::iocompat::AsyncIoTokioAsStd;
use hickory_resolver::net::runtime::{RuntimeProvider, TokioRuntimeProvider};

use crate::tcp::Tcp;

/// hickory's runtime of tokio, whose questions over TCP raise no SIGPIPE.
#[derive(Clone, Default)]
pub(crate) struct DnsRuntime(TokioRuntimeProvider);

impl RuntimeProvider for DnsRuntime {
    type Handle = <TokioRuntimeProvider as RuntimeProvider>::Handle;
    type Timer = <TokioRuntimeProvider as RuntimeProvider>::Timer;
    type Udp = <TokioRuntimeProvider as RuntimeProvider>::Udp;
    type Tcp = AsyncIoTokioAsStd<Tcp>;

    fn create_handle(&self) -> Self::Handle {
        self.0.create_handle()
    }

    fn connect_tcp(
        &self,
        server: SocketAddr,
        local: Option<SocketAddr>,
        limit: Option<Duration>,
    ) -> Pin<Box<dyn Send + Future<Output = io::Result<Self::Tcp>>>> {
        let connecting = self.0.connect_tcp(server, local, limit);
        Box::pin(async move { Ok(AsyncIoTokioAsStd(Tcp(connecting.await?.0))) })
    }

    fn bind_udp(
        &self,
        local: SocketAddr,
        server: SocketAddr,
    ) -> Pin<Box<dyn Send + Future<Output = io::Result<Self::Udp>>>> {
        self.0.bind_udp(local, server)
    }
}
