//! A run that watches scenarios: its configuration has the key `watch`.

use super::events::{Events, event_runtime, only_key};
use super::status::{EXOPORT_BAD_CONFIG, EXOPORT_BUSY, EXOPORT_INTERNAL, Failure};
use crate::json::from_object;
use crate::watch::{Watch, WatchConfig, WatchError, WatchEvent};

/// The key that tells a watch from a run of probes.
const KEY: &str = "watch";

/// The watch's configuration, when this is one: `{"watch":{...}}`, and no other key.
pub(super) fn read_config(text: &str) -> Result<Option<WatchConfig>, Failure> {
    let Some(watch) = only_key(text, KEY)? else {
        return Ok(None);
    };
    from_object(watch)
        .map(Some)
        .map_err(|error| Failure::new(EXOPORT_BAD_CONFIG, format!("watch: {error}")))
}

/// Starts a watch whose events come out.
pub(super) fn start(config: WatchConfig) -> Result<Events, Failure> {
    let runtime = event_runtime("watching")?;
    let mut watch = Watch::start(config, runtime).map_err(|error| {
        let status = match error {
            WatchError::Config(_) => EXOPORT_BAD_CONFIG,
            WatchError::Busy(_) => EXOPORT_BUSY,
            _ => EXOPORT_INTERNAL,
        };
        Failure::new(status, format!("watch: {error}"))
    })?;
    Ok(Events::start(runtime, |out| async move {
        while let Some(event) = watch.next().await {
            out.put(&event).await;
            if matches!(event, WatchEvent::Change(_)) {
                // To ask for the next event is to say that this one has arrived.
                out.taken().await;
            }
        }
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_key_watch_makes_a_watch() {
        for text in ["", "{}", r#"{"timeout_ms":1}"#, "[]", "no json"] {
            assert_eq!(read_config(text).expect(text), None, "{text}");
        }
        let config = read_config(r#"{"watch":{"confirm_failure":3}}"#).expect("fine");
        assert_eq!(config.map(|config| config.confirm_failure), Some(3));
        for (text, part) in [
            (r#"{"watch":{},"timeout_ms":1}"#, "`timeout_ms` beside"),
            (r#"{"watch":7}"#, "must be an object"),
            (r#"{"watch":{"interval":1}}"#, "watch: unknown field"),
            (r#"{"watch":{"rounds":"2"}}"#, "watch: rounds: invalid type"),
        ] {
            let failure = read_config(text).expect_err(text);
            assert_eq!(failure.status, EXOPORT_BAD_CONFIG);
            assert!(failure.text.contains(part), "{}", failure.text);
        }
    }
}
