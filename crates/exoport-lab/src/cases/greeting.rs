//! Faults of the greeting.

use super::super::behaviour::{Behaviour, Greeting};
use super::super::expected::Expected;
use super::{Definition, OUTLOOK, SMTP};
use exoport::record::{OutcomeCode, PhaseName, VerdictResult};
use exoport::targets::{Service, TlsMode};

const fn submission(
    name: &'static str,
    description: &'static str,
    greeting: Greeting,
    expected: Expected,
) -> Definition {
    Definition {
        name,
        description,
        host: SMTP,
        service: Service::Submission,
        tls: TlsMode::Smtp,
        behaviour: Behaviour {
            greeting,
            ..Behaviour::HEALTHY
        },
        expected,
    }
}

const fn fails(outcome: OutcomeCode, finding: &'static str) -> Expected {
    Expected::fail(outcome, PhaseName::Greeting, finding)
}

pub(super) const CASES: &[Definition] = &[
    submission(
        "reset-in-greeting",
        "The connection is reset before the greeting.",
        Greeting::Reset,
        fails(OutcomeCode::Reset, "connection-cut"),
    ),
    submission(
        "stalled-greeting",
        "The server accepts and says nothing.",
        Greeting::Silent,
        fails(OutcomeCode::Timeout, "no-greeting"),
    ),
    submission(
        "dripping",
        "The greeting comes one byte at a time and never completes a line.",
        Greeting::Dripping,
        fails(OutcomeCode::Timeout, "stalled"),
    ),
    submission(
        "tarpit",
        "The greeting comes after seconds of silence; then all is well.",
        Greeting::Tarpit,
        Expected::works(VerdictResult::Pass, "slow-greeting"),
    ),
    submission(
        "throttled",
        "The server greets with a temporary failure, 421.",
        Greeting::Unavailable,
        fails(OutcomeCode::ServiceUnavailable, "service-unavailable"),
    ),
    submission(
        "refused-greeting",
        "The server greets with a permanent failure, 554.",
        Greeting::Refused,
        fails(OutcomeCode::ServiceRefused, "service-refused"),
    ),
    submission(
        "endless-banner",
        "The greeting is a multi-line reply that never ends.",
        Greeting::EndlessReply,
        fails(OutcomeCode::ReplyTooLong, "endless-reply"),
    ),
    submission(
        "endless-line",
        "The greeting is one line that never ends.",
        Greeting::EndlessLine,
        fails(OutcomeCode::ReplyTooLong, "endless-reply"),
    ),
    submission(
        "wrong-service",
        "An SSH server answers on the submission port.",
        Greeting::OtherService,
        fails(OutcomeCode::ProtocolMismatch, "wrong-service"),
    ),
    submission(
        "foreign-banner",
        "Another mail server answers on the submission port, through a transparent proxy.",
        Greeting::OtherProduct,
        Expected::works(VerdictResult::Fail, "foreign-banner"),
    ),
    Definition {
        name: "imap-foreign-banner",
        description: "Another IMAP server answers in place of Exchange Online.",
        host: OUTLOOK,
        service: Service::Imap,
        tls: TlsMode::Implicit,
        behaviour: Behaviour {
            greeting: Greeting::OtherProduct,
            ..Behaviour::HEALTHY
        },
        expected: Expected::works(VerdictResult::Fail, "foreign-banner"),
    },
];
