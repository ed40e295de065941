//! What a caller asks for.

use std::net::SocketAddr;

use serde::{Deserialize, Serialize};

use super::observation::Observation;
use crate::endpoints;
use crate::host_name::{check_domain, is_label};
use crate::text::short;

/// The most DKIM selectors beside Exchange Online's own two.
const SELECTORS: usize = 8;

/// A domain to audit.
///
/// ```
/// let spec: exoport::domain::DomainSpec = serde_json::from_str(r#"{"domain":"contoso.com"}"#)?;
/// assert_eq!(spec.domain, "contoso.com");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DomainSpec {
    /// The mail domain: what stands behind the @ of its addresses.
    pub domain: String,
    /// The cloud it is in. Left out, it is read from the MX.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instance: Option<String>,
    /// DKIM selectors to look at besides `selector1` and `selector2`, at most 8.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dkim_selectors: Vec<String>,
    /// Fetch the MTA-STS policy from this address and port instead of port 443 of the addresses of
    /// `mta-sts.DOMAIN`; name and certificate stay those of `mta-sts.DOMAIN`. For looking at a web
    /// server before the DNS points to it, and for tests.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy_address: Option<SocketAddr>,
    /// A text of the caller, at most 1,024 bytes, given back in the report.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tag: Option<String>,
}

impl DomainSpec {
    /// Checks what was asked for.
    ///
    /// # Errors
    /// No domain name, a cloud that is not known, selectors that cannot be, a tag that is too long.
    pub fn validate(&self) -> Result<(), DomainError> {
        self.begin().map(|_| ())
    }

    /// The observation of an audit that has seen nothing yet.
    pub(super) fn begin(&self) -> Result<Observation, DomainError> {
        let domain = self.domain.trim().trim_end_matches('.');
        check_domain(domain).map_err(DomainError::Domain)?;
        let asked_instance = match &self.instance {
            None => None,
            Some(asked) => Some(
                endpoints::known_instance(asked)
                    .map_err(DomainError::Instance)?
                    .to_owned(),
            ),
        };
        if self.dkim_selectors.len() > SELECTORS {
            return Err(DomainError::Selectors);
        }
        let mut dkim_selectors = Vec::new();
        for selector in &self.dkim_selectors {
            let selector = selector.trim().to_ascii_lowercase();
            if !selector.split('.').all(is_label) {
                return Err(DomainError::Selector(selector));
            }
            dkim_selectors.push(selector);
        }
        if self.tag.as_ref().is_some_and(|tag| tag.len() > 1024) {
            return Err(DomainError::Tag);
        }
        Ok(Observation {
            asked_instance,
            dkim_selectors,
            policy_address: self.policy_address,
            ..Observation::of(domain.to_ascii_lowercase())
        })
    }
}

/// Why a domain cannot be audited. The texts say what to write instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DomainError {
    /// The domain is none; why.
    #[error("{0}")]
    Domain(String),
    /// A cloud that is not known.
    #[error("{0}")]
    Instance(String),
    /// Too many DKIM selectors.
    #[error("more than {SELECTORS} dkim_selectors")]
    Selectors,
    /// A DKIM selector that is none.
    #[error("invalid dkim selector {:?} (a name such as selector1)", short(.0, 80))]
    Selector(String),
    /// The tag is too long.
    #[error("the tag is longer than 1024 bytes")]
    Tag,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn begin(text: &str) -> Result<Observation, String> {
        let spec: DomainSpec = serde_json::from_str(text).map_err(|error| error.to_string())?;
        spec.begin().map_err(|error| error.to_string())
    }

    #[test]
    fn the_domain_is_written_in_one_way() {
        let observation =
            begin(r#"{"domain":" Contoso.COM. ","instance":"worldwide","dkim_selectors":["K1"]}"#)
                .expect("fine");
        assert_eq!(observation.domain, "contoso.com");
        assert_eq!(observation.asked_instance.as_deref(), Some("Worldwide"));
        assert_eq!(observation.dkim_selectors, ["k1"]);
    }

    #[test]
    fn every_mistake_is_named() {
        for (text, part) in [
            (r#"{"domain":""}"#, "is empty"),
            (r#"{"domain":"user@contoso.com"}"#, "after the @"),
            (r#"{"domain":"contoso"}"#, "not a mail domain"),
            (r#"{"domain":"192.0.2.1"}"#, "not a mail domain"),
            (r#"{"domain":"a..example"}"#, "not a mail domain"),
            (r#"{"domain":"a b.example"}"#, "not a mail domain"),
            (r#"{"domain":"bücher.example"}"#, "xn--"),
            (
                r#"{"domain":"a.example","instance":"Mars"}"#,
                "one of: Worldwide",
            ),
            (
                r#"{"domain":"a.example","dkim_selectors":["a b"]}"#,
                "dkim selector",
            ),
            (
                r#"{"domain":"a.example","dkim_selectors":[""]}"#,
                "dkim selector",
            ),
            (
                r#"{"domain":"a.example","policy_address":"x"}"#,
                "invalid socket address",
            ),
            (r#"{"domain":"a.example","other":1}"#, "unknown field"),
            ("{}", "missing field `domain`"),
        ] {
            let error = begin(text).expect_err(text);
            assert!(error.contains(part), "{text}: {error}");
        }
        let long = "a".repeat(60) + ".";
        assert!(begin(&format!(r#"{{"domain":"{}example"}}"#, long.repeat(4))).is_err());
    }
}
