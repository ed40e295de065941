//! A run that listens instead of probing: its configuration has the key `listen`.

use super::events::{Events, event_runtime, only_key};
use super::status::{EXOPORT_BAD_CONFIG, Failure};
use crate::listen::{ListenConfig, Listener};

/// The key that tells a listener from a run of probes.
const KEY: &str = "listen";

/// The listener's configuration, when this is one: `{"listen":{...}}`, and no other key.
pub(super) fn read_config(text: &str) -> Result<Option<ListenConfig>, Failure> {
    let Some(listen) = only_key(text, KEY)? else {
        return Ok(None);
    };
    serde_json::from_value(listen.into())
        .map(Some)
        .map_err(|error| Failure::new(EXOPORT_BAD_CONFIG, format!("listen: {error}")))
}

/// Starts a listener whose events come out.
pub(super) fn start(config: ListenConfig) -> Result<Events, Failure> {
    let runtime = event_runtime("listening")?;
    let mut listener = Listener::start(config, runtime)
        .map_err(|error| Failure::new(EXOPORT_BAD_CONFIG, error.to_string()))?;
    Ok(Events::start(runtime, |out| async move {
        while let Some(event) = listener.next().await {
            out.put(&event).await;
        }
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_key_listen_makes_a_listener() {
        for text in ["", "{}", r#"{"timeout_ms":1}"#, "[]", "no json"] {
            assert_eq!(read_config(text).expect(text), None, "{text}");
        }
        let config = read_config(r#"{"listen":{"port":2525,"minutes":1}}"#).expect("fine");
        assert_eq!(config.map(|config| config.port), Some(2525));
        for (text, part) in [
            (r#"{"listen":{},"timeout_ms":1}"#, "`timeout_ms` beside"),
            (r#"{"listen":[]}"#, "must be an object"),
            (r#"{"listen":{"relay":true}}"#, "listen: unknown field"),
        ] {
            let failure = read_config(text).expect_err(text);
            assert_eq!(failure.status, EXOPORT_BAD_CONFIG);
            assert!(failure.text.contains(part), "{}", failure.text);
        }
    }
}
