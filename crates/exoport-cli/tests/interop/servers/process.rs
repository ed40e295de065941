//! Starts a server of the distribution on loopback and stops it again, whatever happens to the test.

use std::fs::File;
use std::io::{self, Read};
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::process::CommandExt;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use libtest_mimic::Failed;

use super::folder::Folder;
use crate::ExternalTest;
use crate::requirement::find_program;

/// Runs the server named by its arguments as long as standard input stays open.
///
/// Standard input is a pipe that only the test holds: it closes when the test is done with the
/// server, and also when the test is killed, so that no server outlives it. File `exited` says that
/// the server ended by itself. At the end the folder (first argument) and what is left of the
/// process group go away.
const SUPERVISOR: &str = r#"
folder=$1
shift
exec 3<&0
"$@" </dev/null 3<&- &
server=$!
( read -r _; kill "$server"; sleep 10; kill -KILL 0 ) <&3 &
wait "$server"
echo $? >"$folder/exited"
read -r _ <&3
rm -rf "$folder"
kill -KILL 0
"#;

/// How long a server may take to say that it is ready: much longer than any takes, because the
/// machine may be busy.
const READY_WITHIN: Duration = Duration::from_secs(60);

/// The full path of a program: daemons are not on every user's PATH.
pub fn program(name: &str) -> Result<String, Failed> {
    let path = find_program(name).ok_or_else(|| format!("{name} is not installed"))?;
    Ok(path.display().to_string())
}

/// How to start a server.
pub struct Launch {
    /// The server and its arguments. It must stay in the foreground.
    pub command: Vec<String>,
    /// The file in the folder where the server logs; `output` is what it writes to standard output
    /// and standard error.
    pub log: &'static str,
    /// What the log says once all ports are listening.
    pub ready: &'static str,
}

/// A running server; dropping it stops it and removes its folder.
pub struct Server<const PORTS: usize> {
    // Only for its end.
    _supervisor: Supervisor,
    ports: [u16; PORTS],
    // Dropped after the supervisor.
    folder: Folder,
}

impl<const PORTS: usize> Server<PORTS> {
    /// Starts a server on ports of the kernel's choice. `configure` writes its configuration for the
    /// ports given into the folder given.
    ///
    /// Between choosing a port and the server's taking it, somebody else can take it; then the server
    /// ends at once and it is tried again with other ports.
    pub fn start(
        configure: impl Fn(&Folder, [u16; PORTS]) -> Result<Launch, Failed>,
    ) -> Result<Self, Failed> {
        let mut last = String::new();
        for _ in 0..3 {
            let folder = Folder::new()?;
            let ports = free_ports()?;
            let launch = configure(&folder, ports)?;
            let supervisor = Supervisor::start(&folder, &launch.command)?;
            match wait_until_ready(&folder, &launch) {
                Ok(()) => {
                    return Ok(Self {
                        _supervisor: supervisor,
                        ports,
                        folder,
                    });
                }
                Err(why) => last = why,
            }
        }
        Err(Failed::from(last))
    }

    /// The ports, in the order in which `configure` got them.
    pub fn ports(&self) -> [u16; PORTS] {
        self.ports
    }

    /// Its folder.
    pub fn folder(&self) -> &Folder {
        &self.folder
    }
}

/// Different ports that are free on loopback now.
fn free_ports<const PORTS: usize>() -> io::Result<[u16; PORTS]> {
    let mut ports = [0; PORTS];
    // All are held until the last is chosen, so that no number comes twice.
    let mut held = Vec::new();
    for port in &mut ports {
        // On all addresses of this machine, so that a server may listen on any of loopback's.
        let listener = TcpListener::bind((Ipv4Addr::UNSPECIFIED, 0))?;
        *port = listener.local_addr()?.port();
        held.push(listener);
    }
    Ok(ports)
}

fn wait_until_ready(folder: &Folder, launch: &Launch) -> Result<(), String> {
    let deadline = Instant::now() + READY_WITHIN;
    loop {
        if folder.read(launch.log).contains(launch.ready) {
            return Ok(());
        }
        let exited = folder.read("exited");
        let problem = if !exited.is_empty() {
            format!("ended at its start with exit code {}", exited.trim())
        } else if Instant::now() > deadline {
            format!("did not log {:?} in {READY_WITHIN:?}", launch.ready)
        } else {
            thread::sleep(Duration::from_millis(10));
            continue;
        };
        return Err(format!(
            "{}\n{problem}\noutput:\n{}\nlog:\n{}",
            launch.command.join(" "),
            folder.read("output"),
            folder.read(launch.log),
        ));
    }
}

struct Supervisor(Child);

impl Supervisor {
    fn start(folder: &Folder, command: &[String]) -> io::Result<Self> {
        let output = File::create(folder.path().join("output"))?;
        Command::new("sh")
            .args(["-c", SUPERVISOR, "supervisor"])
            .arg(folder.path())
            .args(command)
            .current_dir(folder.path())
            // Servers' messages are looked for in their logs.
            .env("LC_ALL", "C")
            .stdin(Stdio::piped())
            .stdout(output.try_clone()?)
            .stderr(output)
            .process_group(0)
            .spawn()
            .map(Self)
    }
}

impl Drop for Supervisor {
    fn drop(&mut self) {
        drop(self.0.stdin.take());
        // The supervisor ends in any case: it kills its own process group when the server hangs.
        let _ = self.0.wait();
    }
}

/// What the tests rely on: a server goes away with its test, and one that cannot start says why.
pub const TESTS: &[ExternalTest] = &[
    ExternalTest {
        name: "servers::process::goes_away_when_the_test_panics",
        needs: &[&["sh"]],
        packages: "dash",
        run: goes_away_when_the_test_panics,
    },
    ExternalTest {
        name: "servers::process::says_why_it_did_not_start",
        needs: &[&["sh"]],
        packages: "dash",
        run: says_why_it_did_not_start,
    },
];

/// A shell script in the place of a server.
fn script(text: &str) -> Result<Server<1>, Failed> {
    Server::start(|_, _| {
        Ok(Launch {
            command: ["sh", "-c", text].map(str::to_owned).into(),
            log: "output",
            ready: "ready",
        })
    })
}

fn goes_away_when_the_test_panics() -> Result<(), Failed> {
    // The server's child outlives it, and holds the pipe open as long as it lives.
    let server = script("mkfifo alive && { sleep 3600 >alive & echo ready; wait; }")?;
    let folder = server.folder().path().to_owned();
    let mut alive = File::open(folder.join("alive"))?;
    let (sender, gone) = mpsc::channel();
    thread::spawn(move || sender.send(alive.read(&mut [0])));
    if gone.try_recv().is_ok() {
        return Err("the server's child does not run".into());
    }
    let caught = catch_unwind(AssertUnwindSafe(move || {
        let _server = server;
        resume_unwind(Box::new("a failing assertion"));
    }));
    if caught.is_ok() {
        return Err("nothing panicked".into());
    }
    if gone.recv_timeout(READY_WITHIN).is_err() {
        return Err("the server's child still runs".into());
    }
    if folder.exists() {
        return Err(format!("{} is still there", folder.display()).into());
    }
    Ok(())
}

fn says_why_it_did_not_start() -> Result<(), Failed> {
    match script("echo the port is taken >&2; exit 3") {
        Ok(_) => Err("a server that ended counts as ready".into()),
        Err(why) => {
            let text = why.message().unwrap_or_default();
            if text.contains("exit code 3") && text.contains("the port is taken") {
                Ok(())
            } else {
                Err(format!("it says only: {text}").into())
            }
        }
    }
}
