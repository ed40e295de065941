//! Where the addresses came from.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use crate::string_enum::string_enum;
use crate::targets::AddressFamily;

string_enum! {
    /// Where the addresses that were tried came from.
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
#[cfg_attr(test, derive(schemars::JsonSchema))]
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
    /// Why the MX could not be looked up; the host itself was then probed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mx_error: Option<String>,
    /// The same name asked in the DNS directly: the CNAME chain, and addresses to compare.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dns: Option<DnsView>,
}

/// What the DNS says, for comparison with the operating system's resolver.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
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
    /// Where the chain breaks: the first name behind `cname_chain` that has no good answer. Only where
    /// there is no address, and only where a link behind the name itself is at fault, or the validation
    /// of signatures.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub broken: Option<BrokenLink>,
    /// The family for which there was no answer, silence or a failure, while the other one's addresses came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unanswered: Option<UnansweredFamily>,
}

/// An address family for which the DNS gave no answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct UnansweredFamily {
    /// `ipv4` (A) or `ipv6` (AAAA).
    pub family: AddressFamily,
    /// What the DNS server said, or that it said nothing.
    pub error: String,
}

string_enum! {
    /// What is wrong with a link of a CNAME chain.
    pub enum LinkFault: "link fault" {
        /// The name does not exist (NXDOMAIN).
        NoName = "no-name",
        /// The name exists but has neither alias nor address (RFC 2308 section 2.2).
        NoData = "no-data",
        /// The DNS server answered with a failure (SERVFAIL, REFUSED ...).
        Failure = "failure",
        /// The DNS server did not answer in time.
        NoAnswer = "no-answer",
        /// The chain loops, or is longer than any valid one.
        Loop = "loop",
    }
}

/// The link at which a CNAME chain breaks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct BrokenLink {
    /// The name that has no good answer.
    pub name: String,
    /// What is wrong with it.
    pub fault: LinkFault,
    /// The failure in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// The server answers when it is told not to check signatures, and fails when it checks (the CD bit,
    /// RFC 4035 section 3.2.2): DNSSEC validation rejects the answer.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(test, schemars(extend("const" = true)))]
    pub dnssec: bool,
}

/// One step of a CNAME chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
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
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct MailExchange {
    /// Lower is preferred.
    pub preference: u16,
    /// The host.
    pub exchange: String,
}
