//! The forms in which codes come.

use super::{found, report};

fn one(code: &str, name: &'static str, count: u64) -> Vec<(String, &'static str, u64)> {
    vec![(code.to_owned(), name, count)]
}

const BOUNCE: &str = "\
Delivery has failed to these recipients or groups:\r
\r
bob@contoso.com\r
Your message couldn't be delivered.\r
\r
Diagnostic information for administrators:\r
Generating server: BN8NAM11FT066.mail.protection.outlook.com\r
\r
bob@contoso.com\r
Remote Server returned '550 5.7.64 TenantAttribution; Relay Access Denied [BN8NAM11FT066.eop-nam11.prod.protection.outlook.com 2025-11-23T11:12:20.123Z 08DD842467C8274D]'\r
\r
Original message headers:\r
Received: from mail.example (192.0.2.7) by BN8NAM11FT066.mail.protection.outlook.com (10.13.176.100) with\r
 Microsoft SMTP Server (version=TLS1_2, cipher=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384) id 15.20.8769.25;\r
 Sun, 23 Nov 2025 11:12:19 +0000\r
\r
--boundary\r
Content-Type: message/delivery-status\r
\r
Reporting-MTA: dns; BN8NAM11FT066.mail.protection.outlook.com\r
Arrival-Date: Sun, 23 Nov 2025 11:12:19 +0000\r
\r
Final-Recipient: rfc822; bob@contoso.com\r
Action: failed\r
Status: 5.7.64\r
Diagnostic-Code: smtp; 550 5.7.64 TenantAttribution; Relay\r
 Access Denied\r
Last-Attempt-Date: Sun, 23 Nov 2025 11:12:20 +0000\r
\r
--boundary--\r
";

#[test]
fn bounce_messages() {
    let report = report(BOUNCE);
    assert_eq!(report.explanations.len(), 1, "{report:#?}");
    let found = &report.explanations[0];
    assert_eq!(found.code, "550 5.7.64");
    assert_eq!(found.name, Some("connector-does-not-match"));
    // The sentence for people, and the fields about the one recipient.
    assert_eq!(found.count, 2);
    assert_eq!((found.first_line, found.last_line), (10, 26));
    assert_eq!(
        found.first_time.as_deref(),
        Some("2025-11-23T11:12:20.123Z")
    );
    assert_eq!(
        found.last_time.as_deref(),
        Some("23 Nov 2025 11:12:20 +0000")
    );
    assert!(
        found
            .sample
            .starts_with("Remote Server returned '550 5.7.64 TenantAttribution")
    );
    assert_eq!(report.lines, 30);
}

#[test]
fn fields_about_a_recipient_are_one_place() {
    for (text, code, name) in [
        (
            "Status: 5.0.0\nDiagnostic-Code: smtp; 550 no such user\n",
            "550 5.0.0",
            "generic",
        ),
        (
            "Status: 5.1.1\nRemote-MTA: dns; mx.fabrikam.com\nDiagnostic-Code: smtp;550\n\tno such user",
            "550 5.1.1",
            "generic",
        ),
        (
            "Status: 5.0.0\nDiagnostic-Code: smtp;550 5.7.606 Access denied",
            "550 5.7.606",
            "address-banned",
        ),
        (
            "Diagnostic-Code: SMTP; 550\r\n 5.4.1 Recipient address\r\n rejected: Access denied\r\n",
            "550 5.4.1",
            "recipient-rejected",
        ),
        // What Exchange Online finds when it sends keeps its meaning beside another host's name.
        (
            "Status: 5.7.323\nRemote-MTA: dns; mx.fabrikam.com\nDiagnostic-Code: smtp;550 5.7.323 x",
            "550 5.7.323",
            "dane-result",
        ),
        (
            "Status: 5.4.1\nRemote-MTA: dns; mx.fabrikam.com\nDiagnostic-Code: smtp;550 5.4.1 x",
            "550 5.4.1",
            "generic",
        ),
    ] {
        assert_eq!(found(text), one(code, name, 1), "{text}");
    }
    for two in [
        "Status: 5.7.606\n\nStatus: 5.7.606\nDiagnostic-Code: smtp;550 5.7.606 x\n",
        "Status: 550 5.7.606 x\nStatus: 550 5.7.606 x\n",
    ] {
        assert_eq!(found(two), one("550 5.7.606", "address-banned", 2), "{two}");
    }
}

#[test]
fn replies_of_several_lines_are_one_place() {
    let reply = "550-5.7.26 This mail has been blocked because the sender is unauthenticated.\r\n\
                 550-5.7.26 DKIM = did not pass\r\n\
                 550 5.7.26  https://support.example/mail 98e67ed59e1d1-30a4 - gsmtp\r\n";
    assert_eq!(found(reply), one("550 5.7.26", "generic", 1));
    assert_eq!(found(&reply.repeat(3)), one("550 5.7.26", "generic", 3));
    let ehlo = "250-mail.example Hello [192.0.2.7]\r\n250-SIZE 157286400\r\n250 SMTPUTF8\r\n";
    let report = report(ehlo);
    assert_eq!((report.explanations.len(), report.successes), (0, 1));
}

#[test]
fn codes_as_people_type_them() {
    for (text, code, name) in [
        ("5.7.708", "5.7.708", "traffic-not-accepted-from-address"),
        ("5.4.1", "5.4.1", "relay-or-recipient-refused"),
        ("550", "550", "generic"),
        (" 550 5.7.64 ", "550 5.7.64", "connector-does-not-match"),
        (
            "#550 5.7.64 TenantAttribution; Relay Access Denied ##",
            "550 5.7.64",
            "connector-does-not-match",
        ),
        (
            "'550 5.7.64 TenantAttribution'",
            "550 5.7.64",
            "connector-does-not-match",
        ),
        ("what is NDR 5.1.10?", "5.1.10", "recipient-not-found"),
        (
            "556 5.1.10 Recipient address has null MX",
            "556 5.1.10",
            "generic",
        ),
        (
            "my scanner says error 5.7.57",
            "5.7.57",
            "not-authenticated",
        ),
        (
            "the mail bounced: 5.7.139 Authentication unsuccessful, basic authentication is disabled",
            "5.7.139",
            "basic-authentication-disabled",
        ),
        (
            "<** 550 5.7.606 Access denied",
            "550 5.7.606",
            "address-banned",
        ),
        (
            "BN8NAM11FT066.mail.protection.outlook.com #<BN8NAM11FT066.mail.protection.outlook.com #5.7.606 smtp;550 5.7.606 Access denied>",
            "550 5.7.606",
            "address-banned",
        ),
    ] {
        assert_eq!(found(text), one(code, name, 1), "{text}");
    }
}

#[test]
fn codes_as_programs_and_people_show_them() {
    for (text, code, name) in [
        (
            "smtplib.SMTPAuthenticationError: (535, b'5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.')",
            "535 5.7.139",
            "smtp-auth-disabled-for-tenant",
        ),
        (
            "System.Net.Mail.SmtpException: The server response was: 5.7.57 Client not authenticated to send mail.",
            "5.7.57",
            "not-authenticated",
        ),
        (
            "SMTP server error: DATA command failed SMTP code: 530 Additional SMTP info: 5.7.57",
            "530 5.7.57",
            "not-authenticated",
        ),
        (
            "Error: Invalid login: 535 5.7.139 Authentication unsuccessful\n  code: 'EAUTH',\n  responseCode: 535,",
            "535 5.7.139",
            "logon-refused",
        ),
        (
            "Remote server returned '550/5.7.64 TenantAttribution'",
            "550 5.7.64",
            "connector-does-not-match",
        ),
        (
            "What does 5.7.708 mean?",
            "5.7.708",
            "traffic-not-accepted-from-address",
        ),
        ("5.7.606-649", "5.7.606", "address-banned"),
        (
            "550 5.7.606-649 Access denied",
            "550 5.7.606",
            "address-banned",
        ),
        (
            "Codice di errore: 5.7.64",
            "5.7.64",
            "connector-does-not-match",
        ),
        ("Fehlercode: 5.7.64", "5.7.64", "connector-does-not-match"),
        (
            "code d'erreur : 5.7.64",
            "5.7.64",
            "connector-does-not-match",
        ),
    ] {
        assert_eq!(found(text), one(code, name, 1), "{text}");
    }
    let two: Vec<String> = found("550 5.7.606/5.7.64 x")
        .into_iter()
        .map(|(code, _, _)| code)
        .collect();
    assert_eq!(two, ["550 5.7.606", "5.7.64"]);
}

#[test]
fn what_ones_own_server_says_is_not_exchange_onlines_word() {
    let row = |event| {
        format!(
            "2025-11-23T11:12:19.000Z,Default EX01,08DE2A60,7,10.0.0.5:25,192.0.2.7:4711,{event},550 5.7.64 Unable to relay,\r\n"
        )
    };
    assert_eq!(found(&row('>')), one("550 5.7.64", "generic", 1));
    assert_eq!(
        found(&row('<')),
        one("550 5.7.64", "connector-does-not-match", 1)
    );
}

#[test]
fn protocol_logs() {
    let log = "\
#Software: Microsoft Exchange Server\r
#Version: 15.0.0.0\r
#Log-type: SMTP Send Protocol Log\r
#Date: 2025-11-23T00:00:04.000Z\r
#Fields: date-time,connector-id,session-id,sequence-number,local-endpoint,remote-endpoint,event,data,context\r
2025-11-23T11:12:18.000Z,To EXO,08DE2A60,0,,192.0.2.1:25,*,,attempting to connect\r
2025-11-23T11:12:18.100Z,To EXO,08DE2A60,1,10.0.0.5:55012,192.0.2.1:25,+,,\r
2025-11-23T11:12:18.200Z,To EXO,08DE2A60,2,10.0.0.5:55012,192.0.2.1:25,<,\"220 AMS0EPF0000019A.mail.protection.outlook.com Microsoft ESMTP MAIL Service ready at Sun, 23 Nov 2025 11:12:18 +0000\",\r
2025-11-23T11:12:18.300Z,To EXO,08DE2A60,3,10.0.0.5:55012,192.0.2.1:25,>,EHLO mail.example,\r
2025-11-23T11:12:18.400Z,To EXO,08DE2A60,4,10.0.0.5:55012,192.0.2.1:25,<,250-AMS0EPF0000019A Hello [192.0.2.7],\r
2025-11-23T11:12:18.400Z,To EXO,08DE2A60,5,10.0.0.5:55012,192.0.2.1:25,<,250 SMTPUTF8,\r
2025-11-23T11:12:18.500Z,To EXO,08DE2A60,6,10.0.0.5:55012,192.0.2.1:25,>,MAIL FROM:<550@b.example> SIZE=451,\r
2025-11-23T11:12:19.000Z,To EXO,08DE2A60,7,10.0.0.5:55012,192.0.2.1:25,<,\"550 5.7.606 Access denied, banned sending IP [192.0.2.7]. See \"\"delist\"\"\",\r
2025-11-23T11:12:19.100Z,To EXO,08DE2A60,8,10.0.0.5:55012,192.0.2.1:25,<,550-No such,\r
2025-11-23T11:12:19.100Z,To EXO,08DE2A60,9,10.0.0.5:55012,192.0.2.1:25,<,550 user here,\r
2025-11-23T11:12:19.200Z,To EXO,08DE2A60,10,10.0.0.5:55012,192.0.2.1:25,-,,Local\r
2025-11-23T12:00:00.000Z,To EXO,08DE2A61,3,10.0.0.5:55013,192.0.2.1:25,<,550 5.7.606 Access denied,\r
";
    let first = report(log);
    assert_eq!(
        found(log),
        [
            ("550 5.7.606".to_owned(), "address-banned", 2),
            ("550".to_owned(), "generic", 1),
        ]
    );
    assert_eq!(first.successes, 2);
    let banned = &first.explanations[0];
    assert_eq!((banned.first_line, banned.last_line), (13, 17));
    assert_eq!(
        banned.first_time.as_deref(),
        Some("2025-11-23T11:12:19.000Z")
    );
    assert_eq!(
        banned.last_time.as_deref(),
        Some("2025-11-23T12:00:00.000Z")
    );
    // The same without its head, as a person cuts it out.
    let rows: Vec<&str> = log.lines().skip(5).collect();
    assert_eq!(found(&rows.join("\n")), found(log));
}

#[test]
fn message_tracking_and_message_traces() {
    for (line, code, name) in [
        (
            r#"2025-11-23T11:12:20.123Z,,EX01,192.0.2.1,,"08DE;2025-11-23T11:12:20.000Z;0",To EXO,SMTP,FAIL,17,<1@b.example>,bob@contoso.com,"[{LED=550 5.7.606 Access denied};{MSG=};{FQDN=contoso-com.mail.protection.outlook.com};{IP=192.0.2.1};{LRT=}]",4511,1"#,
            "550 5.7.606",
            "address-banned",
        ),
        (
            r#""a@b.example","bob@contoso.com","11/23/2025 11:12:20 AM","Fail","Reason: [{LED=550 5.4.1 Recipient address rejected: Access denied. [X.prod.outlook.com]};{MSG=}]. OutboundProxyTargetIP: 192.0.2.9","0f0""#,
            "550 5.4.1",
            "recipient-rejected",
        ),
        (
            r#"{"Received":"2025-11-23T11:12:20","Status":"Failed","Detail":"550 5.7.64 TenantAttribution; Relay Access Denied","Size":550}"#,
            "550 5.7.64",
            "connector-does-not-match",
        ),
        (
            r#"{"recipientStatus": "5.7.705", "attempts": 4}"#,
            "5.7.705",
            "tenant-blocked",
        ),
        (
            r#"{"log":"sending\r\n550 5.7.750 Service unavailable\r\n"}"#,
            "550 5.7.750",
            "unregistered-domains",
        ),
    ] {
        assert_eq!(found(line), one(code, name, 1), "{line}");
    }
}

#[test]
fn postfix_logs() {
    for (line, code, name) in [
        (
            "Nov 23 11:12:20 mail postfix/smtp[4511]: 4D1F550A: to=<bob@contoso.com>, relay=contoso-com.mail.protection.outlook.com[192.0.2.1]:25, delay=5.5, delays=0.1/0/4.4/1, dsn=4.7.500, status=deferred (host contoso-com.mail.protection.outlook.com[192.0.2.1] said: 451 4.7.500 Server busy. Please try again later from [192.0.2.7]. (AS77719) (in reply to RCPT TO command))",
            "451 4.7.500",
            "address-throttled",
        ),
        (
            "Nov 23 11:12:20 mail postfix/smtp[4511]: 4D1F550A: to=<bob@b.example>, relay=mx.b.example[192.0.2.1]:25, delay=0.5, delays=0.1/0/0.2/0.2, dsn=5.0.0, status=bounced (host mx.b.example[192.0.2.1] said: 550 No such user (in reply to RCPT TO command))",
            "550 5.0.0",
            "generic",
        ),
        (
            "Nov 23 11:12:20 mail postfix/smtp[4511]: 4D1F550A: host contoso-com.mail.protection.outlook.com[192.0.2.1] refused to talk to me: 421 4.3.2 Service not available",
            "421 4.3.2",
            "generic",
        ),
        (
            "Nov 23 11:12:20 mail postfix/smtp[4511]: 4D1F550A: to=<bob@b.example>, relay=none, delay=30, delays=0.1/0/30/0, dsn=4.4.1, status=deferred (connect to mx.b.example[192.0.2.1]:25: Connection timed out)",
            "4.4.1",
            "generic",
        ),
        (
            "Nov 23 11:12:20 mail postfix/smtp[4511]: 4D1F550A: to=<x@gmail.example>, relay=mx.gmail.example[192.0.2.1]:25, delay=1, dsn=5.7.26, status=bounced (host mx.gmail.example[192.0.2.1] said: 550-5.7.26 This mail is unauthenticated 550-5.7.26 really 550 5.7.26 it is - gsmtp (in reply to end of DATA command))",
            "550 5.7.26",
            "generic",
        ),
    ] {
        assert_eq!(found(line), one(code, name, 1), "{line}");
    }
    let sent = "Nov 23 11:12:20 mail postfix/smtp[4511]: 4D1F550A: to=<bob@contoso.com>, relay=x[192.0.2.1]:25, delay=5.5, dsn=2.6.0, status=sent (250 2.6.0 <1@b> [InternalId=4510554] Queued mail for delivery)";
    let report = report(sent);
    assert_eq!((report.explanations.len(), report.successes), (0, 1));
}

#[test]
fn exim_logs_and_bounces() {
    for (text, code, name) in [
        (
            "2025-11-23 11:12:20 1vNAbC-000001-AB ** bob@contoso.com R=dnslookup T=remote_smtp H=contoso-com.mail.protection.outlook.com [192.0.2.1] X=TLS1.3:ECDHE_SECP384R1__RSA_PSS_RSAE_SHA256__AES_256_GCM:256 CV=yes: SMTP error from remote mail server after RCPT TO:<bob@contoso.com>: 550 5.4.1 Recipient address rejected: Access denied.",
            "550 5.4.1",
            "recipient-rejected",
        ),
        (
            "2025-11-23 11:12:20 1vNAbC-000001-AB == bob@b.example R=dnslookup T=remote_smtp defer (-44) H=mx.b.example [192.0.2.1]: SMTP error from remote mail server after RCPT TO:<bob@b.example>: 451 Greylisted, try later",
            "451",
            "generic",
        ),
        (
            "  bob@contoso.com\n    host contoso-com.mail.protection.outlook.com [192.0.2.1]\n    SMTP error from remote mail server after RCPT TO:<bob@contoso.com>:\n    550 5.7.606 Access denied, banned sending IP [192.0.2.7]\n",
            "550 5.7.606",
            "address-banned",
        ),
    ] {
        assert_eq!(found(text), one(code, name, 1), "{text}");
    }
}

#[test]
fn repeats_are_counted_and_the_most_frequent_is_first() {
    let log =
        "550 5.7.606 Access denied\n451 4.7.500 busy\n451 4.7.501 busy\n451 4.7.500 busy again\n";
    assert_eq!(
        found(log),
        [
            ("451 4.7.500".to_owned(), "address-throttled", 2),
            ("550 5.7.606".to_owned(), "address-banned", 1),
            ("451 4.7.501".to_owned(), "address-throttled", 1),
        ]
    );
}

#[test]
fn samples_are_short_and_harmless() {
    let line = format!(
        "{} 550 5.7.64 \x1b[31m\u{202e}{}",
        "x".repeat(500),
        "y".repeat(5000)
    );
    let report = report(&line);
    let sample = &report.explanations[0].sample;
    assert!(sample.starts_with("...xxx"), "{sample}");
    assert!(
        sample.contains("550 5.7.64 \\x1b[31m\\u{202e}yyy"),
        "{sample}"
    );
    assert!(sample.chars().count() < 400);
}
