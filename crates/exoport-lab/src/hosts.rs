//! The host names of Exchange Online that the lab plays.

pub(super) const MX: &str = "contoso-com.mail.protection.outlook.com";
pub(super) const SMTP: &str = "smtp.office365.com";
pub(super) const OUTLOOK: &str = "outlook.office365.com";
