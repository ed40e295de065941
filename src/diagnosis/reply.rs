//! What Exchange Online means by the code with which it refuses: the table of `explain` (facts section 4.8).

use crate::explain::{Entry, entries, explain};
use crate::record::{Observation, OutcomeCode};

use super::is_exchange_online;

/// The meaning of the reply that decided, where Exchange Online's is known.
pub(crate) fn known(observation: &Observation) -> Option<&'static Entry> {
    let outcome = &observation.outcome;
    let refused = matches!(
        outcome.code,
        OutcomeCode::ServiceUnavailable | OutcomeCode::ServiceRefused
    );
    if !refused || !is_exchange_online(observation) {
        return None;
    }
    // The detail has the reply's words, which tell variants of a code apart.
    let said = outcome.detail.as_deref().or(outcome.reply.as_deref())?;
    let report = explain(said.as_bytes()).ok()?;
    let name = report.explanations.iter().find_map(|found| found.name)?;
    // What Exchange Online says of other servers when it sends itself does not concern a client.
    entries().find(|entry| entry.name == name && !entry.when_sending)
}

/// Whether a meaning is "not now, and not so much": waiting helps.
pub(crate) fn is_throttling(entry: &Entry) -> bool {
    matches!(
        entry.name,
        "mailbox-throttled"
            | "address-throttled"
            | "address-restricted-for-now"
            | "address-restricted-for-now-range"
    )
}

/// Whether Exchange Online complains of TLS 1.0 or 1.1 although the probe, which speaks 1.2 and newer
/// only, has come through to it: then something on the path speaks old TLS in the probe's place.
pub(crate) fn is_old_tls_of_another(entry: &Entry, observation: &Observation) -> bool {
    matches!(entry.name, "submission-tls-too-old" | "mailbox-tls-too-old")
        && observation
            .tls
            .as_ref()
            .and_then(|tls| tls.version.as_deref())
            .is_some_and(|version| matches!(version, "TLSv1.2" | "TLSv1.3"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Outcome;

    fn refused(code: OutcomeCode, said: &str) -> Observation {
        let mut observation = super::super::samples::observation("smtp.office365.com", 587, None);
        observation.outcome = Outcome::new(code).with_detail(said);
        observation
    }

    #[test]
    fn only_what_exchange_online_means_is_known() {
        use OutcomeCode::{Ok, ServiceRefused, ServiceUnavailable};
        for (code, said, expected) in [
            (
                ServiceRefused,
                "550 5.7.606 Access denied, banned sending IP [192.0.2.1].",
                Some("address-banned"),
            ),
            (
                ServiceUnavailable,
                "451 4.7.500 Server busy. Please try again later from [192.0.2.1]. (AS77713)",
                Some("address-throttled"),
            ),
            (
                ServiceUnavailable,
                "421 4.7.66 TLS 1.0 and 1.1 are not supported.",
                Some("submission-tls-too-old"),
            ),
            (ServiceRefused, "554 5.7.1 Blocked using a list", None),
            (ServiceUnavailable, "421 4.3.2 Service not available", None),
            (ServiceUnavailable, "* BYE Too many connections", None),
            // What it says to its own senders about a recipient's server.
            (
                ServiceUnavailable,
                "450 4.7.321 starttls-not-supported",
                None,
            ),
            (Ok, "550 5.7.606 x", None),
        ] {
            let found = known(&refused(code, said)).map(|entry| entry.name);
            assert_eq!(found, expected, "{said}");
        }
        let mut other = refused(ServiceRefused, "550 5.7.606 x");
        other.target.host = "mail.example".into();
        assert!(known(&other).is_none());
    }
}
