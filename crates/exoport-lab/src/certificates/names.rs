//! The names in the lab's certificates (facts section 4.6).

/// Who a certificate is for.
pub(super) struct Subject {
    pub common_name: &'static str,
    pub organization: &'static str,
    /// DNS names of the subjectAltName extension.
    pub names: &'static [&'static str],
}

/// The organization of the lab's own authorities: nobody shall take them for the real ones.
pub(super) const LAB_ORGANIZATION: &str = "ExoPort lab look-alike";

/// The root that [`super::super::Lab::ca_pem`] gives out.
pub(super) const ROOT: &str = "ExoPort Lab Root CA";

/// The issuing authority carries the common name of the one that Exchange Online has used from 2019 on (facts
/// section 4.6), which must count for nothing.
pub(super) const ISSUING: &str = "DigiCert Cloud Services CA-1";

/// What stands in a forged chain: the names of the real issuers. The root's is no root's of any store: Windows would
/// look at the signature of the one there and call it broken instead of unknown.
pub(super) const REAL_ISSUER: &str = "DigiCert Inc";
pub(super) const REAL_ROOT: &str = "DigiCert Global Root CA G1";

/// What a TLS inspection device calls itself.
pub(super) const INSPECTION: &str = "Example Corp TLS Inspection CA";

/// Whose device it is.
pub(super) const INSPECTION_ORGANIZATION: &str = "Example Corp";

/// Submission, IMAP, POP3, web and administration. The common name is never the host's.
pub(super) const CLIENT_ACCESS: Subject = Subject {
    common_name: "outlook.com",
    organization: "Microsoft Corporation",
    names: &[
        "*.internal.outlook.com",
        "*.office.com",
        "*.office365.com",
        "*.outlook.com",
        "*.outlook.office365.com",
        "admin.exchange.microsoft.com",
        "login.microsoftonline.com",
        "office365.com",
        "outlook.cloud.microsoft",
        "outlook.com",
        "outlook.office.com",
        "substrate.office.com",
    ],
};

/// Mail exchangers. The real list of names has not been seen; these are the published zones.
pub(super) const MAIL_EXCHANGER: Subject = Subject {
    common_name: "mail.protection.outlook.com",
    organization: "Microsoft Corporation",
    names: &[
        "*.mail.protection.outlook.com",
        "mail.protection.outlook.com",
    ],
};

/// Another site altogether, as behind a wrong NAT rule or a captive portal.
pub(super) const OTHER_SITE: Subject = Subject {
    common_name: "portal.fabrikam.example",
    organization: "Fabrikam",
    names: &["portal.fabrikam.example", "www.fabrikam.example"],
};
