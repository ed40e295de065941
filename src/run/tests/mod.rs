//! The stream without network ([`stream`]) and with the real probe on loopback ([`real`]).

mod events;
mod real;
mod stream;

use std::time::Duration;

/// Long enough for any machine; a test that gets there fails.
const TIMEOUT: Duration = Duration::from_secs(60);
