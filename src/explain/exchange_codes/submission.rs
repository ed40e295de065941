//! Client submission: TLS, EHLO, AUTH.

use super::{DEFAULT, Entry, Pattern, Provenance, Replies, Side, YOURS};
use crate::sources::source;

/// One variant of 5.7.139.
const LOGON: Entry = Entry {
    pattern: Pattern::permanent(7, 139),
    source: source!(facts "4.8"),
    provenance: Provenance::Observed,
    ..YOURS
};

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        name: "submission-tls-too-old",
        pattern: Pattern::temporary(7, 66),
        meaning: "The client used TLS 1.0 or 1.1 for client submission, which Exchange Online no longer accepts.",
        remedy: "Update the client or device to TLS 1.2. smtp-legacy.office365.com, once the tenant has opted in, is the last resort.",
        source: source!(facts sections "4.8 and 4.4"),
        provenance: Provenance::Observed,
        ..YOURS
    },
    Entry {
        name: "mailbox-tls-too-old",
        pattern: Pattern::TextAlone,
        texts: &["aka.ms/popimap_tls"],
        meaning: "The client used TLS 1.0 or 1.1 for POP3 or IMAP, which Exchange Online no longer accepts.",
        remedy: "Update the client or device to TLS 1.2. The opt-in hosts pop-legacy and imap-legacy.office365.com are being removed by the end of 2026.",
        source: source!(facts sections "4.4 and 2"),
        ..YOURS
    },
    Entry {
        name: "bad-ehlo-name",
        pattern: Pattern::permanent(5, 4),
        replies: Replies::Usually(&[501]),
        meaning: "An argument was not accepted; Exchange Online sends this when the EHLO name is not a host name.",
        remedy: "Have the client send its full host name, or its address in brackets, in EHLO.",
        source: source!(facts sections "4.8 and 4.1"),
        provenance: Provenance::Observed,
        ..YOURS
    },
    Entry {
        name: "auth-not-offered-yet",
        pattern: Pattern::permanent(7, 4),
        replies: Replies::Usually(&[504]),
        meaning: "The AUTH mechanism is not offered at this point: Exchange Online offers AUTH only inside TLS, and there LOGIN and XOAUTH2.",
        remedy: "Enable STARTTLS in the client, so that it comes before AUTH, and use a mechanism that is offered.",
        source: source!(facts sections "4.8 and 4.1"),
        provenance: Provenance::Observed,
        ..YOURS
    },
    Entry {
        name: "not-authenticated",
        pattern: Pattern::permanent(7, 57),
        meaning: "smtp.office365.com was used without signing in.",
        remedy: "Sign in (SMTP AUTH), or send to the tenant's MX host on port 25 instead: direct send, or relay through an inbound connector.",
        source: concat!(source!(smtp_errors), ", ", source!(facts "2")),
        ..YOURS
    },
    Entry {
        name: "authentication-failed",
        pattern: Pattern::permanent(7, 3),
        replies: Replies::Usually(&[535]),
        meaning: "Authentication failed.",
        remedy: "Check the user name and password, whether SMTP AUTH is enabled for the mailbox, and whether multi-factor authentication or Conditional Access blocks it.",
        ..YOURS
    },
    Entry {
        name: "smtp-auth-disabled-for-tenant",
        texts: &["smtpclientauthentication is disabled for the tenant"],
        meaning: "SMTP AUTH is disabled for the whole tenant.",
        remedy: "Enable SMTP AUTH for the mailbox that needs it or for the tenant, or send another way: relay through a connector, or direct send.",
        ..LOGON
    },
    Entry {
        name: "smtp-auth-disabled-for-mailbox",
        texts: &["smtpclientauthentication is disabled for the mailbox"],
        meaning: "SMTP AUTH is disabled for this mailbox.",
        remedy: "Enable Authenticated SMTP for this mailbox, or send another way.",
        ..LOGON
    },
    Entry {
        name: "basic-authentication-disabled",
        texts: &["basic authentication is disabled"],
        meaning: "Signing in with a password (basic authentication) is disabled.",
        remedy: "Use OAuth (XOAUTH2). If the client cannot, an administrator may still re-enable basic authentication for SMTP AUTH, until Microsoft removes it.",
        ..LOGON
    },
    Entry {
        name: "security-defaults",
        texts: &["security defaults policy"],
        meaning: "The tenant's security defaults forbid signing in to SMTP with a password.",
        remedy: "Use OAuth or relay through a connector; replacing security defaults with Conditional Access is for the tenant's administrators to decide.",
        ..LOGON
    },
    Entry {
        name: "logon-criteria-not-met",
        texts: &["did not meet the criteria"],
        meaning: "The sign-in was refused because the request did not meet the criteria; the server does not say which.",
        remedy: "Check the account's sign-in log for what refused it, then Conditional Access (block legacy authentication) and SMTP AUTH on the \
         mailbox; use OAuth.",
        ..LOGON
    },
    Entry {
        name: "account-locked",
        texts: &["account is locked", "account locked"],
        meaning: "The account is locked.",
        remedy: "Unlock the account, and find out what used it with a wrong password before you try again.",
        ..LOGON
    },
    Entry {
        name: "federation-unreachable",
        texts: &["sts service was unreachable"],
        meaning: "The tenant's own federation service (STS) could not be reached by Exchange Online.",
        remedy: "Make the federation service reachable from the Internet again.",
        source: DEFAULT.source,
        provenance: Provenance::Documented,
        ..LOGON
    },
    Entry {
        name: "federation-without-https",
        texts: &["sts url does not support https"],
        meaning: "The tenant's own federation service (STS) does not support HTTPS as Exchange Online requires.",
        remedy: "Serve the federation service over HTTPS with a valid certificate and TLS 1.2.",
        source: DEFAULT.source,
        provenance: Provenance::Documented,
        ..LOGON
    },
    Entry {
        name: "logon-refused",
        meaning: "The sign-in was refused; the text after the code gives the reason.",
        remedy: "Read the text after the code: SMTP AUTH disabled for the tenant or mailbox, basic authentication disabled, security defaults, unmet criteria, \
         locked account, or an unreachable federation service.",
        ..LOGON
    },
    Entry {
        name: "oauth-token-expired",
        pattern: Pattern::range(&[5], 7, 142, 143),
        replies: Replies::Usually(&[535]),
        meaning: "The OAuth token has expired or is about to (High Volume Email).",
        remedy: "Request a new token before signing in, and do not keep a session open longer than its token is valid.",
        source: source!(facts "4.8"),
        provenance: Provenance::Observed,
        ..YOURS
    },
    Entry {
        name: "oauth-argument-malformed",
        pattern: Pattern::range(&[5], 5, 121, 126),
        replies: Replies::Usually(&[501]),
        meaning: "The argument of AUTH XOAUTH2 is malformed (High Volume Email).",
        remedy: "Correct how the client builds the XOAUTH2 argument: user, Bearer token, separators, base64.",
        source: source!(facts "4.8"),
        provenance: Provenance::Observed,
        ..YOURS
    },
    Entry {
        name: "basic-authentication-removed",
        pattern: Pattern::permanent(7, 30),
        meaning: "Basic authentication is no longer supported for client submission.",
        remedy: "Use OAuth (XOAUTH2), or send another way: relay through a connector, direct send, High Volume Email.",
        source: concat!(source!(smtp_errors), ", ", source!(facts "2")),
        ..YOURS
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
        source: source!(facts "4.1"),
        provenance: Provenance::Inferred,
        ..YOURS
    },
];
