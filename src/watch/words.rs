//! The words of a watch.

use crate::string_enum::string_enum;

string_enum! {
    /// What has changed.
    pub enum ChangeKind: "change" {
        /// A scenario that worked no longer works.
        NewFailure = "new-failure",
        /// A scenario that worked without warnings now works with one.
        NewWarning = "new-warning",
        /// A scenario can no longer be judged: the probes gave no result.
        Undetermined = "undetermined",
        /// A scenario still does not work, now for another reason.
        CauseChanged = "cause-changed",
        /// A scenario works again.
        Recovered = "recovered",
        /// A server presents another certificate than before.
        CertificateRenewed = "certificate-renewed",
        /// A certificate expires soon, or has expired.
        CertificateExpiring = "certificate-expiring",
        /// A server's certificate is issued by another chain than before.
        ChainChanged = "chain-changed",
        /// Another site of Exchange Online answers than before.
        SiteChanged = "site-changed",
    }
}

string_enum! {
    /// Why a watch has ended.
    pub enum WatchEnd: "reason" {
        /// The round that was asked for is done.
        Done = "done",
        /// It cannot go on, for example because its state cannot be written.
        Failed = "failed",
    }
}
