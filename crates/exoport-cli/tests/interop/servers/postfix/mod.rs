//! What the probe says of Postfix.

mod bad_certificates;
mod server;

use std::net::Ipv4Addr;

use exoport::record::{Dialogue, OutcomeCode, PhaseName};
use exoport::targets::{Protocol, Service, TlsMode};
use libtest_mimic::Failed;

use crate::ExternalTest;
use crate::requirement::ROOT;
use crate::servers::certificates::{Authority, Defect, HOST};
use crate::servers::checks::{Checks, Report};
use crate::servers::dovecot::Dovecot;
use crate::servers::openssl_client::{self, look};
use crate::servers::probing::{EHLO_NAME, plain_target, probe, target, trusting};
use server::Postfix;

/// The tests of this folder.
pub const TESTS: &[ExternalTest] = &[ExternalTest {
    name: "servers::postfix",
    needs: &[&["postfix"], &["dovecot"], &["openssl"], &[ROOT]],
    packages: "postfix dovecot-imapd dovecot-pop3d openssl",
    run: postfix,
}];

/// Every phase of SMTP with STARTTLS.
const ALL: &[PhaseName] = &[
    PhaseName::Dns,
    PhaseName::Connect,
    PhaseName::Greeting,
    PhaseName::Starttls,
    PhaseName::Tls,
    PhaseName::Application,
];

fn postfix() -> Result<(), Failed> {
    let authority = Authority::new()?;
    let dovecot = Dovecot::start(&authority.identity(Defect::None)?)?;
    let sasl_socket = dovecot.sasl_socket();
    let postfix = Postfix::start(&authority, &sasl_socket.display().to_string())?;

    let mut report = Report::default();
    healthy(&authority, &postfix, &mut report)?;
    bad_certificates::check(&authority, &postfix, &mut report)?;
    other_faults(&authority, &postfix, &mut report)?;
    report.finish(&format!("{}{}", postfix.log(), dovecot.log()))
}

fn healthy(authority: &Authority, postfix: &Postfix, report: &mut Report) -> Result<(), Failed> {
    let config = trusting(authority);
    for (name, port, service) in [
        ("as port 25", postfix.relay(), Service::SmtpMx),
        ("as port 587", postfix.submission(), Service::Submission),
        (
            "AUTH in clear text",
            postfix.auth_in_clear(),
            Service::Submission,
        ),
    ] {
        let record = probe(&target(port, service, TlsMode::Smtp), &config)?;
        let view = look(
            (Ipv4Addr::LOCALHOST, port),
            Some("smtp"),
            HOST,
            &authority.root_pem(),
        )?;
        report.case(name, &record, |checks| {
            checks.went_through(ALL, Ipv4Addr::LOCALHOST);
            checks.sent(&postfix.good);
            checks.modern_session();
            checks.trusted_by_additional_root();
            checks.agrees_with(&view, openssl_client::VERIFIED);
            let Some(dialogue) = &checks.record.observation.dialogue else {
                return checks.that("the record has a dialogue", false);
            };
            smtp_dialogue(checks, dialogue);
            let (before, inside): (&[&str], &[&str]) = match name {
                "as port 25" => (&[], &[]),
                "as port 587" => (&[], &["LOGIN", "PLAIN"]),
                _ => (&["LOGIN", "PLAIN"], &["LOGIN", "PLAIN"]),
            };
            checks.equal(
                "AUTH before TLS",
                sorted(&dialogue.auth_before_tls),
                before.to_vec(),
            );
            checks.equal("AUTH inside TLS", sorted(&dialogue.auth), inside.to_vec());
        });
    }
    Ok(())
}

fn sorted(mechanisms: &[String]) -> Vec<&str> {
    let mut mechanisms: Vec<&str> = mechanisms.iter().map(String::as_str).collect();
    mechanisms.sort_unstable();
    mechanisms
}

/// What Postfix says before and after STARTTLS.
fn smtp_dialogue(checks: &mut Checks, dialogue: &Dialogue) {
    let has = |list: &Option<Vec<String>>, keyword: &str| {
        list.iter()
            .flatten()
            .any(|capability| capability.split(' ').next() == Some(keyword))
    };
    checks.equal("protocol", dialogue.protocol, Protocol::Smtp);
    checks.equal("EHLO name", dialogue.ehlo_name.as_deref(), Some(EHLO_NAME));
    checks.contains(
        "greeting",
        dialogue.greeting.as_deref(),
        "220 mail.example.test ESMTP",
    );
    checks.equal("server name", dialogue.server_name.as_deref(), Some(HOST));
    checks.contains(
        "reply to STARTTLS",
        dialogue.starttls_reply.as_deref(),
        "220 2.0.0",
    );
    checks.contains("reply to QUIT", dialogue.quit_reply.as_deref(), "221 2.0.0");
    checks.equal("injected bytes", dialogue.injected.as_deref(), None);
    for keyword in ["PIPELINING", "SIZE", "8BITMIME", "CHUNKING"] {
        checks.that(
            &format!("{keyword} before and inside TLS"),
            has(&dialogue.capabilities_before_tls, keyword) && has(&dialogue.capabilities, keyword),
        );
    }
    checks.that(
        "STARTTLS before TLS",
        has(&dialogue.capabilities_before_tls, "STARTTLS"),
    );
    checks.that(
        "no STARTTLS inside TLS",
        !has(&dialogue.capabilities, "STARTTLS"),
    );
    // Never more than this is said to somebody's mail server.
    let said: Vec<_> = dialogue
        .transcript
        .iter()
        .filter(|line| line.from == exoport::record::Direction::Client)
        .map(|line| (line.tls, line.text.as_str()))
        .collect();
    checks.equal(
        "commands",
        said,
        vec![
            (false, "EHLO probe.example.test"),
            (false, "STARTTLS"),
            (true, "EHLO probe.example.test"),
            (true, "QUIT"),
        ],
    );
}

fn other_faults(
    authority: &Authority,
    postfix: &Postfix,
    report: &mut Report,
) -> Result<(), Failed> {
    let config = trusting(authority);
    let spec = target(postfix.clear(), Service::SmtpMx, TlsMode::Smtp);
    report.case("STARTTLS not offered", &probe(&spec, &config)?, |checks| {
        checks.ended_in(OutcomeCode::StarttlsNotOffered, &ALL[..4]);
        checks.that("no TLS session", checks.record.observation.tls.is_none());
        let dialogue = checks.record.observation.dialogue.as_ref();
        checks.contains(
            "reply to QUIT",
            dialogue.and_then(|dialogue| dialogue.quit_reply.as_deref()),
            "221 2.0.0",
        );
    });

    let spec = target(postfix.clear(), Service::SmtpMx, TlsMode::None);
    report.case("no TLS asked for", &probe(&spec, &config)?, |checks| {
        use PhaseName::{Application, Connect, Dns, Greeting};
        checks.went_through(&[Dns, Connect, Greeting, Application], Ipv4Addr::LOCALHOST);
        checks.that("no TLS session", checks.record.observation.tls.is_none());
    });

    // The greeting stands where the ServerHello should be.
    let spec = plain_target(postfix.relay(), TlsMode::Implicit);
    report.case(
        "implicit TLS on port 25",
        &probe(&spec, &config)?,
        |checks| {
            use PhaseName::{Connect, Dns, Tls};
            checks.ended_in(OutcomeCode::ProtocolMismatch, &[Dns, Connect, Tls]);
        },
    );

    let spec = target(postfix.relay(), Service::Pop, TlsMode::Pop);
    report.case("POP3 on port 25", &probe(&spec, &config)?, |checks| {
        checks.ended_in(OutcomeCode::ProtocolMismatch, &ALL[..3]);
    });
    Ok(())
}
