//! The lab: an Exchange Online look-alike on loopback, with named faults.
//!
//! It speaks SMTP (MX and submission), IMAP, POP3 and HTTPS as the real front doors do, has a
//! throw-away certificate authority and a small DNS server of its own, and misbehaves in ways that
//! are seen in the field: each [`LabCase`] is one server with at most one fault, and says what a
//! probe must conclude. `exoport demo`, `exoport lab`, the tests and the benchmarks stand on it.
//!
//! Everything listens on 127.0.0.1 at ports that the kernel chooses. Nothing leaves this machine,
//! no mail is taken, no credentials are accepted.
//!
//! Inside: `cases` is the table; `behaviour` says how a server acts, phase by phase; `server` accepts
//! connections and runs the phases; `greeting`, `handshake` and `dialogue` are the phases;
//! `certificates` and `dns` are the surroundings. [`firewall`] and [`web_service`] are for tests alone.

#![forbid(unsafe_code)]

mod behaviour;
mod case;
mod cases;
mod certificates;
mod clock;
mod dialogue;
mod dns;
mod domains;
mod expected;
pub mod firewall;
mod greeting;
mod handshake;
mod hosts;
mod port;
mod server;
pub mod tls_server;
pub mod web_service;
mod wire;

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::task::JoinSet;

pub use case::LabCase;
use certificates::Certificates;
use dns::DnsServer;
pub use domains::LabDomain;
pub use expected::Expected;
use port::Port;

/// How the slow servers of the lab are slow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LabOptions {
    /// How long the tarpit waits before its greeting. Default 6 s: Exchange tarpits answer after 5
    /// to 10 seconds.
    pub tarpit_delay: Duration,
    /// The pause after each byte of the dripping greeting. Default 200 ms. The greeting never
    /// completes a line, and stays shorter than the longest reply line of RFC 5321.
    pub drip_interval: Duration,
}

impl Default for LabOptions {
    fn default() -> Self {
        Self {
            tarpit_delay: Duration::from_secs(6),
            drip_interval: Duration::from_millis(200),
        }
    }
}

/// A running lab. Dropping it stops every server at once.
///
/// ```
/// use exoport_lab::{Lab, LabOptions};
/// # tokio::runtime::Runtime::new()?.block_on(async {
/// let lab = Lab::start(LabOptions::default()).await?;
/// let case = lab.case("healthy-submission");
/// assert_eq!(case.host, "smtp.office365.com");
/// # std::io::Result::Ok(())
/// # })?;
/// # std::io::Result::Ok(())
/// ```
pub struct Lab {
    cases: Vec<LabCase>,
    ca_pem: String,
    dns_server: SocketAddr,
    policy_server: SocketAddr,
    // Held, not used: dropping them closes every socket.
    _ports: Vec<Port>,
    _servers: JoinSet<()>,
}

impl Lab {
    /// Starts every server of the lab on the current tokio runtime.
    ///
    /// # Errors
    /// A port of 127.0.0.1 is not available (no file descriptors left, no loopback), or no
    /// certificates can be made.
    pub async fn start(options: LabOptions) -> io::Result<Self> {
        let certificates = Certificates::generate().map_err(io::Error::other)?;
        let ca_pem = certificates.ca_pem().to_owned();
        let mut cases = Vec::new();
        let mut ports = Vec::new();
        let mut servers = JoinSet::new();
        let dns = DnsServer::bind().await?;
        let dns_server = dns.address()?;
        servers.spawn(dns.run());
        let policies = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let policy_server = policies.local_addr()?;
        servers.spawn(domains::serve(policies, certificates.policy_hosts()));
        for definition in cases::ALL {
            let port = Port::open(definition.behaviour.connect).await?;
            cases.push(LabCase::new(definition, port.address(), port.refuses()));
            match port {
                Port::Listening { listener, .. } => {
                    let server = server::Server::new(definition, options, &certificates);
                    servers.spawn(server.run(listener));
                }
                held => ports.push(held),
            }
        }
        Ok(Self {
            cases,
            ca_pem,
            dns_server,
            policy_server,
            _ports: ports,
            _servers: servers,
        })
    }

    /// Every case, healthy ones first.
    pub fn cases(&self) -> &[LabCase] {
        &self.cases
    }

    /// The case of that name.
    ///
    /// # Panics
    /// No case has that name; the message lists those that exist.
    pub fn case(&self, name: &str) -> &LabCase {
        match self.cases.iter().find(|case| case.name == name) {
            Some(case) => case,
            None => {
                let names: Vec<&str> = self.cases.iter().map(|case| case.name).collect();
                panic!("the lab has no case {name:?}; it has: {}", names.join(", "))
            }
        }
    }

    /// The lab as JSON: `dns_server` (`address:port`), `additional_roots` (PEM), `cases`, one object each with `name`,
    /// `description`, `host`, `address`, `port`, `service`, `tls` and what a probe must conclude:
    /// `outcome`, `phase`, `verdict`, `finding`; `legacy_tls` where the fault shows only to the legacy TLS
    /// question (what is absent has no key; without `address` the DNS server is to be asked for the host);
    /// `policy_server`
    /// (`address:port`) and `domains`, one object each with `domain`, `description` and `rules`: those
    /// that an audit must find.
    pub fn describe(&self) -> serde_json::Value {
        let cases: Vec<serde_json::Value> = self.cases.iter().map(LabCase::describe).collect();
        let domains: Vec<serde_json::Value> =
            self.domains().iter().map(LabDomain::describe).collect();
        serde_json::json!({
            "dns_server": self.dns_server.to_string(),
            "additional_roots": self.ca_pem,
            "cases": cases,
            "policy_server": self.policy_server.to_string(),
            "domains": domains,
        })
    }

    /// The root certificate that the healthy servers' chains end in, as PEM: what to put into
    /// [`exoport::config::RunConfig::additional_roots`].
    pub fn ca_pem(&self) -> &str {
        &self.ca_pem
    }

    /// The lab's DNS server, UDP and TCP: what to put into
    /// [`exoport::config::RunConfig::dns_server`]. It knows the hosts that the cases play, the CNAME
    /// chains of Exchange Online, the mail [`Lab::domains`] and `nomail.example` with a null MX
    /// (RFC 7505), names whose aliases break part-way; `servfail.example` fails, `bogus.example` does not
    /// validate, `silent.example` gets no answer, all else is NXDOMAIN.
    pub fn dns_server(&self) -> SocketAddr {
        self.dns_server
    }

    /// Mail domains that the DNS server knows, healthy ones first.
    pub fn domains(&self) -> &'static [LabDomain] {
        domains::all()
    }

    /// The web server that has the MTA-STS policies of all of them: what to put into
    /// [`exoport::domain::DomainSpec::policy_address`].
    pub fn policy_server(&self) -> SocketAddr {
        self.policy_server
    }
}
