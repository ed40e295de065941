//! The command `exoport`: arguments in, [`exoport::run`] in the middle, text out.
//!
//! The modules, each of which uses only those before it:
//!
//! - `command_line`, `color`, `escape`, `exit`, `files`, `help`, `values`: small, on their own;
//! - `progress`, `targets`, `options`, `output`, `error`, `feed`: what subcommands share;
//! - `schema`, `endpoints`, `explain`, `firewall`, `listen`, `lab`, `domain`, `test`, `check`: the
//!   subcommands, of which `demo` uses `lab` and `domain`, and `watch` the options of `check`;
//! - `args`: the arguments of all of them.

#![forbid(unsafe_code)]

mod args;
mod check;
mod color;
mod command_line;
mod demo;
mod domain;
mod endpoints;
mod error;
mod escape;
mod exit;
mod explain;
mod feed;
mod files;
mod firewall;
mod help;
mod lab;
mod listen;
mod options;
mod output;
mod progress;
mod schema;
mod targets;
mod test;
mod values;
mod watch;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use args::{Cli, Command};

/// Runs the command with the arguments of this process.
pub fn main() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().collect();
    let cli = match Cli::try_parse_from(&arguments) {
        Ok(cli) => cli,
        Err(error) => return print(&error, arguments).into(),
    };
    let exit = match cli.command {
        Command::Test(args) => test::run(*args, cli.color),
        Command::Check(args) => check::run(&args, cli.color),
        Command::Demo(args) => demo::run(&args, cli.color),
        Command::Lab(args) => lab::run(&args),
        Command::Domain(args) => domain::run(&args, cli.color),
        Command::Endpoints(args) => endpoints::run(&args, cli.color),
        Command::Explain(args) => explain::run(&args, cli.color),
        Command::Firewall(args) => firewall::run(&args, cli.color),
        Command::Listen(args) => listen::run(&args, cli.color),
        Command::Schema(args) => schema::run(&args),
        Command::Watch(args) => watch::run(&args, cli.color, command),
    };
    exit.into()
}

/// Prints help or version, which are no error, or what is wrong with the arguments.
fn print(error: &clap::Error, arguments: Vec<OsString>) -> exit::Exit {
    if !error.use_stderr() {
        // Nobody may be reading.
        let _ = error.print();
        return exit::Exit::Passed;
    }
    // The message quotes arguments: that about the escaped ones is the same, safe for a terminal.
    let escaped = arguments
        .into_iter()
        .map(|argument| match argument.to_str() {
            Some(text) => escape::escape(text).into_owned().into(),
            None => argument,
        });
    match Cli::try_parse_from(escaped) {
        Err(error) if error.use_stderr() => {
            let _ = error.print();
        }
        // Escaped they are fine, so that the message is only to be had about the others.
        _ => progress::Progress::new(false).message(&error.to_string()),
    }
    exit::Exit::WrongUse
}

/// The definition of the arguments, so that tests can hold examples against it.
pub fn command() -> clap::Command {
    Cli::command()
}
