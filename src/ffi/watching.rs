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
        // Who hears of the end may start the next watch at once.
        drop(watch);
        drop(out);
    }))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::{Value, json};

    use super::*;
    use crate::run::Batch;

    const LONG: Duration = Duration::from_secs(60);

    /// A watch of IMAP on a port where nobody listens.
    fn nobody_there(folder: &tempfile::TempDir, interval: Option<u32>) -> WatchConfig {
        let port = {
            let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
            free.local_addr().expect("an address").port()
        };
        let to = format!("127.0.0.1:{port}");
        let text = json!({"watch": {
            "check": {"scenarios": ["imap"], "overrides": {"*:993": to, "*:443": to, "*:587": to, "*:995": to}},
            "run": {"cname_chain": false, "ehlo_name": "client.example"},
            "state_path": folder.path().join("state.json"),
            "interval_seconds": interval,
            "confirm_failure": 1,
        }});
        let config = read_config(&text.to_string()).expect("a configuration");
        config.expect("of a watch")
    }

    fn next(events: &Events) -> Option<Value> {
        match events.take_fitting(LONG, 0) {
            Batch::TooLarge(length) => match events.take_fitting(LONG, length) {
                Batch::Items(lines) => Some(serde_json::from_slice(&lines[0]).expect("JSON")),
                _ => panic!("the line that was too large"),
            },
            Batch::Done => None,
            _ => panic!("nothing in time"),
        }
    }

    #[test]
    fn events_come_out_and_the_state_is_free_at_the_end() {
        let folder = tempfile::tempdir().expect("folder");
        let config = nobody_there(&folder, None);
        for expected in [
            &["watch-started", "change", "round", "watch-ended"][..],
            &["watch-started", "round", "watch-ended"],
        ] {
            let events = start(config.clone())
                .map_err(|failure| failure.text)
                .expect("started");
            for kind in expected {
                assert_eq!(next(&events).expect("an event")["kind"], *kind);
            }
            assert_eq!(next(&events), None);
        }
    }

    #[test]
    fn what_was_not_taken_is_told_again() {
        let folder = tempfile::tempdir().expect("folder");
        let config = nobody_there(&folder, Some(3_600));
        let events = start(config.clone())
            .map_err(|failure| failure.text)
            .expect("started");
        let busy = start(config.clone())
            .map(|_| ())
            .expect_err("one is running");
        assert_eq!(busy.status, EXOPORT_BUSY, "{}", busy.text);
        assert_eq!(next(&events).expect("an event")["kind"], "watch-started");
        // The change is ready, and nobody takes it.
        assert!(matches!(events.take_fitting(LONG, 0), Batch::TooLarge(_)));
        drop(events);
        let events = start(config)
            .map_err(|failure| failure.text)
            .expect("the state is free again");
        assert_eq!(next(&events).expect("an event")["rounds"], 1);
        assert_eq!(next(&events).expect("an event")["repeated"], true);
        let round = next(&events).expect("an event");
        assert_eq!(
            (&round["kind"], &round["number"]),
            (&"round".into(), &2.into())
        );
    }

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
