//! The words of scenarios.

use crate::string_enum::string_enum;

string_enum! {
    /// What an administrator wants to know.
    pub enum Scenario: "scenario" {
        /// Can clients and devices here submit mail (587, with 25 as the alternative).
        SendMail = "send-mail",
        /// Can mail reach the domain: its MX on port 25, seen from here.
        ReceiveMail = "receive-mail",
        /// Do Outlook and Outlook on the web work from here (443).
        Outlook = "outlook",
        /// Do IMAP clients work from here (993).
        Imap = "imap",
        /// Do POP3 clients work from here (995).
        Pop = "pop",
        /// Can Exchange Online be administered from here (443 to sign-in, PowerShell, admin center).
        Admin = "admin",
        /// Can an on-premises Exchange server here exchange mail with Exchange Online (25 out, 443).
        HybridMailFlow = "hybrid-mail-flow",
        /// Can a printer, scanner or application here send mail: submission, or direct send to the MX.
        Device = "device",
        /// All of them.
        All = "all",
    }
}

string_enum! {
    /// Where the cause is. Ordered from the nearest.
    pub enum Side: "side" {
        /// This machine or this site: its firewall, proxy, DNS, trust store, clock.
        YourSide = "your-side",
        /// Between here and Microsoft: provider, cloud platform, transit.
        Path = "path",
        /// Exchange Online, or the tenant's settings there.
        ExchangeOnline = "exchange-online",
        /// The probes do not say.
        Unknown = "unknown",
    }
}

string_enum! {
    /// How certain the side is.
    pub enum Confidence: "confidence" {
        /// One weak sign.
        Low = "low",
        /// The usual explanation of what was seen.
        Medium = "medium",
        /// What was seen has no other common explanation.
        High = "high",
    }
}

string_enum! {
    /// What a probe is for in its scenario.
    pub enum Role: "role" {
        /// The scenario works only if this does.
        Needed = "needed",
        /// One of several alternatives: the scenario works if any of them does.
        Alternative = "alternative",
        /// Takes over where a needed one fails: then the scenario works with a warning.
        Fallback = "fallback",
        /// Not part of the scenario: what it shows about the path distinguishes causes.
        Control = "control",
    }
}
