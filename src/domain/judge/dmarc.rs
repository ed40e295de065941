//! What receivers shall do with mail that neither SPF nor DKIM proves (RFC 7489).
//!
//! The record of the organizational domain is looked for one level up only: which domain that is takes
//! the public suffix list, which ages within any program. A subdomain of a subdomain is therefore told
//! that nothing was found "one level up", and no more.

use super::tags::{self, Tags, is_version};
use super::{Domain, Remarks, View};
use crate::domain::report::{Item, ItemName};
use crate::domain::rule::Rule;

const POLICIES: [&str; 3] = ["none", "quarantine", "reject"];

pub(super) fn item(view: &View<'_>, domain: &Domain<'_>) -> Item {
    let own = format!("_dmarc.{}", domain.name);
    let mut remarks = Remarks::new(ItemName::Dmarc, own.clone());
    let policy = judge(view, domain, &own, &mut remarks).unwrap_or_default();
    remarks.into_item((
        Rule::DmarcGood,
        format!(
            "Receivers are asked to {policy} mail that fails to prove that it is from {}.",
            domain.name
        ),
    ))
}

/// Judges the record; gives the policy that it asks for.
fn judge(view: &View<'_>, domain: &Domain<'_>, own: &str, remarks: &mut Remarks) -> Option<String> {
    let mut records = records_at(view, own, remarks)?;
    let mut inherited = None;
    if records.is_empty()
        && let Some((_, parent)) = domain.name.split_once('.')
        && parent.contains('.')
    {
        let name = format!("_dmarc.{parent}");
        records = records_at(view, &name, remarks)?;
        if !records.is_empty() {
            remarks.saw(format!("inherited from {parent}"));
            inherited = Some(name);
        }
    }
    for record in &records {
        remarks.saw(record.as_str());
    }
    match records.as_slice() {
        [] => {
            remarks.say(
                Rule::DmarcMissing,
                format!("{} has no DMARC record, nor has the domain one level up: receivers are not told what to do with forged mail.", domain.name),
                format!("Publish the TXT record v=DMARC1; p=none; rua=mailto:REPORTS@{} at {own}, read the reports, then move to p=quarantine and p=reject.", domain.name),
            );
            None
        }
        [record] => read(record, inherited.as_deref(), remarks),
        _ => {
            remarks.say(
                Rule::DmarcSeveral,
                format!(
                    "{} has {} DMARC records; receivers then use none.",
                    inherited.as_deref().unwrap_or(own),
                    records.len()
                ),
                "Leave one of them.",
            );
            None
        }
    }
}

/// What is, or is meant to be, a record of DMARC.
fn records_at(view: &View<'_>, name: &str, remarks: &mut Remarks) -> Option<Vec<String>> {
    match tags::records_at(view, name, "DMARC1", is_version) {
        Ok(records) => Some(records),
        Err(why) => {
            remarks.not_looked_up(Rule::DmarcUnknown, "The DMARC record", &why);
            None
        }
    }
}

fn read(record: &str, inherited: Option<&str>, remarks: &mut Remarks) -> Option<String> {
    let tags = match check_syntax(record) {
        Ok(tags) => tags,
        Err(why) => {
            remarks.say(
                Rule::DmarcSyntax,
                format!("The DMARC record cannot be read: {why}; receivers then use none of it."),
                "Write v=DMARC1; first, then p=none, p=quarantine or p=reject, separated by semicolons.",
            );
            return None;
        }
    };
    let own = tags.get("p").unwrap_or_default();
    // For a subdomain the organisational domain may say something else (section 6.3).
    let policy = match (inherited, tags.get("sp")) {
        (Some(_), Some(subdomains)) => subdomains,
        _ => own,
    }
    .to_ascii_lowercase();
    let reports: Vec<&str> = addresses(&tags, "rua").collect();
    for address in reports.iter().copied().chain(addresses(&tags, "ruf")) {
        if !is_report_address(address) {
            remarks.say(
                Rule::DmarcReportAddress,
                format!("{address:?} is not an address that reports can be sent to."),
                "Write mailto: in front of a mail address; separate several by commas.",
            );
        }
    }
    if policy == "none" {
        let blind = if reports.is_empty() {
            ", and no reports are asked for (rua)"
        } else {
            ""
        };
        remarks.say(
            Rule::DmarcNone,
            format!("The policy is none: nothing happens to forged mail{blind}."),
            "Read the reports until all your own senders pass, then move to p=quarantine and p=reject.",
        );
    }
    if let Some(share) = tags.get("pct").filter(|share| *share != "100") {
        remarks.say(
            Rule::DmarcPartial,
            format!("The policy applies to only {share}% of the mail."),
            "Remove pct when the reports show nothing unexpected.",
        );
    }
    Some(policy)
}

fn addresses<'a>(tags: &'a Tags, name: &str) -> impl Iterator<Item = &'a str> {
    tags.get(name)
        .into_iter()
        .flat_map(|list| list.split(','))
        .map(str::trim_ascii)
        .filter(|address| !address.is_empty())
}

/// `mailto:somebody@domain`, perhaps with a size behind `!`. Other schemes have gone out of use.
fn is_report_address(address: &str) -> bool {
    let Some((scheme, rest)) = address.split_once(':') else {
        return false;
    };
    let mailbox = rest.split('!').next().unwrap_or_default();
    scheme.eq_ignore_ascii_case("mailto")
        && mailbox
            .split_once('@')
            .is_some_and(|(user, domain)| !user.is_empty() && domain.contains('.'))
}

fn check_syntax(record: &str) -> Result<Tags, String> {
    if !is_version(record, "DMARC1") {
        return Err("it does not begin with v=DMARC1 and a semicolon".into());
    }
    let tags = Tags::parse(record)?;
    let policy = tags.get("p").ok_or("it has no policy (p)")?;
    let one_of = |name: &str, value: &str, allowed: &[&str]| {
        if allowed.iter().any(|word| word.eq_ignore_ascii_case(value)) {
            Ok(())
        } else {
            Err(format!(
                "{name}={value} is not one of {}",
                allowed.join(", ")
            ))
        }
    };
    one_of("p", policy, &POLICIES)?;
    if let Some(value) = tags.get("sp") {
        one_of("sp", value, &POLICIES)?;
    }
    for name in ["adkim", "aspf"] {
        if let Some(value) = tags.get(name) {
            one_of(name, value, &["r", "s"])?;
        }
    }
    if let Some(share) = tags.get("pct")
        && !share.parse::<u8>().is_ok_and(|share| share <= 100)
    {
        return Err(format!("pct={share} is not 0 to 100"));
    }
    if let Some(interval) = tags.get("ri")
        && interval.parse::<u32>().is_err()
    {
        return Err(format!("ri={interval} is not a number of seconds"));
    }
    Ok(tags)
}
