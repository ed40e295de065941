//! Lists of tags, `name=value` with semicolons between, as DKIM, DMARC, MTA-STS and TLS-RPT have
//! them (RFC 6376 section 3.2).

use super::View;
use super::view::Known;

/// The most tags that are read.
const TAGS: usize = 64;

/// A list of tags, in order.
pub(super) struct Tags(Vec<(String, String)>);

impl Tags {
    /// Reads a list. A semicolon at the end is fine.
    ///
    /// # Errors
    /// A part without `=` or without a name, a tag twice, too many.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let (tags, mut faults) = Self::read(text);
        match faults.is_empty() {
            true => Ok(tags),
            false => Err(faults.swap_remove(0)),
        }
    }

    /// Reads a list and passes over what is wrong in it; gives that too, in a few words each.
    pub(super) fn read(text: &str) -> (Self, Vec<String>) {
        let mut tags = Self(Vec::new());
        let mut faults = Vec::new();
        let parts = text.split(';').map(str::trim_ascii);
        for part in parts.filter(|part| !part.is_empty()) {
            if tags.0.len() + faults.len() == TAGS {
                faults.push(format!("more than {TAGS} tags"));
                break;
            }
            match tags.tag(part) {
                Ok(tag) => tags.0.push(tag),
                Err(why) => faults.push(why),
            }
        }
        (tags, faults)
    }

    /// One part as a tag that is not there yet.
    fn tag(&self, part: &str) -> Result<(String, String), String> {
        let Some((name, value)) = part.split_once('=') else {
            return Err(format!("{part:?} does not have the form name=value"));
        };
        let name = name.trim_ascii().to_ascii_lowercase();
        let fine = !name.is_empty()
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte));
        if !fine {
            return Err(format!("{name:?} is not a tag name"));
        }
        if self.get(&name).is_some() {
            return Err(format!("the tag {name} appears twice"));
        }
        Ok((name, value.trim_ascii().to_owned()))
    }

    /// The value of a tag.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// The first tag.
    pub(super) fn first(&self) -> Option<(&str, &str)> {
        self.0
            .first()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

/// Whether a text begins with this version of DMARC, such as `v=DMARC1`: spaces may stand around the
/// equals sign (RFC 9989 section 4.8).
pub(super) fn is_version(text: &str, version: &str) -> bool {
    let first = text.split(';').next().unwrap_or_default();
    match first.split_once('=') {
        Some((name, value)) => {
            name.trim_ascii_end().eq_ignore_ascii_case("v") && value.trim_ascii() == version
        }
        None => false,
    }
}

/// Whether a text begins with `v=`, this version and a semicolon, as MTA-STS (RFC 8461 section 3.1)
/// and TLS-RPT (RFC 8460 section 3) have it: no space but in front of the semicolon.
pub(super) fn is_exact_version(text: &str, version: &str) -> bool {
    text.strip_prefix("v=")
        .and_then(|rest| rest.strip_prefix(version))
        .is_some_and(|rest| rest.trim_ascii_start().starts_with(';'))
}

/// The records of a version at a name. Other texts are no records, whatever is in them. Where there is
/// none, the first text that was meant to be one, unless a wildcard gives it to every name.
pub(super) fn records_at(
    view: &View<'_>,
    name: &str,
    version: &str,
    begins: fn(&str, &str) -> bool,
) -> Known<Vec<String>> {
    let (records, others): (Vec<_>, Vec<_>) = view
        .text(name)?
        .into_iter()
        .partition(|text| begins(text, version));
    if !records.is_empty() {
        return Ok(records);
    }
    let stem = format!("v={}", version.trim_end_matches(['v', '1'])).to_ascii_lowercase();
    let is_meant = |text: &String| {
        let packed: String = text.split_ascii_whitespace().collect();
        packed.to_ascii_lowercase().contains(&stem)
    };
    let Some(meant) = others.into_iter().find(is_meant) else {
        return Ok(Vec::new());
    };
    let wildcard = view.text(&View::beside(name))?;
    Ok(Some(meant)
        .filter(|meant| !wildcard.contains(meant))
        .into_iter()
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_read_in_order_and_once() {
        let tags = Tags::parse(" v=DMARC1 ; P = none;rua=mailto:a@b.example?x=1; ").expect("tags");
        assert_eq!(tags.first(), Some(("v", "DMARC1")));
        assert_eq!(tags.get("p"), Some("none"));
        assert_eq!(tags.get("rua"), Some("mailto:a@b.example?x=1"));
        assert_eq!(tags.get("sp"), None);
        for (text, part) in [
            ("v=DMARC1; none", "name=value"),
            ("v=DMARC1; =none", "not a tag name"),
            ("v=DMARC1; p=none; p=reject", "twice"),
        ] {
            let error = Tags::parse(text).err().unwrap_or_default();
            assert!(error.contains(part), "{text}: {error}");
        }
    }

    #[test]
    fn a_version_is_the_first_tag_and_exact() {
        for (text, expected) in [
            ("v=DMARC1; p=none", true),
            ("v = DMARC1;p=none", true),
            ("v=DMARC1", true),
            ("v=DMARC12; p=none", false),
            ("v=dmarc1; p=none", false),
            ("p=none; v=DMARC1", false),
            (" v=DMARC1; p=none", false),
            ("", false),
        ] {
            assert_eq!(is_version(text, "DMARC1"), expected, "{text}");
        }
        for (text, expected) in [
            ("v=STSv1; id=1", true),
            ("v=STSv1 ;id=1", true),
            ("v=STSv1", false),
            ("v=STSv12; id=1", false),
            ("v = STSv1; id=1", false),
            ("V=STSv1; id=1", false),
            (" v=STSv1; id=1", false),
        ] {
            assert_eq!(is_exact_version(text, "STSv1"), expected, "{text}");
        }
    }
}
