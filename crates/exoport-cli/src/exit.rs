//! Exit codes: part of the command's contract, listed in `--help` and docs/command.md.

use std::process::ExitCode;

use exoport::record::VerdictResult;

/// How the command ended. The greatest one wins where several apply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// Every probe passed (or passed with warnings).
    Passed = 0,
    /// At least one probe failed, or could not find out.
    Failed = 1,
    /// Usage error: arguments, configuration, a file or a target that cannot be read.
    WrongUse = 2,
    /// The command could not do its work: its output cannot be written, or an internal fault.
    Fault = 3,
    /// Another watch holds the state; nothing was done.
    Busy = 4,
}

impl Exit {
    /// What one verdict means for the exit code; `strict` counts a warning as a failure.
    pub fn of_verdict(verdict: VerdictResult, strict: bool) -> Exit {
        match verdict {
            VerdictResult::Pass => Exit::Passed,
            VerdictResult::Warn if !strict => Exit::Passed,
            VerdictResult::Warn | VerdictResult::Fail | VerdictResult::Unknown => Exit::Failed,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit as u8)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_codes_are_those_documented() {
        assert_eq!(Exit::of_verdict(VerdictResult::Warn, false) as u8, 0);
        assert_eq!(Exit::of_verdict(VerdictResult::Warn, true) as u8, 1);
        assert_eq!(Exit::of_verdict(VerdictResult::Unknown, false) as u8, 1);
        assert_eq!(Exit::Busy as u8, 4);
        assert_eq!(Exit::Failed.max(Exit::WrongUse) as u8, 2);
        assert_eq!(Exit::WrongUse.max(Exit::Fault) as u8, 3);
    }
}
