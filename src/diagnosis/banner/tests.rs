//! Who answers, in both directions.

use super::*;
use crate::diagnosis::samples;
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
            Some("An unknown server answers"),
        ),
        (
            MX,
            Smtp,
            "220 ftp.contoso.example (vsFTPd 3.0.3)",
            None,
            Some("An unknown server answers"),
        ),
        (
            SMTP,
            Smtp,
            "220 ex1.contoso.local Microsoft ESMTP MAIL Service ready at x",
            Some("ex1.contoso.local"),
            Some("An on-premises Exchange server"),
        ),
        (
            SMTP,
            Smtp,
            "220 A.outlook.office365.com Microsoft ESMTP MAIL Service ready at x",
            Some("gw.contoso.example"),
            Some("An unknown server answers"),
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
            Some("An on-premises Exchange server"),
        ),
        (
            OUTLOOK,
            Pop,
            "+OK The Microsoft Exchange POP3 service is ready.",
            None,
            Some("An on-premises Exchange server"),
        ),
        // Where nobody has written down what the front ends say.
        (
            "outlook.office365.us",
            Imap,
            "* OK The Microsoft Exchange IMAP4 service is ready.",
            None,
            None,
        ),
        (
            "mail.contoso.com",
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
            Some("An on-premises Exchange server"),
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
            Some("An unknown server answers"),
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
    let (findings, _) = crate::diagnosis::diagnose(&observation);
    let codes: Vec<&str> = findings.iter().map(|found| found.code.as_str()).collect();
    assert_eq!(codes, ["block-page"]);
}

#[test]
fn under_the_certificate_of_microsoft_a_greeting_without_a_name_is_no_other_server() {
    let greeting = "* OK The Microsoft Exchange IMAP4 service is ready.";
    let mut observation = seen(OUTLOOK, Protocol::Imap, greeting, None);
    observation.trust = Some(samples::trust(IssuerClass::KnownMicrosoft));
    assert_eq!(found(&observation), None);
}
