//! What the server said.

use crate::record::{Finding, Observation, OutcomeCode, PhaseName, Severity};

use super::{FindingCode as Code, detail, finding, is_exchange_online, place, reply};

/// The name that this client gave in EHLO, where the server refused it there. Where HELO was said next, EHLO
/// is not known at all.
fn refused_ehlo_name(observation: &Observation) -> Option<&str> {
    let dialogue = observation.dialogue.as_ref()?;
    dialogue.ehlo_refusal.as_ref()?;
    dialogue.ehlo_name.as_deref()
}

fn remedy_for_ehlo(observation: &Observation) -> Option<String> {
    refused_ehlo_name(observation).map(|_| {
        "Read the server's text. If it is about the name, give a full host name that the DNS leads to this client's public address: --ehlo-name NAME \
         (-EhloName, key ehlo_name). If it is about the address, see exoport explain with the reply."
            .to_owned()
    })
}

/// A greeting later than this is a delay that somebody made: Exchange tarpits by 5 s (facts section 4.1),
/// and no path of this world takes as long.
const SLOW_GREETING_MS: f64 = 1500.0;

pub(super) fn diagnose(observation: &Observation, findings: &mut Vec<Finding>) {
    if !super::proxy::decides(observation) {
        answers(observation, findings);
    }
    slow_greeting(observation, findings);
}

fn answers(observation: &Observation, findings: &mut Vec<Finding>) {
    let outcome = &observation.outcome;
    let place = place(observation);
    let mut evidence = detail(observation);
    if let Some(unexpected) = observation
        .dialogue
        .as_ref()
        .and_then(|dialogue| dialogue.unexpected.as_ref())
    {
        evidence.push(format!("the peer sent: {unexpected}"));
    }
    let found = match outcome.code {
        OutcomeCode::ServiceUnavailable => finding(
            Code::ServiceUnavailable,
            Severity::Error,
            format!("{place} answers but is temporarily unavailable"),
            evidence,
            by_code(observation).unwrap_or_else(|| {
                "The path is open. Wait some minutes and try once more. If it persists, this public address may be throttled (probe less often, check \
                 what else sends from it) or the service has an incident: see the service health page."
                    .into()
            }),
        ),
        OutcomeCode::ServiceRefused => finding(
            Code::ServiceRefused,
            Severity::Error,
            match refused_ehlo_name(observation) {
                Some(name) => {
                    format!("{place} refuses the EHLO of this client, which names itself {name}")
                }
                None => format!("{place} answers but refuses this client"),
            },
            evidence,
            remedy_for_ehlo(observation).or_else(|| by_code(observation)).unwrap_or_else(|| {
                "Read the server's text: it names the reason (blocked address, bad EHLO name, access rule), and exoport explain shows what is known \
                 about its code."
                    .into()
            }),
        ),
        OutcomeCode::ProtocolMismatch if injected(observation).is_none() => finding(
            Code::WrongService,
            Severity::Error,
            format!("Something other than the expected service answers on {place}"),
            evidence,
            "Check port and TLS mode (465, 993, 995 and 443 start with TLS; 25, 587, 143 and 110 with clear text). If they are right, a \
             proxy, a captive portal or a redirect on this path answers instead of Exchange Online.",
        ),
        OutcomeCode::ReplyTooLong => finding(
            Code::EndlessReply,
            Severity::Error,
            format!("{place} sends more than any healthy server does; the probe stopped reading"),
            evidence,
            "This is not an Exchange Online front end: find out which server answers on this address.",
        ),
        OutcomeCode::HttpError => finding(
            Code::HttpError,
            Severity::Error,
            format!("{place} answers with an HTTP error of a server or proxy"),
            evidence,
            "If it persists: an answer from Exchange Online names its server (x-feserver, in the record's headers), and the service health page shows \
             the incident. Without that header a proxy on the path or another server answers; its own headers often name it.",
        ),
        _ => return,
    };
    findings.push(found);
}

/// What the code means and what to do, where Exchange Online's meaning is known.
fn by_code(observation: &Observation) -> Option<String> {
    let entry = reply::known(observation)?;
    if reply::is_old_tls_of_another(entry, observation) {
        return Some(
            "Exchange Online reports a connection with TLS 1.0 or 1.1, but this probe uses only 1.2 and newer: a device on this path terminates TLS \
             and connects in place of the client. Exempt Exchange Online from it, or update it."
                .into(),
        );
    }
    Some(format!("{} {}", entry.meaning, entry.remedy))
}

fn injected(observation: &Observation) -> Option<&str> {
    observation.dialogue.as_ref()?.injected.as_deref()
}

fn slow_greeting(observation: &Observation, findings: &mut Vec<Finding>) {
    let greeting = observation
        .phases
        .iter()
        .find(|phase| phase.phase == PhaseName::Greeting && phase.outcome == OutcomeCode::Ok);
    if let Some(phase) = greeting
        && phase.duration_ms >= SLOW_GREETING_MS
    {
        let who = if is_exchange_online(observation) {
            "Exchange Online slows down clients that it does not trust"
        } else {
            "some servers make unknown clients wait"
        };
        findings.push(finding(
            Code::SlowGreeting,
            Severity::Note,
            format!(
                "The greeting of {} came after {:.1} s: {who}",
                place(observation),
                phase.duration_ms / 1000.0
            ),
            vec![format!("greeting phase: {:.0} ms", phase.duration_ms)],
            "Nothing is broken. Give clients a timeout of at least 30 s. If it persists, check the reputation of this public address.",
        ));
    }
}
