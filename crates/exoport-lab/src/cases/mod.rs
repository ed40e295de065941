//! The table of cases: name, description, whom it plays, how it acts and what a probe must conclude.

mod application;
mod certificate;
mod connect;
mod greeting;
mod handshake;
mod healthy;
mod naming;
mod starttls;

use super::behaviour::Behaviour;
use super::expected::Expected;
use super::hosts::{MX, OUTLOOK, SMTP};
use exoport::targets::{Service, TlsMode};

/// One line of the table.
pub(super) struct Definition {
    pub name: &'static str,
    pub description: &'static str,
    pub host: &'static str,
    pub service: Service,
    pub tls: TlsMode,
    pub behaviour: Behaviour,
    pub expected: Expected,
}

/// Every case, healthy ones first, then by the phase of the fault.
pub(super) fn all() -> impl Iterator<Item = &'static Definition> {
    [
        healthy::CASES,
        naming::CASES,
        connect::CASES,
        greeting::CASES,
        starttls::CASES,
        handshake::CASES,
        certificate::CASES,
        application::CASES,
    ]
    .into_iter()
    .flatten()
}
