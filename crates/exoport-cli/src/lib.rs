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

use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use args::{Cli, Command};

/// Runs the command with the arguments of this process.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version go to standard output and are no error; nobody may be reading.
            let _ = error.print();
            return match error.use_stderr() {
                true => exit::Exit::WrongUse,
                false => exit::Exit::Passed,
            }
            .into();
        }
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

/// The definition of the arguments, so that tests can hold examples against it.
pub fn command() -> clap::Command {
    Cli::command()
}
