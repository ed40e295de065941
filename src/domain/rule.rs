//! The rules: public contract, documented in docs/domain.md, never renamed.

use crate::record::VerdictResult;
use crate::sources::source;
use crate::string_enum::string_enum;

string_enum! {
    /// How an item is.
    pub enum ItemResult: "item result" {
        /// As it should be.
        Pass = "pass",
        /// Works, and should be changed.
        Warn = "warn",
        /// Does not work, or does harm.
        Fail = "fail",
        /// Could not be found out: the DNS or the web server did not answer.
        Unknown = "unknown",
        /// Not there, and need not be.
        Absent = "absent",
        /// Has no meaning here.
        NotApplicable = "not-applicable",
    }
}

impl ItemResult {
    /// What it means for the verdict over all items. What is absent by choice does not count.
    pub const fn verdict(self) -> VerdictResult {
        match self {
            ItemResult::Pass | ItemResult::Absent | ItemResult::NotApplicable => {
                VerdictResult::Pass
            }
            ItemResult::Warn => VerdictResult::Warn,
            ItemResult::Fail => VerdictResult::Fail,
            ItemResult::Unknown => VerdictResult::Unknown,
        }
    }

    /// The graver, the greater: what fails is more than what is not known, and that more than a warning.
    pub const fn gravity(self) -> u8 {
        match self {
            ItemResult::NotApplicable => 0,
            ItemResult::Absent => 1,
            ItemResult::Pass => 2,
            ItemResult::Warn => 3,
            ItemResult::Unknown => 4,
            ItemResult::Fail => 5,
        }
    }
}

/// Declares the rules, each with its word, how an item is by it, and its source.
macro_rules! rules {
    ($( $variant:ident = $word:literal, $result:ident, $source:expr, $doc:literal; )+) => {
        string_enum! {
            /// One rule of the audit.
            pub enum Rule: "rule" {
                $( #[doc = $doc] $variant = $word, )+
            }
        }

        impl Rule {
            /// How an item is by this rule.
            pub const fn result(self) -> ItemResult {
                match self { $( Rule::$variant => ItemResult::$result, )+ }
            }

            /// Where the rule comes from: an RFC section, a page of Microsoft's, or a section of
            /// docs/exchange-online-facts.md.
            pub const fn source(self) -> &'static str {
                match self { $( Rule::$variant => $source, )+ }
            }
        }
    };
}

rules! {
    NoDomain = "no-domain", NotApplicable, "RFC 1035 section 4.1.1",
        "The domain does not exist, so there is nothing to look at.";

    MxGood = "mx-good", Pass, source!(dns_records),
        "One MX, a host of Exchange Online that has an address.";
    MxUnknown = "mx-unknown", Unknown, "RFC 1035 section 7.2",
        "The DNS gave no answer for the MX.";
    MxNoDomain = "mx-no-domain", Fail, "RFC 1035 section 4.1.1",
        "The domain does not exist.";
    MxMissing = "mx-missing", Fail, source!(dns_records ", RFC 5321 section 5.1"),
        "The domain has no MX.";
    MxNull = "mx-null", Fail, "RFC 7505 section 3",
        "A null MX: the domain takes no mail.";
    MxParked = "mx-parked", Pass, "RFC 7505 section 3",
        "A null MX in a domain that sends no mail either.";
    MxNullNotAlone = "mx-null-not-alone", Fail, "RFC 7505 section 3",
        "A null MX beside other MX records.";
    MxPlaceholder = "mx-placeholder", Fail, source!(facts "3"),
        "The only MX is the placeholder that proves ownership to Microsoft 365.";
    MxPlaceholderLeft = "mx-placeholder-left", Warn, source!(facts "3"),
        "The placeholder is still there beside a real MX.";
    MxObsolete = "mx-obsolete", Fail, source!(facts "3"),
        "An MX in a zone that Microsoft has retired.";
    MxAddressLiteral = "mx-address-literal", Fail, "RFC 5321 section 5.1, RFC 1035 section 3.3.9",
        "An MX that is an address instead of a name.";
    MxHostMissing = "mx-host-missing", Fail, "RFC 5321 section 5.1",
        "An MX whose host has no address.";
    MxHostUnknown = "mx-host-unknown", Unknown, "RFC 1035 section 7.2",
        "The DNS gave no answer for the address of an MX.";
    MxOtherCloud = "mx-other-cloud", Fail, source!(facts "3"),
        "An MX of a cloud other than the intended one.";
    MxElsewhere = "mx-elsewhere", Warn, source!(dns_records),
        "No MX is a host of Exchange Online.";
    MxMixed = "mx-mixed", Warn, source!(facts "3"),
        "Exchange Online hosts alongside others.";
    MxSeveral = "mx-several", Warn, source!(facts "3"),
        "Several hosts of Exchange Online.";
    MxForm = "mx-form", Warn, source!(facts "3"),
        "A host under mx.microsoft that does not have the known form.";
    MxAlias = "mx-alias", Warn, "RFC 2181 section 10.3, RFC 5321 section 5.1",
        "An MX that is an alias.";
    MxDomainAlias = "mx-domain-alias", Warn, "RFC 1034 section 3.6.2, RFC 5321 section 5.1",
        "The domain itself is an alias.";
    MxTtlLong = "mx-ttl-long", Warn, source!(facts "3, RFC 1035 section 3.2.1"),
        "The MX may be cached for more than a day.";

    SpfGood = "spf-good", Pass, source!(dns_records ", RFC 7208"),
        "One well-formed SPF record that includes Exchange Online.";
    SpfParked = "spf-parked", Pass, "RFC 7208 section 10.1.2, RFC 7505 section 4.2",
        "Nobody may send, in a domain that takes no mail either.";
    SpfUnknown = "spf-unknown", Unknown, "RFC 7208 section 2.6.6",
        "The DNS gave no answer for the record.";
    SpfMissing = "spf-missing", Fail, source!(dns_records ", RFC 7208 section 2.6.1"),
        "No SPF record.";
    SpfSeveral = "spf-several", Fail, source!(dns_records ", RFC 7208 section 4.5"),
        "More than one SPF record.";
    SpfSyntax = "spf-syntax", Fail, "RFC 7208 section 4.6",
        "The record cannot be read.";
    SpfTooManyLookups = "spf-too-many-lookups", Fail, source!(dns_records ", RFC 7208 section 4.6.4"),
        "More than 10 look-ups.";
    SpfTooManyVoidLookups = "spf-too-many-void-lookups", Fail, "RFC 7208 section 4.6.4",
        "More than 2 void look-ups.";
    SpfIncludeBroken = "spf-include-broken", Fail, "RFC 7208 section 5.2",
        "An include or redirect whose target has no usable SPF record.";
    SpfLoop = "spf-loop", Fail, "RFC 7208 sections 4.6.4 and 5.2",
        "An include or redirect that comes back to itself.";
    SpfIncludeUnknown = "spf-include-unknown", Unknown, "RFC 7208 section 2.6.6",
        "The DNS gave no answer for something that the record refers to.";
    SpfCloudMissing = "spf-cloud-missing", Fail, source!(dns_records),
        "Exchange Online is not an allowed sender.";
    SpfCloudMissingAddresses = "spf-cloud-missing-addresses", Warn, source!(dns_records),
        "Exchange Online is not included; addresses in the record may stand for it.";
    SpfDependsOnMessage = "spf-depends-on-message", Unknown, "RFC 7208 sections 5.5, 5.7 and 7",
        "Whether Exchange Online may send depends on the message.";
    SpfOtherCloud = "spf-other-cloud", Warn, source!(dns_records),
        "The record includes another cloud's senders.";
    SpfEverybody = "spf-everybody", Fail, "RFC 7208 section 5.1",
        "The record ends in +all: everybody may send.";
    SpfNeutral = "spf-neutral", Warn, "RFC 7208 sections 2.6.2 and 5.1",
        "The record ends in ?all: it says nothing about other senders.";
    SpfNoAll = "spf-no-all", Warn, "RFC 7208 section 4.7",
        "The record ends without all or redirect.";
    SpfAfterAll = "spf-after-all", Warn, "RFC 7208 section 5.1",
        "Mechanisms after all, which are ignored.";
    SpfPtr = "spf-ptr", Warn, "RFC 7208 section 5.5",
        "The record uses ptr.";
    SpfLong = "spf-long", Warn, "RFC 7208 section 3.4",
        "The record is longer than 450 octets.";

    DkimGood = "dkim-good", Pass, source!(facts "6, RFC 6376 section 3.6"),
        "The selector leads to a key.";
    DkimParked = "dkim-parked", Pass, "RFC 6376 section 3.6.1",
        "No key, or an empty one, in a domain that sends no mail.";
    DkimUnknown = "dkim-unknown", Unknown, "RFC 6376 section 6.1.2",
        "The DNS gave no answer for the selector.";
    DkimMissing = "dkim-missing", Warn, source!(facts "6"),
        "The selector does not exist.";
    DkimTarget = "dkim-target", Warn, source!(facts "6"),
        "The selector is an alias to a name that is not Exchange Online's.";
    DkimSwapped = "dkim-swapped", Fail, source!(facts "6"),
        "The alias points to the other selector.";
    DkimNoKey = "dkim-no-key", Fail, source!(facts "6, RFC 6376 section 6.1.2"),
        "The alias leads to no key.";
    DkimOwnKey = "dkim-own-key", Warn, source!(facts "6"),
        "The selector holds a key itself instead of an alias.";
    DkimRevoked = "dkim-revoked", Fail, "RFC 6376 section 3.6.1",
        "The key is revoked.";
    DkimSyntax = "dkim-syntax", Fail, "RFC 6376 section 3.6.1",
        "The key record cannot be read.";
    DkimSeveral = "dkim-several", Fail, "RFC 6376 section 3.6.2.2",
        "More than one key record.";
    DkimKeyTooShort = "dkim-key-too-short", Fail, "RFC 8301 section 3.2",
        "An RSA key below 1024 bits.";
    DkimKeyShort = "dkim-key-short", Warn, "RFC 8301 section 3.2",
        "An RSA key below 2048 bits.";
    DkimTesting = "dkim-testing", Warn, "RFC 6376 section 3.6.1",
        "The key is marked as a test.";

    DmarcGood = "dmarc-good", Pass, "RFC 9989 section 4.7",
        "One DMARC record that asks for quarantine or rejection.";
    DmarcUnknown = "dmarc-unknown", Unknown, "RFC 9989 section 4.10.1",
        "The DNS gave no answer for the record.";
    DmarcMissing = "dmarc-missing", Warn, "RFC 9989 section 4.10",
        "No DMARC record at the domain or above it.";
    DmarcSeveral = "dmarc-several", Fail, "RFC 9989 section 4.10",
        "More than one DMARC record.";
    DmarcSyntax = "dmarc-syntax", Fail, "RFC 9989 sections 4.7 and 4.10.1",
        "The record cannot be read, or has no valid policy and no address for reports.";
    DmarcTag = "dmarc-tag", Warn, "RFC 9989 sections 4.7 and 4.10.1",
        "A tag is wrong, and receivers take its default instead.";
    DmarcNone = "dmarc-none", Warn, "RFC 9989 section 4.7",
        "The policy is none: nothing happens to forged mail.";
    DmarcTesting = "dmarc-testing", Warn, "RFC 9989 section 4.7",
        "The policy is a test (t=y): receivers apply a weaker one.";
    DmarcPartial = "dmarc-partial", Warn, "RFC 7489 section 6.3, RFC 9989 appendix A.6",
        "The record has pct, which some receivers still apply.";
    DmarcReportAddress = "dmarc-report-address", Warn, "RFC 9989 section 4.7",
        "A report address that cannot be used.";

    AutodiscoverGood = "autodiscover-good", Pass, source!(dns_records),
        "The alias of the cloud.";
    AutodiscoverUnknown = "autodiscover-unknown", Unknown, "RFC 1035 section 7.2",
        "The DNS gave no answer.";
    AutodiscoverMissing = "autodiscover-missing", Warn, source!(dns_records),
        "No autodiscover name, and the mail of the domain is in Exchange Online.";
    AutodiscoverAbsent = "autodiscover-absent", Absent, source!(dns_records),
        "No autodiscover name, and the mail of the domain is elsewhere.";
    AutodiscoverOtherCloud = "autodiscover-other-cloud", Fail, source!(dns_records),
        "The alias of another cloud.";
    AutodiscoverElsewhere = "autodiscover-elsewhere", Warn, source!(dns_records),
        "A server that is not Exchange Online's.";

    MsoidGood = "msoid-good", Pass, source!(dns_records),
        "No msoid alias, as it should be.";
    MsoidUnknown = "msoid-unknown", Unknown, "RFC 1035 section 7.2",
        "The DNS gave no answer.";
    MsoidPresent = "msoid-present", Fail, source!(dns_records),
        "An msoid alias outside China.";
    MsoidChina = "msoid-china", Pass, source!(dns_records),
        "The msoid alias of the cloud in China.";
    MsoidChinaAbsent = "msoid-china-absent", Absent, source!(dns_records),
        "No msoid alias in the cloud in China.";

    MtaStsGood = "mta-sts-good", Pass, source!(facts "6, RFC 8461"),
        "An enforced policy that every MX matches.";
    MtaStsAbsent = "mta-sts-absent", Absent, source!(facts "6, RFC 8461 section 3.1"),
        "No MTA-STS.";
    MtaStsUnknown = "mta-sts-unknown", Unknown, "RFC 8461 section 3.1",
        "The DNS gave no answer for the record or for the policy host.";
    MtaStsSeveral = "mta-sts-several", Fail, "RFC 8461 section 3.1",
        "More than one record.";
    MtaStsRecord = "mta-sts-record", Fail, "RFC 8461 section 3.1",
        "The record cannot be read.";
    MtaStsHostMissing = "mta-sts-host-missing", Fail, "RFC 8461 section 3.3",
        "The record exists, but the policy host does not.";
    MtaStsUnreachable = "mta-sts-unreachable", Unknown, "RFC 8461 section 3.3",
        "The policy host could not be reached from here.";
    MtaStsCertificate = "mta-sts-certificate", Fail, "RFC 8461 section 3.3",
        "The certificate of the policy host is not valid.";
    MtaStsTls = "mta-sts-tls", Fail, "RFC 8461 section 3.3",
        "No TLS with the policy host.";
    MtaStsRedirect = "mta-sts-redirect", Fail, "RFC 8461 section 3.3",
        "The policy host redirects, which senders do not follow.";
    MtaStsHttp = "mta-sts-http", Fail, "RFC 8461 section 3.3",
        "The policy host does not serve a policy.";
    MtaStsContentType = "mta-sts-content-type", Fail, "RFC 8461 section 3.2",
        "The policy is not text/plain.";
    MtaStsTooLong = "mta-sts-too-long", Fail, "RFC 8461 section 3.3",
        "The policy is longer than 64 KiB.";
    MtaStsPolicy = "mta-sts-policy", Fail, "RFC 8461 section 3.2",
        "The policy cannot be read.";
    MtaStsMismatch = "mta-sts-mismatch", Fail, source!(facts "6, RFC 8461 section 4.1"),
        "An enforced policy that an MX does not match: mail to it is held back.";
    MtaStsMismatchTesting = "mta-sts-mismatch-testing", Warn, source!(facts "6, RFC 8461 sections 4.1 and 5"),
        "A policy in testing that an MX does not match.";
    MtaStsTesting = "mta-sts-testing", Warn, source!(facts "3, RFC 8461 section 5"),
        "The policy is in testing and protects nothing yet.";
    MtaStsNone = "mta-sts-none", Warn, "RFC 8461 section 5",
        "The policy says none.";
    MtaStsMaxAge = "mta-sts-max-age", Warn, "RFC 8461 section 3.2",
        "The policy is cached for less than a week.";

    TlsRptGood = "tls-rpt-good", Pass, "RFC 8460 section 3",
        "One record with an address for reports.";
    TlsRptAbsent = "tls-rpt-absent", Absent, "RFC 8460 section 3",
        "No TLS reports.";
    TlsRptUnknown = "tls-rpt-unknown", Unknown, "RFC 8460 section 3",
        "The DNS gave no answer.";
    TlsRptSeveral = "tls-rpt-several", Fail, "RFC 8460 section 3",
        "More than one record.";
    TlsRptSyntax = "tls-rpt-syntax", Fail, "RFC 8460 section 3",
        "The record cannot be read.";

    TlsaGood = "tlsa-good", Pass, source!(facts "6, RFC 7672 section 3.1"),
        "Usable TLSA records, and the resolver vouches for MX, address and TLSA.";
    TlsaImpossible = "tlsa-impossible", Absent, source!(facts "6"),
        "The MX is in a zone that is not signed.";
    TlsaAbsent = "tlsa-absent", Absent, source!(facts sections "3 and 6"),
        "No TLSA records at the MX.";
    TlsaUnknown = "tlsa-unknown", Unknown, "RFC 7672 section 2.1",
        "The DNS gave no answer for the TLSA records.";
    TlsaNotVouched = "tlsa-not-vouched", Unknown, "RFC 7672 section 2.2, RFC 4035 section 3.2.3",
        "The resolver does not check signatures, so it is not known whether the records count.";
    TlsaNotSigned = "tlsa-not-signed", Warn, "RFC 7672 section 2.2",
        "TLSA records that do not count, because MX, address or TLSA are not signed.";
    TlsaUnusable = "tlsa-unusable", Fail, "RFC 7672 section 3.1",
        "No TLSA record is usable for SMTP.";
    TlsaSomeUnusable = "tlsa-some-unusable", Warn, "RFC 7672 section 3.1",
        "Some TLSA records are not usable for SMTP.";
    TlsaNoMx = "tlsa-no-mx", NotApplicable, "RFC 7672 section 2.2",
        "There is no MX to have TLSA records.";
}
