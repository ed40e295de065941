//! What the probe says of TLS servers that are old, odd or choosy.

mod ocsp;
mod server;

use std::net::Ipv4Addr;
use std::process::Command;

use exoport::config::RunConfig;
use exoport::record::LegacyResult::{Accepted, Rejected};
use exoport::record::PhaseName::{Connect, Dns, Tls};
use exoport::record::{LegacyResult, OutcomeCode};
use exoport::targets::TlsMode;
use libtest_mimic::Failed;
use rcgen::KeyPair;

use crate::ExternalTest;
use crate::servers::certificates::{Authority, Defect, Identity};
use crate::servers::checks::{Checks, Report};
use crate::servers::folder::Folder;
use crate::servers::probing::{plain_target, probe, trusting};
use server::OpensslServer;

/// The tests of this folder.
pub const TESTS: &[ExternalTest] = &[
    ExternalTest {
        name: "servers::openssl::agreed",
        needs: &[&["openssl"]],
        packages: "openssl",
        run: agreed,
    },
    ExternalTest {
        name: "servers::openssl::stapled",
        needs: &[&["openssl"]],
        packages: "openssl",
        run: stapled,
    },
    ExternalTest {
        name: "servers::openssl::refused",
        needs: &[&["openssl"]],
        packages: "openssl",
        run: refused,
    },
    ExternalTest {
        name: "servers::openssl::legacy",
        needs: &[&["openssl"]],
        packages: "openssl",
        run: legacy,
    },
];

/// An RSA key, which only openssl can make here.
fn rsa(authority: &Authority) -> Result<Identity, Failed> {
    let output = Command::new("openssl")
        .args([
            "genpkey",
            "-algorithm",
            "RSA",
            "-pkeyopt",
            "rsa_keygen_bits:2048",
        ])
        .output()?;
    let key = KeyPair::from_pem(&String::from_utf8(output.stdout)?)?;
    authority.identity_of(key, Defect::None)
}

/// Starts a server with options, probes it without any dialogue.
fn run(
    report: &mut Report,
    (name, identity, options): (&str, &Identity, &str),
    config: &RunConfig,
    assertions: impl FnOnce(&mut Checks),
) -> Result<(), Failed> {
    let server = OpensslServer::start(identity, options)?;
    let record = probe(&plain_target(server.port(), TlsMode::Implicit), config)?;
    if !report.case(name, &record, assertions) {
        report.note(&format!("openssl s_server {options}:\n{}", server.log()));
    }
    Ok(())
}

fn agreed() -> Result<(), Failed> {
    let authority = Authority::new()?;
    let config = trusting(&authority);
    let ecdsa = authority.identity(Defect::None)?;
    let rsa = rsa(&authority)?;
    let mut report = Report::default();
    for (name, identity, options, expected) in [
        (
            "TLS 1.2, ECDSA",
            &ecdsa,
            "-tls1_2",
            [
                "TLSv1.2",
                "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
                "X25519",
            ],
        ),
        (
            "TLS 1.2, RSA, AES-128, P-384",
            &rsa,
            "-tls1_2 -cipher ECDHE-RSA-AES128-GCM-SHA256 -groups P-384",
            [
                "TLSv1.2",
                "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
                "secp384r1",
            ],
        ),
        (
            "TLS 1.3, ChaCha20, P-256 after a HelloRetryRequest",
            &ecdsa,
            "-tls1_3 -ciphersuites TLS_CHACHA20_POLY1305_SHA256 -groups P-256",
            ["TLSv1.3", "TLS_CHACHA20_POLY1305_SHA256", "secp256r1"],
        ),
        (
            "TLS 1.3, a client certificate asked for",
            &ecdsa,
            "-tls1_3 -verify 1",
            ["TLSv1.3", "TLS_AES_256_GCM_SHA384", "X25519"],
        ),
        (
            "TLS 1.2, a client certificate asked for",
            &ecdsa,
            "-tls1_2 -verify 1",
            [
                "TLSv1.2",
                "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
                "X25519",
            ],
        ),
    ] {
        run(&mut report, (name, identity, options), &config, |checks| {
            checks.went_through(&[Dns, Connect, Tls], Ipv4Addr::LOCALHOST);
            checks.sent(identity);
            checks.trusted_by_additional_root();
            let session = checks.record.observation.tls.clone().unwrap_or_default();
            checks.equal(
                "TLS session",
                [session.version, session.cipher_suite, session.group],
                expected.map(|text| Some(text.to_owned())),
            );
        })?;
    }
    report.finish("")
}

fn stapled() -> Result<(), Failed> {
    let authority = Authority::new()?;
    let config = trusting(&authority);
    let ecdsa = authority.identity(Defect::None)?;
    let folder = Folder::new()?;
    let response = ocsp::response(&folder, &authority, &ecdsa)?;
    let length = u32::try_from(response.metadata()?.len())?;
    let staple = format!("-status_file {}", response.display());
    let mut report = Report::default();
    for (name, options, bytes) in [
        ("with a staple", staple.as_str(), Some(length)),
        ("without", "", None),
    ] {
        run(&mut report, (name, &ecdsa, options), &config, |checks| {
            checks.went_through(&[Dns, Connect, Tls], Ipv4Addr::LOCALHOST);
            let session = checks.record.observation.tls.as_ref();
            checks.equal(
                "bytes of the OCSP response",
                session.and_then(|session| session.ocsp_staple_bytes),
                bytes,
            );
        })?;
    }
    report.finish("")
}

fn refused() -> Result<(), Failed> {
    let authority = Authority::new()?;
    let config = trusting(&authority);
    let ecdsa = authority.identity(Defect::None)?;
    let rsa = rsa(&authority)?;
    let mut report = Report::default();
    for (name, identity, options, number, alert) in [
        (
            "no suite in common",
            &rsa,
            "-tls1_2 -cipher AES128-SHA",
            40,
            "handshake_failure",
        ),
        (
            "a client certificate required",
            &ecdsa,
            "-tls1_2 -Verify 1 -verify_return_error",
            40,
            "handshake_failure",
        ),
        (
            "another server name required",
            &ecdsa,
            "-servername other.example.test -servername_fatal -cert2 leaf.pem -key2 key.pem",
            112,
            "unrecognized_name",
        ),
    ] {
        run(&mut report, (name, identity, options), &config, |checks| {
            checks.ended_in(OutcomeCode::TlsAlert, &[Dns, Connect, Tls]);
            checks.connected(Ipv4Addr::LOCALHOST);
            let seen = checks.record.observation.outcome.tls_alert.clone();
            checks.equal(
                "alert",
                seen.map(|seen| (seen.number, seen.name)),
                Some((number, alert.to_owned())),
            );
        })?;
    }
    report.finish("")
}

fn legacy() -> Result<(), Failed> {
    let authority = Authority::new()?;
    let config = RunConfig {
        legacy_tls: true,
        ..trusting(&authority)
    };
    let ecdsa = authority.identity(Defect::None)?;
    let rsa = rsa(&authority)?;
    let mut report = Report::default();
    for (name, identity, options, alert, offer, other_suite) in [
        (
            "TLS 1.3 only",
            &ecdsa,
            "-tls1_3",
            None,
            [Rejected, Rejected, Rejected],
            None,
        ),
        (
            "TLS 1.0 to 1.3",
            &rsa,
            "-min_protocol TLSv1 -cipher DEFAULT@SECLEVEL=0",
            None,
            [Accepted, Accepted, Accepted],
            Some("TLS_"),
        ),
        (
            "TLS 1.0 only",
            &rsa,
            "-tls1 -cipher DEFAULT@SECLEVEL=0",
            Some("protocol_version"),
            [Accepted, Rejected, Rejected],
            None,
        ),
        (
            "TLS 1.1 only",
            &rsa,
            "-tls1_1 -cipher DEFAULT@SECLEVEL=0",
            Some("protocol_version"),
            // A client of TLS 1.0 is below its range.
            [Rejected, Accepted, Rejected],
            None,
        ),
        (
            "RSA key exchange and CBC only",
            &rsa,
            "-tls1_2 -cipher AES128-SHA",
            Some("handshake_failure"),
            [Rejected, Rejected, Accepted],
            Some("TLS_RSA_WITH_AES_128_CBC_SHA"),
        ),
    ] {
        run(&mut report, (name, identity, options), &config, |checks| {
            if let Some(alert) = alert {
                // OpenSSL says why, so the outcome is its alert and not tls-incompatible.
                checks.ended_in(OutcomeCode::TlsAlert, &[Dns, Connect, Tls]);
                let seen = checks.record.observation.outcome.tls_alert.clone();
                checks.equal("alert", seen.map(|seen| seen.name), Some(alert.to_owned()));
            } else {
                checks.went_through(&[Dns, Connect, Tls], Ipv4Addr::LOCALHOST);
                checks.sent(identity);
            }
            let Some(seen) = &checks.record.observation.legacy_tls else {
                return checks.that("the record says what is offered below TLS 1.2", false);
            };
            let results: [Option<LegacyResult>; 3] =
                [seen.tls10, seen.tls11, seen.tls12_other_suites];
            checks.equal("TLS 1.0, TLS 1.1, other suites", results, offer.map(Some));
            match other_suite {
                Some(part) => checks.contains("suite", seen.tls12_other_suite.as_deref(), part),
                None => checks.equal("suite", seen.tls12_other_suite.as_deref(), None),
            }
        })?;
    }
    report.finish("")
}
