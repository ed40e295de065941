//! Faults of the dialogue inside TLS.

use super::super::behaviour::{Application, Behaviour};
use super::super::expected::Expected;
use super::{Definition, OUTLOOK};
use exoport::record::{OutcomeCode, PhaseName, VerdictResult};
use exoport::targets::{Service, TlsMode};

pub(super) const CASES: &[Definition] = &[
    Definition {
        name: "stalled-application",
        description: "TLS and the IMAP greeting are fine; then no command is answered.",
        host: OUTLOOK,
        service: Service::Imap,
        tls: TlsMode::Implicit,
        behaviour: Behaviour {
            application: Application::Silent,
            ..Behaviour::HEALTHY
        },
        expected: Expected::fail(OutcomeCode::Timeout, PhaseName::Application, "stalled"),
    },
    Definition {
        name: "http-503",
        description: "The web server answers 503 Service Unavailable.",
        host: OUTLOOK,
        service: Service::Web,
        tls: TlsMode::Implicit,
        behaviour: Behaviour {
            application: Application::Unavailable,
            ..Behaviour::HEALTHY
        },
        expected: Expected::fail(OutcomeCode::HttpError, PhaseName::Application, "http-error"),
    },
    Definition {
        name: "captive-portal",
        description: "The network's portal redirects every web request to its log-on page.",
        host: OUTLOOK,
        service: Service::Web,
        tls: TlsMode::Implicit,
        behaviour: Behaviour {
            application: Application::Portal,
            ..Behaviour::HEALTHY
        },
        expected: Expected::works(VerdictResult::Fail, "block-page"),
    },
    Definition {
        name: "block-page",
        description: "A web filter answers with a page of its own, 403.",
        host: OUTLOOK,
        service: Service::Web,
        tls: TlsMode::Implicit,
        behaviour: Behaviour {
            application: Application::BlockPage,
            ..Behaviour::HEALTHY
        },
        expected: Expected::works(VerdictResult::Fail, "block-page"),
    },
    Definition {
        name: "foreign-web-server",
        description: "Another web server answers for Outlook on the web, 404.",
        host: OUTLOOK,
        service: Service::Web,
        tls: TlsMode::Implicit,
        behaviour: Behaviour {
            application: Application::OtherServer,
            ..Behaviour::HEALTHY
        },
        expected: Expected::works(VerdictResult::Warn, "foreign-banner"),
    },
];
