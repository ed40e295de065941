//! Where the addresses came from.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use crate::words::words;

words! {
    /// Who gave the addresses that were tried.
    pub enum ResolutionSource: "resolution source" {
        /// The operating system's resolver, as applications use it (hosts file, VPN split DNS ...).
        System = "system",
        /// The DNS server that the caller named.
        DnsServer = "dns-server",
        /// The host was an address literal.
        Literal = "literal",
        /// The caller gave the addresses.
        Given = "given",
        /// The proxy resolves the name; its addresses are not known here.
        Proxy = "proxy",
    }
}

/// Names to addresses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resolution {
    /// The name whose addresses were asked for: the host, or the mail exchange for `smtp-mx`.
    pub name: String,
    /// Who answered.
    pub source: ResolutionSource,
    /// Every address, in the order in which it would be tried (RFC 8305).
    pub addresses: Vec<IpAddr>,
    /// The MX records of the host as a mail domain, most preferred first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mx: Vec<MailExchange>,
    /// Why the MX could not be asked for; the host itself was then probed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mx_error: Option<String>,
    /// The same name asked in the DNS directly: the CNAME chain, and addresses to compare.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dns: Option<DnsView>,
}

/// What the DNS says, beside the operating system's resolver.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DnsView {
    /// The DNS servers of this machine's configuration (or the one that the caller named).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub servers: Vec<String>,
    /// The CNAME chain from the name to its last target.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cname_chain: Vec<Cname>,
    /// Addresses in the DNS.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub addresses: Vec<IpAddr>,
    /// The smallest time to live seen, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ttl_seconds: Option<u32>,
    /// Whether the operating system's resolver and the DNS have an address in common; absent where
    /// one of them had none to compare. Big pools hand out different members, so `false` is a fact
    /// to look at, not a fault.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agrees: Option<bool>,
    /// Why the DNS had no answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

/// One step of a CNAME chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cname {
    /// The alias.
    pub name: String,
    /// What it stands for.
    pub target: String,
    /// Time to live in seconds.
    pub ttl_seconds: u32,
}

/// One MX record (RFC 5321 section 5.1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailExchange {
    /// Lower is preferred.
    pub preference: u16,
    /// The host.
    pub exchange: String,
}
