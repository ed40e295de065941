//! STARTTLS: not offered, masked, or refused in words that tell who refuses.

use crate::record::{Finding, Observation, OutcomeCode, Severity};

use super::masked::masked;
use super::{FindingCode as Code, detail, finding, is_exchange_online, place};

pub(super) fn diagnose(observation: &Observation, findings: &mut Vec<Finding>) {
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
                .capabilities_before_tls
                .iter()
                .map(|list| format!("offered before TLS: {}", list.join(", "))),
        );
    }
    evidence
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
            "Typical of SMTP inspection on Cisco ASA and PIX (inspect esmtp, fixup protocol smtp). Switch it off for this traffic, or \
             allow TLS in its policy map (allow-tls, no mask-banner).",
        );
    }
    if says_microsoft(observation) {
        return finding(
            Code::StarttlsStripped,
            Severity::Error,
            format!(
                "{place} does not offer STARTTLS although Exchange Online always does: something on the path removes it"
            ),
            evidence,
            "Look for a mail firewall, an antivirus mail shield or a provider's transparent SMTP proxy between here and Microsoft, and \
             exempt this traffic from it.",
        );
    }
    finding(
        Code::StarttlsNotOffered,
        Severity::Error,
        format!("{place} does not offer TLS"),
        evidence,
        "Give the server a certificate and switch STARTTLS on; if it offers TLS when asked from elsewhere, something on this path removes it.",
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
    let microsoft = says_microsoft(observation);
    let (code, explanation, remedy) = match refusal(observation) {
        Refusal::Unavailable => (
            Code::StarttlsRefused,
            format!("{place} offers STARTTLS and then says that TLS is not available for now"),
            if microsoft {
                "454 is a server's own word that its TLS is broken for now, and none that Exchange Online is known for: a mail relay or proxy on this path most \
                 likely answers and cannot start TLS itself. Look at its certificate and log, or exempt this traffic from it. If nothing \
                 stands on the path, wait some minutes and see the service health page."
            } else {
                "The server has TLS configured and cannot start it: its certificate or key is missing, unreadable or expired, or its TLS \
                 library failed. Its log has the reason; until then senders deliver in clear text or not at all."
            },
        ),
        Refusal::NotRecognized => (
            Code::StarttlsNotRecognized,
            format!("{place} offers STARTTLS and then does not know the command"),
            if microsoft {
                "Two different programs speak here: the offer is Exchange Online's, the answer is not. A device that inspects SMTP (Cisco ASA and PIX \
                 answer \"500 #5.5.1 command not recognized\", antivirus mail shields \"500 Unsupported command\") takes the command away. \
                 Switch its SMTP inspection off for this traffic, or allow TLS in it (allow-tls)."
            } else {
                "A server knows the commands that it offers, so a device between here and the server answers in its place: SMTP inspection of a firewall \
                 (inspect esmtp, fixup protocol smtp) or an antivirus mail shield. Switch it off for this traffic. If nothing stands in \
                 between, the server lists an extension that was not built in: correct its configuration."
            },
        ),
        Refusal::OutOfSequence => (
            Code::StarttlsOutOfSequence,
            format!("{place} offers STARTTLS and then calls it out of sequence"),
            if microsoft {
                "The command came right behind EHLO, as it must, and Exchange Online takes it there. A transparent SMTP proxy on this path keeps a dialogue of \
                 its own and has lost step: it has started TLS to the far end already, or swallowed the EHLO. Exempt this traffic from it."
            } else {
                "The command came right behind EHLO, as it must. A proxy in between has started TLS already or swallowed the EHLO; or the server wants \
                 something else first. Its log shows which commands reached it."
            },
        ),
        Refusal::Other => (
            Code::StarttlsRefused,
            format!("{place} offers STARTTLS and then refuses it"),
            if microsoft {
                "A mail shield or proxy on this path answers in place of Exchange Online, which never does this: exempt this traffic from it."
            } else {
                "Check the server's certificate and key, and its log. If it takes STARTTLS when asked from elsewhere, something on this path \
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
            .map(|reply| format!("reply to STARTTLS: {reply}")),
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
        "It lets STARTTLS through, and inside TLS it sees nothing. Still it rewrites what passes in clear text and cuts what it does not know: switch SMTP \
         inspection off for this traffic (on Cisco ASA: no inspect esmtp, or no mask-banner in its policy map).",
    )
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
