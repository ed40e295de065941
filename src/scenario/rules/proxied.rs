//! The way through a proxy, compared with the direct one.

use super::{Cause, Confidence, Side, View, names};
use crate::diagnosis::FindingCode as Code;
use crate::proxy::ProxyKind;
use crate::record::OutcomeCode;
use crate::scenario::probe_view::ProbeView;

/// What this means for mail, whoever blocks the direct way.
const MAIL_PORTS: &str = "Mail programs and servers rarely use a proxy: 25, 587, 993 and 995 need a direct outbound path to the published Exchange Online ranges, or a SOCKS or HTTP \
                          CONNECT proxy that allows these ports (most allow 443 only) in programs that can use one.";

/// The proxy carries 443 and refuses every mail port that it was asked for.
pub(super) fn only_443(view: &View<'_>) -> Option<Cause> {
    view.subjects
        .iter()
        .find(|view| view.port != 443 && view.not_carried())?;
    let (web, mail): (Vec<&ProbeView<'_>>, Vec<&ProbeView<'_>>) = view
        .site
        .iter()
        .filter(|view| view.by_proxy())
        .partition(|view| view.port == 443);
    let web_works = !web.is_empty() && web.iter().all(|view| view.connected());
    if !web_works || !mail.iter().all(|view| view.not_carried()) {
        return None;
    }
    let mut ports: Vec<u16> = mail.iter().map(|view| view.port).collect();
    ports.sort_unstable();
    ports.dedup();
    let listed: Vec<String> = ports.iter().map(u16::to_string).collect();
    let listed = listed.join(", ");
    let by_policy = mail.iter().all(|view| by_policy(view));
    let how = if by_policy {
        "it refuses"
    } else {
        "it cannot connect to"
    };
    let (beside, remedy) = match view.direct {
        Some(direct) if direct.is_blocked() => (
            ", and direct connections are blocked",
            format!(
                "Mail programs have no path left. Allow outbound TCP {listed} to the published Exchange Online ranges in the site's firewall and let \
                 mail clients out directly, or allow these ports on the proxy (HTTP proxies connect to 443 only unless told otherwise)."
            ),
        ),
        Some(direct) if direct.connected() => (
            "",
            format!(
                "Direct connections on 443 work, so the mail ports may be open directly too: check again without the proxy (--proxy none, -Proxy none). If they are not, allow \
                 outbound TCP {listed} to the published Exchange Online ranges in the site's firewall, or these ports on the proxy."
            ),
        ),
        _ => (
            "",
            format!(
                "Allow outbound TCP {listed} to the published Exchange Online ranges in the site's firewall and let mail clients out directly, or \
                 allow these ports on the proxy (HTTP proxies connect to 443 only unless told otherwise)."
            ),
        ),
    };
    let mut evidence = vec![format!(
        "connected on 443 through the proxy: {}",
        names(web.into_iter())
    )];
    evidence.extend(mail.iter().take(5).filter_map(|view| {
        let reply = view.seen().proxy.as_ref()?.reply.as_ref()?;
        Some(format!("the proxy to {}: {reply}", view.name()))
    }));
    evidence.extend(view.direct.map(ProbeView::line));
    Some(Cause {
        code: Code::ProxyOnly443,
        explanation: format!(
            "The proxy lets only 443 through; {how} the mail ports {listed}{beside}"
        ),
        side: Side::YourSide,
        confidence: if by_policy {
            Confidence::High
        } else {
            Confidence::Medium
        },
        evidence,
        remedy,
    })
}

/// Whether a refusal is a rule of the proxy, and not its own failure to connect: HTTP 4xx, SOCKS reply 2
/// ("not allowed by ruleset", RFC 1928 section 6).
fn by_policy(view: &ProbeView<'_>) -> bool {
    let proxy = view.seen().proxy.as_ref();
    let refused = view.seen().outcome.code == OutcomeCode::ProxyRefused;
    refused
        && proxy.is_some_and(|proxy| match (proxy.kind, proxy.reply_code) {
            (ProxyKind::HttpConnect, Some(status)) => status < 500,
            (ProxyKind::Socks5, Some(reply)) => reply == 2,
            (_, None) => true,
        })
}

/// What an exception lets go directly gets no connection, while the proxy carries 443 and nothing else
/// gets out.
pub(super) fn only_through_proxy(view: &View<'_>) -> Option<Cause> {
    let subject = view
        .subjects
        .iter()
        .find(|view| !view.by_proxy() && view.is_blocked())?;
    let (direct, through) = blocked_beside(view)?;
    Some(Cause {
        code: Code::OnlyThroughProxy,
        explanation: format!(
            "Only the proxy reaches the Internet from here; {} is probed directly, and direct connections are blocked",
            subject.name()
        ),
        side: Side::YourSide,
        confidence: Confidence::High,
        evidence: vec![through, direct.line()],
        remedy: format!(
            "An exception (no_proxy, the list of the Windows setting) keeps this host away from the proxy: remove it, or open the firewall for it. {MAIL_PORTS}"
        ),
    })
}

/// That nothing but the proxy gets out, where a scenario's own probes went through it: worth knowing, and
/// no fault.
pub(in super::super) fn only_way_out(view: &View<'_>, views: &[ProbeView<'_>]) -> Option<Cause> {
    let own = views
        .iter()
        .any(|view| view.by_proxy() && !matches!(view.role, super::super::Role::Control));
    let (direct, through) = blocked_beside(view).filter(|_| own)?;
    Some(Cause {
        code: Code::OnlyThroughProxy,
        explanation:
            "Exchange Online is reached through the proxy only; direct connections are blocked"
                .into(),
        side: Side::YourSide,
        confidence: Confidence::High,
        evidence: vec![through, direct.line()],
        remedy: format!(
            "Nothing is broken for programs that use the proxy; Microsoft's connectivity principles still recommend a direct outbound path. {MAIL_PORTS}"
        ),
    })
}

/// The blocked direct probe, and what gets through the proxy on 443 at the same time.
fn blocked_beside<'a>(view: &View<'a>) -> Option<(&'a ProbeView<'a>, String)> {
    let direct = view.direct.filter(|direct| direct.is_blocked())?;
    let mut through = view
        .site
        .iter()
        .filter(|view| view.port == 443 && view.by_proxy() && view.connected())
        .peekable();
    through.peek()?;
    Some((
        direct,
        format!("connected on 443 through the proxy: {}", names(through)),
    ))
}
