//! Products that name themselves: data.

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

/// The product that names itself in a text.
pub(super) fn product_in(text: &str) -> Option<&'static str> {
    let words = || text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
    PRODUCTS
        .iter()
        .copied()
        .find(|product| words().any(|word| word.eq_ignore_ascii_case(product)))
}
