//! What the probe says of nginx.

mod server;

use std::net::Ipv4Addr;

use exoport::record::PhaseName::{Application, Connect, Dns, Tls};
use exoport::record::{Http, OutcomeCode, PhaseName, StoreVerdict};
use exoport::targets::{Protocol, Service, TlsMode};
use libtest_mimic::Failed;

use crate::ExternalTest;
use crate::servers::certificates::{Authority, HOST};
use crate::servers::checks::{Checks, Report};
use crate::servers::openssl_client::{self, look};
use crate::servers::probing::{probe, target, trusting};
use server::Nginx;

/// The tests of this folder.
pub const TESTS: &[ExternalTest] = &[ExternalTest {
    name: "servers::nginx",
    needs: &[&["nginx"], &["openssl"]],
    packages: "nginx-light openssl",
    run: nginx,
}];

/// The phases of HTTPS.
const ALL: &[PhaseName] = &[Dns, Connect, Tls, Application];

fn nginx() -> Result<(), Failed> {
    let authority = Authority::new()?;
    let nginx = Nginx::start(&authority)?;
    let mut report = Report::default();
    healthy(&authority, &nginx, &mut report)?;
    faulty(&authority, &nginx, &mut report)?;
    report.finish(&nginx.log())
}

fn healthy(authority: &Authority, nginx: &Nginx, report: &mut Report) -> Result<(), Failed> {
    let config = trusting(authority);
    for (name, port, service, status) in [
        ("HTTP/2 over TLS 1.3", nginx.modern(), Service::Web, 200),
        ("HTTP/1.1 over TLS 1.2", nginx.tls12(), Service::Web, 200),
        ("not signed in", nginx.exchange(), Service::Admin, 401),
    ] {
        let record = probe(&target(port, service, TlsMode::Implicit), &config)?;
        let view = look(
            (Ipv4Addr::LOCALHOST, port),
            None,
            HOST,
            &authority.root_pem(),
        )?;
        report.case(name, &record, |checks| {
            checks.went_through(ALL, Ipv4Addr::LOCALHOST);
            checks.sent(&nginx.good);
            checks.trusted_by_additional_root();
            checks.agrees_with(&view, openssl_client::VERIFIED);
            if status == 200 && port == nginx.tls12() {
                tls12_session(checks);
            } else {
                checks.modern_session();
            }
            let Some(http) = http(checks) else { return };
            checks.equal("status", http.status, status);
            checks.contains("server", header(http, "server"), "nginx");
            let exchange = port == nginx.exchange();
            checks.equal("exchange_online", http.exchange_online, exchange);
            checks.equal(
                "front door",
                http.front_door.as_deref(),
                exchange.then_some("PHX"),
            );
            if !exchange {
                as_the_server_saw_it(checks, http);
            }
        });
    }
    let spec = target(nginx.plain(), Service::Web, TlsMode::None);
    report.case("HTTP without TLS", &probe(&spec, &config)?, |checks| {
        checks.went_through(&[Dns, Connect, Application], Ipv4Addr::LOCALHOST);
        checks.that("no TLS session", checks.record.observation.tls.is_none());
        let Some(http) = http(checks) else { return };
        checks.equal("status", http.status, 200);
    });
    Ok(())
}

fn tls12_session(checks: &mut Checks) {
    let session = checks.record.observation.tls.clone().unwrap_or_default();
    checks.equal(
        "TLS session",
        [session.server_name, session.version, session.cipher_suite],
        [HOST, "TLSv1.2", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"]
            .map(|text| Some(text.to_owned())),
    );
}

/// nginx put what it saw of this connection into the answer's headers.
fn as_the_server_saw_it(checks: &mut Checks, http: &Http) {
    let session = checks.record.observation.tls.clone().unwrap_or_default();
    let text = |part: Option<String>| part.unwrap_or_default();
    let version = text(session.version);
    let mut suite = text(session.cipher_suite);
    if version == "TLSv1.2" {
        // OpenSSL has names of its own for the suites before TLS 1.3.
        suite = suite
            .replace("TLS_", "")
            .replace("_WITH_AES_", "_AES")
            .replace('_', "-");
    }
    checks.equal(
        "TLS session beside the server's",
        Some(format!("{version} {suite} {}", text(session.group)).as_str()),
        header(http, "x-seen-tls"),
    );
    checks.equal(
        "SNI beside the server's",
        session.server_name.as_deref(),
        header(http, "x-seen-name"),
    );
    checks.equal(
        "ALPN beside the server's",
        session.alpn.as_deref(),
        header(http, "x-seen-alpn"),
    );
    let version = if session.alpn.as_deref() == Some("h2") {
        "h2"
    } else {
        "HTTP/1.1"
    };
    checks.equal("HTTP version", http.version.as_str(), version);
    // The server has both, or HTTP/1.1 alone.
    checks.that("ALPN was used", session.alpn.is_some());
}

/// The HTTP answer.
fn http<'a>(checks: &mut Checks<'a>) -> Option<&'a Http> {
    let dialogue = checks.record.observation.dialogue.as_ref();
    checks.equal(
        "protocol",
        dialogue.map(|one| one.protocol),
        Some(Protocol::Http),
    );
    let http = dialogue.and_then(|one| one.http.as_ref());
    checks.that("the record has an HTTP answer", http.is_some());
    http
}

fn header<'a>(http: &'a Http, name: &str) -> Option<&'a str> {
    http.headers
        .iter()
        .find(|header| header.name == name)
        .map(|header| header.value.as_str())
}

fn faulty(authority: &Authority, nginx: &Nginx, report: &mut Report) -> Result<(), Failed> {
    let config = trusting(authority);
    let web = |port, tls| probe(&target(port, Service::Web, tls), &config);

    report.case(
        "status 503",
        &web(nginx.failing(), TlsMode::Implicit)?,
        |checks| {
            checks.ended_in(OutcomeCode::HttpError, ALL);
            checks.trusted_by_additional_root();
            let Some(http) = http(checks) else { return };
            checks.equal("status", http.status, 503);
        },
    );

    let record = web(nginx.expired(), TlsMode::Implicit)?;
    let server = (Ipv4Addr::LOCALHOST, nginx.expired());
    let view = look(server, None, HOST, &authority.root_pem())?;
    report.case("expired", &record, |checks| {
        let outcome = &checks.record.observation.outcome;
        checks.equal("outcome", outcome.code, OutcomeCode::CertificateExpired);
        checks.equal("its phase", outcome.phase, Some(Tls));
        checks.sent(&nginx.stale);
        checks.judged(StoreVerdict::Expired, true, false);
        checks.agrees_with(&view, openssl_client::EXPIRED);
    });

    // nginx takes the ClientHello for a bad request and answers in clear text.
    report.case(
        "TLS to a port without",
        &web(nginx.plain(), TlsMode::Implicit)?,
        |checks| {
            checks.ended_in(OutcomeCode::ProtocolMismatch, &ALL[..3]);
            checks.connected(Ipv4Addr::LOCALHOST);
            let dialogue = checks.record.observation.dialogue.as_ref();
            checks.contains(
                "what stood there instead",
                dialogue.and_then(|dialogue| dialogue.unexpected.as_deref()),
                "HTTP/1.1 400",
            );
        },
    );
    Ok(())
}
