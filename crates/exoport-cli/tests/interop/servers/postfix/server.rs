//! Postfix as a receiving and submitting mail server, with Dovecot's SASL behind it.

use std::process::Command;

use libtest_mimic::Failed;

use crate::servers::certificates::{Authority, Defect, HOST, Identity};
use crate::servers::process::{Launch, Server, program};

/// How this machine's Postfix was built.
fn default_of(parameter: &str) -> Result<String, Failed> {
    let output = Command::new(program("postconf")?)
        .args(["-d", "-h", parameter])
        .output()?;
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}

/// One Postfix with a port for each situation.
pub struct Postfix {
    server: Server<7>,
    /// The certificate of the healthy ports.
    pub good: Identity,
    /// The certificate of [`Postfix::expired`].
    pub stale: Identity,
    /// The certificate of [`Postfix::not_yet_valid`].
    pub early: Identity,
    /// The certificate of [`Postfix::without_intermediate`].
    pub incomplete: Identity,
}

impl Postfix {
    /// Starts it; needs root. `sasl_socket` is where Dovecot answers.
    pub fn start(authority: &Authority, sasl_socket: &str) -> Result<Self, Failed> {
        let good = authority.identity(Defect::None)?;
        let stale = authority.identity(Defect::Expired)?;
        let early = authority.identity(Defect::NotYetValid)?;
        let incomplete = authority.identity(Defect::MissingIntermediate)?;
        let daemons = default_of("daemon_directory")?;
        let owner = default_of("mail_owner")?;

        let server = Server::start(|folder, ports| {
            // master(8) makes sockets in these, as the user that Postfix runs as.
            for name in [
                "data",
                "queue",
                "queue/pid",
                "queue/public",
                "queue/private",
            ] {
                let path = folder.subfolder(name)?;
                if name != "queue" && name != "queue/pid" {
                    let status = Command::new("chown").arg(&owner).arg(path).status()?;
                    if !status.success() {
                        return Err(format!("chown {owner}: {status}").into());
                    }
                }
            }
            let keys = |name: &str, identity: &Identity| -> std::io::Result<String> {
                // smtpd_tls_chain_files wants each key before its certificates.
                let text = format!("{}{}", identity.key_pem, identity.chain_pem());
                let path = folder.write(&format!("{name}.pem"), &text)?;
                Ok(path.display().to_string())
            };
            let folder_path = folder.path().display();
            folder.write(
                "main.cf",
                &format!(
                    "
compatibility_level = 3.6
queue_directory = {folder_path}/queue
data_directory = {folder_path}/data
daemon_directory = {daemons}
maillog_file = {folder_path}/mail.log
maillog_file_prefixes = {folder_path}

# Loopback only, no DNS, no mail taken: every recipient is refused.
myhostname = {HOST}
inet_interfaces = loopback-only
inet_protocols = ipv4
smtpd_peername_lookup = no
mydestination =
alias_maps =
local_recipient_maps =
smtpd_recipient_restrictions = reject

smtpd_tls_security_level = may
smtpd_tls_chain_files = {good}
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = {sasl_socket}
smtpd_tls_auth_only = yes
",
                    good = keys("good", &good)?,
                ),
            )?;
            let [
                relay,
                submission,
                clear,
                open,
                expired,
                early_port,
                incomplete_port,
            ] = ports;
            folder.write(
                "master.cf",
                &format!(
                    "
# As port 25: TLS for those who want it, no authentication.
127.0.0.1:{relay} inet n - n - - smtpd
  -o smtpd_sasl_auth_enable=no
# As port 587: nothing without TLS, AUTH only inside it.
127.0.0.1:{submission} inet n - n - - smtpd
  -o smtpd_tls_security_level=encrypt
# No TLS at all.
127.0.0.1:{clear} inet n - n - - smtpd
  -o smtpd_tls_security_level=none
  -o smtpd_sasl_auth_enable=no
# AUTH also in clear text.
127.0.0.1:{open} inet n - n - - smtpd
  -o smtpd_tls_auth_only=no
127.0.0.1:{expired} inet n - n - - smtpd
  -o smtpd_tls_chain_files={stale}
127.0.0.1:{early_port} inet n - n - - smtpd
  -o smtpd_tls_chain_files={early}
127.0.0.1:{incomplete_port} inet n - n - - smtpd
  -o smtpd_tls_chain_files={incomplete}
tlsmgr unix - - n 1000? 1 tlsmgr
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
",
                    stale = keys("stale", &stale)?,
                    early = keys("early", &early)?,
                    incomplete = keys("incomplete", &incomplete)?,
                ),
            )?;
            Ok(Launch {
                // -d: stay in the foreground and in the process group.
                command: vec![
                    format!("{daemons}/master"),
                    "-c".to_owned(),
                    folder_path.to_string(),
                    "-d".to_owned(),
                ],
                log: "mail.log",
                ready: "daemon started",
            })
        })?;
        Ok(Self {
            server,
            good,
            stale,
            early,
            incomplete,
        })
    }

    /// As port 25: STARTTLS offered, no AUTH.
    pub fn relay(&self) -> u16 {
        self.server.ports()[0]
    }

    /// As port 587: STARTTLS required, AUTH inside TLS only.
    pub fn submission(&self) -> u16 {
        self.server.ports()[1]
    }

    /// No STARTTLS.
    pub fn clear(&self) -> u16 {
        self.server.ports()[2]
    }

    /// AUTH before and inside TLS.
    pub fn auth_in_clear(&self) -> u16 {
        self.server.ports()[3]
    }

    /// An expired certificate.
    pub fn expired(&self) -> u16 {
        self.server.ports()[4]
    }

    /// A certificate of the future.
    pub fn not_yet_valid(&self) -> u16 {
        self.server.ports()[5]
    }

    /// The leaf alone.
    pub fn without_intermediate(&self) -> u16 {
        self.server.ports()[6]
    }

    /// What it logged.
    pub fn log(&self) -> String {
        self.server.folder().read("mail.log")
    }
}
