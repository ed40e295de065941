//! Dialogues that a device between here and the server paints over.

use crate::record::Observation;
use crate::targets::Protocol;

/// Signs of a device that masks: `220 ****` and `250-XXXXXXXA` (facts section 5.3).
pub(super) fn masked(observation: &Observation) -> bool {
    let Some(dialogue) = &observation.dialogue else {
        return false;
    };
    if dialogue.protocol != Protocol::Smtp {
        return false;
    }
    let banner = dialogue.greeting.as_deref().is_some_and(is_masked_banner);
    let keywords = dialogue.capabilities_before_tls.iter().flatten();
    banner || keywords.map(String::as_str).any(is_masked_keyword)
}

/// A banner whose text has been painted over: asterisks, spaces and the digits that the devices leave,
/// and not a letter. `220 **** Authorised use only ****` is a banner that somebody wrote.
fn is_masked_banner(greeting: &str) -> bool {
    let text = greeting.get(3..).unwrap_or_default();
    text.contains("****") && !text.contains(char::is_alphabetic)
}

/// At least four X and, at most, one other letter at the end.
fn is_masked_keyword(keyword: &str) -> bool {
    let masked = keyword.trim_start_matches('X');
    keyword.len() - masked.len() >= 4 && masked.len() <= 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masked_banners_have_no_letters() {
        for (greeting, expected) in [
            ("220 **************************0*2****200****", true),
            ("220 ****", true),
            ("220 **** WARNING: authorised use only ****", false),
            ("220 mail.example ESMTP", false),
            ("****", false),
        ] {
            assert_eq!(is_masked_banner(greeting), expected, "{greeting}");
        }
    }

    #[test]
    fn masked_keywords_are_runs_of_x() {
        for (keyword, expected) in [
            ("XXXXXXXA", true),
            ("XXXX", true),
            ("X-ANONYMOUSTLS", false),
            ("XCLIENT NAME", false),
            ("XOAUTH2", false),
            ("STARTTLS", false),
        ] {
            assert_eq!(is_masked_keyword(keyword), expected, "{keyword}");
        }
    }
}
