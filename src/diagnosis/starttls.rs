//! STARTTLS: not offered, masked, or refused in words that tell who refuses.

use crate::record::{Finding, Observation, OutcomeCode, Severity};
use crate::targets::{Protocol, TlsMode};

use super::masked::masked;
use super::{FindingCode as Code, detail, finding, is_exchange_online, place};

pub(super) fn diagnose(observation: &Observation, findings: &mut Vec<Finding>) {
    if let Some(found) = preauth(observation) {
        findings.push(found);
        return;
    }
    match observation.outcome.code {
        // Where another product answers, the lack of STARTTLS is its own, and it is named already.
        OutcomeCode::StarttlsNotOffered | OutcomeCode::StarttlsRefused
            if super::banner::is_foreign(observation) => {}
        OutcomeCode::StarttlsNotOffered => findings.push(not_offered(observation)),
        OutcomeCode::StarttlsRefused => findings.push(refused(observation)),
        _ if masked(observation) => findings.push(only_masked(observation)),
        _ => {}
    }
}

/// Outcome, greeting and what was offered.
fn evidence(observation: &Observation) -> Vec<String> {
    let mut evidence = detail(observation);
    if let Some(dialogue) = &observation.dialogue {
        evidence.extend(
            dialogue
                .greeting
                .iter()
                .map(|text| format!("greeting: {text}")),
        );
        evidence.extend(
            dialogue
                .ehlo_refusal
                .iter()
                .map(|text| format!("reply to EHLO: {text}")),
        );
        evidence.extend(
            dialogue
                .capabilities_before_tls
                .iter()
                .map(|list| format!("offered before TLS: {}", list.join(", "))),
        );
    }
    evidence
}

/// IMAP that is authenticated from its greeting on, which forbids STARTTLS; an attacker greets so to keep a
/// client in clear text (RFC 9051 section 11.1).
fn preauth(observation: &Observation) -> Option<Finding> {
    let dialogue = observation.dialogue.as_ref()?;
    let greeting = dialogue.greeting.as_ref()?;
    let start = greeting.get(..9)?;
    if dialogue.protocol != Protocol::Imap || !start.eq_ignore_ascii_case("* PREAUTH") {
        return None;
    }
    let place = place(observation);
    let evidence = vec![format!("greeting: {greeting}")];
    Some(match observation.target.tls {
        TlsMode::Implicit => finding(
            Code::ImapPreauth,
            Severity::Warning,
            format!("{place} greets with PREAUTH: the connection is logged in without credentials"),
            evidence,
            "Exchange Online never does this: on one of its names, a proxy on this path logs in on its own. On your own server, anybody who connects \
             may have access to a mailbox: configure it to require authentication.",
        ),
        _ => finding(
            Code::ImapPreauth,
            Severity::Error,
            format!(
                "{place} greets with PREAUTH in clear text: the connection is logged in without credentials, and TLS can no longer start"
            ),
            evidence,
            "Clients that require TLS must close such a connection, and others send mail in clear text: somebody on this path may be preventing \
             STARTTLS. Exchange Online never greets so: find the proxy or server that answers. On your own server, configure it to require TLS and \
             authentication, or use port 993.",
        ),
    })
}

fn not_offered(observation: &Observation) -> Finding {
    let place = place(observation);
    let evidence = evidence(observation);
    if masked(observation) {
        return finding(
            Code::StarttlsMasked,
            Severity::Error,
            format!(
                "A device between here and {place} masks the SMTP dialogue and so removes STARTTLS"
            ),
            evidence,
            "Typical of SMTP inspection on Cisco ASA and PIX (inspect esmtp, fixup protocol smtp). Disable it for this traffic, or allow TLS in its \
             policy map (allow-tls, no mask-banner).",
        );
    }
    let refusal = observation
        .dialogue
        .as_ref()
        .and_then(|dialogue| dialogue.ehlo_refusal.as_deref());
    if says_microsoft(observation) {
        return finding(
            Code::StarttlsStripped,
            Severity::Error,
            match refusal {
                Some(_) => format!(
                    "{place} refuses EHLO, which Exchange Online always accepts, and so offers no STARTTLS: something on the path changes the \
                     command or answers it"
                ),
                None => format!(
                    "{place} does not offer {} although Exchange Online always does: something on the path removes it",
                    command(observation)
                ),
            },
            evidence,
            "Look for a mail firewall, an antivirus mail shield or a provider's transparent mail proxy between here and Microsoft, and \
             exempt this traffic from it.",
        );
    }
    finding(
        Code::StarttlsNotOffered,
        Severity::Error,
        match refusal {
            Some(_) => format!("{place} refuses EHLO, and so offers no TLS"),
            None => format!("{place} does not offer TLS"),
        },
        evidence,
        "Give the server a certificate and enable STARTTLS. If it offers TLS when probed from elsewhere, something on this path removes it.",
    )
}

/// How an offered STARTTLS is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Refusal {
    /// 454: TLS is not available for now (RFC 3207 section 4).
    Unavailable,
    /// 500, 502, IMAP's BAD: the command is not known, in spite of the offer.
    NotRecognized,
    /// 503: at the wrong moment.
    OutOfSequence,
    /// All else: 501, 554, NO, -ERR ...
    Other,
}

/// Reads the outcome's reply: `454 4.7.0`, `BAD` ...
fn refusal(observation: &Observation) -> Refusal {
    let reply = observation.outcome.reply.as_deref().unwrap_or_default();
    match reply.split(' ').next().unwrap_or_default() {
        "454" => Refusal::Unavailable,
        "500" | "502" | "BAD" => Refusal::NotRecognized,
        "503" => Refusal::OutOfSequence,
        _ => Refusal::Other,
    }
}

fn refused(observation: &Observation) -> Finding {
    let place = place(observation);
    let command = command(observation);
    let microsoft = says_microsoft(observation);
    let (code, explanation, remedy) = match refusal(observation) {
        Refusal::Unavailable => (
            Code::StarttlsRefused,
            format!(
                "{place} offers {command} and then replies that TLS is temporarily unavailable"
            ),
            if microsoft {
                "With 454 a server reports that its own TLS is temporarily broken. Exchange Online is not known to send it: a mail relay or proxy on \
                 this path most likely answers and cannot start TLS itself. Check its certificate and log, or exempt this traffic from it. If there \
                 is no such device on the path, wait some minutes and see the service health page."
            } else {
                "The server has TLS configured but cannot start it: its certificate or key is missing, unreadable or expired, or its TLS library \
                 failed. Check its log for the reason. Until it is fixed, senders deliver in clear text or not at all."
            },
        ),
        Refusal::NotRecognized => (
            Code::StarttlsNotRecognized,
            format!("{place} offers {command} and then does not recognize the command"),
            if microsoft {
                "Two different programs answer here: the offer is Exchange Online's, the reply is not. A device that inspects mail (for SMTP, Cisco ASA and PIX \
                 answer \"500 #5.5.1 command not recognized\", antivirus mail shields \"500 Unsupported command\") blocks the command. Disable its \
                 inspection for this traffic, or allow TLS in it (allow-tls)."
            } else {
                "A server knows the commands that it offers, so a device between here and the server answers in its place: mail inspection of a \
                 firewall (for SMTP: inspect esmtp, fixup protocol smtp) or an antivirus mail shield. Disable it for this traffic. If there is nothing in \
                 between, the server lists an extension that it does not support: correct its configuration."
            },
        ),
        Refusal::OutOfSequence => (
            Code::StarttlsOutOfSequence,
            format!("{place} offers {command} and then rejects it as out of sequence"),
            if microsoft {
                "The command came right after EHLO, as required, and Exchange Online accepts it there. A transparent SMTP proxy on this path keeps \
                 its own dialogue state and is out of step: it has already started TLS to the server, or did not forward the EHLO. Exempt this \
                 traffic from it."
            } else {
                "The command came right after EHLO, as required. A proxy in between has already started TLS or did not forward the EHLO, or the \
                 server requires something else first. Check its log for the commands that reached it."
            },
        ),
        Refusal::Other => (
            Code::StarttlsRefused,
            format!("{place} offers {command} and then refuses it"),
            if microsoft {
                "A mail shield or proxy on this path answers in place of Exchange Online, which never does this: exempt this traffic from it."
            } else {
                "Check the server's certificate and key, and its log. If it accepts the command when probed from elsewhere, something on this path \
                 answers in its place."
            },
        ),
    };
    let mut evidence = evidence(observation);
    evidence.extend(
        observation
            .dialogue
            .as_ref()
            .and_then(|dialogue| dialogue.starttls_reply.as_ref())
            .map(|reply| format!("reply to {command}: {reply}")),
    );
    finding(code, Severity::Error, explanation, evidence, remedy)
}

/// The dialogue is masked, and TLS comes about all the same.
fn only_masked(observation: &Observation) -> Finding {
    finding(
        Code::SmtpMasked,
        Severity::Warning,
        format!(
            "A device between here and {} masks the SMTP dialogue",
            place(observation)
        ),
        evidence(observation),
        "It lets STARTTLS through, and it cannot read the traffic inside TLS. But it still rewrites the clear-text part and removes what it does not \
         recognize. Disable SMTP inspection for this traffic (on Cisco ASA: no inspect esmtp, or no mask-banner in its policy map).",
    )
}

/// The command that starts TLS (RFC 3207, RFC 9051 section 6.2.1; RFC 2595 section 4 for POP3).
fn command(observation: &Observation) -> &'static str {
    match observation.target.protocol() {
        Some(Protocol::Pop) => "STLS",
        _ => "STARTTLS",
    }
}

fn says_microsoft(observation: &Observation) -> bool {
    let greeting = observation
        .dialogue
        .as_ref()
        .and_then(|dialogue| dialogue.greeting.as_deref())
        .unwrap_or_default();
    is_exchange_online(observation)
        || (greeting.contains("Microsoft ESMTP MAIL Service")
            && (greeting.contains(".outlook.com") || greeting.contains(".office365.")))
}
