//! What receivers shall do with mail that neither SPF nor DKIM proves (RFC 9989).

use super::tags::{Tags, is_version, records_at};
use super::view::Known;
use super::{Domain, Remarks, View};
use crate::domain::report::{Item, ItemName};
use crate::domain::rule::Rule;

const POLICIES: [&str; 3] = ["none", "quarantine", "reject"];

/// The most labels of a parent that is asked for (section 4.10).
const LABELS: usize = 7;

/// Tags whose values, if wrong, are passed over (section 4.7).
const SECONDARY: [(&str, &[&str]); 5] = [
    ("adkim", &["r", "s"]),
    ("aspf", &["r", "s"]),
    ("fo", &["0", "1", "d", "s"]),
    ("psd", &["y", "n", "u"]),
    ("t", &["y", "n"]),
];

pub(super) fn item(view: &View<'_>, domain: &Domain<'_>) -> Item {
    let own = format!("_dmarc.{}", domain.name);
    let mut remarks = Remarks::new(ItemName::Dmarc, own.clone());
    let policy = judge(view, domain.name, &own, &mut remarks).unwrap_or_default();
    remarks.into_item((
        Rule::DmarcGood,
        format!(
            "Receivers are asked to {policy} mail that fails to prove that it is from {}.",
            domain.name
        ),
    ))
}

/// Judges the record; gives the policy that it asks for.
fn judge(view: &View<'_>, domain: &str, own: &str, remarks: &mut Remarks) -> Option<&'static str> {
    let unknown = |why: String, remarks: &mut Remarks| {
        remarks.not_looked_up(Rule::DmarcUnknown, "The DMARC record", &why);
        None
    };
    let records = match records_at(view, own, "DMARC1", is_version) {
        Ok(records) => records,
        Err(why) => return unknown(why, remarks),
    };
    for record in &records {
        remarks.saw(record.as_str());
    }
    match records.as_slice() {
        [] => match inherited(view, domain) {
            Ok(Some((parent, record))) => {
                remarks.saw(format!("inherited from {parent}"));
                remarks.saw(record.as_str());
                read(&record, true, "", remarks)
            }
            Ok(None) => {
                remarks.say(
                    Rule::DmarcMissing,
                    format!("{domain} has no DMARC record, nor has a domain above it: receivers are not told what to do with forged mail."),
                    format!("Publish the TXT record v=DMARC1; p=none; rua=mailto:REPORTS@{domain} at {own}, read the reports, then move to p=quarantine and p=reject."),
                );
                None
            }
            Err(why) => unknown(why, remarks),
        },
        [record] if is_version(record, "DMARC1") => {
            read(record, false, &parents_hint(view, domain), remarks)
        }
        [_] => {
            remarks.say(
                Rule::DmarcSyntax,
                format!("The text at {own} does not begin with v=DMARC1 and a semicolon; receivers take it for no DMARC record."),
                format!("Write v=DMARC1; first, then the policy (p), separated by semicolons.{}", parents_hint(view, domain)),
            );
            None
        }
        _ => {
            remarks.say(
                Rule::DmarcSeveral,
                format!(
                    "{own} has {} DMARC records; receivers then use none.",
                    records.len()
                ),
                "Leave one of them.",
            );
            None
        }
    }
}

/// The record that holds for a domain without one: that of its organizational domain, or of the public
/// suffix above that (sections 4.10 and 4.10.2), and the domain that has it.
fn inherited(view: &View<'_>, domain: &str) -> Known<Option<(String, String)>> {
    let labels: Vec<&str> = domain.split('.').collect();
    let mut found = None;
    for at in 1.max(labels.len().saturating_sub(LABELS))..labels.len() {
        let parent = labels[at..].join(".");
        let texts = view.text(&format!("_dmarc.{parent}"))?;
        let mut records = texts.into_iter().filter(|text| is_version(text, "DMARC1"));
        let (Some(record), None) = (records.next(), records.next()) else {
            continue;
        };
        let (tags, _) = Tags::read(&record);
        match tags.get("psd") {
            Some("n" | "N") => return Ok(Some((parent, record))),
            Some("y" | "Y") => {
                // The organizational domain is the one below, if that has a record.
                let below = labels[at - 1..].join(".");
                return Ok(found
                    .filter(|(name, _)| *name == below)
                    .or(Some((parent, record))));
            }
            _ => found = Some((parent, record)),
        }
    }
    Ok(found)
}

/// What to say to the owner of a record that helps nobody, where the one above is stronger.
fn parents_hint(view: &View<'_>, domain: &str) -> String {
    match inherited(view, domain) {
        Ok(Some((parent, record))) => match policy_of(&Tags::read(&record).0, true) {
            Ok(policy) if policy != "none" => {
                format!(" Or delete it: {domain} then has the policy {policy} of {parent}.")
            }
            _ => String::new(),
        },
        _ => String::new(),
    }
}

/// The policy that a record asks for, of the domain itself or of an existing one below it.
///
/// # Errors
/// A policy is missing, or one of them is none (section 4.10.1).
fn policy_of(tags: &Tags, inherited: bool) -> Result<&'static str, String> {
    let policy = |name: &str| match tags.get(name) {
        None => Ok(None),
        Some(value) => POLICIES
            .into_iter()
            .find(|policy| policy.eq_ignore_ascii_case(value))
            .map(Some)
            .ok_or_else(|| format!("{name}={value} is not one of {}", POLICIES.join(", "))),
    };
    let (own, subdomains) = (policy("p")?, policy("sp")?);
    policy("np")?;
    let own = own.ok_or("it has no policy (p)")?;
    Ok(subdomains.filter(|_| inherited).unwrap_or(own))
}

/// Judges one record; `hint` goes behind the remedy of one that asks for nothing.
fn read(record: &str, inherited: bool, hint: &str, remarks: &mut Remarks) -> Option<&'static str> {
    let (tags, mut faults) = Tags::read(record);
    let reports: Vec<&str> = addresses(&tags, "rua").collect();
    let policy = match policy_of(&tags, inherited) {
        Ok(policy) => policy,
        Err(why) if reports.iter().any(|address| is_report_address(address)) => {
            remarks.say(
                Rule::DmarcTag,
                format!("The DMARC record asks for no valid policy: {why}; receivers take p=none for it and send reports."),
                "Write p=none, p=quarantine or p=reject.",
            );
            "none"
        }
        Err(why) => {
            remarks.say(
                Rule::DmarcSyntax,
                format!("The DMARC record cannot be read: {why}; receivers then use none of it."),
                format!(
                    "Write v=DMARC1; first, then the policy (p), separated by semicolons.{hint}"
                ),
            );
            return None;
        }
    };
    for (name, allowed) in SECONDARY {
        let value = tags.get(name).unwrap_or(allowed[0]);
        let is_allowed = |one: &str| {
            allowed
                .iter()
                .any(|word| word.eq_ignore_ascii_case(one.trim_ascii()))
        };
        let fine = match name {
            "fo" => value.split(':').all(is_allowed),
            _ => is_allowed(value),
        };
        if !fine {
            faults.push(format!(
                "{name}={value} is not one of {}",
                allowed.join(", ")
            ));
        }
    }
    if !faults.is_empty() {
        remarks.say(
            Rule::DmarcTag,
            format!(
                "Receivers pass over a part of the DMARC record: {}.",
                faults.join("; ")
            ),
            "Correct that tag, or remove it.",
        );
    }
    for address in reports.iter().copied().chain(addresses(&tags, "ruf")) {
        if !is_report_address(address) {
            remarks.say(
                Rule::DmarcReportAddress,
                format!("{address:?} is not an address that reports can be sent to."),
                "Write mailto: in front of a mail address; separate several by commas.",
            );
        }
    }
    let testing = tags.get("t").is_some_and(|t| t.eq_ignore_ascii_case("y"));
    if policy == "none" {
        let blind = if reports.is_empty() {
            ", and no reports are asked for (rua)"
        } else {
            ""
        };
        remarks.say(
            Rule::DmarcNone,
            format!("The policy is none: nothing happens to forged mail{blind}."),
            format!("Read the reports until all your own senders pass, then move to p=quarantine and p=reject.{hint}"),
        );
    } else if testing {
        let lower = if policy == "reject" {
            "quarantine"
        } else {
            "none"
        };
        remarks.say(
            Rule::DmarcTesting,
            format!("The record is a test (t=y): the policy is {policy}, and receivers are asked to apply {lower}."),
            "Remove t when the reports show nothing unexpected.",
        );
    }
    if let Some(share) = tags.get("pct").filter(|share| *share != "100") {
        remarks.say(
            Rule::DmarcPartial,
            format!("The record has pct={share}, which RFC 9989 has removed: some receivers apply the policy to only a part of the mail, others to all of it."),
            "Remove pct; to try a policy out, add t=y.",
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
