//! Reports about transport security (RFC 8460).

use super::tags::{Tags, is_exact_version, records_at};
use super::{Domain, Remarks, View};
use crate::domain::report::{Item, ItemName};
use crate::domain::rule::Rule;

pub(super) fn item(view: &View<'_>, domain: &Domain<'_>) -> Item {
    let name = format!("_smtp._tls.{}", domain.name);
    let mut remarks = Remarks::new(ItemName::TlsRpt, name.clone());
    judge(view, domain, &name, &mut remarks);
    remarks.into_item((
        Rule::TlsRptGood,
        format!(
            "Senders report about TLS with the mail servers of {}.",
            domain.name
        ),
    ))
}

fn judge(view: &View<'_>, domain: &Domain<'_>, name: &str, remarks: &mut Remarks) {
    let records = match records_at(view, name, "TLSRPTv1", is_exact_version) {
        Ok(records) => records,
        Err(why) => {
            return remarks.not_looked_up(Rule::TlsRptUnknown, "The TLS-RPT record", &why);
        }
    };
    for record in &records {
        remarks.saw(record.as_str());
    }
    match records.as_slice() {
        [] => remarks.say(
            Rule::TlsRptAbsent,
            format!("{} asks for no reports about TLS.", domain.name),
            format!("Publish the TXT record v=TLSRPTv1; rua=mailto:REPORTS@{} at {name}, best before MTA-STS or DANE.", domain.name),
        ),
        [record] => {
            if let Err(why) = check(record) {
                remarks.say(
                    Rule::TlsRptSyntax,
                    format!("The record at {name} cannot be read: {why}; senders then use none of it."),
                    "Write v=TLSRPTv1; rua=mailto:ADDRESS or rua=https://ADDRESS.",
                );
            }
        }
        _ => remarks.say(
            Rule::TlsRptSeveral,
            format!("{name} has {} records; senders then use none.", records.len()),
            "Leave one of them; several addresses go into one rua, separated by commas.",
        ),
    }
}

fn check(record: &str) -> Result<(), String> {
    if !is_exact_version(record, "TLSRPTv1") {
        return Err("v=TLSRPTv1 and a semicolon are not what it begins with".into());
    }
    let tags = Tags::parse(record)?;
    let addresses = tags
        .get("rua")
        .ok_or("it has no address for reports (rua)")?;
    for address in addresses.split(',').map(str::trim_ascii) {
        let fine = match address.split_once(':') {
            Some(("mailto", mailbox)) => mailbox
                .split_once('@')
                .is_some_and(|(user, domain)| !user.is_empty() && domain.contains('.')),
            Some(("https", rest)) => rest.strip_prefix("//").is_some_and(|rest| !rest.is_empty()),
            _ => false,
        };
        if !fine {
            return Err(format!("{address:?} is neither mailto: nor https:"));
        }
    }
    Ok(())
}
