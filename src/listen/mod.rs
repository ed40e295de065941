//! The way in: a temporary SMTP listener that accepts no mail, to find out whether port 25 of this site can be
//! reached, by whom, and whether TLS survives the way, before a mail server exists.
//!
//! It greets, answers EHLO, starts TLS when it has a certificate, and answers everything that would
//! hand over mail or a password with 421: a temporary failure (RFC 5321 section 4.2.1), so that a
//! server that meant it keeps its mail and tries again later. It accepts no mail, relays nothing and
//! ends by itself. Every visitor becomes a [`Visitor`].
//!
//! ```no_run
//! use exoport::listen::{Event, ListenConfig, Listener};
//!
//! # async fn listen() -> Result<(), Box<dyn std::error::Error>> {
//! let mut listener = Listener::start(ListenConfig::default(), &tokio::runtime::Handle::current())?;
//! while let Some(event) = listener.next().await {
//!     if let Event::Visitor(visitor) = event {
//!         println!("{} {}", visitor.address, visitor.outcome);
//!     }
//! }
//! # Ok(())
//! # }
//! ```

mod certificate;
mod commands;
mod config;
mod connection_limiter;
mod senders;
mod server;
mod sockets;
mod visit;
mod visitor;
mod wire;

pub use config::{Limits, ListenConfig, ListenError};
pub use senders::{PublishedSender, SenderClass};
pub use server::Listener;
pub use visitor::{EndReason, Ended, Event, Started, VisitOutcome, Visitor};
