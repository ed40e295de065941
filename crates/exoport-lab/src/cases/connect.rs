//! Faults before the first byte.

use super::super::behaviour::{Behaviour, Connect};
use super::super::expected::Expected;
use super::{Definition, MX, SMTP};
use exoport::record::{OutcomeCode, PhaseName};
use exoport::targets::{Service, TlsMode};

pub(super) const CASES: &[Definition] = &[
    Definition {
        name: "refused",
        description: "No server is listening: the connection is refused (RST).",
        host: SMTP,
        service: Service::Submission,
        tls: TlsMode::Smtp,
        behaviour: Behaviour {
            connect: Connect::Refuses,
            ..Behaviour::HEALTHY
        },
        expected: Expected::REFUSED,
    },
    Definition {
        name: "silent-drop",
        description: "A firewall drops the connection silently (on Windows it is refused).",
        host: MX,
        service: Service::SmtpMx,
        tls: TlsMode::Smtp,
        behaviour: Behaviour {
            connect: Connect::Drops,
            ..Behaviour::HEALTHY_MX
        },
        expected: Expected::fail(OutcomeCode::Timeout, PhaseName::Connect, "silent-drop"),
    },
];
