//! From an observation to findings and a verdict: pure functions, no I/O.

use crate::record::{Finding, Observation, Verdict, VerdictResult};

/// What an observation means.
pub fn diagnose(observation: &Observation) -> (Vec<Finding>, Verdict) {
    let result = if observation.outcome.is_ok() {
        VerdictResult::Pass
    } else {
        VerdictResult::Fail
    };
    let verdict = Verdict {
        result,
        summary: observation.outcome.code.to_string(),
        finding: None,
    };
    (Vec::new(), verdict)
}
