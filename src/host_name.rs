//! Names of hosts and mail domains, and whether a text can be one: pure.

use std::net::IpAddr;

/// Checks a host name or address literal (RFC 1123 section 2.1; underscores are let through, DNS has them).
pub(crate) fn check_host(host: &str) -> Result<(), String> {
    let shown: String = host.chars().take(80).collect();
    if host.is_empty() {
        return Err("is empty; write a name or an address, for example smtp.office365.com".into());
    }
    if host.parse::<IpAddr>().is_ok() {
        return Ok(());
    }
    let name = host.strip_suffix('.').unwrap_or(host);
    if name.len() > 253 {
        return Err(format!("{shown:?}... is longer than 253 characters"));
    }
    if !name.is_ascii() {
        return Err(format!(
            "{shown:?} is not ASCII; write an internationalised name in its xn-- form"
        ));
    }
    // No top-level domain is a number: this is a mistyped address, and resolvers make odd ones of it.
    let last = name.rsplit('.').next().unwrap_or_default();
    if !last.is_empty() && last.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(format!(
            "{shown:?} is neither a host name nor an IPv4 address"
        ));
    }
    if !name.split('.').all(is_label) {
        return Err(format!(
            "{shown:?} is not a host name or address{}",
            suggested(name)
        ));
    }
    Ok(())
}

/// What to write instead of a mail address, where a text is one.
fn suggested(text: &str) -> String {
    match text.rsplit_once('@') {
        Some((_, domain)) if check_domain(domain).is_ok() => format!("; write {domain}"),
        _ => String::new(),
    }
}

/// Checks a name for EHLO: a host name or an address literal in brackets (RFC 5321 section 4.1.3).
pub(crate) fn check_ehlo_name(name: &str) -> Result<(), String> {
    let literal = name
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
        .map(|inner| inner.strip_prefix("IPv6:").unwrap_or(inner));
    match literal {
        Some(inner) if inner.parse::<IpAddr>().is_ok() => Ok(()),
        Some(_) => Err(format!("{name:?} is not an address literal")),
        None => check_host(name),
    }
}

/// Checks a mail domain (RFC 5321 section 2.3.5; underscores are let through, DNS has them).
pub(crate) fn check_domain(domain: &str) -> Result<(), String> {
    let shown: String = domain.chars().take(80).collect();
    if domain.is_empty() {
        return Err(
            "the domain is empty; write the part after the @, for example contoso.com".into(),
        );
    }
    if domain.contains('@') {
        return Err(format!(
            "{shown:?} is not a domain; write only the part after the @{}",
            suggested(domain)
        ));
    }
    if !domain.is_ascii() {
        return Err(format!(
            "{shown:?} is not ASCII; write an internationalised domain in its xn-- form"
        ));
    }
    // Room for `selector1._domainkey.` and the like in front of it.
    if domain.len() > 200 {
        return Err(format!("{shown:?}... is longer than 200 characters"));
    }
    let labels: Vec<&str> = domain.split('.').collect();
    let last_is_number = labels
        .last()
        .is_some_and(|last| last.bytes().all(|byte| byte.is_ascii_digit()));
    if labels.len() < 2 || last_is_number || !labels.iter().all(|label| is_label(label)) {
        return Err(format!(
            "{shown:?} is not a mail domain such as contoso.com"
        ));
    }
    Ok(())
}

/// Whether it can stand between two dots of a name (RFC 1035 section 2.3.4).
pub(crate) fn is_label(label: &str) -> bool {
    !label.is_empty()
        && label.len() <= 63
        && label
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
}

/// Splits `host`, `host:port`, `[v6]`, `[v6]:port` or a bare IPv6 address, which is known by its
/// colons: with a port it needs brackets. Checks neither host nor port.
pub(crate) fn split_port(text: &str) -> Result<(&str, Option<&str>), &'static str> {
    if let Some(rest) = text.strip_prefix('[') {
        let (host, after) = rest
            .split_once(']')
            .ok_or("'[' without ']'; write [2001:db8::1]:25")?;
        return match after.strip_prefix(':') {
            Some(port) => Ok((host, Some(port))),
            None if after.is_empty() => Ok((host, None)),
            None => Err("after ']' only ':PORT' may follow"),
        };
    }
    Ok(match text.split_once(':') {
        Some((host, port)) if !port.contains(':') => (host, Some(port)),
        _ => (text, None),
    })
}

/// The opposite of [`split_port`].
pub(crate) fn join_port(host: &str, port: u16) -> String {
    match host.contains(':') {
        true => format!("[{host}]:{port}"),
        false => format!("{host}:{port}"),
    }
}
