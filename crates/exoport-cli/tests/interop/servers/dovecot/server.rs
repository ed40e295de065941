//! Dovecot as an IMAP and POP3 server, and as the SASL server behind Postfix.

use std::net::Ipv4Addr;
use std::path::PathBuf;

use libtest_mimic::Failed;

use crate::requirement;
use crate::servers::certificates::Identity;
use crate::servers::process::{Launch, Server, program};

/// Where it listens. Not 127.0.0.1: Dovecot takes a client with the server's own address for secure
/// and would offer it passwords in clear text. Linux has all of 127.0.0.0/8 on loopback and connects
/// to this from 127.0.0.1.
pub const ADDRESS: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);

/// What it greets with.
pub const GREETING: &str = "Dovecot of the tests is ready.";

/// A running Dovecot.
pub struct Dovecot {
    server: Server<4>,
}

impl Dovecot {
    /// Starts it, with or without root, with a certificate.
    pub fn start(identity: &Identity) -> Result<Self, Failed> {
        // With root it gives root up by itself. Without, everything runs as the one user there is,
        // who cannot chroot.
        let (users, no_chroot) = if requirement::is_root() {
            (String::new(), "")
        } else {
            let user = requirement::user_name().ok_or("id -un says nothing")?;
            let group = requirement::group_name().ok_or("id -gn says nothing")?;
            let users = format!(
                "default_login_user = {user}\ndefault_internal_user = {user}\ndefault_internal_group = {group}"
            );
            (users, "chroot =")
        };
        let server = Server::start(|folder, [imap, imaps, pop3, pop3s]| {
            folder.write("chain.pem", &identity.chain_pem())?;
            folder.write("key.pem", &identity.key_pem)?;
            for name in ["run", "state", "mail"] {
                folder.subfolder(name)?;
            }
            let folder_path = folder.path().display();
            let configuration = folder.write(
                "dovecot.conf",
                &format!(
                    "
base_dir = {folder_path}/run
state_dir = {folder_path}/state
log_path = {folder_path}/dovecot.log
{users}

protocols = imap pop3
listen = {ADDRESS}
login_greeting = {GREETING}
ssl = required
ssl_cert = <{folder_path}/chain.pem
ssl_key = <{folder_path}/key.pem

# Anybody may log in; nobody does.
auth_mechanisms = plain login
passdb {{
  driver = static
  args = nopassword=y
}}
userdb {{
  driver = static
  args = uid=nobody gid=nogroup home={folder_path}/mail
}}

service imap-login {{
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
  }}
  {no_chroot}
}}
service pop3-login {{
  inet_listener pop3 {{
    port = {pop3}
  }}
  inet_listener pop3s {{
    port = {pop3s}
  }}
  {no_chroot}
}}
service anvil {{
  {no_chroot}
}}
service auth {{
  unix_listener sasl {{
    mode = 0666
  }}
}}
"
                ),
            )?;
            Ok(Launch {
                command: vec![
                    program("dovecot")?,
                    "-F".to_owned(),
                    "-c".to_owned(),
                    configuration.display().to_string(),
                ],
                log: "dovecot.log",
                ready: "starting up for imap, pop3",
            })
        })?;
        Ok(Self { server })
    }

    /// As port 143: STARTTLS.
    pub fn imap(&self) -> u16 {
        self.server.ports()[0]
    }

    /// As port 993: implicit TLS.
    pub fn imaps(&self) -> u16 {
        self.server.ports()[1]
    }

    /// As port 110: STLS.
    pub fn pop3(&self) -> u16 {
        self.server.ports()[2]
    }

    /// As port 995: implicit TLS.
    pub fn pop3s(&self) -> u16 {
        self.server.ports()[3]
    }

    /// The socket of its SASL server.
    pub fn sasl_socket(&self) -> PathBuf {
        self.server.folder().path().join("run/sasl")
    }

    /// What it logged.
    pub fn log(&self) -> String {
        self.server.folder().read("dovecot.log")
    }
}
