//! How Outlook finds the mailbox (facts section 6).

use super::cloud::CLOUDS;
use super::{Domain, Remarks, View};
use crate::domain::report::{Item, ItemName};
use crate::domain::rule::Rule;

pub(super) fn item(view: &View<'_>, domain: &Domain<'_>) -> Item {
    let name = format!("autodiscover.{}", domain.name);
    let mut remarks = Remarks::new(ItemName::Autodiscover, name.clone());
    judge(view, domain, &name, &mut remarks);
    remarks.into_item((
        Rule::AutodiscoverGood,
        format!("{name} directs Outlook to Exchange Online."),
    ))
}

fn judge(view: &View<'_>, domain: &Domain<'_>, name: &str, remarks: &mut Remarks) {
    let unknown = |remarks: &mut Remarks, why: &str| {
        remarks.not_looked_up(Rule::AutodiscoverUnknown, "The Autodiscover name", why);
    };
    let wanted = domain
        .cloud
        .map_or(CLOUDS[0].autodiscover, |cloud| cloud.autodiscover);
    let remedy = format!("Make {name} a CNAME of {wanted}.");
    let aliases = match view.aliases(name) {
        Ok(aliases) => aliases,
        Err(why) => return unknown(remarks, &why),
    };
    if let Some(target) = aliases.first() {
        for alias in &aliases {
            remarks.saw(format!("CNAME {alias}"));
        }
        let cloud = aliases.iter().find_map(|alias| {
            CLOUDS
                .iter()
                .find(|cloud| cloud.autodiscover.eq_ignore_ascii_case(alias))
        });
        match (cloud, domain.cloud) {
            (Some(found), Some(meant)) if found != meant => remarks.say(
                Rule::AutodiscoverOtherCloud,
                format!(
                    "{name} points to the cloud {}, but the domain is in {}.",
                    found.instance, meant.instance
                ),
                remedy,
            ),
            (Some(_), _) => {}
            (None, _) => elsewhere(name, target, remedy, remarks),
        }
        return;
    }
    match view.has_address(name) {
        Ok(true) => elsewhere(name, "a server of its own", remedy, remarks),
        Ok(false) if domain.cloud.is_none() => remarks.note(
            Rule::AutodiscoverAbsent,
            format!("{name} does not exist; no mailbox of the domain is known to be in Exchange Online."),
        ),
        Ok(false) => remarks.say(
            Rule::AutodiscoverMissing,
            format!("{name} does not exist: Outlook finds mailboxes of the domain by fallback methods or not at all."),
            remedy,
        ),
        Err(why) => unknown(remarks, &why),
    }
}

fn elsewhere(name: &str, target: &str, remedy: String, remarks: &mut Remarks) {
    remarks.say(
        Rule::AutodiscoverElsewhere,
        format!("{name} points to {target}, which is not Exchange Online; this is right only if some mailboxes are on your own servers (hybrid)."),
        format!("{remedy} In a hybrid organization, leave it until the last mailbox has moved."),
    );
}
