//! Why a subcommand could not do its work, and what that means for the exit code.

use std::io;

use tokio::runtime::Handle;

use super::exit::Exit;
use super::progress::Progress;
use exoport::run::StartError;

/// Why a run ended before its time.
#[derive(Debug)]
pub enum FeedError {
    /// The run does not start.
    Start(StartError),
    /// A record could not be written.
    Write(io::Error),
    /// The feeding thread could not start, or panicked.
    Internal(String),
}

/// Tells why a run ended before its time, and what that means for the exit code.
pub fn report(error: &FeedError, progress: &Progress) -> Exit {
    progress.clear();
    match error {
        // `exoport ... | head`: the reader has what it wanted.
        FeedError::Write(error) if error.kind() == io::ErrorKind::BrokenPipe => Exit::Passed,
        FeedError::Write(error) => {
            progress.message(&format!("cannot write the output: {error}"));
            Exit::Fault
        }
        FeedError::Start(StartError::Threads(why)) => {
            progress.message(why);
            Exit::Fault
        }
        FeedError::Start(error) => progress.wrong_use(&error.to_string()),
        FeedError::Internal(why) => {
            progress.message(why);
            Exit::Fault
        }
    }
}

/// The runtime of the library.
///
/// # Errors
/// The exit code where this machine gives no threads, which is told.
pub fn runtime(messages: &Progress) -> Result<&'static Handle, Exit> {
    exoport::runtime::handle().map_err(|error| {
        messages.message(&format!("cannot start threads: {error}"));
        Exit::Fault
    })
}

/// The exit code of a subcommand that has only to write its output.
pub fn written(written: io::Result<()>, messages: &Progress) -> Exit {
    match written {
        Ok(()) => Exit::Passed,
        Err(error) => report(&FeedError::Write(error), messages),
    }
}
