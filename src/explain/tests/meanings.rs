//! Every entry of the table is found in a line as servers write it, and nothing else is.

use std::collections::BTreeSet;

use super::super::entries;
use super::found;

/// A line, its code, the name of its entry.
const LINES: &[(&str, &str, &str)] = &[
    (
        "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient a@contoso.com not found by SMTP address lookup",
        "550 5.1.10",
        "recipient-not-found",
    ),
    (
        "550 5.1.90 Your message can't be sent because you've reached your daily limit for message recipients",
        "550 5.1.90",
        "sender-daily-recipient-limit",
    ),
    (
        "550 5.2.2 Submission quota exceeded",
        "550 5.2.2",
        "submission-quota",
    ),
    ("552 5.2.2 Mailbox full", "552 5.2.2", "generic"),
    (
        "550 5.2.121 RESOLVER.RST.RecipLimit; Recipient's per hour message receive limit from specific sender exceeded",
        "550 5.2.121",
        "recipient-hourly-limit",
    ),
    (
        "554 5.4.14 Hop count exceeded - possible mail loop ATTR34",
        "554 5.4.14",
        "mail-loop",
    ),
    (
        "LED=450 4.4.316 Connection refused [Message=Socket error code 10061]",
        "450 4.4.316",
        "recipient-server-refuses-connection",
    ),
    (
        "550 5.4.300 Message expired",
        "550 5.4.300",
        "expired-in-queue",
    ),
    (
        "550 5.7.124 RESOLVER.RST.SenderNotInAllowedSendersList",
        "550 5.7.124",
        "group-takes-listed-senders-only",
    ),
    (
        "550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup",
        "550 5.7.133",
        "recipient-takes-internal-mail-only",
    ),
    (
        "550 5.7.136 RESOLVER.RST.SenderNotAuthenticatedForMailUser",
        "550 5.7.136",
        "recipient-takes-internal-mail-only",
    ),
    (
        "550 5.7.507 Access denied, rejected by recipient",
        "550 5.7.507",
        "blocked-by-recipient-organisation",
    ),
    (
        "550 5.7.512 Access denied, message must be RFC 5322 section 3.6.2 compliant",
        "550 5.7.512",
        "no-from-address",
    ),
    (
        "550 5.7.703 Your message can't be delivered because one or more recipients are blocked by your organization's tenant recipient block policy",
        "550 5.7.703",
        "recipient-blocked-by-own-tenant",
    ),
    (
        "421 4.7.66 TLS 1.0 and 1.1 are not supported. Please upgrade/update your client to support TLS 1.2. Visit https://aka.ms/smtp_auth_tls",
        "421 4.7.66",
        "submission-tls-too-old",
    ),
    (
        "-ERR TLS 1.0 and 1.1 are not supported. Please upgrade/update your client to support TLS 1.2. Visit https://aka.ms/popimap_tls.",
        "-",
        "mailbox-tls-too-old",
    ),
    (
        "432 4.3.2 Concurrent connections limit exceeded",
        "432 4.3.2",
        "sender-thread-limit",
    ),
    (
        "421 4.3.2 Service not available, closing transmission channel",
        "421 4.3.2",
        "generic",
    ),
    (
        "451 4.7.500 Server busy. Please try again later from [192.0.2.7]. (S77719) [AM0EPF0000019A.eurprd02.prod.outlook.com 2025-11-23T11:12:20.123Z 08DE2A6028D26C22]",
        "451 4.7.500",
        "address-throttled",
    ),
    (
        "451 4.7.699 Access denied (AS9999)",
        "451 4.7.699",
        "address-throttled",
    ),
    (
        "451 4.7.550 Access denied, please try again later",
        "451 4.7.550",
        "address-restricted-for-now",
    ),
    (
        "451 4.7.850 Access denied, please try again later",
        "451 4.7.850",
        "address-restricted-for-now-range",
    ),
    (
        "451 4.7.899 Access denied, please try again later",
        "451 4.7.899",
        "address-restricted-for-now-range",
    ),
    (
        "450 4.7.26 Service does not accept messages sent over IPv6 [2001:db8::25] unless they pass either SPF or DKIM validation",
        "450 4.7.26",
        "ipv6-needs-spf-or-dkim",
    ),
    (
        "550 5.7.25 The sending IPv6 address [2001:db8::25] must have a reverse DNS record",
        "550 5.7.25",
        "ipv6-needs-ptr",
    ),
    (
        "550 5.7.510 Access denied, contoso.com does not accept email over IPv6",
        "550 5.7.510",
        "ipv6-refused",
    ),
    (
        "501 5.5.4 Invalid domain name [SY5P282CA0097.AUSP282.PROD.OUTLOOK.COM 2025-04-26T18:06:35.781Z 08DD842467C8274D]",
        "501 5.5.4",
        "bad-ehlo-name",
    ),
    (
        "504 5.7.4 Unrecognized authentication type",
        "504 5.7.4",
        "auth-not-offered-yet",
    ),
    (
        "530 5.7.57 Client not authenticated to send mail. [SY5P282CA0097.AUSP282.PROD.OUTLOOK.COM 2025-04-26T18:06:35.781Z 08DD842467C8274D]",
        "530 5.7.57",
        "not-authenticated",
    ),
    (
        "535 5.7.3 Authentication unsuccessful",
        "535 5.7.3",
        "authentication-failed",
    ),
    (
        "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant. Visit https://aka.ms/smtp_auth_disabled for more information.",
        "535 5.7.139",
        "smtp-auth-disabled-for-tenant",
    ),
    (
        "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox. Visit https://aka.ms/smtp_auth_disabled for more information.",
        "535 5.7.139",
        "smtp-auth-disabled-for-mailbox",
    ),
    (
        "535 5.7.139 Authentication unsuccessful, basic authentication is disabled.",
        "535 5.7.139",
        "basic-authentication-disabled",
    ),
    (
        "535 5.7.139 Authentication unsuccessful, user is locked by your organization's security defaults policy. Contact your administrator.",
        "535 5.7.139",
        "security-defaults",
    ),
    (
        "535 5.7.139 Authentication unsuccessful, the request did not meet the criteria to be authenticated successfully. Contact your administrator.",
        "535 5.7.139",
        "logon-criteria-not-met",
    ),
    (
        "535 5.7.139 Authentication unsuccessful, account is locked.",
        "535 5.7.139",
        "account-locked",
    ),
    (
        "535 5.7.139 Authentication unsuccessful, federated STS service was unreachable.",
        "535 5.7.139",
        "federation-unreachable",
    ),
    (
        "535 5.7.139 Authentication unsuccessful, the federated STS URL does not support HTTPS.",
        "535 5.7.139",
        "federation-without-https",
    ),
    (
        "535 5.7.139 Authentication unsuccessful, the user credentials were incorrect.",
        "535 5.7.139",
        "logon-refused",
    ),
    (
        "535 5.7.142 Token will expire soon",
        "535 5.7.142",
        "oauth-token-expired",
    ),
    (
        "535 5.7.143 Expired token",
        "535 5.7.143",
        "oauth-token-expired",
    ),
    (
        "501 5.5.121 Invalid XOAUTH2 argument",
        "501 5.5.121",
        "oauth-argument-malformed",
    ),
    (
        "501 5.5.126 Invalid XOAUTH2 argument",
        "501 5.5.126",
        "oauth-argument-malformed",
    ),
    (
        "550 5.7.30 Basic authentication is not supported for Client Submission.",
        "550 5.7.30",
        "basic-authentication-removed",
    ),
    (
        "550 5.1.8 Access denied, bad outbound sender",
        "550 5.1.8",
        "account-blocked-for-spam",
    ),
    (
        "550 5.7.501 Access denied, spam abuse detected",
        "550 5.7.501",
        "account-blocked-for-spam-range",
    ),
    (
        "550 5.7.503 Access denied, banned sender",
        "550 5.7.503",
        "account-blocked-for-spam-range",
    ),
    (
        "550 5.7.60 SMTP; Client does not have permissions to send as this sender",
        "550 5.7.60",
        "send-as-denied",
    ),
    (
        "554 5.2.252 SendAsDenied; scanner@contoso.com not allowed to send as boss@contoso.com",
        "554 5.2.252",
        "send-as-denied-storage",
    ),
    (
        "550 5.7.64 TenantAttribution; Relay Access Denied [BN8NAM11FT066.eop-nam11.prod.protection.outlook.com 2025-04-26T18:06:35.781Z 08DD842467C8274D]",
        "550 5.7.64",
        "connector-does-not-match",
    ),
    (
        "550 5.7.68 TenantInboundAttribution; Direct Send not allowed for this organization from unauthorized sources",
        "550 5.7.68",
        "direct-send-rejected",
    ),
    (
        "550 5.7.506 Access Denied, Bad HELO",
        "550 5.7.506",
        "bad-helo",
    ),
    (
        "550 5.7.508 Access denied, [2001:db8::25] has exceeded permitted limits within 2001:db8::/64 range",
        "550 5.7.508",
        "ipv6-range-rate",
    ),
    (
        "550 5.7.509 Access denied, sending domain fabrikam.com does not pass DMARC verification",
        "550 5.7.509",
        "dmarc-reject",
    ),
    (
        "550 5.7.511 Access denied, banned sender[192.0.2.7]. To request removal from this list please forward this message",
        "550 5.7.511",
        "address-banned-by-hand",
    ),
    (
        "550 5.7.513 Service unavailable, Client host [192.0.2.7] blocked by contoso.com using Customer Block list (AS16012609)",
        "550 5.7.513",
        "recipient-block-list",
    ),
    (
        "550 5.7.515 Access denied, sending domain fabrikam.com does not meet the required authentication level",
        "550 5.7.515",
        "bulk-sender-rules",
    ),
    (
        "550 5.7.606 Access denied, banned sending IP [192.0.2.7]",
        "550 5.7.606",
        "address-banned",
    ),
    (
        "550 5.7.649 Access denied, banned sending IP [192.0.2.7]",
        "550 5.7.649",
        "address-banned",
    ),
    (
        "550 5.7.705 Access denied, tenant has exceeded threshold",
        "550 5.7.705",
        "tenant-blocked",
    ),
    (
        "550 5.7.708 Access denied, traffic not accepted from this IP",
        "550 5.7.708",
        "traffic-not-accepted-from-address",
    ),
    (
        "550 5.7.750 Service unavailable. Client blocked from sending from unregistered domains",
        "550 5.7.750",
        "unregistered-domains",
    ),
    (
        "550 5.4.1 Recipient address rejected: Access denied. For more information see https://aka.ms/EXOSmtpErrors",
        "550 5.4.1",
        "recipient-rejected",
    ),
    (
        "550 5.4.1 [bob@fabrikam.com]: Relay access denied",
        "550 5.4.1",
        "relay-denied",
    ),
    (
        "550 5.4.1 All recipient addresses rejected",
        "550 5.4.1",
        "relay-or-recipient-refused",
    ),
    (
        "450 4.7.321 starttls-not-supported",
        "450 4.7.321",
        "dane-result",
    ),
    (
        "550 5.7.325 certificate-host-mismatch",
        "550 5.7.325",
        "dane-result",
    ),
    ("Status: 5.4.8", "5.4.8", "mta-sts-route"),
    (
        "450 4.4.8 MX hosts of fabrikam.com failed MTA-STS validation",
        "450 4.4.8",
        "mta-sts-route",
    ),
    (
        "550 5.7.5 Remote certificate failed MTA-STS validation",
        "550 5.7.5",
        "mta-sts-security",
    ),
    (
        "500 5.3.3 Unrecognized command",
        "500 5.3.3",
        "unrecognized-command",
    ),
    (
        "451 4.7.0 Timeout waiting for client input",
        "451 4.7.0",
        "client-silent-too-long",
    ),
    (
        "500 #5.5.1 command not recognized",
        "500 5.5.1",
        "smtp-inspection",
    ),
    ("500 Unsupported command.", "500", "mail-shield"),
    ("A001 NO AUTHENTICATE failed.", "-", "mailbox-logon-refused"),
    (
        "a1 BAD User is authenticated but not connected.",
        "-",
        "mailbox-not-connected",
    ),
    (
        "450 4.4.312 DNS query failed [Message=ErrorRetry] [LastAttemptedServerName=fabrikam.com]",
        "450 4.4.312",
        "next-server-dns-failed",
    ),
    (
        "550 5.4.312 Message expired, DNS query failed(ErrorRetry)",
        "550 5.4.312",
        "next-server-dns-failed",
    ),
    (
        "450 4.4.315 Connection timed out [Message=Socket error code 10060] [LastAttemptedServerName=mail.fabrikam.com]",
        "450 4.4.315",
        "next-server-timed-out",
    ),
    (
        "550 5.4.316 Message expired, connection refused(Socket error code 10061)",
        "550 5.4.316",
        "recipient-server-refuses-connection",
    ),
    (
        "550 5.4.317 Message expired, cannot connect to remote server(STARTTLS is required)",
        "550 5.4.317",
        "next-server-without-starttls",
    ),
    (
        "450 4.4.317 Cannot connect to remote server [Message=UntrustedRoot]",
        "450 4.4.317",
        "next-server-certificate-refused",
    ),
    (
        "450 4.4.317 Cannot connect to remote server",
        "450 4.4.317",
        "next-server-session-failed",
    ),
    (
        "450 4.4.318 Connection was closed abruptly (SuspiciousRemoteServerError)",
        "450 4.4.318",
        "next-server-hangs-up",
    ),
    (
        "450 4.4.397 Error communicating with target host.",
        "450 4.4.397",
        "next-server-conversation-failed",
    ),
    (
        "450 4.4.101 Proxy session setup failed on Frontend",
        "450 4.4.101",
        "proxy-session-failed",
    ),
    (
        "451 5.7.3 STARTTLS is required to send mail [X.prod.outlook.com 2026-07-24T03:43:18.298Z 08DC]",
        "451 5.7.3",
        "starttls-required",
    ),
    (
        "554 5.7.3 STARTTLS is required to send mail",
        "554 5.7.3",
        "starttls-required",
    ),
    (
        "441 4.4.1 Error encountered while communicating with primary target IP address: \"Failed to connect. Winsock error code: 10060, Win32 error code: 10060.\"",
        "441 4.4.1",
        "connect-timed-out",
    ),
    (
        "441 4.4.1 Error encountered: \"Failed to connect. Winsock error code: 10061, Win32 error code: 10061.\"",
        "441 4.4.1",
        "connect-refused",
    ),
    (
        "550 4.4.7 QUEUE.Expired; message expired",
        "550 4.4.7",
        "message-expired",
    ),
    ("400 4.4.7 Message delayed", "400 4.4.7", "message-delayed"),
    (
        "451 4.7.0 Temporary server error. Please try again later. PRX2",
        "451 4.7.0",
        "front-end-cannot-proxy",
    ),
    (
        "451 4.4.62 Mail sent to the wrong Office 365 region. ATTR35.",
        "451 4.4.62",
        "wrong-region",
    ),
    (
        "451 4.4.4 Temporary server error. Please try again later ATTR5",
        "451 4.4.4",
        "hybrid-unauthenticated",
    ),
    (
        "454 4.7.5 Certificate validation failure, Reason:UntrustedRoot",
        "454 4.7.5",
        "connector-certificate",
    ),
    (
        "454 4.7.5 The certificate specified in TlsCertificateName of the SendConnector could not be found.",
        "454 4.7.5",
        "connector-certificate",
    ),
    ("Status: 4.7.5", "4.7.5", "certificate-validation-failed"),
    (
        "550 5.7.12 Sender was not authenticated by organization",
        "550 5.7.12",
        "organization-takes-internal-mail-only",
    ),
    (
        "550 5.7.13 Sender was not authenticated for public folder",
        "550 5.7.13",
        "public-folder-takes-internal-mail-only",
    ),
    (
        "550 5.7.504 Recipient address rejected: Access denied",
        "550 5.7.504",
        "recipient-banned",
    ),
    (
        "452 4.5.3 Too many recipients (AS780090)",
        "452 4.5.3",
        "too-many-recipients-of-one-domain",
    ),
    (
        "550 5.1.20 Multiple From addresses are not allowed without Sender",
        "550 5.1.20",
        "several-from-addresses",
    ),
    (
        "550 5.1.351 Remote server returned unknown recipient or mailing list",
        "550 5.1.351",
        "remote-server-knows-no-recipient",
    ),
    (
        "550 5.0.350 Remote server returned an error: x-dg-ref header is too long",
        "550 5.0.350",
        "remote-server-refuses",
    ),
    (
        "550 5.3.190 Journaling is not supported",
        "550 5.3.190",
        "journaling-archive-disabled",
    ),
    (
        "550 5.6.11 SMTPSEND.BareLinefeedsAreIllegal; message contains bare linefeeds",
        "550 5.6.11",
        "bare-line-feeds",
    ),
    (
        "550 5.2.1 Content Filter agent quarantined this message",
        "550 5.2.1",
        "quarantined-by-content-filter",
    ),
    ("550 5.2.1 Mailbox disabled", "550 5.2.1", "generic"),
    (
        "554 5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException; Failed",
        "554 5.2.0",
        "submission-quota-exception",
    ),
    (
        "554 5.2.0 STOREDRV.Submission.Exception:SendAsDeniedException.MapiExceptionSendAsDenied; Failed",
        "554 5.2.0",
        "send-as-denied-exception",
    ),
    (
        "550 5.7.923 No attachments, please",
        "550 5.7.923",
        "transport-rule-refuses",
    ),
    (
        "550 5.7.1 TRANSPORT.RULES.RejectMessage; the message was rejected by organization policy",
        "550 5.7.1",
        "transport-rule-refuses-default",
    ),
    (
        "550 5.7.520 Access denied, Your organization does not allow external forwarding. AS(7555)",
        "550 5.7.520",
        "external-forwarding-not-allowed",
    ),
    (
        "550 5.7.51 TenantInboundAttribution; There is a partner connector configured",
        "550 5.7.51",
        "partner-connector-refuses",
    ),
    (
        "550 5.7.23 The message was rejected because of Sender Policy Framework violation",
        "550 5.7.23",
        "spf-violation-at-recipient",
    ),
    (
        "432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded [Hostname=X.prod.outlook.com]",
        "432 4.3.2",
        "sender-thread-limit",
    ),
    (
        "432 4.3.2 STOREDRV.Deliver; recipient thread limit exceeded",
        "432 4.3.2",
        "mailbox-throttled",
    ),
    (
        "432 4.3.2 Thread limit exceeded",
        "432 4.3.2",
        "thread-limit",
    ),
    (
        "421 4.4.2 Message submission rate for this client has exceeded the configured limit",
        "421 4.4.2",
        "submission-rate-exceeded",
    ),
    (
        "421 4.4.2 Connection dropped due to SocketError",
        "421 4.4.2",
        "generic",
    ),
    (
        "450 4.7.230 Connecting Exchange server version is out-of-date",
        "450 4.7.230",
        "on-premises-server-outdated",
    ),
    (
        "550 5.7.233 Your message can't be sent because your tenant exceeded its daily limit",
        "550 5.7.233",
        "tenant-external-recipient-limit",
    ),
    (
        "550 5.7.236 Your message can't be sent",
        "550 5.7.236",
        "onmicrosoft-sender-limit",
    ),
];

#[test]
fn each_line_has_its_meaning_and_no_other() {
    for (line, code, name) in LINES {
        assert_eq!(found(line), [((*code).to_owned(), *name, 1)], "{line}");
    }
}

#[test]
fn each_entry_has_a_line() {
    let shown: BTreeSet<&str> = LINES.iter().map(|(_, _, name)| *name).collect();
    for entry in entries() {
        assert!(shown.contains(entry.name), "{}", entry.name);
    }
}

#[test]
fn other_codes_are_generic_and_say_so() {
    for (line, code) in [
        (
            "550 5.1.1 <bob@contoso.com>: Recipient address rejected: User unknown",
            "550 5.1.1",
        ),
        (
            "454 4.7.0 TLS not available due to local problem",
            "454 4.7.0",
        ),
        ("452 4.3.1 Insufficient system resources", "452 4.3.1"),
        ("550 5.7.899 something new", "550 5.7.899"),
        // Exchange Online's number under another reply code means what the RFC says.
        ("554 5.5.4 Error in parameters", "554 5.5.4"),
        ("550 5.7.4 x", "550 5.7.4"),
        ("500 5.5.1 Command not implemented", "500 5.5.1"),
        ("451 4.7.0 Temporary server error", "451 4.7.0"),
        ("Status: 4.3.2", "4.3.2"),
        ("550 no such user", "550"),
        // Numbers that no table has.
        ("5.9.99", "5.9.99"),
        ("4.8.1", "4.8.1"),
        (" 5.9.99 ", "5.9.99"),
        ("4.8.1 try again\n", "4.8.1"),
        ("5.123.45", "5.123.45"),
        ("550 5.9.99 something new", "550 5.9.99"),
        ("451-4.12.7 something new", "451 4.12.7"),
        (
            "Nov 23 11:12:20 m postfix/smtp[7]: 4D1: dsn=5.9.99, status=bounced",
            "5.9.99",
        ),
        ("Status: 4.8.1", "4.8.1"),
        ("x <#5.8.1 smtp;", "5.8.1"),
        ("559", "559"),
        ("446 call later", "446"),
        ("559-refused", "559"),
        ("host mx.example said: 559 refused", "559"),
    ] {
        let report = super::report(line);
        assert_eq!(report.explanations.len(), 1, "{line}");
        let one = &report.explanations[0];
        assert_eq!(
            (one.code.as_str(), one.generic, one.name),
            (code, true, None),
            "{line}"
        );
        assert!(one.source.starts_with("RFC "), "{line}: {}", one.source);
        assert_eq!(one.provenance, None);
        assert!(
            one.meaning.contains(" failure: "),
            "{line}: {}",
            one.meaning
        );
    }
}

#[test]
fn what_another_server_says_is_generic() {
    for line in [
        "Nov 23 11:12:20 mail postfix/smtp[7]: 4D1: to=<a@b.example>, relay=mx.b.example[192.0.2.9]:25, dsn=5.4.1, status=bounced (host mx.b.example[192.0.2.9] said: 550 5.4.1 no route (in reply to RCPT TO command))",
        "Nov 23 11:12:20 mail postfix/smtpd[7]: NOQUEUE: reject: RCPT from mail.example[192.0.2.7]: 550 5.4.1 <a@b.example>: Recipient address rejected: no; from=<x@y.example>",
        "2025-11-23 11:12:20 1vNAbC-000001-AB ** a@b.example R=dnslookup T=remote_smtp H=mx.b.example [192.0.2.9]: SMTP error from remote mail server after RCPT TO:<a@b.example>: 550 5.4.1 no",
    ] {
        assert_eq!(
            found(line),
            [("550 5.4.1".to_owned(), "generic", 1)],
            "{line}"
        );
    }
}
