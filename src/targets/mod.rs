//! What is probed: the words for services, TLS modes and families, the request as a caller writes
//! it ([`TargetSpec`]) and the checked target that a probe takes ([`Target`]).

mod family;
mod parse;
mod service;
mod spec;
mod tls_mode;

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use crate::proxy::ProxySetting;

pub use family::AddressFamily;
pub use parse::{TargetTextError, parse_target_text};
pub use service::Service;
pub use spec::TargetSpec;
pub use tls_mode::{Protocol, TlsMode};

/// One thing to probe, complete and checked. [`crate::plan`] makes it from a [`TargetSpec`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Target {
    /// Host name or address literal, as the caller wrote it (IPv6 without brackets).
    /// For `smtp-mx` this may be a mail domain: its MX is resolved (RFC 5321 section 5.1).
    pub host: String,
    /// TCP port, 1 to 65535.
    #[cfg_attr(test, schemars(range(min = 1)))]
    pub port: u16,
    /// The service expected there; absent for "any host:port".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<Service>,
    /// How TLS starts.
    pub tls: TlsMode,
    /// Address families that may be used.
    pub family: AddressFamily,
    /// The name asked for in SNI and matched against the certificate, where it is not the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub server_name: Option<String>,
    /// Connect to these addresses and ask no resolver (like `curl --resolve`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub addresses: Vec<IpAddr>,
    /// The proxy to go through: `system`, or a URL without credentials; absent for a direct connection.
    #[serde(default, skip_serializing_if = "ProxySetting::is_none")]
    #[cfg_attr(test, schemars(with = "String"))]
    pub proxy: ProxySetting,
    /// Find out what the server offers below TLS 1.2; as the run says when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub legacy_tls: Option<bool>,
    /// Free text of the caller, returned as it came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tag: Option<String>,
}

impl Target {
    /// The same without the credentials of its proxy: the form that goes into a record.
    #[must_use]
    pub(crate) fn without_credentials(mut self) -> Self {
        self.proxy = self.proxy.without_credentials();
        self
    }

    /// The dialogue to hold: that of the service, else that of the TLS mode, else none.
    pub fn protocol(&self) -> Option<Protocol> {
        self.service
            .map(Service::protocol)
            .or(self.tls.upgrade_protocol())
    }
}
