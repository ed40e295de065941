//! Ports and ranges as text, and text from elsewhere sanitized for every target.

use crate::endpoints::{IpRange, PortRange};

/// The ports of a rule, ranges with `-`.
pub(super) fn port_list(ports: &[PortRange], separator: &str) -> String {
    let texts: Vec<String> = ports.iter().map(PortRange::to_string).collect();
    texts.join(separator)
}

/// The ranges of a rule.
pub(super) fn range_list(ranges: &[IpRange], separator: &str) -> String {
    let texts: Vec<String> = ranges.iter().map(IpRange::to_string).collect();
    texts.join(separator)
}

/// A text of the endpoint data for a comment, a description or a cell: only letters, digits and
/// marks that mean nothing in any of the targets; everything else becomes `_`. At most `limit`
/// characters. The data may come from a file that anybody could have written.
pub(super) fn plain(text: &str, limit: usize) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || " .,:*-_/()".contains(c);
    let shown: String = text
        .chars()
        .take(limit)
        .map(|c| if is_plain(c) { c } else { '_' })
        .collect();
    shown.trim_end().to_owned()
}

/// A host name of the endpoint data, sanitized: it never begins like an option or a formula.
pub(super) fn plain_host(text: &str) -> String {
    let shown: String = text
        .chars()
        .take(253)
        .map(|c| match c {
            '.' | '*' | '-' | '_' => c,
            _ if c.is_ascii_alphanumeric() => c,
            _ => '_',
        })
        .collect();
    match shown.strip_prefix('-') {
        Some(rest) => format!("_{rest}"),
        None => shown,
    }
}

/// A short word of the endpoint data (an instance, a version) for names: `a-z`, `0-9`.
pub(super) fn slug(text: &str, limit: usize) -> String {
    text.chars()
        .filter(char::is_ascii_alphanumeric)
        .take(limit)
        .map(|c| c.to_ascii_lowercase())
        .collect()
}

/// serde: ports as texts.
pub(super) mod ports {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    use crate::endpoints::PortRange;

    pub(crate) fn serialize<S: Serializer>(
        ports: &[PortRange],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(ports)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Vec<PortRange>, D::Error> {
        let texts = Vec::<String>::deserialize(deserializer)?;
        let read = |text: &String| text.parse().map_err(D::Error::custom);
        texts.iter().map(read).collect()
    }
}

/// serde: ranges as texts.
pub(super) mod ranges {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    use crate::endpoints::IpRange;

    pub(crate) fn serialize<S: Serializer>(
        ranges: &[IpRange],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(ranges)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Vec<IpRange>, D::Error> {
        let texts = Vec::<String>::deserialize(deserializer)?;
        let read = |text: &String| text.parse().map_err(D::Error::custom);
        texts.iter().map(read).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_data_means_nothing_to_any_target() {
        let hostile = "a\"; rm -rf /\n`$(x)`'%PATH%&|<>{}#!\u{202e}";
        let shown = plain(hostile, 100);
        assert!(
            !shown.contains([
                '"', '\'', '`', '$', '%', '&', '|', '<', '>', '{', '}', '#', '!', '\n'
            ]),
            "{shown}"
        );
        assert!(shown.is_ascii());
        assert_eq!(plain("abcdef", 3), "abc");
        assert_eq!(plain_host("*.mx.microsoft"), "*.mx.microsoft");
        assert_eq!(plain_host("--flush"), "_-flush");
        assert_eq!(plain_host("=1+1"), "_1_1");
        assert_eq!(slug("US Gov-GCC\u{e9}High!", 20), "usgovgcchigh");
    }
}
