//! Versions of the endpoint sets.

/// Whether a text is a version: exactly ten digits, `YYYYMMDDNN` (facts section 1.6). Versions
/// compare as text.
pub fn is_version(text: &str) -> bool {
    text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_ten_digits() {
        assert!(is_version("2026033100") && is_version("0000000000"));
        for text in [
            "",
            "202603310",
            "20260331000",
            "2026-03-31",
            "２０２６",
            "202603310a",
        ] {
            assert!(!is_version(text), "{text}");
        }
    }
}
