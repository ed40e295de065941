//! The way through a proxy.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use super::HttpHeader;
use crate::proxy::{ProxyKind, ProxySource};
use crate::string_enum::string_enum;

string_enum! {
    /// How this side authenticated itself with a proxy.
    pub enum ProxyAuthentication: "proxy authentication" {
        /// Not at all.
        None = "none",
        /// HTTP Basic (RFC 7617).
        Basic = "basic",
        /// SOCKS user and password (RFC 1929).
        UsernamePassword = "username-password",
    }
}

/// The proxy that a probe went through, or tried to. It holds no credentials, also where the proxy
/// repeated them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ProxyUse {
    /// Its URL without user and password, for example `http://proxy.example:8080`.
    pub url: String,
    /// The protocol used with it.
    pub kind: ProxyKind,
    /// Where its URL came from.
    pub source: ProxySource,
    /// The address of the proxy that was used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<IpAddr>,
    /// What it was asked to connect to, `host:port`; the last one, where several addresses were
    /// tried. Absent when the proxy was not reached.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub destination: Option<String>,
    /// Whether it was given a name to resolve itself.
    pub remote_dns: bool,
    /// How this side authenticated itself; absent when it did not come to that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authentication: Option<ProxyAuthentication>,
    /// The reply's code: the HTTP status, or the SOCKS reply field (RFC 1928 section 6).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_code: Option<u16>,
    /// The reply line of an HTTP proxy, or the meaning of the SOCKS reply.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply: Option<String>,
    /// The authentication schemes that an HTTP proxy asked for (401, 407).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub authentication_offered: Vec<String>,
    /// Headers of an HTTP proxy's reply that name it or its reason, at most 16.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub headers: Vec<HttpHeader>,
    /// The address that a SOCKS proxy says it connects from (BND.ADDR); absent when it says none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bound_address: Option<IpAddr>,
}
