//! Targets as people type them: `host`, `host:port`, `[2001:db8::1]:25`, `2001:db8::1`.

use super::TargetSpec;
use crate::host_name::split_port;
use crate::text::short;

/// Why a typed target could not be read. The text says what to write instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct TargetTextError(String);

/// Reads `host`, `host:port`, `[v6]`, `[v6]:port` or a bare IPv6 address.
///
/// Only the split is done here; [`crate::plan::expand`] checks host and port.
///
/// # Errors
/// A text that is empty, or whose port is not a number.
///
/// ```
/// let spec = exoport::targets::parse_target_text("smtp.office365.com:587")?;
/// assert_eq!(spec.host.as_deref(), Some("smtp.office365.com"));
/// assert_eq!(spec.port, Some(587));
/// # Ok::<(), exoport::targets::TargetTextError>(())
/// ```
pub fn parse_target_text(text: &str) -> Result<TargetSpec, TargetTextError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(TargetTextError(
            "empty target; write HOST or HOST:PORT, for example smtp.office365.com:587".into(),
        ));
    }
    if text.contains("://") {
        return Err(TargetTextError(
            "the target is a URL; write only its host, for example outlook.office365.com:443"
                .into(),
        ));
    }
    let (host, port) = split_port(text).map_err(|why| TargetTextError(why.to_owned()))?;
    let port = port
        .map(|port| {
            port.parse::<i64>().map_err(|_| {
                TargetTextError(format!("invalid port {:?} (1-65535)", short(port, 20)))
            })
        })
        .transpose()?;
    Ok(TargetSpec {
        host: Some(host.to_owned()),
        port,
        ..TargetSpec::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> (Option<String>, Option<i64>) {
        let spec = parse_target_text(text).expect(text);
        (spec.host, spec.port)
    }

    #[test]
    fn reads_every_form_that_people_type() {
        for (text, host, port) in [
            ("mail.example", "mail.example", None),
            (" mail.example:25 ", "mail.example", Some(25)),
            ("192.0.2.1:587", "192.0.2.1", Some(587)),
            ("2001:db8::1", "2001:db8::1", None),
            ("[2001:db8::1]", "2001:db8::1", None),
            ("[2001:db8::1]:25", "2001:db8::1", Some(25)),
            ("fe80::1%1", "fe80::1%1", None),
            ("[fe80::1%1]:25", "fe80::1%1", Some(25)),
            ("mail.example:25:26", "mail.example:25:26", None),
            ("mail.example:70000", "mail.example", Some(70000)),
        ] {
            assert_eq!(parts(text), (Some(host.into()), port), "{text}");
        }
    }

    #[test]
    fn says_what_is_wrong_with_the_rest() {
        for text in [
            "",
            "  ",
            "[2001:db8::1",
            "[::1]25",
            "host:",
            "host:smtp",
            "https://host/",
            "smtp://host:25",
        ] {
            assert!(parse_target_text(text).is_err(), "{text:?}");
        }
    }
}
