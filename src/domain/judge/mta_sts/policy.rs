//! The policy file (RFC 8461 sections 3.2 and 4.1).

/// The greatest max_age, a year and a bit, in seconds.
const MAX_AGE: u64 = 31_557_600;

/// What senders do when an MX does not match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// They do not deliver to it.
    Enforce,
    /// They deliver and report.
    Testing,
    /// Nothing: the policy is being withdrawn.
    None,
}

/// A policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Policy {
    pub(super) mode: Mode,
    /// How long it is kept, seconds.
    pub(super) max_age: u64,
    /// Names of mail exchanges, `*.` in front standing for one label.
    pub(super) mx: Vec<String>,
}

impl Policy {
    /// Reads the lines of a policy.
    ///
    /// # Errors
    /// What is wrong with it, in a few words.
    pub(super) fn parse(lines: &[String]) -> Result<Self, String> {
        let (mut version, mut mode, mut max_age) = (None, None, None);
        let mut mx = Vec::new();
        for line in lines.iter().filter(|line| !line.trim_ascii().is_empty()) {
            let Some((key, value)) = line.split_once(':') else {
                return Err(format!(
                    "the line {line:?} does not have the form key: value"
                ));
            };
            let value = value.trim_ascii();
            // Of what is there twice the first counts; what is not known is passed over (section 3.2).
            match key.trim_ascii() {
                "version" => _ = version.get_or_insert(value),
                "mode" => _ = mode.get_or_insert(value),
                "max_age" => _ = max_age.get_or_insert(value),
                "mx" => mx.push(pattern(value)?),
                _ => {}
            }
        }
        match version {
            Some("STSv1") => {}
            Some(other) => return Err(format!("the version is {other:?} and not STSv1")),
            None => return Err("it has no version: STSv1".into()),
        }
        let mode = match mode {
            Some("enforce") => Mode::Enforce,
            Some("testing") => Mode::Testing,
            Some("none") => Mode::None,
            Some(other) => {
                return Err(format!(
                    "the mode {other:?} is not enforce, testing or none"
                ));
            }
            None => return Err("it has no mode".into()),
        };
        let max_age = max_age.ok_or("it has no max_age")?;
        let max_age = max_age
            .parse::<u64>()
            .ok()
            .filter(|age| *age <= MAX_AGE)
            .ok_or_else(|| format!("the max_age {max_age:?} is not 0 to {MAX_AGE} seconds"))?;
        if mx.is_empty() && mode != Mode::None {
            return Err("it has no mx".into());
        }
        Ok(Self { mode, max_age, mx })
    }

    /// Whether a mail exchange matches one of the patterns.
    pub(super) fn admits(&self, host: &str) -> bool {
        self.mx.iter().any(|pattern| matches(pattern, host))
    }
}

fn pattern(value: &str) -> Result<String, String> {
    let value = value.to_ascii_lowercase();
    let name = value.strip_prefix("*.").unwrap_or(&value);
    let fine = name.contains('.')
        && name.split('.').all(|label| {
            !label.is_empty()
                && label
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
        });
    if fine {
        Ok(value)
    } else {
        Err(format!("{value:?} is not a valid mx pattern"))
    }
}

/// Whether a host matches a pattern: `*.` stands for exactly one label.
pub(super) fn matches(pattern: &str, host: &str) -> bool {
    let host = host.to_ascii_lowercase();
    match pattern.strip_prefix("*.") {
        None => pattern == host,
        Some(rest) => host
            .split_once('.')
            .is_some_and(|(label, parent)| !label.is_empty() && parent == rest),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Policy, String> {
        let lines: Vec<String> = text.lines().map(str::to_owned).collect();
        Policy::parse(&lines)
    }

    #[test]
    fn a_policy_is_read() {
        let policy = parse(
            "version: STSv1\nmode: enforce\nmx: *.mail.protection.outlook.com\nmx: A.example\nx: y\nmax_age: 604800\nmode: none\n\n",
        )
        .expect("a policy");
        assert_eq!(policy.mode, Mode::Enforce);
        assert_eq!(policy.max_age, 604_800);
        assert_eq!(policy.mx, ["*.mail.protection.outlook.com", "a.example"]);
        assert!(parse("version: STSv1\nmode: none\nmax_age: 0").is_ok());
    }

    #[test]
    fn what_is_missing_or_wrong_is_named() {
        for (text, part) in [
            ("", "no version"),
            ("version: STSv2\nmode: none\nmax_age: 1", "STSv2"),
            ("version: STSv1\nmax_age: 1\nmx: a.b", "no mode"),
            (
                "version: STSv1\nmode: Enforce\nmax_age: 1\nmx: a.b",
                "enforce, testing or none",
            ),
            ("version: STSv1\nmode: enforce\nmx: a.b", "no max_age"),
            (
                "version: STSv1\nmode: enforce\nmax_age: 31557601\nmx: a.b",
                "31557600",
            ),
            (
                "version: STSv1\nmode: enforce\nmax_age: -1\nmx: a.b",
                "max_age",
            ),
            ("version: STSv1\nmode: enforce\nmax_age: 1", "no mx"),
            (
                "version: STSv1\nmode: enforce\nmax_age: 1\nmx: *",
                "not a valid mx pattern",
            ),
            (
                "version: STSv1\nmode: enforce\nmax_age: 1\nmx: a.*.b",
                "not a valid mx pattern",
            ),
            ("<html>\n", "key: value"),
        ] {
            let error = parse(text).expect_err(text);
            assert!(error.contains(part), "{text}: {error}");
        }
    }

    #[test]
    fn a_star_stands_for_one_label() {
        for (pattern, host, expected) in [
            (
                "*.mail.protection.outlook.com",
                "contoso-com.mail.protection.outlook.com",
                true,
            ),
            (
                "*.mail.protection.outlook.com",
                "Contoso-Com.Mail.Protection.Outlook.Com",
                true,
            ),
            ("*.mx.microsoft", "contoso-com.r-v1.mx.microsoft", false),
            ("*.r-v1.mx.microsoft", "contoso-com.r-v1.mx.microsoft", true),
            (
                "contoso-com.r-v1.mx.microsoft",
                "contoso-com.r-v1.mx.microsoft",
                true,
            ),
            ("*.mx.microsoft", "mx.microsoft", false),
            ("a.example", "b.a.example", false),
        ] {
            assert_eq!(matches(pattern, host), expected, "{pattern} {host}");
        }
    }
}
