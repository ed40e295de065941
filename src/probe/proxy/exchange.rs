//! One question to a proxy, and how it can end.

use crate::proxy::{ProxyServer, Redactor};
use crate::record::{Outcome, OutcomeCode, ProxyUse};

use super::super::line_stream::LineStream;
use crate::probe::tunnel::Destination;

/// The most text of a proxy that is kept of one line.
pub(super) const LINE: usize = 300;

/// Why a proxy did not open the way.
pub(super) struct Refused {
    pub(super) outcome: Outcome,
    /// Another address of the target may fare better.
    pub(super) elsewhere: bool,
}

impl Refused {
    /// The proxy did not say in time whether the target answers it.
    pub(super) fn unanswered() -> Self {
        Self {
            outcome: Outcome::new(OutcomeCode::Timeout)
                .with_detail("no reply from the proxy for this address"),
            elsewhere: true,
        }
    }

    pub(super) fn here(outcome: Outcome) -> Self {
        Self {
            outcome,
            elsewhere: false,
        }
    }
}

impl From<Outcome> for Refused {
    fn from(outcome: Outcome) -> Self {
        Self::here(outcome)
    }
}

/// One question to a proxy.
pub(super) struct Exchange<'a> {
    pub(super) wire: &'a mut LineStream,
    pub(super) server: &'a ProxyServer,
    pub(super) destination: &'a Destination,
    pub(super) seen: &'a mut ProxyUse,
    pub(super) redactor: &'a Redactor,
}

impl Exchange<'_> {
    /// Reads more; the end of the stream is an error here.
    pub(super) async fn more(&mut self) -> Result<(), Outcome> {
        if self.wire.fill().await? == 0 {
            let heard = self.wire.inbox();
            let detail = if heard.is_empty() {
                "the proxy closed the connection without a reply".to_owned()
            } else {
                format!(
                    "the proxy closed the connection within its reply: {}",
                    self.redactor.sanitize(heard, 80)
                )
            };
            return Err(Outcome::new(OutcomeCode::Closed).with_detail(detail));
        }
        Ok(())
    }

    /// The outcome of words that are no such proxy's.
    pub(super) fn mismatch(&self, expected: &str) -> Outcome {
        let heard = self.redactor.sanitize(self.wire.inbox(), 120);
        Outcome::new(OutcomeCode::ProtocolMismatch)
            .with_detail(format!("expected {expected}, got: {heard}"))
    }
}
