//! The table of domains, and what it has of each.

use std::borrow::Cow::{self, Borrowed};

use super::super::hosts::MX;

/// One record. No name here has an AAAA record: the lab listens on IPv4.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) enum Record {
    /// A: the loopback address.
    Address,
    /// CNAME.
    Alias(Cow<'static, str>),
    /// TLSA, with the SHA-256 of nothing in particular.
    Association(u8, u8, u8),
    /// MX: preference and exchange.
    Mail(u16, Cow<'static, str>),
    /// SOA.
    Start,
    /// TXT, in strings of at most 255 octets.
    Text(Cow<'static, str>),
    /// SERVFAIL, whatever is asked.
    Failure,
}

/// The MX of signed domains.
pub(super) const SIGNED_MX: &str = "fabrikam-com.r-v1.mx.microsoft";

/// What is there instead of a policy, or the policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Policy {
    Text(&'static str),
    /// A web page.
    Html,
    /// Status 404.
    Missing,
    /// Status 301.
    Redirect,
    /// The policy without its length, and an end of the connection without close_notify: where TLS is
    /// cut, it looks the same.
    Cut(&'static str),
    /// Bytes until the client goes.
    Endless,
}

/// One line of the table.
pub(super) struct Definition {
    pub(super) name: &'static str,
    pub(super) description: &'static str,
    /// Its zone is signed, and its MX is in mx.microsoft.
    pub(super) signed: bool,
    /// The policy server has a certificate for its name.
    pub(super) certified: bool,
    pub(super) policy: Policy,
    /// What its names have instead of what a healthy domain has: a name in front of the domain (or one
    /// with a dot at its end), and its records.
    pub(super) changes: &'static [(&'static str, &'static [Record])],
    pub(super) rules: &'static [&'static str],
}

const fn classic(name: &'static str, description: &'static str) -> Definition {
    Definition {
        name,
        description,
        signed: false,
        certified: true,
        policy: Policy::Text(
            "version: STSv1\r\nmode: enforce\r\nmx: *.mail.protection.outlook.com\r\nmax_age: 604800\r\n",
        ),
        changes: &[],
        rules: &[],
    }
}

const fn signed(name: &'static str, description: &'static str) -> Definition {
    Definition {
        signed: true,
        policy: Policy::Text(
            "version: STSv1\nmode: enforce\nmx: *.r-v1.mx.microsoft\nmax_age: 31557600\n",
        ),
        ..classic(name, description)
    }
}

const fn text(text: &'static str) -> Record {
    Record::Text(Borrowed(text))
}

const fn mail(preference: u16, exchange: &'static str) -> Record {
    Record::Mail(preference, Borrowed(exchange))
}

const SPF: Record = text("v=spf1 include:spf.protection.outlook.com -all");

pub(super) const DOMAINS: &[Definition] = &[
    classic("contoso.com", "healthy, behind the classic MX"),
    signed(
        "fabrikam.com",
        "healthy, behind mx.microsoft, signed and with DANE",
    ),
    Definition {
        changes: &[("", &[mail(32767, "ms12345678.msv1.invalid"), SPF])],
        rules: &["mx-placeholder"],
        ..classic(
            "mx-placeholder.example",
            "its MX is the placeholder that proves ownership",
        )
    },
    Definition {
        changes: &[(
            "",
            &[mail(0, "gone-example.mail.protection.outlook.com"), SPF],
        )],
        rules: &["mx-host-missing"],
        ..classic("mx-host-missing.example", "its MX no longer exists")
    },
    Definition {
        changes: &[
            ("", &[mail(0, MX), mail(10, "gateway.lab.example"), SPF]),
            ("_mta-sts", &[]),
        ],
        rules: &["mx-mixed"],
        ..classic(
            "mx-mixed.example",
            "an MX of another service in addition to Exchange Online",
        )
    },
    Definition {
        changes: &[("", &[mail(0, MX), SPF, text("v=spf1 mx -all")])],
        rules: &["spf-several"],
        ..classic("spf-several.example", "two SPF records")
    },
    Definition {
        changes: &[(
            "",
            &[
                mail(0, MX),
                text("v=spf1 include:spf.protection.outlook.com include:many.lab.example -all"),
            ],
        )],
        rules: &["spf-too-many-lookups"],
        ..classic("spf-lookups.example", "an SPF record with 11 look-ups")
    },
    Definition {
        changes: &[(
            "",
            &[
                mail(0, MX),
                text("v=spf1 include:spf.protection.outlook.com include:servfail.example -all"),
            ],
        )],
        rules: &["spf-include-unknown"],
        ..classic("spf-unknown.example", "an SPF include whose DNS fails")
    },
    Definition {
        changes: &[(
            "selector1._domainkey",
            &[Record::Alias(Borrowed(
                "selector1-x._domainkey.gone.onmicrosoft.com",
            ))],
        )],
        rules: &["dkim-no-key"],
        ..classic("dkim-no-key.example", "a DKIM alias that leads nowhere")
    },
    Definition {
        changes: &[("_dmarc", &[])],
        rules: &["dmarc-missing"],
        ..classic("dmarc-missing.example", "no DMARC record")
    },
    Definition {
        changes: &[("_dmarc", &[Record::Failure])],
        rules: &["dmarc-unknown"],
        ..classic("dmarc-unknown.example", "a DMARC record whose DNS fails")
    },
    Definition {
        changes: &[("autodiscover", &[Record::Address])],
        rules: &["autodiscover-elsewhere"],
        ..classic(
            "autodiscover-elsewhere.example",
            "Autodiscover on its own server",
        )
    },
    Definition {
        changes: &[("msoid", &[Record::Alias(Borrowed("sign-in.lab.example"))])],
        rules: &["msoid-present"],
        ..classic(
            "msoid-present.example",
            "the alias that only the cloud in China has",
        )
    },
    Definition {
        policy: Policy::Text(
            "version: STSv1\nmode: enforce\nmx: *.mx.microsoft\nmax_age: 604800\n",
        ),
        rules: &["mta-sts-mismatch"],
        ..signed(
            "mta-sts-mismatch.example",
            "an MTA-STS policy whose wildcard would have to match two labels",
        )
    },
    Definition {
        certified: false,
        rules: &["mta-sts-certificate"],
        ..classic(
            "mta-sts-certificate.example",
            "an MTA-STS policy behind a certificate for other names",
        )
    },
    Definition {
        policy: Policy::Redirect,
        rules: &["mta-sts-redirect"],
        ..classic(
            "mta-sts-redirect.example",
            "an MTA-STS policy that redirects",
        )
    },
    Definition {
        policy: Policy::Missing,
        rules: &["mta-sts-http"],
        ..classic(
            "mta-sts-http.example",
            "no MTA-STS policy although the record announces one",
        )
    },
    Definition {
        policy: Policy::Html,
        rules: &["mta-sts-content-type", "mta-sts-policy"],
        ..classic(
            "mta-sts-html.example",
            "a web page instead of an MTA-STS policy",
        )
    },
    Definition {
        policy: Policy::Cut("version: STSv1\r\nmode: none\r\nmax_age: 604800\r\n"),
        rules: &["mta-sts-http"],
        ..classic(
            "mta-sts-cut.example",
            "an MTA-STS policy whose end cannot be told from a cut",
        )
    },
    Definition {
        policy: Policy::Endless,
        rules: &["mta-sts-too-long"],
        ..classic(
            "mta-sts-too-long.example",
            "an MTA-STS policy that never ends",
        )
    },
    Definition {
        changes: &[("_smtp._tls", &[text("v=TLSRPTv1; rua=tls@tls-rpt.example")])],
        rules: &["tls-rpt-syntax"],
        ..classic("tls-rpt-syntax.example", "a TLS-RPT record without mailto:")
    },
    Definition {
        changes: &[
            ("", &[mail(0, "tlsa-unusable.r-v1.mx.microsoft"), SPF]),
            ("tlsa-unusable.r-v1.mx.microsoft.", &[Record::Address]),
            (
                "_25._tcp.tlsa-unusable.r-v1.mx.microsoft.",
                &[Record::Association(1, 1, 1)],
            ),
        ],
        rules: &["tlsa-unusable"],
        ..signed("tlsa-unusable.example", "TLSA records that SMTP ignores")
    },
    Definition {
        signed: false,
        changes: &[("", &[mail(0, SIGNED_MX), SPF])],
        rules: &["tlsa-not-signed"],
        ..signed(
            "tlsa-not-signed.example",
            "an MX with DANE, in a zone that is not signed",
        )
    },
];
