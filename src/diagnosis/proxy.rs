//! The way through a proxy. What fails in the phase `proxy` is about the proxy, whatever its code:
//! the rules for targets do not look at it.

use crate::proxy::ProxyKind;
use crate::record::{Finding, Observation, OutcomeCode, PhaseName, ProxyUse, Severity};

use super::{FindingCode as Code, detail, finding, place};

/// Whether the outcome is about the proxy. Limits of this machine, cancelling and faults of ExoPort
/// are not, wherever they happen.
pub(super) fn decides(observation: &Observation) -> bool {
    let by_proxy = matches!(
        observation.outcome.code,
        OutcomeCode::ProxyRefused | OutcomeCode::ProxyAuthenticationRequired
    );
    (by_proxy || observation.outcome.phase == Some(PhaseName::Proxy))
        && !matches!(
            observation.outcome.code,
            OutcomeCode::Ok
                | OutcomeCode::LocalLimit
                | OutcomeCode::LocalPolicy
                | OutcomeCode::Cancelled
                | OutcomeCode::Internal
        )
}

pub(super) fn diagnose(observation: &Observation, findings: &mut Vec<Finding>) {
    if !decides(observation) {
        return;
    }
    let place = place(observation);
    let name = name(observation);
    let mut evidence = detail(observation);
    if let Some(seen) = &observation.proxy {
        evidence.extend(told(seen));
    }
    let found = match observation.outcome.code {
        OutcomeCode::ProxyRefused => finding(
            Code::ProxyRefused,
            Severity::Error,
            format!("{name} refuses to connect to {place}"),
            evidence,
            refused_remedy(observation),
        ),
        OutcomeCode::ProxyAuthenticationRequired => finding(
            Code::ProxyAuthenticationRequired,
            Severity::Error,
            format!("{name} requires other credentials to let this client through to {place}"),
            evidence,
            authentication_remedy(observation),
        ),
        OutcomeCode::ProtocolMismatch => finding(
            Code::WrongService,
            Severity::Error,
            format!("What answers is not a proxy of the kind that was named: {name}"),
            evidence,
            "Check the scheme and port of the proxy's URL: http:// is for HTTP CONNECT, socks5:// and socks5h:// are for SOCKS 5. A proxy that itself \
             expects TLS (https://) is not supported.",
        ),
        OutcomeCode::ReplyTooLong => finding(
            Code::EndlessReply,
            Severity::Error,
            format!("{name} sends more than any proxy does; the probe stopped reading"),
            evidence,
            "Find out which server answers on the proxy's address.",
        ),
        OutcomeCode::Timeout if was_reached(observation) => finding(
            Code::Stalled,
            Severity::Error,
            format!("{name} accepted the request for {place} but did not answer in time"),
            evidence,
            "The proxy cannot reach the target either, most often because its own firewall silently drops this port. Ask its administrator. Try again \
             with a longer time limit to see the proxy's own error. A proxy of another kind than the one specified (HTTP, SOCKS) also waits like this.",
        ),
        OutcomeCode::Reset | OutcomeCode::Closed if was_reached(observation) => finding(
            Code::ConnectionCut,
            Severity::Error,
            format!(
                "{name} closed or reset the connection instead of answering the request for {place}"
            ),
            evidence,
            "Check the proxy's log for this client. A proxy that expects another protocol on this port, or that does not allow this client at all, \
             ends connections in this way.",
        ),
        _ => finding(
            Code::ProxyUnreachable,
            Severity::Error,
            format!("{name} cannot be reached, so nothing is known about {place}"),
            evidence,
            "Check the host and port of the proxy and whether it is running. Where a direct connection is allowed, probe without a proxy to see what \
             works.",
        ),
    };
    findings.push(found);
}

/// `The proxy http://proxy.example:8080`.
pub(super) fn name(observation: &Observation) -> String {
    match &observation.proxy {
        Some(seen) => format!("The proxy {}", seen.url),
        None => "The system's proxy".to_owned(),
    }
}

/// Whether a connection to the proxy came about.
fn was_reached(observation: &Observation) -> bool {
    observation
        .proxy
        .as_ref()
        .is_some_and(|seen| seen.address.is_some())
}

/// What the proxy said of itself and its reason.
fn told(seen: &ProxyUse) -> Vec<String> {
    let mut told = Vec::new();
    if let Some(destination) = &seen.destination {
        told.push(format!("requested: {destination}"));
    }
    if !seen.authentication_offered.is_empty() {
        told.push(format!(
            "authentication schemes requested: {}",
            seen.authentication_offered.join(", ")
        ));
    }
    let headers = seen.headers.iter().take(8);
    told.extend(headers.map(|header| format!("{}: {}", header.name, header.value)));
    told
}

fn refused_remedy(observation: &Observation) -> String {
    let port = observation.target.port;
    let server_fault =
        observation
            .proxy
            .as_ref()
            .is_some_and(|seen| match (seen.kind, seen.reply_code) {
                (ProxyKind::HttpConnect, Some(status)) => (500..=599).contains(&status),
                (ProxyKind::Socks5, Some(reply)) => matches!(reply, 1 | 3..=6),
                _ => false,
            });
    let mut remedy = if server_fault {
        "The proxy tried and could not connect: its own outbound path is blocked for this target, or the name does not resolve there. Ask its \
         administrator to try the same from the proxy."
    } else {
        "The proxy's rules do not allow this target: ask its administrator to allow the published Exchange Online names."
    }
    .to_owned();
    if port != 443 {
        remedy.push_str(&format!(
            " Many proxies open tunnels to port 443 only, so port {port} may need its own rule, or a direct outbound path: \
             mail programs rarely use a proxy."
        ));
    }
    remedy
}

fn authentication_remedy(observation: &Observation) -> String {
    let offered = observation
        .proxy
        .as_ref()
        .map(|seen| seen.authentication_offered.as_slice())
        .unwrap_or_default();
    let only_others = !offered.is_empty()
        && !offered
            .iter()
            .any(|scheme| scheme.eq_ignore_ascii_case("Basic"));
    if only_others {
        format!(
            "The proxy accepts only {}, but ExoPort supports only Basic: ask its administrator to let this machine or the published Exchange Online \
             names through without authentication, as Microsoft recommends.",
            offered.join(", ")
        )
    } else {
        "Give the user name and password of an account that the proxy knows (in the URL, or as proxy credentials), or ask its administrator to let \
         the published Exchange Online names through without authentication."
            .to_owned()
    }
}
