//! Connecting elsewhere than a name says: for tests, and for names that lead elsewhere inside a site.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};

use super::CheckError;
use crate::host_name::split_port;
use crate::targets::Target;

/// The overrides of a check, read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Overrides(Vec<Override>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Override {
    /// Lower case; none means any.
    host: Option<String>,
    port: u16,
    to_address: Option<IpAddr>,
    to_port: u16,
}

impl Overrides {
    /// Reads `"host:port"` or `"*:port"` to `"address:port"` or `":port"`.
    ///
    /// # Errors
    /// The first that is none of these.
    pub(super) fn read(map: &BTreeMap<String, String>) -> Result<Self, CheckError> {
        let mut all = map
            .iter()
            .map(|(from, to)| read(from, to))
            .collect::<Result<Vec<_>, _>>()?;
        // A host of its own wins over any host.
        all.sort_by_key(|entry| entry.host.is_none());
        Ok(Self(all))
    }

    /// Makes a target connect where its override says.
    pub(super) fn apply(&self, target: &mut Target) {
        let host = target.host.trim_end_matches('.').to_ascii_lowercase();
        let found = self.0.iter().find(|entry| {
            entry.port == target.port && entry.host.as_ref().is_none_or(|name| *name == host)
        });
        if let Some(entry) = found {
            target.port = entry.to_port;
            target.addresses.extend(entry.to_address);
        }
    }
}

fn read(from: &str, to: &str) -> Result<Override, CheckError> {
    let wrong = || CheckError::Override {
        from: from.to_owned(),
        to: to.to_owned(),
    };
    let (host, port) = split_port(from).map_err(|_| wrong())?;
    let port = port.and_then(read_port).ok_or_else(wrong)?;
    let host = match host {
        "" => return Err(wrong()),
        "*" => None,
        name => Some(name.trim_end_matches('.').to_ascii_lowercase()),
    };
    let (to_address, to_port) = match to.strip_prefix(':') {
        Some(port) => (None, read_port(port).ok_or_else(wrong)?),
        None => {
            let to: SocketAddr = to.parse().map_err(|_| wrong())?;
            (Some(to.ip()), to.port())
        }
    };
    if to_port == 0 {
        return Err(wrong());
    }
    Ok(Override {
        host,
        port,
        to_address,
        to_port,
    })
}

fn read_port(text: &str) -> Option<u16> {
    text.parse().ok().filter(|port| *port != 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Settings;
    use crate::plan::expand;
    use crate::targets::parse_target_text;

    fn overrides(pairs: &[(&str, &str)]) -> Result<Overrides, CheckError> {
        let map = pairs
            .iter()
            .map(|(from, to)| ((*from).to_owned(), (*to).to_owned()))
            .collect();
        Overrides::read(&map)
    }

    fn applied(overrides: &Overrides, text: &str) -> String {
        let spec = parse_target_text(text).expect("a target");
        let mut target = expand(&spec, &Settings::default())
            .expect("a target")
            .remove(0);
        overrides.apply(&mut target);
        format!("{}:{} {:?}", target.host, target.port, target.addresses)
    }

    #[test]
    fn a_host_of_its_own_wins_over_any_host() {
        let overrides = overrides(&[
            ("*:25", ":1025"),
            ("Mail.Example:25", "127.0.0.1:2525"),
            ("mail.example:587", "[::1]:2587"),
            ("[2001:db8::1]:25", ":2526"),
        ])
        .expect("good overrides");
        for (text, expected) in [
            ("mail.example:25", "mail.example:2525 [127.0.0.1]"),
            ("MAIL.example.:25", "MAIL.example.:2525 [127.0.0.1]"),
            ("other.example:25", "other.example:1025 []"),
            ("mail.example:587", "mail.example:2587 [::1]"),
            ("mail.example:993", "mail.example:993 []"),
            ("[2001:db8::1]:25", "2001:db8::1:2526 []"),
        ] {
            assert_eq!(applied(&overrides, text), expected, "{text}");
        }
    }

    #[test]
    fn a_wrong_one_is_named() {
        for pair in [
            ("a.example", ":25"),
            (":25", ":25"),
            ("2001:db8::1:25", ":25"),
            ("a.example:0", ":25"),
            ("a.example:25", "25"),
            ("a.example:25", ":0"),
            ("a.example:25", "127.0.0.1:0"),
            ("a.example:25", "b.example:25"),
        ] {
            let error = overrides(&[pair]).expect_err(pair.1).to_string();
            assert!(error.contains("override"), "{error}");
        }
    }
}
