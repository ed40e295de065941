//! Faults of the certificate.

use super::super::behaviour::{Handshake, Identity};
use super::{Definition, handshake};
use exoport::record::OutcomeCode;
use exoport::targets::Service;

const fn fails(
    name: &'static str,
    description: &'static str,
    service: Service,
    identity: Identity,
    outcome_and_finding: (OutcomeCode, &'static str),
) -> Definition {
    let handshake = Handshake::With(identity);
    handshake::fails(name, description, service, handshake, outcome_and_finding)
}

pub(super) const CASES: &[Definition] = &[
    fails(
        "expired",
        "The certificate expired a week ago.",
        Service::Submission,
        Identity::Expired,
        (OutcomeCode::CertificateExpired, "certificate-expired"),
    ),
    fails(
        "not-yet-valid",
        "The certificate is not valid until next month.",
        Service::Imap,
        Identity::NotYetValid,
        (
            OutcomeCode::CertificateNotYetValid,
            "certificate-not-yet-valid",
        ),
    ),
    fails(
        "wrong-name",
        "The certificate is for another site.",
        Service::Submission,
        Identity::WrongName,
        (OutcomeCode::CertificateWrongName, "certificate-wrong-name"),
    ),
    fails(
        "missing-intermediate",
        "The server sends its certificate without the intermediate.",
        Service::Submission,
        Identity::MissingIntermediate,
        (OutcomeCode::CertificateUnknownIssuer, "chain-incomplete"),
    ),
    fails(
        "foreign-issuer",
        "A TLS inspection device presents its own certificate.",
        Service::Web,
        Identity::ForeignIssuer,
        (OutcomeCode::CertificateUnknownIssuer, "foreign-issuer"),
    ),
    fails(
        "self-signed",
        "The certificate is self-signed.",
        Service::Pop,
        Identity::SelfSigned,
        (OutcomeCode::CertificateUnknownIssuer, "self-signed"),
    ),
];
