//! What the probe says of Dovecot.

mod server;

use std::net::IpAddr;

use exoport::record::{Dialogue, Direction, OutcomeCode, PhaseName};
use exoport::targets::{Protocol, Service, TargetSpec, TlsMode};
use libtest_mimic::Failed;

use crate::ExternalTest;
use crate::servers::certificates::{Authority, Defect, HOST};
use crate::servers::checks::{Checks, Report};
use crate::servers::openssl_client::{self, look};
use crate::servers::probing::{probe, target, trusting};
pub use server::Dovecot;
use server::{ADDRESS, GREETING};

/// The tests of this folder.
pub const TESTS: &[ExternalTest] = &[ExternalTest {
    name: "servers::dovecot",
    needs: &[&["dovecot"], &["openssl"]],
    packages: "dovecot-imapd dovecot-pop3d openssl",
    run: dovecot,
}];

/// The phases with STARTTLS or STLS.
const UPGRADED: &[PhaseName] = &[
    PhaseName::Dns,
    PhaseName::Connect,
    PhaseName::Greeting,
    PhaseName::Starttls,
    PhaseName::Tls,
    PhaseName::Application,
];

/// The phases with implicit TLS.
const IMPLICIT: &[PhaseName] = &[
    PhaseName::Dns,
    PhaseName::Connect,
    PhaseName::Tls,
    PhaseName::Greeting,
    PhaseName::Application,
];

fn dovecot() -> Result<(), Failed> {
    let authority = Authority::new()?;
    let identity = authority.identity(Defect::None)?;
    let dovecot = Dovecot::start(&identity)?;
    let config = trusting(&authority);
    let mut report = Report::default();

    for (name, port, service, tls, phases, starttls) in [
        (
            "as port 143",
            dovecot.imap(),
            Service::Imap,
            TlsMode::Imap,
            UPGRADED,
            Some("imap"),
        ),
        (
            "as port 993",
            dovecot.imaps(),
            Service::Imap,
            TlsMode::Implicit,
            IMPLICIT,
            None,
        ),
        (
            "as port 110",
            dovecot.pop3(),
            Service::Pop,
            TlsMode::Pop,
            UPGRADED,
            Some("pop3"),
        ),
        (
            "as port 995",
            dovecot.pop3s(),
            Service::Pop,
            TlsMode::Implicit,
            IMPLICIT,
            None,
        ),
    ] {
        let record = probe(&at(port, service, tls), &config)?;
        let view = look((ADDRESS, port), starttls, HOST, &authority.root_pem())?;
        report.case(name, &record, |checks| {
            checks.went_through(phases, ADDRESS);
            checks.sent(&identity);
            checks.modern_session();
            checks.trusted_by_additional_root();
            checks.agrees_with(&view, openssl_client::VERIFIED);
            let Some(dialogue) = &checks.record.observation.dialogue else {
                return checks.that("the record has a dialogue", false);
            };
            checks.contains("greeting", dialogue.greeting.as_deref(), GREETING);
            let mut auth = dialogue.auth.clone();
            auth.sort_unstable();
            checks.equal(
                "AUTH inside TLS",
                auth,
                vec!["LOGIN".to_owned(), "PLAIN".to_owned()],
            );
            checks.that("no AUTH before TLS", dialogue.auth_before_tls.is_empty());
            match service {
                Service::Imap => imap_dialogue(checks, dialogue, starttls.is_some()),
                _ => pop_dialogue(checks, dialogue, starttls.is_some()),
            }
        });
    }

    // A mail server of the other kind answers.
    for (name, port, service, tls) in [
        (
            "SMTP on port 143",
            dovecot.imap(),
            Service::Submission,
            TlsMode::Smtp,
        ),
        (
            "IMAP on port 110",
            dovecot.pop3(),
            Service::Imap,
            TlsMode::Imap,
        ),
    ] {
        report.case(name, &probe(&at(port, service, tls), &config)?, |checks| {
            checks.ended_in(OutcomeCode::ProtocolMismatch, &UPGRADED[..3]);
        });
    }
    // TLS is expected from the first byte, and a greeting in clear text comes.
    let spec = at(dovecot.imap(), Service::Imap, TlsMode::Implicit);
    report.case(
        "implicit TLS on port 143",
        &probe(&spec, &config)?,
        |checks| {
            checks.ended_in(OutcomeCode::ProtocolMismatch, &IMPLICIT[..3]);
        },
    );
    report.finish(&dovecot.log())
}

fn at(port: u16, service: Service, tls: TlsMode) -> TargetSpec {
    TargetSpec {
        addresses: vec![IpAddr::V4(ADDRESS)],
        ..target(port, service, tls)
    }
}

fn has(list: &Option<Vec<String>>, capability: &str) -> bool {
    list.iter().flatten().any(|one| one == capability)
}

fn imap_dialogue(checks: &mut Checks, dialogue: &Dialogue, upgraded: bool) {
    let before = &dialogue.capabilities_before_tls;
    let inside = &dialogue.capabilities;
    checks.equal("protocol", dialogue.protocol, Protocol::Imap);
    checks.contains("greeting", dialogue.greeting.as_deref(), "* OK ");
    checks.contains(
        "reply to LOGOUT",
        dialogue.quit_reply.as_deref(),
        "Logout completed",
    );
    for capability in ["IMAP4rev1", "AUTH=PLAIN", "AUTH=LOGIN", "IDLE"] {
        checks.that(&format!("{capability} inside TLS"), has(inside, capability));
    }
    for capability in ["STARTTLS", "LOGINDISABLED"] {
        checks.that(
            &format!("no {capability} inside TLS"),
            !has(inside, capability),
        );
        checks.equal(
            &format!("{capability} before TLS"),
            has(before, capability),
            upgraded,
        );
    }
    checks.equal("capabilities before TLS", before.is_some(), upgraded);
    let reply = dialogue.starttls_reply.as_deref();
    if upgraded {
        checks.contains("reply to STARTTLS", reply, "OK Begin TLS negotiation now.");
        said(
            checks,
            dialogue,
            &["CAPABILITY", "STARTTLS", "CAPABILITY", "LOGOUT"],
        );
    } else {
        checks.equal("reply to STARTTLS", reply, None);
        said(checks, dialogue, &["CAPABILITY", "LOGOUT"]);
    }
}

fn pop_dialogue(checks: &mut Checks, dialogue: &Dialogue, upgraded: bool) {
    let before = &dialogue.capabilities_before_tls;
    let inside = &dialogue.capabilities;
    checks.equal("protocol", dialogue.protocol, Protocol::Pop);
    checks.contains("greeting", dialogue.greeting.as_deref(), "+OK ");
    checks.contains(
        "reply to QUIT",
        dialogue.quit_reply.as_deref(),
        "+OK Logging out",
    );
    for capability in ["TOP", "UIDL", "USER"] {
        checks.that(&format!("{capability} inside TLS"), has(inside, capability));
    }
    checks.that("no STLS inside TLS", !has(inside, "STLS"));
    checks.equal("STLS before TLS", has(before, "STLS"), upgraded);
    checks.equal("capabilities before TLS", before.is_some(), upgraded);
    let reply = dialogue.starttls_reply.as_deref();
    if upgraded {
        checks.contains("reply to STLS", reply, "+OK");
        said(checks, dialogue, &["CAPA", "STLS", "CAPA", "QUIT"]);
    } else {
        checks.equal("reply to STLS", reply, None);
        said(checks, dialogue, &["CAPA", "QUIT"]);
    }
}

/// The commands (IMAP: behind their tags) were these and no others.
fn said(checks: &mut Checks, dialogue: &Dialogue, expected: &[&str]) {
    let commands: Vec<_> = dialogue
        .transcript
        .iter()
        .filter(|line| line.from == Direction::Client)
        .filter_map(|line| line.text.split(' ').next_back())
        .collect();
    checks.equal("commands", &commands[..], expected);
}
