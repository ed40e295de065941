//! The arguments of a subcommand as they were given, for something that is to call it again.

use std::any::TypeId;
use std::ffi::{OsStr, OsString};
use std::path::{self, PathBuf};

use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Command};

/// Writes the options that stood on the command line again, those of `without` left out (by their
/// identifier), each value with its option (`--option=value`) and files as absolute paths.
///
/// # Errors
/// A value is no UTF-8; there is no working folder.
pub fn command_line(
    command: &Command,
    matches: &ArgMatches,
    without: &[&str],
) -> Result<Vec<String>, String> {
    let mut options = Vec::new();
    let mut values = Vec::new();
    for argument in command.get_arguments() {
        let id = argument.get_id().as_str();
        // What a command has without asking for it (help) is not among the matches.
        if without.contains(&id) || !matches.ids().any(|known| known == id) {
            continue;
        }
        if matches.value_source(id) != Some(ValueSource::CommandLine) {
            continue;
        }
        match option_of(argument) {
            Some(option) if matches!(argument.get_action(), ArgAction::SetTrue) => {
                options.push(option);
            }
            option => {
                for value in matches.get_raw(id).into_iter().flatten() {
                    let value = text(argument, value)?;
                    match &option {
                        Some(option) if option.starts_with("--") => {
                            options.push(format!("{option}={value}"));
                        }
                        Some(option) => options.push(format!("{option}{value}")),
                        None => values.push(value),
                    }
                }
            }
        }
    }
    if !values.is_empty() {
        options.push("--".into());
        options.append(&mut values);
    }
    Ok(options)
}

fn option_of(argument: &Arg) -> Option<String> {
    let long = argument.get_long().map(|long| format!("--{long}"));
    long.or_else(|| argument.get_short().map(|short| format!("-{short}")))
}

fn text(argument: &Arg, value: &OsStr) -> Result<String, String> {
    let is_file = argument.get_value_parser().type_id() == TypeId::of::<PathBuf>();
    let value: OsString = match is_file && value != "-" {
        true => path::absolute(value)
            .map_err(|error| format!("{}: {error}", value.display()))?
            .into(),
        false => value.to_owned(),
    };
    value
        .into_string()
        .map_err(|value| format!("this argument is not UTF-8: {}", value.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn again(words: &[&str], without: &[&str]) -> Vec<String> {
        let mut command = crate::command();
        command.build();
        let matches = command
            .clone()
            .try_get_matches_from(words)
            .expect("arguments");
        let (name, matches) = matches.subcommand().expect("subcommand");
        let subcommand = command.find_subcommand(name).expect("known");
        command_line(subcommand, matches, without).expect("UTF-8")
    }

    #[test]
    fn what_was_given_comes_again() {
        for (given, expected) in [
            (&[][..], &[][..]),
            (
                &["-4", "--timeout", "3", "--strict"],
                &["--strict", "--timeout=3", "-4"],
            ),
            (
                &["--override", "a:1=127.0.0.1:2", "--override=b:1=:3"],
                &["--override=a:1=127.0.0.1:2", "--override=b:1=:3"],
            ),
            (&["--ehlo-name", "a b"], &["--ehlo-name=a b"]),
        ] {
            let words = [&["exoport", "check"], given].concat();
            let mut again = again(&words, &[]);
            again.sort();
            assert_eq!(again, expected, "{given:?}");
        }
    }

    #[test]
    fn some_are_left_out() {
        let words = [
            "exoport",
            "check",
            "--timeout=3",
            "--strict",
            "--color=never",
        ];
        assert_eq!(again(&words, &["timeout", "color"]), ["--strict"]);
    }

    #[test]
    fn values_that_look_like_options_and_files_elsewhere_arrive() {
        let words = [
            "exoport",
            "test",
            "--file",
            "list",
            "--",
            "-x",
            "mail.example:25",
        ];
        let file = path::absolute("list").expect("folder");
        assert_eq!(
            again(&words, &[]),
            [
                format!("--file={}", file.display()),
                "--".into(),
                "-x".into(),
                "mail.example:25".into()
            ]
        );
    }
}
