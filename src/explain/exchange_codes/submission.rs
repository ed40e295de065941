//! Client submission: TLS, EHLO, AUTH.

use super::{DEFAULT, Entry, Pattern, Provenance, Replies, Side};
use crate::sources::source;

/// One variant of 5.7.139.
const fn refused_logon(
    name: &'static str,
    texts: &'static [&'static str],
    meaning: &'static str,
    remedy: &'static str,
    provenance: Provenance,
) -> Entry {
    Entry {
        name,
        pattern: Pattern::permanent(7, 139),
        texts,
        meaning,
        remedy,
        side: Side::YourSide,
        source: match provenance {
            Provenance::Documented => DEFAULT.source,
            _ => source!(facts "4.8"),
        },
        provenance,
        ..DEFAULT
    }
}

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        name: "submission-tls-too-old",
        pattern: Pattern::temporary(7, 66),
        meaning: "The client used TLS 1.0 or 1.1 for client submission, which Exchange Online no longer accepts.",
        remedy: "Update the client or device to TLS 1.2. smtp-legacy.office365.com, once the tenant has opted in, is the last resort.",
        side: Side::YourSide,
        source: source!(facts sections "4.8 and 4.4"),
        provenance: Provenance::Observed,
        ..DEFAULT
    },
    Entry {
        name: "mailbox-tls-too-old",
        pattern: Pattern::TextAlone,
        texts: &["aka.ms/popimap_tls"],
        meaning: "The client used TLS 1.0 or 1.1 for POP3 or IMAP, which Exchange Online no longer accepts.",
        remedy: "Update the client or device to TLS 1.2. The opt-in hosts pop-legacy and imap-legacy.office365.com are being removed by the end of 2026.",
        side: Side::YourSide,
        source: source!(facts sections "4.4 and 2"),
        ..DEFAULT
    },
    Entry {
        name: "bad-ehlo-name",
        pattern: Pattern::permanent(5, 4),
        replies: Replies::Usually(&[501]),
        meaning: "An argument was not accepted; Exchange Online sends this when the EHLO name is not a host name.",
        remedy: "Have the client send its full host name, or its address in brackets, in EHLO.",
        side: Side::YourSide,
        source: source!(facts sections "4.8 and 4.1"),
        provenance: Provenance::Observed,
        ..DEFAULT
    },
    Entry {
        name: "auth-not-offered-yet",
        pattern: Pattern::permanent(7, 4),
        replies: Replies::Usually(&[504]),
        meaning: "The AUTH mechanism is not offered at this point: Exchange Online offers AUTH only inside TLS, and there LOGIN and XOAUTH2.",
        remedy: "Enable STARTTLS in the client, so that it comes before AUTH, and use a mechanism that is offered.",
        side: Side::YourSide,
        source: source!(facts sections "4.8 and 4.1"),
        provenance: Provenance::Observed,
        ..DEFAULT
    },
    Entry {
        name: "not-authenticated",
        pattern: Pattern::permanent(7, 57),
        meaning: "smtp.office365.com was used without signing in.",
        remedy: "Sign in (SMTP AUTH), or send to the tenant's MX host on port 25 instead: direct send, or relay through an inbound connector.",
        side: Side::YourSide,
        source: concat!(source!(smtp_errors), ", ", source!(facts "2")),
        ..DEFAULT
    },
    Entry {
        name: "authentication-failed",
        pattern: Pattern::permanent(7, 3),
        replies: Replies::Usually(&[535]),
        meaning: "Authentication failed.",
        remedy: "Check the user name and password, whether SMTP AUTH is enabled for the mailbox, and whether multi-factor authentication or Conditional Access blocks it.",
        side: Side::YourSide,
        ..DEFAULT
    },
    refused_logon(
        "smtp-auth-disabled-for-tenant",
        &["smtpclientauthentication is disabled for the tenant"],
        "SMTP AUTH is disabled for the whole tenant.",
        "Enable SMTP AUTH for the mailbox that needs it or for the tenant, or send another way: relay through a connector, or direct send.",
        Provenance::Observed,
    ),
    refused_logon(
        "smtp-auth-disabled-for-mailbox",
        &["smtpclientauthentication is disabled for the mailbox"],
        "SMTP AUTH is disabled for this mailbox.",
        "Enable Authenticated SMTP for this mailbox, or send another way.",
        Provenance::Observed,
    ),
    refused_logon(
        "basic-authentication-disabled",
        &["basic authentication is disabled"],
        "Signing in with a password (basic authentication) is disabled.",
        "Use OAuth (XOAUTH2). If the client cannot, an administrator may still re-enable basic authentication for SMTP AUTH, until Microsoft removes it.",
        Provenance::Observed,
    ),
    refused_logon(
        "security-defaults",
        &["security defaults policy"],
        "The tenant's security defaults forbid signing in to SMTP with a password.",
        "Use OAuth or relay through a connector; replacing security defaults with Conditional Access is for the tenant's administrators to decide.",
        Provenance::Observed,
    ),
    refused_logon(
        "logon-criteria-not-met",
        &["did not meet the criteria"],
        "The sign-in was refused because the request did not meet the criteria; the server does not say which.",
        "Check the account's sign-in log for what refused it, then Conditional Access (block legacy authentication) and SMTP AUTH on the \
         mailbox; use OAuth.",
        Provenance::Observed,
    ),
    refused_logon(
        "account-locked",
        &["account is locked", "account locked"],
        "The account is locked.",
        "Unlock the account, and find out what used it with a wrong password before you try again.",
        Provenance::Observed,
    ),
    refused_logon(
        "federation-unreachable",
        &["sts service was unreachable"],
        "The tenant's own federation service (STS) could not be reached by Exchange Online.",
        "Make the federation service reachable from the Internet again.",
        Provenance::Documented,
    ),
    refused_logon(
        "federation-without-https",
        &["sts url does not support https"],
        "The tenant's own federation service (STS) does not support HTTPS as Exchange Online requires.",
        "Serve the federation service over HTTPS with a valid certificate and TLS 1.2.",
        Provenance::Documented,
    ),
    refused_logon(
        "logon-refused",
        &[],
        "The sign-in was refused; the text after the code gives the reason.",
        "Read the text after the code: SMTP AUTH disabled for the tenant or mailbox, basic authentication disabled, security defaults, unmet criteria, \
         locked account, or an unreachable federation service.",
        Provenance::Observed,
    ),
    Entry {
        name: "oauth-token-expired",
        pattern: Pattern::range(&[5], 7, 142, 143),
        replies: Replies::Usually(&[535]),
        meaning: "The OAuth token has expired or is about to (High Volume Email).",
        remedy: "Request a new token before signing in, and do not keep a session open longer than its token is valid.",
        side: Side::YourSide,
        source: source!(facts "4.8"),
        provenance: Provenance::Observed,
        ..DEFAULT
    },
    Entry {
        name: "oauth-argument-malformed",
        pattern: Pattern::range(&[5], 5, 121, 126),
        replies: Replies::Usually(&[501]),
        meaning: "The argument of AUTH XOAUTH2 is malformed (High Volume Email).",
        remedy: "Correct how the client builds the XOAUTH2 argument: user, Bearer token, separators, base64.",
        side: Side::YourSide,
        source: source!(facts "4.8"),
        provenance: Provenance::Observed,
        ..DEFAULT
    },
    Entry {
        name: "basic-authentication-removed",
        pattern: Pattern::permanent(7, 30),
        meaning: "Basic authentication is no longer supported for client submission.",
        remedy: "Use OAuth (XOAUTH2), or send another way: relay through a connector, direct send, High Volume Email.",
        side: Side::YourSide,
        source: concat!(source!(smtp_errors), ", ", source!(facts "2")),
        ..DEFAULT
    },
    Entry {
        name: "unrecognized-command",
        pattern: Pattern::permanent(3, 3),
        replies: Replies::Only(&[500]),
        meaning: "The server did not recognize the command.",
        remedy: "Check what the client sent, line by line; a device that inspects SMTP on the path may have changed it.",
        side: Side::Unknown,
        source: source!(facts "4.1"),
        provenance: Provenance::Observed,
        ..DEFAULT
    },
    Entry {
        name: "client-silent-too-long",
        pattern: Pattern::temporary(7, 0),
        replies: Replies::Usually(&[451]),
        texts: &["timeout waiting for client input"],
        meaning: "The client sent nothing for too long, and the server closed the connection.",
        remedy: "Find out why the client or the path stalled (a scanner that holds the message, a lost connection). The client retries.",
        side: Side::YourSide,
        source: source!(facts "4.1"),
        provenance: Provenance::Inferred,
        ..DEFAULT
    },
];
