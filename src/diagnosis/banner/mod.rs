//! Another product than Exchange Online answers on one of its names.

mod products;
#[cfg(test)]
mod tests;

use crate::microsoft::{self, is_under};
use crate::record::{Finding, Observation, Severity};
use crate::targets::Protocol;

use super::{FindingCode as Code, finding, is_exchange_online, is_genuine, place};
use products::product_in;

/// What SMTP front ends of Exchange and Exchange Online say of themselves (facts sections 4.1 and 4.2).
const SMTP_FORM: &str = "Microsoft ESMTP MAIL Service";

/// The same for IMAP and POP3 (facts sections 4.3 and 4.4).
const IMAP_FORM: &str = "The Microsoft Exchange IMAP4 service is ready.";
const POP_FORM: &str = "The Microsoft Exchange POP3 service is ready.";

/// Names whose front ends have a known form; what others say of themselves was not found (facts
/// sections 4.2 and 10).
const FORM_KNOWN: &[&str] = &[
    "smtp.office365.com",
    "outlook.office365.com",
    "mail.protection.outlook.com",
    "olc.protection.outlook.com",
    "outlook.com",
];

/// A finding where a mail server's words are not Exchange Online's.
pub(super) fn diagnose_mail(observation: &Observation, findings: &mut Vec<Finding>) {
    if let Some(stranger) = stranger(observation).filter(|stranger| !stranger.is_web) {
        findings.push(found(observation, &stranger));
    }
}

/// The same for web servers, where no other finding is about the answer.
pub(super) fn diagnose_web(observation: &Observation, findings: &mut Vec<Finding>) {
    let explained = |code: Code| findings.iter().any(|found| found.code == code.as_str());
    if explained(Code::BlockPage) || explained(Code::HttpError) {
        return;
    }
    if let Some(stranger) = stranger(observation).filter(|stranger| stranger.is_web) {
        findings.push(found(observation, &stranger));
    }
}

fn found(observation: &Observation, stranger: &Stranger<'_>) -> Finding {
    let place = place(observation);
    let mut evidence = vec![format!("{}: {}", stranger.where_from, stranger.said)];
    if !observation.outcome.is_ok() {
        evidence.push(format!("outcome: {}", observation.outcome.code));
        evidence.extend(observation.outcome.detail.clone());
    }
    let who = match stranger.who {
        Who::Product(name) => format!("{name} answers on {place}"),
        Who::ExchangeServer => format!("An on-premises Exchange server answers on {place}"),
        Who::Unknown => format!("An unknown server answers on {place}"),
    };
    let genuine = is_genuine(observation);
    // Behind Microsoft's own certificate the server is the right one, and only the clear text is not; a web
    // server's name is the weakest of signs.
    let severity = if stranger.is_web || genuine {
        Severity::Warning
    } else {
        Severity::Error
    };
    finding(
        Code::ForeignBanner,
        severity,
        format!("{who} instead of Exchange Online"),
        evidence,
        if genuine {
            "A transparent mail proxy on this path answers in clear text and lets TLS through to Microsoft. Look for a mail firewall or an antivirus mail \
             shield, and exempt Exchange Online from it."
        } else if stranger.is_web {
            "A reverse or forward proxy on this path answers web requests for Exchange Online. Exempt its names, or find out who runs that server: compare the \
             address with the published ranges, and the certificate's issuer."
        } else {
            "A transparent mail proxy on this path, or a server to which this site's DNS resolves the name, answers. Compare the address with the \
             published ranges, then exempt Exchange Online from the proxy or correct the DNS (private zone, hosts file). Do not send passwords there."
        },
    )
}

/// Whether another product answers a mail protocol: what it then lacks is its own lack.
pub(super) fn is_foreign(observation: &Observation) -> bool {
    stranger(observation).is_some_and(|stranger| !stranger.is_web)
}

/// Who it is, as far as it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Who {
    Product(&'static str),
    /// Exchange by its words, and a name that is not Microsoft's.
    ExchangeServer,
    Unknown,
}

struct Stranger<'a> {
    who: Who,
    where_from: &'static str,
    said: &'a str,
    is_web: bool,
}

fn stranger(observation: &Observation) -> Option<Stranger<'_>> {
    // A proxy that fails speaks for itself; whoever answers behind one is meant here too.
    if !is_exchange_online(observation) || super::proxy::decides(observation) {
        return None;
    }
    let dialogue = observation.dialogue.as_ref()?;
    if dialogue.protocol == Protocol::Http {
        return web(observation);
    }
    let greeting = dialogue.greeting.as_deref()?;
    let said = |who| {
        Some(Stranger {
            who,
            where_from: "greeting",
            said: greeting,
            is_web: false,
        })
    };
    let own_words = match dialogue.protocol {
        Protocol::Smtp => greeting.contains(SMTP_FORM),
        Protocol::Imap => greeting.contains(IMAP_FORM),
        Protocol::Pop => greeting.contains(POP_FORM),
        Protocol::Http => false,
    };
    if own_words {
        // The name in an SMTP greeting or EHLO answer, or in the brackets of IMAP and POP3. Short names of
        // mailbox servers have no domain to judge.
        let in_greeting = (dialogue.protocol == Protocol::Smtp)
            .then(|| greeting.split(' ').nth(1))
            .flatten();
        let names = [in_greeting, dialogue.server_name.as_deref()];
        let elsewhere = |name: &str| name.contains('.') && !is_front_end(name);
        return match names.into_iter().flatten().find(|name| elsewhere(name)) {
            Some(name) if in_greeting != Some(name) && dialogue.protocol == Protocol::Smtp => {
                Some(Stranger {
                    who: Who::Unknown,
                    where_from: "name in the EHLO answer",
                    said: name,
                    is_web: false,
                })
            }
            Some(_) => said(Who::ExchangeServer),
            // Exchange Online's IMAP and POP3 add the name in brackets, Exchange on-premises does not (facts
            // sections 4.3 and 4.4).
            None if dialogue.protocol != Protocol::Smtp
                && !greeting.trim_end().ends_with(']')
                && form_is_known(observation)
                && !is_genuine(observation) =>
            {
                said(Who::ExchangeServer)
            }
            None => None,
        };
    }
    if let Some(name) = product_in(greeting) {
        return said(Who::Product(name));
    }
    // A refusal (421, 554, BYE, -ERR) has other words at Exchange Online too, and a masked banner none.
    let welcomes = ["220", "* OK", "* PREAUTH", "+OK"]
        .iter()
        .any(|start| greeting.starts_with(start));
    if !welcomes || super::masked::masked(observation) || !form_is_known(observation) {
        return None;
    }
    said(Who::Unknown)
}

/// A server header of another product in an answer without Exchange Online's headers, on a name whose
/// answers carry them (facts section 4.5).
fn web(observation: &Observation) -> Option<Stranger<'_>> {
    let http = observation.dialogue.as_ref()?.http.as_ref()?;
    if http.exchange_online
        || is_genuine(observation)
        || !super::block_page::is_front_door(observation)
    {
        return None;
    }
    let server = http.headers.iter().find(|header| header.name == "server")?;
    let who = product_in(&server.value)?;
    Some(Stranger {
        who: Who::Product(who),
        where_from: "server header",
        said: &server.value,
        is_web: true,
    })
}

/// Whether a front end may have this name, in domains included in which front ends may be that nobody
/// has written down (facts section 4.2: plausible).
fn is_front_end(name: &str) -> bool {
    microsoft::is_exchange_online(name)
        || ["microsoft", "mil", "us", "cn"]
            .iter()
            .any(|domain| is_under(name, domain))
}

/// Whether it is known what the servers behind the name say.
fn form_is_known(observation: &Observation) -> bool {
    let resolved = observation.resolution.as_ref();
    let name = resolved.map_or(observation.target.host.as_str(), |resolution| {
        resolution.name.as_str()
    });
    FORM_KNOWN.iter().any(|domain| is_under(name, domain))
}
