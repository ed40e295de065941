//! The table of faults.

use crate::domain::Rule::{self, *};

/// A healthy domain behind the classic MX.
pub(super) const CLASSIC: &[&str] = &[
    ". +soa x",
    "contoso.com mx 0 contoso-com.mail.protection.outlook.com",
    "contoso-com.mail.protection.outlook.com a 192.0.2.1",
    "contoso.mail.protection.office365.us a 192.0.2.1",
    "contoso-com.mail.protection.partner.outlook.cn a 192.0.2.1",
    "gw.example.net a 192.0.2.9",
    "contoso.com txt MS=ms12345678",
    "contoso.com txt v=spf1 include:spf.protection.outlook.com -all",
    "spf.protection.outlook.com txt v=spf1 ip4:40.92.0.0/15 ip6:2a01:111:f400::/48 -all",
    "spf.protection.office365.us txt v=spf1 ip4:23.103.208.0/22 -all",
    "spf.protection.partner.outlook.cn txt v=spf1 ip4:192.0.2.0/24 -all",
    "selector1._domainkey.contoso.com cname selector1-contoso-com._domainkey.contoso.onmicrosoft.com",
    "selector1-contoso-com._domainkey.contoso.onmicrosoft.com txt v=DKIM1; k=rsa; p=RSA2048; n=1024,1455",
    "selector2._domainkey.contoso.com cname selector2-contoso-com._domainkey.Contoso.o-v1.dkim.mail.microsoft",
    "selector2-contoso-com._domainkey.Contoso.o-v1.dkim.mail.microsoft txt v=DKIM1; k=rsa; p=RSA2048;",
    "_dmarc.contoso.com txt v=DMARC1; p=reject; rua=mailto:d@contoso.com!10m, mailto:d@example.net",
    "autodiscover.contoso.com cname autodiscover.outlook.com",
    "_mta-sts.contoso.com txt v=STSv1; id=20261123;",
    "mta-sts.contoso.com a 192.0.2.2",
    "_smtp._tls.contoso.com txt v=TLSRPTv1; rua=mailto:t@contoso.com,https://t.example/x",
    "policy 200 text/plain;charset=utf-8 version: STSv1|mode: enforce|mx: *.mail.protection.outlook.com|max_age: 604800|",
];

/// A healthy domain behind mx.microsoft, signed, with DANE.
pub(super) const SIGNED: &[&str] = &[
    ". +soa x",
    "fabrikam.com +mx 10 fabrikam-com.r-v1.mx.microsoft",
    "fabrikam-com.r-v1.mx.microsoft +a 192.0.2.1",
    "_25._tcp.fabrikam-com.r-v1.mx.microsoft +tlsa 3 1 1 ab",
    "fabrikam.com txt v=spf1 include:spf.prot\" \"ection.outlook.com ~all",
    "spf.protection.outlook.com txt v=spf1 ip4:40.92.0.0/15 -all",
    "selector1._domainkey.fabrikam.com cname selector1-fabrikam-com._domainkey.fabrikam.onmicrosoft.com",
    "selector1-fabrikam-com._domainkey.fabrikam.onmicrosoft.com txt v=DKIM1; k=rsa; p=RSA2048",
    "selector2._domainkey.fabrikam.com cname selector2-fabrikam-com._domainkey.fabrikam.onmicrosoft.com",
    "selector2-fabrikam-com._domainkey.fabrikam.onmicrosoft.com txt p=RSA2048",
    "_dmarc.fabrikam.com txt v=DMARC1;p=quarantine",
    "autodiscover.fabrikam.com cname autodiscover.outlook.com",
    "_mta-sts.fabrikam.com txt v=STSv1; id=1",
    "mta-sts.fabrikam.com aaaa 2001:db8::1",
    "policy 200 text/plain version: STSv1|mode: enforce|mx: fabrikam-com.r-v1.mx.microsoft|max_age: 31557600",
];

/// One case: a healthy domain with changes, and every rule that then has something to say.
#[derive(Debug)]
pub(super) struct Case {
    /// The changes are to [`SIGNED`] instead of [`CLASSIC`].
    pub(super) signed: bool,
    pub(super) domain: Option<&'static str>,
    pub(super) instance: Option<&'static str>,
    pub(super) selectors: &'static [&'static str],
    pub(super) changes: &'static [&'static str],
    pub(super) expected: &'static [Rule],
    /// Rules that apply besides and want nothing.
    pub(super) quiet: &'static [Rule],
}

impl Case {
    pub(super) const NONE: Case = Case {
        signed: false,
        domain: None,
        instance: None,
        selectors: &[],
        changes: &[],
        expected: &[],
        quiet: &[],
    };
}

const fn case(changes: &'static [&'static str], expected: &'static [Rule]) -> Case {
    Case {
        changes,
        expected,
        ..Case::NONE
    }
}

const fn signed(changes: &'static [&'static str], expected: &'static [Rule]) -> Case {
    Case {
        signed: true,
        ..case(changes, expected)
    }
}

const fn quiet(changes: &'static [&'static str], quiet: &'static [Rule]) -> Case {
    Case {
        quiet,
        ..case(changes, &[])
    }
}

const LONG: &str = "contoso.com txt v=spf1 include:spf.protection.outlook.com \
    ip4:198.51.100.0/24 ip4:198.51.101.0/24 ip4:198.51.102.0/24 ip4:198.51.103.0/24 ip4:198.51.104.0/24 \
    ip4:198.51.105.0/24 ip4:198.51.106.0/24 ip4:198.51.107.0/24 ip4:198.51.108.0/24 ip4:198.51.109.0/24 \
    ip4:198.51.110.0/24 ip4:198.51.111.0/24 ip4:198.51.112.0/24 ip4:198.51.113.0/24 ip4:198.51.114.0/24 \
    ip4:203.0.113.0/25 ip4:203.0.113.128/25 ip6:2001:db8:1::/48 ip6:2001:db8:2::/48 ip4:198.51.115.0/24 ip4:198.51.116.0/24 ip4:198.51.117.0/24 ip4:198.51.118.0/24 ip4:198.51.119.0/24 -all";

/// Seventeen exchanges, the last of which is Exchange Online's.
const MANY: &[&str] = &[
    "contoso.com mx 1 gw.example.net",
    "contoso.com mx 2 gw.example.net",
    "contoso.com mx 3 gw.example.net",
    "contoso.com mx 4 gw.example.net",
    "contoso.com mx 5 gw.example.net",
    "contoso.com mx 6 gw.example.net",
    "contoso.com mx 7 gw.example.net",
    "contoso.com mx 8 gw.example.net",
    "contoso.com mx 9 gw.example.net",
    "contoso.com mx 10 gw.example.net",
    "contoso.com mx 11 gw.example.net",
    "contoso.com mx 12 gw.example.net",
    "contoso.com mx 13 gw.example.net",
    "contoso.com mx 14 gw.example.net",
    "contoso.com mx 15 gw.example.net",
    "contoso.com mx 16 gw.example.net",
    "contoso.com mx 17 contoso-com.mail.protection.outlook.com",
];

pub(super) const CASES: &[Case] = &[
    quiet(
        &[],
        &[
            MxGood,
            SpfGood,
            DkimGood,
            DmarcGood,
            AutodiscoverGood,
            MsoidGood,
            MtaStsGood,
            TlsRptGood,
            TlsaImpossible,
        ],
    ),
    Case {
        quiet: &[TlsaGood, TlsRptAbsent, MtaStsGood, MxGood],
        ..signed(&[], &[])
    },
    // The domain and its MX.
    Case {
        domain: Some("missing.example"),
        quiet: &[NoDomain],
        ..case(&[], &[MxNoDomain])
    },
    case(
        &["contoso.com mx !the DNS server answered Server Failure"],
        &[MxUnknown, MtaStsUnknown, TlsaUnknown],
    ),
    Case {
        quiet: &[TlsaNoMx],
        ..case(&["contoso.com mx -"], &[MxMissing])
    },
    case(&["contoso.com mx 0 ."], &[MxNull]),
    // A parked domain, with keys revoked by name, by a wildcard, or not there.
    Case {
        quiet: &[MxParked, SpfParked, DkimParked, TlsaNoMx],
        ..case(
            &[
                "contoso.com mx 0 .",
                "contoso.com txt v=spf1 -all",
                "*._domainkey.contoso.com txt v=DKIM1; p=",
                "selector1._domainkey.contoso.com cname -",
                "selector1._domainkey.contoso.com txt v=DKIM1; p=",
                "selector2._domainkey.contoso.com cname -",
                "_mta-sts.contoso.com txt -",
            ],
            &[],
        )
    },
    Case {
        quiet: &[DkimParked],
        ..case(
            &[
                "contoso.com mx 0 .",
                "contoso.com txt v=spf1 -all",
                "selector1._domainkey.contoso.com cname -",
                "selector2._domainkey.contoso.com cname -",
                "_mta-sts.contoso.com txt -",
            ],
            &[],
        )
    },
    // A domain whose cloud is named, or that takes mail, is not parked.
    Case {
        instance: Some("Worldwide"),
        ..case(
            &["contoso.com mx 0 .", "contoso.com txt v=spf1 -all"],
            &[MxNull, SpfCloudMissing],
        )
    },
    case(&["contoso.com txt v=spf1 -all"], &[SpfCloudMissing]),
    // The domain itself is an alias.
    case(
        &[
            "contoso.com cname apex.example",
            "contoso.com mx -",
            "contoso.com txt -",
            "apex.example mx 0 contoso-com.mail.protection.outlook.com",
            "apex.example txt v=spf1 include:spf.protection.outlook.com -all",
        ],
        &[MxDomainAlias],
    ),
    // The last of many is looked at too.
    case(MANY, &[MxMixed, MtaStsMismatch]),
    case(
        &[
            "contoso.com mx 0 .",
            "contoso.com mx 10 contoso-com.mail.protection.outlook.com",
        ],
        &[MxNullNotAlone],
    ),
    case(
        &["contoso.com mx 32767 ms12345678.msv1.invalid"],
        &[MxPlaceholder],
    ),
    case(
        &[
            "contoso.com mx 0 contoso-com.mail.protection.outlook.com",
            "contoso.com mx 32767 ms12345678.msv1.invalid",
        ],
        &[MxPlaceholderLeft],
    ),
    case(
        &[
            "contoso.com mx 0 contoso-de.mail.protection.outlook.de",
            "contoso-de.mail.protection.outlook.de a 192.0.2.1",
        ],
        &[MxObsolete, MxElsewhere, MtaStsMismatch],
    ),
    case(
        &["contoso.com mx 0 192.0.2.1"],
        &[MxAddressLiteral, MxElsewhere],
    ),
    case(
        &["contoso-com.mail.protection.outlook.com a -"],
        &[MxHostMissing],
    ),
    case(
        &["contoso-com.mail.protection.outlook.com a !timeout"],
        &[MxHostUnknown],
    ),
    // An address of the other family is enough.
    case(
        &[
            "contoso-com.mail.protection.outlook.com a !timeout",
            "contoso-com.mail.protection.outlook.com aaaa 2001:db8::1",
        ],
        &[],
    ),
    Case {
        instance: Some("USGovDoD"),
        ..case(
            &[],
            &[
                MxOtherCloud,
                SpfOtherCloud,
                SpfCloudMissing,
                AutodiscoverOtherCloud,
            ],
        )
    },
    case(
        &["contoso.com mx 0 gw.example.net"],
        &[MxElsewhere, MtaStsMismatch],
    ),
    case(
        &[
            "contoso.com mx 0 contoso-com.mail.protection.outlook.com",
            "contoso.com mx 10 gw.example.net",
        ],
        &[MxMixed, MtaStsMismatch],
    ),
    signed(
        &[
            "fabrikam.com +mx 0 fabrikam-com.r-v1.mx.microsoft",
            "fabrikam.com +mx 30 fabrikam-com.mail.protection.outlook.com",
            "fabrikam-com.mail.protection.outlook.com a 192.0.2.1",
            "policy 200 text/plain version: STSv1|mode: testing|mx: fabrikam-com.r-v1.mx.microsoft|mx: *.mail.protection.outlook.com|max_age: 604800",
        ],
        &[MxSeveral, MtaStsTesting],
    ),
    Case {
        quiet: &[TlsaAbsent],
        ..signed(
            &[
                "fabrikam.com +mx 0 fabrikam-com.mx.microsoft",
                "fabrikam-com.mx.microsoft a 192.0.2.1",
            ],
            &[MxForm, MtaStsMismatch],
        )
    },
    case(
        &[
            "contoso-com.mail.protection.outlook.com cname gw.example.net",
            "contoso-com.mail.protection.outlook.com a -",
        ],
        &[MxAlias],
    ),
    case(
        &["contoso.com mx 0 contoso-com.mail.protection.outlook.com 172800"],
        &[MxTtlLong],
    ),
    // SPF.
    case(&["contoso.com txt !timeout"], &[SpfUnknown]),
    case(&["contoso.com txt MS=ms1"], &[SpfMissing]),
    case(
        &["contoso.com txt v=spf1include:spf.protection.outlook.com -all"],
        &[SpfMissing],
    ),
    case(
        &[
            "contoso.com txt v=spf1 include:spf.protection.outlook.com -all",
            "contoso.com txt V=SPF1 mx -all",
        ],
        &[SpfSeveral],
    ),
    case(
        &["contoso.com txt v=spf1 include:spf.protection.outlook.com -al"],
        &[SpfSyntax],
    ),
    case(
        &[
            "contoso.com txt v=spf1 include:spf.protection.outlook.com include:a.example include:b.example -all",
            "a.example txt v=spf1 a:gw.example.net a:gw.example.net a:gw.example.net a:gw.example.net -all",
            "b.example txt v=spf1 a:gw.example.net a:gw.example.net a:gw.example.net exists:%{i}.x.example -all",
        ],
        &[SpfTooManyLookups],
    ),
    // Ten are still fine.
    case(
        &[
            "contoso.com txt v=spf1 include:spf.protection.outlook.com include:a.example include:b.example -all",
            "a.example txt v=spf1 a:gw.example.net a:gw.example.net a:gw.example.net a:gw.example.net -all",
            "b.example txt v=spf1 a:gw.example.net a:gw.example.net exists:%{i}.x.example -all mx",
        ],
        &[],
    ),
    case(
        &[
            "contoso.com txt v=spf1 include:spf.protection.outlook.com a:x.example mx:x.example exists:x.example -all",
        ],
        &[SpfTooManyVoidLookups],
    ),
    case(
        &[
            "contoso.com txt v=spf1 include:spf.protection.outlook.com a:x.example exists:x.example -all",
        ],
        &[],
    ),
    case(
        &["contoso.com txt v=spf1 include:spf.protection.outlook.com include:none.example -all"],
        &[SpfIncludeBroken],
    ),
    case(
        &[
            "contoso.com txt v=spf1 redirect=a.example",
            "a.example txt v=spf1 include:spf.protection.outlook.com bad -all",
        ],
        &[SpfIncludeBroken, SpfCloudMissing],
    ),
    case(
        &[
            "contoso.com txt v=spf1 include:spf.protection.outlook.com include:a.example -all",
            "a.example txt v=spf1 include:contoso.com -all",
        ],
        &[SpfLoop],
    ),
    case(
        &[
            "contoso.com txt v=spf1 include:a.example -all",
            "a.example txt !timeout",
        ],
        &[SpfIncludeUnknown],
    ),
    case(&["contoso.com txt v=spf1 mx -all"], &[SpfCloudMissing]),
    case(
        &["contoso.com txt v=spf1 ip4:40.92.0.0/15 -all"],
        &[SpfCloudMissingAddresses],
    ),
    case(
        &[
            "contoso.com txt v=spf1 include:spf.protection.outlook.com include:spf.protection.office365.us -all",
        ],
        &[SpfOtherCloud],
    ),
    case(
        &["contoso.com txt v=spf1 include:spf.protection.outlook.com +all"],
        &[SpfEverybody],
    ),
    case(
        &["contoso.com txt v=spf1 include:spf.protection.outlook.com all"],
        &[SpfEverybody],
    ),
    case(
        &[
            "contoso.com txt v=spf1 redirect=a.example",
            "a.example txt v=spf1 include:spf.protection.outlook.com ?all",
        ],
        &[SpfNeutral],
    ),
    case(
        &["contoso.com txt v=spf1 include:spf.protection.outlook.com"],
        &[SpfNoAll],
    ),
    case(
        &["contoso.com txt v=spf1 include:spf.protection.outlook.com -all a"],
        &[SpfAfterAll],
    ),
    case(
        &["contoso.com txt v=spf1 include:spf.protection.outlook.com ptr -all"],
        &[SpfPtr],
    ),
    case(&[LONG], &[SpfLong]),
    // What depends on the message: services put all senders behind a macro.
    case(
        &["contoso.com txt v=spf1 include:%{i}._ip.%{h}._ehlo.%{d}._spf.vali.email ~all"],
        &[SpfDependsOnMessage],
    ),
    case(
        &["contoso.com txt v=spf1 include:%{ir}.%{v}.%{d}.spf.has.pphosted.com -all"],
        &[SpfDependsOnMessage],
    ),
    case(
        &["contoso.com txt v=spf1 ip4:192.0.2.1 exists:%{i}._spf.contoso.com -all"],
        &[SpfDependsOnMessage],
    ),
    case(
        &["contoso.com txt v=spf1 redirect=%{l1r+}._spf.%{d}"],
        &[SpfDependsOnMessage],
    ),
    case(
        &["contoso.com txt v=spf1 mx:%{h} a:%{p} -all"],
        &[SpfDependsOnMessage],
    ),
    case(
        &["contoso.com txt v=spf1 ptr:outlook.com -all"],
        &[SpfPtr, SpfDependsOnMessage],
    ),
    // Behind an include the domain of %{d} is the included one.
    case(
        &[
            "contoso.com txt v=spf1 include:a.example -all",
            "a.example txt v=spf1 include:_spf.%{d} -all",
            "_spf.a.example txt v=spf1 include:spf.protection.outlook.com -all",
        ],
        &[],
    ),
    case(
        &[
            "contoso.com txt v=spf1 redirect=_spf.%{d}",
            "_spf.contoso.com txt v=spf1 mx -all",
            "_spf.contoso.com mx 0 gw.example.net",
        ],
        &[SpfCloudMissing],
    ),
    // A macro behind the include of Exchange Online changes nothing.
    case(
        &[
            "contoso.com txt v=spf1 include:spf.protection.outlook.com include:%{i}.x.example exists:%{i}.y.example -all",
        ],
        &[],
    ),
    // Exchange Online's addresses behind another name.
    case(
        &[
            "contoso.com txt v=spf1 include:flat.example -all",
            "flat.example txt v=spf1 ip4:192.0.2.1 include:flat2.example -all",
            "flat2.example txt v=spf1 ip4:40.107.0.0/16 -all",
        ],
        &[SpfCloudMissingAddresses],
    ),
    case(
        &[
            "contoso.com txt v=spf1 include:flat.example -all",
            "flat.example txt v=spf1 ip6:2a01:111:f400::/40 -all",
        ],
        &[SpfCloudMissingAddresses],
    ),
    case(
        &[
            "contoso.com txt v=spf1 include:flat.example -all",
            "flat.example txt v=spf1 ip4:192.0.2.1 -all",
        ],
        &[SpfCloudMissing],
    ),
    case(
        &[
            "contoso.com txt v=spf1 include:outlook.com -all",
            "outlook.com txt v=spf1 ip4:192.0.2.1 -all",
        ],
        &[SpfCloudMissingAddresses],
    ),
    case(
        &[
            "contoso.com txt v=spf1 include:_spf.example.com\" \"include:spf.protection.outlook.com -all",
        ],
        &[SpfSyntax],
    ),
    // DKIM.
    case(
        &["selector1._domainkey.contoso.com cname !timeout"],
        &[DkimUnknown],
    ),
    case(
        &["selector1-contoso-com._domainkey.contoso.onmicrosoft.com txt !timeout"],
        &[DkimUnknown],
    ),
    case(
        &["selector1._domainkey.contoso.com cname -"],
        &[DkimMissing],
    ),
    case(
        &[
            "selector1._domainkey.contoso.com cname k._domainkey.example.net",
            "k._domainkey.example.net txt p=RSA2048",
        ],
        &[DkimTarget],
    ),
    case(
        &[
            "selector1._domainkey.contoso.com cname selector2-contoso-com._domainkey.Contoso.o-v1.dkim.mail.microsoft",
        ],
        &[DkimSwapped],
    ),
    case(
        &["selector1-contoso-com._domainkey.contoso.onmicrosoft.com txt -"],
        &[DkimNoKey],
    ),
    case(
        &[
            "selector1._domainkey.contoso.com cname -",
            "selector1._domainkey.contoso.com txt v=DKIM1; p=RSA2048",
        ],
        &[DkimOwnKey],
    ),
    case(
        &["selector1-contoso-com._domainkey.contoso.onmicrosoft.com txt v=DKIM1; p="],
        &[DkimRevoked],
    ),
    case(
        &["selector1-contoso-com._domainkey.contoso.onmicrosoft.com txt v=DKIM1; p=RSA2048RSA512"],
        &[DkimSyntax],
    ),
    case(
        &["selector1-contoso-com._domainkey.contoso.onmicrosoft.com txt v=DKIM1; k=rsa"],
        &[DkimSyntax],
    ),
    case(
        &["selector1-contoso-com._domainkey.contoso.onmicrosoft.com txt k=rsa; v=DKIM1; p=RSA2048"],
        &[DkimSyntax],
    ),
    case(
        &[
            "selector1-contoso-com._domainkey.contoso.onmicrosoft.com txt p=RSA2048",
            "selector1-contoso-com._domainkey.contoso.onmicrosoft.com txt v=DKIM1; p=RSA2048",
        ],
        &[DkimSeveral],
    ),
    case(
        &["selector1-contoso-com._domainkey.contoso.onmicrosoft.com txt p=RSA512"],
        &[DkimKeyTooShort],
    ),
    case(
        &["selector1-contoso-com._domainkey.contoso.onmicrosoft.com txt p=RSA1024"],
        &[DkimKeyShort],
    ),
    case(
        &["selector1-contoso-com._domainkey.contoso.onmicrosoft.com txt p=RSA2048; t=s:y"],
        &[DkimTesting],
    ),
    Case {
        selectors: &["k1", "k2", "selector1"],
        ..case(
            &[
                "k1._domainkey.contoso.com txt k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=",
            ],
            &[DkimMissing],
        )
    },
    // DMARC.
    case(&["_dmarc.contoso.com txt !timeout"], &[DmarcUnknown]),
    case(&["_dmarc.contoso.com txt -"], &[DmarcMissing]),
    case(
        &[
            "_dmarc.contoso.com txt v=DMARC1; p=none",
            "_dmarc.contoso.com txt v=DMARC1; p=reject",
        ],
        &[DmarcSeveral],
    ),
    case(
        &["_dmarc.contoso.com txt v=DMARC1 p=reject"],
        &[DmarcSyntax],
    ),
    case(
        &["_dmarc.contoso.com txt v=DMARC1; p=monitor"],
        &[DmarcSyntax],
    ),
    case(
        &["_dmarc.contoso.com txt v=DMARC1; sp=none"],
        &[DmarcSyntax],
    ),
    case(
        &["_dmarc.contoso.com txt v=DMARC1; p=reject; pct=101"],
        &[DmarcPartial],
    ),
    // Wrong tags count as not there.
    case(
        &["_dmarc.contoso.com txt v=DMARC1; p=reject; adkim=strict"],
        &[DmarcTag],
    ),
    case(
        &["_dmarc.contoso.com txt v=DMARC1; p=reject; fo=0:x; psd=no; t=yes"],
        &[DmarcTag],
    ),
    case(
        &["_dmarc.contoso.com txt v=DMARC1; p=reject; rua"],
        &[DmarcTag],
    ),
    case(
        &[
            "_dmarc.contoso.com txt v=DMARC1; fo=1:d:s; np=none; x=y; psd=n; rf=afrf; ri=x; p=reject",
        ],
        &[],
    ),
    // Without a valid policy, a record that asks for reports counts as p=none.
    case(
        &["_dmarc.contoso.com txt v=DMARC1; rua=mailto:d@contoso.com"],
        &[DmarcTag, DmarcNone],
    ),
    case(
        &["_dmarc.contoso.com txt v=DMARC1; p=reject; sp=all; rua=mailto:d@contoso.com"],
        &[DmarcTag, DmarcNone],
    ),
    case(
        &["_dmarc.contoso.com txt v=DMARC1; p=reject; np=all; rua=d@contoso.com"],
        &[DmarcSyntax],
    ),
    case(
        &["_dmarc.contoso.com txt v=DMARC1; p=reject; t=y"],
        &[DmarcTesting],
    ),
    case(
        &["_dmarc.contoso.com txt v=DMARC1; p=none; t=y"],
        &[DmarcNone],
    ),
    case(&["_dmarc.contoso.com txt v=DMARC1; p=none"], &[DmarcNone]),
    case(
        &["_dmarc.contoso.com txt v=DMARC1; p=Reject; pct=50"],
        &[DmarcPartial],
    ),
    case(
        &["_dmarc.contoso.com txt v=DMARC1; p=reject; rua=d@contoso.com"],
        &[DmarcReportAddress],
    ),
    // A subdomain has that of the domain one level up, and what that says of subdomains.
    Case {
        domain: Some("sub.contoso.com"),
        ..case(
            &[
                "sub.contoso.com mx 0 gw.example.net",
                "sub.contoso.com txt v=spf1 include:spf.protection.outlook.com -all",
                "selector1._domainkey.sub.contoso.com cname selector1-contoso-com._domainkey.contoso.onmicrosoft.com",
                "selector2._domainkey.sub.contoso.com cname selector2-contoso-com._domainkey.Contoso.o-v1.dkim.mail.microsoft",
                "_dmarc.contoso.com txt v=DMARC1; p=reject; sp=none",
            ],
            &[MxElsewhere, DmarcNone],
        )
    },
    // Autodiscover.
    case(
        &["autodiscover.contoso.com cname !timeout"],
        &[AutodiscoverUnknown],
    ),
    case(
        &["autodiscover.contoso.com cname -"],
        &[AutodiscoverMissing],
    ),
    Case {
        quiet: &[AutodiscoverAbsent],
        ..case(
            &[
                "autodiscover.contoso.com cname -",
                "contoso.com mx 0 gw.example.net",
                "_mta-sts.contoso.com txt -",
            ],
            &[MxElsewhere],
        )
    },
    case(
        &["autodiscover.contoso.com cname autodiscover.office365.us"],
        &[AutodiscoverOtherCloud],
    ),
    case(
        &["autodiscover.contoso.com cname mail.contoso.com"],
        &[AutodiscoverElsewhere],
    ),
    case(
        &[
            "autodiscover.contoso.com cname -",
            "autodiscover.contoso.com a 192.0.2.7",
        ],
        &[AutodiscoverElsewhere],
    ),
    // The cloud may stand at any place of a chain.
    case(
        &[
            "autodiscover.contoso.com cname autodiscover.contoso.example",
            "autodiscover.contoso.example cname Autodiscover.Outlook.com",
            "autodiscover.outlook.com cname autodiscover.geo.example",
        ],
        &[],
    ),
    case(
        &[
            "autodiscover.contoso.com cname autodiscover.contoso.example",
            "autodiscover.contoso.example cname !timeout",
        ],
        &[AutodiscoverUnknown],
    ),
    case(
        &[
            "autodiscover.contoso.com cname a.example",
            "a.example cname b.example",
            "b.example cname a.example",
        ],
        &[AutodiscoverElsewhere],
    ),
    // msoid.
    case(&["msoid.contoso.com cname !timeout"], &[MsoidUnknown]),
    case(
        &["msoid.contoso.com cname clientconfig.microsoftonline-p.net"],
        &[MsoidPresent],
    ),
    Case {
        quiet: &[MsoidChina],
        ..case(
            &[
                "contoso.com mx 0 contoso-com.mail.protection.partner.outlook.cn",
                "contoso.com txt v=spf1 include:spf.protection.partner.outlook.cn -all",
                "autodiscover.contoso.com cname autodiscover.partner.outlook.cn",
                "msoid.contoso.com cname clientconfig.partner.example",
                "selector1._domainkey.contoso.com cname k1.partner.example",
                "k1.partner.example txt p=RSA2048",
                "_mta-sts.contoso.com txt -",
            ],
            &[],
        )
    },
    Case {
        quiet: &[MsoidChinaAbsent, MtaStsAbsent],
        ..case(
            &[
                "contoso.com mx 0 contoso-com.mail.protection.partner.outlook.cn",
                "contoso.com txt v=spf1 include:spf.protection.partner.outlook.cn -all",
                "autodiscover.contoso.com cname autodiscover.partner.outlook.cn",
                "_mta-sts.contoso.com txt -",
            ],
            &[],
        )
    },
    // MTA-STS.
    case(&["_mta-sts.contoso.com txt !timeout"], &[MtaStsUnknown]),
    case(&["mta-sts.contoso.com a !timeout"], &[MtaStsUnknown]),
    case(
        &[
            "_mta-sts.contoso.com txt v=STSv1; id=1",
            "_mta-sts.contoso.com txt v=STSv1; id=2",
        ],
        &[MtaStsSeveral],
    ),
    case(&["_mta-sts.contoso.com txt v=STSv1"], &[MtaStsRecord]),
    case(
        &["_mta-sts.contoso.com txt v=STSv1; id=2026-11-23"],
        &[MtaStsRecord],
    ),
    case(&["_mta-sts.contoso.com txt id=1; v=STSv1"], &[MtaStsRecord]),
    case(&["mta-sts.contoso.com a -"], &[MtaStsHostMissing]),
    case(
        &["policy !connect refused at 192.0.2.2:443"],
        &[MtaStsUnreachable],
    ),
    case(&["policy !timeout nothing came"], &[MtaStsUnreachable]),
    case(&["policy !local no threads"], &[MtaStsUnreachable]),
    case(&["policy !certificate expired"], &[MtaStsCertificate]),
    case(&["policy !tls handshake failure"], &[MtaStsTls]),
    case(&["policy !http no HTTP"], &[MtaStsHttp]),
    case(&["policy !too-long too much"], &[MtaStsTooLong]),
    case(&["policy 404 text/html <html>"], &[MtaStsHttp]),
    case(
        &["policy 301 - https://www.contoso.com/"],
        &[MtaStsRedirect],
    ),
    case(
        &[
            "policy 200 text/html version: STSv1|mode: enforce|mx: *.mail.protection.outlook.com|max_age: 604800",
        ],
        &[MtaStsContentType],
    ),
    case(&["policy 200 text/plain <html>|</html>"], &[MtaStsPolicy]),
    signed(
        &["policy 200 text/plain version: STSv1|mode: enforce|mx: *.mx.microsoft|max_age: 604800"],
        &[MtaStsMismatch],
    ),
    signed(
        &["policy 200 text/plain version: STSv1|mode: testing|mx: *.mx.microsoft|max_age: 604800"],
        &[MtaStsMismatchTesting, MtaStsTesting],
    ),
    signed(
        &["policy 200 text/plain version: STSv1|mode: none|max_age: 86400"],
        &[MtaStsNone],
    ),
    signed(
        &[
            "policy 200 text/plain version: STSv1|mode: enforce|mx: *.r-v1.mx.microsoft|max_age: 86400",
        ],
        &[MtaStsMaxAge],
    ),
    // TLS-RPT.
    case(&["_smtp._tls.contoso.com txt !timeout"], &[TlsRptUnknown]),
    case(
        &[
            "_smtp._tls.contoso.com txt v=TLSRPTv1; rua=mailto:a@b.example",
            "_smtp._tls.contoso.com txt v=TLSRPTv1; rua=mailto:c@b.example",
        ],
        &[TlsRptSeveral],
    ),
    case(
        &["_smtp._tls.contoso.com txt v=TLSRPTv1; rua=a@b.example"],
        &[TlsRptSyntax],
    ),
    case(&["_smtp._tls.contoso.com txt v=TLSRPTv1;"], &[TlsRptSyntax]),
    case(
        &["_smtp._tls.contoso.com txt v=TLSRPTv1 rua=mailto:a@b.example"],
        &[TlsRptSyntax],
    ),
    // A wildcard is no record of its own: the apex with its texts answers for every name.
    Case {
        quiet: &[MsoidGood, MtaStsAbsent, TlsRptAbsent],
        ..case(
            &[
                "*.contoso.com cname contoso.com",
                "contoso.com txt v=spf1 include:spf.protection.outlook.com -all",
                "contoso.com txt MS=ms12345678",
                "selector1._domainkey.contoso.com cname -",
                "selector2._domainkey.contoso.com cname -",
                "_dmarc.contoso.com txt -",
                "_mta-sts.contoso.com txt -",
                "_smtp._tls.contoso.com txt -",
            ],
            &[DkimMissing, DmarcMissing],
        )
    },
    Case {
        quiet: &[MtaStsAbsent, TlsRptAbsent],
        ..case(
            &[
                "*.contoso.com txt see v=DMARC1, v=STSv1 and v=TLSRPTv1",
                "*._domainkey.contoso.com txt hello",
                "selector1._domainkey.contoso.com cname -",
                "selector2._domainkey.contoso.com cname -",
                "_dmarc.contoso.com txt -",
                "_mta-sts.contoso.com txt -",
                "_smtp._tls.contoso.com txt -",
            ],
            &[DkimMissing, DmarcMissing],
        )
    },
    // A wildcard beside an alias of its own, and one that holds a key.
    case(
        &[
            "*.contoso.com cname www.contoso.com",
            "msoid.contoso.com cname clientconfig.microsoftonline-p.net",
        ],
        &[MsoidPresent],
    ),
    case(
        &[
            "*._domainkey.contoso.com txt p=RSA2048",
            "selector1._domainkey.contoso.com cname -",
        ],
        &[DkimOwnKey],
    ),
    case(
        &[
            "*.contoso.com cname www.contoso.com",
            "exoport-wqkz7c3vxn.contoso.com cname !timeout",
            "msoid.contoso.com cname www.contoso.com",
        ],
        &[MsoidUnknown],
    ),
    // Other texts are no second record.
    case(
        &[
            "_dmarc.contoso.com txt v=DMARC1; p=reject",
            "_dmarc.contoso.com txt dmarc1-verification=5",
            "_dmarc.contoso.com txt v=spf1 -all",
            "_mta-sts.contoso.com txt v=STSv1; id=1",
            "_mta-sts.contoso.com txt the old one was v=STSv1; id=0",
            "_smtp._tls.contoso.com txt v=TLSRPTv1;rua=mailto:a@b.example",
            "_smtp._tls.contoso.com txt tlsrpt-service=7",
        ],
        &[],
    ),
    case(
        &["_smtp._tls.contoso.com txt v=tlsrptv1; rua=mailto:a@b.example"],
        &[TlsRptSyntax],
    ),
    case(
        &["_mta-sts.contoso.com txt v = STSv1; id=1"],
        &[MtaStsRecord],
    ),
    // DANE.
    signed(
        &["_25._tcp.fabrikam-com.r-v1.mx.microsoft tlsa !timeout"],
        &[TlsaUnknown],
    ),
    signed(
        &[
            "fabrikam.com mx 10 fabrikam-com.r-v1.mx.microsoft",
            ". soa x",
        ],
        &[TlsaNotVouched],
    ),
    signed(
        &[
            "fabrikam.com mx 10 fabrikam-com.r-v1.mx.microsoft",
            ". soa !timeout",
        ],
        &[TlsaUnknown],
    ),
    signed(
        &["fabrikam.com mx 10 fabrikam-com.r-v1.mx.microsoft"],
        &[TlsaNotSigned],
    ),
    signed(
        &["_25._tcp.fabrikam-com.r-v1.mx.microsoft tlsa 3 1 1 ab"],
        &[TlsaNotSigned],
    ),
    signed(
        &["fabrikam-com.r-v1.mx.microsoft a 192.0.2.1"],
        &[TlsaNotSigned],
    ),
    signed(
        &["_25._tcp.fabrikam-com.r-v1.mx.microsoft +tlsa 1 1 1 ab"],
        &[TlsaUnusable],
    ),
    signed(
        &[
            "_25._tcp.fabrikam-com.r-v1.mx.microsoft +tlsa 3 1 1 ab",
            "_25._tcp.fabrikam-com.r-v1.mx.microsoft +tlsa 0 0 1 ab",
        ],
        &[TlsaSomeUnusable],
    ),
];
