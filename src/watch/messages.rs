//! Changes in words.

use super::memory::{Chain, ScenarioMemory, Site, SiteSource};
use super::snapshot::{CertificateSnapshot, ScenarioSnapshot, ServerSnapshot};
use super::{Change, ChangeKind};
use crate::date::instant;
use crate::record::{Severity, VerdictResult};

/// The version of the events' shape.
pub(super) const SCHEMA: u32 = 1;

/// A change without what only some kinds have. Its number is given later.
fn change(at: i64, change: ChangeKind, severity: Severity, text: String) -> Change {
    Change {
        schema: SCHEMA,
        sequence: 0,
        repeated: false,
        at,
        change,
        severity,
        scenario: None,
        host: None,
        port: None,
        before: None,
        now: None,
        finding: None,
        text,
        evidence: Vec::new(),
        remedy: None,
    }
}

/// A scenario has another result; `memory` still has the old one.
pub(super) fn scenario(
    memory: &ScenarioMemory,
    result: VerdictResult,
    at: i64,
    seen: &ScenarioSnapshot,
) -> Change {
    use VerdictResult::{Fail, Pass, Unknown, Warn};
    let scenario = seen.scenario;
    let since = instant(memory.since);
    let (kind, severity, text) = match (memory.result, result) {
        (_, Fail) => (
            ChangeKind::NewFailure,
            Severity::Error,
            format!("{scenario} does not work"),
        ),
        (_, Unknown) => (
            ChangeKind::Undetermined,
            Severity::Warning,
            format!("{scenario} can no longer be judged"),
        ),
        (Pass, Warn) => (
            ChangeKind::NewWarning,
            Severity::Warning,
            format!("{scenario} works, with a warning"),
        ),
        (before, Warn) => (
            ChangeKind::Recovered,
            Severity::Warning,
            format!("{scenario} works again ({before} since {since}), with a warning"),
        ),
        (Warn, Pass) => (
            ChangeKind::Recovered,
            Severity::Note,
            format!("{scenario} works without warnings again (warn since {since})"),
        ),
        (before, Pass) => (
            ChangeKind::Recovered,
            Severity::Note,
            format!("{scenario} works again ({before} since {since})"),
        ),
    };
    Change {
        // At first nothing is known.
        before: (!memory.failed_at_first()).then(|| memory.result.to_string()),
        now: Some(result.to_string()),
        ..of_scenario(change(at, kind, severity, text), seen, result)
    }
}

/// A scenario still fails, for another reason; `memory` still has the old one.
pub(super) fn cause(memory: &ScenarioMemory, at: i64, seen: &ScenarioSnapshot) -> Change {
    let text = format!(
        "{} still does not work, but now for another reason",
        seen.scenario
    );
    Change {
        before: memory.finding.clone(),
        now: seen.finding.clone(),
        ..of_scenario(
            change(at, ChangeKind::CauseChanged, Severity::Error, text),
            seen,
            VerdictResult::Fail,
        )
    }
}

/// Adds what the round says, where it is about the same result.
fn of_scenario(change: Change, seen: &ScenarioSnapshot, result: VerdictResult) -> Change {
    let mut change = Change {
        scenario: Some(seen.scenario),
        ..change
    };
    if seen.result == result {
        change.text = format!("{}: {}", change.text, seen.cause);
        change.finding.clone_from(&seen.finding);
        change.evidence.clone_from(&seen.evidence);
        change.remedy.clone_from(&seen.remedy);
    }
    change
}

fn of_server(change: Change, server: &ServerSnapshot, before: String, now: String) -> Change {
    Change {
        host: Some(server.host.clone()),
        port: Some(server.port),
        before: Some(before),
        now: Some(now),
        ..change
    }
}

/// A server shows another certificate of the same issuers.
pub(super) fn renewed(
    at: i64,
    server: &ServerSnapshot,
    before: &str,
    certificate: &CertificateSnapshot,
) -> Change {
    let (host, port) = (&server.host, server.port);
    let valid = certificate.not_after.map_or_else(String::new, |not_after| {
        format!(", valid until {}", instant(not_after))
    });
    let text = format!("{host}:{port} presents another certificate{valid}");
    Change {
        evidence: vec![format!("issuer: {}", certificate.chain.issuer)],
        ..of_server(
            change(at, ChangeKind::CertificateRenewed, Severity::Note, text),
            server,
            before.to_owned(),
            certificate.sha256.clone(),
        )
    }
}

/// A server's certificate comes from other issuers.
pub(super) fn chain(
    at: i64,
    server: &ServerSnapshot,
    before: &Chain,
    certificate: &CertificateSnapshot,
) -> Change {
    let (host, port) = (&server.host, server.port);
    let now = &certificate.chain;
    let text = if before.issuer == now.issuer {
        format!("{host}:{port} sends different issuer certificates than before")
    } else {
        format!(
            "The certificate of {host}:{port} is issued by {}, no longer by {}",
            now.issuer, before.issuer
        )
    };
    let mut evidence = vec![format!("sha256 of the certificate: {}", certificate.sha256)];
    evidence.extend(
        now.sha256
            .iter()
            .map(|sha256| format!("sha256 sent after it: {sha256}")),
    );
    Change {
        evidence,
        remedy: Some(
            "Find out whether the server's owner has changed the issuer, as Microsoft does from time \
             to time; if not, a device on the path inspects TLS: exempt Exchange Online's names there."
                .into(),
        ),
        ..of_server(
            change(at, ChangeKind::ChainChanged, Severity::Warning, text),
            server,
            named(before),
            named(now),
        )
    }
}

/// The issuer and the beginnings of the fingerprints after it.
fn named(chain: &Chain) -> String {
    let shown = |sha256: &String| sha256.chars().take(16).collect::<String>();
    let sent: Vec<String> = chain.sha256.iter().map(shown).collect();
    format!("{} [{}]", chain.issuer, sent.join(" "))
}

/// Another site answers.
pub(super) fn site(at: i64, server: &ServerSnapshot, before: &Site, now: &Site) -> Change {
    let who = match now.by {
        SiteSource::Http => "its HTTP headers say so",
        SiteSource::Server => "the server's name says so",
        SiteSource::Dns => "the CNAME chain says so, which depends on the resolver",
    };
    let text = format!(
        "{}:{} is answered by site {} of Exchange Online, no longer by {}",
        server.host, server.port, now.name, before.name
    );
    Change {
        evidence: vec![who.to_owned()],
        ..of_server(
            change(at, ChangeKind::SiteChanged, Severity::Note, text),
            server,
            before.name.clone(),
            now.name.clone(),
        )
    }
}

/// A certificate has so many days left, shown by these servers; nothing without servers.
pub(super) fn expiring(
    at: i64,
    servers: &[&ServerSnapshot],
    left: i64,
    not_after: i64,
) -> Option<Change> {
    let first = servers.first()?;
    let sha256 = first.certificate.as_ref()?.sha256.clone();
    let place = format!("{}:{}", first.host, first.port);
    let end = instant(not_after);
    let (severity, text) = match left {
        ..0 => (
            Severity::Error,
            format!("The certificate of {place} has expired, at {end}"),
        ),
        0 => (
            Severity::Warning,
            format!("The certificate of {place} expires within a day, at {end}"),
        ),
        1 => (
            Severity::Warning,
            format!("The certificate of {place} expires in 1 day, at {end}"),
        ),
        _ => (
            Severity::Warning,
            format!("The certificate of {place} expires in {left} days, at {end}"),
        ),
    };
    let shown = servers
        .iter()
        .map(|server| format!("shown by {}:{}", server.host, server.port));
    Some(Change {
        host: Some(first.host.clone()),
        port: Some(first.port),
        now: Some(sha256),
        evidence: shown.take(16).collect(),
        remedy: Some(
            "On your own server, renew the certificate before then. Microsoft renews those of Exchange Online itself; if one is not renewed, a device \
             in between may be answering."
                .into(),
        ),
        ..change(at, ChangeKind::CertificateExpiring, severity, text)
    })
}
