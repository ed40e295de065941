//! What the lab's DNS knows (facts section 3).

use std::net::Ipv4Addr;

use super::super::hosts::{MX, OUTLOOK, SMTP};

/// What a name owns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Entry {
    /// CNAME: another name of the zone.
    Alias(&'static str),
    /// A: the loopback address. No name here has an AAAA record: the lab listens on IPv4.
    Address,
    /// MX: preference and exchange.
    Mail(u16, &'static str),
    /// TXT: so many strings of 100 characters, to be longer than a UDP answer may be.
    LongText(usize),
    /// The name exists and owns nothing that anybody asks for.
    Nothing,
    /// SERVFAIL, whatever is asked.
    Failure,
    /// An address whose signatures do not hold: SERVFAIL, but for those who do not want them checked
    /// (RFC 4035 sections 3.2.2 and 5.5).
    Bogus,
    /// No answer at all.
    Silence,
}

/// The address of every host.
pub(super) const ADDRESS: Ipv4Addr = Ipv4Addr::LOCALHOST;

/// The front-door pool: the three letters name the site.
const POOL: &str = "lhr-efz.ms-acdc.office.com";
const POOL_SELECTION: &str = "outlook.ms-acdc.office.com";

/// Names whose chains break; the cases of the lab that are about them ask for them.
pub(in super::super) const ALIAS_TO_NOWHERE: &str = "alias-to-nowhere.office365.com";
pub(in super::super) const ALIAS_TO_FAILURE: &str = "alias-to-failure.office365.com";
pub(in super::super) const ALIAS_WITHOUT_ADDRESS: &str = "alias-without-address.office365.com";
pub(in super::super) const ALIAS_TO_BOGUS: &str = "alias-to-bogus.office365.com";

const ZONE: &[(&str, Entry)] = &[
    (OUTLOOK, Entry::Alias("outlook.cloud.microsoft")),
    (
        "outlook.office.com",
        Entry::Alias("outlook.cloud.microsoft"),
    ),
    (
        "outlook.cloud.microsoft",
        Entry::Alias("acdcatm.outlook.mira.tm.svc.cloud.microsoft"),
    ),
    (
        "acdcatm.outlook.mira.tm.svc.cloud.microsoft",
        Entry::Alias(POOL_SELECTION),
    ),
    (SMTP, Entry::Alias(POOL_SELECTION)),
    (POOL_SELECTION, Entry::Alias(POOL)),
    (POOL, Entry::Address),
    ("login.microsoftonline.com", Entry::Address),
    ("admin.exchange.microsoft.com", Entry::Address),
    (MX, Entry::Address),
    // The null MX of RFC 7505: this domain takes no mail.
    ("nomail.example", Entry::Mail(0, ".")),
    // Mail domains whose exchanger is gone, cannot be resolved, or is no name.
    (
        "left.example",
        Entry::Mail(0, "left-example.mail.protection.outlook.com"),
    ),
    (
        "no-address-mx.example",
        Entry::Mail(10, "empty.ms-acdc.office.com"),
    ),
    ("failing-mx.example", Entry::Mail(10, "servfail.example")),
    ("silent-mx.example", Entry::Mail(10, "silent.example")),
    ("literal-mx.example", Entry::Mail(10, "192.0.2.1")),
    (
        ALIAS_TO_NOWHERE,
        Entry::Alias("nowhere.tm.svc.cloud.microsoft"),
    ),
    (
        "nowhere.tm.svc.cloud.microsoft",
        Entry::Alias("missing.ms-acdc.office.com"),
    ),
    (ALIAS_TO_FAILURE, Entry::Alias("failing.ms-acdc.office.com")),
    ("failing.ms-acdc.office.com", Entry::Failure),
    (
        ALIAS_WITHOUT_ADDRESS,
        Entry::Alias("empty.ms-acdc.office.com"),
    ),
    ("empty.ms-acdc.office.com", Entry::Nothing),
    (ALIAS_TO_BOGUS, Entry::Alias("bogus.svc.cloud.microsoft")),
    ("bogus.svc.cloud.microsoft", Entry::Bogus),
    ("loop.example", Entry::Alias("loop-back.example")),
    ("loop-back.example", Entry::Alias("loop.example")),
    ("bogus.example", Entry::Bogus),
    ("large.example", Entry::LongText(20)),
    ("servfail.example", Entry::Failure),
    ("silent.example", Entry::Silence),
];

/// What a name owns, if it exists. Letter case does not matter; no dot at the end.
pub(super) fn find(name: &str) -> Option<Entry> {
    ZONE.iter()
        .find(|(owner, _)| owner.eq_ignore_ascii_case(name))
        .map(|(_, entry)| *entry)
}
