//! The command `exoport`.

use std::process::ExitCode;

fn main() -> ExitCode {
    exoport_cli::main()
}
