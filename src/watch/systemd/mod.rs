//! A service and a timer of systemd for a watch: `exoport watch ... --print-systemd`. Pure: text alone.

mod quote;

use std::collections::BTreeSet;
use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::proxy::ProxySetting;

/// The name of both units, before `.service` and `.timer`.
pub const NAME: &str = "exoport-watch";

/// Where the service finds its state (`StateDirectory=`).
const STATE_FOLDER: &str = "/var/lib/exoport";
/// Where the service may write logs (`LogsDirectory=`).
const LOGS_FOLDER: &str = "/var/log/exoport";
/// The longest interval: a day, as for every watch.
const LONGEST_INTERVAL: u64 = 86_400;

/// A service that makes one round, and the timer that starts it. Displayed: both, with what to do
/// with them as comments; each begins with a comment that is its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Units {
    /// The text of `exoport-watch.service`.
    pub service: String,
    /// The text of `exoport-watch.timer`.
    pub timer: String,
}

/// Why there can be no units.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnitError {
    /// A control character, or bytes that are no UTF-8, in a text that is shown here.
    #[error(
        "a systemd unit cannot contain control characters or bytes that are not UTF-8: \"{0}\""
    )]
    Text(String),
    /// A path that is shown here is not absolute: a service has another working folder.
    #[error("a service needs absolute paths, because its working folder is different: \"{0}\"")]
    Relative(String),
    /// The path of the program, shown here, has a character that systemd cannot have there.
    #[error(
        "systemd cannot start a program with `$`, a quotation mark or `\\` in its path: {0}; install it \
        elsewhere, for example as /usr/local/bin/exoport"
    )]
    Program(String),
    /// An argument is a proxy with a user name or a password, and everybody can read a unit file.
    #[error(
        "every user can read a unit file, and one of the arguments is a proxy with a user name or a \
        password; use --proxy system, and give the service https_proxy in an EnvironmentFile= that \
        only root can read"
    )]
    Secret,
    /// Not 1 to 86,400 whole seconds.
    #[error("invalid timer interval (1-{LONGEST_INTERVAL} whole seconds)")]
    Interval,
}

/// Makes the units.
///
/// - `program`: the absolute path of `exoport`.
/// - `arguments`: what follows it, beginning with `watch`, without `--interval` and `--rounds`, since
///   the timer repeats it. Without `--state` the state is in `/var/lib/exoport`, named as the units are.
/// - `interval`: from the beginning of one round to that of the next, 1 to 86,400 seconds.
/// - `written`: absolute paths of the files among the arguments that the watch writes.
///
/// # Errors
/// See [`UnitError`]; each text says what to do.
pub fn units(
    program: &Path,
    arguments: &[String],
    interval: Duration,
    written: &[PathBuf],
) -> Result<Units, UnitError> {
    let seconds = interval.as_secs();
    if interval.subsec_nanos() != 0 || !(1..=LONGEST_INTERVAL).contains(&seconds) {
        return Err(UnitError::Interval);
    }
    Ok(Units {
        service: service(&command_line(program, arguments)?, written)?,
        timer: timer(seconds),
    })
}

fn command_line(program: &Path, arguments: &[String]) -> Result<String, UnitError> {
    let mut words = vec![quote::program(program)?];
    let mut is_proxy = false;
    for argument in arguments {
        let given = argument.strip_prefix("--proxy=");
        let proxy = given.or(is_proxy.then_some(argument.as_str()));
        is_proxy = argument == "--proxy";
        // A URL with an @ is none of a watch's other values.
        if proxy.is_some_and(ProxySetting::may_hold_credentials)
            || argument.contains("://") && argument.contains('@')
        {
            return Err(UnitError::Secret);
        }
        words.push(quote::argument(argument)?);
    }
    let is_state = |text: &String| text == "--state" || text.starts_with("--state=");
    if !arguments.iter().any(is_state) {
        // Behind `watch`: after `--` there are no options. %N: so that a copy of the units under another
        // name has a state of its own.
        words.insert(words.len().min(2), "--state=%S/exoport/%N.json".into());
    }
    Ok(words.join(" "))
}

fn service(command_line: &str, written: &[PathBuf]) -> Result<String, UnitError> {
    let mut logs = "";
    let mut folders = BTreeSet::new();
    for file in written {
        if file.starts_with(LOGS_FOLDER) {
            logs = "\nLogsDirectory=exoport";
        } else if !file.starts_with(STATE_FOLDER) {
            folders.insert(quote::path(file.parent().unwrap_or(file))?);
        }
    }
    let folders = match folders.is_empty() {
        true => String::new(),
        false => format!(
            "\n# The watch writes there, as the user exoport, who needs the right to (see above).\nReadWritePaths={}",
            folders.into_iter().collect::<Vec<_>>().join(" ")
        ),
    };
    Ok(format!(
        "\
[Unit]
Description=ExoPort: one round of the watch over Exchange Online
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
ExecStart={command_line}
# 1: a scenario fails or cannot be judged; the watch has done its work and tells of the change itself.
# 4: another watch has this state. Neither is a failure of this unit; 2 (wrong use) and 3 (fault) are.
SuccessExitStatus=1 4
# Every probe has its own limit; this is for what nobody thought of.
TimeoutStartSec=1h
# Nobody owns the process but itself. A user exoport that exists is taken.
DynamicUser=yes
User=exoport
StateDirectory=exoport{logs}{folders}
# Endpoint sets, if root keeps newer ones there: EXOPORT_DATA_FOLDER=/var/lib/exoport exoport endpoints update
Environment=EXOPORT_DATA_FOLDER=%S/exoport
CapabilityBoundingSet=
NoNewPrivileges=yes
LockPersonality=yes
MemoryDenyWriteExecute=yes
PrivateDevices=yes
PrivateTmp=yes
ProtectClock=yes
ProtectControlGroups=yes
ProtectHome=read-only
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectSystem=strict
# Names may be resolved over UNIX sockets; addresses are sorted with the help of netlink.
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
"
    ))
}

fn timer(seconds: u64) -> String {
    // Up to a tenth later, so that machines that started together do not go on together.
    let delay = (seconds / 10).min(60);
    format!(
        "\
[Unit]
Description=ExoPort: rounds of the watch over Exchange Online

[Timer]
# From the beginning of one round to that of the next; a round that takes longer is not interrupted.
OnUnitActiveSec={seconds}s
OnActiveSec=30s
RandomizedDelaySec={delay}s
AccuracySec=1s

[Install]
WantedBy=timers.target
"
    )
}

impl fmt::Display for Units {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Units { service, timer } = self;
        write!(
            f,
            "\
# Two units for systemd. Save each as the file named above it, then, as root:
#
#   systemctl daemon-reload
#   systemctl enable --now {NAME}.timer
#
# See:       systemctl list-timers {NAME}.timer
#            journalctl --unit {NAME}.service
# Run now:   systemctl start {NAME}.service
# Remove:    systemctl disable --now {NAME}.timer, then delete both files and {STATE_FOLDER}
#
# The program is started by a user of its own, who cannot look into home folders: install it where
# everybody may read it, for example /usr/local/bin. A second watch: save both under another name.
"
        )?;
        if service.contains("\nReadWritePaths=") {
            f.write_str(
                "#
# The watch writes outside its own folders. The folders after ReadWritePaths= have to be there, and
# writable for a user exoport that has to be there too:
#
#   useradd --system --no-create-home --shell /usr/sbin/nologin exoport
#   setfacl --modify user:exoport:rwx FOLDER
",
            )?;
        }
        write!(
            f,
            "
# /etc/systemd/system/{NAME}.service
{service}
# /etc/systemd/system/{NAME}.timer
{timer}"
        )
    }
}

#[cfg(test)]
mod tests;
