//! What a run is for, read from its configuration.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::StartError;
use crate::config::{ConfigError, RunConfig, Settings};
use crate::json::{from_object, read_map};
use crate::listen::{ListenConfig, ListenError};
use crate::watch::{WatchConfig, WatchConfigError, WatchError};

/// What a run is for.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum RunKind {
    /// Probes and other jobs that are pushed.
    Jobs(Box<Settings>),
    /// Listens for visitors.
    Listen(Box<ListenConfig>),
    /// Watches scenarios. A change has arrived as soon as it is taken out of the run; with
    /// [`crate::watch::Watch`] only when the next event is asked for.
    Watch(Box<WatchConfig>),
}

impl RunKind {
    /// Reads a configuration: `{"listen":{...}}`, `{"watch":{...}}`, or that of jobs; an empty text is the
    /// default one.
    ///
    /// # Errors
    /// Not a JSON object, a wrong type, an unknown key, a value of a run of jobs that cannot be used.
    pub fn from_json(text: &str) -> Result<Self, StartError> {
        let text = if text.trim().is_empty() { "{}" } else { text };
        let mut object =
            read_map(text.as_bytes()).map_err(|error| ConfigError::Malformed(error.to_string()))?;
        if let Some(listen) = only_key(&mut object, "listen")? {
            let config = read(listen).map_err(ListenError::Malformed)?;
            return Ok(Self::Listen(config));
        }
        if let Some(watch) = only_key(&mut object, "watch")? {
            let config = read(watch).map_err(WatchConfigError::Malformed);
            return Ok(Self::Watch(config.map_err(WatchError::Config)?));
        }
        let config: RunConfig = read(object.into()).map_err(ConfigError::Malformed)?;
        Ok(config.check()?.into())
    }
}

/// The value of a key that stands alone where it stands.
fn only_key(
    object: &mut Map<String, Value>,
    key: &'static str,
) -> Result<Option<Value>, ConfigError> {
    let value = object.remove(key);
    match object.keys().next() {
        Some(other) if value.is_some() => Err(ConfigError::Beside {
            key,
            other: other.clone(),
        }),
        _ => Ok(value),
    }
}

fn read<T: DeserializeOwned>(value: Value) -> Result<T, String> {
    match value {
        Value::Object(object) => from_object(object).map_err(|error| error.to_string()),
        _ => Err("must be an object".to_owned()),
    }
}

impl From<Settings> for RunKind {
    fn from(settings: Settings) -> Self {
        Self::Jobs(Box::new(settings))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> String {
        RunKind::from_json(text).expect_err(text).to_string()
    }

    #[test]
    fn an_object_with_neither_key_is_of_jobs() {
        for text in ["", " ", "{}"] {
            assert_eq!(
                RunKind::from_json(text),
                Ok(Settings::default().into()),
                "{text}"
            );
        }
        assert!(matches!(
            RunKind::from_json(r#"{"timeout_ms":1}"#),
            Ok(RunKind::Jobs(_))
        ));
        for (text, part) in [
            (
                "[]",
                "configuration: invalid type: sequence, expected a map",
            ),
            ("no json", "configuration: expected ident"),
            (r#"{"timeout_ms":0}"#, "configuration: invalid timeout_ms 0"),
            (
                r#"{"timeout_ms":1,"timeout_ms":2}"#,
                "configuration: duplicate field `timeout_ms`",
            ),
            (
                r#"{"listen":{"port":25,"port":2525}}"#,
                "configuration: duplicate field `port`",
            ),
        ] {
            let error = refused(text);
            assert!(error.starts_with(part), "{error}");
        }
    }

    #[test]
    fn only_the_key_listen_makes_a_listener() {
        let kind = RunKind::from_json(r#"{"listen":{"port":2525,"minutes":1}}"#).expect("fine");
        let RunKind::Listen(config) = kind else {
            panic!("{kind:?}");
        };
        assert_eq!(config.port, 2525);
        for (text, part) in [
            (
                r#"{"listen":{},"timeout_ms":1}"#,
                "unknown field `timeout_ms`: `listen` allows",
            ),
            (r#"{"listen":[]}"#, "must be an object"),
            (r#"{"listen":{"relay":true}}"#, "listen: unknown field"),
        ] {
            let error = refused(text);
            assert!(error.contains(part), "{error}");
        }
    }

    #[test]
    fn only_the_key_watch_makes_a_watch() {
        let kind = RunKind::from_json(r#"{"watch":{"confirm_failure":3}}"#).expect("fine");
        let RunKind::Watch(config) = kind else {
            panic!("{kind:?}");
        };
        assert_eq!(config.confirm_failure, 3);
        for (text, part) in [
            (
                r#"{"watch":{},"timeout_ms":1}"#,
                "unknown field `timeout_ms`: `watch` allows",
            ),
            (r#"{"watch":7}"#, "must be an object"),
            (r#"{"watch":{"interval":1}}"#, "watch: unknown field"),
            (r#"{"watch":{"rounds":"2"}}"#, "watch: rounds: invalid type"),
        ] {
            let error = refused(text);
            assert!(error.contains(part), "{error}");
        }
    }
}
