//! What a caller asks to be checked.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::overrides::Overrides;
use super::{CheckError, Scenario};
use crate::endpoints;
use crate::host_name::{check_domain, check_host};

/// Which scenarios to check, and for whom. Every key may be left out; an unknown key is an error.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CheckSpec {
    /// The scenarios; none means all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub scenarios: Vec<Scenario>,
    /// The mail domain, for scenarios about its MX. The MX is resolved, never derived.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domain: Option<String>,
    /// The cloud: `Worldwide` when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instance: Option<String>,
    /// A mail server that has nothing to do with Microsoft, asked on port 25 only: it tells a block
    /// of port 25 from a fault on the way to Microsoft (facts section 5.1).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub second_host: Option<String>,
    /// For tests and split-horizon cases: connect elsewhere. `"host:port"` or `"*:port"` to
    /// `"address:port"`, or to `":port"` to change the port alone. At most 256.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub overrides: BTreeMap<String, String>,
    /// Free text, returned in the report. At most 1024 bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag: Option<String>,
}

impl CheckSpec {
    /// Whether it can be checked.
    ///
    /// # Errors
    /// A host that is none, a cloud that is not known, too many overrides or one that cannot be read.
    pub fn validate(&self) -> Result<(), CheckError> {
        if let Some(host) = &self.second_host {
            check_host(host).map_err(CheckError::SecondHost)?;
        }
        if let Some(domain) = &self.domain {
            // An address has no MX, and neither has a name without a dot.
            check_domain(domain.strip_suffix('.').unwrap_or(domain)).map_err(CheckError::Domain)?;
        }
        self.instance_name()?;
        if self.overrides.len() > 256 {
            return Err(CheckError::Overrides);
        }
        Overrides::read(&self.overrides)?;
        if self.tag.as_ref().is_some_and(|tag| tag.len() > 1024) {
            return Err(CheckError::Tag);
        }
        Ok(())
    }

    /// The known spelling of the cloud's name.
    pub(super) fn instance_name(&self) -> Result<&'static str, CheckError> {
        let asked = self.instance.as_deref().unwrap_or("Worldwide");
        endpoints::known_instance(asked).map_err(CheckError::Instance)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_mail_domain_is_taken_for_one() {
        for (domain, good) in [
            ("contoso.com", true),
            ("contoso.com.", true),
            ("contoso-com.mail.protection.outlook.com", true),
            ("127.0.0.1", false),
            ("::1", false),
            ("localhost", false),
            ("user@contoso.com", false),
            ("https://contoso.com/", false),
            ("b\u{fc}cher.example", false),
            ("", false),
        ] {
            let spec = CheckSpec {
                domain: Some(domain.into()),
                ..CheckSpec::default()
            };
            assert_eq!(spec.validate().is_ok(), good, "{domain}");
        }
    }
}
