//! Proxies as a caller names them and as this machine has them set: pure, apart from reading the
//! environment (and the registry on Windows). The way through them is in [`crate::probe`].
//!
//! Credentials live in [`ProxyServer`] and nowhere else: no text that this module makes (errors,
//! `Debug`, `Display`, JSON) contains them, nor any part of a text that could not be read, since it
//! may hold a password in an unexpected place.

mod bypass;
mod credentials;
mod environment;
mod kind;
mod server;
mod setting;
mod system;
#[cfg(any(windows, test))]
mod windows;

pub(crate) use credentials::Redactor;
pub use credentials::{CredentialsError, ProxyCredentials};
pub use environment::ProxyEnvironment;
pub use kind::{ProxyKind, ProxySource};
pub use server::{ProxyError, ProxyServer};
pub use setting::ProxySetting;
pub(crate) use system::SystemProxy;
