//! `exoport watch --print-systemd`.

use std::env;
use std::path::{self, PathBuf};
use std::time::Duration;

use clap::Command;

use super::WatchArgs;
use crate::color::ColorWhen;
use crate::command_line::command_line;
use crate::error::written;
use crate::exit::Exit;
use crate::output;
use crate::progress::Progress;
use exoport::watch::systemd::{Units, units};

/// The timer's interval where none was given.
const INTERVAL_SECONDS: u32 = 900;
/// What the timer does, and what is about this call alone.
const WITHOUT: [&str; 4] = ["print_systemd", "interval", "rounds", "color"];

/// Prints the units that call the watch with the arguments of this process.
pub fn print(args: &WatchArgs, color: ColorWhen, command: Command, messages: &Progress) -> Exit {
    let checked = args.config().and_then(|config| {
        // What the service would say at its first round is said now.
        config.check().map_err(|error| error.to_string())?;
        of_this_process(args, command)
    });
    let units = match checked {
        Ok(units) => units,
        Err(why) => return messages.wrong_use(&why),
    };
    written(output::print(&units.to_string(), color), messages)
}

fn of_this_process(args: &WatchArgs, mut command: Command) -> Result<Units, String> {
    command.build();
    let matches = command.clone().get_matches_from(env::args_os());
    let (name, matches) = matches.subcommand().ok_or("no subcommand")?;
    let subcommand = command.find_subcommand(name).ok_or("no subcommand")?;
    let mut arguments = vec![name.to_owned()];
    arguments.extend(command_line(subcommand, matches, &WITHOUT)?);

    let written: Vec<PathBuf> = [&args.state, &args.json_lines, &args.prometheus]
        .into_iter()
        .flatten()
        .map(path::absolute)
        .collect::<Result<_, _>>()
        .map_err(|error| error.to_string())?;
    let program = env::current_exe()
        .map_err(|error| format!("cannot find the path of this program: {error}"))?;
    let seconds = args.interval.0.unwrap_or(INTERVAL_SECONDS);
    let interval = Duration::from_secs(seconds.into());
    units(&program, &arguments, interval, &written).map_err(|error| error.to_string())
}
