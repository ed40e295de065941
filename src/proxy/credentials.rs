//! What a proxy asks for, and keeping it out of every text.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;

/// User and password for a proxy. `Debug` shows neither; there is no way to serialise them.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProxyCredentials {
    user: String,
    #[serde(default)]
    password: String,
}

/// Why credentials cannot be used. The text contains none of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CredentialsError {
    /// A control character, which no proxy takes (RFC 7617 section 2).
    #[error("user or password contains a control character")]
    ControlCharacter,
    /// A colon in the user, which Basic cannot carry (RFC 7617 section 2).
    #[error("the user contains a colon, which Basic authentication does not allow")]
    ColonInUser,
    /// Longer than 255 bytes each, or empty: SOCKS 5 cannot carry it (RFC 1929 section 2).
    #[error(
        "user and password must each have 1 to 255 bytes for SOCKS 5 (HTTP proxy: at most 255 bytes, user not empty)"
    )]
    Length,
}

impl ProxyCredentials {
    /// Credentials in plain text, not percent-encoded. [`Self::check`] says whether they can be sent.
    pub fn new(user: impl Into<String>, password: impl Into<String>) -> Self {
        Self {
            user: user.into(),
            password: password.into(),
        }
    }

    /// Whether a proxy of this kind can be sent them.
    ///
    /// # Errors
    /// Characters or lengths that its protocol cannot carry.
    pub fn check(&self, kind: super::ProxyKind) -> Result<(), CredentialsError> {
        if self
            .user
            .chars()
            .chain(self.password.chars())
            .any(char::is_control)
        {
            return Err(CredentialsError::ControlCharacter);
        }
        // The same bound for both kinds: a Basic token of more is no credential that people have.
        let most = 255;
        if self.user.is_empty() || self.user.len() > most || self.password.len() > most {
            return Err(CredentialsError::Length);
        }
        match kind {
            super::ProxyKind::HttpConnect if self.user.contains(':') => {
                Err(CredentialsError::ColonInUser)
            }
            super::ProxyKind::Socks5 if self.password.is_empty() => Err(CredentialsError::Length),
            _ => Ok(()),
        }
    }

    pub(crate) fn user(&self) -> &[u8] {
        self.user.as_bytes()
    }

    pub(crate) fn password(&self) -> &[u8] {
        self.password.as_bytes()
    }

    /// The token of `Proxy-Authorization: Basic` (RFC 7617).
    pub(crate) fn basic_token(&self) -> String {
        STANDARD.encode(format!("{}:{}", self.user, self.password))
    }
}

impl std::fmt::Debug for ProxyCredentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ProxyCredentials(hidden)")
    }
}

/// Takes credentials out of a text that a proxy sent: one that is none, or that is asked to debug,
/// answers with what it was told.
pub(crate) struct Redactor {
    /// The forms in which the secret can come back, the longest first.
    forms: Vec<String>,
}

/// A shorter secret is no more than a syllable of the text around it, and taking it out would show it.
const SHORTEST: usize = 3;

impl Redactor {
    pub(crate) fn new(credentials: Option<&ProxyCredentials>) -> Self {
        let mut forms = Vec::new();
        if let Some(credentials) = credentials {
            let token = credentials.basic_token();
            let password = &credentials.password;
            let encoded =
                percent_encoding::utf8_percent_encode(password, percent_encoding::NON_ALPHANUMERIC);
            for form in [
                token.trim_end_matches('=').to_owned(),
                format!("{}:{password}", credentials.user),
                password.clone(),
                format!("{}:{encoded}", credentials.user),
                encoded.to_string(),
                encoded.to_string().to_lowercase(),
                STANDARD.encode(password).trim_end_matches('=').to_owned(),
            ] {
                // As the text is that it is looked for in: without control characters.
                let form = crate::text::sanitize(form.as_bytes(), usize::MAX);
                if form.len() >= SHORTEST && !forms.contains(&form) {
                    forms.push(form);
                }
            }
            forms.sort_by_key(|form| std::cmp::Reverse(form.len()));
        }
        Self { forms }
    }

    /// The text of a peer, sanitized, without the secret, then cut to `limit` characters.
    pub(crate) fn sanitize(&self, bytes: &[u8], limit: usize) -> String {
        let text = self.redact(&crate::text::sanitize(bytes, usize::MAX));
        crate::text::sanitize(text.as_bytes(), limit)
    }

    fn redact(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for form in &self.forms {
            text = text.replace(form.as_str(), HIDDEN);
        }
        // The text may have been cut within the secret where it was read.
        for form in &self.forms {
            let cut = (SHORTEST..form.len())
                .rev()
                .filter_map(|end| form.get(..end))
                .find(|start| text.ends_with(start));
            if let Some(start) = cut {
                text.truncate(text.len() - start.len());
                text.push_str(HIDDEN);
            }
        }
        text
    }
}

const HIDDEN: &str = "(hidden)";

#[cfg(test)]
mod tests {
    use super::super::ProxyKind;
    use super::*;

    #[test]
    fn what_a_protocol_cannot_carry_is_refused() {
        use CredentialsError as Error;
        let long = "x".repeat(256);
        for (user, password, kind, expected) in [
            ("user", "pass", ProxyKind::HttpConnect, Ok(())),
            ("user", "", ProxyKind::HttpConnect, Ok(())),
            ("user", "", ProxyKind::Socks5, Err(Error::Length)),
            ("", "pass", ProxyKind::HttpConnect, Err(Error::Length)),
            (
                "a:b",
                "pass",
                ProxyKind::HttpConnect,
                Err(Error::ColonInUser),
            ),
            ("a:b", "pass", ProxyKind::Socks5, Ok(())),
            (
                "user",
                "a\r\nb",
                ProxyKind::HttpConnect,
                Err(Error::ControlCharacter),
            ),
            ("user", long.as_str(), ProxyKind::Socks5, Err(Error::Length)),
        ] {
            let credentials = ProxyCredentials::new(user, password);
            assert_eq!(credentials.check(kind), expected, "{user:?} {kind}");
        }
    }

    #[test]
    fn every_form_of_the_password_is_taken_out() {
        let credentials = ProxyCredentials::new("user", "p@ss wörd");
        let redactor = Redactor::new(Some(&credentials));
        let token = credentials.basic_token();
        for echo in [
            format!("unknown command: Proxy-Authorization: Basic {token}"),
            "GET p@ss wörd".to_owned(),
            "see http://user:p%40ss%20w%C3%B6rd@proxy".to_owned(),
            "see http://user:p%40ss%20w%c3%b6rd@proxy".to_owned(),
            STANDARD.encode("p@ss wörd"),
        ] {
            let shown = redactor.sanitize(echo.as_bytes(), 200);
            assert!(shown.contains(HIDDEN), "{shown}");
            for secret in [token.as_str(), "p@ss", "p%40ss", "cEBzcyB3"] {
                assert!(!shown.contains(secret), "{shown}");
            }
        }
    }

    #[test]
    fn a_secret_that_was_cut_is_taken_out_too() {
        let redactor = Redactor::new(Some(&ProxyCredentials::new("user", "tr0ub4dor")));
        assert_eq!(redactor.sanitize(b"said tr0ub", 200), "said (hidden)");
        // Taken out before the text is cut for the record, so that no half of it is left over.
        assert_eq!(redactor.sanitize(b"said tr0ub4dor", 9), "said (hid...");
        assert_eq!(redactor.sanitize(b"said try", 200), "said try");
    }

    #[test]
    fn debug_shows_nothing() {
        let shown = format!("{:?}", ProxyCredentials::new("user", "pass"));
        assert_eq!(shown, "ProxyCredentials(hidden)");
    }
}
