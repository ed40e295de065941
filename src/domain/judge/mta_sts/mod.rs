//! Transport security for mail in, by policy (RFC 8461, facts section 6).

mod policy;

use super::subject::MailHosts;
use super::tags::{Tags, is_exact_version, records_at};
use super::{Domain, Remarks, View};
use crate::domain::observation::{FetchFailure, PolicyFetch};
use crate::domain::report::{Item, ItemName};
use crate::domain::rule::Rule;

use policy::{Mode, Policy};

/// Section 3.2: "typically in the range of weeks or greater".
const WEEK: u64 = 7 * 86_400;

pub(super) fn item(view: &View<'_>, domain: &Domain<'_>) -> Item {
    let name = format!("_mta-sts.{}", domain.name);
    let mut remarks = Remarks::new(ItemName::MtaSts, name.clone());
    if has_record(view, domain, &name, &mut remarks) {
        judge_policy(view, domain, &mut remarks);
    }
    remarks.into_item((
        Rule::MtaStsGood,
        format!(
            "Senders require TLS with the MX of {}, which the policy names.",
            domain.name
        ),
    ))
}

/// Judges the TXT record; whether there is a policy to look at.
fn has_record(view: &View<'_>, domain: &Domain<'_>, name: &str, remarks: &mut Remarks) -> bool {
    let records = match records_at(view, name, "STSv1", is_exact_version) {
        Ok(records) => records,
        Err(why) => {
            remarks.not_looked_up(Rule::MtaStsUnknown, "The MTA-STS record", &why);
            return false;
        }
    };
    for record in &records {
        remarks.saw(record.as_str());
    }
    match records.as_slice() {
        [] => {
            remarks.say(
                Rule::MtaStsAbsent,
                format!("{} has no MTA-STS: an attacker on the path can make senders deliver without TLS.", domain.name),
                format!("Serve a policy at {}, in mode testing first, and publish the TXT record v=STSv1; id=1 at {name}. Exchange Online does not host the file.", url(domain)),
            );
            false
        }
        [record] => match check_record(record) {
            Ok(()) => true,
            Err(why) => {
                remarks.say(
                    Rule::MtaStsRecord,
                    format!("The record at {name} cannot be read: {why}; senders then look for no policy."),
                    "Write v=STSv1; id=ID with letters and digits, a new one whenever the policy changes.",
                );
                false
            }
        },
        _ => {
            remarks.say(
                Rule::MtaStsSeveral,
                format!(
                    "{name} has {} records; senders then look for no policy.",
                    records.len()
                ),
                "Leave one of them.",
            );
            false
        }
    }
}

fn check_record(record: &str) -> Result<(), String> {
    if !is_exact_version(record, "STSv1") {
        return Err("it does not begin with v=STSv1 and a semicolon".into());
    }
    let tags = Tags::parse(record)?;
    let id = tags.get("id").ok_or("it has no id")?;
    let fine = (1..=32).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if fine {
        Ok(())
    } else {
        Err(format!("the id {id:?} is not 1 to 32 letters and digits"))
    }
}

fn url(domain: &Domain<'_>) -> String {
    format!("https://mta-sts.{}/.well-known/mta-sts.txt", domain.name)
}

fn judge_policy(view: &View<'_>, domain: &Domain<'_>, remarks: &mut Remarks) {
    let host = format!("mta-sts.{}", domain.name);
    if view.observation.policy_address.is_none() {
        match view.has_address(&host) {
            Ok(true) => {}
            Ok(false) => {
                return remarks.say(
                    Rule::MtaStsHostMissing,
                    format!(
                        "The record announces a policy, but {host} has no address, so the policy cannot be fetched."
                    ),
                    format!(
                        "Give {host} an address and serve the policy at {}, or remove the record.",
                        url(domain)
                    ),
                );
            }
            Err(why) => {
                return remarks.not_looked_up(
                    Rule::MtaStsUnknown,
                    "The address of the policy host",
                    &why,
                );
            }
        }
    }
    match view.policy() {
        // Nobody has tried: the time was over before.
        None => remarks.say(
            Rule::MtaStsUnreachable,
            format!("{} was not fetched within the time limit.", url(domain)),
            "Try again with a longer time limit.",
        ),
        Some(PolicyFetch::Failed { failure, error }) => {
            failed(domain, &host, *failure, error, remarks);
        }
        Some(PolicyFetch::Answered {
            http_status,
            content_type,
            location,
            lines,
        }) => {
            remarks.saw(format!(
                "HTTP {http_status}, {}",
                content_type.as_deref().unwrap_or("no Content-Type")
            ));
            for line in lines.iter().filter(|line| !line.is_empty()).take(40) {
                remarks.saw(line.as_str());
            }
            if (300..400).contains(http_status) {
                return remarks.say(
                    Rule::MtaStsRedirect,
                    format!(
                        "{} redirects to {}; senders do not follow.",
                        url(domain),
                        location.as_deref().unwrap_or("another place")
                    ),
                    format!("Answer with the policy itself, from {host}."),
                );
            }
            if *http_status != 200 {
                return remarks.say(
                    Rule::MtaStsHttp,
                    format!(
                        "{} answers with HTTP status {http_status} instead of a policy.",
                        url(domain)
                    ),
                    "Put the file there, or remove the TXT record.",
                );
            }
            if !is_plain_text(content_type.as_deref()) {
                remarks.say(
                    Rule::MtaStsContentType,
                    format!(
                        "The policy comes as {}; senders should take text/plain only.",
                        content_type.as_deref().unwrap_or("nothing")
                    ),
                    "Let the web server send Content-Type: text/plain for that file.",
                );
            }
            match Policy::parse(lines) {
                Ok(policy) => judge_content(domain, &policy, remarks),
                Err(why) => remarks.say(
                    Rule::MtaStsPolicy,
                    format!("The policy cannot be read: {why}."),
                    "Write the lines version: STSv1, mode: MODE, mx: NAME (one for each) and max_age: SECONDS.",
                ),
            }
        }
    }
}

fn failed(
    domain: &Domain<'_>,
    host: &str,
    failure: FetchFailure,
    error: &str,
    remarks: &mut Remarks,
) {
    remarks.saw(error);
    let url = url(domain);
    match failure {
        FetchFailure::Connect | FetchFailure::Timeout | FetchFailure::Local => remarks.say(
            Rule::MtaStsUnreachable,
            format!("{url} could not be fetched from here: {error}."),
            format!("Check whether this machine can reach port 443 on the Internet directly; if it can, whether a web server answers at {host}."),
        ),
        FetchFailure::Certificate => remarks.say(
            Rule::MtaStsCertificate,
            format!("The certificate of {host} is not valid ({error}): senders do not accept a policy from there."),
            format!("Give {host} a certificate for that name from a public CA; if TLS is inspected on the path from here, check from elsewhere."),
        ),
        FetchFailure::Tls => remarks.say(
            Rule::MtaStsTls,
            format!("TLS with {host} failed: {error}."),
            "Let the web server offer TLS 1.2 or later at port 443.",
        ),
        FetchFailure::Http => remarks.say(
            Rule::MtaStsHttp,
            format!("{url} returns no policy: {error}."),
            "Put the file there, or remove the TXT record.",
        ),
        FetchFailure::TooLong => remarks.say(
            Rule::MtaStsTooLong,
            format!("{url} returns more than 64 KiB, which senders do not read."),
            "Serve only the policy there.",
        ),
    }
}

fn is_plain_text(content_type: Option<&str>) -> bool {
    content_type
        .and_then(|value| value.split(';').next())
        .is_some_and(|media| media.trim_ascii().eq_ignore_ascii_case("text/plain"))
}

fn judge_content(domain: &Domain<'_>, policy: &Policy, remarks: &mut Remarks) {
    if policy.max_age < WEEK && policy.mode != Mode::None {
        remarks.say(
            Rule::MtaStsMaxAge,
            format!(
                "Senders keep the policy for only {} seconds; an attacker has only to wait that long.",
                policy.max_age
            ),
            "Set max_age to 604800 (a week) or more once it is in enforce.",
        );
    }
    match policy.mode {
        Mode::None => remarks.say(
            Rule::MtaStsNone,
            "The policy is in mode none: it protects nothing.",
            "Set it to testing or enforce; if you are withdrawing MTA-STS, remove the record and the file after max_age has passed.",
        ),
        Mode::Testing => remarks.say(
            Rule::MtaStsTesting,
            "The policy is in mode testing: senders report failures but still deliver. This is right while the MX moves and until the reports are clean.",
            "Set it to enforce when the reports show no failures.",
        ),
        Mode::Enforce => {}
    }
    if policy.mode == Mode::None {
        return;
    }
    if let MailHosts::Unknown(why) = &domain.hosts {
        return remarks.not_looked_up(
            Rule::MtaStsUnknown,
            "The MX that the policy must match",
            why,
        );
    }
    for host in domain.hosts.receiving() {
        let name = &host.name;
        if policy.admits(name) {
            continue;
        }
        let remedy = format!(
            "Add the line mx: {name}{} and give the TXT record a new id.",
            wildcard_hint(policy, name)
        );
        match policy.mode {
            Mode::Enforce => remarks.say(
                Rule::MtaStsMismatch,
                format!("The policy is enforced and does not name {name}: senders with MTA-STS do not deliver there."),
                remedy,
            ),
            _ => remarks.say(
                Rule::MtaStsMismatchTesting,
                format!("The policy does not name {name}: in enforce, mail to it would be held back."),
                remedy,
            ),
        }
    }
}

/// What to say where a pattern of the policy was meant for the host and has too few labels.
fn wildcard_hint(policy: &Policy, host: &str) -> String {
    let meant = policy.mx.iter().any(|pattern| {
        pattern
            .strip_prefix("*.")
            .is_some_and(|zone| super::cloud::below(host, zone).is_some())
    });
    match host.split_once('.') {
        Some((_, parent)) if meant => {
            format!(" (or mx: *.{parent}; a star stands for one label only)")
        }
        _ => String::new(),
    }
}
