//! Faults of the DNS: chains of aliases that break part-way, and answers that do not validate.

use super::super::behaviour::{Behaviour, Naming};
use super::super::dns::zone;
use super::super::expected::Expected;
use super::Definition;
use exoport::record::{OutcomeCode, PhaseName};
use exoport::targets::{Service, TlsMode};

/// Behind each name a healthy server would be, if only the name led there.
const fn unresolved(
    name: &'static str,
    description: &'static str,
    host: &'static str,
    outcome: OutcomeCode,
    finding: &'static str,
) -> Definition {
    Definition {
        name,
        description,
        host,
        service: Service::Submission,
        tls: TlsMode::Smtp,
        behaviour: Behaviour {
            naming: Naming::Asked,
            ..Behaviour::HEALTHY
        },
        expected: Expected::fail(outcome, PhaseName::Dns, finding),
    }
}

pub(super) const CASES: &[Definition] = &[
    unresolved(
        "alias-to-nowhere",
        "The second alias of the name leads to a name that does not exist.",
        zone::ALIAS_TO_NOWHERE,
        OutcomeCode::NameNotFound,
        "cname-chain-broken",
    ),
    unresolved(
        "alias-to-failure",
        "The alias leads to a name for which the resolver answers SERVFAIL.",
        zone::ALIAS_TO_FAILURE,
        OutcomeCode::ResolverFailure,
        "cname-chain-broken",
    ),
    unresolved(
        "alias-without-address",
        "The alias leads to a name that has no address.",
        zone::ALIAS_WITHOUT_ADDRESS,
        OutcomeCode::NoAddress,
        "cname-chain-broken",
    ),
    unresolved(
        "dnssec-bogus",
        "The alias leads into a signed zone whose signatures the resolver rejects.",
        zone::ALIAS_TO_BOGUS,
        OutcomeCode::ResolverFailure,
        "dnssec-failure",
    ),
];
