//! What is said and offered in clear text, and TLS.

use crate::record::{Finding, LegacyResult, Observation, OutcomeCode, PhaseName, Severity};
use crate::targets::{Protocol, TlsMode};

use super::{FindingCode as Code, detail, finding, is_exchange_online, is_genuine, place};

pub(super) fn diagnose(observation: &Observation, findings: &mut Vec<Finding>) {
    injection(observation, findings);
    auth_before_tls(observation, findings);
    plaintext_accepted(observation, findings);
    handshake(observation, findings);
    legacy(observation, findings);
}

fn injection(observation: &Observation, findings: &mut Vec<Finding>) {
    let bytes = observation
        .dialogue
        .as_ref()
        .and_then(|dialogue| dialogue.injected.as_ref());
    let Some(bytes) = bytes else { return };
    let place = place(observation);
    let evidence = vec![format!("discarded: {bytes}")];
    let found = if observation.outcome.code == OutcomeCode::ProtocolMismatch {
        finding(
            Code::PlaintextInjection,
            Severity::Error,
            format!("{place} accepts the command to start TLS and then sends clear text instead"),
            evidence,
            "Something on this path accepts STARTTLS but cannot start TLS (a transparent mail proxy, a mail shield, a misconfigured server), or \
             somebody injects data into the connection. Exempt this traffic from the device. Do not send passwords over this path.",
        )
    } else {
        finding(
            Code::PlaintextInjection,
            Severity::Error,
            format!("Clear text was injected between the STARTTLS reply of {place} and TLS"),
            evidence,
            "Somebody who can inject data into the connection did this, or the server is vulnerable to command injection. Do not send passwords \
             over this path. Find the device, or update the server.",
        )
    };
    findings.push(found);
}

fn auth_before_tls(observation: &Observation, findings: &mut Vec<Finding>) {
    let Some(dialogue) = &observation.dialogue else {
        return;
    };
    // OAuth tokens and passwords alike are readable in clear text; mechanisms that send neither are fine.
    let mut readable: Vec<&str> = dialogue
        .auth_before_tls
        .iter()
        .map(String::as_str)
        .filter(|mechanism| matches!(*mechanism, "PLAIN" | "LOGIN" | "XOAUTH2" | "OAUTHBEARER"))
        .collect();
    // IMAP has LOGIN unless it says LOGINDISABLED (RFC 9051 section 6.2.3), POP3 lists USER (RFC 2449).
    if let Some(list) = &dialogue.capabilities_before_tls {
        let has = |word: &str| list.iter().any(|item| item.eq_ignore_ascii_case(word));
        match dialogue.protocol {
            Protocol::Imap if !has("LOGINDISABLED") => readable.push("the LOGIN command"),
            Protocol::Pop if has("USER") => readable.push("the USER command"),
            _ => {}
        }
    }
    // LOGINDISABLED forbids LOGIN, not AUTHENTICATE; the mechanisms are listed all the same.
    if readable.is_empty() {
        return;
    }
    findings.push(finding(
        Code::AuthBeforeTls,
        Severity::Warning,
        format!("{} accepts passwords before TLS", place(observation)),
        vec![format!("offered before TLS: {}", readable.join(" "))],
        "Exchange Online offers AUTH only inside TLS: on one of its names, something on the path modifies the dialogue. On your own server, allow \
         AUTH only after STARTTLS.",
    ));
}

/// The caller asked for no TLS and got the whole dialogue. A note: on port 25 it is how mail has always
/// been, and whoever asks without TLS wants to know just this.
fn plaintext_accepted(observation: &Observation, findings: &mut Vec<Finding>) {
    let spoken = observation.target.tls == TlsMode::None && observation.target.protocol().is_some();
    if !spoken || !observation.outcome.is_ok() {
        return;
    }
    findings.push(finding(
        Code::PlaintextAccepted,
        Severity::Note,
        format!("{} works in clear text, as the probe requested", place(observation)),
        Vec::new(),
        "Exchange Online accepts passwords only inside TLS. On your own server, refuse AUTH and LOGIN without TLS, and close the clear-text ports of \
         IMAP and POP3 (110, 143) to the outside where clients can use 993 and 995.",
    ));
}

fn handshake(observation: &Observation, findings: &mut Vec<Finding>) {
    let outcome = &observation.outcome;
    let place = place(observation);
    let mut evidence = detail(observation);
    if let Some(alert) = &outcome.tls_alert {
        evidence.push(format!("alert {}: {}", alert.number, alert.name));
    }
    let old_version = observation
        .tls
        .as_ref()
        .and_then(|tls| tls.version.as_deref())
        .is_some_and(|version| matches!(version, "TLSv1.1" | "TLSv1.0" | "SSLv3"));
    let accepted = |result: Option<LegacyResult>| result == Some(LegacyResult::Accepted);
    let offers_old = observation
        .legacy_tls
        .as_ref()
        .is_some_and(|offer| accepted(offer.tls10) || accepted(offer.tls11));
    let other_suites = observation
        .legacy_tls
        .as_ref()
        .filter(|offer| accepted(offer.tls12_other_suites));
    let alert = outcome.tls_alert.as_ref().map(|alert| alert.number);
    let in_handshake = outcome.phase == Some(PhaseName::Tls);
    let protocol_version = alert == Some(70);
    // handshake_failure and insufficient_security: what "nothing in common" looks like from here.
    let nothing_in_common =
        outcome.code == OutcomeCode::TlsIncompatible || matches!(alert, Some(40 | 71));
    let found = match outcome.code {
        OutcomeCode::TlsIncompatible | OutcomeCode::TlsAlert
            if nothing_in_common && other_suites.is_some() && !old_version =>
        {
            let suite = other_suites.and_then(|offer| offer.tls12_other_suite.as_deref());
            evidence.extend(
                suite.map(|suite| format!("negotiated when offered: TLS 1.2 with {suite}")),
            );
            finding(
                Code::TlsIncompatible,
                Severity::Error,
                format!(
                    "{place} supports TLS 1.2 only with cipher suites that modern clients no longer offer"
                ),
                evidence,
                "Allow ECDHE with AES-GCM on the server or the device in between. Exchange Online supports these suites: on one of its names, an old \
                 proxy or inspecting device on this path answers.",
            )
        }
        OutcomeCode::TlsIncompatible | OutcomeCode::TlsAlert
            if old_version || protocol_version || (nothing_in_common && offers_old) =>
        {
            finding(
                Code::TlsTooOld,
                Severity::Error,
                if old_version || offers_old {
                    format!("{place} supports only TLS versions older than 1.2")
                } else {
                    format!(
                        "{place} refuses TLS 1.2 and 1.3, so it most likely supports only older versions"
                    )
                },
                evidence,
                "Exchange Online supports TLS 1.2 and 1.3: on one of its names, an old proxy or inspecting device on this path answers. Exempt this \
                 traffic from it or update it. If the server is your own, update it.",
            )
        }
        OutcomeCode::TlsIncompatible => finding(
            Code::TlsIncompatible,
            Severity::Error,
            format!(
                "{place} has no cipher suite, group or signature algorithm in common with a modern client"
            ),
            evidence,
            "Allow ECDHE with AES-GCM on the server or the device in between. Probe with --legacy-tls (-IncludeLegacyTls) to see what it accepts.",
        ),
        OutcomeCode::TlsAlert => finding(
            Code::TlsAlert,
            Severity::Error,
            if in_handshake {
                format!("{place} refused the TLS handshake with an alert")
            } else {
                format!("{place} ended TLS after the handshake with an alert")
            },
            evidence,
            "unrecognized_name: the server does not know the server name. handshake_failure: no TLS parameters in common; probe with --legacy-tls (-IncludeLegacyTls) to see which it accepts. \
             certificate_required: the server wants a client certificate. Exchange Online sends none of these to a modern client, so on its names \
             check inspecting devices first.",
        ),
        OutcomeCode::TlsFailure => finding(
            Code::TlsFailure,
            Severity::Error,
            if in_handshake {
                format!("The TLS handshake with {place} failed")
            } else {
                format!("TLS with {place} failed after the handshake")
            },
            evidence,
            "The peer's TLS is broken or modified in transit: check for inspecting devices on this path.",
        ),
        _ => return,
    };
    findings.push(found);
}

fn legacy(observation: &Observation, findings: &mut Vec<Finding>) {
    let Some(offer) = &observation.legacy_tls else {
        return;
    };
    let taken: Vec<&str> = [(offer.tls10, "TLS 1.0"), (offer.tls11, "TLS 1.1")]
        .into_iter()
        .filter(|(result, _)| *result == Some(LegacyResult::Accepted))
        .map(|(_, name)| name)
        .collect();
    // Where nothing newer is spoken, another finding says so.
    let modern = observation
        .tls
        .as_ref()
        .and_then(|tls| tls.version.as_deref())
        .is_some_and(|version| matches!(version, "TLSv1.2" | "TLSv1.3"));
    // Microsoft's own front ends agree on old TLS for mail clients to tell them inside it that it is not
    // supported (`421 4.7.66`, facts sections 4.4 and 4.8): their ServerHello alone is no fault.
    let mail = observation.target.protocol() != Some(Protocol::Http);
    let own_words = mail && is_exchange_online(observation) && is_genuine(observation);
    if taken.is_empty() || !modern || own_words {
        return;
    }
    findings.push(finding(
        Code::LegacyTlsOffered,
        Severity::Warning,
        format!("{} still accepts {}", place(observation), taken.join(" and ")),
        taken.iter().map(|name| format!("{name}: ServerHello received")).collect(),
        if mail && is_exchange_online(observation) {
            "Exchange Online supports TLS 1.2 and 1.3 (older versions only on its *-legacy hosts, and there not for much longer), and the certificate \
             here is not its own: a proxy or inspecting device on this path answers and accepts old TLS. Exempt this traffic from it, or disable TLS \
             1.0 and 1.1 there."
        } else if is_exchange_online(observation) {
            "Exchange Online supports TLS 1.2 and 1.3: a proxy or inspecting device on this path may answer in its place. Exempt this traffic from \
             it, or disable TLS 1.0 and 1.1 there."
        } else {
            "Disable TLS 1.0 and 1.1 on the server or the device that answers."
        },
    ));
}
