//! Another product than Exchange Online answers on one of its names.

use crate::record::{Finding, Observation, Severity};
use crate::target::Protocol;

use super::{FindingCode as Code, finding, is_exchange_online, is_genuine, is_under, place};

/// What SMTP front ends of Exchange and Exchange Online say of themselves (facts sections 4.1 and 4.2).
const SMTP_FORM: &str = "Microsoft ESMTP MAIL Service";

/// The same for IMAP and POP3 (facts sections 4.3 and 4.4).
const IMAP_FORM: &str = "The Microsoft Exchange IMAP4 service is ready.";
const POP_FORM: &str = "The Microsoft Exchange POP3 service is ready.";

/// Products by the words with which they name themselves in greetings. A word counts whole, whatever
/// its letter case. None of them is in a greeting of Exchange Online.
const PRODUCTS: &[&str] = &[
    "Postfix",
    "Exim",
    "Sendmail",
    "OpenSMTPD",
    "qmail",
    "Haraka",
    "Courier",
    "Dovecot",
    "Cyrus",
    "UW-IMAP",
    "Qpopper",
    "hMailServer",
    "MailEnable",
    "MDaemon",
    "IceWarp",
    "SmarterMail",
    "Kerio",
    "Zimbra",
    "CommuniGate",
    "Domino",
    "GroupWise",
    "Axigen",
    "PowerMTA",
    "gsmtp",
    "Gimap",
    "Proofpoint",
    "pphosted",
    "ppe-hosted",
    "iphmx",
    "IronPort",
    "Mimecast",
    "Barracuda",
    "barracudanetworks",
    "FortiMail",
    "Fortinet",
    "Sophos",
    "SonicWALL",
    "WatchGuard",
    "Symantec",
    "messagelabs",
    "Trend",
    "InterScan",
    "McAfee",
    "MailMarshal",
    "Clearswift",
    "SpamTitan",
    "avast",
    "AVG",
    "spamd",
    "ASSP",
    "Squid",
    "nginx",
    "HAProxy",
    "Apache",
    "lighttpd",
];

/// Domains of front ends, and those in which front ends may be that nobody has written down (facts
/// section 4.2: plausible).
const FRONT_ENDS: &[&str] = &[
    "outlook.com",
    "office365.com",
    "office.com",
    "outlook.cn",
    "office365.us",
    "microsoft",
    "mil",
    "us",
    "cn",
];

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
        Who::ExchangeServer => format!("An Exchange server of somebody's own answers on {place}"),
        Who::Unknown => format!("Something with words of its own answers on {place}"),
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
        format!("{who} in place of Exchange Online"),
        evidence,
        if genuine {
            "A transparent mail proxy on this path answers in clear text and lets TLS through to Microsoft. Look for a mail firewall or an antivirus mail \
             shield, and exempt Exchange Online from it."
        } else if stranger.is_web {
            "A reverse or forward proxy on this path answers web requests for Exchange Online. Exempt its names, or find out who runs that server: compare the \
             address with the published ranges, and the certificate's issuer."
        } else {
            "A transparent mail proxy on this path, or a server to which this site's DNS leads the name, answers. Compare the address with the published \
             ranges, then exempt Exchange Online from the proxy or correct the DNS (private zone, hosts file). Do not send passwords there."
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
    if !welcomes || super::starttls::masked(observation) || !form_is_known(observation) {
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

/// The product that names itself in a text.
fn product_in(text: &str) -> Option<&'static str> {
    let words = || text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
    PRODUCTS
        .iter()
        .copied()
        .find(|product| words().any(|word| word.eq_ignore_ascii_case(product)))
}

fn is_front_end(name: &str) -> bool {
    let name = name.trim_end_matches('.');
    FRONT_ENDS.iter().any(|domain| is_under(name, domain))
}

/// Whether it is known what the servers behind the name say.
fn form_is_known(observation: &Observation) -> bool {
    let resolved = observation.resolution.as_ref();
    let name = resolved.map_or(observation.target.host.as_str(), |resolution| {
        resolution.name.as_str()
    });
    let name = name.trim_end_matches('.');
    FORM_KNOWN.iter().any(|domain| is_under(name, domain))
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;
    use crate::record::{Dialogue, IssuerClass};

    const SMTP: &str = "smtp.office365.com";
    const MX: &str = "contoso-com.mail.protection.outlook.com";
    const NEW_MX: &str = "contoso-com.j-v1.mx.microsoft";
    const OUTLOOK: &str = "outlook.office365.com";

    fn seen(host: &str, protocol: Protocol, greeting: &str, server: Option<&str>) -> Observation {
        let mut observation = samples::observation(host, 25, None);
        let mut dialogue = Dialogue::new(protocol);
        dialogue.greeting = Some(greeting.to_owned());
        dialogue.server_name = server.map(str::to_owned);
        observation.dialogue = Some(dialogue);
        observation
    }

    fn found(observation: &Observation) -> Option<(String, Severity)> {
        let mut findings = Vec::new();
        diagnose_mail(observation, &mut findings);
        diagnose_web(observation, &mut findings);
        findings
            .pop()
            .map(|found| (found.explanation, found.severity))
    }

    #[test]
    fn who_answers_on_a_name_of_exchange_online() {
        use Protocol::{Imap, Pop, Smtp};
        for (host, protocol, greeting, server, expected) in [
            // Its own words, with and without the session id.
            (
                SMTP,
                Smtp,
                "220 SY5P282CA0097.outlook.office365.com Microsoft ESMTP MAIL Service ready at Sun, 23 Nov 2025 11:12:20 +0000 [08DE2A6028D26C22]",
                Some("SY5P282CA0097.outlook.office365.com"),
                None,
            ),
            (
                MX,
                Smtp,
                "220 xxxnn01FT001.mail.protection.outlook.com Microsoft ESMTP MAIL Service ready at Sun, 9 Mar 2025 19:25:28 +0000",
                None,
                None,
            ),
            (
                "x.mail.protection.office365.us",
                Smtp,
                "220 a.mail.protection.office365.us Microsoft ESMTP MAIL Service ready at x",
                None,
                None,
            ),
            (
                "x.mail.protection.partner.outlook.cn",
                Smtp,
                "220 BJSCHN02FT006.mail.protection.partner.outlook.cn Microsoft ESMTP MAIL Service ready at x",
                None,
                None,
            ),
            (
                NEW_MX,
                Smtp,
                "220 A.j-v1.mx.microsoft Microsoft ESMTP MAIL Service ready at x",
                None,
                None,
            ),
            // Words that nobody has written down yet.
            (
                NEW_MX,
                Smtp,
                "220 front.mx.microsoft ESMTP ready",
                None,
                None,
            ),
            (
                NEW_MX,
                Smtp,
                "220 gw.contoso.example ESMTP Postfix (Debian/GNU)",
                None,
                Some("Postfix answers"),
            ),
            // Others.
            (
                SMTP,
                Smtp,
                "220 gw.contoso.example ESMTP Postfix",
                None,
                Some("Postfix answers"),
            ),
            (
                SMTP,
                Smtp,
                "220 gw.contoso.example ESMTP Exim 4.96 Mon, 1 Jan 2024",
                None,
                Some("Exim answers"),
            ),
            (
                MX,
                Smtp,
                "220 mx0a-001.pphosted.com ESMTP mfa-m0001",
                None,
                Some("pphosted answers"),
            ),
            (
                MX,
                Smtp,
                "220 gw.contoso.example ESMTP ready",
                None,
                Some("Something with words of its own"),
            ),
            (
                MX,
                Smtp,
                "220 ftp.contoso.example (vsFTPd 3.0.3)",
                None,
                Some("Something with words of its own"),
            ),
            (
                SMTP,
                Smtp,
                "220 ex1.contoso.local Microsoft ESMTP MAIL Service ready at x",
                Some("ex1.contoso.local"),
                Some("An Exchange server"),
            ),
            (
                SMTP,
                Smtp,
                "220 A.outlook.office365.com Microsoft ESMTP MAIL Service ready at x",
                Some("gw.contoso.example"),
                Some("Something with words"),
            ),
            // No welcome, no words to compare; and a banner without words.
            (SMTP, Smtp, "421 4.3.2 Service not available", None, None),
            (
                SMTP,
                Smtp,
                "554 gw.contoso.example ESMTP Postfix",
                None,
                Some("Postfix answers"),
            ),
            (
                SMTP,
                Smtp,
                "220 ********************************",
                None,
                None,
            ),
            // The words count whole.
            (
                SMTP,
                Smtp,
                "220 eximia.outlook.office365.com Microsoft ESMTP MAIL Service ready at x",
                None,
                None,
            ),
            // IMAP and POP3.
            (
                OUTLOOK,
                Imap,
                "* OK The Microsoft Exchange IMAP4 service is ready. [TQBO]",
                Some("LO4P265CA0012.gbrp265.prod.outlook.com"),
                None,
            ),
            (
                OUTLOOK,
                Imap,
                "* OK The Microsoft Exchange IMAP4 service is ready. [TQBO]",
                Some("MN2PR01CA0007"),
                None,
            ),
            (
                OUTLOOK,
                Imap,
                "* OK The Microsoft Exchange IMAP4 service is ready.",
                None,
                None,
            ),
            (
                OUTLOOK,
                Imap,
                "* OK The Microsoft Exchange IMAP4 service is ready. [TQBO]",
                Some("ex1.contoso.local"),
                Some("An Exchange server"),
            ),
            (
                OUTLOOK,
                Imap,
                "* OK [CAPABILITY IMAP4rev1] Dovecot ready.",
                None,
                Some("Dovecot answers"),
            ),
            (
                OUTLOOK,
                Imap,
                "* OK IMAP4 ready",
                None,
                Some("Something with words"),
            ),
            (OUTLOOK, Imap, "* BYE Connection is closed. 13", None, None),
            (
                OUTLOOK,
                Pop,
                "+OK The Microsoft Exchange POP3 service is ready. [TQBO]",
                None,
                None,
            ),
            (
                OUTLOOK,
                Pop,
                "+OK Dovecot ready.",
                None,
                Some("Dovecot answers"),
            ),
            (OUTLOOK, Pop, "-ERR not now", None, None),
            // Names that are not Microsoft's.
            (
                "mail.contoso.example",
                Smtp,
                "220 mail.contoso.example ESMTP Postfix",
                None,
                None,
            ),
            (
                "mail.contoso.example",
                Imap,
                "* OK Dovecot ready.",
                None,
                None,
            ),
        ] {
            let got = found(&seen(host, protocol, greeting, server));
            match expected {
                Some(part) => {
                    let (said, severity) = got.unwrap_or_else(|| panic!("nothing: {greeting}"));
                    assert!(said.starts_with(part), "{greeting}: {said}");
                    assert_eq!(severity, Severity::Error, "{greeting}");
                }
                None => assert_eq!(got, None, "{greeting}"),
            }
        }
    }

    #[test]
    fn behind_microsofts_own_certificate_it_is_a_warning() {
        let mut observation = seen(SMTP, Protocol::Smtp, "220 gw ESMTP Postfix", None);
        observation.trust = Some(samples::trust(IssuerClass::KnownMicrosoft));
        assert_eq!(
            found(&observation).map(|found| found.1),
            Some(Severity::Warning)
        );
    }

    #[test]
    fn the_exchanger_behind_a_domain_counts_not_the_domain() {
        use crate::record::{Resolution, ResolutionSource};
        for (exchanger, foreign) in [(MX, true), ("mail.contoso.example", false)] {
            let mut observation = seen("contoso.example", Protocol::Smtp, "220 gw ESMTP", None);
            observation.resolution = Some(Resolution {
                name: exchanger.into(),
                source: ResolutionSource::System,
                addresses: Vec::new(),
                mx: Vec::new(),
                mx_error: None,
                dns: None,
            });
            assert_eq!(found(&observation).is_some(), foreign, "{exchanger}");
        }
    }

    #[test]
    fn a_web_server_that_names_itself() {
        for (host, status, headers, expected) in [
            (OUTLOOK, 404, vec![("server", "nginx/1.24.0")], true),
            (OUTLOOK, 404, vec![("server", "Microsoft-IIS/10.0")], false),
            (OUTLOOK, 404, vec![], false),
            // Sign-in has other servers.
            (
                "login.microsoftonline.com",
                404,
                vec![("server", "nginx")],
                false,
            ),
            ("www.example.com", 404, vec![("server", "nginx")], false),
        ] {
            let observation = samples::web(host, status, &headers);
            let got = found(&observation).map(|found| found.1);
            assert_eq!(
                got,
                expected.then_some(Severity::Warning),
                "{host} {headers:?}"
            );
        }
        let mut own = samples::web(OUTLOOK, 404, &[("server", "nginx")]);
        if let Some(http) = own
            .dialogue
            .as_mut()
            .and_then(|dialogue| dialogue.http.as_mut())
        {
            http.exchange_online = true;
        }
        assert_eq!(found(&own), None);
    }

    #[test]
    fn a_block_page_has_its_own_finding() {
        let page = [("server", "nginx"), ("content-type", "text/html")];
        let observation = samples::web(OUTLOOK, 403, &page);
        let (findings, _) = super::super::diagnose(&observation);
        let codes: Vec<&str> = findings.iter().map(|found| found.code.as_str()).collect();
        assert_eq!(codes, ["block-page"]);
    }
}
