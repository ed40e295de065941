//! Names of clouds, where they may be ones that are not known yet.

use super::defaults::instance_name;

/// The longest name of a cloud.
const MAX_NAME: usize = 40;

/// A cloud's name as it stands in addresses and file names: the known spelling of a known one;
/// letters, digits and hyphens of another. The set of clouds is open (facts section 1.5).
pub(super) fn instance_key(text: &str) -> Option<String> {
    if let Some(known) = instance_name(text) {
        return Some(known.to_owned());
    }
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    let fine = !text.is_empty() && text.len() <= MAX_NAME && text.bytes().all(plain);
    fine.then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_safe_in_a_path() {
        assert_eq!(instance_key("worldwide").as_deref(), Some("Worldwide"));
        assert_eq!(instance_key("France-2").as_deref(), Some("France-2"));
        for text in ["", ".", "..", "a/b", "a\\b", "a b", "a?b", "a%2e", "é"] {
            assert_eq!(instance_key(text), None, "{text}");
        }
        assert_eq!(instance_key(&"a".repeat(41)), None);
    }
}
