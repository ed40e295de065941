//! Which address families a probe may use.

use std::net::IpAddr;

use crate::string_enum::string_enum;

string_enum! {
    /// Which address families a probe may use.
    pub enum AddressFamily: "address family" {
        /// Both, in the order of RFC 8305.
        Any = "any",
        /// IPv4 only.
        Ipv4 = "ipv4",
        /// IPv6 only.
        Ipv6 = "ipv6",
    }
}

impl AddressFamily {
    /// Whether an address belongs to this choice.
    pub const fn admits(self, address: IpAddr) -> bool {
        match self {
            AddressFamily::Any => true,
            AddressFamily::Ipv4 => address.is_ipv4(),
            AddressFamily::Ipv6 => address.is_ipv6(),
        }
    }
}
