//! How a proxy is spoken to, and who named it.

use crate::string_enum::string_enum;

string_enum! {
    /// How a proxy is spoken to.
    pub enum ProxyKind: "proxy kind" {
        /// HTTP CONNECT (RFC 9110 section 9.3.6), with Basic authentication (RFC 7617).
        HttpConnect = "http-connect",
        /// SOCKS 5 (RFC 1928), with user and password (RFC 1929).
        Socks5 = "socks5",
    }
}

string_enum! {
    /// Who named the proxy.
    pub enum ProxySource: "proxy source" {
        /// The configuration or the target.
        Configuration = "configuration",
        /// An environment variable (`https_proxy`, `all_proxy`).
        Environment = "environment",
        /// The user's setting on Windows.
        WindowsSetting = "windows-setting",
    }
}
