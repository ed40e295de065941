//! Where the cause of a single probe's finding usually is: data.

use super::{Confidence, Side};
use crate::diagnosis::{FindingCode as Code, reply};
use crate::explain;
use crate::record::Observation;

/// The usual reading of a finding where nothing else tells more. Sources: those of the codes; the
/// side is our inference (facts sections 5.1 to 5.3).
pub(super) const fn of(code: Code) -> (Side, Confidence) {
    use Confidence::{High, Low, Medium};
    use Side::{ExchangeOnline, Path, Unknown, YourSide};
    match code {
        Code::NameNotFound | Code::NoAddress => (YourSide, Medium),
        Code::NullMx | Code::MxElsewhere | Code::DomainMissing => (YourSide, High),
        Code::ResolverFailure | Code::ResolverTimeout | Code::MxNotResolved => (YourSide, Medium),
        Code::CnameChainBroken | Code::DnssecFailure | Code::AddressFamilyUnresolved => {
            (YourSide, Medium)
        }
        Code::ResolverDown => (YourSide, High),
        Code::NoNetwork | Code::Only443Works | Code::OnlyThroughProxy => (YourSide, Medium),
        Code::ProxyOnly443 => (YourSide, High),
        Code::SilentDrop => (Path, Low),
        Code::ConnectionRefused => (YourSide, Medium),
        Code::ConnectionReset => (Path, Medium),
        Code::NetworkUnreachable => (YourSide, Medium),
        Code::LocalPolicy | Code::LocalLimit => (YourSide, High),
        Code::NoGreeting => (Path, Medium),
        Code::Stalled | Code::ConnectionCut => (Path, Low),
        Code::HandshakeCut => (Path, Medium),
        Code::SlowGreeting => (ExchangeOnline, Low),
        Code::ServiceUnavailable | Code::ServiceRefused | Code::Throttled => {
            (ExchangeOnline, Medium)
        }
        Code::HttpError => (ExchangeOnline, Low),
        Code::WrongService | Code::EndlessReply => (Path, Medium),
        Code::StarttlsStripped | Code::StarttlsMasked | Code::PlaintextInjection => (Path, High),
        Code::StarttlsRefused | Code::StarttlsOutOfSequence => (Path, Medium),
        Code::StarttlsNotRecognized | Code::SmtpMasked => (Path, High),
        Code::ForeignBanner | Code::ImapPreauth => (Path, Medium),
        Code::StarttlsNotOffered
        | Code::PlaintextAccepted
        | Code::AuthBeforeTls
        | Code::LegacyTlsOffered => (Unknown, Low),
        Code::TlsTooOld => (Path, Medium),
        Code::TlsIncompatible | Code::TlsAlert | Code::TlsFailure => (Path, Low),
        Code::CertificateExpired => (Path, Low),
        Code::CertificateNotYetValid => (YourSide, Low),
        Code::CertificateExpiresSoon | Code::UnknownIssuer => (Unknown, Low),
        Code::CertificateWrongName | Code::SelfSigned | Code::CertificateInvalid => (Path, Medium),
        Code::CertificateRevoked => (Path, Low),
        Code::ForeignIssuer => (YourSide, Medium),
        Code::TlsInspection => (YourSide, High),
        Code::InterceptedEverywhere => (YourSide, Medium),
        Code::ChainIncomplete => (Unknown, Low),
        Code::MicrosoftIssuerNotTrusted => (YourSide, High),
        Code::TrustStoreUnavailable => (YourSide, High),
        Code::ClockWrong => (YourSide, High),
        Code::AddressFamilyBroken => (YourSide, Medium),
        Code::SomeAddressesFail => (Path, Low),
        Code::ProxyUnreachable | Code::ProxyRefused | Code::ProxyAuthenticationRequired => {
            (YourSide, High)
        }
        Code::BlockPage => (YourSide, Medium),
        Code::AddressNotPublished | Code::AddressLocal => (YourSide, Medium),
        Code::FrontDoorsDiffer => (YourSide, Low),
        Code::Port25Blocked | Code::Port25ToMicrosoftBlocked | Code::MailPortsBlocked => {
            (Path, Medium)
        }
        Code::Port25Rejected => (YourSide, Medium),
        Code::ProbeCancelled | Code::InternalError => (Unknown, Low),
    }
}

/// Whose side a refusal's code names, where Exchange Online's meaning of it is known and says so.
pub(super) fn by_reply(observation: &Observation) -> Option<(Side, Confidence)> {
    let entry = reply::known(observation)?;
    if reply::is_old_tls_of_another(entry, observation) {
        return Some((Side::Path, Confidence::Medium));
    }
    match entry.side {
        explain::Side::YourSide => Some((Side::YourSide, Confidence::Medium)),
        explain::Side::Path => Some((Side::Path, Confidence::Medium)),
        explain::Side::ExchangeOnline => Some((Side::ExchangeOnline, Confidence::Medium)),
        explain::Side::Recipient | explain::Side::Unknown => None,
    }
}
