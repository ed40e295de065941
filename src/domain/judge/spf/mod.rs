//! Who may send for the domain (RFC 7208, facts section 6).

mod record;
mod walk;

use super::cloud::CLOUDS;
use super::given::is_given;
use super::{Domain, Remarks, View};
use crate::domain::report::{Item, ItemName};
use crate::domain::rule::Rule;
use crate::endpoints::{IpRange, built_in, ranges_for};

use record::{Mechanism, Qualifier, Record, is_record};
use walk::Walk;

/// Terms that make a receiver ask the DNS, over the whole tree (section 4.6.4).
const LOOKUPS: usize = 10;
/// Look-ups that find nothing (section 4.6.4).
const VOID_LOOKUPS: usize = 2;
/// A longer record may not fit into a UDP answer of 512 octets (section 3.4).
const LENGTH: usize = 450;

/// The port that Exchange Online takes mail at.
const SMTP: u16 = 25;
/// The senders of Outlook.com, among them Exchange Online's.
const CONSUMER_INCLUDE: &str = "outlook.com";

pub(super) fn item(view: &View<'_>, domain: &Domain<'_>) -> Item {
    let mut remarks = Remarks::new(ItemName::Spf, domain.name);
    judge(view, domain, &mut remarks);
    let good = format!(
        "{} has one SPF record, and Exchange Online may send for it.",
        domain.name
    );
    remarks.into_item((Rule::SpfGood, good))
}

/// Whether a domain has one SPF record, by which nobody may send for it.
pub(super) fn nobody_sends(view: &View<'_>, domain: &str) -> bool {
    let texts = view.text(domain).unwrap_or_default();
    let mut records = texts.iter().filter(|text| is_record(text));
    matches!(
        (records.next().map(|text| Record::parse(text)), records.next()),
        (Some(Ok(Record { directives, redirect: None })), None)
            if directives == [(Qualifier::Fail, Mechanism::All)]
    )
}

fn judge(view: &View<'_>, domain: &Domain<'_>, remarks: &mut Remarks) {
    let name = domain.name;
    let texts = match view.text(name) {
        Ok(texts) => texts,
        Err(why) => {
            return remarks.not_looked_up(Rule::SpfUnknown, "The SPF record", &why);
        }
    };
    let records: Vec<&String> = texts.iter().filter(|text| is_record(text)).collect();
    for text in &records {
        remarks.saw(text.as_str());
    }
    let include = domain
        .cloud
        .map_or(CLOUDS[0].spf_include, |cloud| cloud.spf_include);
    let text = match records.as_slice() {
        [] => {
            // A record that nobody takes for one is worth showing.
            for text in texts.iter().filter(|text| looks_like_one(text)) {
                remarks.saw(text.as_str());
            }
            return remarks.say(
                Rule::SpfMissing,
                format!("{name} has no SPF record: receivers cannot know who may send for it."),
                format!("Publish the TXT record v=spf1 include:{include} -all, with your other senders before -all."),
            );
        }
        [text] => text,
        _ => {
            return remarks.say(
                Rule::SpfSeveral,
                format!(
                    "{name} has {} SPF records; receivers take that as an error and use none.",
                    records.len()
                ),
                "Put the mechanisms of all of them into one record and delete the others.",
            );
        }
    };
    if domain.parked {
        return remarks.note(
            Rule::SpfParked,
            format!("Nobody may send for {name}, which takes no mail either."),
        );
    }
    if text.len() > LENGTH {
        remarks.say(
            Rule::SpfLong,
            format!(
                "The record is {} octets long; answers of more than 512 do not pass every path.",
                text.len()
            ),
            "Remove senders that are no longer used, or move some into an include of your own.",
        );
    }
    match Record::parse(text) {
        Ok(record) => tree(view, domain, &record, include, remarks),
        Err(why) => remarks.say(
            Rule::SpfSyntax,
            format!("The SPF record of {name} cannot be read: {why}; receivers take that as an error and use none of it."),
            "Correct that term; names are separated by single spaces.",
        ),
    }
}

fn looks_like_one(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    text.contains("spf1") || text.starts_with("v=spf")
}

/// The record with everything it refers to.
fn tree(
    view: &View<'_>,
    domain: &Domain<'_>,
    record: &Record,
    include: &str,
    remarks: &mut Remarks,
) {
    let name = domain.name;
    let mut walk = Walk::default();
    let all = walk.tree(view, name, record);
    let count = format!(
        "{}{}",
        walk.lookups,
        if walk.endless || walk.hidden {
            " or more"
        } else {
            ""
        }
    );
    remarks.saw(format!("{count} look-ups of {LOOKUPS}"));
    if !walk.depends.is_empty() {
        remarks.saw(format!(
            "depends on the message: {}",
            some_of(&walk.depends)
        ));
    }
    if !walk.voids.is_empty() {
        remarks.saw(format!("find nothing: {}", some_of(&walk.voids)));
    }
    if walk.lookups > LOOKUPS {
        remarks.say(
            Rule::SpfTooManyLookups,
            format!("The record takes {count} DNS look-ups; at more than {LOOKUPS} receivers take it as an error."),
            "Take out senders that are no longer used, replace a and mx by ip4 and ip6, or let a service send under a subdomain of its own.",
        );
    }
    if walk.voids.len() > VOID_LOOKUPS {
        remarks.say(
            Rule::SpfTooManyVoidLookups,
            format!("{} look-ups of the record find nothing; at more than {VOID_LOOKUPS} receivers take it as an error.", walk.voids.len()),
            format!("Take them out: {}.", some_of(&walk.voids)),
        );
    }
    if !walk.broken.is_empty() {
        remarks.say(
            Rule::SpfIncludeBroken,
            format!(
                "The record refers to something that is not there: {}.",
                some_of(&walk.broken)
            ),
            "Correct the name or take it out; receivers take the whole record as an error.",
        );
    }
    if !walk.loops.is_empty() {
        remarks.say(
            Rule::SpfLoop,
            format!("The record comes back to itself: {}.", some_of(&walk.loops)),
            "Take that include or redirect out.",
        );
    }
    if !walk.unknown.is_empty() {
        remarks.say(
            Rule::SpfIncludeUnknown,
            format!(
                "A part of the record could not be looked up: {}.",
                some_of(&walk.unknown)
            ),
            "Try again, or ask another DNS server (--dns-server, -DnsServer).",
        );
    }
    if walk.ptr {
        remarks.say(
            Rule::SpfPtr,
            "The record uses ptr, which is slow, unreliable and ignored by some receivers.",
            "Replace it with ip4, ip6, a or mx.",
        );
    }
    who_else(all, record, remarks);
    senders(domain, record, &walk, include, remarks);
}

/// What the record says of everybody that it does not name.
fn who_else(all: Option<Qualifier>, record: &Record, remarks: &mut Remarks) {
    let has_all = record
        .directives
        .iter()
        .any(|(_, mechanism)| *mechanism == Mechanism::All);
    match all {
        Some(Qualifier::Pass) => remarks.say(
            Rule::SpfEverybody,
            "The record says +all: everybody may send in the name of the domain.",
            "Write -all instead.",
        ),
        Some(Qualifier::Neutral) => remarks.say(
            Rule::SpfNeutral,
            "The record says ?all: it has no opinion about senders that it does not name.",
            "Write -all, or ~all while you look for forgotten senders.",
        ),
        Some(Qualifier::Fail | Qualifier::SoftFail) => {}
        None if record.redirect.is_none() && !has_all => remarks.say(
            Rule::SpfNoAll,
            "The record has no all at its end: it has no opinion about senders that it does not name.",
            "Write -all at its end, or ~all while you look for forgotten senders.",
        ),
        None => {}
    }
    let last_is_all = matches!(record.directives.last(), Some((_, Mechanism::All)));
    if has_all && !(last_is_all && record.redirect.is_none()) {
        remarks.say(
            Rule::SpfAfterAll,
            "The record has terms after all, or redirect beside it; they are ignored.",
            "Move all to the end and take redirect out.",
        );
    }
}

/// Whether Exchange Online is among the senders.
fn senders(
    domain: &Domain<'_>,
    record: &Record,
    walk: &Walk,
    include: &str,
    remarks: &mut Remarks,
) {
    let has = |wanted: &str| walk.included.iter().any(|name| name == wanted);
    let foreign = CLOUDS
        .iter()
        .find(|cloud| cloud.spf_include != include && has(cloud.spf_include));
    if let (Some(cloud), Some(_)) = (foreign, domain.cloud) {
        remarks.say(
            Rule::SpfOtherCloud,
            format!("The record includes {}, the senders of another cloud.", cloud.spf_include),
            format!("The include of this cloud is {include}; take the other out unless this domain also sends from there."),
        );
    }
    let any = domain.cloud.is_none() && foreign.is_some();
    // Microsoft publishes this include in the domains that it gives to tenants (facts section 6).
    let given = is_given(domain.name) && has(CONSUMER_INCLUDE);
    // What could not be looked at may hold the include.
    if has(include) || any || given || !walk.unknown.is_empty() || walk.endless {
        return;
    }
    let addresses = record
        .directives
        .iter()
        .any(|(_, mechanism)| matches!(mechanism, Mechanism::Address(_)));
    let listed = has(CONSUMER_INCLUDE) || lists_senders(domain, &walk.ranges);
    let remedy = format!("Add include:{include} before all.");
    if !listed && !walk.depends.is_empty() {
        remarks.say(
            Rule::SpfDependsOnMessage,
            format!(
                "The record does not include {include}; whether Exchange Online may send depends on the message ({}), which this check does not have.",
                some_of(&walk.depends)
            ),
            format!("Make sure that the service behind these terms allows Exchange Online, or add include:{include} before all."),
        );
    } else if listed || addresses || domain.cloud.is_none() {
        remarks.say(
            Rule::SpfCloudMissingAddresses,
            format!("The record does not include {include}; mail that Exchange Online sends passes only if its addresses are listed, and those change."),
            remedy,
        );
    } else {
        remarks.say(
            Rule::SpfCloudMissing,
            format!("The record does not include {include}: mail that Exchange Online sends for {} fails SPF.", domain.name),
            remedy,
        );
    }
}

/// Whether addresses are among those that Exchange Online sends from. Those that it takes mail at are
/// published (facts section 1), and it sends from the same ranges.
fn lists_senders(domain: &Domain<'_>, listed: &[IpRange]) -> bool {
    let cloud = domain.cloud.unwrap_or(&CLOUDS[0]);
    let Some(published) = built_in(cloud.instance)
        .and_then(|snapshot| ranges_for(snapshot, &format!("x.{}", cloud.mx_zones[0]), SMTP))
    else {
        return false;
    };
    listed.iter().any(|range| {
        published
            .ranges
            .iter()
            .any(|known| known.contains(range.address()) || range.contains(known.address()))
    })
}

/// The first few of a list, as text.
fn some_of(list: &[String]) -> String {
    const FEW: usize = 4;
    let mut text = list
        .iter()
        .take(FEW)
        .map(String::as_str)
        .collect::<Vec<_>>()
        .join("; ");
    if list.len() > FEW {
        text.push_str(&format!("; and {} more", list.len() - FEW));
    }
    text
}
