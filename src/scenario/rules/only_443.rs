//! Web traffic passes, mail ports do not.

use super::{Cause, Confidence, Side, View, names};
use crate::diagnosis::FindingCode as Code;
use crate::scenario::probe_view::ProbeView;

/// Whether nothing gets out there. Where a proxy is asked, another rule looks at what it says.
fn closed(view: &ProbeView<'_>) -> bool {
    view.connect_failure().is_some()
}

/// Only 443 works: the policy of a proxy or firewall.
pub(super) fn rule(view: &View<'_>) -> Option<Cause> {
    view.subjects
        .iter()
        .find(|view| view.port != 443 && closed(view))?;
    let (web, mail): (Vec<&ProbeView<'_>>, Vec<&ProbeView<'_>>) =
        view.site.iter().partition(|view| view.port == 443);
    let web_works = !web.is_empty() && web.iter().all(|view| view.connected());
    let mail_dead = mail.iter().all(|view| closed(view));
    let mut ports: Vec<u16> = mail.iter().map(|view| view.port).collect();
    ports.sort_unstable();
    ports.dedup();
    // Port 25 alone has its own reasons.
    if !web_works || !mail_dead || ports.len() < 2 {
        return None;
    }
    let listed: Vec<String> = ports.iter().map(u16::to_string).collect();
    let listed = listed.join(", ");
    let evidence = vec![format!("connected on 443: {}", names(web.into_iter()))];
    Some(Cause {
        code: Code::Only443Works,
        explanation: format!(
            "Only outbound 443 works from here; the mail ports {listed} are all blocked, as with a proxy or firewall policy for web traffic"
        ),
        side: Side::YourSide,
        confidence: Confidence::Medium,
        evidence,
        remedy: format!(
            "Allow outbound TCP {listed} to the published Exchange Online ranges in the site's firewall. A web proxy does not carry these ports: \
             clients must be let out directly."
        ),
    })
}
