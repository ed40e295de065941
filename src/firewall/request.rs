//! A question for rules, as the C ABI and the command ask it.

use serde::Deserialize;
use serde_json::{Value, json};

use super::render::{Format, render};
use super::rule::RuleSet;
use super::select::{Scope, Selection, select};
use crate::endpoints::{Snapshot, current};
use crate::targets::{AddressFamily, Service};

/// What is asked for. Every key may be left out; an unknown key is an error.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Request {
    /// The cloud. Default: `Worldwide`.
    pub instance: Option<String>,
    /// See [`Selection::services`].
    pub services: Vec<Service>,
    /// See [`Selection::scope`].
    pub direction: Option<Scope>,
    /// See [`Selection::hybrid`].
    pub hybrid: bool,
    /// Address families. Default: both.
    pub family: Option<AddressFamily>,
    /// See [`Selection::http`].
    pub http: bool,
    /// See [`Selection::http3`].
    pub http3: bool,
    /// Write the rules as text of this form, instead of as JSON.
    pub format: Option<Format>,
}

impl Request {
    /// The rules of the endpoint sets that hold now: the fetched ones, or the shipped ones.
    ///
    /// # Errors
    /// A cloud that is not known, or nothing published for the selection.
    pub fn rules(&self) -> Result<RuleSet, String> {
        let instance = self.instance.as_deref().unwrap_or("Worldwide");
        let current = current(instance).map_err(|error| error.to_string())?;
        let mut rules = self.rules_of(&current.snapshot)?;
        rules.warning = current.warning;
        Ok(rules)
    }

    /// The rules of these endpoint sets, whatever the instance that is asked for.
    ///
    /// # Errors
    /// Nothing published for the selection.
    pub fn rules_of(&self, snapshot: &Snapshot) -> Result<RuleSet, String> {
        let selection = Selection {
            services: self.services.clone(),
            scope: self.direction,
            hybrid: self.hybrid,
            family: self.family,
            http: self.http,
            http3: self.http3,
        };
        select(snapshot, &selection).map_err(|error| error.to_string())
    }

    /// The rules as JSON: a [`RuleSet`], or with a format `kind` `firewall-text` with `format` and
    /// `text` in place of the rules.
    ///
    /// # Errors
    /// Those of [`Request::rules`], and a limit of the target that is exceeded.
    pub fn answer(&self) -> Result<Value, String> {
        self.answer_of(&self.rules()?)
    }

    fn answer_of(&self, rules: &RuleSet) -> Result<Value, String> {
        let Some(format) = self.format else {
            return serde_json::to_value(rules).map_err(|error| error.to_string());
        };
        let text = render(rules, format).map_err(|error| error.to_string())?;
        let mut answer = json!({
            "schema": 1,
            "kind": "firewall-text",
            "instance": rules.instance,
            "version": rules.version,
            "source": rules.source,
            "format": format,
            "text": text,
            "names_in_text": format.tells_names(),
            "by_name": rules.by_name,
        });
        if let Some(warning) = &rules.warning {
            answer["warning"] = json!(warning);
        }
        Ok(answer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::endpoints::built_in;

    fn ask(request: &str) -> Result<Value, String> {
        let request: Request = serde_json::from_str(request).map_err(|error| error.to_string())?;
        // Not the sets that this machine has fetched: a test must not depend on them.
        let instance = request.instance.as_deref().unwrap_or("Worldwide");
        match built_in(instance) {
            Some(snapshot) => request.answer_of(&request.rules_of(snapshot)?),
            None => request.answer(),
        }
    }

    #[test]
    fn every_key_may_be_left_out() {
        let rules = ask("{}").expect("rules");
        assert_eq!(rules["kind"], "firewall");
        assert_eq!(rules["instance"], "Worldwide");
        assert_eq!(rules["rules"].as_array().map(Vec::len), Some(6));
        assert_eq!(rules["by_name"][0]["set_id"], 8);
    }

    #[test]
    fn a_format_gives_text() {
        let answer = ask(r#"{"instance":"china","services":["smtp-mx"],"direction":"inbound","family":"ipv4","format":"azure-nsg"}"#)
            .expect("text");
        assert_eq!(answer["instance"], "China");
        assert_eq!(answer["names_in_text"], false);
        let text = answer["text"].as_str().expect("text");
        assert!(
            text.contains("\"direction\": \"Inbound\"") && !text.contains("::"),
            "{text}"
        );
    }

    #[test]
    fn what_cannot_be_is_refused_with_a_reason() {
        for (request, part) in [
            (r#"{"instance":"Mars"}"#, "Mars"),
            (r#"{"services":["mail"]}"#, "one of: smtp-mx"),
            (r#"{"direction":"up"}"#, "one of: outbound, inbound, both"),
            (r#"{"format":"pf"}"#, "one of: powershell, netsh"),
            (
                r#"{"format":"iptables","family":"ipv6"}"#,
                "format ip6tables",
            ),
            (
                r#"{"services":["pop"],"direction":"inbound"}"#,
                "use smtp-mx",
            ),
            (r#"{"colour":"red"}"#, "unknown field"),
        ] {
            let error = ask(request).expect_err(request);
            assert!(error.contains(part), "{request}: {error}");
        }
    }
}
