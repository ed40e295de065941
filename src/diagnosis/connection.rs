//! TCP and what cuts it.

use crate::record::{Finding, Observation, OutcomeCode, PhaseName, Severity};
use crate::targets::{Service, TlsMode};

use super::{FindingCode as Code, detail, finding, is_exchange_online, place};

pub(super) fn diagnose(observation: &Observation, findings: &mut Vec<Finding>) {
    if super::proxy::decides(observation) {
        return;
    }
    let outcome = &observation.outcome;
    let connecting = matches!(outcome.phase, Some(PhaseName::Connect | PhaseName::Dns));
    let phase = outcome.phase.map_or("", PhaseName::as_str);
    let place = place(observation);
    let evidence = detail(observation);
    let found = match (outcome.code, outcome.phase) {
        (OutcomeCode::Timeout, Some(PhaseName::Connect)) => silent_drop(observation),
        (OutcomeCode::Refused, _) => finding(
            Code::ConnectionRefused,
            Severity::Error,
            format!(
                "The connection to {place} was refused at once: something answered with a TCP reset"
            ),
            evidence,
            if is_465(observation) {
                NOT_465
            } else {
                "Exchange Online does not refuse its published ports. Look for a rule that rejects (not drops) on this machine's firewall, an outbound \
             proxy or the site's firewall; your own host may have no service on that port."
            },
        ),
        (OutcomeCode::Reset, _) if connecting => finding(
            Code::ConnectionReset,
            Severity::Error,
            format!("The connection to {place} was reset while it was being established"),
            evidence,
            "A device on the path resets it: check the site's firewall and intrusion prevention logs for this address and port.",
        ),
        (OutcomeCode::Unreachable, _) => finding(
            Code::NetworkUnreachable,
            Severity::Error,
            format!("There is no route from this machine to {place}"),
            evidence,
            "Check the default route, the VPN and, for IPv6, whether this machine has an IPv6 address that reaches the Internet; \
             a firewall that answers with \"administratively prohibited\" looks the same.",
        ),
        (OutcomeCode::LocalPolicy, _) => finding(
            Code::LocalPolicy,
            Severity::Error,
            format!("This machine's own policy blocked the connection to {place}"),
            evidence,
            "Check the host firewall's outbound rules and endpoint protection (antivirus that blocks port 25 from unknown programs).",
        ),
        (OutcomeCode::LocalLimit, _) => finding(
            Code::LocalLimit,
            Severity::Error,
            "This machine is out of sockets, ports or descriptors; nothing is known about the server",
            evidence,
            "Probe with less concurrency, raise the limit on open files, or find the program that keeps the connections open.",
        ),
        (OutcomeCode::Timeout, Some(PhaseName::Greeting)) if nothing_heard(observation) => finding(
            Code::NoGreeting,
            Severity::Error,
            format!("{place} accepts connections but sends nothing"),
            evidence,
            "A transparent proxy or an inspecting firewall often accepts the connection itself but cannot reach the server: check it for this port. \
             Your own server may be overloaded, or expect TLS from the first byte (ports 465, 993, 995).",
        ),
        (OutcomeCode::Timeout, Some(PhaseName::Dns)) => return,
        // Clear text, a line long: path MTU has no part in it.
        (OutcomeCode::Timeout, Some(PhaseName::Greeting)) => finding(
            Code::Stalled,
            Severity::Error,
            format!("The greeting of {place} started but did not finish"),
            evidence,
            "Either the server is slow, or a device withholds the rest: try again with a longer time limit. Or it is not a mail server: bytes without \
             a line ending come from another service on this port, or from a proxy that redirects here.",
        ),
        (OutcomeCode::Timeout, Some(PhaseName::Starttls)) => finding(
            Code::Stalled,
            Severity::Error,
            format!("The dialogue with {place} stopped in phase {phase}"),
            evidence,
            "The server answers slowly, or an inspecting device or transparent proxy withholds its answer. Try again with a longer time limit; if it \
             stops at the same place, exempt this traffic from the device. On your own server, check the log.",
        ),
        (OutcomeCode::Timeout, _) => finding(
            Code::Stalled,
            Severity::Error,
            format!("The dialogue with {place} stopped in phase {phase}"),
            evidence,
            "If small answers pass but the TLS handshake does not, look for a path MTU problem (VPN, tunnel, blocked ICMP), or an inspecting device \
             or transparent proxy that withholds the data. Try again with a longer time limit to rule out a slow server.",
        ),
        (OutcomeCode::Reset | OutcomeCode::Closed, Some(PhaseName::Tls)) => finding(
            Code::HandshakeCut,
            Severity::Error,
            format!("The connection to {place} was closed or reset during the TLS handshake"),
            evidence,
            if observation.target.tls == TlsMode::Implicit {
                "TCP worked but TLS did not. This is typical of a firewall or TLS inspection that refuses this server name or TLS version, and of a \
                 port that does not speak TLS from the first byte. Exempt Exchange Online's names from inspection. On your own server, check the log."
            } else {
                "Clear text worked but TLS did not. This is typical of a firewall or TLS inspection that refuses this server name or TLS version. \
                 Exempt Exchange Online's names from inspection. On your own server, check the certificate and the log."
            },
        ),
        (OutcomeCode::Reset | OutcomeCode::Closed, _) => finding(
            Code::ConnectionCut,
            Severity::Error,
            format!("The connection to {place} was closed or reset in phase {phase}"),
            evidence,
            "Check inspecting devices on the path (SMTP inspection, intrusion prevention). On your own server, check the log. Exchange Online closes \
             the connection without a reply when it throttles an address: wait and try once more.",
        ),
        (OutcomeCode::Cancelled, _) => finding(
            Code::ProbeCancelled,
            Severity::Note,
            format!("The probe of {place} was cancelled before it finished"),
            evidence,
            "Run it again.",
        ),
        (OutcomeCode::Internal, _) => finding(
            Code::InternalError,
            Severity::Error,
            format!("ExoPort failed at {place}; nothing is known about the server"),
            evidence,
            "Please report this with the record as JSON.",
        ),
        _ => return,
    };
    findings.push(found);
}

const NOT_465: &str =
    "Exchange Online does not publish port 465: use 587 with STARTTLS (smtp.office365.com:587).";

/// Whether it is the port for submission inside TLS (RFC 8314) on a name of Exchange Online, which has none.
fn is_465(observation: &Observation) -> bool {
    observation.target.port == 465 && is_exchange_online(observation)
}

fn nothing_heard(observation: &Observation) -> bool {
    observation
        .phases
        .iter()
        .filter(|phase| phase.phase == PhaseName::Greeting)
        .all(|phase| phase.received_bytes == 0)
}

fn silent_drop(observation: &Observation) -> Finding {
    let port = observation.target.port;
    let mut evidence = vec![format!(
        "no answer to SYN from {} address(es)",
        observation
            .attempts
            .iter()
            .filter(|attempt| attempt.outcome == OutcomeCode::Timeout)
            .count()
    )];
    evidence.extend(detail(observation));
    let is_25 = port == 25 || observation.target.service == Some(Service::SmtpMx);
    let (explanation, remedy) = if is_25 {
        (
            format!(
                "Connections to {} are silently dropped, as providers and firewalls do with outbound port 25",
                place(observation)
            ),
            "Probe 587 on smtp.office365.com: if that works, outbound 25 is blocked on the path. Use client submission on 587, or ask \
             the provider to open 25 (Azure, Google Cloud, AWS and many access providers block it by default), or your own firewall.",
        )
    } else if is_465(observation) {
        (
            format!("Connections to {} are silently dropped", place(observation)),
            NOT_465,
        )
    } else {
        (
            format!("Connections to {} are silently dropped", place(observation)),
            "A firewall on this path drops them: allow this port outbound to the published Exchange Online ranges. If no outbound connection works, \
             check the default route and the proxy policy.",
        )
    };
    finding(
        Code::SilentDrop,
        Severity::Error,
        explanation,
        evidence,
        remedy,
    )
}
