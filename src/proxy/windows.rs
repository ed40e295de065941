//! The proxy that a Windows user has set (Settings, "Proxy"; `Internet Settings` in the registry).
//!
//! Only what is set by hand is read. An automatic configuration script (PAC) and automatic detection
//! (WPAD) are programs that only a browser's engine can answer; the WinHTTP setting of services
//! (`netsh winhttp`) has no documented form in the registry.

#[cfg(windows)]
use super::bypass::Bypass;

/// What stands in the registry.
#[cfg(windows)]
pub(super) struct UserSetting {
    /// The proxy's text.
    pub(super) proxy: String,
    /// Hosts that are connected to directly.
    pub(super) bypass: Bypass,
}

/// The user's setting, where a proxy is switched on.
#[cfg(windows)]
pub(super) fn user_setting() -> Option<UserSetting> {
    let key = windows_registry::CURRENT_USER
        .open(r"Software\Microsoft\Windows\CurrentVersion\Internet Settings")
        .ok()?;
    if key.get_u32("ProxyEnable").unwrap_or(0) == 0 {
        return None;
    }
    let proxy = proxy_for_https(&key.get_string("ProxyServer").ok()?)?.to_owned();
    let exceptions = key.get_string("ProxyOverride").unwrap_or_default();
    Some(UserSetting {
        proxy,
        bypass: Bypass::of_windows(&exceptions),
    })
}

/// The proxy for HTTPS of `host:port` or `http=host:port;https=host:port;...`. `socks=` is SOCKS 4
/// on Windows, which is not spoken.
fn proxy_for_https(text: &str) -> Option<&str> {
    let text = text.trim();
    if !text.contains('=') {
        return (!text.is_empty()).then_some(text);
    }
    text.split([';', ' '])
        .filter_map(|entry| entry.split_once('='))
        .find(|(scheme, _)| scheme.trim().eq_ignore_ascii_case("https"))
        .map(|(_, proxy)| proxy.trim())
        .filter(|proxy| !proxy.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_proxy_for_https_is_picked_out() {
        for (text, expected) in [
            ("proxy.example:8080", Some("proxy.example:8080")),
            ("http=a:1;https=b:2;socks=c:3", Some("b:2")),
            ("http=a:1 HTTPS=b:2", Some("b:2")),
            ("http=a:1;socks=c:3", None),
            ("https=", None),
            ("", None),
        ] {
            assert_eq!(proxy_for_https(text), expected, "{text}");
        }
    }
}
