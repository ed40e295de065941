//! The command `exoport`.

use std::process::ExitCode;

fn main() -> ExitCode {
    exoport::cli::main()
}
