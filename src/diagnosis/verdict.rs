//! The one answer.

use crate::record::{Finding, Observation, OutcomeCode, Severity, Verdict, VerdictResult};
use crate::targets::Service;

use super::place;

/// The verdict over findings that are sorted, the gravest first.
pub(super) fn of(observation: &Observation, findings: &[Finding]) -> Verdict {
    let gravest = findings.first();
    let result = match (
        observation.outcome.code,
        gravest.map(|finding| finding.severity),
    ) {
        // Nothing is known about the server.
        (OutcomeCode::Cancelled | OutcomeCode::LocalLimit | OutcomeCode::Internal, _) => {
            VerdictResult::Unknown
        }
        (_, Some(Severity::Error)) => VerdictResult::Fail,
        (_, Some(Severity::Warning)) => VerdictResult::Warn,
        (OutcomeCode::Ok, _) => VerdictResult::Pass,
        // An outcome that no rule explains is still no success.
        _ => VerdictResult::Fail,
    };
    match gravest {
        Some(finding) if result != VerdictResult::Pass => Verdict {
            result,
            summary: finding.explanation.clone(),
            finding: Some(finding.code.clone()),
        },
        _ => Verdict {
            result,
            summary: healthy(observation),
            finding: None,
        },
    }
}

/// What works, in one sentence.
fn healthy(observation: &Observation) -> String {
    if !observation.outcome.is_ok() {
        return format!("{}: {}", place(observation), observation.outcome.code);
    }
    let what = match observation.target.service {
        // Whether mail is taken shows only with MAIL and RCPT, which a probe does not say.
        Some(Service::SmtpMx) => "SMTP works with",
        Some(Service::Submission) => "Mail submission works with",
        Some(Service::Imap) => "IMAP works with",
        Some(Service::Pop) => "POP3 works with",
        Some(Service::Web) => "The web service works at",
        Some(Service::Admin) => "The administration service works at",
        None => "A connection works to",
    };
    let tls = observation
        .tls
        .as_ref()
        .and_then(|tls| tls.version.as_deref())
        .map_or_else(
            || ", without TLS".to_owned(),
            |version| format!(" with {version}"),
        );
    let days = observation
        .trust
        .as_ref()
        .and_then(|trust| trust.days_left)
        .map_or_else(String::new, |days| {
            format!(", certificate valid for {days} more days")
        });
    format!("{what} {}{tls}{days}", place(observation))
}
