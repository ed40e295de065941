//! `exoport lab`.

use std::io::{self, Read, Write};
use std::time::Duration;

use clap::Args;

use super::error::{FeedError, report};
use super::escape::json_line;
use super::exit::Exit;
use super::progress::Progress;
use super::values::seconds;
use exoport_lab::{Lab, LabOptions};

/// Options of `exoport lab`.
#[derive(Debug, Args)]
pub struct LabArgs {
    /// Delay of the tarpit's greeting, 0.001-600 seconds.
    #[arg(long, value_name = "SECONDS", value_parser = seconds, default_value = "6")]
    pub tarpit_delay: Duration,

    /// Pause between the bytes of the dripping server, 0.001-600 seconds.
    #[arg(long, value_name = "SECONDS", value_parser = seconds, default_value = "0.2")]
    pub drip_interval: Duration,
}

/// Serves the lab until standard input is closed; a signal ends the process as usual.
pub fn run(args: &LabArgs) -> Exit {
    let messages = Progress::new(false);
    let served = start(LabOptions {
        tarpit_delay: args.tarpit_delay,
        drip_interval: args.drip_interval,
    })
    .map_err(FeedError::Internal)
    .and_then(|(runtime, lab)| {
        let mut stdout = io::stdout().lock();
        json_line(&lab.describe())
            .and_then(|description| stdout.write_all(description.as_bytes()))
            .and_then(|()| stdout.flush())
            .map_err(FeedError::Write)?;
        wait_for_end_of_input();
        drop(lab);
        runtime.shutdown_background();
        Ok(())
    });
    match served {
        Ok(()) => Exit::Passed,
        Err(error) => report(&error, &messages),
    }
}

/// Starts the lab on a runtime of its own.
///
/// # Errors
/// Sockets or threads that this machine does not give.
pub fn start(options: LabOptions) -> Result<(tokio::runtime::Runtime, Lab), String> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .thread_name("exoport-lab")
        .enable_all()
        .build()
        .map_err(|error| format!("cannot start the lab: {error}"))?;
    let lab = runtime
        .block_on(Lab::start(options))
        .map_err(|error| format!("cannot start the lab: {error}"))?;
    Ok((runtime, lab))
}

/// Reads standard input to its end, whatever comes.
fn wait_for_end_of_input() {
    let mut ignored = [0; 1024];
    let mut stdin = io::stdin().lock();
    loop {
        match stdin.read(&mut ignored) {
            Ok(0) => return,
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(_) => return,
        }
    }
}
