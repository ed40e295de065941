//! A target as a caller writes it, before it is checked and completed.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use crate::proxy::ProxySetting;

use super::{AddressFamily, Service, TlsMode};

/// A target as a caller writes it. Everything may be left out:
///
/// - no host: the default hosts of `instance` for `service` (all services when that is absent too);
/// - a host and neither service nor port: every service that the endpoint data knows for that host, or all
///   of 25, 587, 993, 995 and 443 for a host it does not know;
/// - a port without service: the service of that well-known port; on other ports TCP only, unless
///   `tls` says more.
///
/// [`crate::plan::expand`] turns it into [`super::Target`]s.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TargetSpec {
    /// Host name or address literal; for `smtp-mx` also a mail domain. At most 253 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
    /// TCP port, 1 to 65535.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub port: Option<i64>,
    /// Service expected there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<Service>,
    /// How TLS starts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tls: Option<TlsMode>,
    /// Name for SNI and certificate matching, where it is not the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub server_name: Option<String>,
    /// Address families that may be used; `any` when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub family: Option<AddressFamily>,
    /// Connect to these addresses and ask no resolver. At most 64.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub addresses: Vec<IpAddr>,
    /// The cloud whose default hosts are meant when no host is given: `Worldwide`, `USGovGCCHigh`,
    /// `USGovDoD`, `China`. An open string; letter case does not matter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instance: Option<String>,
    /// The proxy to go through: `none`, `system` or a URL ([`crate::proxy::ProxyServer::parse`]); that
    /// of the run when absent. Written without credentials.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proxy: Option<ProxySetting>,
    /// Find out what the server offers below TLS 1.2, with up to three extra connections; as the run says
    /// when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub legacy_tls: Option<bool>,
    /// Free text, returned in the record. At most 1024 bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tag: Option<String>,
}
