//! What a probe of a case must conclude.

use exoport::record::{OutcomeCode, PhaseName, VerdictResult};

/// What a probe of a case must conclude.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Expected {
    /// What happened.
    pub outcome: OutcomeCode,
    /// Where it happened; none when all went well.
    pub phase: Option<PhaseName>,
    /// The one answer.
    pub verdict: VerdictResult,
    /// The code of a finding that must be there; none when there is nothing to find.
    pub finding: Option<&'static str>,
}

impl Expected {
    /// All is well and there is nothing to say.
    pub(super) const PASS: Expected = Expected {
        outcome: OutcomeCode::Ok,
        phase: None,
        verdict: VerdictResult::Pass,
        finding: None,
    };

    /// The connection is refused.
    pub(super) const REFUSED: Expected = Expected::fail(
        OutcomeCode::Refused,
        PhaseName::Connect,
        "connection-refused",
    );

    /// A failure in a phase, and the finding that explains it.
    pub(super) const fn fail(
        outcome: OutcomeCode,
        phase: PhaseName,
        finding: &'static str,
    ) -> Expected {
        Expected {
            outcome,
            phase: Some(phase),
            verdict: VerdictResult::Fail,
            finding: Some(finding),
        }
    }

    /// It works, and there is something to say.
    pub(super) const fn works(verdict: VerdictResult, finding: &'static str) -> Expected {
        Expected {
            outcome: OutcomeCode::Ok,
            phase: None,
            verdict,
            finding: Some(finding),
        }
    }
}
