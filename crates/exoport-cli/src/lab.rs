//! `exoport lab`.

use std::io::{self, Read, Write};

use super::args::LabArgs;
use super::escape::escape_json;
use super::exit::Exit;
use super::feed::FeedError;
use super::progress::Progress;
use super::test::report;
use exoport_lab::{Lab, LabOptions};

/// Serves the lab until standard input is closed; a signal ends the process as usual.
pub fn run(args: &LabArgs) -> Exit {
    let messages = Progress::new(false);
    let served = start(LabOptions {
        tarpit_delay: args.tarpit_delay,
        drip_interval: args.drip_interval,
    })
    .map_err(FeedError::Internal)
    .and_then(|(runtime, lab)| {
        let mut description = escape_json(lab.describe().to_string());
        description.push('\n');
        let mut stdout = io::stdout().lock();
        stdout
            .write_all(description.as_bytes())
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
